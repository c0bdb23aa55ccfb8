"""Differences between two states of the content that a rep would notice."""

from __future__ import annotations

from precall.content.model import FILES, Entry, Question, Stage, fields_by_key
from precall.render.i18n import language, languages
from precall.site.changes import IGNORED_KEYS, Change, changes
from precall.site.history import FileChange

BANK = "playbook/questions/why-now.yml"
CALL = "playbook/calls/first.yml"
BARRIERS = "playbook/barriers.yml"


def bank(*questions: tuple[str, str], title: str = "Why now", more: str = "") -> bytes:
    listed = "".join(f"  - id: {id_}\n    ask: {ask}\n" for id_, ask in questions)
    return f"title: {title}\npurpose: To hear\n{more}questions:\n{listed}".encode()


def test_entries_are_added_changed_and_removed() -> None:
    """A change has the entry's title and, in the model's order, the changed keys."""
    before = b"- {id: a, title: A, notes: n}\n- {id: b, title: B}\n"
    after = b"- {id: a, title: A2, notes: m}\n- {id: c, title: '*C*'}\n"
    assert changes((FileChange(BARRIERS, before, after),)) == [
        Change("added", "barrier", "c", "*C*"),
        Change("changed", "barrier", "a", "A2", ("title", "notes")),
        Change("removed", "barrier", "b", "B"),
    ]


def test_invisible_edits_are_no_change() -> None:
    """Invisible edits are line folds, key order, comments, owners, review dates and suppressions."""
    before = b"title: A\nwhen: One two three\nowner: x\nreviewed: 2026-01-01\n"
    after = b"# said\nwhen: >-\n  One two\n  three\ntitle: A\nowner: y\nallow: [{rule: a, reason: b}]\n"
    assert changes((FileChange(CALL, before, after),)) == []


def test_questions_change_on_their_own_or_with_their_bank() -> None:
    """A changed question is a separate change; an added or removed bank has the number of its questions."""
    before, after = bank(("a", "Why?"), ("b", "How?")), bank(("a", "Why now?"), ("c", "Who?"))
    assert changes((FileChange(BANK, before, after),)) == [
        Change("added", "question", "why-now/c", "Who?"),
        Change("changed", "question", "why-now/a", "Why now?", ("ask",)),
        Change("removed", "question", "why-now/b", "How?"),
    ]
    assert changes((FileChange(BANK, None, before),)) == [Change("added", "bank", "why-now", "Why now", questions=2)]
    assert changes((FileChange(BANK, before, None),)) == [Change("removed", "bank", "why-now", "Why now", questions=2)]


def test_a_renamed_entry_is_no_change() -> None:
    """An alias identifies an entry and its bank's questions, and updated references are no change."""
    questions = (("a", "Why?"), ("b", "How?"))
    call = b"title: A\nquestions: [why-now/a]\nnext: [old]\n"
    moved = (
        FileChange(BANK, bank(*questions), None),
        FileChange("playbook/questions/today.yml", None, bank(*questions, more="aliases: [why-now]\n")),
        FileChange(CALL, call, call.replace(b"why-now/", b"today/").replace(b"old", b"new")),
        FileChange("playbook/calls/old.yml", b"title: O\n", None),
        FileChange("playbook/calls/new.yml", None, b"title: O\naliases: [old]\n"),
    )
    assert changes(moved) == []


def test_an_entry_may_move_to_another_file() -> None:
    """Stages are in the settings file, where other keys are not entries."""
    settings = b"title: T\nteam: X\nstages: [{id: a, title: A, client_is: b}]\n"
    found = changes(
        (FileChange("playbook/playbook.yml", settings, settings.replace(b"client_is: b", b"client_is: c")),)
    )
    assert found == [Change("changed", "stage", "a", "A", ("client_is",))]
    assert changes((FileChange("playbook/playbook.yml", settings, settings.replace(b"team: X", b"team: Y")),)) == []


def test_unreadable_files_are_ignored() -> None:
    """A file with a syntax error or without content causes no change and no error."""
    whole = b"- {id: a, title: A}\n"
    for broken in (b"- {id: a", b"\xff\xfe", b"just text", b"- 1\n- {title: no id}\n", b"\0"):
        for file in (FileChange(BARRIERS, whole, broken), FileChange(BARRIERS, broken, whole)):
            assert all(change.ref == "a" for change in changes((file,)))
    assert (
        changes((FileChange("playbook/readme.txt", None, b"x"), FileChange("playbook/calls/a.yml", None, b"- x"))) == []
    )


def test_every_key_has_a_name_in_every_language() -> None:
    """The keys are those of all models that a rep can see changed."""
    models: list[type[Entry]] = [kind.model for kind in FILES if issubclass(kind.model, Entry)]
    models += [Question, Stage]
    keys = {key for model in models for key in fields_by_key(model)} - IGNORED_KEYS
    for code in languages():
        named = {key.removeprefix("changes.field.") for key in language(code).words if key.startswith("changes.field.")}
        assert named == keys
