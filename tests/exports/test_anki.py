"""An Anki deck can be imported repeatedly without losing what the user has learnt."""

from __future__ import annotations

import calendar
import io
import sqlite3
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from precall.content.loader import load
from precall.exports.anki import anki_deck
from tests.support.paths import ROOT


def notes(content: bytes, folder: Path) -> dict[str, str]:
    folder.mkdir()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        package.extract("collection.anki2", folder)
    connection = sqlite3.connect(folder / "collection.anki2")
    found = dict(connection.execute("select guid, flds from notes").fetchall())
    connection.close()
    return found


def test_the_same_playbook_makes_the_same_bytes() -> None:
    """Two exports in one process are equal and contain no time."""
    playbook = load(ROOT).playbook
    assert anki_deck(playbook) == anki_deck(playbook)


@pytest.mark.parametrize("year", [1970, 2200])
def test_a_deck_does_not_depend_on_the_clock(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip file supports the years 1980 to 2107; the deck is the same under a clock outside of them."""
    playbook = load(ROOT).playbook
    expected = anki_deck(playbook)
    now = time.struct_time((year, 1, 1, 0, 0, 0, 3, 1, 0))
    monkeypatch.setattr("time.time", lambda: float(calendar.timegm(now)))
    monkeypatch.setattr("time.localtime", lambda *_: now)
    assert anki_deck(playbook) == expected


def test_every_call_and_principle_is_a_card_and_text_is_text(tmp_path: Path) -> None:
    """The front is the title and the back the benefit for the client; markup is escaped, and no owner is named."""
    playbook = load(ROOT).playbook
    found = notes(anki_deck(playbook), tmp_path / "a")
    assert len(found) >= len(playbook.calls) + len(playbook.principles)
    assert not any(entry.owner and entry.owner in text for entry in playbook.entries() for text in found.values())


def test_a_changed_text_keeps_its_id(tmp_path: Path) -> None:
    """A card's id depends on the entry's id, not on its text."""
    playbook = load(ROOT).playbook
    before = notes(anki_deck(playbook), tmp_path / "a")
    ref, call = next(iter(playbook.calls.items()))
    changed = call.model_copy(update={"objective": "<b>Else</b>"}).located_at(call.location)
    other = replace(playbook, calls={**playbook.calls, ref: changed})
    after = notes(anki_deck(other), tmp_path / "b")
    assert before.keys() == after.keys()
    assert sum(before[guid] != after[guid] for guid in before) == 1
    assert not any("<b>Else" in text for text in after.values())
