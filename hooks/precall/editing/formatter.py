"""A content file becomes the same file, tidy: keys in the model's order, two spaces a level, long texts folded.

Comments, short lists in brackets and the way a text is quoted stay as they are. A comment belongs to what stands
below it, or, further in than that, to what stands above. What the file says is compared before and after, and no file
is changed that would say something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import BaseModel

from precall.content import yaml_parser
from precall.content.model import FileKind
from precall.content.model.order import key_order, model_at
from precall.content.source import Source
from precall.editing.yaml_tree import YamlNode, parse_yaml

LINE_WIDTH = 110
"""Characters of a line. What cannot be broken may be longer."""

_STEP = 2
_BREAK = r"(?:\r\n|\r|\n)"
_COLON = re.compile(r"[ \t]*:(?=\s|$)")
_COMMENT = re.compile(r"[ \t]+#[^\r\n]*")
_DASH = re.compile(rf"(?:[ \t]*(?:#[^\r\n]*)?{_BREAK})*[ \t]*-(?=\s|$)")
_PROPERTIES = re.compile(r"(?:[&!][^\s]*[ \t]*)+")
_HEADER = re.compile(r"[|>][+-]?(?P<digit>\d)?[+-]?")
_LINE_END = re.compile(_BREAK)
# What a folded text could not hold: the fold is one space between two words.
_UNFOLDABLE = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ufeff]|  |^ | $")


class UnknownLayoutError(Exception):
    """The file is written in a way of YAML's that is not known here; the message names it."""


def format_source(source: Source, kind: FileKind) -> str:
    """The text of a file that `nodes.compose` finds readable, tidy.

    Raises UnknownLayoutError where that cannot be had.
    """
    root = parse_yaml(source)
    if root is None or not root.is_block:
        return source.text
    made = _Formatting(source, root).file(kind)
    ending = "\r\n" if source.text.count("\r\n") * 2 > source.text.count("\n") else "\n"
    text = "".join(line + ending for line in made)
    if _value(Source(source.path, text)) != _value(source):
        raise UnknownLayoutError("its layout carries meaning that would be lost")
    return text


def _value(source: Source) -> object:
    document, problems = yaml_parser.compose(source)
    return None if document is None or problems else document.value


@dataclass
class _Part:
    """One key with its value, or one item of a list, as lines."""

    above: list[str]
    """Comments and empty lines over it, to be indented with it."""
    lines: list[str]
    key: str = ""


@dataclass
class _Block:
    parts: list[_Part] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    """Comments after the last part."""

    def lines(self, indent: int, *, skip_above_first: bool = False) -> list[str]:
        made: list[str] = []
        for number, part in enumerate(self.parts):
            above = [] if skip_above_first and not number else _comments(part.above, indent)
            # Between a key and the first thing below it, an empty line separates nothing.
            made += above if number else _without_empty_start(above)
            made += part.lines
        return made + _comments(self.tail, indent)


def _comments(lines: Iterable[str], indent: int) -> list[str]:
    """Comments at their new place, and one empty line where there were several."""
    made: list[str] = []
    for line in lines:
        if line.strip():
            made.append(" " * indent + line.strip())
        elif not made or made[-1]:
            made.append("")
    return made


def _without_empty_start(lines: list[str]) -> list[str]:
    return lines[next((number for number, line in enumerate(lines) if line), len(lines)) :]


def _trimmed(lines: list[str]) -> list[str]:
    last = max((number for number, line in enumerate(lines) if line.strip()), default=-1)
    return lines[: last + 1]


