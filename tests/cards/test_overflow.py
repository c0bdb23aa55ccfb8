"""What fits on a card: measured, promised to editors in characters, and true on paper."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from precall.cards import overflow, pdf
from precall.cards.card import Card, make_cards
from precall.cards.footer import Footer, make_footer
from precall.cards.height_bounds import HeightBounds
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import Sheet, load_sheets
from precall.check.rules import card_overflow
from precall.content.loader import load
from precall.content.model import Call, Outcome
from precall.core.cache import Cache
from precall.core.session import Session
from tests.support import printed
from tests.support.generate import generate
from tests.support.paths import ROOT
from tests.support.printed_cards import card_boxes, check_card
from tests.support.processes import python

WORDS = (
    "what they told us about their work and where it stops them from doing well by the people whom they care for most ",
    "Who would, in the end, have to sign it off? It is up to us to ask. If it is no fit, we say so, as we do, today. ",
)
"""Running text as people speak, of short words and of very short ones: lines break where they will."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a cache file."""
    return tmp_path / "cache.sqlite"


def budget(description: str | None) -> tuple[int, int]:
    """How many items of about how many characters a field's description says there is room for."""
    found = re.search(r"On the card: about (?:(\d+) of )?(\d+) characters", description or "")
    assert found, description
    return int(found[1] or 1), int(found[2])


def filled(characters: int, start: str = "", words: str = WORDS[0]) -> str:
    """A text of exactly so many characters."""
    return (start + words * 9)[:characters].strip().ljust(characters, "m").replace(": ", ", ")


def call_at_its_budget(words: str = WORDS[0]) -> dict[str, str]:
    """A playbook whose one call uses all the room that the descriptions promise, in every field at once."""
    fields = {
        name: budget(Call.model_fields[name].description)
        for name in ("title", "objective", "free_value", "agree", "listen_for", "hope_to_hear", "play_back", "return_")
    }
    outcome = {name: budget(Outcome.model_fields[name].description)[1] for name in ("best", "smallest")}

    def text(characters: int, start: str = "") -> str:
        return json.dumps(filled(characters, start, words))

    many = {name: budget(Call.model_fields[name].description) for name in ("questions", "barriers", "principles")}

    def items(name: str) -> str:
        count, characters = fields[name]
        return "".join(f"\n  - {text(characters, f'{number} ')}" for number in range(count))

    call = f"""\
title: {text(fields["title"][1])}
stage: understand
channel: meeting
when: Always.
minutes: 45
owner: Sales enablement team
reviewed: 2026-11-01
objective: {text(fields["objective"][1])}
outcome:
  best: {text(outcome["best"])}
  smallest: {text(outcome["smallest"])}
free_value:{items("free_value")}
agree: {text(fields["agree"][1])}
questions: [{", ".join(f"why-now/q{number}" for number in range(5))}]
listen_for:{items("listen_for")}
hope_to_hear:{items("hope_to_hear")}
barriers: [{", ".join(f"b{number}" for number in range(many["barriers"][0]))}]
principles: [p]
play_back: {text(fields["play_back"][1])}
return: {text(fields["return_"][1])}
"""
    questions = "".join(
        f"""
  - id: q{number}
    ask: {text(many["questions"][1], f"{number} ")}
    follow_ups: [{text(36)}, {text(36)}]"""
        for number in range(5)
    )
    barriers = "".join(f"- {{id: b{n}, title: {text(many['barriers'][1])}}}\n" for n in range(many["barriers"][0]))
    return {
        "calls/first-meeting.yml": call,
        "questions/why-now.yml": f"title: Why now\npurpose: Why.\nquestions:{questions}\n",
        "barriers.yml": barriers,
        "principles.yml": f"- {{id: p, title: P, say: {text(many['principles'][1])}}}\n",
    }


@pytest.mark.parametrize("words", WORDS, ids=["short", "very-short"])
def test_a_call_that_keeps_to_every_budget_fits_every_sheet(lay_out: Callable[..., Path], words: str) -> None:
    """The characters that the fields' descriptions speak of are there on every sheet, used all at once."""
    loaded = load(lay_out(call_at_its_budget(words)))
    assert not loaded.problems
    assert [(each.side, each.over) for each in overflow.find_overflows(loaded.playbook)] == []


