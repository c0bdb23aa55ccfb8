"""A link in a text names an entry that does not exist.

A link to another website begins with `https://`; without it, a browser looks for a page of this site.

A link is written as `[words](address)`, without a space between the two and without one in the address.

A link to another page of this site is written from the site's root, as `calls/first-meeting.md`, or
`questions/why-now.md#what-changed` for one question. If the id is misspelt, or the entry was deleted, a rep who
follows the link finds no page.

This rule ignores the pages that you write by hand. So it also reports a link to such a page in `docs/calls/`, or in
another folder of entries: move the page, or allow the finding.

**How to fix it:** write the id of the entry, or delete the link and keep its words.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from precall.check.example import principles
from precall.check.registry import Example, Finding, finding_at
from precall.content.merge import is_in_sources
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
_BRACKETS = re.compile(r"\]\s*\(|\)\[|\[\[")
_TARGET = re.compile(r"\]\(\s*<?(?P<target>[^\s<>)]+)")
_ADDRESS = r"(?:https?://|mailto:|(?:\.{0,2}/)*[\w-]+/)[^\s()\[\]<>]+"
_ALMOST = re.compile(
    rf"""
      \[ (?P<words>[^\[\]]+) \]\s+\( (?P<address>{_ADDRESS}) \)
    | \( (?P<words_2>[^()]+) \)\[ (?P<address_2>{_ADDRESS}) \]
    | \[ (?P<words_3>[^\[\]]+) \]\( (?P<address_3>{_ADDRESS}) (?=\s [^()\"']* $ | $)
    | \[ (?P<words_4>[^\[\]]+) \]\( (?P<spaced>[a-z]+/[\w-]+(?:[ ][\w-]+)+(?:\.md)?) \)
    | \[\[ (?P<name>[\w/ -]+) (?:\|(?P<label>[^\[\]|]+))? \]\]
    """,
    re.VERBOSE,
)
"""Matches probable links in a wrong form: with a space, swapped brackets, an unclosed bracket, or in wiki style."""
_NO_SCHEME = re.compile(
    r"www\.|https?/+|(?:[\w-]+\.)+(?:[a-z]{2,}/|(?:com|org|net|ch|de|at|eu|uk|io)(?=[?#]|$))", re.IGNORECASE
)
"""The start of a web address without its scheme."""
_CONTENT = re.compile(r"(?:playbook/)?((?:calls|questions)/[\w-]+)\.ya?ml")
"""A link to the YAML file of an entry instead of its page."""
_CODE = re.compile(r"(`+).+?\1", re.DOTALL)
_KINDS: dict[str, ReferenceKind] = {
    **{folder: kind for kind, folder in FOLDERS.items() if kind not in ("question", "source")},
    **dict.fromkeys(("cards", "call", "agenda", "debrief"), "call"),
}


class DeadLink(NamedTuple):
    """A link to an entry that does not exist."""

    sentence: Sentence
    start: int
    end: int
    """The range of the id in the sentence."""
    kind: ReferenceKind
    ref: str


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find links to entries that do not exist, and links with a wrong form."""
    for sentence in _sentences_with_links(playbook):
        yield from _miswritten(playbook, sentence)
        yield from _almost_links(playbook, sentence)
    for link in dead_links(playbook):
        word, name = KIND_WORDS[link.kind], quoted(link.ref)
        if hidden_by(playbook, link) is not None:
            message = f"The {word} {name} is hidden here, so this link is broken."
            hint = "Delete the link, or stop hiding the entry."
        elif (link.kind, link.ref) in playbook.drafts:
            message = f"The {word} {name} is a draft, which the site leaves out, so this link is broken."
            hint = "Finish the draft and delete its draft: true, or delete the link."
        else:
            message = f"No {word} is called {name}, so this link is broken."
            hint = did_you_mean(link.ref.rpartition("/")[2], _choices(playbook, link))
        yield finding_at(
            link.sentence, link.start, link.end, message, hint or "Write the id of an entry, or delete the link."
        )


def _choices(playbook: Playbook, link: DeadLink) -> Collection[str]:
    """Return the possible ids for a link; after #, the question's id without its bank."""
    if link.kind != "question":
        return playbook.of_kind(link.kind)
    bank = link.ref.partition("/")[0]
    return [ref.partition("/")[2] for ref in playbook.questions if ref.startswith(f"{bank}/")]


def dead_links(playbook: Playbook) -> Iterator[DeadLink]:
    """Yield every link in a text to an entry that does not exist."""
    aliases = {(entry.kind, alias) for entry in playbook.entries() for alias in entry.aliases}
    for sentence in _sentences_with_links(playbook):
        yield from (link for link in _dead(playbook, sentence) if (link.kind, link.ref) not in aliases)


def _sentences_with_links(playbook: Playbook) -> Iterator[Sentence]:
    # Most files have no link, so their sentences need not be searched.
    for entry in playbook.entries():
        for sentence in sentences(entry) if is_in_sources(_BRACKETS, entry.location.document) else ():
            if _BRACKETS.search(sentence.text):
                yield sentence


def _almost_links(playbook: Playbook, sentence: Sentence) -> Iterator[Finding]:
    """Find what was meant as a link, but stays as it is typed on the page."""
    text = _without_code(sentence.text)
    for match in _ALMOST.finditer(text):
        words = match["words"] or match["words_2"] or match["words_3"] or match["words_4"] or match["label"]
        address = match["address"] or match["address_2"] or match["address_3"]
        if match["spaced"]:
            address = match["spaced"].replace(" ", "-")
        elif match["name"]:
            kind, ref = _named(playbook, match["name"])
            if kind is None:
                continue
            address = f"{FOLDERS[kind]}/{ref}.md"
            words = words or str(getattr(playbook.of_kind(kind)[ref], "title", ref))
        message = "This is no link as it is written, so the page shows it as typed."
        yield finding_at(sentence, *match.span(), message, f"Write [{words}]({address})")


def _named(playbook: Playbook, name: str) -> tuple[ReferenceKind | None, str]:
    """Return the kind and the id of the entry with a page of its own that has a name; no kind for none."""
    ref = name.rsplit("/", 1)[-1].strip().lower().replace(" ", "-")
    kinds = (kind for kind in FOLDERS if kind not in ("question", "stage", "source") and ref in playbook.of_kind(kind))
    return next(kinds, None), ref


def _without_code(text: str) -> str:
    """Return a text with spaces in the place of its code, which has no links."""
    return _CODE.sub(lambda match: " " * len(match[0]), text)


def _miswritten(playbook: Playbook, sentence: Sentence) -> Iterator[Finding]:
    """Find links that lack their scheme or their folder, or that name a file of the content."""
    text = _without_code(sentence.text)
    for match in _TARGET.finditer(text):
        target = match["target"]
        bare = re.sub(r"^(?:\.{0,2}/)+", "", target).partition("#")[0]
        hint = ""
        if _NO_SCHEME.match(target):
            hint = f"Write https://{re.sub(r'^https?[:/]*', '', target)}"
        elif _CONTENT.fullmatch(bare):
            hint = f"Write {_CONTENT.fullmatch(bare)[1]}.md"  # type: ignore[index]  # it matches
        elif re.fullmatch(r"[\w-]+(?:\.md)?", bare):
            kind, ref = _named(playbook, bare.removesuffix(".md"))
            hint = f"Write {FOLDERS[kind]}/{ref}.md" if kind else ""
        if hint:
            yield finding_at(sentence, *match.span("target"), "This link is broken as it is written.", hint)


def hidden_by(playbook: Playbook, link: DeadLink) -> int | None:
    """Return the position of the item of `hide` that hides the target of a link; None for none."""
    name = f"{FOLDERS[link.kind]}/{link.ref}"
    hides = (index for index, typed in enumerate(playbook.settings.hide) if typed.strip().strip("/") == name)
    return next(hides, None)


def _dead(playbook: Playbook, sentence: Sentence) -> Iterator[DeadLink]:
    text = _ALMOST.sub(lambda match: " " * len(match[0]), _without_code(sentence.text))
    for match in _LINK.finditer(text):
        kind, page, anchor = _KINDS.get(match["folder"]), match["page"], match["anchor"]
        if kind is None or page == "index":
            continue
        if page not in playbook.of_kind(kind):
            yield DeadLink(sentence, *match.span("page"), kind, page)
        elif kind == "bank" and anchor and (ref := f"{page}/{anchor}") not in playbook.questions:
            dead = DeadLink(sentence, *match.span("anchor"), "question", ref)
            # A page has anchors other than its questions.
            if nearest(ref, playbook.questions) or hidden_by(playbook, dead) is not None:
                yield dead


BAD: Example = principles(say="Write both lines before [the first meeting](calls/⟦first-meting⟧.md).")

GOOD: Example = principles(say="Write both lines before [the first meeting](calls/first-meeting.md).")
