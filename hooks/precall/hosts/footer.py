"""A playbook's revision becomes what stands at the foot of every page that the theme frames."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from precall.content.model import Playbook
from precall.content.urls import CHANGES
from precall.render.artifacts import Site
from precall.render.html import environment
from precall.render.i18n import language

FROM_ROOT = "precall-root:"
"""Stands for the way from a page to the site's root, which each page has of its own."""


def footer(playbook: Playbook, root: Path, site: Site, before: str | None, *, revised: bool) -> str:
    """Markup: what the team has there already, the revision, and the way to what changed where there is such a page.

    The revision is there only if `revised`: it would change all pages with each edit.
    """
    words = language(playbook.settings.language)
    leads = any(page.address == CHANGES for page in site.pages)
    return (
        environment(root, playbook.companies)
        .get_template("footer.html")
        .render(
            before=Markup(before or ""),
            revision=words.say("changes.revision", revision=playbook.revision) if revised else "",
            href=f"{FROM_ROOT}{CHANGES.path}" if leads else "",
            changes=words.say("changes.title"),
        )
    )


def with_links(output: str, root: str) -> str:
    """A page whose footer leads on; `root` is the way to the site's root, without a slash at its end."""
    return output.replace(FROM_ROOT, root)
