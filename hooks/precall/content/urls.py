"""Return the title, address and anchor of entries. Addresses are printed on cards and must not change."""

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
    """The address of a page of the site, or of a place on it."""

    folder: str
    """The page's path from the root of its playbook, as in `calls/first-meeting`; empty for home."""
    anchor: str = ""
    """The id of a place on the page; empty for its top."""
    at: str = ""
    """The folder of its playbook, if the site has several playbooks."""

    @property
    def whole(self) -> str:
        """The page's path from the root of the site."""
        return "/".join(filter(None, (self.at, self.folder)))

    @property
    def path(self) -> str:
        """The address from the site's root in its printed form: `/calls/first-meeting/#objective`."""
        return (f"/{self.whole}/" if self.whole else "/") + self._fragment

    @property
    def markdown_uri(self) -> str:
        """The Markdown file of the page. An index page is `index.md` in its folder."""
        return f"{self.whole}/index.md".lstrip("/") if self.folder in {"", *_INDEXES} else f"{self.whole}.md"

    @property
    def html_uri(self) -> str:
        """The HTML file of the page, whose address ends in a slash."""
        return f"{self.whole}/index.html" if self.whole else "index.html"

    @property
    def _fragment(self) -> str:
        return f"#{self.anchor}" if self.anchor else ""

    def link_from(self, page: Address, *, file: bool = False) -> str:
        """Return a link from an HTML page to this address; with `file`, to the HTML file itself, for `file://`."""
        target = self.html_uri if file else self.whole or "."
        relative = _relative_path(target, page.whole or ".")
        return (relative if file else f"{relative}/") + self._fragment


def _relative_path(target: str, start: str) -> str:
    """Return the path from a folder to a file. Both arguments are paths from the root (`.`).

    `posixpath.relpath` gives the same result but takes seven times as long, and a site has thousands of links.
    """
    target_parts, start_parts = (path.split("/") if path != "." else [] for path in (target, start))
    shared = 0
    for one, other in zip(target_parts, start_parts, strict=False):
        if one != other:
            break
        shared += 1
    return "/".join([".."] * (len(start_parts) - shared) + target_parts[shared:]) or "."


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
    """Return the address of an entry. A question is on its bank's page, a source on the page of all sources."""
    folder = FOLDERS[entry.kind]
    if isinstance(entry, Question):
        bank, _, question = entry.ref.partition("/")
        return Address(f"{folder}/{bank}", question)
    if isinstance(entry, SourceEntry):
        return Address(folder, entry.ref)
    return Address(f"{folder}/{entry.ref}")


def card(call: Call) -> Address:
    """Return the address of a call's card."""
    return Address(f"cards/{call.ref}")


def call_view(call: Call) -> Address:
    """Return the address of the page that a rep reads during a call."""
    return Address(f"call/{call.ref}")


def agenda(call: Call) -> Address:
    """Return the address of the agenda for the client."""
    return Address(f"agenda/{call.ref}")


def debrief(call: Call) -> Address:
    """Return the address of the form that a rep fills in after a call."""
    return Address(f"debrief/{call.ref}")


def title(entry: Entry) -> str:
    """Return the title of an entry, or the words of a question, as Markdown."""
    match entry:
        case Question():
            return entry.ask
        case Call() | Bank() | Principle() | Barrier() | SourceEntry() | Stage():
            return entry.title
    raise TypeError(type(entry))


def plain_title(entry: Entry) -> str:
    """Return the title of an entry without Markdown."""
    return text.plain_line(title(entry))
