"""Search documents go in; the search files of a site come out, and pages that use them.

Material's search box stays; its worker is replaced by ours, which answers the same messages. Material's own engine is
not loaded.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from precall.content.model import Settings
from precall.core.background import in_background
from precall.core.cache import key_of, own_version
from precall.core.session import Session
from precall.render.artifacts import Content, ReadyFile
from precall.render.i18n import Language, language
from precall.search.documents import INDEX_PAGES, SearchDocument
from precall.search.index import make_index
from precall.search.related import has_related_words, related_words
from precall.search.words import language_tables

BROWSER = Path(__file__).parent / "browser"
ENGINE = ("parameters.js", "words.js", "matching.js", "ranking.js", "results.js", "worker.js")
"""The scripts of the worker, in order."""
FOLDER = "search"
WORKER = f"{FOLDER}/worker.js"
"""The worker's uri in hosts that need a fixed name."""

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
    "search.kind.manual",
    "search.within",
    "search.sounds",
    "search.keyword",
    "search.first",
    "search.without",
    "search.manual",
    "search.start",
    "search.near",
    "search.none",
)
"""The interface words that the browser uses."""
COUNT_KEY = "search.count"

MATERIALS_WORKER = "assets/javascripts/workers/"
_HOME_FIELD = '<form class="pc-find"'
_HIDDEN = " hidden"
_HEAD = "<head>"
_CONFIG = re.compile(r'(<script id="__config" type="application/json">)(.*?)(</script>)', re.DOTALL)


def page_script() -> ReadyFile:
    """Return the script that themed pages load before Material's: a replacement for workers, and the status line."""
    return _file("page", _lean("page.js"))


@dataclass(frozen=True)
class SearchFiles:
    """The search files of a site."""

    worker: ReadyFile
    index: ReadyFile
    lines: ReadyFile
    manual: ReadyFile
    """The index of pages for editors. A rep's browser loads it only if nothing else matches."""
    related: ReadyFile | None = None
    """Related words, loaded last; none for a language without a table of them."""

    @property
    def files(self) -> tuple[ReadyFile, ...]:
        """All files."""
        return (self.worker, self.index, self.lines, self.manual, *((self.related,) if self.related else ()))


def search_files(
    settings: Sequence[Settings],
    documents: Iterable[SearchDocument],
    url_of: Callable[[SearchDocument], str],
    session: Session | None = None,
) -> SearchFiles:
    """Return the search files of a site. All but the worker are made when they are read.

    Args:
        settings: The settings of its playbooks.
        documents: What can be found.
        url_of: Returns the address of a document in the host's site.
        session: If it is given, a copy of this process makes the files in the meantime.
    """
    urls = {document: url_of(document) for document in documents}
    synonyms = dict.fromkeys(group for playbook in settings for group in playbook.synonyms)
    code = settings[0].language
    make = partial(_contents, urls, synonyms, code)
    made = in_background(make, session) if session else make()
    contents = cache(lambda: dict(made))
    # What the files are made from tells their versions apart, before they are there.
    version = key_of(own_version(), code, repr(list(synonyms)), repr(list(urls.items())))
    names = ("index", "lines", "manual", *(("related",) if has_related_words(code) else ()))
    files = {
        name: ReadyFile(
            f"{FOLDER}/{name}.{key_of(name, version)[:10]}.js",
            Content(f"{name} {version}", partial(lambda name: contents()[name], name)),
            is_late=True,
        )
        for name in names
    }
    listed = json.dumps({name: Path(file.uri).name for name, file in files.items()}).encode()
    engine = b"".join(_lean(name) for name in ENGINE)
    return SearchFiles(_file("worker", _script("names", listed) + engine), **files)


def _contents(
    urls: Mapping[SearchDocument, str], synonyms: Mapping[tuple[str, ...], None], code: str
) -> Generator[tuple[str, bytes], None, None]:
    """Yield the names and the contents of the files."""
    words, tables = language(code), language_tables(code)
    entries: list[SearchDocument] = []
    manual: list[SearchDocument] = []
    for document in urls:
        (manual if document.kind == "manual" else entries).append(document)
    index = make_index(entries, tables, synonyms)
    manual_index = make_index(manual, tables)
    for_browser = index.for_browser(urls.__getitem__, interface_words(words), _folders(manual, urls))
    manual_for_browser = manual_index.for_browser(urls.__getitem__, interface_words(words))
    yield "index", _script("index", for_browser)
    yield "lines", _script("lines", index.lines_for_browser())
    yield "manual", _script("manual", b"[%b,%b]" % (manual_for_browser, manual_index.lines_for_browser()))
    # The browser reads at least one row.
    related = json.dumps(related_words(index, code) or " ", ensure_ascii=False)
    yield "related", _script("related", related.encode())


