"""Files are read as text, or as a Problem with the reason."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from precall.check.runner import check_folder
from precall.cli.main import main
from precall.content.source import MAX_FILE_SIZE, Source, decode, find_files, read_source
from precall.core.errors import PrecallError
from precall.core.problems import Problem, Span


def _problem(found: Source | Problem) -> Problem:
    assert isinstance(found, Problem)
    return found


def test_a_missing_content_folder_is_an_error(tmp_path: Path) -> None:
    """It is reported once, with how to fix it."""
    with pytest.raises(PrecallError, match="--root"):
        find_files(tmp_path)


def test_files_are_sorted_and_temporary_files_ignored(tmp_path: Path) -> None:
    """Hidden files and files that text editors and systems leave behind are ignored."""
    names = ["calls/b.yml", "calls/a.yml", "playbook.yml", ".hidden.yml", ".git/x.yml", "a.yml~", ".a.swp", "Thumbs.db"]
    for name in names:
        file = tmp_path / "playbook" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert find_files(tmp_path) == ["playbook/calls/a.yml", "playbook/calls/b.yml", "playbook/playbook.yml"]


def test_a_linked_folder_is_read_and_a_loop_ends(tmp_path: Path) -> None:
    """A link to a folder counts as the folder; a link to one of its parents is reported, not followed."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.yml").touch()
    (tmp_path / "playbook").mkdir()
    (tmp_path / "playbook" / "calls").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "playbook" / "again").symlink_to(tmp_path / "playbook")
    assert find_files(tmp_path) == ["playbook/again", "playbook/calls/a.yml"]
    assert "leads back to a folder that contains it" in _problem(read_source(tmp_path, "playbook/again")).message


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("abc", 2, (1, 3)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (2, 1)),
        ("a\n", 2, (2, 1)),
        ("", 0, (1, 1)),
    ],
)
def test_lines_and_columns_count_from_one(text: str, offset: int, place: tuple[int, int]) -> None:
    """With the line ends of every system."""
    assert Source("x", text).position(offset) == place


def test_a_line_beyond_the_file_is_empty() -> None:
    """It is an empty text and not an error."""
    assert Source("x", "a\nb").line(2) == "b"
    assert Source("x", "a").line(9) == ""


def test_a_byte_order_mark_is_removed() -> None:
    """Windows writes UTF-8 with such a mark."""
    found = decode("x", b"\xef\xbb\xbftitle: A\n")
    assert isinstance(found, Source)
    assert found.text == "title: A\n"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_another_encoding_is_reported_at_its_first_byte(mark: bytes) -> None:
    """The column of the first byte that is not UTF-8 counts characters and not bytes."""
    problem = _problem(decode("x", mark + "é: ü\r\nab: ".encode() + b"caf\xe9\r\n"))
    assert (problem.rule, problem.span) == ("not-utf-8", Span(2, 8, 2, 9))
    assert '"é"' in problem.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_reported(encoding: str) -> None:
    """With or without its mark, it is not reported as an invisible character."""
    problem = _problem(decode("x", "title: A".encode(encoding)))
    assert problem.rule == "not-utf-8"
    assert "UTF-16" in problem.message


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    """The size is checked before the content is read."""
    with (tmp_path / "x.yml").open("wb") as file:
        file.truncate(MAX_FILE_SIZE + 1)
    problem = _problem(read_source(tmp_path, "x.yml"))
    assert (problem.rule, "5.0 MB" in problem.message) == ("unsafe-yaml", True)


def test_a_file_that_cannot_be_opened_has_a_reason(tmp_path: Path) -> None:
    """A broken link, a folder, a loop of links and a pipe have different messages, and none blocks."""
    (tmp_path / "gone.yml").symlink_to("nowhere")
    (tmp_path / "folder.yml").mkdir()
    (tmp_path / "loop.yml").symlink_to("loop.yml")
    os.mkfifo(tmp_path / "pipe.yml")
    problems = [_problem(read_source(tmp_path, name)) for name in ("gone.yml", "folder.yml", "loop.yml", "pipe.yml")]
    assert {problem.rule for problem in problems} == {"unreadable-file"}
    assert len({problem.message for problem in problems}) == 4
    assert all(problem.hint for problem in problems)


def test_a_link_out_of_the_root_is_reported_and_not_read(tmp_path: Path) -> None:
    """The content of a file outside the root is in no message, whether the file or a folder above it is the link."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.yml").write_text("secret: 1\n", encoding="utf-8")
    root = tmp_path / "root"
    (root / "playbook" / "calls").mkdir(parents=True)
    (root / "playbook" / "calls" / "a.yml").symlink_to(tmp_path / "outside" / "a.yml")
    (root / "playbook" / "questions").symlink_to(tmp_path / "outside")
    assert find_files(root) == ["playbook/calls/a.yml", "playbook/questions"]
    for path in find_files(root):
        problem = _problem(read_source(root, path))
        assert problem.rule == "unreadable-file"
        assert "leads out of the folder" in problem.message
        assert "secret" not in f"{problem}"


def test_a_content_folder_outside_the_root_is_an_error(tmp_path: Path) -> None:
    """Only `extends` names content elsewhere."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "playbook").symlink_to(tmp_path / "outside")
    with pytest.raises(PrecallError, match="outside"):
        find_files(tmp_path / "root")


@pytest.mark.parametrize("folder", ["playbook/calls", "templates"])
def test_odd_files_are_problems_in_content_and_templates(folder: str, lay_out: Callable[..., Path]) -> None:
    """A pipe, a device, a huge file, a link to itself or out of the root: each is one error, at once, with a fix."""
    root = lay_out({})
    (root / folder).mkdir(exist_ok=True)
    os.mkfifo(root / folder / "pipe.yml")
    (root / folder / "device.yml").symlink_to("/dev/zero")
    (root / folder / "itself.yml").symlink_to("itself.yml")
    (root / folder / "elsewhere.yml").symlink_to("/etc/hostname")
    (root / folder / "up").symlink_to("..")
    with (root / folder / "huge.yml").open("wb") as file:
        file.truncate(3_000_000_000)
    problems = check_folder(root).errors
    assert {(each.path, each.rule) for each in problems} == {
        (f"{folder}/pipe.yml", "unreadable-file"),
        (f"{folder}/device.yml", "unreadable-file"),
        (f"{folder}/itself.yml", "unreadable-file"),
        (f"{folder}/elsewhere.yml", "unreadable-file"),
        (f"{folder}/huge.yml", "unsafe-yaml"),
        (f"{folder}/up", "unreadable-file"),
    }
    assert all(each.hint for each in problems)
    assert main(["check", "--root", str(root)]) == 1
