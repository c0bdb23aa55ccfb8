"""Tidying changes how a file looks, never what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from precall.cli.main import main
from precall.content.loader import load
from precall.content.model import file_kind
from precall.content.source import Source
from precall.editing.edits import write_changes
from precall.editing.formatter import LINE_WIDTH, format_source
from precall.editing.tidy import format_folder
from tests.support import messy
from tests.support.paths import ROOT
from tests.support.values import playbook_values, yaml_texts


def comments(root: Path) -> list[str]:
    """Every line of a file that is a comment alone, without its indentation."""
    return [
        line.strip() for text in yaml_texts(root).values() for line in text.split("\n") if line.strip().startswith("#")
    ]


def tidied(text: str, path: str = "playbook/barriers.yml") -> str:
    kind = file_kind(path)
    assert kind is not None
    once = format_source(Source(path, text), kind)
    assert format_source(Source(path, once), kind) == once
    return once


@pytest.mark.parametrize("block", range(20))
def test_untidy_playbooks_say_the_same_afterwards_with_every_comment(block: int, tmp_path: Path) -> None:
    """Of 200 playbooks from 200 seeds: content is equal, each comment is there once, twice is the same as once."""
    for seed in range(block * 10, block * 10 + 10):
        root = tmp_path / str(seed)
        notes = messy.lay_out(root, seed)
        before = load(root)
        assert not before.problems
        found = format_folder(root)
        assert found.changes
        assert not found.left
        write_changes(root, found.changes)
        after = load(root)
        assert not after.problems
        assert playbook_values(after.playbook) == playbook_values(before.playbook), seed
        said = "".join(yaml_texts(root).values())
        assert [said.count(f"# note-{number} ") for number in range(1, notes + 1)] == [1] * notes, seed
        assert not format_folder(root).changes, seed


def test_our_playbook_says_the_same_afterwards(tmp_path: Path) -> None:
    """The same holds for our own playbook, comments and all."""
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    before = load(tmp_path)
    notes = sorted(comments(tmp_path))
    write_changes(tmp_path, format_folder(tmp_path).changes)
    assert playbook_values(load(tmp_path).playbook) == playbook_values(before.playbook)
    assert sorted(comments(tmp_path)) == notes
    assert not format_folder(tmp_path).changes


def test_keys_stand_in_the_models_order_with_their_comments_and_below_the_files_head() -> None:
    """A comment moves with the key below it; one that an empty line sets apart at the top of the file stays there."""
    assert tidied(
        "# Ours since 2024\n\n- title: Price   # short\n  # how we call it\n  id:  price\n"
        "  sounds_like:\n   - Too dear\n   # - Later\n"
    ) == (
        "# Ours since 2024\n\n# how we call it\n- id: price\n  title: Price   # short\n"
        "  sounds_like:\n    - Too dear\n    # - Later\n"
    )


def test_only_texts_that_are_too_long_are_folded_and_no_line_of_them_is() -> None:
    """A line within the width stays as it was typed, quotes and brackets too."""
    long = " ".join(["word"] * 60)
    made = tidied(f"- id: a\n  title: 'short: one'\n  keywords: [a, b]\n  may_mean: {long}\n")
    assert "title: 'short: one'" in made
    assert "keywords: [a, b]" in made
    assert "may_mean: >-\n    word word" in made
    assert max(map(len, made.split("\n"))) <= LINE_WIDTH


def test_paragraphs_and_lists_in_texts_keep_their_lines() -> None:
    """A text with `|` is moved as a whole and never folded."""
    made = tidied("- id: a\n  title: b\n  notes: |\n        - one\n          more\n\n        two\n")
    assert made.endswith("  notes: |\n    - one\n      more\n\n    two\n")


def test_a_file_with_windows_line_ends_keeps_them() -> None:
    """Every line ends as most of the file's did."""
    assert tidied("- title: b\r\n  id: a\r\n") == "- id: a\r\n  title: b\r\n"


def test_entries_with_anchors_keep_their_order() -> None:
    """An alias never comes to stand above what it stands for."""
    text = "- title: &t Price\n  id: price\n- id: b\n  title: *t\n"
    assert tidied(text) == text


def test_a_layout_that_is_not_known_is_left_alone_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A key with a question mark is YAML too; the file stays, the others are tidied, and the exit code tells."""
    messy.lay_out(tmp_path, 1)
    odd = "? id\n: a\n"
    (tmp_path / "playbook/sources.yml").write_text(f"- {odd.replace(chr(10), chr(10) + '  ').rstrip()}\n  title: b\n")
    kept = (tmp_path / "playbook/sources.yml").read_bytes()
    assert main(["fmt", "--root", str(tmp_path)]) == 1
    assert "line 1 is written in a way that is not known here" in capsys.readouterr().err
    assert (tmp_path / "playbook/sources.yml").read_bytes() == kept
    assert len(format_folder(tmp_path).changes) == 0


def test_check_changes_nothing_and_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`fmt --check` names each untidy file and exits with 1; after `fmt` it exits with 0."""
    messy.lay_out(tmp_path, 3)
    before = yaml_texts(tmp_path)
    assert main(["fmt", "--check", "--root", str(tmp_path)]) == 1
    named = re.findall(r"(\S+): is not tidy", capsys.readouterr().out)
    assert len(named) == len(before)
    assert yaml_texts(tmp_path) == before
    assert main(["fmt", "--root", str(tmp_path)]) == 0
    assert main(["fmt", "--check", "--root", str(tmp_path)]) == 0


def test_a_file_with_faults_is_reported_and_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be read is a Problem at its place, and the file is not touched."""
    messy.lay_out(tmp_path, 3)
    (tmp_path / "playbook/sources.yml").write_text("- id: [a\n")
    assert main(["fmt", "--root", str(tmp_path)]) == 1
    assert "playbook/sources.yml:1:" in capsys.readouterr().err
    assert (tmp_path / "playbook/sources.yml").read_text() == "- id: [a\n"
