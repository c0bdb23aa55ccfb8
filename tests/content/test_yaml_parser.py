"""YAML is parsed as texts, lists and mappings with their places, and nothing else."""

from __future__ import annotations

import pytest

from precall.content.source import Source
from precall.content.source_map import Document
from precall.content.yaml_parser import MAX_DEPTH, MAX_VALUES, compose
from precall.core.problems import Problem, Span
from tests.support.steps import steps


def _read(text: str) -> Document:
    document, problems = compose(Source("x.yml", text))
    assert problems == []
    assert document is not None
    return document


def _problems(text: str) -> list[Problem]:
    return compose(Source("x.yml", text))[1]


TYPED = [
    "No",
    "0123",
    "12:30",
    "1.10",
    "2026-11-01",
    "on",
    "~",
    "0x1F",
    "null",
    "true",
    "1e3",
    ".inf",
    "1_000",
    "0o7",
    "=",
]


@pytest.mark.parametrize("typed", TYPED)
def test_every_scalar_stays_the_text_that_was_typed(typed: str) -> None:
    """No text becomes a number, a date or a boolean."""
    assert _read(f"key: {typed}\nlist: [{typed}]\n{typed}: key\n").value == {
        "key": typed,
        "list": [typed],
        typed: "key",
    }


def test_an_empty_file_has_no_keys() -> None:
    """Empty, only comments, or an empty document."""
    assert [_read(text).value for text in ("", "# x\n", "---\n", "~\n"[:0], "\n\n")] == [{}] * 5


def test_places_lead_to_keys_values_and_items() -> None:
    """The keys and indexes of a value give its place; with `key`, the place of its key."""
    document = _read("a:\n  - b: one\n    c: 'two'\n")
    assert document.span(("a", 0, "b")) == Span(2, 8, 2, 11)
    assert document.span(("a", 0, "c")) == Span(3, 8, 3, 13)
    assert document.span(("a", 0, "c"), key=True) == Span(3, 5, 3, 6)
    assert document.span(("a", 0)) == Span(2, 5, 2, 6)
    assert document.span(("a", 0, "nothing")) == Span(2, 5, 2, 6)


def test_ignored_values_do_not_move_places() -> None:
    """Values after an ignored key, an empty list or an alias have their own places."""
    text = "b: [1, 2]\nb: {x: &x [3, 4]}\n? [5, 6]\n: 7\nc: *x\nd: [[], {}, [8]]\ne: [*x, 9]\nf: 10\n"
    document = compose(Source("x.yml", text))[0]
    assert document is not None
    assert [document.span(("c", at)) for at in (0, 1)] == [Span(2, 12, 2, 13), Span(2, 15, 2, 16)]
    assert document.span(("c",), key=True) == Span(5, 1, 5, 2)
    assert [document.span(("d", at)) for at in (0, 1, 2)] == [Span(6, 5, 6, 7), Span(6, 9, 6, 11), Span(6, 14, 6, 15)]
    assert document.span(("e", 0, 1)) == Span(2, 15, 2, 16)
    assert [document.span(loc) for loc in (("e", 1), ("f",))] == [Span(7, 9, 7, 10), Span(8, 4, 8, 6)]


def test_a_text_over_several_lines_is_underlined_on_the_first() -> None:
    """The span ends at the end of the first line."""
    assert _read("a: one\n  two\n").span(("a",)) == Span(1, 4, 1, 7)
    assert _read("a: |\n  two\n").span(("a",)) == Span(1, 4, 1, 5)


@pytest.mark.parametrize(
    ("text", "words", "span"),
    [
        ("a: one two three\n", "two", Span(1, 8, 1, 11)),
        ("a: >-\n  one\n  two\n", "one two", Span(2, 3, 3, 6)),
        ("b: two\na: one two\n", "two", Span(2, 8, 2, 11)),
        ("a: one\n", "nine", Span(1, 4, 1, 7)),
        ("a: [x]\n", "x", Span(1, 5, 1, 6)),
        ("a: é日 two\n", "two", Span(1, 7, 1, 10)),
    ],
)
def test_words_are_underlined_at_their_place(text: str, words: str, span: Span) -> None:
    """Words in a value are underlined, over line ends too; if they are not found, the whole value is."""
    assert _read(text).span_of_words(("a",), words) == span


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029"])
def test_only_line_ends_that_text_editors_show_count(odd: str) -> None:
    """Line numbers are those of a text editor."""
    document = _read(f"a: one{odd}two\nb: three\n")
    assert document.span(("b",)).line == 2


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ufeff", "\ufffe", "\uffff"])
def test_an_invisible_character_is_reported_at_its_place(sign: str) -> None:
    """A character that YAML forbids is named by its number."""
    (problem,) = _problems(f"a: b\nc: d{sign}e\n")
    assert (problem.rule, problem.span) == ("yaml-syntax", Span(2, 5, 2, 6))
    assert f"U+{ord(sign):04X}" in problem.message


