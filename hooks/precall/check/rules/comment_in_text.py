"""YAML reads the end of a text as a comment.

After a space, `#` begins a comment: of `Ask for # 1 priority` the site shows only "Ask for". The rule reports a `#`
after one space if a number follows, or "of", as in `the # of seats`. It is a notice if the comment ends a sentence that
the text before it does not end, because that may be a comment after all.

**How to fix it:** put quotes around the whole text. If a comment is meant, put two spaces before the `#`: the rule
ignores such a comment.
"""

import re
from collections.abc import Iterator

from precall.check.example import principles
from precall.check.registry import Example, Finding
from precall.content.merge import is_in_sources
from precall.content.model import Playbook, Sentence, sentences
from precall.content.syntax import in_quotes
from precall.core.problems import quoted

SEVERITY = "warning"
SCOPE = "entry"

_COMMENT = re.compile(r" #[ \t]+(?P<words>\S[^\r\n]*)")
_NUMBER = re.compile(r"\d|of\b")
"""Text before which # stands for the word number."""
_ENDED = re.compile(r"[.?!…][\"'”’)]*$")
_LONGEST = 100
"""The most characters of a text that the hint repeats."""


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find texts without quotes that end before one space and a `#`."""
    # Most files have no such comment, so their sentences need not be searched.
    for entry in playbook.entries():
        for sentence in sentences(entry) if is_in_sources(_COMMENT, entry.location.document) else ():
            yield from _cut_text(sentence)


def _cut_text(sentence: Sentence) -> Iterator[Finding]:
    location = sentence.entry.location
    document, loc = location.document.owner_of(location.loc + sentence.loc)
    text = document.source.text
    index, _, _ = document.find(loc)
    start, end = document.offsets[2 * index : 2 * index + 2]
    comment = _COMMENT.match(text, end)
    if comment is None or text[start] in "\"'|>":
        return
    is_number = _NUMBER.match(comment["words"]) is not None
    goes_on = _ENDED.search(comment["words"].rstrip()) and not _ENDED.search(sentence.text)
    if not is_number and not goes_on:
        return
    whole = text[start : comment.end()].rstrip()
    fits = len(whole) <= _LONGEST and "\n" not in whole
    yield Finding(
        sentence.entry,
        sentence.loc,
        f"YAML reads {quoted(comment[0].strip())} after this text as a comment, so the site leaves it out.",
        "If a comment is meant, put two spaces before the #. Else put quotes around the whole text"
        f"{f': {in_quotes(whole)}' if fits else '.'}",
        severity="warning" if is_number else "notice",
    )


BAD: Example = principles(say="⟦Ask for⟧ # 1 priority")

GOOD: Example = principles(say='"Ask for # 1 priority"')
