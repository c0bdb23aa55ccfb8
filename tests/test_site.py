"""The site is pages and files, and nothing written by hand may stand where one of them belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from precall.address import Address, card
from precall.loader import load
from precall.page import Page, ReadyFile, Site
from precall.pages import make_pages
from precall.site import make_site, taken

ROOT = Path(__file__).parent.parent


def test_the_same_content_makes_the_same_site() -> None:
    """Nothing in a site comes from the clock, from chance, or from the order of files on disk."""
    assert make_site(load(ROOT).playbook, ROOT) == make_site(load(ROOT).playbook, ROOT)


def test_every_style_sheet_and_script_is_a_file_of_the_site() -> None:
    """What a themed page names is there to be fetched."""
    site = make_site(load(ROOT).playbook, ROOT)
    uris = {file.uri for file in site.files}
    assert site.style_sheets
    assert {*site.style_sheets, *site.scripts} <= uris
    assert all(file.content for file in site.files)


def test_a_call_leads_to_its_card_once_the_site_has_one() -> None:
    """A link to a ready file stands on a page only when the file is there."""
    playbook = load(ROOT).playbook
    call = playbook.calls["first-meeting"]

    def page(ready: frozenset[str]) -> str:
        pages = make_pages(playbook, ROOT, ready)
        return next(page.markdown for page in pages if page.address.folder == "calls/first-meeting")

    assert "cards/first-meeting" not in page(frozenset())
    assert 'href="../../cards/first-meeting/"' in page(frozenset({card(call).html_uri}))


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
    """However the file comes to the address, it is named, with what the address belongs to."""
    (problem,) = taken(SITE, ["how-to/editors.md", uri])
    assert (problem.path, problem.rule, problem.severity) == (f"docs/{uri}", "address-taken", "error")
    assert (problem.span.line, problem.span.column) == (1, 1)
    assert problem.message.endswith(".")
    assert problem.hint


def test_other_pages_may_stand_beside_ours() -> None:
    """A page at an address of its own is nobody's problem."""
    assert taken(SITE, ["calls/first-meeting-notes.md", "about.md", "assets/logo.png", "calls/first-meeting.png"]) == []
