"""A built site becomes one to publish: its pages strict about what may run, read offline, and installed on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from precall.render.i18n import language
from precall.site.publish.files import uris
from precall.site.publish.head import FOLDER, Head, Offer
from precall.site.publish.offline import BROWSER, MANIFEST, WORKER, digest, kept_files, manifest, worker
from precall.site.publish.policy import frame_scripts, has_policy, header_file, policy

PICTURES = Path(__file__).parent / "pictures"
FILES = (BROWSER / "offline.js", BROWSER / "offline.css", *sorted(PICTURES.glob("*.png")), PICTURES / "icon.svg")
"""What every published site has beside its pages."""


def finish(folder: Path, site_name: str, site_url: str | None, code: str) -> None:
    """Make the site in `folder` ready to publish; `code` is its language's, `site_url` where it will be read.

    Every page is written once, and none is held while others are read. One with a policy of its own, as the form
    editor's, stays as it is.
    """
    found = uris(folder)
    pages, scripts = _frames(folder, found)
    allowed = policy(scripts)
    said = language(code)
    offer = Offer(said.say("offline.ready"), said.say("offline.load"), said.say("offline.later"))
    head = Head(allowed, site_name, site_url, offer)
    known = {}
    for uri in pages:
        # As bytes: a line's end is content here, and the policy's hashes know it.
        content = head.over((folder / uri).read_text(encoding="utf-8"), uri).encode()
        (folder / uri).write_bytes(content)
        known[uri] = digest(content)
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    ours = {f"{FOLDER}/{file.name}": file.read_bytes() for file in FILES} | {MANIFEST: manifest(site_name, code)}
    for uri, content in ours.items():
        (folder / uri).write_bytes(content)
        known[uri] = digest(content)
    found = sorted({*found, *ours})
    (folder / "_headers").write_bytes(header_file(allowed, found, own=len(pages) < sum(map(_is_page, found))))
    # Last, for it lists all others.
    (folder / WORKER).write_bytes(worker(kept_files(folder, found, known)))


def _frames(folder: Path, found: Iterable[str]) -> tuple[list[str], set[str]]:
    """The pages that leave it to us what may run on them, and the scripts of their frames."""
    pages: list[str] = []
    scripts: set[str] = set()
    for uri in filter(_is_page, found):
        page = (folder / uri).read_text(encoding="utf-8")
        if not has_policy(page):
            pages.append(uri)
            scripts.update(frame_scripts(page))
    return pages, scripts


def _is_page(uri: str) -> bool:
    return uri.endswith(".html")
