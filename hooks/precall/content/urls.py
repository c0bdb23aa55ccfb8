"""Every entry's title, address and anchor, made here and nowhere else: addresses stand on paper and must not change."""

from __future__ import annotations

from dataclasses import dataclass

from precall.content.model import Bank, Barrier, Call, Entry, Principle, Question, ReferenceKind, SourceEntry, Stage
from precall.core import text

FOLDERS: dict[ReferenceKind, str] = {
    "stage": "stages",
    "call": "calls",
    "bank": "questions",
    "question": "questions",
    "principle": "principles",
    "barrier": "barriers",
    "source": "sources",
}


@dataclass(frozen=True, slots=True)
class Address:
    """One page of the site, and a place on it."""

    folder: str
    """The page's address from the site's root, without slashes at its ends: `calls/first-meeting`; empty for home."""
    anchor: str = ""
    """The id of a place on the page, or nothing for its top."""
    at: str = ""
    """The folder of its playbook, where a site has several; `folder` is counted from there."""

    @property
    def whole(self) -> str:
        """The page's address from the root of a site that may have several playbooks."""
        return "/".join(filter(None, (self.at, self.folder)))

    @property
    def path(self) -> str:
        """From the site's root as it stands on paper: `/calls/first-meeting/#objective`."""
        return (f"/{self.whole}/" if self.whole else "/") + self._fragment

    @property
    def markdown_uri(self) -> str:
        """The Markdown file that the page is made from. An index page is `index.md` in its folder."""
        return f"{self.whole}/index.md".lstrip("/") if self.folder in {"", *_INDEXES} else f"{self.whole}.md"

    @property
    def html_uri(self) -> str:
        """The file that the page becomes, with an address that ends in a slash."""
        return f"{self.whole}/index.html" if self.whole else "index.html"

    @property
    def _fragment(self) -> str:
        return f"#{self.anchor}" if self.anchor else ""

    def link_from(self, page: Address, *, file: bool = False) -> str:
        """How a ready HTML page links here; with `file`, to the file itself, as `file://` needs."""
        target = self.html_uri if file else self.whole or "."
        relative = _way(target, page.whole or ".")
        return (relative if file else f"{relative}/") + self._fragment


def _way(target: str, start: str) -> str:
    """The relative path from a folder to a file, both from the root; `.` is the root.

    As `posixpath.relpath`, which takes seven times as long for it asks where it is, and pages have thousands of links.
    """
    there, here = (path.split("/") if path != "." else [] for path in (target, start))
    shared = 0
    for one, other in zip(there, here, strict=False):
        if one != other:
            break
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:]) or "."


HOME = Address("")
METHOD = Address("method")
PRACTICE = Address("practice")
STAGES = Address("stages")
CALLS = Address("calls")
BANKS = Address("questions")
PRINCIPLES = Address("principles")
BARRIERS = Address("barriers")
SOURCES = Address("sources")
EDITORS = Address("editors")
CHANGES = Address("changes")
MY_CALLS = Address("my-calls")
TALLY = Address("my-calls/tally")

_INDEXES = {"stages", "calls", "questions", "principles", "barriers", "sources", "editors", "editors/rules", "my-calls"}


def address(entry: Entry) -> Address:
    """Where an entry is read. A question stands on its bank's page, a source on the page of all sources."""
    folder = FOLDERS[entry.kind]
    if isinstance(entry, Question):
        bank, _, question = entry.ref.partition("/")
        return Address(f"{folder}/{bank}", question)
    if isinstance(entry, SourceEntry):
        return Address(folder, entry.ref)
    return Address(f"{folder}/{entry.ref}")


def card(call: Call) -> Address:
    """The call's card."""
    return Address(f"cards/{call.ref}")


def call_view(call: Call) -> Address:
    """What a rep looks at during the call."""
    return Address(f"call/{call.ref}")


def agenda(call: Call) -> Address:
    """What the client is sent."""
    return Address(f"agenda/{call.ref}")


def debrief(call: Call) -> Address:
    """What a rep writes down after the call."""
    return Address(f"debrief/{call.ref}")


def title(entry: Entry) -> str:
    """What an entry is called wherever it is named: its title, and a question's own words; Markdown still in it."""
    match entry:
        case Question():
            return entry.ask
        case Call() | Bank() | Principle() | Barrier() | SourceEntry() | Stage():
            return entry.title
    raise TypeError(type(entry))


def plain_title(entry: Entry) -> str:
    """The title as plain words."""
    return text.plain_line(title(entry))
