"""A synonym or keyword finds no entry in the search.

`synonyms` in `playbook.yml` are groups of words that reps use for the same thing. If no entry has a word of a group, in
its texts or its `keywords`, a rep who types one of them finds nothing: the playbook does not answer a question that
reps have. A keyword without a letter or a digit can never be found.

**How to fix it:** write an entry with the answer, or add one of the words to the `keywords` of the entry that already
answers it.
"""

import re
from collections.abc import Iterator
from unicodedata import combining, normalize

from precall.check.example import SETTINGS, bank
from precall.check.registry import Example, Finding
from precall.content.model import Playbook, sentences

SEVERITY = "warning"

_WORD = re.compile(r"\w+")


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find keywords that cannot be searched for, and groups of synonyms without a word in any entry."""
    for entry in playbook.entries():
        for index, keyword in enumerate(entry.keywords):
            if not _words(keyword):
                yield Finding(
                    entry,
                    ("keywords", index),
                    "A keyword without a letter or a digit cannot be searched for.",
                    "Write what reps type when they look for this.",
                )
    groups = playbook.settings.synonyms
    unanswered = _without_answer(playbook, groups)
    for index, group in enumerate(groups):
        if index in unanswered:
            words = ", ".join(f'"{word}"' for word in group)
            yield Finding(
                playbook.settings,
                ("synonyms", index, 0),
                f"No entry has any of these words: {words}.",
                "Ask yourself: what should a rep find here? Write it, or put a word of these under its keywords.",
            )


def _without_answer(playbook: Playbook, groups: tuple[tuple[str, ...], ...]) -> set[int]:
    """Return the positions of the groups without a phrase whose words all appear in one entry."""
    phrases = {index: [words for phrase in group if (words := _words(phrase))] for index, group in enumerate(groups)}
    wanted = {word for group in phrases.values() for words in group for word in words}
    for entry in playbook.entries():
        if not phrases:
            break
        present = {word for sentence in sentences(entry) for word in _words(sentence.text)} & wanted
        if present:
            phrases = {index: group for index, group in phrases.items() if not any(words <= present for words in group)}
    return set(phrases)


def _words(text: str) -> frozenset[str]:
    """Return the words of a text in the form that the search uses: in small letters without accents."""
    bare = "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))
    return frozenset(_WORD.findall(bare))


_SETTINGS = f"""\
{SETTINGS}synonyms:
  - - meeting
    - mtg
"""

BAD: Example = {
    "playbook.yml": f"{_SETTINGS}  - - ⟦tender⟧\n    - rfp\n",
    **bank(keywords='\n  - trigger\n  - ⟦"?!"⟧'),
}

GOOD: Example = {
    "playbook.yml": f"{_SETTINGS}  - - tender\n    - rfp\n",
    **bank(keywords="\n  - trigger\n  - tender"),
}
