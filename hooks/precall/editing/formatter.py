"""Format a content file: sort its keys, indent each level by two spaces, and fold long texts.

Comments, short lists in brackets and the quotes of texts are unchanged. A comment belongs to the line below it or, if
it is indented deeper, to the line above. The values are compared before and after; a file whose values would change is
not formatted.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from precall.content import yaml_parser
from precall.content.model import FileKind, file_kind, key_order, model_at
from precall.content.source import Source, find_files, read_source
from precall.core.problems import Problem
from precall.editing.edits import encode_like
from precall.editing.yaml_tree import YamlNode, parse_yaml

LINE_WIDTH = 110
"""Maximum characters of a line. A line without a place to break may be longer."""

_INDENT = 2
_BREAK = r"(?:\r\n|\r|\n)"
_COLON = re.compile(r"[ \t]*:(?=\s|$)")
_COMMENT = re.compile(r"[ \t]+#[^\r\n]*")
_DASH = re.compile(rf"(?:[ \t]*(?:#[^\r\n]*)?{_BREAK})*[ \t]*-(?=\s|$)")
_PROPERTIES = re.compile(r"(?:[&!][^\s]*[ \t]*)+")
_HEADER = re.compile(r"[|>][+-]?(?P<digit>\d)?[+-]?")
_LINE_END = re.compile(_BREAK)
# Texts that cannot be folded, because a fold means exactly one space between two words.
_UNFOLDABLE = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ufeff]|  |^ | $")


class UnknownLayoutError(Exception):
    """The file uses YAML syntax that the formatter does not support; the message names the line."""


def format_source(source: Source, kind: FileKind) -> str:
    """Return the formatted text of a file that `yaml_parser.compose` parses without problems.

    Raises:
        UnknownLayoutError: The file cannot be formatted without changing its values.
    """
    root = parse_yaml(source)
    if root is None or not root.is_block:
        return source.text
    lines = _Formatter(source, root).format(kind)
    ending = "\r\n" if source.text.count("\r\n") * 2 > source.text.count("\n") else "\n"
    text = "".join(line + ending for line in lines)
    if _value(Source(source.path, text)) != _value(source):
        raise UnknownLayoutError("its layout has a meaning that formatting would lose")
    return text


@dataclass
class FormatResult:
    """The changes that format a folder."""

    changes: dict[str, bytes | None] = field(default_factory=dict)
    """The files that need formatting, with their new content."""
    skipped: dict[str, str] = field(default_factory=dict)
    """Files that cannot be formatted, with the reason."""
    problems: list[Problem] = field(default_factory=list)
    """The problems of files that cannot be parsed."""
    total: int = 0
    """The number of content files in the folder."""


def format_folder(root: Path, part: Container[str] | None = None) -> FormatResult:
    """Return the changes that format every content file, or those in `part`, which holds their paths.

    Raises PrecallError if there is no content folder.
    """
    result = FormatResult()
    for path in find_files(root):
        kind = file_kind(path)
        if kind is None or (part is not None and path not in part):
            continue
        result.total += 1
        source = read_source(root, path)
        if isinstance(source, Problem):
            result.problems.append(source)
            continue
        document, problems = yaml_parser.compose(source)
        if document is None or problems:
            result.problems.extend(problems)
            continue
        try:
            text = format_source(source, kind)
        except UnknownLayoutError as reason:
            result.skipped[path] = str(reason)
            continue
        if text != source.text:
            result.changes[path] = encode_like((root / path).read_bytes(), text)
    return result


def _value(source: Source) -> object:
    document, problems = yaml_parser.compose(source)
    return None if document is None or problems else document.value


@dataclass
class _Part:
    """One key with its value, or one item of a list, as lines."""

    above: list[str]
    """Comments and empty lines above it, which are indented with it."""
    lines: list[str]
    key: str = ""


@dataclass
class _Block:
    """The parts of one list or mapping."""

    parts: list[_Part] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    """Comments after the last part."""

    def lines(self, indent: int, *, skip_above_first: bool = False) -> list[str]:
        result: list[str] = []
        for number, part in enumerate(self.parts):
            above = [] if skip_above_first and not number else _comments(part.above, indent)
            # Drop an empty line between a key and its first part.
            result += above if number else _without_empty_start(above)
            result += part.lines
        return result + _comments(self.tail, indent)


def _comments(lines: Iterable[str], indent: int) -> list[str]:
    """Return comments with a new indentation, and one empty line instead of several."""
    result: list[str] = []
    for line in lines:
        if line.strip():
            result.append(" " * indent + line.strip())
        elif not result or result[-1]:
            result.append("")
    return result


def _without_empty_start(lines: list[str]) -> list[str]:
    return lines[next((number for number, line in enumerate(lines) if line), len(lines)) :]


def _trimmed(lines: list[str]) -> list[str]:
    last = max((number for number, line in enumerate(lines) if line.strip()), default=-1)
    return lines[: last + 1]


class _Formatter:
    """One pass through a file; `self.at` is the current offset."""

    def __init__(self, source: Source, root: YamlNode) -> None:
        self.source = source
        self.text = source.text
        self.root = root
        self.at = 0
        # An alias must stay below its anchor.
        self.sorts_keys = not any(node.kind == "alias" for node in root.all())

    def format(self, kind: FileKind) -> list[str]:
        """Return the lines of the formatted file."""
        head = self._head()
        block = self._block(self.root, 0, -1, kind.model)
        self._only_blank_left()
        return head + block.lines(0)

    def _head(self) -> list[str]:
        """Return the lines that stay at the top: document markers, and comments followed by an empty line."""
        first = self.root.keys[0].start if self.root.kind == "map" else self.root.start
        if self.root.marked:
            raise self._unsupported(self.root.start)
        lines = _LINE_END.split(self.text[:first])[:-1]
        count = 0
        for number, line in enumerate(lines, 1):
            if line.startswith(("---", "%", "# yaml-language-server:")) or not line.strip():
                count = number
        self.at = sum(len(line) for line in re.findall(rf"[^\r\n]*{_BREAK}", self.text)[:count])
        head = _comments(lines[:count], 0)
        return head if any(head) else []

    def _only_blank_left(self) -> None:
        if self.text[self.at :].strip():
            raise self._unsupported(len(self.text.rstrip()))

    def _block(self, node: YamlNode, indent: int, outer: int, model: type[BaseModel] | None) -> _Block:
        """Return a list or mapping from `self.at` on.

        Args:
            node: The list or mapping.
            indent: Its new column, from 0.
            outer: The old column of the node that contains it.
            model: The model that its keys belong to.
        """
        if node.kind == "list":
            return self._list(node, indent, outer, model)
        old = self._column(node.keys[0].start)
        block = _Block()
        for key, value in node.pairs():
            above = self._above(key.start)
            if key.kind != "text" or key.style in ("|", ">") or "\n" in self._raw(key):
                raise self._unsupported(key.start)
            colon = _COLON.match(self.text, key.end)
            if colon is None:
                raise self._unsupported(key.start)
            self.at = colon.end()
            below = None if model is None else model_at(model, key.value)
            more, lines = self._after(f"{self._raw(key)}:", value, indent, old, below)
            block.parts.append(_Part(above + more, lines, key.value))
        block.tail = self._tail(old, outer)
        if model is not None and self.sorts_keys:
            _sort(block.parts, key_order(model))
        return block

    def _list(self, node: YamlNode, indent: int, outer: int, model: type[BaseModel] | None) -> _Block:
        block = _Block()
        old = 0
        for item in node.items:
            dash = _DASH.match(self.text, self.at)
            if dash is None:
                raise self._unsupported(item.start)
            above = self._above(dash.end() - 1)
            old = self._column(dash.end() - 1)
            self.at = dash.end()
            more, lines = self._after("-", item, indent, old, model)
            block.parts.append(_Part(above + more, lines))
        block.tail = self._tail(old, outer)
        return block

    def _after(
        self, prefix: str, value: YamlNode, indent: int, old: int, model: type[BaseModel] | None
    ) -> tuple[list[str], list[str]]:
        """Return the value after a key or a dash: comments to put above it, and its lines."""
        start = " " * indent + prefix
        if value.is_block:
            return self._nested(start, value, indent, old, model)
        raw = self._raw(value)
        above = [line.strip() for line in _LINE_END.split(self.text[self.at : value.start]) if line.strip()]
        self.at = max(self.at, value.end)
        comment = "" if value.style in ("|", ">") else self._comment()
        if value.style in ("|", ">"):
            return above, _block_text(start, value, raw, indent, old)
        first, *rest = _LINE_END.split(raw)
        whole = f"{start} {raw}{comment}" if raw else start + comment
        folds = value.kind == "text" and not value.marked and " " in value.value and not _UNFOLDABLE.search(value.value)
        if folds and (rest or len(f"{start} {raw}") > LINE_WIDTH):
            return above, [f"{start} >-{comment}", *_fold(value.value, indent + _INDENT)]
        if rest:
            moved = [
                " " * max(self._indent(line) - old + indent, indent + 1) + line.strip() if line.strip() else ""
                for line in rest
            ]
            return above, [f"{start} {first}".rstrip(), *moved[:-1], moved[-1] + comment]
        return above, [whole]

    def _nested(
        self, start: str, value: YamlNode, indent: int, old: int, model: type[BaseModel] | None
    ) -> tuple[list[str], list[str]]:
        header = ""
        if value.marked:
            if self.text[self.at : value.start].strip(" \t"):
                raise self._unsupported(value.start)
            properties = _PROPERTIES.match(self.text, value.start)
            assert properties is not None
            header = " " + properties[0].strip()
            self.at = value.start + len(properties[0].rstrip())
        header += self._comment()
        block = self._block(value, indent + _INDENT, old, model)
        is_item = start.endswith("-")
        if not is_item or header:
            return [], [start + header, *block.lines(indent + _INDENT)]
        above = block.parts[0].above if block.parts else []
        lines = block.lines(indent + _INDENT, skip_above_first=True)
        return [line for line in above if line.strip()], [f"{start} {lines[0].lstrip(' ')}", *lines[1:]]

    def _above(self, until: int) -> list[str]:
        """Return the comments and empty lines from `self.at` to the line of a key or dash."""
        lines = _LINE_END.split(self.text[self.at : until])
        if any(line.strip() and not line.strip().startswith("#") for line in lines):
            raise self._unsupported(until)
        # Unless `self.at` is at the start of a line, the first line is the rest of the previous one.
        whole = self.at == 0 or self.text[self.at - 1] in "\r\n"
        return lines[0 if whole else 1 : -1]

    def _tail(self, column: int, outer: int) -> list[str]:
        """Return the comments at the end of a list or mapping in `column`, within a node in column `outer`."""
        lines = list(re.finditer(rf"([^\r\n]*)({_BREAK}|\Z)", self.text[self.at :]))
        tail: list[str] = []
        end, position = self.at, self.at
        for number, match in enumerate(lines):
            line = match[1]
            position += len(match[0])
            if number == 0 and not (self.at == 0 or self.text[self.at - 1] in "\r\n"):
                continue
            if not line.strip():
                tail.append("")
                continue
            deep = self._indent(line) >= column and self._indent(line) > outer
            if not line.strip().startswith("#") or not (deep or outer < 0):
                break
            tail.append(line)
            end = position - len(match[2])
        self.at = end
        return _trimmed(tail)

    def _comment(self) -> str:
        comment = _COMMENT.match(self.text, self.at)
        if comment is None:
            return ""
        self.at = comment.end()
        return comment[0].rstrip()

    def _unsupported(self, offset: int) -> UnknownLayoutError:
        return UnknownLayoutError(
            f"line {self.source.position(offset)[0]} uses YAML syntax that the formatter does not support"
        )

    def _raw(self, node: YamlNode) -> str:
        return self.text[node.start : node.end]

    def _column(self, offset: int) -> int:
        return self.source.position(offset)[1] - 1

    @staticmethod
    def _indent(line: str) -> int:
        return len(line) - len(line.lstrip(" "))


def _sort(parts: list[_Part], order: tuple[str, ...]) -> None:
    """Sort parts by the model's order; unknown keys come last, in their old order."""
    rank = {key: number for number, key in enumerate(order)}
    parts.sort(key=lambda part: rank.get(part.key, len(rank)))


