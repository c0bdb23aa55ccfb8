"""What a page of Markdown became: its HTML, and what else a host asks of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """One heading, as a table of contents has it."""

    level: int
    id: str
    name: str
    """Its words as HTML without elements."""


@dataclass
class Converted:
    """What came of a page."""

    html: str = ""
    title: str | None = None
    """The words of the first heading, where the page begins with one of the first level."""
    headings: list[Heading] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    """What can be linked to within the page."""

    def written(self) -> bytes:
        """It as bytes, from which `of` makes it again: a line of facts, and the HTML as it is."""
        headings = [(each.level, each.id, each.name) for each in self.headings]
        facts = json.dumps([self.title, headings, sorted(self.ids)], separators=(",", ":"))
        return f"{facts}\n{self.html}".encode(errors="surrogatepass")

    @classmethod
    def of(cls, written: bytes) -> Converted:
        """What was written so."""
        facts, _, text = written.partition(b"\n")
        title, headings, ids = json.loads(facts)
        return cls(_decoded(text), title, [Heading(*each) for each in headings], set(ids))


def html_of(written: bytes) -> str:
    """The HTML alone of what was written so."""
    return _decoded(written.partition(b"\n")[2])


def _decoded(text: bytes) -> str:
    return text.decode(errors="surrogatepass")
