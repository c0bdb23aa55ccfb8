"""A text uses a word that the team avoids.

`words.avoid` in `playbook.yml` lists these words, each with the word to use instead. The words that we use for people
shape the way we treat them, and a rep who reads "prospect" on every page says it aloud.

Every text that the team writes is checked, with plurals and possessives (`prospect's`). The rule ignores other words
that begin the same way (`prospecting`, `prospectus`), "the prospect of" something, names, quotations,
code and links, what clients say, what reps type into the search, and the titles and authors of sources.

**How to fix it:** write the word that the finding names. To write about the word itself, put it in quotes.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from precall.check.example import SETTINGS, principles
from precall.check.registry import Example, Finding, finding_at
from precall.content.model import Playbook, Sentence, sentences

SEVERITY = "warning"
SCOPE = "entry"

# Ignored parts are replaced by spaces of the same length, so that positions stay correct.
_IGNORED = re.compile(
    r"""
      (?P<code>`+)[^`]+(?P=code)                  # code
    | \[[^\]]*\]\([^)]*\)                         # a link, its words too: they are often a page's title
    | \b(?:https?://|mailto:|tel:|www\.)\S+       # an address
    | \S+@\S+
    | “[^”]*” | „[^“”]*[“”] | «[^»]*» | ‘[^’]*’(?!\w)
    | (?<!\w)"[^"]*"(?!\w)
    | (?<!\w)'[^']+'(?!\w)
    """,
    re.VERBOSE,
)

_SENTENCE_START = re.compile(r"(?:[.!?:;…]|(?:^|\n)\s*(?:[-*+]|\d+[.)])?)[\s\"'(*_]*$")

_NAMED = re.compile(
    r""" \ (?:
      Street | St | Road | Rd | Avenue | Ave | Lane | Place | Square | Drive | Way | Terrace | Park | Hill | Heights
    | Point | Bay | Creek | Valley | House | Hall | Farm | Mill | Mine | Hotel | Inn | School | College | University
    | Hospital | Church | Bank | Capital | Group | Partners | Holdings | Labs | Press | Magazine | Union | Records
    | Studios | Ltd | Limited | Inc | LLC | Plc | GmbH | AG | Co | Corp | Resources | Medical | Foundation | Trust
    )\b""",
    re.VERBOSE,
)
"""A word after which the words before it are part of a name."""

_OTHER_SENSE: Mapping[str, re.Pattern[str]] = {
    # "prospect" can also mean an expectation, a player, a view, or a mineral deposit.
    "prospect": re.compile(
        r"""
          \bprospects?\ of\b(?!\ (?:ours|theirs|mine|yours|his|hers)\b)
        | \bprospect\ that\ (?:it|this|they|he|she|we|you|I|an?|the|our|their|his|her|your|some|no|any|every|all|not)\b
        | \b(?:no|little|any|some|much|poor|better|remote)\ prospects?\ (?:for|that)\b
        | \bprospects\ for\b
        | \bin\ prospect\b
        | \b(?:job|career|growth|future|business|economic|long-term|good|better|poor|bleak|employment|market|marriage
              |exciting|daunting|grim|dim|dire|cheerful|frightening)\ prospects?\b(?!\ (?:who|asks?|calls?|wants?)\b)
        | \bprospects?\ (?:is|are|was|were|seems?|looks?)
          \ (?:grim|bleak|dim|daunting|poor|bright|frightening|appealing)\b

        # A player.
        | \b(?:draft|rookie|(?:minor|major|premier)[ -]league|baseball|football|hockey|basketball|cricket|rugby|soccer
              |boxing|sports?|academy|pitching|batting|under-\d\d)\ prospects?\b
        | \bprospects?\ (?:in|of|from|for)\ (?:the|this\ year's|next\ year's|its|their)\ (?:\w+\ )?
          (?:draft|league|academy|youth\ (?:team|squad)|farm\ system|minors|squad)\b
        | \bprospects?\b(?=[^.!?]*\b(?:quarterback|pitcher|striker|outfielder|goalkeeper|midfielder|shortstop|batsman
              |rookie)s?\b)
        | \b(?:quarterback|pitcher|striker|outfielder|goalkeeper|midfielder|shortstop|batsman|rookie)\ prospects?\b

        # A view.
        | \bprospects?\ (?:over|across|onto|towards?|down)\ (?:the|a|an|its|our|their)\b
        | \b(?:sea|mountain|valley|river|garden|sweeping|noble|wide|broad|open|distant)\ prospects?\b

        # A deposit, and the search for one.
        | \b(?:gold|copper|silver|lithium|nickel|uranium|tin|zinc|cobalt|mineral|ore|diamond|drill(?:ing)?|exploration
              |geothermal)\ prospects?\b
        | \bprospects?\ for\ (?:gold|copper|silver|oil|gas|coal|water|ore|lithium|nickel|uranium|tin|diamonds?
              |minerals?)\b
        | \bprospects?\b(?=[^.!?]*\b(?:drilled|boreholes?|drill\ holes?|core\ samples?|geologists?|ore\ body)\b)
        """,
        re.VERBOSE | re.IGNORECASE,
    )
}


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find words that the team avoids in the texts that it writes."""
    avoid = _with_plurals(tuple(playbook.settings.words.avoid.items()))
    if not avoid:
        return
    wanted = _pattern(tuple(avoid))
    for entry in playbook.entries():
        for sentence in sentences(entry):
            if sentence.voice in ("ours", "aloud") and _is_in(wanted, sentence.text):
                yield from _in(sentence, wanted, avoid)


