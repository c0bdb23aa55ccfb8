"""A built site becomes one to publish: its pages strict about what may run, read offline, and installed on a phone."""

from __future__ import annotations

from pathlib import Path

from precall.language import language
from precall.publish.head import FOLDER, Head, Offer
from precall.publish.offline import BROWSER, MANIFEST, WORKER, kept_files, manifest, worker
from precall.publish.policy import frame_scripts, has_policy, header_file, policy

PICTURES = Path(__file__).parent / "pictures"
FILES = (BROWSER / "offline.js", BROWSER / "offline.css", *sorted(PICTURES.glob("*.png")), PICTURES / "icon.svg")
"""What every published site has beside its pages."""


def finish(folder: Path, site_name: str, site_url: str | None, code: str) -> None:
    """Make the site in `folder` ready to publish; `code` is its language's, `site_url` where it will be read.

    Every page is read once and written once. One with a policy of its own, as the form editor's, stays as it is.
    """
    read = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))}
    pages = {path: page for path, page in read.items() if not has_policy(page)}
    allowed = policy(script for page in pages.values() for script in frame_scripts(page))
    said = language(code)
    offer = Offer(said.say("offline.ready"), said.say("offline.load"), said.say("offline.later"))
    head = Head(allowed, site_name, site_url, offer)
    for path, page in pages.items():
        # As bytes: a line's end is content here, and the policy's hashes know it.
        path.write_bytes(head.over(page, path.relative_to(folder).as_posix()).encode())
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for file in FILES:
        (folder / FOLDER / file.name).write_bytes(file.read_bytes())
    (folder / MANIFEST).write_bytes(manifest(site_name, code))
    uris = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    (folder / "_headers").write_bytes(header_file(allowed, uris, own=len(pages) < len(read)))
    # Last, for it lists all others.
    (folder / WORKER).write_bytes(worker(kept_files(folder)))
