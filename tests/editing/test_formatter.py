"""Formatting changes the layout of a file, never its content."""

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
from precall.editing.formatter import LINE_WIDTH, format_folder, format_source
from tests.support import messy
from tests.support.paths import ROOT
from tests.support.values import playbook_values, yaml_texts


def comments(root: Path) -> list[str]:
    """Return every line of a file that is only a comment, without its indentation."""
    return [
        line.strip() for text in yaml_texts(root).values() for line in text.split("\n") if line.strip().startswith("#")
    ]


def formatted(text: str, path: str = "playbook/barriers.yml") -> str:
    kind = file_kind(path)
    assert kind is not None
    once = format_source(Source(path, text), kind)
    assert format_source(Source(path, once), kind) == once
    return once


@pytest.mark.parametrize("block", range(20))
def test_formatted_playbooks_have_the_same_content_and_comments(block: int, tmp_path: Path) -> None:
    """In 100 seeded playbooks, the content is equal, each comment stays once, and formatting again changes nothing."""
    for seed in range(block * 5, block * 5 + 5):
        root = tmp_path / str(seed)
        notes = messy.lay_out(root, seed)
        before = load(root)
        assert not before.problems
        result = format_folder(root)
        assert result.changes
        assert not result.skipped
        write_changes(root, result.changes)
        after = load(root)
        assert not after.problems
        assert playbook_values(after.playbook) == playbook_values(before.playbook), seed
        text = "".join(yaml_texts(root).values())
        assert [text.count(f"# note-{number} ") for number in range(1, notes + 1)] == [1] * notes, seed
        assert not format_folder(root).changes, seed


def test_our_playbook_has_the_same_content_afterwards(tmp_path: Path) -> None:
    """Its comments stay too."""
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    before = load(tmp_path)
    notes = sorted(comments(tmp_path))
    write_changes(tmp_path, format_folder(tmp_path).changes)
    assert playbook_values(load(tmp_path).playbook) == playbook_values(before.playbook)
    assert sorted(comments(tmp_path)) == notes
    assert not format_folder(tmp_path).changes


def test_keys_are_sorted_with_their_comments() -> None:
    """A comment moves with the key below it; a comment at the top of the file before an empty line stays there."""
    assert formatted(
        "# Ours since 2024\n\n- title: Price   # short\n  # how we call it\n  id:  price\n"
        "  sounds_like:\n   - Too dear\n   # - Later\n"
    ) == (
        "# Ours since 2024\n\n# how we call it\n- id: price\n  title: Price   # short\n"
        "  sounds_like:\n    - Too dear\n    # - Later\n"
    )


def test_only_texts_beyond_the_width_are_folded() -> None:
    """A line within the width stays as it was typed, with its quotes and brackets."""
    long = " ".join(["word"] * 60)
    made = formatted(f"- id: a\n  title: 'short: one'\n  keywords: [a, b]\n  may_mean: {long}\n")
    assert "title: 'short: one'" in made
    assert "keywords: [a, b]" in made
    assert "may_mean: >-\n    word word" in made
    assert max(map(len, made.split("\n"))) <= LINE_WIDTH


def test_paragraphs_and_lists_in_texts_keep_their_lines() -> None:
    """A text with `|` is indented as a whole and never folded."""
    made = formatted("- id: a\n  title: b\n  notes: |\n        - one\n          more\n\n        two\n")
    assert made.endswith("  notes: |\n    - one\n      more\n\n    two\n")


def test_a_file_with_windows_line_ends_keeps_them() -> None:
    """Every line ends as most lines of the file did."""
    assert formatted("- title: b\r\n  id: a\r\n") == "- id: a\r\n  title: b\r\n"


def test_entries_with_anchors_keep_their_order() -> None:
    """An alias is never moved above its anchor."""
    text = "- title: &t Price\n  id: price\n- id: b\n  title: *t\n"
    assert formatted(text) == text


def test_unsupported_syntax_is_reported_and_left_unchanged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with a `?` key stays, the others are formatted, and the exit code is 1."""
    messy.lay_out(tmp_path, 1)
    odd = "? id\n: a\n"
    (tmp_path / "playbook/sources.yml").write_text(f"- {odd.replace(chr(10), chr(10) + '  ').rstrip()}\n  title: b\n")
    before = (tmp_path / "playbook/sources.yml").read_bytes()
    assert main(["fmt", "--root", str(tmp_path)]) == 1
    assert "line 1 uses YAML syntax that the formatter does not support" in capsys.readouterr().err
    assert (tmp_path / "playbook/sources.yml").read_bytes() == before
    assert len(format_folder(tmp_path).changes) == 0


def test_check_changes_nothing_and_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`fmt --check` names each untidy file and exits with 1; after `fmt` it exits with 0."""
    messy.lay_out(tmp_path, 3)
    before = yaml_texts(tmp_path)
    assert main(["fmt", "--check", "--root", str(tmp_path)]) == 1
    named = re.findall(r"(\S+): is not formatted", capsys.readouterr().out)
    assert len(named) == len(before)
    assert yaml_texts(tmp_path) == before
    assert main(["fmt", "--root", str(tmp_path)]) == 0
    assert main(["fmt", "--check", "--root", str(tmp_path)]) == 0


def test_our_own_playbook_is_tidy() -> None:
    """`fmt` would change no file of it."""
    result = format_folder(ROOT)
    assert (list(result.changes), result.skipped, result.problems) == ([], {}, [])


def test_file_that_cannot_be_parsed_is_reported_and_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A syntax error is a Problem at its line, and the file is not touched."""
    messy.lay_out(tmp_path, 3)
    (tmp_path / "playbook/sources.yml").write_text("- id: [a\n")
    assert main(["fmt", "--root", str(tmp_path)]) == 1
    assert "playbook/sources.yml:1:" in capsys.readouterr().err
    assert (tmp_path / "playbook/sources.yml").read_text() == "- id: [a\n"
