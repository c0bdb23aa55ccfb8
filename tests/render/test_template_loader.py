"""A custom template overrides the built-in one, and an error in it is reported with its file and line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import jinja2
import pytest
from mkdocs.theme import Theme

from precall.content.source import BUILTIN_TEMPLATES
from precall.core.errors import PrecallError
from precall.render import html, template_loader
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
def test_an_error_in_a_custom_template_has_its_file_and_line(
    tmp_path: Path, template: bytes, said: str, name: str
) -> None:
    """The location of an error is right for every built-in template that includes the custom one."""
    templates = put(tmp_path, template)
    with pytest.raises(PrecallError) as caught:
        templates.get_template(name).render()
    assert said in str(caught.value).replace("\\", "/")


def test_templates_of_an_extended_playbook_come_before_ours(tmp_path: Path) -> None:
    """The nearest template of a name is used, and an error has the path of its file."""
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


def test_an_error_in_a_built_in_template_is_not_reported_as_the_teams(tmp_path: Path) -> None:
    """The exception is raised unchanged."""
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
def test_custom_templates_run_in_a_sandbox(tmp_path: Path, template: str, name: str) -> None:
    """They cannot reach Python's internals, files or programs, and cannot change shared values."""
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


def test_a_sandbox_is_left_out_only_where_no_template_of_a_team_can_be_loaded(tmp_path: Path) -> None:
    """A folder of templates, even an empty one, means a sandbox. Later templates are not loaded without one."""
    trusted = Templates(tmp_path, "templates", OURS)
    assert not trusted.sandboxed
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "call.html").write_text("{{ say.__globals__ }}")
    assert "globals" not in trusted.get_template("call.html").render(word="w", say=lambda: "said")
    sandboxed = Templates(tmp_path, "templates", OURS)
    assert sandboxed.sandboxed
    with pytest.raises(PrecallError, match=r"^templates/call\.html:1: "):
        sandboxed.get_template("call.html").render(word="w", say=print_nothing)
    (folder / "call.html").unlink()
    assert Templates(tmp_path / "team", "templates", OURS, extended={"../": tmp_path}).sandboxed


def print_nothing() -> str:
    """Stand in for a function that templates receive."""
    return ""


def test_the_sandbox_allows_ordinary_templates(tmp_path: Path) -> None:
    """Loops, filters, macros, lists, formats and calls of given functions work as before."""
    text = (
        "{% macro m(x) %}<{{ x }}>{% endmacro %}{% set n = namespace(a=0) %}{% for i in range(3) %}"
        "{% set n.a = n.a + i %}{{ m(i) }}{% endfor %}{{ n.a }} {{ '%d' | format(4) }} {{ word.upper() }} {{ say() }}"
        "{{ {'a': 1}.items() | list }} {{ [3, 1] | sort }}"
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/card.html").write_text(text)
    made = Templates(tmp_path, "templates", OURS).get_template("call.html").render(word="w", say=lambda: "said")
    assert made == "<0><1><2>3 4 W said[('a', 1)] [1, 3]"


@pytest.fixture
def bytecode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let Python write bytecode below a folder, and forget what this process has compiled."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))
    template_loader._compiled.cache_clear()
    return tmp_path / "bytecode"


def render(root: Path) -> str:
    """Render a built-in template as a new process does."""
    template_loader._compiled.cache_clear()
    return (
        html.environment(root)
        .get_template("redirect.html")
        .render(href="/x", title="y", language="en", script="s", moved="m")
    )


def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Return a list that grows with the name of each template that is compiled from now on."""
    names: list[str | None] = []
    compile_one = jinja2.Environment.compile

    def counting(self: Any, source: Any, name: str | None = None, *arguments: Any, **options: Any) -> Any:
        names.append(name)
        return compile_one(self, source, name, *arguments, **options)

    monkeypatch.setattr(jinja2.Environment, "compile", counting)
    return names


def test_our_templates_are_compiled_once_for_all_processes(
    tmp_path: Path, bytecode: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their bytecode is where Python puts that of the package, and gives the same page."""
    names = compilations(monkeypatch)
    pages = {render(tmp_path), render(tmp_path)}
    assert (len(pages), names) == (1, ["redirect.html"])
    assert [path.is_relative_to(bytecode) for path in bytecode.rglob("*.pyc")] == [True]


def test_the_templates_of_the_theme_are_compiled_once_for_all_processes(
    bytecode: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their bytecode is in our package's folder, and another filter of a plugin is another key."""
    names = compilations(monkeypatch)

    def rendered(**filters: Callable[..., Any]) -> str:
        template_loader._compiled.cache_clear()
        theme = Theme("material")
        env = theme.get_env()
        env.filters.update(filters)
        template_loader.store_theme_templates(env, theme.dirs)
        return str(vars(env.get_template("partials/languages/de.html").make_module())["t"]("search"))

    assert (rendered(), rendered(), names) == ("Suche", "Suche", ["partials/languages/de.html"])
    (path,) = bytecode.rglob("theme*.pyc")
    assert path.parent == Path(cache_from_source(str(BUILTIN_TEMPLATES / "x.py"))).parent
    assert (rendered(striptags=len), len(names)) == ("Suche", 2)


@pytest.mark.parametrize("damage", [lambda code: code[:-9], lambda code: code[:-9] + bytes(9), lambda _: b""])
def test_corrupt_bytecode_of_a_template_is_not_run(
    tmp_path: Path, bytecode: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    """The template is compiled again, and the file is repaired."""
    page = render(tmp_path)
    (path,) = bytecode.rglob("*.pyc")
    good = path.read_bytes()
    path.write_bytes(damage(good))
    names = compilations(monkeypatch)
    assert (render(tmp_path), names, path.read_bytes()) == (page, ["redirect.html"], good)


def test_bytecode_of_a_custom_template_is_neither_written_nor_read(
    tmp_path: Path, bytecode: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No bytecode is loaded from a team's folder: a user who can write there can add templates but no programs."""
    names = compilations(monkeypatch)
    templates = put(tmp_path, b"own")
    made = [templates.get_template("card.html").render()]
    template_loader._compiled.cache_clear()
    made += [Templates(tmp_path, "templates", OURS).get_template("card.html").render()]
    assert (made, names) == (["own", "own"], ["card.html", "card.html"])
    assert not list(tmp_path.rglob("*.pyc"))


def test_a_package_that_cannot_be_written_compiles_its_templates_each_time(
    tmp_path: Path, bytecode: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stale bytecode is ignored, as with Python's own."""
    bytecode.write_text("a file in place of the folder", encoding="utf-8")
    names = compilations(monkeypatch)
    assert render(tmp_path) == render(tmp_path)
    assert len(names) == 2
