"""A folder of Markdown is updated to the site, and unchanged files are not written."""

from __future__ import annotations

from pathlib import Path

import pytest

from precall.content.urls import Address
from precall.core.errors import PrecallError
from precall.hosts.folder import write
from precall.render.artifacts import Page, ReadyFile, Site


def site(*names: str) -> Site:
    return Site(
        pages=tuple(
            Page(
                Address(f"calls/{name}"), name.title(), f'<h1 id="_top">{name}</h1>\n', meta={"description": 'a "b": c'}
            )
            for name in names
        ),
        files=(ReadyFile("assets/site.css", b"a {}"),),
    )


def test_pages_have_escaped_front_matter(tmp_path: Path) -> None:
    """Front matter is YAML, and the parts that a theme prints are escaped, for all characters in a title."""
    write(site("one"), tmp_path)
    facts = 'title: "One"\ndescription: "a &quot;b&quot;: c"\n'
    assert (tmp_path / "calls/one.md").read_text() == f'---\n{facts}---\n\n# <span id="_top"></span>one\n'


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    """Unchanged files keep their modification time, so that a host that watches the folder does not rebuild them."""
    write(site("one", "two"), tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    written = write(site("one", "two"), tmp_path)
    assert (written.changed, written.removed) == (0, 0)
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}


def test_what_is_no_longer_made_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    """Files of the user in the same folder stay."""
    write(site("one", "two"), tmp_path)
    (tmp_path / "calls/mine.md").write_text("mine")
    assert write(site("one"), tmp_path).removed == 1
    assert sorted(path.name for path in (tmp_path / "calls").iterdir()) == ["mine.md", "one.md"]


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    """A page that is not ours stops the run before anything is written."""
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls/two.md").write_text("mine")
    with pytest.raises(PrecallError, match=r"two\.md exists"):
        write(site("one", "two"), tmp_path)
    assert [path.name for path in (tmp_path / "calls").iterdir()] == ["two.md"]


def test_hand_written_pages_go_along(tmp_path: Path) -> None:
    """The folder is a whole site, hand-written pages and all."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "reps.md").write_text("# For reps\n")
    write(site("one"), tmp_path / "out", hand_written=docs)
    assert (tmp_path / "out/reps.md").read_text() == "# For reps\n"


def test_a_ledger_that_points_outside_is_not_believed(tmp_path: Path) -> None:
    """A changed ledger cannot make us delete a file elsewhere."""
    (tmp_path / "precious").write_text("x")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / ".precall-export.json").write_text('["../precious", "/etc/hostname", 7]')
    write(site("one"), folder)
    assert (tmp_path / "precious").exists()


def test_a_read_only_folder_is_reported(tmp_path: Path) -> None:
    """A write error is reported in one sentence, and leaves no partly written file."""
    (tmp_path / "calls").write_text("A file where a folder belongs.")
    with pytest.raises(PrecallError, match=r"calls\S* cannot be written: "):
        write(site("one"), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calls"]
