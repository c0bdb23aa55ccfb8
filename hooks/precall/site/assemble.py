"""Make the site of a playbook: pages, other files, and problems of hand-written files at the same addresses."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from precall.check.registry import RuleText, rule_texts
from precall.content.drafts import without_drafts
from precall.content.model import Playbook
from precall.core.problems import START, Problem
from precall.exports.json_export import api_files
from precall.exports.llms import llms_files
from precall.render import html
from precall.render.artifact_cache import ArtifactCache
from precall.render.artifacts import Edit, Page, ReadyFile, Site, nowhere
from precall.render.dependencies import Builder
from precall.site.card_page import card_files
from precall.site.card_pdfs import CardPdfs
from precall.site.coach_files import coach_files
from precall.site.history import History
from precall.site.pages import editor_pages, entries, indexes, my_calls, page_templates
from precall.site.publish.head import ICON, PICTURES, TOUCH_ICON
from precall.site.redirects import redirect_files
from precall.site.views import view_files

ASSETS = Path(__file__).parent.parent / "render" / "assets"
CACHE = ".cache/precall"
"""The cache folder below the root. It may be deleted at any time."""
ASSETS_FOLDER = "assets/precall"
STYLE_SHEETS = ("tokens.css", "site.css", "browse.css", "my-calls.css", "search.css")
BASE_SCRIPTS = ("storage.js", "conversations.js", "opened-list.js")
"""Files in `assets` that are joined to the first script of every themed page. Home loads it before its stages."""
SCRIPTS = (
    "every-page.js",
    "frame.js",
    "review.js",
    "opened.js",
    "filter.js",
    "folds.js",
    "carry.js",
    "picks.js",
)
"""Files in `assets` that are joined, in this order, to one style sheet and one script of every themed page, because
each request costs a phone a round trip. The other scripts use the first one."""
STYLE_SHEET = f"{ASSETS_FOLDER}/site.css"
SCRIPT = f"{ASSETS_FOLDER}/site.js"
BASE_SCRIPT = f"{ASSETS_FOLDER}/base.js"

OWN_FILES = ("practice.js", "state.css", "method.css")
"""Scripts and style sheets in `assets` that one page loads by itself."""


class SiteMaker:
    """Makes the site of a playbook in steps, so that each begins when what it needs is there.

    Args:
        playbook: The content.
        root: The folder that may contain the team's own templates.
        artifacts: The cache of earlier builds.

    """

    def __init__(self, playbook: Playbook, root: Path, artifacts: ArtifactCache | None = None) -> None:
        self._playbook = playbook
        self._root = root
        self._builder = Builder(playbook, root, artifacts)
        self._templates = page_templates(playbook, root, self._builder, with_cards=True)
        self._views: tuple[ReadyFile, ...] = ()
        self._cards: tuple[ReadyFile, ...] = ()
        self._pages: list[Page] = []

    def make_views(self) -> None:
        """Make the pages around calls, which need only the content."""
        self._views = tuple(view_files(self._playbook, self._root, self._builder))

    def make_cards(self, site_url: str | None, with_pdf: Collection[str]) -> None:
        """Make the pages of the cards. Printed URLs begin with `site_url`, and the ids are of cards with a PDF."""
        self._cards = tuple(
            card_files(self._playbook, self._root, site_url=site_url, with_pdf=with_pdf, builder=self._builder)
        )

    def make_index_pages(self) -> None:
        """Make home, the method and the indexes, which need only the content."""
        self._pages += indexes.pages(self._templates)

    def make_entry_pages(self) -> None:
        """Make the pages of the entries, with the coach's judgements."""
        self._pages += entries.pages(self._templates)

    def make_editor_pages(
        self,
        problems: Sequence[Problem],
        rules: Sequence[RuleText],
        edit: Edit = nowhere,
        history: History | None = None,
    ) -> None:
        """Make the pages for editors; the arguments are as for `precall.site.pages.editor_pages`."""
        self._pages += editor_pages(self._templates, problems, rules, edit, history)

    def site(self, card_pdfs: CardPdfs | None = None) -> Site:
        """Return the site, after all steps."""
        files = (
            ReadyFile(STYLE_SHEET, html.joined_styles(STYLE_SHEETS)),
            ReadyFile(BASE_SCRIPT, html.joined_scripts(BASE_SCRIPTS)),
            ReadyFile(SCRIPT, html.joined_scripts(SCRIPTS)),
            *(ReadyFile(f"{ASSETS_FOLDER}/{name}", (ASSETS / name).read_bytes()) for name in OWN_FILES),
            *icon_files(),
            *my_calls.script_files(),
            *self._cards,
            *self._views,
            *coach_files(),
            *(card_pdfs.files() if card_pdfs else ()),
        )
        uris = frozenset((*(page.address.html_uri for page in self._pages), *(file.uri for file in files)))
        self._playbook.session.free_memory()
        return Site(
            tuple(self._pages),
            (*files, *_exports(self._playbook), *redirect_files(self._playbook, uris)),
            style_sheets=(STYLE_SHEET,),
            scripts=(BASE_SCRIPT, SCRIPT),
        )


