"""The names and places of a folder's files become Problems where they are no content's, with the right place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from precall.content.inheritance import Layer
from precall.content.model import FILES, file_kind
from precall.content.model.fields import id_fault, slug_of
from precall.content.source import CONTENT_FOLDER, is_named_in_utf8
from precall.core.problems import START, Problem, visible


def misplaced(layer: Layer) -> Iterator[Problem]:
    """What is wrong with the names and the places of a folder's files."""
    for path in layer.paths:
        kind = file_kind(path)
        if kind is not None and "*" in kind.pattern:
            yield from _name(layer, path, kind.id_in(path) or "")
        elif kind is None and is_named_in_utf8(path) and not (layer.root / path).is_dir():
            yield from (replace(each, path=layer.label + each.path) for each in _misplaced(path))


def _name(layer: Layer, path: str, id_: str) -> Iterator[Problem]:
    """A file's name is its entry's id."""
    fault = id_fault(id_)
    if fault is None or not is_named_in_utf8(path):
        return
    rule, message, _ = fault
    slug = slug_of(id_)
    right = f"{path.rsplit('/', 1)[0]}/{slug}.yml"
    hint = f"Rename the file to {slug}.yml."
    if not slug or id_fault(slug) is not None:
        hint = "Rename the file: small letters, digits and hyphens, and a name that is not taken."
    elif right in layer.paths:
        hint = f"Rename the file; {slug}.yml is another file already."
    yield Problem(layer.label + path, START, rule, f"The file's name is its entry's id: {message}", hint)


def _misplaced(path: str) -> Iterator[Problem]:
    name = path.rsplit("/", 1)[-1]
    if name.upper().startswith(("README", "LICENSE")):
        return
    why = "no content has its place here"
    if name.lower().endswith(_YAML_ENDINGS) and not name.endswith(".yml"):
        why = "its name does not end in .yml"
    yield Problem(visible(path), START, "misplaced-file", f"This file is not read: {why}.", _right_place(path))


_YAML_ENDINGS = (".yaml", ".yml", ".yml.txt", ".yaml.txt")
_IN_SETTINGS = ("stage", "stages", "setting", "settings", "synonyms", "words", "cards")


def _right_place(path: str) -> str:
    """Where a file was probably meant to lie."""
    lower = path.lower()
    ending = next((each for each in reversed(_YAML_ENDINGS) if lower.endswith(each)), "")
    right = lower.removesuffix(ending) + ".yml"
    if ending and file_kind(right) is not None:
        return f"Rename it to {right}."
    _, first, *rest = right.split("/")
    stem = first.removesuffix(".yml")
    if not rest and stem in _IN_SETTINGS:
        return f"Stages, words, synonyms and cards are set in {FILES[0].pattern}."
    for kind in FILES:
        folder, _, last = kind.pattern.rpartition("/")
        place = last.removesuffix(".yml") if "*" not in last else folder.rsplit("/", 1)[-1]
        if place not in (stem, f"{stem}s"):
            continue
        if "*" not in last:
            return f"All of this kind stands in one file, {kind.pattern}."
        if rest and not ending:
            return f"In {folder}/ only .yml files are read; keep others outside {CONTENT_FOLDER}/."
        if rest:
            return f"Move it to {folder}/{rest[-1]}: folders inside {folder}/ are not read."
        return f"In {folder}/ each {kind.name} has a file of its own."
    return "Content lies in " + ", ".join(kind.pattern for kind in FILES) + "."
