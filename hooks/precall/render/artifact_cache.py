"""Cache of build artifacts (pages, cards, views), each with the dependencies that it was made from."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from sys import intern

from precall.core.cache import Cache, version

FILE = "artifacts.sqlite"
_DEPENDENCIES, _CONTENTS = "dependencies", "contents"
_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that was made."""

    asked: Mapping[str, str]
    """The questions it was made from, with their answers."""
    digest: str
    """Of its content."""


@dataclass(frozen=True, slots=True)
class Made:
    """One thing as it comes upon a shelf."""

    name: str
    kept: Kept
    content: bytes
    """As the shelf holds it."""


def digest_of(content: bytes) -> str:
    """Sixteen signs that stand for some bytes."""
    return blake2b(content, digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Packed:
    """Bytes as a shelf holds them: what is large and is read now and then stands so in memory."""

    content: bytes
    is_compressed: bool = True

    def read(self) -> bytes:
        """The bytes."""
        return zlib.decompress(self.content) if self.is_compressed else self.content


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are read when they are wanted: a large playbook's pages do not all stand in memory."""

    digest: str
    read: Callable[[], bytes]
    packed: Callable[[], Packed | None] = lambda: None
    """As the shelf holds them, where it does, unread."""

    def held(self) -> tuple[bytes, Packed]:
        """The bytes now, and as they may be kept to be read again."""
        packed = self.packed()
        if packed is not None:
            with suppress(zlib.error):
                content = packed.read()
                if digest_of(content) == self.digest:
                    return content, packed
        content = self.read()
        return content, Packed(content, is_compressed=False)


class Shelf:
    """The artifacts of earlier builds, by name; in memory alone unless a folder is given.

    Dependencies and contents are two namespaces of one cache file: most artifacts of a build are found to be up to
    date without reading their contents. With `for_one_build` an artifact's dependencies are dropped once they were
    compared.
    """

    def __init__(self, folder: Path | None = None, *, for_one_build: bool = False) -> None:
        self._for_one_build = for_one_build
        self._cache = Cache(folder / FILE if folder else None, version())
        self._found: dict[str, Kept] = {}
        self._unread = self._cache.get_all(_DEPENDENCIES)
        """Dependencies and digests as the file has them, until they are needed."""
        self._used: set[str] = set()

    def _kept(self, name: str) -> Kept | None:
        """Return what is known of an artifact."""
        written = self._unread.pop(name, None)
        if written is not None:
            with suppress(ValueError, TypeError, AttributeError):
                asked, content_digest = json.loads(written)
                self._found[name] = Kept(dict(asked) if self._for_one_build else _interned(asked), content_digest)
        return self._found.get(name)

    def find(self, name: str, answers: Callable[[str], str]) -> Kept | None:
        """Return an artifact if all its dependencies are as they were."""
        kept = self._kept(name)
        self._used.add(name)
        for question, answer in kept.asked.items() if kept is not None else ():
            if answers(question) != answer:
                return None
        return kept and self.settled(name)

    def settled(self, name: str) -> Kept:
        """Return an artifact that was found or made. In a single build its dependencies are dropped."""
        kept = self._found[name]
        if self._for_one_build:
            # Inputs other than the playbook differ within a build; they have no answer, or no name.
            asked = {question: answer for question, answer in kept.asked.items() if not (question and answer)}
            kept = self._found[name] = Kept(asked, kept.digest)
        return kept

    def answered(self, name: str, question: str) -> str | None:
        """Return the answer that an artifact depends on, None where it has no such dependency."""
        kept = self._kept(name)
        return None if kept is None else kept.asked.get(question)

    def packed(self, name: str, asked: Mapping[str, str], content: bytes) -> Made:
        """Return an artifact ready for `take`; nothing is stored."""
        return Made(name, Kept(asked, digest_of(content)), zlib.compress(content, 1))

    def take(self, made: Made) -> Kept:
        """Store an artifact in place of an older one of that name."""
        name, asked = made.name, made.kept.asked
        self._unread.pop(name, None)
        kept = made.kept if self._for_one_build else Kept(_interned(asked), made.kept.digest)
        self._used.add(name)
        self._found[name] = kept
        self._cache.put_json(_DEPENDENCIES, {name: [asked, kept.digest]}, _LIMIT)
        self._cache.put(_CONTENTS, name, made.content, _LIMIT)
        return kept

    def content(self, name: str) -> bytes | None:
        """Return an artifact's content, None where it cannot be had any more."""
        packed, kept = self.as_packed(name), self._kept(name)
        if packed is None or kept is None:
            return None
        with suppress(zlib.error):
            content = packed.read()
            return content if digest_of(content) == kept.digest else None
        return None

    def as_packed(self, name: str) -> Packed | None:
        """Return an artifact's content as it is stored."""
        content = self._cache.get(_CONTENTS, name)
        return None if content is None else Packed(content)

    def tidy(self) -> None:
        """Delete artifacts that were not used since the last call, and write the others."""
        unused = (self._found.keys() | self._unread.keys()) - self._used
        for name in unused:
            self._found.pop(name, None)
            self._unread.pop(name, None)
        for namespace in (_DEPENDENCIES, _CONTENTS):
            self._cache.remove(namespace, unused)
        self._used.clear()
        self.write()

    def write(self) -> None:
        """Write new artifacts to the file."""
        self._cache.write()

    def close(self) -> None:
        """Write new artifacts, and close the file."""
        self._cache.close()


def _interned(asked: Mapping[str, str]) -> dict[str, str]:
    """Thousands of pages ask the same, and have the same answers: each text stands in memory once."""
    return {intern(question): intern(answer) for question, answer in asked.items()}
