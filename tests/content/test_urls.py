"""Each entry has one URL, made in one place, which does not change, because it is printed on paper."""

from __future__ import annotations

import posixpath
from itertools import product
from pathlib import Path

from precall.content import urls
from precall.content.loader import load
from precall.content.urls import Address

OURS = Path(__file__).parents[2]


def test_urls_are_those_of_the_contract() -> None:
    """A sheet that was printed last year still leads to its page."""
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


def test_no_two_entries_share_a_url() -> None:
    """Each URL leads to one entry."""
    paths = [urls.address(entry).path for entry in load(OURS).playbook.entries()]
    assert len(paths) == len(set(paths))


def test_every_entry_has_a_title_without_markup() -> None:
    """Titles are used where there can be no markup."""
    for entry in load(OURS).playbook.entries():
        assert urls.plain_title(entry).strip()
        assert "*" not in urls.plain_title(entry)


def test_links_between_pages_are_relative() -> None:
    """To the folder for a server, to the file without one."""
    call, bank = Address("calls/a"), Address("questions/b", "c")
    assert bank.link_from(call) == "../../questions/b/#c"
    assert bank.link_from(call, file=True) == "../../questions/b/index.html#c"
    assert urls.CALLS.link_from(call) == "../"
    assert call.link_from(urls.HOME) == "calls/a/"
    assert urls.HOME.link_from(call) == "../../"
    assert urls.HOME.link_from(urls.HOME) == "./"
    assert urls.HOME.path == "/"
    assert (urls.HOME.html_uri, call.html_uri) == ("index.html", "calls/a/index.html")


def test_every_relative_url_is_the_relative_path() -> None:
    """Between any two pages, at any depth and with any common part."""
    folders = ["/".join(parts) for deep in range(4) for parts in product(("a", "b", "ab"), repeat=deep)]
    for start, target in product(folders, repeat=2):
        way = posixpath.relpath(target or ".", start or ".")
        assert Address(target).link_from(Address(start)) == f"{way}/"
        assert Address(target).link_from(Address(start), file=True) == posixpath.relpath(
            Address(target).html_uri, start or "."
        )
