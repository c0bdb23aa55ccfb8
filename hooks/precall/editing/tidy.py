"""A root folder becomes the changes that make its content tidy."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from precall.content import yaml_parser
from precall.content.model import file_kind
from precall.content.source import find_files, read_source
from precall.core.problems import Problem
from precall.editing.edits import encode_like
from precall.editing.formatter import UnknownLayoutError, format_source


@dataclass
class FormatResult:
    """What tidying a folder comes to."""

    changes: dict[str, bytes | None] = field(default_factory=dict)
    """The files that are not tidy, and what they would be."""
    left: dict[str, str] = field(default_factory=dict)
    """Files that stay as they are, with the reason."""
    problems: list[Problem] = field(default_factory=list)
    """Why files could not be read."""
    total: int = 0


def format_folder(root: Path) -> FormatResult:
    """Look at every content file below `root`. Raises PrecallError when there is no content folder."""
    made = FormatResult()
    for path in find_files(root):
        kind = file_kind(path)
        if kind is None:
            continue
        made.total += 1
        source = read_source(root, path)
        if isinstance(source, Problem):
            made.problems.append(source)
            continue
        document, problems = yaml_parser.compose(source)
        if document is None or problems:
            made.problems.extend(problems)
            continue
        try:
            text = format_source(source, kind)
        except UnknownLayoutError as reason:
            made.left[path] = str(reason)
            continue
        if text != source.text:
            made.changes[path] = encode_like((root / path).read_bytes(), text)
    return made
