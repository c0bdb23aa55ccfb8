"""A build that checks the content in a copy of the process gives the same site and the same messages as one without."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.processes import Result, python
from tests.support.sites import copy_of_ours

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies processes safely")

SETTINGS = """\
site_name: Example
site_url: https://playbook.example.org/
theme: {name: material, font: false}
plugins: [search, precall]
"""

BUILD = """\
import os, sys
from precall.hosts.mkdocs import sections
sections.can_fork = lambda: sys.argv[1] == "copy"
fork = os.fork
def counted():
    open("forked", "w").close()
    return fork()
os.fork = counted
from mkdocs.__main__ import cli
cli(["build", "--site-dir", *sys.argv[2:]])
"""


def build(root: Path, how: str, folder: Path, *options: str) -> Result:
    """Build a site in `folder/site`, with new caches; `how` is `copy` or `alone`."""
    (root / "forked").unlink(missing_ok=True)
    ran = python(
        *("-c", BUILD, how, str(folder / "site"), "--quiet", *options),
        cwd=root,
        env={"XDG_CACHE_HOME": str(folder / "user"), "PRECALL_NO_CACHE": "1"},
    )
    assert (root / "forked").exists() == (how == "copy"), "the build is done as the test wants"
    return ran


def files(site: Path) -> dict[str, bytes]:
    """Return the content of all files of a site."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_the_site_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    """Pages, judgements, problems on the state page, search and PDFs of our own playbook are the same."""
    ours = copy_of_ours(tmp_path / "ours")
    sites = []
    for how in ("copy", "alone"):
        ran = build(ours, how, tmp_path / how)
        assert (ran.code, ran.out) == (0, "")
        sites.append(files(tmp_path / how / "site"))
    assert [name for name in sites[0] if name.endswith(".pdf")]
    assert sites[0] == sites[1]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("playbook/playbook.yml", "stages:", "checks: {hard-to-read: {severity: error, words: 5}}\nstages:"),
        ("templates/pages/call.html", "", "{% if %}"),
        ("templates/card.typ", "", "#panic(1)"),
        ("docs/calls/first-meeting.md", "", "# In the way\n"),
    ],
)
def test_a_fault_is_reported_in_the_same_words(
    lay_out: Callable[..., Path], tmp_path: Path, name: str, old: str, new: str
) -> None:
    """The build stops with the same messages, and leaves no site behind."""
    root = lay_out()
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    said = []
    for how in ("copy", "alone"):
        ran = build(root, how, tmp_path / how, "--strict")
        assert ran.code != 0
        assert "Traceback" not in ran.out
        said.append((ran.code, ran.out))
        assert not (tmp_path / how / "site").exists()
    assert said[0] == said[1]