def _lean(name: str) -> bytes:
    """Return a script without its comments and indents, which phones need not load."""
    text = re.sub(r"/\*\*.*?\*/", "", (BROWSER / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"^[ ]*(//.*)?\n|^[ ]+", "", text, flags=re.MULTILINE).encode()


def _folders(documents: Iterable[SearchDocument], urls: Mapping[SearchDocument, str]) -> list[str]:
    """Return the URLs of the pages of documents."""
    return sorted({urls[document].partition("#")[0] for document in documents})


def _script(name: str, content: bytes) -> bytes:
    """Return JSON as a script, the only kind of file that a page can load on `file:`."""
    return b"(self.precallSearch = self.precallSearch || {})." + name.encode() + b" = " + content + b";\n"


def index_page_documents(words: Language, client: str) -> list[SearchDocument]:
    """Return the documents of the index pages; `client` is the team's word for its clients."""
    return [
        SearchDocument(
            "index", words.say(f"{kind}.title"), place, lead=(words.say(f"{kind}.description", client=client),)
        )
        for kind, place in INDEX_PAGES
    ]


def interface_words(words: Language) -> dict[str, str]:
    """Return the interface words of the search, by their keys without `search.`."""
    keys = (*INTERFACE_KEYS, *(f"{COUNT_KEY}.{form}" for form in ("one", "other")))
    return {key.removeprefix("search."): words.words[key] for key in keys}


def home_script() -> ReadyFile:
    """Return the script of the search field on the home page."""
    return _file("home", _lean("home.js"))


def use_home_field(html: str, root: str, worker: str, index: str) -> str:
    """Return a page with the script of its own search field, if it has one.

    Args:
        html: The page.
        root: The URL of the site's root, without a slash at its end.
        worker: The uri of the worker.
        index: The uri of the index, for a head start; empty if it may change while the page stays.
    """
    before, field, after = html.partition(_HOME_FIELD)
    if not field:
        return html
    home, index = f"{root}/{home_script().uri}", f"{root}/{index}" if index else ""
    script = (
        f'<script async src="{home}" fetchpriority="high" data-site="{root}/" data-worker="{root}/{worker}"'
        f' data-index="{index}"></script>'
    )
    # At the start of the head, because no script after a style sheet runs before the style sheet is there; and at the
    # field, because the theme runs the scripts in the body again when it comes back to home.
    before = before.replace(_HEAD, _HEAD + script, 1)
    return f"{before}{script}{field}{after.removeprefix(_HIDDEN)}"


def use_worker(html: str, worker: str) -> str:
    """Return a page of Material with our worker in its configuration; other pages unchanged."""

    def replace_worker(match: re.Match[str]) -> str:
        settings = json.loads(match[2])
        base, separator, _ = str(settings.get("search", "")).partition(MATERIALS_WORKER)
        if not separator:
            return match[0]
        settings["search"] = base + worker
        # Escaped as by the theme's own filter, so that nothing in it ends the script.
        text = json.dumps(settings).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        return match[1] + text.replace("'", "\\u0027") + match[3]

    return _CONFIG.sub(replace_worker, html, count=1)


def empty_material_index(index: str) -> Mapping[str, bytes]:
    """Return Material's index without its documents, as JSON and, for `file:`, as a script.

    Pages still load it, and use its settings to mark words.
    """
    settings = json.loads(index)["config"]
    text = json.dumps({"config": settings, "docs": []}, separators=(",", ":"))
    return {
        f"{FOLDER}/search_index.json": text.encode(),
        f"{FOLDER}/search_index.js": f"var __index = {text};\n".encode(),
    }


def _file(name: str, content: bytes) -> ReadyFile:
    """Return a file with a hash in its name, so that browsers do not mix cached files of two versions."""
    return ReadyFile(f"{FOLDER}/{name}.{hashlib.sha256(content).hexdigest()[:10]}.js", content)
