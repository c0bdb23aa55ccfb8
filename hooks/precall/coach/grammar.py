"""A question becomes its forms: open or closed, double-barrelled, leading, with a tie-down. Grammar alone, no weights."""

from __future__ import annotations

from dataclasses import dataclass

from precall.coach.words import Word

ASKING = frozenset(["what", "which", "how", "why", "where", "when", "who", "whose", "whom"])
HELPING = frozenset(
    ["is", "are", "was", "were", "am", "do", "does", "did", "has", "have", "had", "can", "could", "will", "would", "shall", "should", "may", "might", "must"]
)
PERSONS = frozenset(["i", "you", "he", "she", "it", "we", "they", "there", "that", "this", "anyone", "anybody", "someone", "somebody"])
TELLING = frozenset(["tell", "describe", "walk", "talk", "take", "explain", "help", "show", "say", "paint", "remind", "teach"])
SUBORDINATE = frozenset(
    ["when", "where", "if", "once", "since", "as", "before", "after", "with", "given", "suppose", "supposing", "imagine", "while", "now", "because", "although", "though"]
)
PRELUDE = frozenset(["and", "so", "but", "then", "well", "right", "okay", "ok", "now", "out", "honestly"])
TAGS = (
    "right", "correct", "yes", "yeah", "no", "ok", "okay", "agreed", "deal", "true", "fair", "fair enough", "am i right", "do n't you think",
    "do n't you agree", "would n't you say", "would n't you agree", "would you agree", "would you not agree", "agree",
)  # fmt: skip
PRESUMING = ("surely", "obviously", "of course", "i take it", "i assume", "can i assume", "can we assume", "i can assume", "do you agree", "would you agree", "wouldn't you agree", "you do want", "you must")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forms:
    """What the grammar of a question says about it."""

    open: bool
    """It cannot be answered with yes or no."""
    double: bool
    """It asks two things at once."""
    leading: bool
    """Its wording presumes the answer."""
    tie_down: bool
    """It ends by asking for agreement: "isn't it?", "right?"."""


def forms(words: tuple[Word, ...]) -> Forms:
    """The forms of a question."""
    texts = [word.text for word in words]
    asked = _sentences(texts)
    main = _main(asked[-1]) if asked else []
    tied = bool(asked) and _tied(asked[-1])
    if tied and len(asked) > 1 and len(asked[-1]) <= 3:
        main = _main(asked[-2])
    flat = " ".join(texts)
    presumed = any(f" {phrase} " in f" {flat} " for phrase in (phrase.replace("n't", " n't") for phrase in PRESUMING))
    return Forms(
        open=_open(main),
        double=_double(asked),
        leading=tied or presumed or _negated(main),
        tie_down=tied,
    )


def _sentences(texts: list[str]) -> list[list[str]]:
    """The sentences that end in a question mark; the last sentence when none does."""
    found: list[list[str]] = []
    current: list[str] = []
    for text in [*texts, "."]:
        if text in (".", "?", "!"):
            if current and (text == "?" or (not found and text == "." and "?" not in texts)):
                if text == "?" or not found:
                    found.append(current)
            current = []
        else:
            current.append(text)
    if "?" not in texts and texts:
        last = [[]] if not texts else _split(texts)
        return [part for part in last if part][-1:]
    return found


def _split(texts: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for text in texts:
        if text in (".", "!", "?"):
            parts.append([])
        else:
            parts[-1].append(text)
    return parts


def _head(texts: list[str], at: int) -> bool:
    """Whether a question can begin here."""
    if at >= len(texts):
        return False
    text, rest = texts[at], texts[at + 1 : at + 3]
    if text in ASKING:
        return not (text in SUBORDINATE and rest and rest[0] not in HELPING | {"'s", "'d", "to"})
    if text in HELPING:
        return bool(rest)
    return (
        text in TELLING
        and bool(rest)
        and rest[0] in ("me", "us", "about", "the", "a", "more", "how", "what", "through", "your")
    )


def _main(texts: list[str]) -> list[str]:
    """A sentence from where its question begins."""
    starts = [0, *(at + 1 for at, text in enumerate(texts) if text in (",", ";", ":", "-"))]
    for start in starts:
        at = start
        while at < len(texts) and texts[at] in PRELUDE:
            at += 1
        if _head(texts, at):
            return texts[at:]
    return texts


def _open(main: list[str]) -> bool:
    if not main:
        return False
    if main[0] in ASKING or main[0] in TELLING:
        return True
    polite = main[0] in ("can", "could", "would", "will") and main[1:2] == ["you"]
    return polite and any(text in TELLING for text in main[2:5]) and not ({"send", "sign"} & set(main[:5]))


def _negated(main: list[str]) -> bool:
    return len(main) > 2 and main[0] in HELPING and (main[1] == "n't" or (main[1] in PERSONS and main[2] == "not"))


def _tied(texts: list[str]) -> bool:
    """Whether a sentence ends in a tag: after a comma, an auxiliary and a pronoun; or one of the set tags."""
    end = [text for text in texts if text not in (")", '"')]
    commas = [at for at, text in enumerate(end) if text in (",", ";", "-")]
    last = end[commas[-1] + 1 :] if commas else end
    if commas and " ".join(last) in TAGS:
        return True
    if last and last[-1] == "please":
        return False
    if not commas:
        return " ".join(end) in TAGS[:8] and len(end) <= 2
    negated = len(last) == 3 and last[0] in HELPING and last[1] == "n't" and last[2] in PERSONS
    return negated or (len(last) == 2 and last[0] in HELPING and last[1] in PERSONS)


def _double(asked: list[list[str]]) -> bool:
    """Whether two things are asked: two question marks, or a second question after "and" or a comma."""
    real = [sentence for sentence in asked if not (_tied(sentence) and len(sentence) <= 3)]
    if len(real) > 1:
        return True
    for sentence in real:
        main = _main(sentence)
        for at in range(2, len(main) - 1):
            follows = main[at] in ("and", "but", "then", ";")
            if (
                follows
                and _head(main, at + 1)
                and (main[at + 1] in ASKING or main[at + 2] in PERSONS | {"your", "the", "n't"})
            ):
                return not _tied(["x", ",", *main[at + 1 :]])
    return False
