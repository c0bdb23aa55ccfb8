"""`precall cards`: decks for the printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.cards import deck
from precall.check.rules import card_letters, card_overflow
from precall.cli.main import main
from tests.support import printed
from tests.support.paths import ROOT
from tests.support.processes import python


def test_a_deck_of_named_calls_has_them_in_their_order(repository: Path, tmp_path: Path) -> None:
    """The calls that are named, in the order in which they are named, on the sheet that is named."""
    out = tmp_path / "new" / "deck.pdf"
    ran = python("-m", "precall", "cards", "renewal", "discovery", "--sheet", "3x5", "--out", out)
    assert ran.code == 0, ran.out
    assert "2 cards on 1 page" in ran.out
    deck = printed.read(out.read_bytes())
    assert deck.bookmarks == ("Renewal", "Discovery")
    assert len(deck.sheets) == 1


@pytest.mark.slow
def test_a_split_deck_is_every_card_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of at most so many cards, numbered so that they sort, with all cards among them."""
    monkeypatch.chdir(ROOT)
    assert main(["cards", "--sheet", "a6", "--split", "3", "--out", str(tmp_path / "deck.pdf")]) == 0
    whole = len(list((ROOT / "playbook" / "calls").glob("*.yml")))
    parts = sorted(tmp_path.glob("deck-*.pdf"))
    assert len(parts) == -(-whole // 3)
    marks = [mark for part in parts for mark in printed.read(part.read_bytes()).bookmarks]
    assert len(marks) == len(set(marks)) == whole


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["first-meting"], 'Did you mean "first-meeting"?'),
        (["--sheet", "a9"], "is not one of 'a4'"),
        (["--out", "cards.docx"], '"cards.docx" must end in .pdf'),
        (["--out", "/dev/null/deck.pdf"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_out(
    lay_out: Callable[..., Path], arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip on the command line is answered in one sentence, and the exit code is 2."""
    assert main(["cards", "--root", str(lay_out()), *arguments]) == 2
    assert says in capsys.readouterr().err


def test_a_card_that_does_not_fit_is_not_printed(
    lay_out: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written while the playbook has errors; they are shown instead."""
    out = tmp_path / "deck.pdf"
    assert main(["cards", "--root", str(lay_out(card_overflow.BAD)), "--out", str(out)]) == 1
    assert "card-overflow" in capsys.readouterr().err
    assert not out.exists()


def test_a_check_that_is_let_pass_spoils_no_paper(
    lay_out: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the team has switched the rule off, a card too high for the sheet is still printed on none."""
    root, out = lay_out(card_overflow.BAD), tmp_path / "deck.pdf"
    with (root / "playbook" / "playbook.yml").open("a", encoding="utf-8") as settings:
        settings.write("checks: {card-overflow: off}\n")
    assert main(["cards", "--root", str(root), "--sheet", "3x5", "--out", str(out)]) == 2
    assert "Too high for" in capsys.readouterr().err
    assert not out.exists()


def test_a_letter_without_a_font_stops_the_deck(
    lay_out: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No deck is printed with an empty box in place of a letter."""
    out = tmp_path / "deck.pdf"
    assert main(["cards", "--root", str(lay_out(card_letters.BAD)), "--out", str(out)]) == 2
    assert "漢" in capsys.readouterr().err
    assert not out.exists()


def test_the_sites_address_is_asked_for_once(
    lay_out: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an address the cards carry no QR code, and that is said; `mkdocs.yml` or an option gives it."""
    root, out = lay_out(), str(tmp_path / "deck.pdf")
    assert main(["cards", "--root", str(root), "--out", out]) == 0
    assert "no QR code" in capsys.readouterr().err
    (root / "mkdocs.yml").write_text("site_name: X\nsite_url: https://x.acme.de/\ntheme: !ENV [T, material]\n", "utf-8")
    assert main(["cards", "--root", str(root), "--out", out]) == 0
    assert capsys.readouterr().err == ""
    assert "x.acme.de" in "".join(sign.text for sign in printed.read(Path(out).read_bytes()).sheets[0].signs)


def test_many_cards_are_several_pdfs(
    lay_out: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond so many, none is asked to hold them all; who names a number has it."""
    monkeypatch.setattr(deck, "CARDS_PER_PDF", 12)
    cards = ["cards", "--root", str(ROOT), "--sheet", "a6", "--out"]
    assert main([*cards, str(tmp_path / "deck.pdf")]) == 0
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["deck-1.pdf", "deck-2.pdf", "deck-3.pdf"]
    assert main([*cards, str(tmp_path / "one.pdf"), "--split", "100"]) == 0
    assert (tmp_path / "one.pdf").exists()
