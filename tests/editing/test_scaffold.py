"""A new entry is valid except for its blanks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import cast

import pytest

from precall.cli.main import main
from precall.content.loader import load
from precall.content.model import ReferenceKind
from precall.core.errors import PrecallError
from precall.editing.scaffold import KINDS, draft_entry
from tests.support.paths import ROOT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    return tmp_path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("title", ["Annual check-in", "Wie läuft's: gut?", "12:30", "# One", "no"])
def test_the_check_reports_exactly_the_blanks(kind: str, title: str, root: Path) -> None:
    """Each blank is reported at its own line, and nothing else is."""
    before = load(root)
    assert not before.problems
    made = draft_entry(root, before, kind, title, "quite-new")
    path = root / made.path
    path.write_bytes(made.changes[made.path] or b"")
    lines = path.read_text().split("\n")
    found = load(root).problems
    assert [lines[problem.span.line - 1].strip(" -").rstrip(":") for problem in found] == list(made.blanks)
    assert {problem.path for problem in found} <= {made.path}


@pytest.mark.parametrize("kind", KINDS)
def test_a_filled_entry_is_valid_and_other_entries_stay(kind: str, root: Path) -> None:
    """With every blank filled the playbook has no problem, and the entry has the given title."""
    words = {"minutes": "45", "stage": "understand", "channel": "phone", "id": "one"}
    files = {path: path.read_bytes() for path in root.rglob("*.yml")}
    assert main(["new", kind, "Wie läuft's: gut?", "--root", str(root)]) == 0
    made = next(path for path in root.rglob("*.yml") if path.read_bytes() != files.get(path))
    assert made.read_bytes().startswith(files.get(made, b""))
    blanks = draft_entry(ROOT, load(ROOT), kind, "x").blanks
    text = made.read_text()
    for blank in blanks:
        text = text.replace(f"{blank}:\n", f"{blank}: {words.get(blank, 'Something')}\n")
    made.write_text(text)
    after = load(root)
    assert not after.problems
    assert (
        after.playbook.of_kind(cast("ReferenceKind", kind))["wie-lauft-s-gut"].model_dump()["title"]
        == "Wie läuft's: gut?"
    )


@pytest.mark.parametrize(
    ("kind", "title", "id_", "message"),
    [
        ("call", "First meeting", "", "id of another call"),
        ("call", "納期", "", "--id"),
        ("call", "Index", "", "is reserved"),
        ("barrier", "x", "No good", "is not an id"),
        ("barrier", " ", "", "does not give an id"),
    ],
)
def test_an_invalid_id_is_refused_with_a_hint(kind: str, title: str, id_: str, message: str) -> None:
    """The id exists already, or the title gives none."""
    with pytest.raises(PrecallError) as error:
        draft_entry(ROOT, load(ROOT), kind, title, id_)
    assert message in str(error.value)


def test_a_list_keeps_its_own_line_ends_and_indentation(root: Path) -> None:
    """The new entry has the layout of the entries before it."""
    path = root / "playbook/barriers.yml"
    path.write_bytes(b"  - id: a\r\n    title: A\r\n\r\n  - id: b\r\n    title: B")
    for call in (root / "playbook/calls").glob("*.yml"):
        call.unlink()
    made = draft_entry(root, load(root), "barrier", "C").changes["playbook/barriers.yml"] or b""
    assert made.startswith(
        b"  - id: a\r\n    title: A\r\n\r\n  - id: b\r\n    title: B\r\n\r\n  - id: c\r\n    title: C\r\n    #"
    )
    assert b"\n" not in made.replace(b"\r\n", b"")


def test_an_existing_file_is_not_overwritten(root: Path) -> None:
    """A file without an entry is not overwritten either."""
    (root / "playbook/calls/annual.yml").write_text("")
    with pytest.raises(PrecallError):
        draft_entry(root, load(root), "call", "Annual")
