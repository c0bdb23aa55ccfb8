"""Every question to a playbook is noted, and its answer changes whenever what it says of that changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from precall.content.loader import load
from precall.content.model import Playbook
from precall.render.dependencies import GROUPS, Answers, Asked
from tests.support.paths import ROOT

ASKING: dict[str, tuple[Callable[[Playbook], object], str]] = {
    "an entry": (lambda playbook: playbook.calls["first-meeting"].title, "call first-meeting"),
    "an entry that is not there": (lambda playbook: playbook.calls.get("nowhere"), "call nowhere"),
    "whether it is there": (lambda playbook: "first-meeting" in playbook.calls, "call first-meeting"),
    "all of a kind": (lambda playbook: [call.title for call in playbook.calls.values()], "all call"),
    "how many": (lambda playbook: len(playbook.questions), "count question"),
    "whether there are any": (lambda playbook: bool(playbook.barriers), "count barrier"),
    "their ids": (lambda playbook: dict.fromkeys(playbook.banks), "refs bank"),
    "the order": (lambda playbook: playbook.calls_in_order, "order"),
    "the day": (lambda playbook: playbook.day, "day"),
    "the revision": (lambda playbook: playbook.revision, "revision"),
    "all entries": (lambda playbook: list(playbook.entries()), "uses"),
    "all uses": (lambda playbook: playbook.uses, "uses"),
    "one's neighbours": (
        lambda playbook: playbook.neighbours(_whole(playbook).calls["first-meeting"]),
        "beside call first-meeting",
    ),
    "who uses it": (
        lambda playbook: playbook.users(_whole(playbook).principles["two-lines"], "call"),
        "users call principle two-lines",
    ),
    "the calls that use it": (
        lambda playbook: playbook.calls_using(_whole(playbook).principles["two-lines"]),
        "calls-using principle two-lines",
    ),
    "the title of a question's bank": (
        lambda playbook: playbook.bank_title(_whole(playbook).questions["why-now/what-changed"]),
        "bank-title why-now",
    ),
    "a stage's calls": (
        lambda playbook: playbook.calls_of(next(iter(_whole(playbook).stages.values()))),
        "calls-of",
    ),
}


def _whole(playbook: Playbook) -> Playbook:
    return playbook.whole if isinstance(playbook, Asked) else playbook


@pytest.mark.parametrize("what", ASKING)
def test_a_question_is_noted_and_answered_as_ever(what: str) -> None:
    """Who asks hears what the playbook says, and it is known that they asked, and no more than they did."""
    ask, question = ASKING[what]
    playbook, noted = load(ROOT).playbook, list[str]()
    asked = Asked.of(playbook, noted.append)
    assert ask(asked) == ask(playbook)
    assert list(dict.fromkeys(noted)) == [each for each in noted if each.startswith(question)][:1]
    assert Answers(playbook)(noted[0]) or what == "an entry that is not there"


def test_no_part_of_a_playbook_goes_unasked() -> None:
    """A field that is added to it is to be asked for too, or belongs to what everything depends on."""
    assert {each.name for each in fields(Playbook)} == {
        *GROUPS,
        "settings",
        "companies",
        "dropped_references",
        "today",
        "session",
    }
    asked = {name for name, value in vars(Asked).items() if not name.startswith("_") and name not in ("of", "note")}
    own = {name for name in vars(Playbook) if not name.startswith("_")} - {each.name for each in fields(Playbook)}
    # These go by the groups, or by what does not change.
    assert own - asked == {"of_kind", "bank_of", "company_of"}


def test_an_answer_changes_with_what_it_is_about(ours: Path) -> None:
    """A title's words change the entry's own answer, and those of all lists that it stands in; not its neighbours'."""
    before = Answers(load(ours).playbook)
    path = ours / "playbook/calls/first-meeting.yml"
    path.write_text(re.sub("^title: .*", "title: The first hour", path.read_text(), flags=re.MULTILINE))
    after = Answers(load(ours).playbook)
    changed = ["call first-meeting", "all call", "order", "calls-using principle two-lines", "revision", "uses"]
    same = ["call second-meeting", "count call", "refs call", "all question", "day", "call nowhere"]
    assert [each for each in changed if before(each) == after(each)] == []
    assert [each for each in same if before(each) != after(each)] == []
