"""What is made is made again exactly when what it went by has changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from precall.content.loader import load
from precall.render.artifact_cache import Shelf
from precall.render.incremental import Making
from precall.site.assemble import make_site
from tests.support.paths import ROOT


@pytest.mark.slow
def test_a_site_from_the_shelf_is_the_site(ours: Path) -> None:
    """Whatever is edited, what is found on the shelf and what is made anew are one site."""
    shelf = Shelf()
    make_site(load(ours).playbook, ours, shelf=shelf)
    for path in sorted((ours / "playbook").glob("**/*.yml"))[::5]:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(": The ", ": That ").replace("What ", "Whatever "), encoding="utf-8")
        playbook = load(ours).playbook
        assert make_site(playbook, ours, shelf=shelf) == make_site(playbook, ours), path


def _title(making: Making) -> bytes:
    return making.playbook.calls["first-meeting"].title.encode()


def test_nothing_is_made_twice() -> None:
    """A second site of the same content takes everything from the shelf."""
    shelf, playbook = Shelf(), load(ROOT).playbook
    counts = []
    for _ in range(2):
        making = Making(playbook, ROOT, shelf)
        making.made("title", partial(_title, making))
        counts.append(making.made_anew)
    assert counts == [1, 0]


@pytest.mark.parametrize("given", [("http://a",), ("http://b",), (None,)])
def test_what_is_given_counts(given: tuple[object, ...]) -> None:
    """An address or an option that a page goes by is part of what it was made from."""
    shelf, playbook = Shelf(), load(ROOT).playbook
    Making(playbook, ROOT, shelf).made("page", lambda: b"first", given=("http://a",))
    second = Making(playbook, ROOT, shelf).made("page", lambda: b"second", given=given)
    assert second.read() == (b"first" if given == ("http://a",) else b"second")


def test_a_template_of_the_teams_makes_all_anew(ours: Path) -> None:
    """Whatever it is called: what a template may build on, nobody knows."""
    shelf, playbook = Shelf(), load(ours).playbook
    Making(playbook, ours, shelf).made("page", lambda: b"first")
    (ours / "templates/pages").mkdir(parents=True)
    (ours / "templates/pages/call.html").write_text("{{ entry.title }}")
    assert Making(playbook, ours, shelf).made("page", lambda: b"second").read() == b"second"


def test_what_is_lost_is_made_again() -> None:
    """Who holds content and finds the shelf empty has it all the same."""
    shelf = Shelf()
    content = Making(load(ROOT).playbook, ROOT, shelf).made("page", lambda: b"made")
    shelf.tidy()
    shelf.tidy()
    assert content.read() == b"made"
