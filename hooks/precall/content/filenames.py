"""Report content files with a wrong name or in a wrong folder, and suggest the right one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from precall.content.error_messages import kind_of_content
from precall.content.inheritance import Layer
from precall.content.model import FILES, FileKind, file_kind
from precall.content.model.fields import id_fault, slug_of
from precall.content.source import CONTENT_FOLDER, Source, is_named_in_utf8, read_source
from precall.content.yaml_parser import compose
from precall.core.problems import START, Problem, visible

_YAML_SUFFIXES = (".yaml", ".yml", ".yml.txt", ".yaml.txt")
_IN_SETTINGS = ("stage", "stages", "setting", "settings", "synonyms", "words", "cards")


def check_filenames(layer: Layer) -> Iterator[Problem]:
    """Yield a problem for each file of a folder with a wrong name or place."""
    for path in layer.paths:
        kind = file_kind(path)
        if kind is not None and "*" in kind.pattern:
            yield from _invalid_name(layer, path, kind.id_in(path) or "")
        elif kind is None and is_named_in_utf8(path) and not (layer.root / path).is_dir():
            yield from (replace(problem, path=layer.label + problem.path) for problem in _misplaced(layer, path))


def misplaced_kinds(layer: Layer) -> Iterator[tuple[FileKind, str]]:
    """Yield the kind and the id of each file that is ignored, but would be content at the right place."""
    for path in layer.paths:
        if path in layer.documents or not is_named_in_utf8(path):
            continue
        target = _target(layer, path)
        kind = file_kind(target)
        if kind is not None:
            yield kind, kind.id_in(target) or ""


def _invalid_name(layer: Layer, path: str, id_: str) -> Iterator[Problem]:
    fault = id_fault(id_)
    if fault is None or not is_named_in_utf8(path):
        return
    rule, message, _ = fault
    slug = slug_of(id_)
    hint = f"Rename the file to {slug}.yml."
    if not slug or id_fault(slug) is not None:
        hint = "Rename the file: use small letters, digits and hyphens, and a name that is not reserved."
    elif f"{path.rsplit('/', 1)[0]}/{slug}.yml" in layer.paths:
        hint = f"Rename the file. Another file is already called {slug}.yml."
    yield Problem(layer.label + path, START, rule, f"A file's name is the id of its entry. {message}", hint)


def _misplaced(layer: Layer, path: str) -> Iterator[Problem]:
    name = path.rsplit("/", 1)[-1]
    if name.upper().startswith(("README", "LICENSE")):
        return
    reason = "it is not at a place for content"
    if name.lower().endswith(_YAML_SUFFIXES) and not name.endswith(".yml"):
        reason = "its name does not end in .yml"
    message = f"This file is ignored, because {reason}."
    yield Problem(visible(path), START, "misplaced-file", message, _right_place(layer, path))


def _split(path: str) -> tuple[str, str]:
    """Return a path in small letters that ends in `.yml`, and the suffix of a YAML file that it has."""
    lower = path.lower()
    suffix = next((each for each in reversed(_YAML_SUFFIXES) if lower.endswith(each)), "")
    return lower.removesuffix(suffix) + ".yml", suffix


def _target(layer: Layer, path: str) -> str:
    """Return the path at which a misplaced file would be content, by its name or by its keys; empty for none."""
    renamed, suffix = _split(path)
    if not suffix or file_kind(renamed) is not None:
        return renamed if suffix else ""
    _, first, *rest = renamed.split("/")
    for kind, folder, last in _places_of(first.removesuffix(".yml")):
        if last != "*.yml":
            return kind.pattern
        return f"{folder}/{rest[-1]}" if rest else ""
    source = read_source(layer.root, path) if not rest else None
    document = compose(source)[0] if isinstance(source, Source) else None
    found = kind_of_content(document.value) if document is not None else None
    return found.pattern.replace("*.yml", first) if found is not None else ""


def _places_of(stem: str) -> Iterator[tuple[FileKind, str, str]]:
    """Yield the kind of file that a file or folder is probably named after, with its folder and last part."""
    for kind in FILES:
        folder, _, last = kind.pattern.rpartition("/")
        plural = last.removesuffix(".yml") if "*" not in last else folder.rsplit("/", 1)[-1]
        if plural in (stem, f"{stem}s"):
            yield kind, folder, last


def _right_place(layer: Layer, path: str) -> str:
    """Return a hint that names the place where a file probably belongs."""
    renamed, suffix = _split(path)
    if suffix and file_kind(renamed) is not None:
        return f"Rename it to {renamed}."
    _, first, *rest = renamed.split("/")
    stem = first.removesuffix(".yml")
    if not rest and stem in _IN_SETTINGS:
        return f"Write stages, words, synonyms and cards in {FILES[0].pattern}."
    for kind, folder, last in _places_of(stem):
        if "*" not in last and not rest and kind.pattern not in layer.paths:
            return f"Rename it to {kind.pattern}."
        if "*" not in last:
            return f"Move its entries to {kind.pattern}, which holds all of this kind."
        if rest and not suffix:
            return f"Move it out of {CONTENT_FOLDER}/: only .yml files in {folder}/ are read."
        if rest:
            return f"Move it to {folder}/{rest[-1]}: folders inside {folder}/ are not read."
        return f"Give each {kind.name} a file of its own in {folder}/."
    target = _target(layer, path)
    if target and target not in layer.paths:
        return f"Move it to {target}."
    return "Move it to one of these places: " + ", ".join(kind.pattern for kind in FILES) + "."
