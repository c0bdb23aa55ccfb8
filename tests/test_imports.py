"""Packages import downwards only, and each risky library or function is used in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import precall
from tests.support.floors import FLOORS

PACKAGE = Path(precall.__file__).parent
MODULES = {
    ".".join(("precall", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def _package(module: str) -> str:
    """Return the package of a module: `content` for `precall.content.loader`, an empty text for `precall`."""
    return module.split(".")[1] if "." in module else ""


def _imports(path: Path) -> Iterator[str]:
    """Yield every module that a module imports, anywhere in it, except imports for type checking only."""
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
            assert not node.level, f"{path} uses a relative import"
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if whole in MODULES else str(node.module)


def test_the_package_has_twelve_packages_and_no_flat_module() -> None:
    """Each package has a docstring of one sentence with its input and output."""
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(FLOORS)
    assert {path.name for path in PACKAGE.iterdir() if path.is_file()} == {"__init__.py", "__main__.py", "py.typed"}


@pytest.mark.parametrize("module", [module for module in MODULES if _package(module) not in ("", "__main__")])
def test_a_package_imports_from_lower_floors(module: str) -> None:
    """A module imports only from its own package and from packages on lower floors."""
    own = _package(module)
    for imported in _imports(MODULES[module]):
        package = _package(imported) if imported.split(".")[0] == "precall" else ""
        if package and package != own:
            assert FLOORS[package] < FLOORS[own], f"{module} imports {imported}, which is not on a lower floor"


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("yaml", {"precall.content.yaml_parser", "precall.editing.yaml_tree"}),
        ("material", set()),
        ("properdocs", set()),
        ("markdown_it", {"precall.core.text"}),
        ("genanki", {"precall.exports.anki"}),
        ("openpyxl", {"precall.editing.spreadsheet"}),
    ],
)
def test_a_library_is_imported_in_one_place(library: str, allowed: set[str]) -> None:
    """A library can be replaced in one module."""
    users = {name for name, path in MODULES.items() if library in {each.split(".")[0] for each in _imports(path)}}
    assert users == allowed


def test_only_the_mkdocs_host_imports_mkdocs() -> None:
    """All other packages run without MkDocs."""
    users = {name for name, path in MODULES.items() if "mkdocs" in {each.split(".")[0] for each in _imports(path)}}
    assert users
    assert {name for name in users if not name.startswith("precall.hosts.mkdocs.")} == set()


def _calls(path: Path, name: str) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == name for node in ast.walk(tree))


@pytest.mark.parametrize("name", ["print", "input", "exec", "eval"])
def test_only_the_command_line_prints(name: str) -> None:
    """Only `cli` prints, and no module evaluates code from its input."""
    users = {module for module, path in MODULES.items() if _calls(path, name)}
    assert {module for module in users if name != "print" or _package(module) != "cli"} == set()


def test_every_module_has_a_docstring() -> None:
    """The first statement of a module is its docstring."""
    assert [name for name, path in MODULES.items() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []
