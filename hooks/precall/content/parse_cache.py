"""Cache of parsed YAML: the Document of each file's text, from this run or an earlier one."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TypeAlias

from precall.content import yaml_parser
from precall.content.source import Source
from precall.content.source_map import Document
from precall.content.yaml_recovery import later_faults
from precall.core.cache import version
from precall.core.problems import Problem
from precall.core.session import Session

_NAMESPACE = "documents"
_LIMIT = 20_000

Parsed: TypeAlias = tuple[Document | None, Sequence[Problem]]
"""A file's document (None if it cannot be parsed) and its faults."""


class Parser:
    """Parses the files of one session, each text once. Only files without faults are cached for later runs."""

    def __init__(self, session: Session) -> None:
        self._cache = session.cache
        self.parse = lru_cache(maxsize=8_192)(self._parse)

    def _parse(self, source: Source) -> Parsed:
        key = _key(source)
        document = _from_bytes(source, self._cache.get(_NAMESPACE, key))
        if document is not None:
            return document, ()
        document, problems = yaml_parser.compose(source)
        if document is None:
            return None, (*problems, *later_faults(source, problems[0]))
        if not problems:
            self._cache.put(_NAMESPACE, key, _to_bytes(document), _LIMIT)
        return document, tuple(problems)


def _key(source: Source) -> str:
    return f"{version()} {source.digest.hex()}"


def _to_bytes(document: Document) -> bytes:
    """Return the length of the JSON, the values as JSON, and the offsets."""
    value = json.dumps(document.value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
    return len(value).to_bytes(8, "big") + value + document.offsets.tobytes()


def _from_bytes(source: Source, stored: bytes | None) -> Document | None:
    if stored is None:
        return None
    end = 8 + int.from_bytes(stored[:8], "big")
    offsets = array("I")
    # The size of an integer differs between machines.
    with suppress(ValueError):
        offsets.frombytes(stored[end:])
        return Document(source, json.loads(stored[8:end].decode(errors="surrogatepass")), offsets)
    return None
