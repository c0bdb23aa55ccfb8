"""Commands refuse to write over content, hand-written files and Git's data."""

from __future__ import annotations

from pathlib import Path

import pytest

from precall.core.errors import PrecallError
from precall.core.targets import refuse_target


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a team's folder next to its company's, under version control."""
    for folder in ("team/playbook/calls", "team/templates", "team/docs/admin", "team/.git", "company/playbook"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "team/link").symlink_to("playbook")
    return tmp_path / "team"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("playbook", "is the playbook's content"),
        ("playbook/calls", "is inside"),
        ("playbook/new/deep", "is inside"),
        ("link", "is the playbook's content"),
        ("link/calls/x.pdf", "is inside"),
        ("templates", "is your templates"),
        ("docs", "is the pages that you write by hand"),
        ("docs/x", "is inside"),
        (".", "contains"),
        ("..", "contains"),
        ("nowhere/../playbook", "is the playbook's content"),
        (".git", "version control"),
        (".git/hooks/new", "version control"),
        ("../company", "a playbook that yours extends"),
        ("../company/site", "a playbook that yours extends"),
    ],
)
def test_a_target_with_sources_is_refused(target: str, reason: str, root: Path) -> None:
    """The message has the reason, and nothing is created."""
    before = sorted(root.parent.rglob("*"))
    with pytest.raises(PrecallError, match=reason):
        refuse_target(root / target, root, extended=[root.parent / "company"])
    assert sorted(root.parent.rglob("*")) == before


@pytest.mark.parametrize("target", ["site", "cards.pdf", "../site", "playbooks", ".github/pages", "pages/docs"])
def test_other_targets_are_accepted(target: str, root: Path) -> None:
    """A folder next to the content or elsewhere is accepted."""
    refuse_target(root / target, root, extended=[root.parent / "company"])


def test_the_root_of_another_repository_is_refused(root: Path) -> None:
    """A site does not replace a folder that contains .git."""
    (root.parent / "pages/.git").mkdir(parents=True)
    with pytest.raises(PrecallError, match="contains a folder of version control"):
        refuse_target(root.parent / "pages", root)


def test_a_team_inside_its_company_has_a_site_of_its_own(root: Path) -> None:
    """In the company's folder, only the sources that Precall reads are protected."""
    refuse_target(root / "site", root, extended=[root.parent])
    (root.parent / "playbook").mkdir()
    with pytest.raises(PrecallError, match="a playbook that yours extends"):
        refuse_target(root.parent / "playbook", root, extended=[root.parent])


def test_a_command_that_only_adds_files_accepts_a_folder_with_sources(root: Path) -> None:
    """Examples are a new site in a repository and a page below docs/."""
    refuse_target(root, root, may_contain=True)
    refuse_target(root / "docs/admin", root, in_docs=True)
    with pytest.raises(PrecallError, match="is the pages"):
        refuse_target(root / "docs", root, in_docs=True)
