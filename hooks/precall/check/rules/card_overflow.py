"""A card has more text than fits on a sheet.

A card is one sheet with one fold: it has no second page, and its text is never made smaller to fit. Precall measures
every card on every sheet with the engine that makes the PDF, and underlines the longest text of a side that overflows.

An overflow is an error on the team's own sheet, `cards: {paper: ...}` in `playbook.yml`, and a notice on other sheets.
With `sheets` you choose other sheets on which it is an error, as in `card-overflow: {sheets: [a4, a6]}`.

**How to fix it:** shorten that text, or another on the same side. A rep reads the card in two minutes before a call;
everything else belongs in `notes`, which the call's page shows in full. The description of each field gives the length
that fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from precall.check.example import SETTINGS, call
from precall.check.registry import Example, Finding
from precall.content.model import Part, Playbook
from precall.core.problems import Severity

if TYPE_CHECKING:
    from precall.cards.overflow import Overflow

SEVERITY = "error"
MEASURES = True

_TOO_LONG = " ".join(
    ["The client leaves with a clearer picture of what staying put costs them, week by week and in full."] * 7
)

BAD: Example = {"playbook.yml": f"{SETTINGS}cards: {{paper: a6}}\n", **call(objective=f"⟦{_TOO_LONG}⟧")}

GOOD: Example = call(objective="The client leaves with a clearer picture of what staying put costs them.")


class Options(Part):
    """The sheets that matter."""

    sheets: tuple[Literal["a4", "letter", "half-letter", "a5", "a6", "4x6", "3x5"], ...] = Field(
        (), description="The sheets on which every card must fit; without it, the team's own."
    )


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Find the sides of cards that do not fit, each at its longest text."""
    # The print engine takes a tenth of a second to import, and few rules need it.
    from precall.cards.overflow import find_overflows  # noqa: PLC0415

    own = options.sheets or (playbook.settings.cards.paper,)
    for overflow in find_overflows(playbook):
        matters = any(name in own for name, _ in overflow.over)
        yield _finding(overflow, None if matters else "notice")


def _finding(overflow: Overflow, severity: Severity | None) -> Finding:
    from precall.cards.sheet import load_sheets  # noqa: PLC0415

    side, text = overflow.side, overflow.longest_text
    sheets = ", ".join(f"{load_sheets()[name].title} by {max(by, 0.1):.1f} mm" for name, by in overflow.over)
    return Finding(
        text.entry if text else overflow.card.call,
        text.loc if text else ("title",),
        f'The {side} of the card "{overflow.card.title}" is too high for {sheets}.',
        f"This is its longest text, with {overflow.characters} characters: shorten it, or another on the {side}.",
        severity=severity,
    )
