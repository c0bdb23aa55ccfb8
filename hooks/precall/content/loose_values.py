"""Parse dates, durations, periods and channels in the notations of people, Excel and ISO 8601."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

CHANNEL_WORDS = {
    "phone": ("call", "phone call", "telephone", "tel", "dial", "telefon", "anruf", "telefonat", "telefonisch"),
    "video": ("zoom", "teams", "meet", "online", "video call", "webex", "videocall", "videokonferenz"),
    "meeting": (
        "in person",
        "face to face",
        "f2f",
        "onsite",
        "on site",
        "visit",
        "office",
        "vor ort",
        "besuch",
        "treffen",
        "termin",
    ),
    "message": ("email", "e-mail", "mail", "sms", "text", "chat", "voicemail", "linkedin", "nachricht", "brief"),
}
"""The words that people use for each channel, in small letters."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Characters of word processors that have no width."""
_HOURS = r"(?:h|hrs?|hours?|std\.?|stunden?)"
_MINUTES = r"(?:m|min\.?|mins\.?|minutes?|minuten?|')"


def channel_in(typed: str) -> str:
    """Return the channel that people call by this word; empty for another word."""
    word = typed.casefold().strip()
    return next((channel for channel, words in CHANNEL_WORDS.items() if word in (channel, *words)), "")


_UNITS = (("day", "d tag"), ("week", "w"), ("month", "mo mt"), ("year", "y j"))
_PERIODS = {
    **dict.fromkeys(("half a year", "halbes jahr", "ein halbes jahr", "halbjährlich", "twice a year"), "6 months"),
    **dict.fromkeys(("quarterly", "quarter", "every quarter", "quartal", "quartalsweise"), "3 months"),
    **dict.fromkeys(("monthly", "every month", "monatlich"), "1 month"),
    **dict.fromkeys(("yearly", "annually", "every year", "jährlich"), "1 year"),
    **dict.fromkeys(("weekly", "every week", "wöchentlich"), "1 week"),
}


def period_in(typed: str) -> str:
    """Return a length of time, such as 6 months, from the words of people; empty for another text."""
    text = typed.casefold().strip()
    found = re.fullmatch(r"(?:every |alle )?(\d{1,3}|an?|one|eine?n?)[\s-]*([^\W\d]+)\.?", text)
    unit = next((unit for unit, starts in _UNITS if found and found[2].startswith(tuple(starts.split()))), "")
    if not found or not unit:
        return _PERIODS.get(text, "")
    count = int(found[1]) if found[1].isdigit() else 1
    return f"{count} {unit}{'s' if count > 1 else ''}" if count else ""


def minutes_in(typed: str) -> int | None:
    """Return the minutes of a duration in the notation of people, Excel or ISO 8601; None for another text."""
    typed = _INVISIBLE.sub("", typed)
    text = re.sub(r"^(?:ca\.?|circa|about|approx\.?|around|etwa|rund|~)\s*", "", typed.casefold().strip())
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
    text = re.sub(r"[t ]+\d{1,2}:\d\d.*$", "", _INVISIBLE.sub("", typed).casefold().strip())
    parts: tuple[str, str, str] | None = None
    if found := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text):
        parts = found[1], found[2], found[3]
    elif found := re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d\d)", text):
        parts = found[3] if len(found[3]) == 4 else f"20{found[3]}", found[2], found[1]
    elif found := re.fullmatch(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4}|(?<=/)\d\d)", text):
        first, second = int(found[1]), int(found[3])
        # If both numbers can be the month, the order depends on the country.
        if first == second or max(first, second) > 12:
            parts = (
                found[4] if len(found[4]) == 4 else f"20{found[4]}",
                str(min(first, second)),
                str(max(first, second)),
            )
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
