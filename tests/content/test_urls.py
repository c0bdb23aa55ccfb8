"""Addresses stand on paper: each entry has one, made in one place, and it does not change."""

from __future__ import annotations

import posixpath
from itertools import product
from pathlib import Path

from precall.content import urls
from precall.content.loader import load
from precall.content.urls import Address

OURS = Path(__file__).parents[2]


def test_addresses_are_those_of_the_contract() -> None:
    """A printed sheet of last year still leads to its page."""
    playbook = load(OURS).playbook
    call = playbook.calls["first-meeting"]
    assert urls.address(call).path == "/calls/first-meeting/"
    assert urls.address(playbook.questions["why-now/what-changed"]).path == "/questions/why-now/#what-changed"
    assert urls.address(playbook.banks["why-now"]).path == "/questions/why-now/"
    assert urls.address(next(iter(playbook.stages.values()))).path == "/stages/prepare/"
    assert [each(call).path for each in (urls.card, urls.call_view, urls.agenda, urls.debrief)] == [
        "/cards/first-meeting/",
        "/call/first-meeting/",
        "/agenda/first-meeting/",
        "/debrief/first-meeting/",
    ]


def test_no_two_entries_share_an_address() -> None:
    """Whoever follows one comes to one entry."""
    paths = [urls.address(entry).path for entry in load(OURS).playbook.entries()]
    assert len(paths) == len(set(paths))


def test_every_entry_has_a_title_in_plain_words() -> None:
    """Titles are used where no markup can be."""
    for entry in load(OURS).playbook.entries():
        assert urls.plain_title(entry).strip()
        assert "*" not in urls.plain_title(entry)


def test_pages_link_to_each_other_from_where_they_are() -> None:
    """From page to page for a server, to the file without one."""
    call, bank = Address("calls/a"), Address("questions/b", "c")
    assert bank.link_from(call) == "../../questions/b/#c"
    assert bank.link_from(call, file=True) == "../../questions/b/index.html#c"
    assert urls.CALLS.link_from(call) == "../"
    assert call.link_from(urls.HOME) == "calls/a/"
    assert urls.HOME.link_from(call) == "../../"
    assert urls.HOME.link_from(urls.HOME) == "./"
    assert urls.HOME.path == "/"
    assert (urls.HOME.html_uri, call.html_uri) == ("index.html", "calls/a/index.html")


def test_every_way_is_the_relative_path() -> None:
    """From any page to any other, however deep they lie and whatever parts of their ways are alike."""
    folders = ["/".join(parts) for deep in range(4) for parts in product(("a", "b", "ab"), repeat=deep)]
    for start, target in product(folders, repeat=2):
        way = posixpath.relpath(target or ".", start or ".")
        assert Address(target).link_from(Address(start)) == f"{way}/"
        assert Address(target).link_from(Address(start), file=True) == posixpath.relpath(
            Address(target).html_uri, start or "."
        )
