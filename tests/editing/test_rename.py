"""After a rename the playbook has the same content with another id."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from precall.cli.main import main
from precall.content.loader import load
from precall.content.model import Entry
from precall.core.errors import PrecallError
from precall.editing.edits import write_changes
from precall.editing.rename import plan_rename
from tests.support import messy
from tests.support.paths import ROOT
from tests.support.values import playbook_values, yaml_texts

REFERENCES = {
    "stage": "stage",
    "questions": "question",
    "barriers": "barrier",
    "principles": "principle",
    "next": "call",
    "sources": "source",
}
"""The kind that each key refers to, written independently of the model."""


def expected(before: dict[str, Any], entry: Entry, new: str) -> dict[str, Any]:
    """Return the content with an id replaced, computed without the code under test."""

    def ref(kind: str, old: str) -> str:
        if kind == entry.kind and old == entry.ref:
            return new
        if kind == "question" and entry.kind == "bank" and old.split("/", maxsplit=1)[0] == entry.ref:
            return f"{new}/{old.split('/')[1]}"
        return old

    def value(key: str, content: Any) -> Any:
        if isinstance(content, dict):
            return {name: value(name, each) for name, each in content.items()}
        if isinstance(content, tuple):
            return tuple(value(key, each) for each in content)
        return ref(REFERENCES[key], content) if key in REFERENCES and isinstance(content, str) else content

    made = {}
    for name, content in before.items():
        kind, _, old = name.partition(":")
        made[f"{kind}:{ref(kind, old)}" if old else name] = value("", content)
    own = made[f"{entry.kind}:{new}"]
    renamed = [own]
    if entry.kind == "question":
        bank = made[f"bank:{new.split('/', maxsplit=1)[0]}"]
        renamed += [each for each in bank["questions"] if each["id"] == entry.ref.split("/")[1]]
    if entry.kind == "stage":
        renamed += [each for each in made["settings"]["stages"] if each["id"] == entry.ref]
    for each in renamed:
        each["aliases"] = (*each["aliases"], entry.ref.split("/")[-1])
        if "id" in each:
            each["id"] = new.rsplit("/", maxsplit=1)[-1]
    return made


def check_law(root: Path, entry: Entry, new: str) -> None:
    loaded = load(root)
    before = yaml_texts(root)
    renaming = plan_rename(root, loaded, f"{entry.kind}:{entry.ref}", new)
    assert yaml_texts(root) == before, "nothing is written before all is known"
    write_changes(root, renaming.changes)
    after = load(root)
    assert not after.problems
    assert playbook_values(after.playbook) == expected(playbook_values(loaded.playbook), entry, renaming.new)


@pytest.mark.parametrize("block", range(20))
def test_entries_of_untidy_playbooks_can_be_renamed(block: int, tmp_path: Path) -> None:
    """In 100 seeded playbooks, only the id and its references change, and every comment stays exactly once."""
    for seed in range(block * 5, block * 5 + 5):
        root = tmp_path / str(seed)
        notes = messy.lay_out(root, seed)
        entry = random.Random(seed).choice(list(load(root).playbook.entries()))
        check_law(root, entry, random.Random(seed).choice(("quite-new", "123", "no", "1st-time")))
        text = "".join(yaml_texts(root).values())
        assert [text.count(f"# note-{number} ") for number in range(1, notes + 1)] == [1] * notes, seed


@pytest.mark.parametrize(
    "name",
    ["first-meeting", "why-now/what-changed", "why-now", "two-lines", "price", "understand", "objective-vs-outcome"],
)
def test_rename_changes_no_other_line_of_our_playbook(name: str, tmp_path: Path) -> None:
    """Each kind of id can be renamed in our playbook; lines without it, comments included, stay byte for byte."""
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    loaded = load(tmp_path)
    entry = next(each for each in loaded.playbook.entries() if each.ref == name)
    before = [line for text in yaml_texts(tmp_path).values() for line in text.split("\n")]
    check_law(tmp_path, entry, f"{name.rsplit('/', maxsplit=1)[-1]}-anew")
    after = [line for text in yaml_texts(tmp_path).values() for line in text.split("\n")]
    last = name.rsplit("/", maxsplit=1)[-1]
    assert sorted(line for line in before if last not in line) == sorted(line for line in after if last not in line)


def test_id_of_two_kinds_needs_its_kind(tmp_path: Path) -> None:
    """The error names both as `kind:id`, and that form is accepted."""
    messy.lay_out(tmp_path, 5)
    (tmp_path / "playbook/barriers.yml").write_text("- {id: same, title: A}\n")
    (tmp_path / "playbook/principles.yml").write_text("- {id: same, title: A, say: B}\n")
    for path in (tmp_path / "playbook/calls").glob("*.yml"):
        path.unlink()
    loaded = load(tmp_path)
    with pytest.raises(PrecallError, match="principle:same or barrier:same"):
        plan_rename(tmp_path, loaded, "same", "other")
    write_changes(tmp_path, plan_rename(tmp_path, loaded, "barrier:same", "other").changes)
    assert (tmp_path / "playbook/barriers.yml").read_text() == "- {id: other, aliases: [same], title: A}\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("first-meting", "x", 'Did you mean "first-meeting"'),
        ("first-meeting", "discovery", "id of another call"),
        ("first-meeting", "First Meeting", 'Write "first-meeting"'),
        ("first-meeting", "index", "is reserved"),
        ("first-meeting", "first-meeting", "The id is"),
        ("why-now/what-changed", "who-feels-it/what-changed", "keeps its bank"),
        ("why-now/what-changed", "not-last-year", "id of another question"),
        ("person:price", "x", "not a kind of entry"),
    ],
)
def test_impossible_renames_are_refused_with_a_hint(old: str, new: str, message: str) -> None:
    """A new id that is taken or invalid, and an old one that does not exist, are errors with a hint."""
    with pytest.raises(PrecallError) as error:
        plan_rename(ROOT, load(ROOT), old, new)
    assert message in str(error.value)


def test_renaming_back_removes_the_alias(tmp_path: Path) -> None:
    """An old id that becomes the id again is no longer an alias; the ids between are."""
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    for old, new in (("price", "too-dear"), ("too-dear", "dear"), ("dear", "price")):
        assert main(["rename", old, new, "--root", str(tmp_path)]) == 0
    assert set(load(tmp_path).playbook.barriers["price"].aliases) == {"too-dear", "dear"}
    assert main(["check", "--root", str(tmp_path)]) == main(["check", "--root", str(ROOT)])


def test_another_entrys_alias_is_refused(tmp_path: Path) -> None:
    """An old id leads to one entry, so no other entry may use it."""
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    assert main(["rename", "price", "too-dear", "--root", str(tmp_path)]) == 0
    with pytest.raises(PrecallError, match='an old id of "too-dear"'):
        plan_rename(tmp_path, load(tmp_path), "timing", "price")


def test_links_change_and_comments_do_not(tmp_path: Path) -> None:
    """Links in content, hand-written pages and the navigation change; other words that look like the id stay."""
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/way.md").write_text("[a](../calls/discovery.md#questions) [b](../calls/discovery-two.md)\n")
    (tmp_path / "mkdocs.yml").write_text("nav:\n  - One: calls/discovery.md\n")
    note = "# see [it](/calls/discovery/)\n"
    source = f"{note}- id: a\n  title: See [it](/cards/discovery/?paper=a4), not [this](calls/discovery-x/)\n"
    (tmp_path / "playbook/sources.yml").write_text((tmp_path / "playbook/sources.yml").read_text() + source)
    assert main(["rename", "discovery", "found", "--root", str(tmp_path)]) == 0
    text = (tmp_path / "playbook/sources.yml").read_text()
    assert note in text
    assert "[it](/cards/found/?paper=a4), not [this](calls/discovery-x/)" in text
    assert (tmp_path / "docs/way.md").read_text() == "[a](../calls/found.md#questions) [b](../calls/discovery-two.md)\n"
    assert (tmp_path / "mkdocs.yml").read_text() == "nav:\n  - One: calls/found.md\n"


def test_a_playbook_with_unreadable_files_is_unchanged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unreadable file may contain a reference, so the rename is refused."""
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    (tmp_path / "playbook/calls/broken.yml").write_text("title: [price\n")
    before = yaml_texts(tmp_path)
    assert main(["rename", "price", "too-dear", "--root", str(tmp_path)]) == 2
    assert "playbook/calls/broken.yml cannot be read" in capsys.readouterr().err
    assert yaml_texts(tmp_path) == before


def test_errors_elsewhere_do_not_stop_a_rename(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unreadable file without the id stays; the references of an entry with other errors change."""
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    (tmp_path / "playbook/calls/broken.yml").write_text("title: [x\n")
    (tmp_path / "playbook/calls/halfway.yml").write_text("title: Halfway\nminutes: soon\nbarriers:\n  - price\n")
    assert main(["rename", "price", "too-dear", "--root", str(tmp_path)]) == 0
    assert "precall check lists them" in capsys.readouterr().err
    assert (tmp_path / "playbook/calls/halfway.yml").read_text().endswith("- too-dear\n")
    assert "too-dear" in load(tmp_path).playbook.barriers


def test_a_draft_with_blanks_can_be_renamed(tmp_path: Path) -> None:
    """Its blanks are notices before and after, also where its file has another name."""
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    assert main(["new", "bank", "Objections", "--root", str(tmp_path)]) == 0
    assert main(["rename", "objections", "what-they-say", "--root", str(tmp_path)]) == 0
    assert (tmp_path / "playbook/questions/what-they-say.yml").exists()
    assert load(tmp_path).errors == []
