"""A playbook becomes a site: pages, the files beside them, and the problems of what else claims their addresses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from precall.content.model import Playbook
from precall.core.problems import START, Problem
from precall.exports.json_export import api_files
from precall.exports.llms import llms_files
from precall.render import html
from precall.render.artifact_cache import ArtifactCache
from precall.render.artifacts import Edit, Page, ReadyFile, Site, nowhere
from precall.render.dependencies import Builder
from precall.site.card_page import card_files
from precall.site.coach_files import coach_files
from precall.site.history import History
from precall.site.pages import make_pages, my_calls
from precall.site.redirects import redirect_files
from precall.site.views import view_files

ASSETS = Path(__file__).parent.parent / "render" / "assets"
CACHE = ".cache/precall"
"""Below the root: what was made and can be made again. It may be deleted at any time."""
ASSETS_FOLDER = "assets/precall"
STYLE_SHEETS = ("tokens.css", "site.css", "browse.css", "my-calls.css", "search.css")
SCRIPTS = (
    "every-page.js",
    "frame.js",
    "review.js",
    "storage.js",
    "conversations.js",
    "opened.js",
    "filter.js",
    "carry.js",
    "picks.js",
)
"""Files in `assets` that become one style sheet and one script of every themed page, in this order: each request costs
a phone the way there and back. The first script serves the others."""
STYLE_SHEET = f"{ASSETS_FOLDER}/site.css"
SCRIPT = f"{ASSETS_FOLDER}/site.js"

OWN_SCRIPTS = ("practice.js",)
"""Files in `assets` that a page of its own names, and no other takes."""


def make_site(
    playbook: Playbook,
    root: Path,
    problems: Sequence[Problem] = (),
    edit: Edit = nowhere,
    *,
    site_url: str | None = None,
    pdfs: bool = False,
    history: History | None = None,
    artifacts: ArtifactCache | None = None,
) -> Site:
    """Everything that the content becomes, the same for the same content.

    `root` may hold templates of the team's own. `problems` are what editors
    are shown as open, each with its line's address by `edit`. `site_url` is what printed addresses begin with. `pdfs`
    asks for a PDF of each card, which takes longer than all the rest. `history` becomes the page of what changed.
    `artifacts` are those of earlier builds, and of this one afterwards.
    """
    builder = Builder(playbook, root, artifacts)
    files = (
        ReadyFile(STYLE_SHEET, b"\n".join((ASSETS / name).read_bytes() for name in STYLE_SHEETS)),
        ReadyFile(SCRIPT, html.joined_scripts(SCRIPTS)),
        *(ReadyFile(f"{ASSETS_FOLDER}/{name}", (ASSETS / name).read_bytes()) for name in OWN_SCRIPTS),
        *my_calls.script_files(),
        *card_files(playbook, root, pdfs=pdfs, site_url=site_url, builder=builder),
        *view_files(playbook, root, builder),
        *coach_files(builder),
    )
    pages = tuple(make_pages(playbook, root, problems, edit, history=history, builder=builder, with_cards=True))
    uris = frozenset((*(page.address.html_uri for page in pages), *(file.uri for file in files)))
    playbook.session.free_memory()
    return Site(
        pages,
        (*files, *_for_programs(playbook), *redirect_files(playbook, uris)),
        style_sheets=(STYLE_SHEET,),
        scripts=(SCRIPT,),
    )


def _for_programs(playbook: Playbook) -> Iterator[ReadyFile]:
    """What the settings offer to others than readers."""
    offered = playbook.settings.publish
    if offered.api:
        yield from api_files(playbook, owners=offered.owners)
    yield from llms_files(playbook)


def address_conflicts(site: Site, hand_written: Iterable[str]) -> list[Problem]:
    """A Problem for each file below `docs` that would come to an address the site has already.

    `hand_written` are their uris from there, with forward slashes.
    """
    claimed: dict[str, Page | ReadyFile] = {_file(file.uri): file for file in site.files}
    claimed.update((_file(page.address.markdown_uri), page) for page in site.pages)
    return [_problem(uri, claimed[_file(uri)]) for uri in sorted(hand_written) if _file(uri) in claimed]


def _file(uri: str) -> str:
    """The file that a source becomes, in one case: many a file system holds `Calls` and `calls` to be the same."""
    name = uri.casefold()
    folder, file = posixpath.split(name)
    stem, ending = posixpath.splitext(file)
    if ending not in (".md", ".markdown", ".mdown", ".mkdn", ".mkd"):
        return name
    return posixpath.join(folder, "index.html" if stem in ("index", "readme") else f"{stem}/index.html")


def _problem(uri: str, claim: Page | ReadyFile) -> Problem:
    made = f"the page made from {claim.source}" if claim.source else "a page that Precall makes"
    return Problem(
        f"docs/{uri}",
        START,
        "address-taken",
        f"This page's address belongs to {made}.",
        "Rename this file, or take it away.",
    )