def make_site(
    playbook: Playbook,
    root: Path,
    problems: Sequence[Problem] = (),
    edit: Edit = nowhere,
    *,
    site_url: str | None = None,
    card_pdfs: CardPdfs | None = None,
    history: History | None = None,
    artifacts: ArtifactCache | None = None,
) -> Site:
    """Return all pages and files of a playbook's site. The same content gives the same site.

    Args:
        playbook: As for `SiteMaker`.
        root: As for `SiteMaker`.
        problems: As for `precall.site.pages.editor_pages`.
        edit: As for `precall.site.pages.editor_pages`.
        site_url: The start of printed URLs.
        card_pdfs: The PDFs of the cards, which threads are making; None for a site without PDFs.
        history: As for `precall.site.pages.editor_pages`.
        artifacts: The cache of earlier builds.

    """
    maker = SiteMaker(playbook, root, artifacts)
    maker.make_views()
    maker.make_cards(site_url, card_pdfs.ids if card_pdfs else ())
    maker.make_index_pages()
    maker.make_entry_pages()
    maker.make_editor_pages(problems, rule_texts(), edit, history)
    return maker.site(card_pdfs)


def _exports(playbook: Playbook) -> Iterator[ReadyFile]:
    """Yield the files for other programs that the settings enable."""
    playbook = without_drafts(playbook)
    options = playbook.settings.publish
    if options.api:
        yield from api_files(playbook, owners=options.owners)
    yield from llms_files(playbook)


def icon_files() -> tuple[ReadyFile, ...]:
    """Return the icons that pages use. Without one, a browser would request /favicon.ico."""
    return tuple(ReadyFile(uri, (PICTURES / posixpath.basename(uri)).read_bytes()) for uri in (ICON, TOUCH_ICON))


def address_conflicts(site: Site, hand_written: Iterable[str]) -> list[Problem]:
    """Return a Problem for each file below `docs` whose address belongs to a page or file of the site.

    Args:
        site: The generated site.
        hand_written: The uris of the files, relative to `docs`.

    """
    generated: dict[str, Page | ReadyFile] = {_file(file.uri): file for file in site.files}
    generated.update((_file(page.address.markdown_uri), page) for page in site.pages)
    return [_problem(uri, generated[_file(uri)]) for uri in sorted(hand_written) if _file(uri) in generated]


def _file(uri: str) -> str:
    """Return the built file of a source file, in lower case, because some file systems ignore case."""
    name = uri.casefold()
    folder, file = posixpath.split(name)
    stem, ending = posixpath.splitext(file)
    if ending not in (".md", ".markdown", ".mdown", ".mkdn", ".mkd"):
        return name
    return posixpath.join(folder, "index.html" if stem in ("index", "readme") else f"{stem}/index.html")


def _problem(uri: str, generated: Page | ReadyFile) -> Problem:
    owner = f"the page made from {generated.source}" if generated.source else "a page that Precall makes"
    return Problem(
        f"docs/{uri}",
        START,
        "address-taken",
        f"This page's address belongs to {owner}.",
        "Rename or remove this file.",
    )
