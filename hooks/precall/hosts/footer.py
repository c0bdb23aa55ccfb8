"""Render the footer of themed pages: the team's copyright, the playbook's revision, and a link to the changes page."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from precall.content.model import Playbook
from precall.content.urls import CHANGES
from precall.render.artifacts import Site
from precall.render.html import environment
from precall.render.i18n import language

ROOT_PLACEHOLDER = "precall-root:"
"""A placeholder for the relative URL of the site's root, which differs between pages."""


def footer(playbook: Playbook, root: Path, site: Site, copyright_: str | None, *, with_revision: bool) -> str:
    """Return the footer's HTML: `copyright_` from mkdocs.yml, the revision, and a link to the changes page, if any.

    Under `serve` there is no revision, because it would change every page with each edit.
    """
    words = language(playbook.settings.language)
    has_changes = any(page.address == CHANGES for page in site.pages)
    return (
        environment(root, playbook.companies)
        .get_template("footer.html")
        .render(
            before=Markup(copyright_ or ""),
            revision=words.say("changes.revision", revision=playbook.revision) if with_revision else "",
            href=f"{ROOT_PLACEHOLDER}{CHANGES.path}" if has_changes else "",
            changes=words.say("changes.title"),
        )
    )


def fill_root(output: str, root: str) -> str:
    """Return a page with the links of its footer; `root` is the URL of the site's root, without a slash at its end."""
    return output.replace(ROOT_PLACEHOLDER, root)
