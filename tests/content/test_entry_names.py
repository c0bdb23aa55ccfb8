"""One notation for ids, wherever a person types one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.content.entry_names import find_entry
from precall.content.loader import load
from precall.core.errors import PrecallError

LayOut = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "kind", "ref"),
    [
        ("first-meeting", "call", "first-meeting"),
        ("call:first-meeting", "call", "first-meeting"),
        ("calls/first-meeting", "call", "first-meeting"),
        ("bank:why-now", "bank", "why-now"),
        ("questions/why-now", "bank", "why-now"),
        ("why-now/what-changed", "question", "why-now/what-changed"),
        ("questions/why-now/what-changed", "question", "why-now/what-changed"),
        ("question:why-now/what-changed", "question", "why-now/what-changed"),
        ("barriers/burned-before", "barrier", "burned-before"),
        ("principle:two-lines", "principle", "two-lines"),
        ("stages/understand", "stage", "understand"),
    ],
)
def test_every_notation_means_the_same_entry(name: str, kind: str, ref: str, lay_out: LayOut) -> None:
    """The id alone, with its kind, or with its folder on the site."""
    entry = find_entry(load(lay_out()).playbook, name)
    assert (entry.kind, entry.ref) == (kind, ref)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("first-meting", 'There is no entry with the id "first-meting". Did you mean "first-meeting"?'),
        ("calls/first-meting", 'Did you mean "first-meeting"?'),
        ("call:burned-before", 'There is no entry with the id "call:burned-before".'),
        ("cal:first-meeting", '"cal" is not a kind of entry. Did you mean "call"?'),
        ("nothing-like-it", 'There is no entry with the id "nothing-like-it".'),
    ],
)
def test_a_misspelt_id_gets_the_nearest_one(name: str, says: str, lay_out: LayOut) -> None:
    """The suggestion has the kind that the user typed."""
    with pytest.raises(PrecallError) as error:
        find_entry(load(lay_out()).playbook, name)
    assert says in str(error.value)


def test_an_ambiguous_id_is_reported_with_its_choices(lay_out: LayOut) -> None:
    """The choices are listed; a command that needs a call accepts the id alone."""
    barrier = "- id: first-meeting\n  title: A\n  sounds_like: [x]\n"
    playbook = load(lay_out({"barriers.yml": barrier})).playbook
    with pytest.raises(PrecallError, match="Write call:first-meeting or barrier:first-meeting"):
        find_entry(playbook, "first-meeting")
    assert find_entry(playbook, "first-meeting", ["call"]).kind == "call"