def test_what_does_not_fit_is_what_breaks_on_paper(lay_out: Callable[..., Path]) -> None:
    """A card said to be too long crosses the fold, or leaves no room to write, on just those sheets."""
    playbook = load(lay_out(card_overflow.BAD)).playbook
    (found,) = overflow.find_overflows(playbook)
    (card,) = make_cards(playbook)
    broken = set()
    for name, sheet in load_sheets().items():
        content = CardTypesetter.at(None).pdf([(card, make_footer(card, None))], sheet, title="x", author="")
        try:
            check_card(card, sheet, printed.read(content).sheets[0], next(card_boxes(sheet)))
        except AssertionError:
            broken.add(name)
    assert broken
    named = dict(found.over)
    assert broken == {name for name, over in named.items() if over - overflow.MARGIN > load_sheets()[name].front.least}


def test_the_longest_text_of_the_side_is_where_the_editor_is_sent(lay_out: Callable[..., Path]) -> None:
    """An overflow leads to the longest text on its side, whichever file holds it."""
    long = filled(700)
    question = f"title: Why now\npurpose: Why.\nquestions:\n  - id: what-changed\n    ask: {long}\n"
    (found,) = overflow.find_overflows(load(lay_out({"questions/why-now.yml": question})).playbook)
    assert found.side == "front"
    assert found.longest_text is not None
    assert (found.longest_text.entry.ref, found.longest_text.loc) == ("why-now/what-changed", ("ask",))
    assert found.characters == 700


def unbounded(patch: pytest.MonkeyPatch) -> None:
    """Let no bound show that a card fits: each is measured."""
    patch.setattr(HeightBounds, "heights", lambda self, cards, sheet: [None] * len(cards))


def over(root: Path, session: Session | None = None) -> list[object]:
    """Return what overflows, and by how much."""
    playbook = load(root, session=session).playbook
    return [(each.side, each.over) for each in overflow.find_overflows(playbook)]


