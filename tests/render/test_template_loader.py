"""A team's own template stands before ours, and a fault in it is told with its file and line."""

from __future__ import annotations

import os
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
    loaded = Templates(tmp_path / "north", "templates", jinja2.DictLoader({"new.html": "ours"}), extended=extended)
    made = {name: loaded.get_template(f"{name}.html").render() for name in ("card", "call", "new")}
    assert made == {"card": "north", "call": "group", "new": "ours"}
    with pytest.raises(PrecallError, match=r"^\.\./group/templates/bad\.html:1: .*division by zero"):
        loaded.get_template("bad.html").render()


def test_a_fault_of_ours_is_no_fault_of_the_teams(tmp_path: Path) -> None:
    """It may crash, and nobody is sent to a file of their own."""
    with pytest.raises(jinja2.UndefinedError):
        put(tmp_path, b"theirs").get_template("bad.html").render()


HOSTILE = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ say.__globals__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].system('id') }}",
    "{{ ''.__class__ }}",
    "{{ folder.write_text('owned') }}",
    "{{ (folder / 'x').unlink() }}",
    "{{ folder.read_text() }}",
    "{{ module.system('id') }}",
    "{{ found.append(1) }}",
    "{{ table.update({1: 2}) }}",
    "{{ '%s'.format.__self__ }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ say.__func__ }}",
    "{{ (say | attr('__globals__')) }}",
    "{% for n in range(10 ** 9) %}{% endfor %}",
)


@pytest.mark.parametrize("name", ["card.html", "call.html"])
@pytest.mark.parametrize("template", HOSTILE)
def test_a_template_of_a_team_or_company_reaches_only_what_it_is_given(
    tmp_path: Path, template: str, name: str
) -> None:
    """Python's internals, files and programs are out of its reach, and it changes nothing that others see."""
    (tmp_path / "company/templates").mkdir(parents=True)
    (tmp_path / "company/templates/card.html").write_text(template)
    secret = tmp_path / "secret"
    secret.write_text("secret")
    found: list[int] = []
    table: dict[int, int] = {}
    environment = Templates(tmp_path, "templates", OURS, extended={"../company/": tmp_path / "company"})
    with pytest.raises(PrecallError, match=r"^\.\./company/templates/card\.html:1: The template cannot be used: "):
        environment.get_template(name).render(folder=secret, module=os, found=found, table=table, say=print_nothing)
    assert (secret.read_text(), found, table) == ("secret", [], {})


def print_nothing() -> str:
    """Stand for a function that templates get."""
    return ""


def test_a_template_of_a_team_may_do_what_ours_do(tmp_path: Path) -> None:
    """Loops, filters, macros, lists, formats and calls of what it is given work as before."""
    text = (
        "{% macro m(x) %}<{{ x }}>{% endmacro %}{% set n = namespace(a=0) %}{% for i in range(3) %}"
        "{% set n.a = n.a + i %}{{ m(i) }}{% endfor %}{{ n.a }} {{ '%d' | format(4) }} {{ word.upper() }} {{ say() }}"
        "{{ {'a': 1}.items() | list }} {{ [3, 1] | sort }}"
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/card.html").write_text(text)
    made = Templates(tmp_path, "templates", OURS).get_template("call.html").render(word="w", say=lambda: "said")
    assert made == "<0><1><2>3 4 W said[('a', 1)] [1, 3]"