@lru_cache(maxsize=131_072)
def _is_in(wanted: re.Pattern[str], text: str) -> bool:
    return wanted.search(text) is not None


def _in(sentence: Sentence, wanted: re.Pattern[str], avoid: Mapping[str, str]) -> Iterator[Finding]:
    text = _IGNORED.sub(lambda match: " " * len(match[0]), sentence.text)
    for pattern in _OTHER_SENSE.values():
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    for match in wanted.finditer(text):
        word = match[1]
        if _is_name(text, match.start(), match.end()):
            continue
        instead = _in_case_of(word, avoid[" ".join(word.lower().split())])
        yield finding_at(
            sentence, match.start(), match.end(), f'The team avoids the word "{word}".', f'Write "{instead}".'
        )


def _is_name(text: str, start: int, end: int) -> bool:
    """Return whether words are part of a name.

    Inside a sentence, a capital letter makes it a name. At the start of a sentence, it must also have a word such as
    "Street" after it: "Prospect Street".
    """
    if not text[start].isupper() or text[start:end].isupper():
        return False
    return _SENTENCE_START.search(text[:start]) is None or _NAMED.match(text[end:]) is not None


def _in_case_of(word: str, instead: str) -> str:
    if word.isupper() and len(word) > 1:
        return instead.upper()
    return instead[:1].upper() + instead[1:] if word[:1].isupper() else instead


@lru_cache(maxsize=8)
def _with_plurals(avoid: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Return the avoided words in small letters, each with its replacement, and their plurals."""
    replacements: dict[str, str] = {}
    for word, instead in avoid:
        replacements[_plural(word.lower())] = _plural(instead)
    for word, instead in avoid:
        replacements[" ".join(word.lower().split())] = instead
    return replacements


def _plural(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return f"{word}es"
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else f"{word}s"


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # The longest first: otherwise the first word of a phrase would match before the phrase.
    alternatives = "|".join(
        r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=lambda word: (-len(word), word))
    )
    return re.compile(rf"(?<![^\W_])(?<!\w[_.])(?<![@/#-])({alternatives})(?![^\W_]|[_.]\w|[@/])", re.IGNORECASE)


_SETTINGS = f"""\
{SETTINGS}words:
  avoid:
    prospect: client
"""

BAD: Example = {
    "playbook.yml": _SETTINGS,
    **principles(
        say="⟦Prospects⟧ notice whether we have thought about them.",
        why="|\n    The prospect of an order narrows what we hear from a ⟦prospect⟧.",
        do="\n    - Read the ⟦prospect⟧'s own words aloud.",
    ),
}

GOOD: Example = {
    "playbook.yml": _SETTINGS,
    **principles(
        say="Clients notice whether we have thought about them.",
        why="""|
    A rep who says "prospect" in the office says it on the telephone. Prospecting is work, the prospect of an order is a
    hope, and Prospect Street is where one of our clients has their shop.""",
    ),
}
