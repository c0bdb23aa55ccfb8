"""Make the page of the form editor and its configuration, for a playbook's repository."""

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
WITHOUT_SCRIPT = f"{TITLE} needs JavaScript. The same files can be changed in any text editor."
"""In English, like the editor itself."""

SCRIPT_URL = f"https://unpkg.com/{form_editor.PACKAGE}@{form_editor.VERSION}/dist/{form_editor.SCRIPT}"
"""The address of the editor's script, unless the script is next to the page."""

FONTS = "https://cdn.jsdelivr.net/fontsource/fonts/"
"""The addresses of the script's fonts and icons. The script cannot load them from elsewhere."""

APIS = {"github": ("https://api.github.com", "https://github.com"), "gitlab": ("https://gitlab.com",)}
"""The API addresses of each kind of code host, unless the team names its own."""


@dataclass(frozen=True)
class AdminOptions:
    """A team's choices for its form editor."""

    host: Literal["github", "gitlab"] = "github"
    repository: str = "OWNER/REPOSITORY"
    branch: str = "main"
    server: str = ""
    """The API of the team's own code host; empty for github.com and gitlab.com."""
    site_url: str = ""
    local_script: bool = True
    """Whether the script is a file next to the page, instead of on the web."""


def admin_files(options: AdminOptions, root: Path) -> dict[str, bytes]:
    """Return the page and its configuration by file name; equal for equal options."""
    backend = {"name": options.host, "repo": options.repository, "branch": options.branch}
    if options.server:
        backend["api_root"] = options.server
    page = (
        environment(root)
        .get_template("admin.html")
        .render(
            title=TITLE,
            without=WITHOUT_SCRIPT,
            policy=_policy(options),
            config=CONFIG,
            script=form_editor.SCRIPT if options.local_script else SCRIPT_URL,
            integrity=form_editor.INTEGRITY,
        )
    )
    config = form_editor.configuration(backend, options.site_url)
    return {PAGE: page.encode(), CONFIG: (json.dumps(config, ensure_ascii=False, indent=1) + "\n").encode()}


def _policy(options: AdminOptions) -> str:
    """Return the page's content security policy, which allows inline styles and the code host for the editor."""
    apis = [f"https://{urlsplit(options.server).hostname}"] if options.server else list(APIS[options.host])
    allowed = {
        "default-src": "'none'",
        "script-src": "'self'" if options.local_script else SCRIPT_URL,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": f"'self' data: {FONTS}",
        "connect-src": " ".join(["'self'", "blob:", "data:", *apis]),
        "form-action": "'self'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in allowed.items())
