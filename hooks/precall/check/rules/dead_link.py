"""A link in a text to another entry leads to one that there is.

A link to another page of this site is written from the site's root, as `calls/first-meeting.md`, or
`questions/why-now.md#what-changed` for one question. Where the id is mistyped, or the entry is gone, a rep who follows
the link stands before a page that says so.

Pages that are written by hand are not known here. One that lies in `docs/calls/` or another folder of entries is told
as if it were none: move it, or allow this.

**The way out:** write the id as the entry has it, or take the link away and leave its words.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from precall.check.registry import Example, Finding, finding_at
from precall.content.merge import sources_of
from precall.content.model import Playbook, ReferenceKind, Sentence, sentences
from precall.content.model.fields import KIND_WORDS
from precall.content.urls import FOLDERS
from precall.core.problems import did_you_mean, nearest, quoted

SEVERITY = "warning"

_LINK = re.compile(
    r"""
      \]\(\s*<? (?:\.{0,2}/)* (?P<folder>[a-z]+) / (?P<page>[\w-]+)
      (?: \.md | /(?:index\.md)? )? (?: \?[^\s>)\#]* )? (?: \# (?P<anchor>[\w-]*) [^\s>)]* )? (?=[\s>)])
    """,
    re.VERBOSE,
)
_CODE = re.compile(r"(`+).+?\1", re.DOTALL)
_KINDS: dict[str, ReferenceKind] = {
    **{folder: kind for kind, folder in FOLDERS.items() if kind not in ("question", "source")},
    **dict.fromkeys(("cards", "call", "agenda", "debrief"), "call"),
}


class Dead(NamedTuple):
    """A link to an entry that is not there."""

    sentence: Sentence
    start: int
    end: int
    """Where the id stands in the sentence."""
    kind: ReferenceKind
    ref: str


def check(playbook: Playbook) -> Iterator[Finding]:
    """Links to entries that are not there."""
    for each in dead_links(playbook):
        word, name = KIND_WORDS[each.kind], quoted(each.ref)
        if hidden_by(playbook, each) is not None:
            said = f"The {word} {name} is hidden here, so this link leads nowhere."
            hint = "Take the link away, or hide the entry no longer."
        else:
            said = f"No {word} is called {name}, so this link leads nowhere."
            hint = did_you_mean(each.ref, playbook.of_kind(each.kind))
        yield finding_at(each.sentence, each.start, each.end, said, hint or "Write its id, or take the link away.")


def dead_links(playbook: Playbook) -> Iterator[Dead]:
    """Every link in a text to an entry that is not there."""
    old = {(entry.kind, alias) for entry in playbook.entries() for alias in entry.aliases}
    # Whether there is any link in a file, by its document: most have none, and their sentences need no look.
    links: dict[int, bool] = {}
    for entry in playbook.entries():
        document = entry.location.document
        if id(document) not in links:
            links[id(document)] = any("](" in source.text for source in sources_of(document))
        for sentence in sentences(entry) if links[id(document)] else ():
            if "](" in sentence.text:
                yield from (each for each in _dead(playbook, sentence) if (each.kind, each.ref) not in old)


def hidden_by(playbook: Playbook, dead: Dead) -> int | None:
    """The item of the settings' `hide` that takes away what a link leads to."""
    name = f"{FOLDERS[dead.kind]}/{dead.ref}"
    hides = (index for index, typed in enumerate(playbook.settings.hide) if typed.strip().strip("/") == name)
    return next(hides, None)


def _dead(playbook: Playbook, sentence: Sentence) -> Iterator[Dead]:
    # What is shown as code is no link.
    text = _CODE.sub(lambda found: " " * len(found[0]), sentence.text)
    for found in _LINK.finditer(text):
        kind, page, anchor = _KINDS.get(found["folder"]), found["page"], found["anchor"]
        if kind is None or page == "index":
            continue
        if page not in playbook.of_kind(kind):
            yield Dead(sentence, *found.span("page"), kind, page)
        elif kind == "bank" and anchor and (ref := f"{page}/{anchor}") not in playbook.questions:
            dead = Dead(sentence, *found.span("anchor"), "question", ref)
            # A page has other places than its questions.
            if nearest(ref, playbook.questions) or hidden_by(playbook, dead) is not None:
                yield dead


BAD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write both lines before [the first meeting](calls/⟦first-meting⟧.md).
"""
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write both lines before [the first meeting](calls/first-meeting.md).
"""
}
