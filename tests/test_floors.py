"""The design's floors: a module imports from those below it, and each thing that is dangerous is done in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import precall

PACKAGE = Path(precall.__file__).parent
MODULES = {
    ".".join(("precall", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

FLOORS = (
    # No module of ours.
    (
        "precall",
        "precall.errors",
        "precall.problems",
        "precall.text",
        "precall.staging",
        "precall.apart",
        "precall.collector",
    ),
    ("precall.progress",),
    ("precall.copies",),
    ("precall.own_templates",),
    ("precall.kept",),
    ("precall.alike",),
    # playbook/**/*.yml -> text and positions -> nodes.
    ("precall.source",),
    ("precall.document",),
    ("precall.history",),
    ("precall.syntax.place",),
    ("precall.syntax.*",),
    ("precall.syntax",),
    ("precall.nodes",),
    ("precall.composed", "precall.further"),
    ("precall.language", "precall.layout"),
    # -> the model, and what is made of it alone.
    ("precall.model.fields",),
    ("precall.model.entries",),
    ("precall.model.settings", "precall.model.prose"),
    ("precall.model.playbook", "precall.model.order"),
    ("precall.model",),
    ("precall.address", "precall.reference", "precall.wording", "precall.freshness"),
    # -> what a team says, over what its company says.
    ("precall.overlay",),
    ("precall.hidden", "precall.overrides"),
    ("precall.layers", "precall.references"),
    ("precall.filenames",),
    ("precall.changes",),
    # -> everything that was read.
    ("precall.loader", "precall.writing", "precall.spreadsheet", "precall.columns"),
    # -> changes to its files.
    ("precall.editing", "precall.formatter"),
    ("precall.rename", "precall.tidy", "precall.importing"),
    ("precall.planned",),
    ("precall.markdown", "precall.html", "precall.converted", "precall.asked"),
    ("precall.template_names",),
    ("precall.converting", "precall.shelf"),
    ("precall.page", "precall.making"),
    # -> what finds, what judges a sentence, and what a rep takes along: rules ask them all.
    ("precall.search.*",),
    ("precall.search",),
    ("precall.coach.*",),
    ("precall.coach",),
    ("precall.views.*",),
    ("precall.views",),
    ("precall.cards.*",),
    ("precall.cards",),
    # -> what is found in it, which a rule asks too.
    ("precall.search.words", "precall.search.documents"),
    ("precall.search.index", "precall.search.pages"),
    ("precall.search.site",),
    ("precall.search",),
    # -> rules over it.
    ("precall.rules",),
    ("precall.rule",),
    ("precall.example", "precall.listening", "precall.checks", "precall.formats", "precall.held"),
    ("precall.rules.*", "precall.schema"),
    ("precall.form",),
    ("precall.checker",),
    ("precall.unchanged", "precall.drafts", "precall.starter"),
    # -> pages.
    ("precall.admin",),
    ("precall.pages.*",),
    ("precall.pages",),
    ("precall.redirects", "precall.api", "precall.table", "precall.plain", "precall.llms", "precall.anki"),
    # -> the site.
    ("precall.site",),
    # A built site -> one to publish.
    ("precall.publish.*",),
    ("precall.publish",),
    # -> hosts.
    ("precall.hosts.*", "precall.hosts"),
    ("precall.commands.*", "precall.commands"),
    ("precall.cli",),
    ("precall.__main__",),
)
"""From the ground up. `x.*` are the modules of a package, which may import one another."""


def _floor(module: str) -> int:
    """The number of a module's floor: that of its own name, else that of its nearest package."""
    names = [module]
    while "." in module:
        module = module.rpartition(".")[0]
        names.append(f"{module}.*")
    for name in names:
        for number, floor in enumerate(FLOORS):
            if name in floor:
                return number
    raise AssertionError(f"{names[0]} stands on no floor: put it into FLOORS, as low as its imports let it.")


