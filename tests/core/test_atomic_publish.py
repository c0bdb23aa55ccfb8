"""A site is replaced as a whole or not at all, also when several builds run at once."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from precall.core.atomic_publish import StagingFolder
from tests.support.processes import environment, started
from tests.support.values import folder_texts

GOOD = {"index.html": "good", "gone.html": "old"}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


Program = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def program() -> Iterator[Program]:
    """Return a function that starts Python programs with this repository's package; they end with the test."""
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with ExitStack() as ended:

        def start(code: str, *arguments: str | Path) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", textwrap.dedent(code), *arguments]
            return ended.enter_context(started(*command, env=environment(), **streams))

        yield start


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in GOOD.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture(params=["exchange", "two renames"])
def renaming(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test with an atomic exchange of two names, and with two renames."""
    if request.param == "two renames":
        monkeypatch.setattr("sys.platform", "freebsd")
    return str(request.param)


@pytest.mark.usefixtures("renaming")
def test_the_new_site_replaces_the_earlier_one(site: Path) -> None:
    """Files that only the earlier site had are removed, and no folder is left next to it."""
    staging = StagingFolder(site)
    (staging.folder / "index.html").write_text("new")
    staging.publish()
    assert folder_texts(site) == {"index.html": "new"}
    assert names(site.parent) == ["site"]


@pytest.mark.usefixtures("renaming")
def test_a_first_site_is_published(tmp_path: Path) -> None:
    """The site's folder and its parent are created."""
    staging = StagingFolder(tmp_path / "above" / "site")
    (staging.folder / "index.html").write_text("new")
    staging.publish()
    assert folder_texts(tmp_path / "above") == {"site/index.html": "new"}


def test_a_published_site_can_be_read_by_others(site: Path) -> None:
    """The folder has the usual mode, so that another user's web server can read it."""
    site.with_name("usual").mkdir()
    staging = StagingFolder(site)
    staging.publish()
    assert site.stat().st_mode == site.with_name("usual").stat().st_mode


def test_a_discarded_build_changes_nothing(site: Path) -> None:
    """A build that is discarded half-way leaves the earlier site and no folder."""
    staging = StagingFolder(site)
    (staging.folder / "index.html").write_text("half")
    staging.discard()
    assert folder_texts(site) == GOOD
    assert names(site.parent) == ["site"]


def test_a_program_that_ends_early_leaves_no_folder(site: Path, program: Program) -> None:
    """A program that exits without discarding its build leaves no folder either."""
    ended = program("import sys; from pathlib import Path; from precall.core.atomic_publish import StagingFolder\n"
                    "staging = StagingFolder(Path(sys.argv[1])); sys.exit(3)", site)  # fmt: skip
    ended.communicate(timeout=60)
    assert ended.returncode == 3
    assert names(site.parent) == ["site"]


def test_the_next_build_removes_the_folder_of_a_killed_one(site: Path, program: Program) -> None:
    """The folder of a build that is still running stays."""
    code = """
    import sys
    from pathlib import Path
    from precall.core.atomic_publish import StagingFolder
    staging = StagingFolder(Path(sys.argv[1]))
    (staging.folder / "index.html").write_text("half")
    print(staging.folder, flush=True)
    sys.stdin.readline()
    """
    killed, running = program(code, site), program(code, site)
    folders = []
    for process in (killed, running):
        assert process.stdout
        folders.append(Path(process.stdout.readline().strip()))
    killed.kill()
    killed.communicate(timeout=60)
    StagingFolder(site).discard()
    assert [folder.exists() for folder in folders] == [False, True]
    running.communicate("\n", timeout=60)
    assert names(site.parent) == ["site"]


def test_a_site_that_a_killed_build_renamed_is_restored(site: Path) -> None:
    """The next build restores a site that has its temporary name."""
    site.rename(site.with_name(".site-old-1234"))
    StagingFolder(site).discard()
    assert folder_texts(site) == GOOD
    assert names(site.parent) == ["site"]


def test_ctrl_c_between_two_renames_restores_the_site(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The interruption comes at the worst moment on a system without an atomic exchange."""
    monkeypatch.setattr("sys.platform", "freebsd")
    staging = StagingFolder(site)
    rename = Path.rename

    def stop(path: Path, target: Path) -> Path:
        if path == staging.folder:
            raise KeyboardInterrupt
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", stop)
        with pytest.raises(KeyboardInterrupt):
            staging.publish()
    assert folder_texts(site) == GOOD


@pytest.fixture
def unmovable_site(site: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Make renaming the site's folder fail; renames inside it work."""

    def forbid(number: int) -> None:
        rename = Path.rename

        def busy(path: Path, target: Path) -> Path:
            if site in (path, Path(target)):
                raise OSError(number, os.strerror(number))
            return rename(path, target)

        monkeypatch.setattr("sys.platform", "freebsd")
        monkeypatch.setattr(Path, "rename", busy)

    return forbid


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EACCES, errno.EPERM])
def test_a_folder_that_cannot_be_renamed_gets_the_new_content(
    site: Path, unmovable_site: Callable[[int], None], number: int
) -> None:
    """A mount point, or a site that another program has open, gets the new files and loses the old ones."""
    staging = StagingFolder(site)
    (staging.folder / "a").mkdir()
    (staging.folder / "a" / "index.html").write_text("new")
    (staging.folder / "index.html").hardlink_to(site / "index.html")
    unmovable_site(number)
    staging.publish()
    assert folder_texts(site) == {"a/index.html": "new", "index.html": "good"}
    assert names(site) == ["a", "index.html"]
    assert names(site.parent) == ["site"]


