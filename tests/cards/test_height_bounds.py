"""The height bound of a card is never less than the height that Typst measures, and usually equal to it."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
import typst

from precall.cards.block import Block, Line, QuestionLine, Tick
from precall.cards.card import Card, make_cards
from precall.cards.fonts import MAIN_FAMILY, font_families
from precall.cards.footer import Footer, make_footer
from precall.cards.height_bounds import HeightBounds, SideHeights
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import Sheet, load_sheets
from precall.cards.text_metrics import MEASURABLE_WORD
from precall.content.loader import load
from precall.core.cache import Cache
from precall.core.text import Emphasis, Inline, Words

WORDS = (
    "a I we it is to the what Why? AVATAR WAVE To Ty. fi affine office “fjord” — – · … 12,50€ 1/2 it’s",
    "well-being Wirtschaftsprüfung Datenschutzfolge Straße für Überblick Änderung größer „so“ Fußgänger",
    "MMMMMMMM WWWWWWWWWWWW iiiiiiiiiiiiiiiiii llll....llll ------- ////// a/b/c/d/e/f A.V.A.T.A.R Łódź čtvrť",
)
"""Short and wide, with kerning, ligatures and places to break that the bound does not know."""

SITE = "https://playbook.a-name-of-usual-length.example/some/where"


def bounds_and_heights(pairs: list[tuple[Card, Footer]], sheet: Sheet) -> list[tuple[SideHeights | None, SideHeights]]:
    """Return the bound and the bounds_and_heights height of each card."""
    setter = CardTypesetter.at(None)
    return list(
        zip(HeightBounds(pairs, setter, Cache()).heights(pairs, sheet), setter.heights(pairs, sheet), strict=True)
    )


def with_footer(card: Card, number: int = 0) -> tuple[Card, Footer]:
    """Return the card with a unique id, and its footer."""
    made = replace(card, id=f"{card.id}-{number}", owner="Sales enablement team"[: number % 22])
    return made, make_footer(made, SITE if number % 3 else None)


def changed(card: Card, text: object) -> Card:
    """Return the card with other texts; `text` is called for each."""
    assert callable(text)

    def block(old: Block) -> Block:
        if isinstance(old, QuestionLine):
            return replace(old, ask=text(), cues=tuple(text() for _ in range(random.Random(0).randrange(4))))
        # A long stage title leaves less room for the call's title, so it has no bound; another test covers it.
        is_editors_text = isinstance(old, (Line, Tick)) and old.source and old.role != "stage"
        return replace(old, text=text()) if is_editors_text else old

    return replace(card, sections=tuple(replace(each, blocks=tuple(map(block, each.blocks))) for each in card.sections))


@pytest.fixture(scope="module")
def our_cards(repository: Path) -> list[Card]:
    """Return the cards of our own playbook."""
    return list(make_cards(load(repository).playbook))


@pytest.mark.parametrize("name", load_sheets())
def test_no_card_needs_more_than_its_bound(our_cards: list[Card], name: str) -> None:
    """The bounds_and_heights height of random cards, with long words too, is at most their bound."""
    chance = random.Random(name)

    def text() -> tuple[Inline, ...]:
        words = chance.choice((*WORDS, " ".join(WORDS))).split(" ")
        return (Words(" ".join(chance.choices(words, k=chance.randint(1, 30)))),)

    pairs = [with_footer(changed(chance.choice(our_cards), text), number) for number in range(50)]
    bounded = [(bound, height) for bound, height in bounds_and_heights(pairs, load_sheets()[name]) if bound]
    assert len(bounded) >= 5
    for bound, height in bounded:
        assert bound[0] >= height[0] - 1e-6
        assert bound[1] >= height[1] - 1e-6


@pytest.mark.parametrize("name", load_sheets())
def test_a_long_title_of_a_stage_has_its_bound_or_none(our_cards: list[Card], name: str) -> None:
    """A stage's title that fits on the title's line has a correct bound; a title that wraps has none."""

    def staged(words: int) -> Card:
        said = (Words(" ".join(["Understand"] * words)),)
        head, *others = our_cards[0].sections
        blocks = tuple(
            replace(block, text=said) if isinstance(block, Line) and block.role == "stage" else block
            for block in head.blocks
        )
        return replace(our_cards[0], sections=(replace(head, blocks=blocks), *others))

    found = bounds_and_heights([with_footer(staged(words), words) for words in range(1, 19)], load_sheets()[name])
    assert found[0][0]
    assert found[-1][0] is None
    assert [pair for pair in found if pair[0] and pair[0][0] < pair[1][0] - 1e-6] == []


@pytest.mark.parametrize("name", load_sheets())
def test_bounds_of_our_cards_are_tight(our_cards: list[Card], name: str) -> None:
    """Nearly every card of our_cards has a bound that is at most two lines above the bounds_and_heights height."""
    found = bounds_and_heights([with_footer(card) for card in our_cards], load_sheets()[name])
    near = [bound for bound, height in found if bound and bound[0] + bound[1] < height[0] + height[1] + 8]
    assert len(near) >= 0.9 * len(our_cards)


@pytest.mark.parametrize(
    "parts",
    [
        (Words("漢字"),),
        (Words("اكتب سطرين"),),
        (Words("a" * 25),),
        (Words("two  spaces"),),
        (Words("a line\nand another"),),
        (Words("so"), Emphasis((Words("called"),))),
        (Words(""),),
        (Words("soft\u00adhyphen"),),
    ],
)
def test_unsupported_text_has_no_bound(our_cards: list[Card], parts: tuple[Inline, ...]) -> None:
    """Text with symbols, other scripts, unusual spaces or words that break anywhere has no bound."""
    pairs = [with_footer(changed(our_cards[0], lambda: parts))]
    for sheet in load_sheets().values():
        assert HeightBounds(pairs, CardTypesetter.at(None), Cache()).heights(pairs, sheet) == [None]


def test_every_measured_character_is_in_the_font() -> None:
    """A glyph from another font would make its line higher than the bound assumes."""
    letters = [chr(code) for code in range(0x3000) if MEASURABLE_WORD.fullmatch(chr(code))]
    assert len(letters) > 300
    said = "".join(f"#str.from-unicode({ord(letter)}) " for letter in letters)
    for style in ("normal", "italic"):
        source = (
            f'#set document(title: "x")\n#set text(font: "{MAIN_FAMILY}", style: "{style}", fallback: false)\n{said}'
        )
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_families()[MAIN_FAMILY])]
        )
        assert typst.compile(source.encode(), font_paths=fonts, pdf_standards="ua-1")


def test_cached_bounds_equal_new_ones(tmp_path: Path, our_cards: list[Card], monkeypatch: pytest.MonkeyPatch) -> None:
    """Cached widths and heights give the same bounds, without a Typst measurement."""
    pairs, setter = [with_footer(card, number) for number, card in enumerate(our_cards)], CardTypesetter.at(None)

    def bounds() -> list[list[SideHeights | None]]:
        with Cache(tmp_path / "cache.sqlite") as cache:
            return [HeightBounds(pairs, setter, cache).heights(pairs, sheet) for sheet in load_sheets().values()]

    first = bounds()
    monkeypatch.setattr("typst.query", lambda *_, **__: pytest.fail("asked again"))
    assert bounds() == first
