"""The interface speaks whole languages: every word that a page asks for is there, and none that no page asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from precall.language import DEFAULT, PLACEHOLDER, language, languages
from precall.pages.templates import FOLDER as TEMPLATES

PACKAGE = Path(__file__).parent.parent / "hooks" / "precall"
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
    """A text that no template and no module asks for is gone."""
    asked = "\n".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES.glob("*.md"), *PACKAGE.rglob("*.py")])
    stems = re.findall(r'"([a-z_]+\.)" ~ \w+(?: ~ "(\.[a-z]+)")?', asked)
    stems += [(start, "") for start in re.findall(r'f"([a-z_.]+\.)\{', asked)]
    for key in language(DEFAULT).words:
        whole = re.sub(r"\.(one|other)$", "", key)
        made = any(key.startswith(start) for start, _ in stems if start.startswith("search")) or any(
            whole.startswith(start) and whole.endswith(end) for start, end in stems
        )
        per_index = re.fullmatch(r"\w+\.(title|description)", whole)
        assert f'"{whole}"' in asked or made or per_index or key == "plural.one", key


def test_templates_have_no_words_of_their_own() -> None:
    """What a reader sees comes from the content or from a language's file."""
    for path in TEMPLATES.glob("*.md"):
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
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
