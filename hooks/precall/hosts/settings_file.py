"""Find the file and line of a setting in `mkdocs.yml`, for messages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from precall.content import source, yaml_parser
from precall.content.source_map import Document

_PARENT = "INHERIT"
"""The key with the settings file from which another settings file inherits."""
_MOST_PARENTS = 10


@dataclass(frozen=True)
class SettingsFile:
    """The settings file of a site, with the files that it inherits from."""

    path: Path

    @cached_property
    def _documents(self) -> list[Document]:
        return list(_documents(self.path))

    def has(self, *keys: str) -> bool:
        """Return whether the file, or one that it inherits from, has a setting."""
        return self._find(keys) is not None

    def value(self, *keys: str) -> Any:
        """Return the text, list or mapping of a setting; None if it is not set."""
        found = self._find(keys)
        value: Any = found.value if found else None
        for key in keys if found else ():
            value = value[key]
        return value

    def place(self, *keys: str) -> str:
        """Return the place of a setting, such as `mkdocs.yml:7`; only the file name if the setting is missing."""
        found = self._find(keys)
        return self.path.name if found is None else f"{found.source.path}:{found.span(keys, key=True).line}"

    def place_of_item(self, key: str, name: str) -> str:
        """Return the place of an item, a name or a mapping from the name to its options; else the place of the list."""
        found = self._find((key,))
        if found is not None and isinstance(found.value, dict) and isinstance(found.value[key], list):
            for number, item in enumerate(found.value[key]):
                if item == name or (isinstance(item, dict) and name in item):
                    return f"{found.source.path}:{found.span((key, number)).line}"
        return self.place(key, name) if self.has(key, name) else self.place(key)

    def place_of_text(self, text: str) -> str:
        """Return the place of the first line that contains a text outside comments; empty if there is none."""
        for document in self._documents:
            for number, line in enumerate(document.source.lines, 1):
                if text in line and not line.lstrip().startswith("#"):
                    return f"{document.source.path}:{number}"
        return ""

    def _find(self, keys: tuple[str, ...]) -> Document | None:
        for document in self._documents:
            value = document.value
            for number, key in enumerate(keys, 1):
                if not isinstance(value, dict) or key not in value:
                    break
                value = value[key]
                if number == len(keys):
                    return document
        return None


def _documents(path: Path) -> Iterator[Document]:
    """Yield the file and those that it inherits from, nearest first. Ignore problems, which MkDocs has reported."""
    first, seen = path.parent, 0
    while seen < _MOST_PARENTS:
        read = source.read_source(path.parent, path.name)
        if not isinstance(read, source.Source):
            return
        shown = Path(os.path.relpath(path, first)).as_posix()
        document, _ = yaml_parser.compose(source.Source(shown, read.text))
        if document is None:
            return
        yield document
        parent = document.value.get(_PARENT) if isinstance(document.value, dict) else None
        if not isinstance(parent, str):
            return
        path, seen = path.parent / parent, seen + 1
