"""The registry finds every rule by its module, and suggests the nearest id."""

from __future__ import annotations

import pytest

from precall.check.registry import all_rules, rule
from precall.core.errors import PrecallError


def test_rules_are_sorted_by_id() -> None:
    """Readers search the list by eye."""
    assert list(all_rules()) == sorted(all_rules())


def test_an_unknown_id_gets_the_nearest_one() -> None:
    """Without a similar id, the hint names `precall rules`."""
    with pytest.raises(PrecallError, match='Did you mean "duplicate-key"'):
        rule("duplicate-keys")
    with pytest.raises(PrecallError, match="precall rules"):
        rule("zebra")
