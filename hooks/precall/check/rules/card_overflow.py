"""A card has more text than fits on a sheet.

A card is one sheet with one fold: it has no second page, and its text is never made smaller to fit. Every card is
measured on every sheet, by the engine that prints it, and the longest text of the side that overflows is underlined.

**How to fix it:** shorten that text, or another on the same side. What a card shows is read in two minutes before a
call; the rest belongs into `notes`, which the call's page shows in full. The description of each field says how much
fits.
"""

from collections.abc import Iterator

from precall.check.example import call
from precall.check.registry import Example, Finding
from precall.content.model import Playbook

SEVERITY = "error"

_TOO_LONG = " ".join(
    ["The client leaves with a clearer picture of what staying put costs them, week by week and in full."] * 7
)

BAD: Example = call(objective=f"⟦{_TOO_LONG}⟧")

GOOD: Example = call(objective="The client leaves with a clearer picture of what staying put costs them.")


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find the sides of cards that do not fit, each at its longest text."""
    # The print engine takes a tenth of a second to import, and few rules need it.
    from precall.cards.overflow import find_overflows  # noqa: PLC0415
    from precall.cards.sheet import load_sheets  # noqa: PLC0415

    for overflow in find_overflows(playbook):
        side, text = overflow.side, overflow.longest_text
        sheets = ", ".join(f"{load_sheets()[name].title} by {max(by, 0.1):.1f} mm" for name, by in overflow.over)
        yield Finding(
            text.entry if text else overflow.card.call,
            text.loc if text else ("title",),
            f'The {side} of the card "{overflow.card.title}" is too high for {sheets}.',
            f"This is its longest text, with {overflow.characters} characters: shorten it, or another on the {side}.",
        )
