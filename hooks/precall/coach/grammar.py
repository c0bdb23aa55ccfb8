"""A question becomes its forms by grammar alone: open or closed, double-barrelled, leading, with a tie-down."""

from __future__ import annotations

from dataclasses import dataclass

from precall.coach.lexicon import load_grammar as lists
from precall.coach.words import Word


@dataclass(frozen=True, slots=True)
class QuestionForms:
    """What the grammar of a question says about it."""

    open: bool
    """It cannot be answered with yes or no."""
    double: bool
    """It asks two things at once."""
    leading: bool
    """Its wording presumes the answer."""
    tie_down: bool
    """It ends by asking for agreement: "isn't it?", "right?"."""


def question_forms(words: tuple[Word, ...]) -> QuestionForms:
    """The forms of a question."""
    texts = [word.text for word in words]
    asked = _sentences(texts)
    main = _main(asked[-1]) if asked else []
    tied = bool(asked) and _tied(asked[-1])
    if tied and len(asked) > 1 and len(asked[-1]) <= 3:
        main = _main(asked[-2])
    flat = " ".join(texts)
    presumed = any(f" {phrase} " in f" {flat} " for phrase in lists().presuming)
    return QuestionForms(
        open=_open(main),
        double=_double(asked),
        leading=tied or presumed or _negated(main),
        tie_down=tied,
    )


def _sentences(texts: list[str]) -> list[list[str]]:
    """The sentences that end in a question mark; the last sentence when none does."""
    parts: list[list[str]] = [[]]
    asked: list[list[str]] = []
    for text in texts:
        if text in (".", "!", "?"):
            if text == "?" and parts[-1]:
                asked.append(parts[-1])
            parts.append([])
        else:
            parts[-1].append(text)
    return asked or [part for part in parts if part][-1:]


def _head(texts: list[str], at: int) -> bool:
    """Whether a question can begin here."""
    if at >= len(texts):
        return False
    text, rest = texts[at], texts[at + 1 : at + 2]
    if text in lists().asking:
        return not (text in lists().subordinate and rest and rest[0] not in lists().helping | {"'s", "'d", "to"})
    if text in lists().helping:
        return bool(rest)
    return text in lists().telling and bool(rest) and rest[0] in lists().told


def _main(texts: list[str]) -> list[str]:
    """A sentence from where its question begins."""
    starts = [0, *(at + 1 for at, text in enumerate(texts) if text in (",", ";", ":", "-"))]
    for start in starts:
        at = start
        while at < len(texts) and texts[at] in lists().prelude:
            at += 1
        if _head(texts, at):
            return texts[at:]
    return texts


def _open(main: list[str]) -> bool:
    if not main:
        return False
    if main[0] in lists().asking or main[0] in lists().telling:
        return True
    polite = main[0] in ("can", "could", "would", "will") and main[1:2] == ["you"]
    return polite and any(text in lists().telling for text in main[2:5]) and not ({"send", "sign"} & set(main[:5]))


def _negated(main: list[str]) -> bool:
    return (
        len(main) > 2
        and main[0] in lists().helping
        and (main[1] == "n't" or (main[1] in lists().persons and main[2] == "not"))
    )


def _tied(texts: list[str]) -> bool:
    """Whether a sentence ends in a tag: after a comma, an auxiliary and a pronoun; or one of the set tags."""
    end = [text for text in texts if text not in (")", '"')]
    commas = [at for at, text in enumerate(end) if text in (",", ";", "-")]
    last = end[commas[-1] + 1 :] if commas else end
    if commas and " ".join(last) in lists().tags:
        return True
    if last and last[-1] == "please":
        return False
    if not commas:
        return " ".join(end) in lists().short_tags and len(end) <= 2
    negated = len(last) == 3 and last[0] in lists().helping and last[1] == "n't" and last[2] in lists().persons
    return negated or (len(last) == 2 and last[0] in lists().helping and last[1] in lists().persons)


def _double(asked: list[list[str]]) -> bool:
    """Whether two things are asked: two question marks, or a second question after "and" or a comma."""
    real = [sentence for sentence in asked if not (_tied(sentence) and len(sentence) <= 3)]
    if len(real) > 1:
        return True
    for sentence in real:
        main = _main(sentence)
        for at in range(2, len(main) - 1):
            joined = main[at] in ("and", "but", "then", ";") and _head(main, at + 1)
            if joined and (main[at + 1] in lists().asking or main[at + 2] in lists().persons | {"your", "the", "n't"}):
                return not _tied(["x", ",", *main[at + 1 :]])
    return False
