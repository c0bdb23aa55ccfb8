"""A team's own template stands before ours, and a fault in it is told with its file and line."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from precall.core.errors import PrecallError
from precall.render.template_loader import Templates

OURS = jinja2.DictLoader({"card.html": "ours", "call.html": "{% include 'card.html' %}", "bad.html": "{{ gone }}"})


def put(root: Path, template: bytes) -> Templates:
    (root / "templates").mkdir()
    (root / "templates/card.html").write_bytes(template)
    return Templates(root, "templates", OURS)


@pytest.mark.parametrize("name", ["card.html", "call.html"])
@pytest.mark.parametrize(
    ("template", "said"),
    [
        (b"\n{{ gone }}", "templates/card.html:2: The template cannot be used: 'gone' is undefined."),
        (b"\n\n{% if %}", "templates/card.html:3: The template cannot be used: "),
        (
            b"{% extends 'no.html' %}",
            'templates/card.html:1: The template cannot be used: there is no template "no.html".',
        ),
        (b"{{ 1 / 0 }}", "templates/card.html:1: The template cannot be used: division by zero."),
        (b"\xff\xfe", "templates/card.html: The template is not saved as UTF-8."),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, template: bytes, said: str, name: str) -> None:
    """Whichever template of ours asks for it, whoever wrote the team's learns where to look."""
    templates = put(tmp_path, template)
    with pytest.raises(PrecallError) as caught:
        templates.get_template(name).render()
    assert said in str(caught.value).replace("\\", "/")


def test_what_a_team_extends_stands_between_its_own_and_ours(tmp_path: Path) -> None:
    """The nearest that has a template of the name; a fault is told with the way to its file."""
    for name, files in {"group": ("card.html", "call.html", "bad.html"), "north": ("card.html",)}.items():
        for file in files:
            path = tmp_path / name / "templates" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("{{ 1 / 0 }}" if file == "bad.html" else name, encoding="utf-8")
    extended = {"../group/": tmp_path / "group", "../company/": tmp_path / "company"}
    templates = Templates(tmp_path / "north", "templates", jinja2.DictLoader({"new.html": "ours"}), extended=extended)
    made = {name: templates.get_template(f"{name}.html").render() for name in ("card", "call", "new")}
    assert made == {"card": "north", "call": "group", "new": "ours"}
    with pytest.raises(PrecallError, match=r"^\.\./group/templates/bad\.html:1: .*division by zero"):
        templates.get_template("bad.html").render()


def test_a_fault_of_ours_is_no_fault_of_the_teams(tmp_path: Path) -> None:
    """It may crash, and nobody is sent to a file of their own."""
    with pytest.raises(jinja2.UndefinedError):
        put(tmp_path, b"theirs").get_template("bad.html").render()
