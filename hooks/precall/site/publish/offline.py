"""Make the service worker that caches a built site in the browser, and the web app manifest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from precall.site.publish.files import uris
from precall.site.publish.head import FOLDER

BROWSER = Path(__file__).parent / "browser"
WORKER = "sw.js"
MANIFEST = "manifest.webmanifest"

_LEFT_OUT = re.compile(r"(\.map|\.pdf|\.gz|\.zip)$|^(robots\.txt|_headers|sw\.js|CNAME|\..*)$|^(api|admin)/")
"""Files that are not cached. PDFs are not needed because the cards' pages can be printed, `api/` is for programs, and
the form editor needs the network.

The sitemap is cached, because the theme's instant navigation uses it."""
FIRST = ("assets", "search", "calls", "cards", "call", "questions", "barriers")
"""Folders of pages that a rep needs on the way to a client. Of a large site only these are fetched at once."""
WHOLE_LIMIT = 13_000_000
"""Maximum uncompressed bytes of a site that is fetched as a whole."""

_LUNR = "assets/javascripts/lunr/"
_INDEX = "search/search_index.json"


def offline_files(
    folder: Path, found: Iterable[str] | None = None, digests: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the digests of all files to cache, by uri.

    Args:
        folder: The built site.
        found: The uris of its files, if the caller has them.
        digests: Digests that the caller has.

    """
    every = uris(folder) if found is None else found
    known = digests or {}
    unused = unused_stemmers(folder)
    return {
        uri: known.get(uri) or digest((folder / uri).read_bytes())
        for uri in every
        if not _LEFT_OUT.search(uri) and uri not in unused
    }


def digest(content: bytes) -> str:
    """Return the digest of a file's content."""
    return hashlib.sha256(content).hexdigest()[:16]


def unused_stemmers(folder: Path) -> set[str]:
    """Return the uris of the stemmers that the site's search does not load."""
    languages = _languages(folder)
    every = (f"{_LUNR}{uri}" for uri in uris(folder / _LUNR))
    return {uri for uri in every if not _needed(uri, languages)}


def fetched_first(folder: Path, files: Iterable[str]) -> tuple[str, ...]:
    """Return the folders to fetch at once, while other files are fetched on first use; empty to fetch all at once."""
    return FIRST if sum((folder / uri).stat().st_size for uri in files) > WHOLE_LIMIT else ()


def worker(files: Mapping[str, str], first: Iterable[str] = ()) -> bytes:
    """Return the service worker for some files. Its version changes with each of them and with its own code.

    Args:
        files: The digests of all files, by uri.
        first: The result of `fetched_first`.

    """
    code = (BROWSER / "worker.js").read_text(encoding="utf-8")
    listed = json.dumps(files, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    version = hashlib.sha256((code + listed).encode()).hexdigest()[:16]
    folders = json.dumps(list(first))
    return f'self.precallSite = {{"version":"{version}","first":{folders},"files":{listed}}};\n{code}'.encode()


def manifest(name: str, language: str) -> bytes:
    """Return the web app manifest. Its URLs are relative, so the site works in any folder of a host."""
    icons = [(f"icon-{size}.png", f"{size}x{size}", "any") for size in (192, 512)]
    icons += [("icon-maskable-512.png", "512x512", "maskable"), ("icon.svg", "any", "any")]
    values = {
        "name": name,
        "short_name": name if len(name) <= 12 else name.split(maxsplit=1)[0][:12],
        "lang": language,
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": "#fcfbf8",
        "theme_color": "#0f4a4f",
        "icons": [
            {"src": f"{FOLDER}/{file}", "sizes": sizes, "type": _type(file), "purpose": purpose}
            for file, sizes, purpose in icons
        ],
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def _type(file: str) -> str:
    return "image/svg+xml" if file.endswith(".svg") else "image/png"


def _languages(folder: Path) -> set[str]:
    """Return the languages whose stemmers the theme's search loads. English needs none."""
    index = folder / _INDEX
    if not index.is_file():
        return set()
    named = json.loads(index.read_text(encoding="utf-8")).get("config", {}).get("lang", [])
    return set([named] if isinstance(named, str) else named) - {"en"}


def _needed(uri: str, languages: set[str]) -> bool:
    name = uri.rpartition("/")[2].removeprefix("lunr.").removesuffix(".min.js")
    return bool(languages) and (name in languages or name in ("stemmer.support", "multi", "tinyseg.js", "wordcut.js"))
