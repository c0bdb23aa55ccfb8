"""The words of a question go in; its grammatical form comes out: open or closed, double, leading, with a tie-down."""

from __future__ import annotations

from dataclasses import dataclass

from precall.coach.lexicon import load_grammar
from precall.coach.words import Word


@dataclass(frozen=True, slots=True)
class QuestionForms:
    """The grammatical form of one question."""

    open: bool
    """It cannot be answered with yes or no."""
    double: bool
    """It asks two things at once."""
    leading: bool
    """Its wording presumes the answer."""
    tie_down: bool
    """It ends by asking for agreement: "isn't it?", "right?"."""


def question_forms(words: tuple[Word, ...]) -> QuestionForms:
    """Return the grammatical form of a question."""
    texts = [word.text for word in words]
    questions = _questions(texts)
    main = _main_part(questions[-1]) if questions else []
    tie_down = bool(questions) and _has_tie_down(questions[-1])
    if tie_down and len(questions) > 1 and len(questions[-1]) <= 3:
        main = _main_part(questions[-2])
    padded = f" {' '.join(texts)} "
    presumes = any(f" {phrase} " in padded for phrase in load_grammar().presuming)
    return QuestionForms(
        open=_is_open(main),
        double=_is_double(questions),
        leading=tie_down or presumes or _is_negated(main),
        tie_down=tie_down,
    )


def _questions(texts: list[str]) -> list[list[str]]:
    """Return the sentences that end in a question mark; the last sentence if none does."""
    sentences: list[list[str]] = [[]]
    questions: list[list[str]] = []
    for text in texts:
        if text in (".", "!", "?"):
            if text == "?" and sentences[-1]:
                questions.append(sentences[-1])
            sentences.append([])
        else:
            sentences[-1].append(text)
    return questions or [sentence for sentence in sentences if sentence][-1:]


def _can_begin(texts: list[str], index: int) -> bool:
    """Return whether a question can begin at a word."""
    if index >= len(texts):
        return False
    grammar = load_grammar()
    text, following = texts[index], texts[index + 1 : index + 2]
    if text in grammar.asking:
        subordinate = text in grammar.subordinate and following
        return not (subordinate and following[0] not in grammar.helping | {"'s", "'d", "to"})
    if text in grammar.helping:
        return bool(following)
    return text in grammar.telling and bool(following) and following[0] in grammar.told


def _main_part(texts: list[str]) -> list[str]:
    """Return a sentence from the word where its question begins."""
    starts = [0, *(index + 1 for index, text in enumerate(texts) if text in (",", ";", ":", "-"))]
    for start in starts:
        index = start
        while index < len(texts) and texts[index] in load_grammar().prelude:
            index += 1
        if _can_begin(texts, index):
            return texts[index:]
    return texts


def _is_open(main: list[str]) -> bool:
    if not main:
        return False
    grammar = load_grammar()
    if main[0] in grammar.asking or main[0] in grammar.telling:
        return True
    polite = main[0] in ("can", "could", "would", "will") and main[1:2] == ["you"]
    return polite and any(text in grammar.telling for text in main[2:5]) and not ({"send", "sign"} & set(main[:5]))


def _is_negated(main: list[str]) -> bool:
    grammar = load_grammar()
    return (
        len(main) > 2
        and main[0] in grammar.helping
        and (main[1] == "n't" or (main[1] in grammar.persons and main[2] == "not"))
    )


def _has_tie_down(texts: list[str]) -> bool:
    """Return whether a sentence ends in a listed tag, or, after a comma, in an auxiliary and a pronoun."""
    grammar = load_grammar()
    end = [text for text in texts if text not in (")", '"')]
    commas = [index for index, text in enumerate(end) if text in (",", ";", "-")]
    last = end[commas[-1] + 1 :] if commas else end
    if commas and " ".join(last) in grammar.tags:
        return True
    if last and last[-1] == "please":
        return False
    if not commas:
        return " ".join(end) in grammar.short_tags and len(end) <= 2
    negated = len(last) == 3 and last[0] in grammar.helping and last[1] == "n't" and last[2] in grammar.persons
    return negated or (len(last) == 2 and last[0] in grammar.helping and last[1] in grammar.persons)


def _is_double(questions: list[list[str]]) -> bool:
    """Return whether two things are asked: two question marks, or a second question after "and" or a comma."""
    grammar = load_grammar()
    full = [question for question in questions if not (_has_tie_down(question) and len(question) <= 3)]
    if len(full) > 1:
        return True
    for question in full:
        main = _main_part(question)
        for index in range(2, len(main) - 1):
            if main[index] not in ("and", "but", "then", ";") or not _can_begin(main, index + 1):
                continue
            if main[index + 1] in grammar.asking or main[index + 2] in grammar.persons | {"your", "the", "n't"}:
                return not _has_tie_down(["x", ",", *main[index + 1 :]])
    return False
