"""The cards' files in the site: pages without external resources, and cached PDFs."""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from precall.cards.card import Card
from precall.cards.footer import Footer
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import Sheet
from precall.check.example import call, company
from precall.check.rules import card_letters
from precall.content.loader import load
from precall.core.cache import Cache
from precall.core.errors import PrecallError
from precall.core.session import Session
from precall.render.artifacts import ReadyFile
from precall.site.assemble import make_site
from precall.site.card_page import card_files
from precall.site.card_pdfs import PdfCompiler, compiled_pdfs


def made(
    root: Path, cache: Path | None = None, *, pdfs: bool = False, site_url: str | None = None
) -> dict[str, ReadyFile]:
    """Return the cards' files by their uri."""
    with Session(Cache(cache)) as session:
        playbook = load(root, session=session).playbook
        if not pdfs:
            return {file.uri: file for file in card_files(playbook, root, site_url=site_url)}
        with compiled_pdfs(playbook, root, site_url) as card_pdfs:
            pages = list(card_files(playbook, root, site_url=site_url, with_pdf=card_pdfs.ids))
            files = (*pages, *(replace(file, data=file.content) for file in card_pdfs.files()))
            return {file.uri: file for file in files}


def test_every_call_has_its_page_and_its_pdf(repository: Path, lay_out: Callable[..., Path]) -> None:
    """Every call has a page at the printed address, and a PDF next to it if the settings enable PDFs."""
    calls = load(repository).playbook.calls
    assert {f"cards/{call}/index.html" for call in calls} <= set(made(repository))
    files = made(lay_out(), pdfs=True)
    assert files["cards/first-meeting/first-meeting.pdf"].content.startswith(b"%PDF-")
    page = files["cards/first-meeting/index.html"]
    assert b'href="first-meeting.pdf"' in page.content
    assert page.source == "playbook/calls/first-meeting.yml"


def test_a_page_without_a_pdf_has_no_link_to_one(lay_out: Callable[..., Path]) -> None:
    """The site has no PDFs in this test."""
    files = made(lay_out())
    assert not [uri for uri in files if uri.endswith(".pdf")]
    assert b".pdf" not in files["cards/first-meeting/index.html"].content


def test_a_card_with_a_missing_glyph_has_no_pdf(lay_out: Callable[..., Path]) -> None:
    """No letter is printed as an empty box; the other cards have their PDFs."""
    files = made(lay_out(card_letters.BAD), pdfs=True)
    assert not [uri for uri in files if uri.endswith(".pdf")]
    assert "漢".encode() in files["cards/first-meeting/index.html"].content


def test_a_card_that_overflows_has_no_pdf(lay_out: Callable[..., Path]) -> None:
    """No card is printed over its flap, even if the team switches `card-overflow` off."""
    files = made(lay_out(call(objective="A word. " * 250)), pdfs=True)
    assert not [uri for uri in files if uri.endswith(".pdf")]
    assert b".pdf" not in files["cards/first-meeting/index.html"].content


