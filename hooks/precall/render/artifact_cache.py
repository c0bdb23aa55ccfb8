"""Cache of build artifacts (pages, cards, views), each with the fingerprints of its dependencies."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from precall.core.cache import Cache, version
from precall.render.artifacts import digest_of

FILE = "artifacts.sqlite"
_FACTS, _CONTENTS = "facts", "contents"
_LIMIT = 200_000

Dependency: TypeAlias = tuple[str, ...]
"""A part of the inputs: its name and, for some, an entry: `("users", "principle", "two-lines", "call")`."""


@dataclass(frozen=True, slots=True)
class StoredArtifact:
    """The metadata of an artifact."""

    digest: str
    """Digest of its content."""
    facts: Any
    """Metadata of the content, such as a page's title."""
    fingerprints: Mapping[Dependency, str]
    """The fingerprint of each dependency when the artifact was made."""


class ArtifactCache:
    """The artifacts of earlier builds, by name; in memory alone unless a folder is given.

    Facts and contents are two namespaces of one cache file, so that an up-to-date artifact is recognized without
    reading its content. With `for_one_build`, fingerprints are dropped after they were compared.
    """

    def __init__(self, folder: Path | None = None, *, for_one_build: bool = False) -> None:
        self._for_one_build = for_one_build
        self._cache = Cache(folder / FILE if folder else None, version())
        self._stored: dict[str, StoredArtifact] = {}
        self._unread = self._cache.get_all(_FACTS)
        """Unparsed metadata from the file, until it is needed."""
        self._dependencies: dict[Dependency, Dependency] = {}
        """Thousands of artifacts have the same dependencies; each dependency is in memory once."""
        self._used: set[str] = set()

    def find(self, name: str, current: Mapping[Dependency, str]) -> StoredArtifact | None:
        """Return an artifact if the fingerprints of all its dependencies are unchanged."""
        self._used.add(name)
        stored = self._read(name)
        if stored is None or any(
            current[dependency] != stored_one for dependency, stored_one in stored.fingerprints.items()
        ):
            return None
        if self._for_one_build:
            stored = self._stored[name] = StoredArtifact(stored.digest, stored.facts, {})
        return stored

    def put(self, name: str, stored: StoredArtifact, content: bytes) -> StoredArtifact:
        """Store an artifact in place of an older one of that name, and return what stays of it in memory."""
        self._used.add(name)
        self._unread.pop(name, None)
        fingerprints = [[*dependency, fingerprint] for dependency, fingerprint in sorted(stored.fingerprints.items())]
        self._cache.put_json(_FACTS, {name: [stored.digest, stored.facts, fingerprints]}, _LIMIT)
        self._cache.put(_CONTENTS, name, zlib.compress(content, 1), _LIMIT)
        known = {} if self._for_one_build else self._shared(fingerprints)
        kept = self._stored[name] = StoredArtifact(stored.digest, stored.facts, known)
        return kept

    def content(self, name: str, digest: str) -> bytes | None:
        """Return an artifact's content; None if it is missing, corrupt, or was replaced by another."""
        compressed = self._cache.get(_CONTENTS, name)
        with suppress(zlib.error):
            content = None if compressed is None else zlib.decompress(compressed)
            return content if content is not None and digest_of(content) == digest else None
        return None

    def remove_unused(self) -> None:
        """Delete artifacts that were not used since the last call, and write the others."""
        unused = (self._stored.keys() | self._unread.keys()) - self._used
        for name in unused:
            self._stored.pop(name, None)
            self._unread.pop(name, None)
        for namespace in (_FACTS, _CONTENTS):
            self._cache.remove(namespace, unused)
        self._used.clear()
        self.write()

    def write(self) -> None:
        """Write new artifacts to the file."""
        self._cache.write()

    def close(self) -> None:
        """Write new artifacts, and close the file."""
        self._cache.close()

    def _read(self, name: str) -> StoredArtifact | None:
        written = self._unread.pop(name, None)
        if written is not None:
            with suppress(ValueError, TypeError):
                digest, facts, fingerprints = json.loads(written.decode(errors="surrogatepass"))
                self._stored[name] = StoredArtifact(digest, facts, self._shared(fingerprints))
        return self._stored.get(name)

    def _shared(self, fingerprints: list[list[str]]) -> dict[Dependency, str]:
        known = self._dependencies
        found = ((tuple(dependency), fingerprint) for *dependency, fingerprint in fingerprints)
        return {known.setdefault(dependency, dependency): fingerprint for dependency, fingerprint in found}