def _block_text(start: str, value: YamlNode, raw: str, indent: int, old: int) -> list[str]:
    """Return a text with `|` or `>` at its new indentation, folded again if a line is too long."""
    head, *content = _LINE_END.split(raw)
    properties = _PROPERTIES.match(head)
    header = _HEADER.match(head, properties.end() if properties else 0)
    digit = header["digit"] if header else None
    own = (
        old + int(digit)
        if digit
        else min((len(line) - len(line.lstrip(" ")) for line in content if line.strip()), default=0)
    )
    new = indent + (int(digit) if digit else _INDENT)
    moved = [" " * new + line[own:] if line.strip() else line[own:] for line in content]
    if value.style == ">" and not digit and any(len(line) > LINE_WIDTH for line in moved):
        paragraphs = re.split("(\n+)", value.value.rstrip("\n"))
        if not any(_UNFOLDABLE.search(paragraph) for paragraph in paragraphs[::2]):
            moved = [
                line
                for number, part in enumerate(paragraphs)
                for line in (_fold(part, new) if number % 2 == 0 else [""] * len(part))
            ]
    return [f"{start} {head.rstrip()}", *moved]


def _fold(text: str, indent: int) -> list[str]:
    """Return the words of a text as indented lines, each as long as possible."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and indent + len(lines[-1]) + 1 + len(word) <= LINE_WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [" " * indent + line for line in lines]
