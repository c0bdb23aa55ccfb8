"""A title becomes a new entry: right except for its blanks, which the model's own descriptions explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from precall.content.field_reference import FieldFacts, reference
from precall.content.loader import LoadResult, load
from precall.content.model import FILES, Entry, FileKind
from precall.content.model.fields import id_fault, slug_of
from precall.content.source import Source
from precall.core.errors import PrecallError
from precall.editing import yaml_writer
from precall.editing.edits import Changes, copy_with_changes
from precall.editing.yaml_tree import parse_yaml

KINDS = ("call", "bank", "principle", "barrier")
"""The kinds of entry that can be drafted, by their short names."""

_LEFT_OUT = ("allow", "aliases")
_WIDTH = 100


@dataclass(frozen=True)
class Draft:
    """A new entry, not written yet."""

    id: str
    path: str
    changes: Changes
    blanks: tuple[str, ...]
    """The keys that wait to be filled in, in order."""


def draft_entry(root: Path, loaded: LoadResult, kind: str, title: str, id_: str = "") -> Draft:
    """A new entry of one of KINDS.

    Raises PrecallError when no id can be made from the title, when it is taken, or when the list it goes to cannot be
    read.
    """
    file_kind = next(each for each in FILES if issubclass(each.model, Entry) and each.model.kind == kind)
    name = " ".join(title.split())
    new = id_ or slug_of(name)
    if not name or not new:
        raise PrecallError(f'No id can be made from "{title}".', "Name one with --id, in small letters and hyphens.")
    fault = id_fault(new)
    if fault is not None:
        raise PrecallError(fault[1], "Name another with --id.")
    taken = loaded.ids.get(file_kind.model.kind, frozenset()) if issubclass(file_kind.model, Entry) else frozenset()
    if new in taken:
        raise PrecallError(f'"{new}" is the id of another {kind} already.', "Choose another title, or an id with --id.")
    entry = list(_entry(file_kind, loaded, new, name))
    path = file_kind.pattern.replace("*", new)
    if file_kind.many:
        content = _appended(root / path, path, entry)
    elif (root / path).exists():
        raise PrecallError(f"{path} is there already.", "Choose another title, or an id with --id.")
    else:
        content = ("\n".join(entry) + "\n").encode()
    made = Draft(new, path, {path: content}, tuple(_blanks(entry)))
    _try(root, loaded, made)
    return made


def _entry(kind: FileKind, loaded: LoadResult, new: str, title: str) -> Iterator[str]:
    facts = next(each for each in reference() if each.path == kind.pattern)
    first = "- " if kind.many else ""
    pad = " " * len(first)
    if kind.many:
        yield f"{first}id: {yaml_writer.text(new)}"
    yield f"{pad}title: {yaml_writer.text(title)}"
    rest = [field for field in facts.fields if field.key not in ("id", "title", *_LEFT_OUT)]
    for field in rest:
        if field.required:
            yield from _blank(field, loaded, pad)
    yield f"{pad}# The lines below are optional. Take the # away from those that you fill in."
    for field in rest:
        if not field.required:
            yield from _optional(field, pad)


def _blank(field: FieldFacts, loaded: LoadResult, pad: str) -> Iterator[str]:
    """A key with nothing behind it, and above it what belongs there."""
    said = field.description
    if field.refers_to:
        known = list(loaded.playbook.of_kind(field.refers_to))
        said += f" One of: {', '.join(known)}." if 0 < len(known) <= 20 else ""
    elif not field.fields and not field.takes.startswith(("one line", "text")):
        said += f" {field.takes[0].upper()}{field.takes[1:]}."
    yield from _comment(said, pad)
    yield f"{pad}{field.key}:"
    if field.fields:
        inner = [each for each in field.fields if each.required]
        lead = f"{pad}  - " if field.takes.startswith("a list") else f"{pad}  "
        for number, each in enumerate(inner):
            yield from _comment(each.description, pad + " " * (len(lead) - len(pad)) if number else f"{pad}  ")
            yield f"{lead if not number else ' ' * len(lead)}{each.key}:"


def _optional(field: FieldFacts, pad: str) -> Iterator[str]:
    yield f"{pad}# {field.key}:  # {field.description}"
    if field.takes.startswith("a list"):
        yield f"{pad}#   -"


def _comment(said: str, pad: str) -> Iterator[str]:
    line = ""
    for word in said.split():
        if line and len(pad) + len(line) + len(word) > _WIDTH:
            yield f"{pad}# {line.strip()}"
            line = ""
        line += f" {word}"
    yield f"{pad}# {line.strip()}"


def _blanks(entry: Sequence[str]) -> Iterator[str]:
    """The keys with nothing behind them and nothing below."""
    live = [line for line in entry if not line.strip().startswith("#")]
    for line, below in zip(live, [*live[1:], ""], strict=True):
        bare = line.lstrip(" -")
        deeper = len(below) - len(below.lstrip(" ")) > len(line) - len(bare)
        if bare.endswith(":") and not deeper:
            yield bare[:-1]


def _appended(file: Path, path: str, entry: list[str]) -> bytes:
    """The list with the entry at its end, in the file's own line ends and indentation."""
    try:
        before = file.read_bytes()
    except FileNotFoundError:
        before = b""
    text = before.decode("utf-8")
    ending = "\r\n" if "\r\n" in text else "\n"
    tree = parse_yaml(Source(path, text.removeprefix("\ufeff"))) if text.strip() else None
    if tree is None:
        return (text + ending.join((*entry, ""))).encode()
    if tree.kind != "list" or not tree.is_block or not tree.items:
        raise PrecallError(f"{path} is no list with a dash before each entry.", "Write it so, and try again.")
    plain = Source(path, text.removeprefix("\ufeff"))
    dash = plain.position(plain.text.rindex("-", 0, tree.items[0].start))[1] - 1
    # Entries that stand apart go on doing so.
    apart = ending if f"{ending}{ending}{' ' * dash}- " in text else ""
    joint = "" if text.endswith(("\n", "\r")) else ending
    return (text + joint + apart + "".join(" " * dash + line + ending for line in entry)).encode()


def _try(root: Path, loaded: LoadResult, made: Draft) -> None:
    """Nothing but the blanks may be wrong with what is new."""
    before = {(problem.path, problem.rule, problem.message) for problem in loaded.problems}
    with copy_with_changes(root, made.changes) as copy:
        new = [each for each in load(copy, at=root).problems if (each.path, each.rule, each.message) not in before]
    if len(new) > len(made.blanks):
        raise PrecallError(f"Nothing was written, for {made.path} would be wrong: {new[0].message}", new[0].hint)