@pytest.mark.parametrize("copied", [0, 1, 2])
def test_a_mount_point_that_becomes_full_keeps_the_last_site(
    site: Path, unmovable_site: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, copied: int
) -> None:
    """The earlier site is intact however many of the new files were copied."""
    staging = StagingFolder(site)
    for number in range(3):
        (staging.folder / f"{number}.html").write_text("new")
    unmovable_site(errno.EBUSY)
    done = iter(range(copied))

    def full(source: str, target: str, **_: object) -> str:
        if next(done, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device", target)
        Path(target).write_text("new")
        return target

    monkeypatch.setattr("shutil.copy2", full)
    with pytest.raises(OSError, match="No space left"):
        staging.publish()
    assert folder_texts(site) == GOOD


@pytest.mark.parametrize("moved", range(5))
def test_a_file_that_cannot_be_moved_restores_the_site(site: Path, monkeypatch: pytest.MonkeyPatch, moved: int) -> None:
    """On Windows another program may have one file of the site open."""
    staging = StagingFolder(site)
    for number in range(3):
        (staging.folder / f"{number}.html").write_text("new")
    rename, allowed = Path.rename, iter([True] * moved + [False])

    def blocked(path: Path, target: Path) -> Path:
        if site in (path, Path(target)):
            raise OSError(errno.EBUSY, "busy")
        if not next(allowed, True):
            raise OSError(errno.EACCES, "Permission denied", str(path))
        return rename(path, target)

    monkeypatch.setattr("sys.platform", "freebsd")
    monkeypatch.setattr(Path, "rename", blocked)
    with pytest.raises(OSError, match="Permission denied"):
        staging.publish()
    assert folder_texts(site) == GOOD


def test_a_link_to_a_site_stays_a_link(site: Path) -> None:
    """A site folder that is a symbolic link is followed, and its target is replaced."""
    link = site.with_name("link")
    link.symlink_to(site)
    staging = StagingFolder(link)
    (staging.folder / "index.html").write_text("new")
    staging.publish()
    assert link.is_symlink()
    assert folder_texts(site) == {"index.html": "new"}


BUILD = """
import sys
from pathlib import Path
from precall.core.atomic_publish import StagingFolder
site, name, steps = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for line in sys.stdin:
    staging = StagingFolder(site)
    for number in range(20):
        if number == steps:
            print("half", flush=True)
            sys.stdin.readline()
        (staging.folder / f"{number}.html").write_text(name)
    staging.publish()
    print("done", flush=True)
"""


def _is_whole(site: Path) -> bool:
    found = folder_texts(site)
    return len(found) == 20 and len(set(found.values())) == 1


@pytest.mark.parametrize("moment", range(0, 20, 2))
def test_two_builds_at_once_publish_whole_sites(site: Path, moment: int, program: Program) -> None:
    """A second build runs while the first is at any of its steps; the later one is published."""
    first, second = program(BUILD, site, "first", str(moment)), program(BUILD, site, "second", "-1")
    assert first.stdin
    assert first.stdout
    first.stdin.write("go\n")
    first.stdin.flush()
    assert first.stdout.readline() == "half\n"
    second.communicate("go\n", timeout=60)
    assert folder_texts(site) == {f"{number}.html": "second" for number in range(20)}
    first.communicate("go\n", timeout=60)
    assert folder_texts(site) == {f"{number}.html": "first" for number in range(20)}
    assert names(site.parent) == ["site"]


def test_fifty_concurrent_builds_never_mix_their_files(site: Path, program: Program) -> None:
    """No build publishes or leaves a mixture of two sites."""
    StagingFolder(site).publish()
    both = [program(BUILD, site, name, "-1") for name in ("first", "second")]
    for _ in range(50):
        for process in both:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in both:
            assert process.stdout
            assert process.stdout.readline() == "done\n"
        assert _is_whole(site)
    for process in both:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert names(site.parent) == ["site"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_build_killed_at_any_moment_leaves_a_whole_site(site: Path, program: Program) -> None:
    """With an atomic exchange there is always a site; elsewhere the next build restores it."""
    StagingFolder(site).publish()
    program(BUILD, site, "before", "-1").communicate("go\n", timeout=60)
    for _ in range(10):
        killed = program(BUILD, site, "killed", "-1")
        assert killed.stdin
        assert killed.stdout
        killed.stdin.write("go\n" * 500)
        killed.stdin.flush()
        killed.stdout.readline()
        os.kill(killed.pid, signal.SIGKILL)
        killed.communicate(timeout=60)
        StagingFolder(site).discard()
        assert _is_whole(site)
        assert names(site.parent) == ["site"]
