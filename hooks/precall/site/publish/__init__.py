"""Prepare a built site for publishing: a security policy, offline reading, and installation on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from precall.render import html
from precall.render.i18n import language
from precall.site.publish.files import uris
from precall.site.publish.head import FOLDER, OFFER, PICTURES, Head, Offer
from precall.site.publish.offline import (
    BROWSER,
    MANIFEST,
    WORKER,
    digest,
    fetched_first,
    manifest,
    offline_files,
    worker,
)
from precall.site.publish.policy import Allowed, frame_scripts, frame_styles, has_policy, header_file, policy

FILES = (BROWSER / "offline.js", BROWSER / "offline.css", *sorted(PICTURES.glob("*.png")), PICTURES / "icon.svg")
"""Files that every published site gets."""


def finish(
    folder: Path,
    site_name: str,
    site_url: str | None,
    code: str,
    sources: Allowed | None = None,
    *,
    late: Callable[[], Iterable[str]] = lambda: (),
) -> None:
    """Prepare the site in a folder for publishing.

    A page with its own policy, such as the form editor's, is not changed.

    Args:
        folder: The built site, which is changed.
        site_name: The name of the installed app.
        site_url: The URL at which the site will be published.
        code: The site's language.
        sources: Sources that the policy allows in addition, by directive.
        late: Writes the files that are still being made, which are no pages, and returns their uris.

    """
    found = uris(folder)
    pages, scripts, styles = _pages_and_inline(folder, found)
    allowed = policy(scripts, styles, sources)
    words = language(code)
    offer = Offer(*(words.say(f"offline.{key}") for key in OFFER))
    head = Head(allowed, site_name, site_url, offer)
    digests = {}
    for uri in pages:
        # Read and write bytes, because the policy's hashes depend on line ends.
        content = head.complete((folder / uri).read_text(encoding="utf-8"), uri).encode()
        (folder / uri).write_bytes(content)
        digests[uri] = digest(content)
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    ours = {f"{FOLDER}/{file.name}": _content(file) for file in FILES} | {MANIFEST: manifest(site_name, code)}
    for uri, content in ours.items():
        (folder / uri).write_bytes(content)
        digests[uri] = digest(content)
    found = sorted({*found, *ours, *late()})
    (folder / "_headers").write_bytes(header_file(allowed, found, own=len(pages) < sum(map(_is_page, found))))
    # Write it last, because it lists all other files.
    files = offline_files(folder, found, digests)
    (folder / WORKER).write_bytes(worker(files, fetched_first(folder, files)))


def _pages_and_inline(folder: Path, found: Iterable[str]) -> tuple[list[str], set[str], set[str]]:
    """Return the pages without a policy of their own, and the theme's inline scripts and styles in them."""
    pages: list[str] = []
    scripts: set[str] = set()
    styles: set[str] = set()
    for uri in filter(_is_page, found):
        page = (folder / uri).read_text(encoding="utf-8")
        if not has_policy(page):
            pages.append(uri)
            scripts.update(frame_scripts(page))
            styles.update(frame_styles(page))
    return pages, scripts, styles


def _content(file: Path) -> bytes:
    return html.lean_script(file) if file.suffix == ".js" else file.read_bytes()


def _is_page(uri: str) -> bool:
    return uri.endswith(".html")
