"""A sentence goes in; whether the coach can judge it comes out: it is English, and has a word that the coach knows.

What the coach does not know is a guess: it never flags it, whatever the grammar around the unknown words suggests.
"""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache

from precall.coach.chunker import Chunk
from precall.coach.lexicon import load_grammar, load_lexicon, read_json
from precall.coach.words import MAX_LENGTH, Word, fold

GRAMMAR_CLASSES = frozenset(
    {
        "us",
        "they",
        "them",
        "you",
        "det",
        "modal",
        "be",
        "do",
        "did",
        "have",
        "what",
        "no",
        "if",
        "only",
        "number",
        "sum",
        "name",
    }
)
"""Classes of words that say nothing alone."""


@lru_cache(maxsize=1)
def _foreign_words() -> frozenset[str]:
    return frozenset(" ".join(read_json("foreign.json")["words"]).split())


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    grammar = load_grammar()
    singles = load_lexicon().singles
    by_class = (word for word, names in singles.items() if GRAMMAR_CLASSES.issuperset(names))
    return frozenset({*grammar.own_form, *grammar.asking, *grammar.helping, *grammar.persons, *by_class})


def is_english(text: str, words: tuple[Word, ...]) -> bool:
    """Return whether a sentence seems to be English, by its script and its function words.

    Most of its letters are Latin, and words that occur only in other languages are fewer than English ones.
    """
    if not text.isascii() and _is_in_another_script(fold(text[:MAX_LENGTH])):
        return False
    texts = {word.text for word in words}
    foreign = len(texts & _foreign_words())
    return not foreign or foreign < len(texts & _function_words())


def _is_in_another_script(folded: str) -> bool:
    letters = [letter.isascii() for letter in folded if letter.isalpha()]
    return 2 * sum(letters) < len(letters)


def has_known_word(chunks: tuple[Chunk, ...], learned: Container[str]) -> bool:
    """Return whether a sentence has a content word that the coach knows.

    Args:
        chunks: The chunks of the sentence.
        learned: The words that have a weight.
    """
    if any(chunk.classes - GRAMMAR_CLASSES for chunk in chunks):
        return True
    vocabulary, function_words = load_lexicon().vocabulary, _function_words()
    for chunk in chunks:
        for word in chunk.words:
            is_content = word.text not in function_words and word.base not in function_words
            if is_content and word.text[0].isalpha() and (word.base in vocabulary or word.base in learned):
                return True
    return False
