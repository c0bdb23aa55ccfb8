"""Files that have not changed are linked from the last site, also while another build replaces it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.hosts.mkdocs.generated_file import GeneratedFile

URI = "cards/first-meeting/card.pdf"
OLD, NEW = b"as it was", b"as it is now"


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """The file in the last site."""
    path = tmp_path / "last" / URI
    path.parent.mkdir(parents=True)
    path.write_bytes(OLD)
    return path


@pytest.fixture
def build(tmp_path: Path) -> Callable[[bytes], Path]:
    """Write the file of a new site, and return its path."""

    def write(content: bytes) -> Path:
        file = GeneratedFile(URI, None, str(tmp_path / "new"), use_directory_urls=True)
        file.read, file.last_site = lambda: content, tmp_path / "last"
        file.copy_file()
        return tmp_path / "new" / URI

    return write


def test_an_unchanged_file_is_linked(last: Path, build: Callable[[bytes], Path]) -> None:
    """Both sites have the same file."""
    assert build(OLD).samefile(last)


@pytest.mark.parametrize("content", [NEW, b"AS IT WAS"])
def test_a_changed_file_is_written_and_the_last_site_stays(
    last: Path, build: Callable[[bytes], Path], content: bytes
) -> None:
    """A changed file is written even if it has the same size."""
    assert build(content).read_bytes() == content
    assert last.read_bytes() == OLD


def test_a_file_that_is_not_in_the_last_site_is_written(last: Path, build: Callable[[bytes], Path]) -> None:
    """The folder of a new file is created."""
    last.unlink()
    assert build(OLD).read_bytes() == OLD


def test_a_symbolic_link_in_the_last_site_is_not_linked(
    last: Path, build: Callable[[bytes], Path], tmp_path: Path
) -> None:
    """A link in the last site is not linked, because it may be broken after the move of the site."""
    last.rename(tmp_path / "elsewhere")
    last.symlink_to(tmp_path / "elsewhere")
    assert not build(OLD).is_symlink()


@pytest.mark.parametrize("after", [NEW, None])
def test_another_build_replaces_the_last_site_before_the_link_is_made(
    last: Path, build: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch, after: bytes | None
) -> None:
    """The file was equal when the build began, and has other content or is gone when it is linked."""
    link = Path.hardlink_to

    def replace_first(self: Path, target: Path) -> None:
        last.unlink(missing_ok=True)
        if after is not None:
            last.write_bytes(after)
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", replace_first)
    assert build(OLD).read_bytes() == OLD
    assert (last.read_bytes() if after else None) == after


def test_another_build_replaces_the_last_site_after_the_link_was_made(
    last: Path, build: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link still leads to the old file, which no build writes to."""
    link = Path.hardlink_to

    def replace_after(self: Path, target: Path) -> None:
        link(self, target)
        last.unlink()
        last.write_bytes(NEW)

    monkeypatch.setattr(Path, "hardlink_to", replace_after)
    assert build(OLD).read_bytes() == OLD
    assert last.read_bytes() == NEW


def test_a_disk_without_hard_links(last: Path, build: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is written."""

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    written = build(OLD)
    assert written.read_bytes() == OLD
    assert not written.samefile(last)
