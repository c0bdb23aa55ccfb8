"""`precall cards` writes decks for the printer."""

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


def test_a_deck_has_the_named_calls_in_the_given_order(repository: Path, tmp_path: Path) -> None:
    """The cards are on the named sheet."""
    out = tmp_path / "new" / "deck.pdf"
    ran = python("-m", "precall", "cards", "renewal", "discovery", "--sheet", "3x5", "--out", out)
    assert ran.code == 0, ran.out
    assert "2 cards on 1 page" in ran.out
    deck = printed.read(out.read_bytes())
    assert deck.bookmarks == ("Renewal", "Discovery")
    assert len(deck.sheets) == 1


@pytest.mark.slow
def test_a_split_deck_has_every_card_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part has at most the given number of cards, and the parts' names sort by number."""
    monkeypatch.chdir(ROOT)
    assert main(["cards", "--sheet", "a6", "--split", "3", "--out", str(tmp_path / "deck.pdf")]) == 0
    whole = len(list((ROOT / "playbook" / "calls").glob("*.yml")))
    parts = sorted(tmp_path.glob("deck-*.pdf"))
    assert len(parts) == -(-whole // 3)
    marks = [mark for part in parts for mark in printed.read(part.read_bytes()).bookmarks]
    assert len(marks) == len(set(marks)) == whole


def test_a_sheet_may_be_named_in_capitals(lay_out: Callable[..., Path], tmp_path: Path) -> None:
    """Sheets are found in capitals too, as printed on paper wrappers."""
    root = lay_out()
    assert main(["cards", "--root", str(root), "--sheet", "A5", "--out", str(tmp_path / "a.pdf")]) == 0
    assert main(["cards", "--root", str(root), "--sheet", "a5", "--out", str(tmp_path / "b.pdf")]) == 0
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["first-meting"], 'Did you mean "first-meeting"?'),
        (["--sheet", "a9"], "is not one of 'a4'"),
        (["--out", "cards.docx"], '"cards.docx" must end in .pdf'),
        (["--out", "/dev/null/deck.pdf"], "cannot be written"),
    ],
)
def test_wrong_arguments_are_reported_with_a_hint(
    lay_out: Callable[..., Path], arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message is one sentence, and the exit code is 2."""
    assert main(["cards", "--root", str(lay_out()), *arguments]) == 2
    assert says in capsys.readouterr().err


def test_a_playbook_with_errors_is_not_printed(
    lay_out: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written, and the errors are printed instead."""
    out = tmp_path / "deck.pdf"
    assert main(["cards", "--root", str(lay_out(card_overflow.BAD)), "--out", str(out)]) == 1
    assert "card-overflow" in capsys.readouterr().err
    assert not out.exists()


def test_a_card_that_overflows_is_not_printed_even_with_the_rule_off(
    lay_out: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No deck contains a card that is too high for its sheet."""
    root, out = lay_out(card_overflow.BAD), tmp_path / "deck.pdf"
    with (root / "playbook" / "playbook.yml").open("a", encoding="utf-8") as settings:
        settings.write("checks: {card-overflow: off}\n")
    assert main(["cards", "--root", str(root), "--sheet", "3x5", "--out", str(out)]) == 2
    assert "Too high for" in capsys.readouterr().err
    assert not out.exists()


def test_a_character_without_a_glyph_stops_the_deck(
    lay_out: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No card is printed with an empty box in place of a letter."""
    out = tmp_path / "deck.pdf"
    assert main(["cards", "--root", str(lay_out(card_letters.BAD)), "--out", str(out)]) == 2
    assert "漢" in capsys.readouterr().err
    assert not out.exists()


def test_a_missing_site_address_is_reported_once(
    lay_out: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without it the cards have no QR code; `mkdocs.yml` or an option sets it."""
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
    """Above a limit the deck is split, unless the user gives a number."""
    monkeypatch.setattr(deck, "CARDS_PER_PDF", 12)
    cards = ["cards", "--root", str(ROOT), "--sheet", "a6", "--out"]
    assert main([*cards, str(tmp_path / "deck.pdf")]) == 0
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["deck-1.pdf", "deck-2.pdf", "deck-3.pdf"]
    assert main([*cards, str(tmp_path / "one.pdf"), "--split", "100"]) == 0
    assert (tmp_path / "one.pdf").exists()
