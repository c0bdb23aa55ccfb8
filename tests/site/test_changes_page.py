"""The page of changes, and the revision in the footer of every page."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest

from precall.check import example
from precall.content.loader import load
from precall.content.urls import CHANGES
from precall.render.artifacts import Page
from precall.site.history import history
from tests.support.gits import ADDRESS, AUTHOR, commit, git
from tests.support.made_pages import make_pages
from tests.support.paths import ROOT
from tests.support.processes import python

BARRIERS = "- {id: price, title: Too *dear*, may_mean: a}\n- {id: gone, title: '<b>Gone</b>'}\n"


def page(root: Path, **options: bool) -> Page | None:
    playbook = load(root).playbook
    made = make_pages(playbook, root, history=history(root, **options))
    return next((each for each in made if each.address == CHANGES), None)


def test_without_git_there_is_no_page_of_changes(tmp_path: Path) -> None:
    """The site has no page for changes if there is no repository."""
    example.lay_out(tmp_path, {})
    assert page(tmp_path) is None
    commit(tmp_path, "2026-01-05")
    assert page(tmp_path) is not None


def test_the_page_lists_changes_by_month(tmp_path: Path) -> None:
    """It links to new and changed entries, not to removed ones; markup in a title is text."""
    example.lay_out(tmp_path, {})
    commit(tmp_path, "2026-01-05", barriers=BARRIERS)
    commit(
        tmp_path, "2026-02-05", barriers="- {id: price, title: Too *dear*, may_mean: b}\n- {id: fresh, title: Fresh}\n"
    )
    made = page(tmp_path)
    assert made
    february, january = re.split("<h2[^>]*>", made.html)[1:]
    assert february.startswith("February 2026")
    new, changed, gone = re.findall("<li>(.*)</li>", february)
    assert new == 'Barrier: <a href="../barriers/fresh/">Fresh</a>'
    assert changed == 'Barrier: <a href="../barriers/price/">Too dear</a> (what it may mean)'
    assert gone == "Barrier: &lt;b&gt;Gone&lt;/b&gt;"
    assert "<b>" not in made.html
    assert january.startswith("January 2026")
    assert "began" in january
    assert "2 barriers" in january


def test_the_page_has_no_names_by_default(tmp_path: Path) -> None:
    """By default the page does not name authors of commits or owners of entries."""
    example.lay_out(tmp_path, {})
    commit(tmp_path, "2026-01-05", barriers="- {id: a, title: A, owner: Kim}\n")
    commit(tmp_path, "2026-02-05", barriers="- {id: a, title: B, owner: Lee}\n")
    made, asked = page(tmp_path), page(tmp_path, authors=True)
    assert made
    assert asked
    assert not re.search(f"{AUTHOR}|{ADDRESS}|Kim|Lee", made.html)
    assert f"Changed by {AUTHOR}" in asked.html
    assert ADDRESS not in asked.html


def test_a_long_month_is_cut(tmp_path: Path) -> None:
    """A month lists forty entries of a kind, and the number of the others."""
    example.lay_out(tmp_path, {})
    commit(tmp_path, "2026-01-05")
    commit(tmp_path, "2026-02-05", barriers="".join(f"- {{id: b{n}, title: B{n}}}\n" for n in range(45)))
    made = page(tmp_path)
    assert made
    assert made.html.count("<li>Barrier: <a ") == 40
    assert "And 5 more" in made.html


@pytest.mark.slow
def test_a_shallow_clone_is_reported(ours: Path, tmp_path: Path) -> None:
    """The page and the build report it; the build succeeds, is reproducible, and every page links to the changes."""
    (ours / "mkdocs.yml").write_text(
        (ours / "mkdocs.yml")
        .read_text()
        .replace("site_url: https://playbook.example.com/", "site_url: https://x.org/team/")
    )
    call = ours / "playbook/calls/first-meeting.yml"
    commit(ours, "2026-01-05")
    call.write_text(call.read_text().replace("title: First meeting", "title: The first meeting"))
    commit(ours, "2026-02-05")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "2", ours.as_uri(), str(clone))
    commit(clone, "2026-02-06")
    built = []
    for name in ("one", "two"):
        ran = python("-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path / name, cwd=clone)
        assert ran.code == 0, ran.out
        built.append(
            {str(each.relative_to(tmp_path / name)): each.read_bytes() for each in (tmp_path / name).rglob("*.html")}
        )
        shutil.rmtree(clone / ".cache", ignore_errors=True)
    assert built[0] == built[1]
    assert "This clone is shallow" in ran.out
    revision = load(clone).playbook.revision
    for uri, root in (("changes/index.html", ".."), ("calls/first-meeting/index.html", "../.."), ("404.html", "/team")):
        text = built[0][uri].decode()
        assert f"Revision {revision}" in text
        assert f'href="{root}/changes/"' in text
    assert "made from a shallow clone" in built[0]["changes/index.html"].decode()
    assert ">The first meeting</a> (title)" in html.unescape(built[0]["changes/index.html"].decode())


def test_the_revision_depends_on_the_content_only(tmp_path: Path) -> None:
    """A changed word changes the revision; a changed layout or another day does not."""
    example.lay_out(tmp_path, {})
    first = load(tmp_path).playbook.revision
    settings = tmp_path / "playbook/playbook.yml"
    settings.write_text("# said\n" + settings.read_text())
    assert load(tmp_path).playbook.revision == first
    settings.write_text(settings.read_text().replace("team: ", "team: Our "))
    assert load(tmp_path).playbook.revision != first


@pytest.mark.slow
def test_without_git_the_footer_has_only_the_revision(built_site: Path) -> None:
    """Every themed page of our own site has it."""
    revision = load(ROOT).playbook.revision
    for uri in ("index.html", "manual/how-to/reps/index.html", "404.html"):
        assert f"Revision {revision}" in (built_site / uri).read_text(encoding="utf-8")
        assert "precall-root:" not in (built_site / uri).read_text(encoding="utf-8")