def test_the_pdf_of_an_unchanged_card_is_cached(
    lay_out: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change of the card's content, the site's address or the sheet makes a new PDF."""
    root, cache = lay_out(), tmp_path / "cache.sqlite"
    asked: list[str] = []
    setting = CardTypesetter.pdf

    def counted(
        self: CardTypesetter, cards: Sequence[tuple[Card, Footer]], sheet: Sheet, *, title: str, author: str
    ) -> bytes:
        asked.append(cards[0][0].revision)
        return setting(self, cards, sheet, title=title, author=author)

    monkeypatch.setattr(CardTypesetter, "pdf", counted)
    first = made(root, cache, pdfs=True)
    assert len(asked) == 1
    assert made(root, cache, pdfs=True) == first
    assert len(asked) == 1
    made(root, cache, pdfs=True, site_url="https://playbook.example.com")
    assert len(asked) == 2
    call = root / "playbook" / "calls" / "first-meeting.yml"
    call.write_text(call.read_text("utf-8").replace("one idea", "two ideas"), "utf-8")
    made(root, cache, pdfs=True)
    assert len(asked) == 3
    assert asked[2] != asked[0]


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, list[str]]]:
    """No PDF is finished before the event is set; the list has the titles of those that were begun."""
    go_on, begun = threading.Event(), list[str]()

    def waiting(_: CardTypesetter, _cards: object, _sheet: Sheet, *, title: str, author: str) -> bytes:
        begun.append(title)
        assert go_on.wait(60), "nobody waits for this PDF"
        return b"%PDF-"

    monkeypatch.setattr(CardTypesetter, "pdf", waiting)
    yield go_on, begun
    go_on.set()


def test_a_pdf_is_waited_for_when_it_is_read(
    lay_out: Callable[..., Path], stopped: tuple[threading.Event, list[str]]
) -> None:
    """A site is complete, with the addresses and digests of its PDFs, while they are being set."""
    root = lay_out()
    with compiled_pdfs(load(root).playbook, root, None) as card_pdfs:
        site = make_site(load(root).playbook, root, card_pdfs=card_pdfs)
    (pdf,) = (file for file in site.files if file.uri.endswith(".pdf"))
    stopped[0].set()
    assert pdf.content == b"%PDF-"


def test_an_error_cancels_pdfs_that_have_not_begun(
    repository: Path, stopped: tuple[threading.Event, list[str]]
) -> None:
    """If the content is refused, the process does not go on for PDFs that nobody needs."""
    playbook = load(repository).playbook
    compiler = PdfCompiler(playbook, repository, None)
    with pytest.raises(PrecallError), compiler:
        raise PrecallError("A problem in the content.")
    stopped[0].set()
    compiler._pool.shutdown()
    assert len(stopped[1]) <= (os.cpu_count() or 1) < len(playbook.calls)


@pytest.mark.parametrize("column", ["value", "digest"])
@pytest.mark.parametrize("spoil", [lambda row: row[:-1] + b"!", lambda row: row[: len(row) // 2], lambda _: b""])
def test_a_corrupt_cached_pdf_is_made_again(
    lay_out: Callable[..., Path], tmp_path: Path, spoil: Callable[[bytes], bytes], column: str
) -> None:
    """A truncated, changed or empty PDF is not used."""
    root, cache = lay_out(), tmp_path / "cache.sqlite"
    first = made(root, cache, pdfs=True)
    with sqlite3.connect(cache) as file:
        ((row,),) = file.execute(f"SELECT {column} FROM entries WHERE namespace = 'card-pdfs'")
        file.execute(f"UPDATE entries SET {column} = ? WHERE namespace = 'card-pdfs'", (spoil(row),))
    file.close()
    assert made(root, cache, pdfs=True) == first


def test_the_same_cards_are_the_same_bytes(lay_out: Callable[..., Path]) -> None:
    """No PDF and no page depends on the time."""
    root = lay_out()
    assert made(root, pdfs=True) == made(root, pdfs=True)


def test_a_page_has_nothing_inline_and_no_external_resource(repository: Path) -> None:
    """A strict policy, with everything from the site itself, blocks nothing of a card's page."""
    files = made(repository, site_url="https://playbook.example.com")
    for uri, file in files.items():
        if not uri.endswith(".html"):
            continue
        page = file.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page), uri
        # A data block is no script: browsers do not run its type.
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", page), uri
        for address in re.findall(r"(?:src|href)=\"([^\"]+)\"", page):
            assert not re.match(r"[a-z]+:|//", address), (uri, address)
    for uri in ("card.css", "card-sheets.css"):
        sheet = files[f"assets/precall/{uri}"].content.decode()
        for address in re.findall(r"url\(\"?([^\")]+)", sheet):
            assert f"assets/precall/{address}" in files


def test_text_from_yaml_is_text_on_the_page(lay_out: Callable[..., Path]) -> None:
    """Markup in a title, a question or an outcome is shown as it was typed."""
    call = """\
title: <b>First</b> & <script>alert(1)</script>
stage: understand
channel: meeting
when: Always.
minutes: 45
objective: The client sees "<img src=x onerror=alert(1)>" as it stands.
outcome: {best: "</textarea><i>ours</i>", smallest: s}
questions: [why-now/what-changed]
"""
    page = made(lay_out({"calls/first-meeting.yml": call}))["cards/first-meeting/index.html"].content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<i>ours" not in page
    assert "&lt;b&gt;First" in page


def test_a_card_without_the_sites_address_has_no_qr_code(lay_out: Callable[..., Path]) -> None:
    """The footer explains why there is no QR code."""
    page = made(lay_out())["cards/first-meeting/index.html"].content.decode()
    assert "<svg" not in page
    assert "No site address is set" in page


def test_a_custom_card_template_overrides_ours(lay_out: Callable[..., Path]) -> None:
    """A `templates/card.typ` below the root is used instead of the built-in one."""
    root = lay_out()
    own = root / "templates" / "card.typ"
    own.parent.mkdir()
    own.write_text('#set document(title: "Ours")\n#set text(lang: "en")\nOurs alone', "utf-8")
    mine = made(root, pdfs=True)["cards/first-meeting/first-meeting.pdf"].content
    own.unlink()
    assert mine != made(root, pdfs=True)["cards/first-meeting/first-meeting.pdf"].content


def test_an_error_in_a_custom_card_template_names_the_file(lay_out: Callable[..., Path]) -> None:
    """The file is the team's own, or that of a company that the playbook extends."""
    north = lay_out({"playbook.yml": "extends: ./company\nteam: North\n", **company()})
    for folder in ("company/templates", "templates"):
        own = north / folder / "card.typ"
        own.parent.mkdir()
        own.write_text("#no-such-thing()", "utf-8")
        with pytest.raises(PrecallError, match=rf"^{folder}/card\.typ: typst cannot set"):
            made(north, pdfs=True)
