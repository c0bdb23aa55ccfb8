"""A playbook becomes the pages around each call: one to look at during it, one for the client, one for afterwards.

They stand without the theme and ask nothing of the network; what a rep types into them stays in the browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Template

from precall import address, html
from precall.address import Address
from precall.language import direction
from precall.model import Call, Playbook
from precall.page import ReadyFile
from precall.views.around import ASSETS, around
from precall.views.questions import question_script
from precall.views.shown import debrief, during_call, for_client
from precall.views.words import view_words

FILES = (
    "views.css",
    "kept.js",
    "written.js",
    "page.js",
    "call.js",
    "agenda.js",
    "debrief.js",
    "builder.css",
    "link.js",
    "fits.js",
    "chooser.js",
    "builder.js",
    "opened.js",
)
"""The style sheets and scripts of these pages and of the card's builder."""


def view_files(playbook: Playbook, root: Path) -> Iterator[ReadyFile]:
    """Every page of every call, and what they need; `root` may hold templates of the team's own."""
    language = playbook.settings.language
    templates = html.environment(root, w=view_words(playbook.settings))
    templates.globals.update(language=language, direction=direction(language))
    for call in playbook.calls.values():
        for here, name, shown in (
            (address.call_view(call), "call_view.html", during_call(playbook, call)),
            (address.agenda(call), "agenda.html", for_client(call)),
            (address.debrief(call), "debrief.html", debrief(playbook, call)),
        ):
            yield _page(templates.get_template(name), call, here, shown)
    for name in FILES:
        yield ReadyFile(f"{ASSETS}/{name}", (html.ASSETS / name).read_bytes())
    yield question_script(playbook)


def _page(template: Template, call: Call, here: Address, shown: object) -> ReadyFile:
    # Not the call itself: what a page may say of it is in `shown`.
    rendered = template.render(shown=shown, around=around(call, here))
    return ReadyFile(here.html_uri, rendered.encode(), call.place.document.source.path)
