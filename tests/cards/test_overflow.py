"""Overflow is measured, the budgets in field descriptions are correct, and the result matches the paper."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from precall.cards import overflow, pdf, text_metrics
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
    """Return the path of a cache file."""
    return tmp_path / "cache.sqlite"


def budget(description: str | None) -> tuple[int, int]:
    """Return how many items of about how many characters a field's description promises room for."""
    found = re.search(r"On the card: about (?:(\d+) of )?(\d+) characters", description or "")
    assert found, description
    return int(found[1] or 1), int(found[2])


def filled(characters: int, start: str = "", words: str = WORDS[0]) -> str:
    """Return a text of exactly this many characters."""
    return (start + words * 9)[:characters].strip().ljust(characters, "m").replace(": ", ", ")


def call_at_its_budget(words: str = WORDS[0]) -> dict[str, str]:
    """Return a playbook whose one call uses the whole budget of every field."""
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
def test_a_call_within_every_budget_fits_every_sheet(lay_out: Callable[..., Path], words: str) -> None:
    """A call that uses the whole budget of every field at once fits every sheet."""
    loaded = load(lay_out(call_at_its_budget(words)))
    assert not loaded.problems
    assert [(each.side, each.over) for each in overflow.find_overflows(loaded.playbook)] == []


def test_overflow_is_reported_exactly_where_paper_overflows(lay_out: Callable[..., Path]) -> None:
    """A reported card crosses the fold, or has no room to write, on exactly the reported sheets."""
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


def test_an_overflow_points_to_the_longest_text_of_its_side(lay_out: Callable[..., Path]) -> None:
    """The location of an overflow is the longest text of that side, in its own file."""
    long = filled(700)
    question = f"title: Why now\npurpose: Why.\nquestions:\n  - id: what-changed\n    ask: {long}\n"
    (found,) = overflow.find_overflows(load(lay_out({"questions/why-now.yml": question})).playbook)
    assert found.side == "front"
    assert found.longest_text is not None
    assert (found.longest_text.entry.ref, found.longest_text.loc) == ("why-now/what-changed", ("ask",))
    assert found.characters == 700


def without_bounds(patch: pytest.MonkeyPatch) -> None:
    """Disable the height bounds, so that each card is measured."""
    patch.setattr(HeightBounds, "heights", lambda self, cards, sheet: [None] * len(cards))


def count_batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets the number of cards of each batch that is measured."""
    batches: list[int] = []
    measure = CardTypesetter.heights

    def counted(self: CardTypesetter, cards: Sequence[tuple[Card, Footer]], sheet: Sheet) -> list[tuple[float, float]]:
        batches.append(len(cards))
        return measure(self, cards, sheet)

    monkeypatch.setattr(CardTypesetter, "heights", counted)
    return batches


def over(root: Path, session: Session | None = None) -> list[object]:
    """Return what overflows, and by how much."""
    playbook = load(root, session=session).playbook
    return [(each.side, each.over) for each in overflow.find_overflows(playbook)]


def test_measured_cards_come_from_the_cache(repository: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second check of the same cards measures none, in this run or in another."""
    without_bounds(monkeypatch)
    batches = count_batches(monkeypatch)
    with Session(Cache(file)) as session:
        playbook = load(repository, session=session).playbook
        first = over(repository, session)
        measured = len([name for name in load_sheets() if overflow.tighter(load_sheets()[name], load_sheets()) is None])
        assert len(playbook.calls) * measured <= sum(batches) < len(playbook.calls) * len(load_sheets())
        batches.clear()
        assert over(repository, session) == first
    with Session(Cache(file)) as session:
        assert over(repository, session) == first
    assert batches == []


@pytest.mark.parametrize("value", [["no", "number"], None, "words", 1, [1]])
def test_a_corrupt_cache_does_not_change_the_overflows(
    lay_out: Callable[..., Path], file: Path, monkeypatch: pytest.MonkeyPatch, value: object
) -> None:
    """Any wrong value in the cache is ignored, also of words that are not in the table of letters."""
    monkeypatch.setattr(text_metrics, "letter_widths", lambda _: {})
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
def test_heights_do_not_depend_on_the_batch_size(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each card has the same heights in one batch or in many, with Typst's memory freed in between or not."""
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
def test_measuring_frees_its_memory(repository: Path) -> None:
    """Hundreds of different cards take no more memory than the first ones."""
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


def test_a_card_is_at_least_as_high_on_a_tighter_sheet(tmp_path: Path) -> None:
    """So a card that fits a tighter sheet is not measured on the other; this skips two of our sheets."""
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


def test_skipped_sheets_do_not_change_the_overflows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards overflow by the same millimetres as when each is measured on every sheet."""
    playbook = load(generate(tmp_path, 40, 200, 4)).playbook
    found = list(overflow.find_overflows(playbook))
    assert {name for each in found for name, _ in each.over} & {"letter", "a5"}
    monkeypatch.setattr(overflow, "tighter", lambda *_: None)
    assert list(overflow.find_overflows(playbook)) == found


def test_a_card_whose_bound_fits_is_not_measured(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few of our own cards are measured."""
    batches = count_batches(monkeypatch)
    over(repository)
    assert sum(batches) < len(load(repository).playbook.calls) * len(load_sheets()) / 20


@pytest.mark.slow
def test_height_bounds_do_not_change_the_overflows(lay_out: Callable[..., Path]) -> None:
    """Cards that fit, or overflow by a line or a page, have the same overflows with and without bounds."""
    found = []
    for characters in range(40, 700, 60):
        root = lay_out({"calls/first-meeting.yml": call_with_objective(filled(characters))})
        found.append(over(root))
        with pytest.MonkeyPatch.context() as patch:
            without_bounds(patch)
            assert over(root) == found[-1]
    assert [] in found
    assert any(found)


def call_with_objective(objective: str) -> str:
    """Return the rule's valid example call with another objective."""
    return re.sub(r"objective: .*", f"objective: {objective}", str(card_overflow.GOOD["calls/first-meeting.yml"]))