def test_cards_that_were_measured_are_not_measured_again(
    repository: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second look at the same cards asks typst for nothing, in this run or in another."""
    unbounded(monkeypatch)
    asked: list[int] = []
    measure = CardTypesetter.heights

    def counted(self: CardTypesetter, cards: Sequence[tuple[Card, Footer]], sheet: Sheet) -> list[tuple[float, float]]:
        asked.append(len(cards))
        return measure(self, cards, sheet)

    monkeypatch.setattr(CardTypesetter, "heights", counted)
    with Session(Cache(file)) as session:
        playbook = load(repository, session=session).playbook
        first = over(repository, session)
        measured = len([name for name in load_sheets() if overflow.tighter(load_sheets()[name], load_sheets()) is None])
        assert len(playbook.calls) * measured <= sum(asked) < len(playbook.calls) * len(load_sheets())
        asked.clear()
        assert over(repository, session) == first
    with Session(Cache(file)) as session:
        assert over(repository, session) == first
    assert asked == []


@pytest.mark.parametrize("value", [["no", "number"], None, "words", 1, [1]])
def test_a_corrupt_cache_costs_time_and_nothing_else(lay_out: Callable[..., Path], file: Path, value: object) -> None:
    """Whatever the cache holds, the cards overflow by the same."""
    root = lay_out(card_overflow.BAD)
    before = over(root)
    with Session(Cache(file)) as session:
        assert over(root, session) == before
        for namespace in ("card-heights", "section-heights", "word-widths"):
            keys = session.cache.get_all(namespace)
            assert keys, namespace
            session.cache.put_json(namespace, dict.fromkeys(keys, 1 if namespace == "word-widths" else value))
    with Session(Cache(file)) as session:
        assert over(root, session) == before


@pytest.mark.slow
def test_many_cards_are_measured_as_few_are(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one part or in many, with typst's memory freed in between or not, every card has the same heights."""
    cards = [(each, make_footer(each, overflow.SAMPLE_SITE_URL)) for each in make_cards(load(repository).playbook)][:8]
    setter, sheet = CardTypesetter.at(None), load_sheets()["a4"]
    runs = [pdf.FontRun(400, "normal", ("today", "tomorrow"))]
    parts = [(section.name, *pair) for pair in cards for section in pair[0].on(sheet).sections]

    def measured() -> tuple[object, ...]:
        return setter.heights(cards, sheet), setter.part_heights(parts, sheet), setter.widths(cards[0][0], runs)

    whole = measured()
    monkeypatch.setattr(pdf, "CHUNK_SIZE", 3)
    monkeypatch.setattr(pdf, "LARGE_INPUT", 0)
    assert measured() == whole


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells how much memory a process has")
def test_measuring_leaves_nothing_in_memory(repository: Path) -> None:
    """Typst remembers what it has laid out; hundreds of different cards take no more memory than the first ones."""
    ran = python("-c", MEASURE, repository)
    early, late = map(int, ran.out.split())
    assert late < early * 1.3, ran.out


MEASURE = """
import sys
from dataclasses import replace
from pathlib import Path
from precall.cards.card import make_cards
from precall.cards.footer import make_footer
from precall.cards.pdf import CardTypesetter
from precall.cards.sheet import load_sheets
from precall.content.loader import load
from precall.core.text import Words

def pages():
    return int(Path("/proc/self/statm").read_text().split()[1])

cards = list(make_cards(load(Path(sys.argv[1])).playbook))[:10]
for number in range(40):
    changed = [replace(each, owner=f"Somebody else, number {number}") for each in cards]
    pairs = [(each, make_footer(each, f"https://{number}.example")) for each in changed]
    CardTypesetter.at(None).heights(pairs, load_sheets()["a4"])
    if number in (4, 39):
        print(pages())
"""


def test_a_tighter_sheet_never_needs_less(tmp_path: Path) -> None:
    """So a card that fits a sheet by its height on a tighter one need not be measured there; two of ours are spared."""
    pairs = {name: overflow.tighter(sheet, load_sheets()) for name, sheet in load_sheets().items()}
    spared = {name: other for name, other in pairs.items() if other}
    assert spared == {"letter": "a4", "a5": "half-letter"}
    made = [*make_cards(load(ROOT).playbook), *make_cards(load(generate(tmp_path, 30, 200, 4)).playbook)]
    feet = [(each, make_footer(each, overflow.SAMPLE_SITE_URL)) for each in made]
    setter = CardTypesetter.at(None)
    for name, other in spared.items():
        here, there = (setter.heights(feet, load_sheets()[each]) for each in (name, other))
        for (front, flap), (more, and_more) in zip(here, there, strict=True):
            assert front <= more + 1e-6
            assert flap <= and_more + 1e-6


def test_what_a_tighter_sheet_spares_changes_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards that run over are told by the same millimetres as when each is measured on each sheet."""
    playbook = load(generate(tmp_path, 40, 200, 4)).playbook
    found = list(overflow.find_overflows(playbook))
    assert {name for each in found for name, _ in each.over} & {"letter", "a5"}
    monkeypatch.setattr(overflow, "tighter", lambda *_: None)
    assert list(overflow.find_overflows(playbook)) == found


def test_a_card_that_the_bound_shows_to_fit_asks_typst_for_nothing(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of our own cards few are measured."""
    asked: list[int] = []
    measure = CardTypesetter.heights

    def counted(self: CardTypesetter, cards: Sequence[tuple[Card, Footer]], sheet: Sheet) -> list[tuple[float, float]]:
        asked.append(len(cards))
        return measure(self, cards, sheet)

    monkeypatch.setattr(CardTypesetter, "heights", counted)
    over(repository)
    assert sum(asked) < len(load(repository).playbook.calls) * len(load_sheets()) / 20


@pytest.mark.slow
def test_what_the_bound_leaves_out_changes_no_finding(lay_out: Callable[..., Path]) -> None:
    """Cards that fit, that overflow by a line and by a page: the same overflows with the bound as without."""
    found = []
    for characters in range(40, 700, 60):
        root = lay_out({"calls/first-meeting.yml": call_with_objective(filled(characters))})
        found.append(over(root))
        with pytest.MonkeyPatch.context() as patch:
            unbounded(patch)
            assert over(root) == found[-1]
    assert [] in found
    assert any(found)


def call_with_objective(objective: str) -> str:
    """The rule's own good call with another objective."""
    return re.sub(r"objective: .*", f"objective: {objective}", str(card_overflow.GOOD["calls/first-meeting.yml"]))
