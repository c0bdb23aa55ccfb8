"""Every language has every text of the interface, and no text is unused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from precall.render.i18n import DEFAULT, PLACEHOLDER, direction, language, languages

PACKAGE = Path(__file__).parents[2] / "hooks" / "precall"
EVERY = pytest.mark.parametrize("code", languages())


@EVERY
def test_every_language_has_every_key(code: str) -> None:
    """A language has exactly the keys of English, and none is empty."""
    words = language(code).words
    assert set(words) == set(language(DEFAULT).words)
    assert all(text.strip() for text in words.values())


@EVERY
def test_placeholders_are_those_of_english(code: str) -> None:
    """A text may omit a placeholder, and adds none. `client` is available everywhere."""
    for key, text in language(code).words.items():
        english = set(PLACEHOLDER.findall(language(DEFAULT).words[key]))
        assert set(PLACEHOLDER.findall(text)) <= english | {"client"}, key


@EVERY
def test_a_text_with_a_number_has_a_singular(code: str) -> None:
    """The text for one thing differs from the text for several."""
    speaks = language(code)
    assert speaks.say("questions.count", count=1) != speaks.say("questions.count", count=2).replace("2", "1")
    assert "1,000" not in speaks.say("questions.count", count=1000)


def test_every_text_is_used() -> None:
    """A template, script or module uses every text."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sources("*.md", "*.html", "*.typ", "*.js", "*.py", "*.jinja")
    )
    stems = re.findall(r'"([a-z_]+[.-])" ~ \w+(?: ~ "(\.[a-z]+)")?', text)
    stems += [(start, "") for start in re.findall(r'f"([a-z_.]+\.)\{', text)]
    # A section of a card, an option in the chooser, a side of the paper.
    for made in ("-note", "-tall"):
        stems += [("", made)] if f"}}{made}" in text else []
    stems += [(start, "") for start in re.findall(r"`([a-z]+-)\$\{", text)]
    for key in language(DEFAULT).words:
        whole = re.sub(r"\.(one|other)$", "", key)
        part, _, rest = whole.partition(".")
        name = rest if part in ("card", "view") else whole
        made_of = any(name.startswith(start) and name.endswith(end) for start, end in stems)
        per_index = re.fullmatch(r"\w+\.(title|description)", whole)
        assert re.search(f"[\"']{re.escape(name)}[\"']", text) or made_of or per_index or key == "plural.one", key


def sources(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from PACKAGE.rglob(pattern)


def test_templates_have_no_words_of_their_own() -> None:
    """All words on a page come from the content or from a language's file."""
    for path in sources("*.md", "*.html"):
        if "starter_files" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        # The name of a page's style and that of its record, which scripts read.
        text = re.sub(r"\{% block (name|part) %\}.*?\{% endblock %\}", " ", text)
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", text, flags=re.DOTALL)
        text = re.sub(r"<[^>]*>|\{ [#.][^}]*\}|\]\(#?\s*\)", " ", text)
        assert not re.search(r"[^\W\d_]", text), f"{path.name}: {text.split()}"


@pytest.mark.parametrize(("code", "spoken"), [("en", "en"), ("en-GB", "en"), ("de-CH", "de"), ("tlh", "en")])
def test_a_missing_language_falls_back(code: str, spoken: str) -> None:
    """A region falls back to its language, and a language without a file to English."""
    assert language(code).code == spoken


def test_a_missing_key_or_value_is_named() -> None:
    """The error names an unknown key and a placeholder without a value."""
    with pytest.raises(LookupError, match=re.escape('There are no words called "no.such"')):
        language("en").say("no.such")
    with pytest.raises(LookupError, match=re.escape('The words "quoted" lack a value for "words"')):
        language("en").say("quoted")


@pytest.mark.parametrize(("code", "way"), [("en", "ltr"), ("de-CH", "ltr"), ("ar", "rtl"), ("he-IL", "rtl")])
def test_a_language_has_its_direction(code: str, way: str) -> None:
    """Languages that are written from right to left are marked so."""
    assert direction(code) == way
