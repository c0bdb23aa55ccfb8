"""The pages of a rep's own conversations: the list of them and the tally of what became of them.

The pages hold the calls' titles and the words; the conversations are in the reader's browser alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from precall.content import urls
from precall.content.urls import Address
from precall.render import html
from precall.render.artifacts import ReadyFile
from precall.site.pages.templates import Templates

ASSETS = "assets/precall"

PAGES = {"my_calls": urls.MY_CALLS, "tally": urls.TALLY}
"""The pages' addresses by the names of their templates."""

BUNDLES = {
    "my_calls": ("dialogs.js", "link.js", "qr.js", "files.js", "became.js", "my-calls.js"),
    "tally": ("files.js", "became.js", "tally.js"),
}
"""The scripts that are joined into each page's own, in this order."""


def script_files() -> Iterator[ReadyFile]:
    """Each page's script."""
    for name, parts in BUNDLES.items():
        yield ReadyFile(_script(name), html.joined_scripts(parts))


def values(templates: Templates, name: str) -> dict[str, Any]:
    """Return what a page's template needs: the calls and the words as JSON, and the script's address."""
    calls = templates.playbook.calls_in_order
    known = [{"ref": call.ref, "title": urls.plain_title(call), "next": list(call.next)} for call in calls]
    return {
        "all_calls": calls,
        "calls": json.dumps(known, ensure_ascii=False, separators=(",", ":")),
        "words": json.dumps(_words(templates, name), ensure_ascii=False, separators=(",", ":")),
        "script": _from(PAGES[name]) + _script(name),
    }


def _words(templates: Templates, name: str) -> Mapping[str, str]:
    """The words that a page's script needs, placeholders still in them."""
    client = templates.playbook.settings.words.client
    mine = {f"my_calls.{key}": words for key, words in templates.language.part("my_calls").items()}
    tally = {f"tally.{key}": words for key, words in templates.language.part("tally").items()}
    chosen = mine if name == "my_calls" else tally
    # The rep's own client has the name that the script fills in; the team's word for clients is filled in here.
    return {key: words.replace("{word}", client) for key, words in chosen.items()}


def _script(name: str) -> str:
    return f"{ASSETS}/{name.replace('_', '-')}-page.js"


def _from(page: Address) -> str:
    return urls.HOME.link_from(page)
