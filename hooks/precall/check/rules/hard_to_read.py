"""A sentence that is spoken aloud is too long or too hard to follow.

Questions, follow-ups, the words that open a call and those that play the client's picture back are spoken. A long
sentence of long words sounds as if it were read out. Each sentence may have at most `words` words, and one with a
dozen words or more must not need more than `grade` years of school (the Flesch-Kincaid grade,
which counts words and syllables; it was made for English and is used for English alone).

**How to fix it:** say it to somebody across the table, and write down what you said.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pydantic import Field

from precall.check.example import bank
from precall.check.registry import Example, Finding, finding_at
from precall.content.model import Part, Playbook, Sentence, sentences
from precall.content.model.fields import Number
from precall.core import text

SEVERITY = "warning"
SCOPE = "entry"

LONG_ENOUGH = 12
"""Minimum number of words for which a grade is meaningful: in a shorter sentence one long word dominates it."""

_SENTENCE = re.compile(r"[^.!?…]*(?:\.(?=\w)[^.!?…]*)*(?:[.!?…]+|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:(?<=[^aeiouyl])e|(?<=[aeiouy]l)e|(?<=[^aeiouycgsxz])(?<!ch|sh)es|(?<=[^aeiouydt])ed)$")
"""A silent ending. Those of table, places and wanted are not silent."""
_TWO_SYLLABLES = re.compile(
    r"""
      (?<![ct])i(?:a|en)                 # trial, client; not special, patient
    | (?<![cgstxl])i(?:o|um|us) | ien(?=c) | iet # radio, science, quiet; not question
    | (?<!p)eo | ea$ | cre(?=at)         # video, idea, created; not people
    | (?<![gq])ua | [aeiouy]ing          # annual, doing; not language, quarter
    """,
    re.VERBOSE,
)
"""Neighbouring vowels that belong to two syllables."""
_SYLLABLES = {"business": 2, "businesses": 3, "every": 2, "everything": 3, "everybody": 4, "everyone": 3}
_SYLLABLES |= {
    "something": 2,
    "sometimes": 2,
    "someone": 2,
    "somebody": 3,
    "somewhere": 2,
    "interested": 3,
    "different": 2,
}


class Options(Part):
    """The limits for a spoken sentence."""

    words: Number = Field(25, ge=5, le=100, description="Maximum number of words in a spoken sentence.")
    grade: Number = Field(11, ge=1, le=30, description="Maximum years of school that a spoken sentence may need.")


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Find spoken sentences that are too long or too hard."""
    is_english = playbook.settings.language.partition("-")[0] == "en"
    for entry in playbook.entries():
        if entry.kind not in ("call", "question"):
            continue
        for spoken in sentences(entry):
            if spoken.voice == "aloud" and _is_hard(spoken.text, options.words, options.grade, is_english):
                yield from _in(spoken, options, is_english)


@lru_cache(maxsize=131_072)
def _is_hard(spoken: str, max_words: int, max_grade: float, is_english: bool) -> bool:
    """Return whether a text has a sentence that is too long or too hard."""
    if spoken.count(" ") < min(max_words, LONG_ENOUGH - 1):
        return False
    for sentence in _SENTENCE.findall(spoken):
        words = _WORD.findall(text.plain_line(sentence))
        if len(words) > max_words or (is_english and len(words) >= LONG_ENOUGH and grade(words) > max_grade):
            return True
    return False


def _in(spoken: Sentence, options: Options, is_english: bool) -> Iterator[Finding]:
    for sentence in _SENTENCE.finditer(spoken.text):
        words = _WORD.findall(text.plain_line(sentence[0]))
        start = sentence.end() - len(sentence[0].lstrip())
        if len(words) > options.words:
            yield finding_at(
                spoken,
                start,
                sentence.end(),
                f"This sentence has {len(words)} words, too many to say in one breath.",
                "Say it to somebody across the table, and write down what you said.",
            )
        elif is_english and len(words) >= LONG_ENOUGH and grade(words) > options.grade:
            yield finding_at(
                spoken,
                start,
                sentence.end(),
                f"This sentence needs {grade(words):.0f} years of school to follow by ear.",
                "Ask yourself: which of the long words would you say to a neighbour?",
            )


def grade(words: list[str]) -> float:
    """Return the Flesch-Kincaid grade of one sentence: the years of school that a reader needs.

    Source: Kincaid, Fishburne, Rogers and Chissom, Derivation of New Readability Formulas, 1975.
    """
    return 0.39 * len(words) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@lru_cache(maxsize=16_384)
def syllables(word: str) -> int:
    """Estimate the number of syllables of an English word: its groups of vowels, without silent endings."""
    lower = word.lower().replace("’", "'").removesuffix("'s")
    if lower in _SYLLABLES:
        return _SYLLABLES[lower]
    bare = _SILENT.sub("", lower)
    return max(1, len(_VOWELS.findall(bare)) + len(_TWO_SYLLABLES.findall(bare)))


BAD: Example = bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
    follow_ups:
      - ⟦To what extent do organisational responsibilities facilitate the continuity of operational activities?⟧
      - >-
        Last year was hard. ⟦When you think of the people who first told you about it, and of those who
        had to live with it afterwards, who of them would you say was the one that saw most clearly what it meant?⟧
""")

GOOD: Example = bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
    follow_ups:
      - How does the way you share out the work help with that, or get in the way?
      - Last year was hard. Who saw most clearly what it meant?
""")
