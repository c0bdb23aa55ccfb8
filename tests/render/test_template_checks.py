"""A custom template that overrides no built-in template is reported, with the nearest built-in name."""

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
def test_a_misspelt_template_suggests_the_nearest_name(tmp_path: Path, name: str, meant: str) -> None:
    """The message has the file's path and corrects a wrong letter, case or folder."""
    (problem,) = unknown(put(tmp_path, {name: "x"}))
    assert (problem.path, problem.hint) == (f"templates/{name}", f'Did you mean "templates/{meant}"?')


def test_a_markdown_page_template_is_reported_with_its_html_name(tmp_path: Path) -> None:
    """The hint names the new file and how to keep the Markdown in it."""
    (problem,) = unknown(put(tmp_path, {"pages/call.md": "# {{ entry.title }}"}))
    assert "templates are HTML" in problem.message
    assert '"templates/pages/call.html"' in str(problem.hint)
    assert "{% filter markdown %}" in str(problem.hint)


def test_used_templates_are_not_reported(tmp_path: Path) -> None:
    """Built-in names, included templates, notes on them and editors' backup files are accepted."""
    files = dict.fromkeys(replaceable(), "x")
    files |= {"pages/call.html": '{% include "our-channel.html" %}', "pages/our-channel.html": "x", "README.md": "x"}
    files |= {"pages/.call.html.swp": "x", "pages/call.html~": "x", ".DS_Store": "x"}
    assert list(unknown(put(tmp_path, files))) == []


def test_an_unlike_name_refers_to_the_rules_page(tmp_path: Path) -> None:
    """The rule's page lists every name that counts."""
    (problem,) = unknown(put(tmp_path, {"zzz.txt": "x"}))
    assert problem.hint == "precall explain unknown-template lists the names."
    page = " ".join(rule("unknown-template").page.split())
    assert [name for name in replaceable() if f"`{name.removeprefix('pages/')}`" not in page] == []


def test_a_new_template_is_reported_with_cached_content(lay_out: LayOut, capsys: pytest.CaptureFixture[str]) -> None:
    """The content and its cached results are unchanged since the last check."""
    root = lay_out({})
    assert main(["check", "--root", str(root)]) == 0
    put(root, {"pages/cal.html": "x"})
    assert main(["check", "--root", str(root), "--strict"]) == 1
    assert "templates/pages/cal.html:1:1: warning[unknown-template]" in capsys.readouterr().out


def test_the_template_rule_can_be_switched_off(lay_out: LayOut) -> None:
    """The rule is set like any other."""
    from precall.check.example import SETTINGS

    for choice, found in (("off", []), ("error", ["error"])):
        root = put(
            lay_out({"playbook.yml": f"{SETTINGS}checks: {{unknown-template: {choice}}}\n"}), {"pages/x.md": "x"}
        )
        assert [each.severity for each in check_folder(root).problems] == found