def test_an_escaped_invisible_character_is_reported_too() -> None:
    """An escape in quotes cannot insert a forbidden character."""
    assert [problem.rule for problem in _problems('a: "x\\x1b[31m"\n')] == ["yaml-syntax"]
    assert _read('a: "tab\\tend"\n').value == {"a": "tab\tend"}


def test_every_duplicate_key_is_reported_and_the_first_counts() -> None:
    """Each repetition is a fault, in nested entries too."""
    document, problems = compose(Source("x.yml", "a: 1\nb:\n  c: 1\n  c: 2\na: 3\na: 4\n"))
    assert [(each.rule, each.span.line) for each in problems] == [("duplicate-key", n) for n in (4, 5, 6)]
    assert document is not None
    assert document.value == {"a": "1", "b": {"c": "1"}}


@pytest.mark.parametrize("tag", ["!x", "!!python/object:os.system", "!!int", "!<tag:x>", "!!binary"])
def test_tags_are_errors(tag: str) -> None:
    """Except those of texts, lists and mappings."""
    assert [each.rule for each in _problems(f"a: {tag} b\n")] == ["unsafe-yaml"]


def test_tags_without_an_effect_are_accepted() -> None:
    """`!!str`, `!!seq` and `!!map` name the type that the value has."""
    assert _read("a: !!str 12\nb: !!seq [x]\nc: !!map {d: e}\n").value == {"a": "12", "b": ["x"], "c": {"d": "e"}}


def test_a_few_aliases_are_accepted() -> None:
    """An alias is the value that it names, and needs no quotes."""
    assert _read("a: &x [one]\nb: *x\n").value == {"a": ["one"], "b": ["one"]}


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize("text", [BOMB, "&a [*a]\n", "a: &a {b: *a}\n", "&a {*a : b}\n"])
def test_an_alias_bomb_is_an_error(text: str) -> None:
    """Aliases of millions of values, or of themselves, have no value."""
    document, problems = compose(Source("x.yml", text))
    assert document is None
    assert {each.rule for each in problems} == {"unsafe-yaml"}


@pytest.mark.parametrize(
    "nested",
    [
        lambda n: "[" * n + "]" * n,
        lambda n: "{a: " * n + "b" + "}" * n,
        lambda n: "- " * n + "a",
        lambda n: "".join(" " * i + "a:\n" for i in range(n)) + " " * n + "b",
        lambda n: "".join("  " * i + "a:\n" + "  " * i + "-\n" for i in range(n // 2)) + "  " * n + "b",
    ],
)
def test_nesting_is_limited(nested: object) -> None:
    """The limit is accepted; one level more is a fault, and so are ten thousand, of lists, mappings or both."""
    assert callable(nested)
    assert [each.rule for each in _problems(nested(MAX_DEPTH))] == []
    assert {each.rule for each in _problems(nested(MAX_DEPTH + 2))} == {"unsafe-yaml"}
    assert {each.rule for each in _problems(nested(2_000))} == {"unsafe-yaml"}


SIZE = 4_000_000
HUGE = {
    "brackets": "[" * SIZE,
    "empty lists": "[" + "[]," * (SIZE // 3) + "]",
    "dashes": "- " * (SIZE // 2),
    "empty items": "-\n" * (SIZE // 2),
    "items": "- a\n" * (SIZE // 4),
    "aliases": "a: &a [x]\nb: [" + "*a," * (SIZE // 3) + "]",
    "anchors": "".join(f"- &a{n} x\n" for n in range(SIZE // 13)),
    "keys": "".join(f"k{n}: a\n" for n in range(SIZE // 12)),
    "one key": "a: 1\n" * (SIZE // 5),
    "question marks": "? " * (SIZE // 2),
    "colons": ": " * (SIZE // 2),
    "quotes": '"' * SIZE,
    "tabs": "\t" * SIZE,
    "spaces": " " * SIZE,
    "hashes": "#" * SIZE,
    "lines": "\n" * SIZE,
    "one word": "a" * SIZE,
}


@pytest.mark.parametrize("name", HUGE)
def test_every_kind_of_large_file_is_fast(name: str) -> None:
    """Four megabytes are parsed or refused with at most two function calls for each character."""
    assert steps(lambda: compose(Source("x.yml", HUGE[name]))) < 2 * SIZE


def test_a_file_with_the_most_values_is_parsed() -> None:
    """The limit on the number of values is accepted."""
    assert _problems("- a\n" * (MAX_VALUES - 1)) == []
    assert [each.rule for each in _problems("- a\n" * MAX_VALUES)] == ["unsafe-yaml"]


@pytest.mark.parametrize("text", ["[a]: b\n", "{a: b}: c\n", "? - a\n: b\n"])
def test_a_key_that_is_not_a_text_is_a_fault(text: str) -> None:
    """YAML allows a list as a key, but an editor never means one."""
    assert [each.rule for each in _problems(text)] == ["wrong-type"]
