"""Make a redirect page at each former address of an entry, for old links and QR codes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

import jinja2

from precall.content import urls as addresses
from precall.content.model import Call, Entry, Playbook, Question, SourceEntry
from precall.content.urls import FOLDERS, Address, address
from precall.render.artifacts import ReadyFile
from precall.render.i18n import language

TEMPLATES = Path(__file__).parent.parent / "render" / "templates"
SCRIPT = "assets/precall/redirect.js"


def redirect_files(playbook: Playbook, uris: frozenset[str]) -> Iterator[ReadyFile]:
    """Yield a page for every old address, and the script that they share.

    Questions and sources have no page of their own; their old ids are anchors on the page that shows them.

    Args:
        playbook: The content.
        uris: The uris of the site's files: a redirect needs an existing target, and never replaces a page.

    """
    redirects = [
        (old, new, entry)
        for entry in playbook.entries()
        for old, new in _old_addresses(entry)
        if new.html_uri in uris and old.html_uri not in uris
    ]
    if not redirects:
        return
    yield ReadyFile(SCRIPT, (Path(__file__).parent.parent / "render" / "assets" / "redirect.js").read_bytes())
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    template = environment.get_template("redirect.html")
    words = language(playbook.settings.language)
    for old, new, entry in redirects:
        page = template.render(
            language=words.code,
            title=addresses.plain_title(entry),
            href=new.link_from(old),
            script=posixpath.relpath(SCRIPT, old.folder),
            moved=words.say("moved"),
        )
        yield ReadyFile(old.html_uri, page.encode() + b"\n", entry.location.document.source.path)


def _old_addresses(entry: Entry) -> Iterator[tuple[Address, Address]]:
    if isinstance(entry, (Question, SourceEntry)):
        return
    for alias in entry.aliases:
        yield Address(f"{FOLDERS[entry.kind]}/{alias}"), address(entry)
        if isinstance(entry, Call):
            for view in (addresses.card, addresses.call_view, addresses.agenda, addresses.debrief):
                new = view(entry)
                yield Address(f"{posixpath.dirname(new.folder)}/{alias}"), new