class _Formatting:
    """One walk through a file; `self.at` is how far it has come."""

    def __init__(self, source: Source, root: YamlNode) -> None:
        self.source = source
        self.text = source.text
        self.root = root
        self.at = 0
        # An alias must stay below what it stands for.
        self.sorts = not any(piece.kind == "alias" for piece in root.all())

    def file(self, kind: FileKind) -> list[str]:
        head = self._head()
        block = self._block(self.root, 0, -1, kind.model)
        self._only_blank_left()
        return head + block.lines(0)

    def _head(self) -> list[str]:
        """What stands over the whole file and stays there: its markers, and comments that an empty line sets apart."""
        first = self.root.keys[0].start if self.root.kind == "map" else self.root.start
        if self.root.marked:
            raise self._unknown(self.root.start)
        lines = _LINE_END.split(self.text[:first])[:-1]
        count = 0
        for number, line in enumerate(lines, 1):
            if line.startswith(("---", "%", "# yaml-language-server:")) or not line.strip():
                count = number
        self.at = sum(len(found) for found in re.findall(rf"[^\r\n]*{_BREAK}", self.text)[:count])
        head = _comments(lines[:count], 0)
        return head if any(head) else []

    def _only_blank_left(self) -> None:
        if self.text[self.at :].strip():
            raise self._unknown(len(self.text.rstrip()))

    def _block(self, piece: YamlNode, indent: int, outer: int, model: type[BaseModel] | None) -> _Block:
        """A list or group from `self.at` on.

        `indent` is its new column, `outer` the old one of what it stands in, both from 0.
        """
        if piece.kind == "list":
            return self._list(piece, indent, outer, model)
        old = self._column(piece.keys[0].start)
        block = _Block()
        for key, value in piece.pairs():
            above = self._above(key.start)
            if key.kind != "text" or key.style in ("|", ">") or "\n" in self._raw(key):
                raise self._unknown(key.start)
            colon = _COLON.match(self.text, key.end)
            if colon is None:
                raise self._unknown(key.start)
            self.at = colon.end()
            below = None if model is None else model_at(model, key.value)
            more, lines = self._after(f"{self._raw(key)}:", value, indent, old, below)
            block.parts.append(_Part(above + more, lines, key.value))
        block.tail = self._tail(old, outer)
        if model is not None and self.sorts:
            _sort(block.parts, key_order(model))
        return block

    def _list(self, piece: YamlNode, indent: int, outer: int, model: type[BaseModel] | None) -> _Block:
        block = _Block()
        old = 0
        for item in piece.items:
            dash = _DASH.match(self.text, self.at)
            if dash is None:
                raise self._unknown(item.start)
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
        """What follows a key or a dash: comments to go above it, and its lines."""
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
            return above, [f"{start} >-{comment}", *_folded(value.value, indent + _STEP)]
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
                raise self._unknown(value.start)
            found = _PROPERTIES.match(self.text, value.start)
            assert found is not None
            header = " " + found[0].strip()
            self.at = value.start + len(found[0].rstrip())
        header += self._comment()
        block = self._block(value, indent + _STEP, old, model)
        is_item = start.endswith("-")
        if not is_item or header:
            return [], [start + header, *block.lines(indent + _STEP)]
        above = block.parts[0].above if block.parts else []
        lines = block.lines(indent + _STEP, skip_above_first=True)
        return [line for line in above if line.strip()], [f"{start} {lines[0].lstrip(' ')}", *lines[1:]]

    def _above(self, until: int) -> list[str]:
        """The comments and empty lines from here to the line of a key or dash."""
        lines = _LINE_END.split(self.text[self.at : until])
        if any(line.strip() and not line.strip().startswith("#") for line in lines):
            raise self._unknown(until)
        # At a line's start nothing has been cut off; elsewhere the first is the rest of the line before.
        whole = self.at == 0 or self.text[self.at - 1] in "\r\n"
        return lines[0 if whole else 1 : -1]

    def _tail(self, column: int, outer: int) -> list[str]:
        """The comments that belong to the end of a list or group in `column`, which stands in one in column `outer`."""
        lines = list(re.finditer(rf"([^\r\n]*)({_BREAK}|\Z)", self.text[self.at :]))
        taken: list[str] = []
        end, position = self.at, self.at
        for number, found in enumerate(lines):
            line = found[1]
            position += len(found[0])
            if number == 0 and not (self.at == 0 or self.text[self.at - 1] in "\r\n"):
                continue
            if not line.strip():
                taken.append("")
                continue
            deep = self._indent(line) >= column and self._indent(line) > outer
            if not line.strip().startswith("#") or not (deep or outer < 0):
                break
            taken.append(line)
            end = position - len(found[2])
        self.at = end
        return _trimmed(taken)

    def _comment(self) -> str:
        found = _COMMENT.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0].rstrip()

    def _unknown(self, offset: int) -> UnknownLayoutError:
        return UnknownLayoutError(f"line {self.source.position(offset)[0]} is written in a way that is not known here")

    def _raw(self, piece: YamlNode) -> str:
        return self.text[piece.start : piece.end]

    def _column(self, offset: int) -> int:
        return self.source.position(offset)[1] - 1

    @staticmethod
    def _indent(line: str) -> int:
        return len(line) - len(line.lstrip(" "))


def _sort(parts: list[_Part], order: tuple[str, ...]) -> None:
    """Bring parts into order; keys that the model does not know stay last, as they stood."""
    rank = {key: number for number, key in enumerate(order)}
    parts.sort(key=lambda part: rank.get(part.key, len(rank)))


def _block_text(start: str, value: YamlNode, raw: str, indent: int, old: int) -> list[str]:
    """A text with `|` or `>` at its new place, folded anew where a line of it is too long."""
    head, *content = _LINE_END.split(raw)
    marked = _PROPERTIES.match(head)
    found = _HEADER.match(head, marked.end() if marked else 0)
    digit = found["digit"] if found else None
    own = (
        old + int(digit)
        if digit
        else min((len(line) - len(line.lstrip(" ")) for line in content if line.strip()), default=0)
    )
    new = indent + (int(digit) if digit else _STEP)
    moved = [" " * new + line[own:] if line.strip() else line[own:] for line in content]
    if value.style == ">" and not digit and any(len(line) > LINE_WIDTH for line in moved):
        paragraphs = re.split("(\n+)", value.value.rstrip("\n"))
        if not any(_UNFOLDABLE.search(each) for each in paragraphs[::2]):
            moved = [
                line
                for number, each in enumerate(paragraphs)
                for line in (_folded(each, new) if number % 2 == 0 else [""] * len(each))
            ]
    return [f"{start} {head.rstrip()}", *moved]


def _folded(text: str, indent: int) -> list[str]:
    """Words set in lines, each as full as it goes."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and indent + len(lines[-1]) + 1 + len(word) <= LINE_WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [" " * indent + line for line in lines]
