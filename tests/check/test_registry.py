"""The registry finds every rule by its module, and names the nearest when there is none."""

from __future__ import annotations

import pytest

from precall.check.registry import all_rules, rule
from precall.core.errors import PrecallError


def test_rules_stand_in_the_order_of_the_alphabet() -> None:
    """A list that people search by eye."""
    assert list(all_rules()) == sorted(all_rules())


def test_a_rule_that_is_not_there_is_told_with_the_nearest() -> None:
    """A slip at the terminal is answered, not searched for."""
    with pytest.raises(PrecallError, match='Did you mean "duplicate-key"'):
        rule("duplicate-keys")
    with pytest.raises(PrecallError, match="precall rules"):
        rule("zebra")
