"""Make the pages around each call: the view during the call, the agenda for the client, and the debrief.

These pages do not use the theme or the network. Text that a rep types into them stays in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from precall.content import urls
from precall.content.model import Call, Playbook
from precall.content.urls import Address
from precall.render import html
from precall.render.artifacts import ReadyFile
from precall.render.dependencies import Builder, BuildStep
from precall.render.i18n import direction
from precall.site.views.around import ASSETS, around
from precall.site.views.questions import URI as QUESTIONS
from precall.site.views.questions import question_script
from precall.site.views.shown import debrief, during_call, for_client
from precall.site.views.words import view_words

VIEWS_CSS = "views.css"
FILES = (VIEWS_CSS, "bar.css", "builder.css")
"""The style sheets of these pages and of the card's builder."""

BUNDLES = {
    "conversation.js": ("storage.js", "conversations.js", "fields.js", "dialogs.js", "bar.js"),
    "call.js": ("call.js", "page.js"),
    "agenda.js": ("written.js", "page.js"),
    "debrief.js": ("debrief.js", "written.js", "page.js"),
    "finder.js": ("finder.js",),
    "builder.js": (
        "link.js",
        "fits.js",
        "chooser.js",
        "card-fields.js",
        "further-cards.js",
        "builder.js",
        "opened-list.js",
        "opened.js",
    ),
}
"""Each script with the files that are joined into it, in order. Each request costs a phone a round trip."""


def view_files(playbook: Playbook, root: Path, builder: Builder | None = None) -> Iterator[ReadyFile]:
    """Yield these pages of every call, and their files; `root` and `builder` as for `page_templates`."""
    builder = builder or Builder(playbook, root)
    language = playbook.settings.language
    templates = html.environment(root, playbook.companies, w=view_words(playbook.settings))
    templates.globals.update(language=language, direction=direction(language))

    def page(call: Call, here: Address, name: str, show: Callable[[Playbook, Call], object]) -> bytes:
        # The template gets only the context from `shown`, not the call itself.
        shown = show(builder.playbook, call)
        return templates.get_template(name).render(shown=shown, around=around(call, here)).encode()

    wanted = [
        (call, here, BuildStep(f"view {here.path}", partial(page, call, here, name, show), (call,)))
        for call in playbook.calls.values()
        for here, name, show in (
            (urls.call_view(call), "call_view.html", during_call),
            (urls.agenda(call), "agenda.html", for_client),
            (urls.debrief(call), "debrief.html", debrief),
        )
    ]
    made = builder.build_all("Making the pages around calls", (step for _, _, step in wanted))
    for (call, here, _), (_, content) in zip(wanted, made, strict=True):
        yield ReadyFile(here.html_uri, content, call.location.document.source.path)
    for name in FILES:
        static = html.style_sheet(name) if name == VIEWS_CSS else (html.ASSETS / name).read_bytes()
        yield ReadyFile(f"{ASSETS}/{name}", static)
    for name, parts in BUNDLES.items():
        yield ReadyFile(f"{ASSETS}/{name}", html.joined_scripts(parts))
    yield ReadyFile(QUESTIONS, question_script(builder))
