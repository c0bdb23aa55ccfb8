"""What a card needs at most is never less than what the engine says it needs, and mostly the same."""

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


def measured(pairs: list[tuple[Card, Footer]], sheet: Sheet) -> list[tuple[SideHeights | None, SideHeights]]:
    """Each card's bound, and what the engine says."""
    setter = CardTypesetter.at(None)
    return list(
        zip(HeightBounds(pairs, setter, Cache()).heights(pairs, sheet), setter.heights(pairs, sheet), strict=True)
    )


def with_foot(card: Card, number: int = 0) -> tuple[Card, Footer]:
    """A card under an id of its own, and its foot."""
    made = replace(card, id=f"{card.id}-{number}", owner="Sales enablement team"[: number % 22])
    return made, make_footer(made, SITE if number % 3 else None)


def changed(card: Card, text: object) -> Card:
    """The card with other texts; `text` is called for each."""
    assert callable(text)

    def block(old: Block) -> Block:
        if isinstance(old, QuestionLine):
            return replace(old, ask=text(), cues=tuple(text() for _ in range(random.Random(0).randrange(4))))
        # A stage's title takes from the call's: where it is long, there is no bound. It has a test of its own.
        is_editors_text = isinstance(old, (Line, Tick)) and old.source and old.role != "stage"
        return replace(old, text=text()) if is_editors_text else old

    return replace(card, sections=tuple(replace(each, blocks=tuple(map(block, each.blocks))) for each in card.sections))


@pytest.fixture(scope="module")
def ours(repository: Path) -> list[Card]:
    """The cards of our own playbook."""
    return list(make_cards(load(repository).playbook))


@pytest.mark.parametrize("name", load_sheets())
def test_no_card_needs_more_than_its_bound(ours: list[Card], name: str) -> None:
    """Random cards, of any words, some of any length: what the engine measures is not above the bound."""
    chance = random.Random(name)

    def text() -> tuple[Inline, ...]:
        words = chance.choice((*WORDS, " ".join(WORDS))).split(" ")
        return (Words(" ".join(chance.choices(words, k=chance.randint(1, 30)))),)

    pairs = [with_foot(changed(chance.choice(ours), text), number) for number in range(50)]
    bounded = [(bound, height) for bound, height in measured(pairs, load_sheets()[name]) if bound]
    assert len(bounded) >= 5
    for bound, height in bounded:
        assert bound[0] >= height[0] - 1e-6
        assert bound[1] >= height[1] - 1e-6


@pytest.mark.parametrize("name", load_sheets())
def test_a_long_title_of_a_stage_has_its_bound_or_none(ours: list[Card], name: str) -> None:
    """A stage's title that stands in one line beside the call's has a bound that holds; one that is broken has none."""

    def staged(words: int) -> Card:
        said = (Words(" ".join(["Understand"] * words)),)
        head, *others = ours[0].sections
        blocks = tuple(
            replace(block, text=said) if isinstance(block, Line) and block.role == "stage" else block
            for block in head.blocks
        )
        return replace(ours[0], sections=(replace(head, blocks=blocks), *others))

    found = measured([with_foot(staged(words), words) for words in range(1, 19)], load_sheets()[name])
    assert found[0][0]
    assert found[-1][0] is None
    assert [pair for pair in found if pair[0] and pair[0][0] < pair[1][0] - 1e-6] == []


@pytest.mark.parametrize("name", load_sheets())
def test_the_bound_of_cards_as_people_write_them_is_near(ours: list[Card], name: str) -> None:
    """Nearly every card of ours has a bound, and it is that of the engine or a line or two above."""
    found = measured([with_foot(card) for card in ours], load_sheets()[name])
    near = [bound for bound, height in found if bound and bound[0] + bound[1] < height[0] + height[1] + 8]
    assert len(near) >= 0.9 * len(ours)


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
def test_what_the_bound_knows_nothing_of_has_none(ours: list[Card], parts: tuple[Inline, ...]) -> None:
    """Marks, other scripts, odd spaces and words that may break anywhere are left to the engine."""
    pairs = [with_foot(changed(ours[0], lambda: parts))]
    for sheet in load_sheets().values():
        assert HeightBounds(pairs, CardTypesetter.at(None), Cache()).heights(pairs, sheet) == [None]


def test_every_known_letter_is_in_the_font() -> None:
    """A letter from another font would make its line higher than the bound takes it for."""
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


def test_a_cached_bound_is_the_bound(tmp_path: Path, ours: list[Card], monkeypatch: pytest.MonkeyPatch) -> None:
    """Widths and heights of sections come back from the disk as they were measured, and typst is asked no more."""
    pairs, setter = [with_foot(card, number) for number, card in enumerate(ours)], CardTypesetter.at(None)

    def bounds() -> list[list[SideHeights | None]]:
        with Cache(tmp_path / "cache.sqlite") as cache:
            return [HeightBounds(pairs, setter, cache).heights(pairs, sheet) for sheet in load_sheets().values()]

    first = bounds()
    monkeypatch.setattr("typst.query", lambda *_, **__: pytest.fail("asked again"))
    assert bounds() == first
