"""The index becomes the files of a site, and every page is told to search with them.

Material's search box stays: its worker is exchanged for ours, which answers the same messages. Nothing of Material's
own engine is loaded.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from precall.content.model import Settings
from precall.render.artifacts import ReadyFile
from precall.render.i18n import Language, language
from precall.search.documents import INDEX_PAGES, SearchDocument
from precall.search.index import make_index
from precall.search.words import language_tables

BROWSER = Path(__file__).parent / "browser"
ENGINE = ("words.js", "matching.js", "ranking.js", "results.js", "worker.js")
"""What the worker is made of, in this order."""
FOLDER = "search"
WORKER = f"{FOLDER}/worker.js"
"""The worker's uri where its name is not to change with its content."""

INTERFACE_KEYS = (
    "search.kind.call",
    "search.kind.barrier",
    "search.kind.question",
    "search.kind.bank",
    "search.kind.principle",
    "search.kind.stage",
    "search.kind.source",
    "search.kind.page",
    "search.kind.index",
    "search.within",
    "search.sounds",
    "search.keyword",
    "search.first",
    "search.without",
    "search.near",
    "search.none",
)
"""The words of the interface that the browser fills itself."""
COUNT_KEY = "search.count"

MATERIALS_WORKER = "assets/javascripts/workers/"
_CONFIG = re.compile(r'(<script id="__config" type="application/json">)(.*?)(</script>)', re.DOTALL)


def page_script() -> ReadyFile:
    """What every themed page needs before Material's script: a stand-in for workers, and the line over the results."""
    return _file("page", (BROWSER / "page.js").read_bytes())


@dataclass(frozen=True)
class SearchFiles:
    """What a site searches with."""

    worker: ReadyFile
    index: ReadyFile
    lines: ReadyFile

    @property
    def files(self) -> tuple[ReadyFile, ...]:
        """All of them."""
        return (self.worker, self.index, self.lines)


def search_files(
    settings: Sequence[Settings], found: Iterable[SearchDocument], url_of: Callable[[SearchDocument], str]
) -> SearchFiles:
    """The files of a site of one playbook or several; `url_of` says where the host puts what is found."""
    said = language(settings[0].language)
    synonyms = dict.fromkeys(group for each in settings for group in each.synonyms)
    made = make_index(tuple(found), language_tables(settings[0].language), synonyms)
    index = _file("index", _script("index", made.for_browser(url_of, interface_words(said))))
    lines = _file("lines", _script("lines", made.lines_for_browser()))
    named = json.dumps({"index": Path(index.uri).name, "lines": Path(lines.uri).name}).encode()
    engine = b"".join((BROWSER / name).read_bytes() for name in ENGINE)
    return SearchFiles(_file("worker", _script("names", named) + engine), index, lines)


def _script(name: str, content: bytes) -> bytes:
    """JSON as a script: a page that was opened from a file can load no other kind of file."""
    return b"(self.precallSearch = self.precallSearch || {})." + name.encode() + b" = " + content + b";\n"


def index_page_documents(said: Language, client: str) -> list[SearchDocument]:
    """The pages that list all entries of a kind; `client` is what the team calls the people it serves."""
    return [
        SearchDocument(
            "index", said.say(f"{kind}.title"), place, lead=(said.say(f"{kind}.description", client=client),)
        )
        for kind, place in INDEX_PAGES
    ]


def interface_words(said: Language) -> dict[str, str]:
    """The words that the search says itself, by the last parts of their keys."""
    keys = (*INTERFACE_KEYS, *(f"{COUNT_KEY}.{form}" for form in ("one", "other")))
    return {key.removeprefix("search."): said.words[key] for key in keys}


def use_worker(html: str, worker: str) -> str:
    """A page of Material that searches with our worker; any other page as it is. The theme writes both as JSON."""

    def exchange(found: re.Match[str]) -> str:
        settings = json.loads(found[2])
        before, ours, _ = str(settings.get("search", "")).partition(MATERIALS_WORKER)
        if not ours:
            return found[0]
        settings["search"] = before + worker
        # As the theme's own filter does it: nothing in it may end the script.
        text = json.dumps(settings).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        return found[1] + text.replace("'", "\\u0027") + found[3]

    return _CONFIG.sub(exchange, html, count=1)


def empty_material_index(written: str) -> Mapping[str, bytes]:
    """Material's own index without its documents, as it is fetched and, from a file, loaded as a script.

    The page still asks for it, and marks words on a page by the settings in it.
    """
    settings = json.loads(written)["config"]
    text = json.dumps({"config": settings, "docs": []}, separators=(",", ":"))
    return {
        f"{FOLDER}/search_index.json": text.encode(),
        f"{FOLDER}/search_index.js": f"var __index = {text};\n".encode(),
    }


def _file(name: str, content: bytes) -> ReadyFile:
    """A file whose name changes with its content, so that no browser keeps an old one beside a new one."""
    return ReadyFile(f"{FOLDER}/{name}.{hashlib.sha256(content).hexdigest()[:10]}.js", content)
