"""Where a playbook is kept becomes a page with a form editor in it, and the configuration beside that page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from precall.editing import form_editor
from precall.render.html import environment

PAGE = "index.html"
CONFIG = "config.json"

TITLE = "Playbook editor"
WITHOUT = f"{TITLE} needs JavaScript. The same files can be changed in any text editor."
"""In English, as the editor itself is."""

WEB = f"https://unpkg.com/{form_editor.PACKAGE}@{form_editor.VERSION}/dist/{form_editor.SCRIPT}"
"""Where a browser gets the editor's script, where it does not lie beside the page."""

FONTS = "https://cdn.jsdelivr.net/fontsource/fonts/"
"""Where the script gets its letters and its icons, which it has no other way to."""

APIS = {"github": ("https://api.github.com", "https://github.com"), "gitlab": ("https://gitlab.com",)}
"""The addresses that the editor asks for each kind of code host, besides one that the team names."""


@dataclass(frozen=True)
class AdminOptions:
    """What a team says about its form editor."""

    host: Literal["github", "gitlab"] = "github"
    repository: str = "OWNER/REPOSITORY"
    branch: str = "main"
    server: str = ""
    """The API of a code host of the team's own; empty for github.com and gitlab.com."""
    site_url: str = ""
    beside: bool = True
    """Whether the script lies beside the page, rather than on the web."""


def admin_files(choices: AdminOptions, root: Path) -> dict[str, bytes]:
    """The page and its configuration, by their names; the same for the same choices."""
    backend = {"name": choices.host, "repo": choices.repository, "branch": choices.branch}
    if choices.server:
        backend["api_root"] = choices.server
    page = (
        environment(root)
        .get_template("admin.html")
        .render(
            title=TITLE,
            without=WITHOUT,
            policy=_policy(choices),
            config=CONFIG,
            script=form_editor.SCRIPT if choices.beside else WEB,
            integrity=form_editor.INTEGRITY,
        )
    )
    config = form_editor.configuration(backend, choices.site_url)
    return {PAGE: page.encode(), CONFIG: (json.dumps(config, ensure_ascii=False, indent=1) + "\n").encode()}


def _policy(choices: AdminOptions) -> str:
    """What the editor needs, and the rest of the site does not: styles of its own making, and the code host."""
    apis = [f"https://{urlsplit(choices.server).hostname}"] if choices.server else list(APIS[choices.host])
    allowed = {
        "default-src": "'none'",
        "script-src": "'self'" if choices.beside else WEB,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": f"'self' data: {FONTS}",
        "connect-src": " ".join(["'self'", "blob:", "data:", *apis]),
        "form-action": "'self'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in allowed.items())
