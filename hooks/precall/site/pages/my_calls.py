"""Make the pages of a rep's own conversations: their list, today's on home, and the tally of their results.

The pages contain the calls' titles and the interface words; the conversations are in the reader's browser only.
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

PAGES = {"home": urls.HOME, "my_calls": urls.MY_CALLS, "tally": urls.TALLY}
"""Addresses of the pages, by template."""

BUNDLES = {
    "home": ("became.js", "today.js"),
    "my_calls": ("dialogs.js", "link.js", "qr.js", "files.js", "became.js", "my-calls.js"),
    "tally": ("files.js", "became.js", "tally.js"),
}
"""Scripts that are joined to each page's script, in this order."""


def script_files() -> Iterator[ReadyFile]:
    """Yield each page's script."""
    for name, parts in BUNDLES.items():
        yield ReadyFile(_script(name), html.joined_scripts(parts))


def values(templates: Templates, name: str) -> dict[str, Any]:
    """Return the context of a page's template: the calls and the words as JSON, and the script's address."""
    calls = templates.playbook.calls_in_order
    script = _from(PAGES[name]) + _script(name)
    if name == "home":
        base = f"{_from(PAGES[name])}{ASSETS}/base.js"
        return {
            "base_script": base,
            "script": script,
            "titles": _json([[call.ref, urls.plain_title(call)] for call in calls]),
        }
    known = [{"ref": call.ref, "title": urls.plain_title(call), "next": list(call.next)} for call in calls]
    return {
        "all_calls": calls,
        "calls": _json(known),
        "words": _json(_words(templates, name)),
        "script": script,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _words(templates: Templates, name: str) -> Mapping[str, str]:
    """Return the words for a page's script, with placeholders."""
    client = templates.playbook.settings.words.client
    mine = {f"my_calls.{key}": words for key, words in templates.language.part("my_calls").items()}
    tally = {f"tally.{key}": words for key, words in templates.language.part("tally").items()}
    chosen = mine if name == "my_calls" else tally
    # The script fills in the client's name; the team's word for clients is filled in here.
    return {key: words.replace("{word}", client) for key, words in chosen.items()}


def _script(name: str) -> str:
    return f"{ASSETS}/{name.replace('_', '-')}-page.js"


def _from(page: Address) -> str:
    return urls.HOME.link_from(page)
