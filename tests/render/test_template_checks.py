"""A template of the team's own that takes the place of none of ours is told, with the name that was meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from precall.check.registry import rule
from precall.check.runner import check_folder
from precall.cli.main import main
from precall.render.template_checks import replaceable, unknown

LayOut = Callable[..., Path]


def put(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("pages/cal.html", "pages/call.html"),
        ("pages/Call.html", "pages/call.html"),
        ("call.html", "pages/call.html"),
        ("page/barrier.html", "pages/barrier.html"),
        ("pages/card.html", "card.html"),
        ("cards.typ", "card.typ"),
        ("foot.html", "footer.html"),
    ],
)
def test_a_slip_in_a_name_is_told_with_the_name_that_was_meant(tmp_path: Path, name: str, meant: str) -> None:
    """A wrong letter, case or folder; the file is named from the root."""
    (problem,) = unknown(put(tmp_path, {name: "x"}))
    assert (problem.path, problem.hint) == (f"templates/{name}", f'Did you mean "templates/{meant}"?')


def test_a_markdown_template_of_a_page_is_reported_with_the_way_out(tmp_path: Path) -> None:
    """Page templates were Markdown once; the hint names the new file and how its Markdown can stay."""
    (problem,) = unknown(put(tmp_path, {"pages/call.md": "# {{ entry.title }}"}))
    assert "templates are HTML" in problem.message
    assert '"templates/pages/call.html"' in str(problem.hint)
    assert "{% filter markdown %}" in str(problem.hint)


def test_what_is_used_is_not_told(tmp_path: Path) -> None:
    """Every name of ours, what another template of the team's names, notes on them, and an editor's leavings."""
    files = dict.fromkeys(replaceable(), "x")
    files |= {"pages/call.html": '{% include "our-channel.html" %}', "pages/our-channel.html": "x", "README.md": "x"}
    files |= {"pages/.call.html.swp": "x", "pages/call.html~": "x", ".DS_Store": "x"}
    assert list(unknown(put(tmp_path, files))) == []


def test_what_is_like_nothing_learns_where_names_are_listed(tmp_path: Path) -> None:
    """The rule's page has every name that counts."""
    (problem,) = unknown(put(tmp_path, {"zzz.txt": "x"}))
    assert problem.hint == "precall explain unknown-template lists the names."
    page = " ".join(rule("unknown-template").page.split())
    assert [name for name in replaceable() if f"`{name.removeprefix('pages/')}`" not in page] == []


def test_a_check_tells_it_also_when_only_the_template_is_new(
    lay_out: LayOut, capsys: pytest.CaptureFixture[str]
) -> None:
    """The content is as it was at the last check, and what that found is kept."""
    root = lay_out({})
    assert main(["check", "--root", str(root)]) == 0
    put(root, {"pages/cal.html": "x"})
    assert main(["check", "--root", str(root), "--strict"]) == 1
    assert "templates/pages/cal.html:1:1: warning[unknown-template]" in capsys.readouterr().out


def test_a_team_can_let_it_be(lay_out: LayOut) -> None:
    """The rule is set as any other."""
    from precall.check.example import SETTINGS

    for choice, found in (("off", []), ("error", ["error"])):
        root = put(
            lay_out({"playbook.yml": f"{SETTINGS}checks: {{unknown-template: {choice}}}\n"}), {"pages/x.md": "x"}
        )
        assert [each.severity for each in check_folder(root).problems] == found
