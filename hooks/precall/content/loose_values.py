"""Parse dates and durations in the notations of people, Excel and ISO 8601, for imports and hints."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

_HOURS = r"(?:h|hrs?|hours?|std\.?|stunden?)"
_MINUTES = r"(?:m|min\.?|mins\.?|minutes?|minuten?|')"


def minutes_in(typed: str) -> int | None:
    """Return the minutes of a duration in the notation of people, Excel or ISO 8601; None for another text."""
    text = typed.casefold().strip()
    # Use the longer time of a range, because the diary must have room for it.
    text = re.sub(r"^\d+(?:[.,]\d+)?\s*(?:-|–|bis|to)\s*(?=\d)", "", text)
    if clock := re.fullmatch(r"(\d{1,2}):(\d\d)(?::\d\d)?(?:\s*(?:h|uhr|std\.?))?", text):
        return int(clock[1]) * 60 + int(clock[2])
    if iso := re.fullmatch(r"pt(?:(\d+)h)?(?:(\d+)m)?(?:\d+s)?", text):
        return int(iso[1] or 0) * 60 + int(iso[2] or 0) or None
    if both := re.fullmatch(rf"(\d+)\s*{_HOURS}\s*(?:und|and)?\s*(\d+)\s*{_MINUTES}?", text):
        return int(both[1]) * 60 + int(both[2])
    if hours := re.fullmatch(rf"(\d+(?:[.,]\d+)?)\s*{_HOURS}", text):
        return round(float(hours[1].replace(",", ".")) * 60)
    if words := re.fullmatch(r"(half an|eine halbe|an|one|eine)\s+(?:hour|stunde)", text):
        return 30 if "hal" in words[1] else 60
    if plain := re.fullmatch(rf"(\d{{1,3}})(?:[.,]0+)?\s*{_MINUTES}?", text):
        return int(plain[1])
    return None


_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    *("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"),
)
"""The first letters of the months, in English and in German."""


def day_in(typed: str) -> date | None:
    """Return the day of a date with another order or other separators; None for an ambiguous text."""
    text = re.sub(r"[t ]+\d{1,2}:\d\d.*$", "", typed.casefold().strip())
    parts: tuple[str, str, str] | None = None
    if found := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text):
        parts = found[1], found[2], found[3]
    elif found := re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d\d)", text):
        parts = found[3] if len(found[3]) == 4 else f"20{found[3]}", found[2], found[1]
    elif found := re.fullmatch(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})", text):
        first, second = int(found[1]), int(found[3])
        # If both numbers can be the month, the order depends on the country.
        if first == second or max(first, second) > 12:
            parts = found[4], str(min(first, second)), str(max(first, second))
    elif found := re.fullmatch(r"(\d{1,2})(?:\.|st|nd|rd|th)? *([^\W\d]{3,})\.?,? *(\d{4})", text):
        parts = found[3], _month(found[2]), found[1]
    elif found := re.fullmatch(r"([^\W\d]{3,})\.? *(\d{1,2})(?:st|nd|rd|th)?,? *(\d{4})", text):
        parts = found[3], _month(found[1]), found[2]
    with suppress(TypeError, ValueError):
        year, month, day = map(int, parts)  # type: ignore[arg-type]  # None is suppressed
        return date(year, month, day)
    return None


def _month(name: str) -> str:
    return str(_MONTHS.index(name[:3]) % 12 + 1) if name[:3] in _MONTHS else ""
