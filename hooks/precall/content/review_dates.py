"""When an entry was last read becomes when it is to be read again, a day of its own for each."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from precall.core.errors import PrecallError

if TYPE_CHECKING:
    from precall.content.model import Entry, Settings

EPOCH = "SOURCE_DATE_EPOCH"
"""The environment variable by which builds are given a day. Source: reproducible-builds.org."""

EARLIER = 6
"""A review is due earlier by up to this part of the period."""


def due(entry: Entry, settings: Settings) -> date | None:
    """The day on which an entry is to be read again; None for one that nobody has read.

    A team that reads everything in one week would have everything due in one week. So each entry is due some days
    before its period is over, more or fewer by its id, spread evenly over the last sixth.
    """
    # The model takes a tenth of a second to import, and who asks for the day alone does without.
    from precall.content.model.fields import days  # noqa: PLC0415

    if entry.reviewed is None:
        return None
    period = days(settings.review_every)
    early = crc32(f"{entry.kind}/{entry.ref}".encode()) % (period // EARLIER + 1)
    return entry.reviewed + timedelta(period - early)


def epoch_day() -> date | None:
    """The day that the environment gives to builds, None for none. Raises PrecallError for what is no number."""
    value = os.environ.get(EPOCH)
    if not value:
        return None
    try:
        return datetime.fromtimestamp(int(value), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise PrecallError(f"{EPOCH} is {value!r}, which is no number of seconds since 1970.") from None
