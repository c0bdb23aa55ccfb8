"""No command writes where it would destroy what people or Git keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from precall.core.errors import PrecallError
from precall.core.targets import refuse_target


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A team's folder next to its company's, under version control."""
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
def test_what_would_destroy_something_is_refused(target: str, reason: str, root: Path) -> None:
    """The reason is in the message, and nothing was made."""
    before = sorted(root.parent.rglob("*"))
    with pytest.raises(PrecallError, match=reason):
        refuse_target(root / target, root, extended=[root.parent / "company"])
    assert sorted(root.parent.rglob("*")) == before


@pytest.mark.parametrize("target", ["site", "cards.pdf", "../site", "playbooks", ".github/pages", "pages/docs"])
def test_other_places_may_be_written_to(target: str, root: Path) -> None:
    """Next to the content, or somewhere else."""
    refuse_target(root / target, root, extended=[root.parent / "company"])


def test_another_repository_keeps_its_history(root: Path) -> None:
    """A folder with a .git of its own is not replaced by a site."""
    (root.parent / "pages/.git").mkdir(parents=True)
    with pytest.raises(PrecallError, match="contains a folder of version control"):
        refuse_target(root.parent / "pages", root)


def test_a_team_inside_its_company_has_a_site_of_its_own(root: Path) -> None:
    """Only what Precall reads of the company is protected there."""
    refuse_target(root / "site", root, extended=[root.parent])
    (root.parent / "playbook").mkdir()
    with pytest.raises(PrecallError, match="a playbook that yours extends"):
        refuse_target(root.parent / "playbook", root, extended=[root.parent])


def test_a_command_that_only_adds_files_may_contain_them(root: Path) -> None:
    """As a new site in a repository that exists, or a page below docs/."""
    refuse_target(root, root, may_contain=True)
    refuse_target(root / "docs/admin", root, in_docs=True)
    with pytest.raises(PrecallError, match="is the pages"):
        refuse_target(root / "docs", root, in_docs=True)
