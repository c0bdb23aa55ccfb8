"""Draft a new entry from a title, with blanks that comments from the model's descriptions explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from precall.content.field_reference import FieldFacts, reference
from precall.content.loader import LoadResult
from precall.content.model import FILES, Entry, FileKind
from precall.content.model.fields import id_fault, slug_of
from precall.content.source import Source
from precall.core.errors import PrecallError
from precall.editing import yaml_writer
from precall.editing.edits import Changes, new_problems
from precall.editing.yaml_tree import parse_yaml

KINDS = ("call", "bank", "principle", "barrier")
"""The kinds of entry that can be drafted."""

_OMITTED_KEYS = ("allow", "aliases", "draft")
_WIDTH = 100


@dataclass(frozen=True)
class Draft:
    """A new entry that has not been written to a file yet."""

    id: str
    path: str
    changes: Changes
    blanks: tuple[str, ...]
    """The keys that the user must fill in, in order."""


def draft_entry(root: Path, loaded: LoadResult, kind: str, title: str, id_: str = "") -> Draft:
    """Return a new entry.

    Args:
        root: The playbook's root folder.
        loaded: The content of the root folder.
        kind: One of KINDS.
        title: The entry's title.
        id_: Its id; by default derived from the title.

    Raises:
        PrecallError: The id is invalid or in use, or the entry cannot be added to its list.
    """
    file_kind = next(file for file in FILES if issubclass(file.model, Entry) and file.model.kind == kind)
    name = " ".join(title.split())
    new = id_ or slug_of(name)
    if not name or not new:
        raise PrecallError(
            f'The title "{title}" does not give an id.', "Choose one with --id: lowercase letters, digits, hyphens."
        )
    fault = id_fault(new)
    if fault is not None:
        raise PrecallError(fault[1], "Choose another with --id.")
    taken = loaded.ids.get(file_kind.model.kind, frozenset()) if issubclass(file_kind.model, Entry) else frozenset()
    if new in taken:
        raise PrecallError(f'"{new}" is the id of another {kind} already.', "Choose another title, or an id with --id.")
    entry = list(_entry_lines(file_kind, loaded, new, name))
    path = file_kind.pattern.replace("*", new)
    if file_kind.many:
        content = append_to_list(root / path, path, entry)
    elif (root / path).exists():
        raise PrecallError(f"{path} exists already.", "Choose another title, or an id with --id.")
    else:
        content = ("\n".join(entry) + "\n").encode()
    blanks = tuple(_blanks(entry))
    problems = new_problems(root, loaded, {path: content})
    # Ignore the problems of blanks, which the user is about to fill in.
    if len(problems) > len(blanks):
        problem = problems[0]
        raise PrecallError(f"Nothing was written, because {path} would have a problem: {problem.message}", problem.hint)
    return Draft(new, path, {path: content}, blanks)


def _entry_lines(kind: FileKind, loaded: LoadResult, new: str, title: str) -> Iterator[str]:
    facts = next(facts for facts in reference() if facts.path == kind.pattern)
    first = "- " if kind.many else ""
    pad = " " * len(first)
    if kind.many:
        yield f"{first}id: {yaml_writer.text(new)}"
    yield f"{pad}title: {yaml_writer.text(title)}"
    rest = [field for field in facts.fields if field.key not in ("id", "title", *_OMITTED_KEYS)]
    for field in rest:
        if field.required:
            yield from _required_key(field, loaded, pad)
    yield f"{pad}# Only precall serve shows a draft. Delete the next line when nothing is blank any more."
    yield f"{pad}draft: true"
    yield f"{pad}# The lines below are optional. Remove the # from those that you fill in."
    for field in rest:
        if not field.required:
            yield from _optional_key(field, pad)


def _required_key(field: FieldFacts, loaded: LoadResult, pad: str) -> Iterator[str]:
    """Yield the lines of a key without a value, after a comment that explains it."""
    comment = field.description
    if field.refers_to:
        known = list(loaded.playbook.of_kind(field.refers_to))
        comment += f" One of: {', '.join(known)}." if 0 < len(known) <= 20 else ""
    elif not field.fields and not field.takes.startswith(("one line", "text")):
        comment += f" {field.takes[0].upper()}{field.takes[1:]}."
    yield from _comment_lines(comment, pad)
    yield f"{pad}{field.key}:"
    if field.fields:
        required = [inner for inner in field.fields if inner.required]
        lead = f"{pad}  - " if field.takes.startswith("a list") else f"{pad}  "
        for number, inner in enumerate(required):
            yield from _comment_lines(inner.description, pad + " " * (len(lead) - len(pad)) if number else f"{pad}  ")
            yield f"{lead if not number else ' ' * len(lead)}{inner.key}:"


def _optional_key(field: FieldFacts, pad: str) -> Iterator[str]:
    yield f"{pad}# {field.key}:  # {field.description}"
    if field.takes.startswith("a list"):
        yield f"{pad}#   -"


def _comment_lines(text: str, pad: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(pad) + len(line) + len(word) > _WIDTH:
            yield f"{pad}# {line.strip()}"
            line = ""
        line += f" {word}"
    yield f"{pad}# {line.strip()}"


def _blanks(entry: Sequence[str]) -> Iterator[str]:
    """Yield the keys of lines that have no value and no nested lines."""
    lines = [line for line in entry if not line.strip().startswith("#")]
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        bare = line.lstrip(" -")
        deeper = len(below) - len(below.lstrip(" ")) > len(line) - len(bare)
        if bare.endswith(":") and not deeper:
            yield bare[:-1]


def append_to_list(file: Path, path: str, entry: list[str]) -> bytes:
    """Return the list file with an entry added at its end, in the file's own line ends and indentation."""
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
        raise PrecallError(
            f"{path} is not a list with a dash before each entry.", "Write it as such a list, and try again."
        )
    source = Source(path, text.removeprefix("\ufeff"))
    indent = source.position(source.text.rindex("-", 0, tree.items[0].start))[1] - 1
    # If empty lines separate the entries, add one before the new entry too.
    gap = ending if f"{ending}{ending}{' ' * indent}- " in text else ""
    line_end = "" if text.endswith(("\n", "\r")) else ending
    return (text + line_end + gap + "".join(" " * indent + line + ending for line in entry)).encode()