def _imports(path: Path) -> Iterator[str]:
    """Every module that a module imports, anywhere in it, those for types alone left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports by dots"
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if whole in MODULES else str(node.module)


def test_the_map_for_contributors_names_every_module() -> None:
    """Whoever looks for a module by its name finds what it is for."""
    text = (PACKAGE.parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = re.findall(r"```\n(.*?)```", text, re.DOTALL)[0]
    # Names begin a line, and what they stand for comes behind a gap.
    named = set(re.findall(r"\w+", " ".join(re.findall(r"^\S.*?(?=  |$)", shown, re.MULTILINE))))
    parts = {module.split(".")[1] for module in MODULES if "." in module} - {"__main__"}
    assert parts - named == set()


def _package(module: str) -> str:
    return module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_from_below(module: str) -> None:
    """What is read knows nothing of what is made of it; only modules of one package may know each other."""
    for imported in _imports(MODULES[module]):
        if imported.split(".")[0] != "precall" or imported == module:
            continue
        together = _floor(imported) == _floor(module) and _package(imported) == _package(module) != "precall"
        assert _floor(imported) < _floor(module) or together, f"{module} imports {imported}, which stands no lower"


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("yaml", ["precall.layout", "precall.nodes"]),
        (
            "mkdocs",
            [
                "precall.hosts.mkdocs",
                "precall.hosts.mkdocs_build",
                "precall.hosts.mkdocs_edit",
                "precall.hosts.mkdocs_page",
                "precall.hosts.mkdocs_run",
                "precall.hosts.mkdocs_sections",
                "precall.hosts.mkdocs_serve",
                "precall.hosts.mkdocs_settings",
            ],
        ),
        ("material", []),
        ("properdocs", []),
        ("markdown_it", ["precall.text"]),
        ("genanki", ["precall.anki"]),
        ("openpyxl", ["precall.spreadsheet"]),
    ],
)
def test_a_library_has_one_place(library: str, allowed: list[str]) -> None:
    """Who replaces it has one module to change, and the core runs without a host."""
    users = [name for name, path in MODULES.items() if library in {each.split(".")[0] for each in _imports(path)}]
    assert users == allowed


def _calls(path: Path, name: str) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == name for node in ast.walk(tree))


@pytest.mark.parametrize("name", ["print", "input", "exec", "eval"])
def test_only_the_command_line_speaks(name: str) -> None:
    """Libraries return what they found; and nothing runs code that it was given."""
    speakers = {module for module, path in MODULES.items() if _calls(path, name)}
    allowed = (
        {each for each in MODULES if each.startswith(("precall.commands.", "precall.cli"))}
        if name == "print"
        else set()
    )
    assert speakers <= allowed


@pytest.mark.parametrize("module", MODULES)
def test_modules_and_functions_fit_the_eye(module: str) -> None:
    """No module over 350 lines, no function over 60."""
    text = MODULES[module].read_text(encoding="utf-8")
    assert text.count("\n") <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= 60, f"{node.name} has {lines} lines"


def test_every_module_says_what_it_is() -> None:
    """The first thing in a module is a sentence."""
    assert [name for name, path in MODULES.items() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


NOT_OURS = ("manager", "handler", "processor", "utils", "helpers", "base", "common", "info", "data")


def test_no_name_says_nothing() -> None:
    """Modules, classes and functions are named for what they are, never for being there."""
    for name, path in MODULES.items():
        defined = [
            each.name
            for each in ast.walk(ast.parse(path.read_text("utf-8")))
            # Python's reader of HTML calls this one by its name.
            if isinstance(each, ast.ClassDef | ast.FunctionDef) and each.name != "handle_data"
        ]
        for word in (name.rpartition(".")[2], *defined):
            parts = word.lower().strip("_").split("_")
            assert not set(parts) & set(NOT_OURS), f"{word} in {name}"
            assert not word.endswith(("Manager", "Handler", "Processor", "Helper", "Info", "Data"))
