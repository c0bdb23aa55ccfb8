"""A site has pages and files, and hand-written files must not have the same addresses."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest

from precall.content.loader import load
from precall.content.urls import Address
from precall.render.artifacts import Page, ReadyFile, Site
from precall.site.assemble import address_conflicts, make_site
from tests.support.made_pages import make_pages

ROOT = Path(__file__).parents[2]


def test_the_same_content_makes_the_same_site() -> None:
    """A site does not depend on the clock, on random numbers, or on the order of files on disk."""
    assert make_site(load(ROOT).playbook, ROOT) == make_site(load(ROOT).playbook, ROOT)


def test_every_style_sheet_and_script_is_a_file_of_the_site() -> None:
    """Each style sheet and script of a themed page is a file of the site."""
    site = make_site(load(ROOT).playbook, ROOT)
    uris = {file.uri for file in site.files}
    assert site.style_sheets
    assert {*site.style_sheets, *site.scripts} <= uris
    assert all(file.content for file in site.files)


def test_a_call_leads_to_its_card_once_the_site_has_one() -> None:
    """A page links to a card only if the site has it."""
    playbook = load(ROOT).playbook

    def page(*, with_cards: bool) -> str:
        pages = make_pages(playbook, ROOT, with_cards=with_cards)
        return next(page.html for page in pages if page.address.folder == "calls/first-meeting")

    assert "cards/first-meeting" not in page(with_cards=False)
    assert 'href="../../cards/first-meeting/"' in page(with_cards=True)


def test_every_link_of_a_call_has_a_file_of_the_site() -> None:
    """Each link between the pages of a call has an existing target, and no page has the same link twice."""
    site = make_site(load(ROOT).playbook, ROOT)
    files = {file.uri for file in site.files}
    for page in site.pages:
        if page.meta.get("kind") == "call":
            ways = re.findall(r'<a class="md-button[^"]*" href="([^"]*)"', page.html)
            assert ways
            assert len(ways) == len(set(ways))
            # The outcome is on the same page.
            for way in filter(lambda way: not way.startswith("#"), ways):
                assert posixpath.normpath(posixpath.join(page.address.folder, way, "index.html")) in files


ASSETS = Path(__file__).parents[2] / "hooks" / "precall" / "render" / "assets"
CSS = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css")))


def colours(scheme: str) -> dict[str, str]:
    """Return the design tokens of one colour scheme, by name."""
    pairs = re.findall(r"--(pc-[a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", CSS)
    return {name: dark if scheme == "dark" else light for name, light, dark in pairs}


def contrast(first: str, second: str) -> float:
    """The contrast of two colours by WCAG 2.2, from 1 to 21."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((light(first), light(second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(scheme: str) -> None:
    """Each colour of text has a contrast of 4.5 to 1 with each of its backgrounds, and the focus ring 3 to 1."""
    named = colours(scheme)
    for ground in ("pc-paper", "pc-shade"):
        for words in ("pc-ink", "pc-quiet", "pc-link"):
            assert contrast(named[words], named[ground]) >= 4.5, (words, ground)
    for words in ("pc-on-deep", "pc-on-deep-quiet"):
        assert contrast(named[words], named["pc-deep"]) >= 4.5, words
    assert contrast(named["pc-ink"], named["pc-mark"]) >= 4.5
    for words in ("pc-ink", "pc-aside-line"):
        assert contrast(named[words], named["pc-aside"]) >= 4.5, words
    assert contrast(named["pc-edge"], named["pc-paper"]) >= 3


def test_the_style_sheets_fetch_nothing() -> None:
    """Style sheets load no picture, no style sheet and no font except the card's font from the site itself."""
    fetched = re.findall(r"url\([^)]*\)|@import|https?:", CSS)
    assert set(fetched) == {'url("source-sans-3.ttf")', 'url("source-sans-3-italic.ttf")'}


SITE = Site(
    pages=(
        Page(Address("calls/first-meeting"), "First meeting", "", "playbook/calls/first-meeting.yml"),
        Page(Address("calls"), "Calls", ""),
        Page(Address(""), "Home", ""),
    ),
    files=(ReadyFile("cards/first-meeting/index.html", b"x", "playbook/calls/first-meeting.yml"),),
)


@pytest.mark.parametrize(
    "uri",
    [
        "calls/first-meeting.md",
        "calls/first-meeting/index.md",
        "calls/first-meeting/README.md",
        "calls/First-Meeting.md",
        "calls/first-meeting/index.html",
        "calls/README.md",
        "index.md",
        "README.md",
        "cards/first-meeting.md",
        "cards/first-meeting/index.html",
    ],
)
def test_a_hand_written_page_at_a_generated_address_is_a_problem(uri: str) -> None:
    """A file at an address of the site is reported in all notations, with the owner of the address."""
    (problem,) = address_conflicts(SITE, ["how-to/editors.md", uri])
    assert (problem.path, problem.rule, problem.severity) == (f"docs/{uri}", "address-taken", "error")
    assert (problem.span.line, problem.span.column) == (1, 1)
    assert problem.message.endswith(".")
    assert problem.hint


def test_other_pages_may_exist_next_to_ours() -> None:
    """A page at an unused address is not a problem."""
    assert (
        address_conflicts(
            SITE, ["calls/first-meeting-notes.md", "about.md", "assets/logo.png", "calls/first-meeting.png"]
        )
        == []
    )
