"""The interface speaks whole languages: every word that a page asks for is there, and none that no page asks for."""

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
    """A language lacks no text that English has, has none of its own, and none is empty."""
    words = language(code).words
    assert set(words) == set(language(DEFAULT).words)
    assert all(text.strip() for text in words.values())


@EVERY
def test_placeholders_are_those_of_english(code: str) -> None:
    """A text may leave a placeholder out, and names none that is not filled. `client` is filled everywhere."""
    for key, text in language(code).words.items():
        english = set(PLACEHOLDER.findall(language(DEFAULT).words[key]))
        assert set(PLACEHOLDER.findall(text)) <= english | {"client"}, key


@EVERY
def test_a_number_has_its_form(code: str) -> None:
    """One of a thing is said otherwise than many."""
    speaks = language(code)
    assert speaks.say("questions.count", count=1) != speaks.say("questions.count", count=2).replace("2", "1")
    assert "1,000" not in speaks.say("questions.count", count=1000)


def test_every_text_is_used() -> None:
    """A text that no template, script or module asks for is gone."""
    asked = "\n".join(
        path.read_text(encoding="utf-8") for path in sources("*.md", "*.html", "*.typ", "*.js", "*.py", "*.jinja")
    )
    stems = re.findall(r'"([a-z_]+[.-])" ~ \w+(?: ~ "(\.[a-z]+)")?', asked)
    stems += [(start, "") for start in re.findall(r'f"([a-z_.]+\.)\{', asked)]
    # A section of a card, a way in the chooser, a side of the paper.
    for made in ("-note", "-tall"):
        stems += [("", made)] if f"}}{made}" in asked else []
    stems += [(start, "") for start in re.findall(r"`([a-z]+-)\$\{", asked)]
    for key in language(DEFAULT).words:
        whole = re.sub(r"\.(one|other)$", "", key)
        part, _, rest = whole.partition(".")
        name = rest if part in ("card", "view") else whole
        made_of = any(name.startswith(start) and name.endswith(end) for start, end in stems)
        per_index = re.fullmatch(r"\w+\.(title|description)", whole)
        assert re.search(f"[\"']{re.escape(name)}[\"']", asked) or made_of or per_index or key == "plural.one", key


def sources(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from PACKAGE.rglob(pattern)


def test_templates_have_no_words_of_their_own() -> None:
    """What a reader sees comes from the content or from a language's file."""
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
def test_a_language_that_is_not_there_falls_back(code: str, spoken: str) -> None:
    """A region falls back to its language, and what nobody wrote to English."""
    assert language(code).code == spoken


def test_a_word_that_is_missing_is_named() -> None:
    """Whoever asks for a text or leaves out a value learns its name."""
    with pytest.raises(LookupError, match=re.escape('There are no words called "no.such"')):
        language("en").say("no.such")
    with pytest.raises(LookupError, match=re.escape('The words "quoted" lack a value for "words"')):
        language("en").say("quoted")


@pytest.mark.parametrize(("code", "way"), [("en", "ltr"), ("de-CH", "ltr"), ("ar", "rtl"), ("he-IL", "rtl")])
def test_a_language_has_its_way(code: str, way: str) -> None:
    """Right to left where the language goes that way."""
    assert direction(code) == way
