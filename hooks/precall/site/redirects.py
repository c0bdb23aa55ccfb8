"""The ids that entries had before become pages that lead on: links, QR codes and cards live longer than names."""

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


def redirect_files(playbook: Playbook, made: frozenset[str]) -> Iterator[ReadyFile]:
    """A page at every old address, and the script that they share.

    `made` are the uris of the site's HTML files: an address leads on only to what is there. Questions and sources stand
    on a page with others; their old ids are anchors on it.
    """
    leading = [
        (old, new, entry)
        for entry in playbook.entries()
        for old, new in _old_addresses(entry)
        if new.html_uri in made and old.html_uri not in made
    ]
    if not leading:
        return
    yield ReadyFile(SCRIPT, (Path(__file__).parent.parent / "render" / "assets" / "redirect.js").read_bytes())
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    template = environment.get_template("redirect.html")
    words = language(playbook.settings.language)
    for old, new, entry in leading:
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
