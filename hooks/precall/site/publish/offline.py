"""The files of a built site become the script that keeps them in the browser, and what a phone installs."""

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
"""What nobody reads offline. PDFs are for printers, and the pages of the cards print as well; `api/` is for
programs, and the form editor needs the network.

The sitemap stays: the theme asks it which pages it can show without loading a whole one."""
_LUNR = "assets/javascripts/lunr/"
_INDEX = "search/search_index.json"


def kept_files(
    folder: Path, found: Iterable[str] | None = None, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The uri of every file that belongs offline, in order, with a digest of its content.

    `found` are the uris of all files where somebody has looked already, `known` the digests that somebody has made.
    """
    every = uris(folder) if found is None else found
    made = known or {}
    unused = stemmers_left_out(folder)
    return {
        uri: made.get(uri) or digest((folder / uri).read_bytes())
        for uri in every
        if not _LEFT_OUT.search(uri) and uri not in unused
    }


def digest(content: bytes) -> str:
    """What a file's content is known by."""
    return hashlib.sha256(content).hexdigest()[:16]


def stemmers_left_out(folder: Path) -> set[str]:
    """The uris of the stemmers that no search of this site loads."""
    languages = _languages(folder)
    every = (f"{_LUNR}{uri}" for uri in uris(folder / _LUNR))
    return {uri for uri in every if not _needed(uri, languages)}


def worker(files: Mapping[str, str]) -> bytes:
    """The service worker that keeps these files. It differs when one of them does, or when the worker itself does."""
    code = (BROWSER / "worker.js").read_text(encoding="utf-8")
    listed = json.dumps(files, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    version = hashlib.sha256((code + listed).encode()).hexdigest()[:16]
    return f'self.precallSite = {{"version":"{version}","files":{listed}}};\n{code}'.encode()


def manifest(name: str, language: str) -> bytes:
    """The web app manifest. Addresses in it are relative to it, so the site may stand in any folder of a host."""
    icons = [(f"icon-{size}.png", f"{size}x{size}", "any") for size in (192, 512)]
    icons += [("icon-maskable-512.png", "512x512", "maskable"), ("icon.svg", "any", "any")]
    told = {
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
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _type(file: str) -> str:
    return "image/svg+xml" if file.endswith(".svg") else "image/png"


def _languages(folder: Path) -> set[str]:
    """The languages whose stemmers the theme's search loads; English needs none of them."""
    index = folder / _INDEX
    if not index.is_file():
        return set()
    named = json.loads(index.read_text(encoding="utf-8")).get("config", {}).get("lang", [])
    return set([named] if isinstance(named, str) else named) - {"en"}


def _needed(uri: str, languages: set[str]) -> bool:
    name = uri.rpartition("/")[2].removeprefix("lunr.").removesuffix(".min.js")
    return bool(languages) and (name in languages or name in ("stemmer.support", "multi", "tinyseg.js", "wordcut.js"))
