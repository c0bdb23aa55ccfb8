"""A site is replaced whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from precall.core.atomic_publish import Staging


def content(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("good")
    (folder / "gone.html").write_text("old")
    return folder


def test_what_is_published_is_what_was_built_and_nothing_else(site: Path) -> None:
    """Files of the earlier site that the new one lacks are gone, and no folder is left beside it."""
    staging = Staging(site)
    (staging.folder / "index.html").write_text("new")
    staging.publish()
    assert content(site) == {"index.html": "new"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_what_is_discarded_leaves_the_site_as_it_was(site: Path) -> None:
    """A build that stops on its way has touched nothing."""
    staging = Staging(site)
    (staging.folder / "index.html").write_text("half")
    staging.discard()
    assert content(site) == {"index.html": "good", "gone.html": "old"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_site_moved_aside_by_a_killed_build_comes_back(site: Path) -> None:
    """Between the two renames of publishing, the site has another name; the next build finds it."""
    site.rename(site.with_name(".site-old"))
    Staging(site).discard()
    assert content(site) == {"index.html": "good", "gone.html": "old"}


def test_a_fault_between_the_renames_brings_the_site_back(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C at the worst moment leaves the last good site in its place."""
    staging = Staging(site)
    rename = Path.rename

    def stop(path: Path, target: Path) -> Path:
        if path == staging.folder:
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stop)
    with pytest.raises(KeyboardInterrupt):
        staging.publish()
    monkeypatch.undo()
    assert content(site)["index.html"] == "good"


def test_a_mount_point_is_filled_where_it_is(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be renamed gets the new content, and loses what the new site lacks."""
    staging = Staging(site)
    (staging.folder / "a").mkdir()
    (staging.folder / "a" / "index.html").write_text("new")

    def busy(path: Path, target: Path) -> Path:
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr(Path, "rename", busy)
    staging.publish()
    assert content(site) == {"a/index.html": "new"}


def test_where_it_is_filled_a_file_may_stand_there_already(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has not changed is one file in both folders, and nothing is to be copied onto itself."""
    staging = Staging(site)
    (staging.folder / "index.html").hardlink_to(site / "index.html")
    (staging.folder / "new.html").write_text("new")

    def taken(path: Path, target: Path) -> Path:
        raise OSError(errno.EACCES, "somebody looks at it")

    monkeypatch.setattr(Path, "rename", taken)
    staging.publish()
    assert content(site) == {"index.html": "good", "new.html": "new"}


def test_a_link_to_a_site_stays_a_link(site: Path) -> None:
    """A site folder that is a symlink is followed, and what it points to is replaced."""
    link = site.with_name("link")
    link.symlink_to(site)
    staging = Staging(link)
    (staging.folder / "index.html").write_text("new")
    staging.publish()
    assert link.is_symlink()
    assert content(site) == {"index.html": "new"}
