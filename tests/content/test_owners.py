"""E-mail addresses of owners stay in the files unless the settings publish them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.cards.card import make_cards
from precall.cards.footer import make_footer
from precall.check.example import SMALLEST
from precall.content.loader import load
from precall.content.owners import shown_owner
from precall.site.assemble import make_site

ADDRESS = "kim.lee@example.com"


def playbook_files(owner: str, publish: str = "") -> dict[str, str]:
    """Return changes to the smallest playbook that give every entry an owner."""
    changes = {}
    for path in ("calls/first-meeting.yml", "questions/why-now.yml"):
        changes[path] = f"{SMALLEST[path]!s}owner: {owner}\nreviewed: 2026-01-01\n"
    return {**changes, "playbook.yml": f"{SMALLEST['playbook.yml']!s}{publish}\n"}


def published(root: Path) -> str:
    """Return everything that a site and its cards show."""
    playbook = load(root).playbook
    assert not load(root).problems
    footers = "".join(repr(make_footer(card, None)) + card.owner for card in make_cards(playbook))
    site = make_site(playbook, root)
    return (
        footers
        + "".join(page.html for page in site.pages)
        + "".join(file.content.decode("utf-8", "replace") for file in site.files)
    )


@pytest.mark.parametrize("owner", [ADDRESS, f"Kim <{ADDRESS}>", f"'[Kim](mailto:{ADDRESS})'"])
def test_addresses_are_shown_only_if_the_settings_publish_owners(owner: str, lay_out: Callable[..., Path]) -> None:
    """Pages, cards, JSON and search files have no owner's address, unless the settings have `owners: true`."""
    assert ADDRESS not in published(lay_out(playbook_files(owner)))
    assert ADDRESS in published(lay_out(playbook_files(owner, "publish: {owners: true}")))


@pytest.mark.parametrize(
    ("owner", "shown"),
    [
        (ADDRESS, ""),
        (f"Kim Lee <{ADDRESS}>", "Kim Lee"),
        (f"Kim Lee, {ADDRESS}", "Kim Lee"),
        (f"'[Kim](mailto:{ADDRESS})'", "Kim"),
        ("Sales enablement", "Sales enablement"),
        ("'@kim'", "@kim"),
    ],
)
def test_names_stay_when_addresses_are_removed(owner: str, shown: str, lay_out: Callable[..., Path]) -> None:
    """A name next to an address is shown, and an owner without an address is shown as it is."""
    playbook = load(lay_out(playbook_files(owner))).playbook
    assert shown_owner(playbook.calls["first-meeting"], playbook.settings) == shown
