"""When an entry was last read becomes when it is to be read again, a day of its own for each."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from precall.core.errors import PrecallError
from precall.core.problems import shortened

if TYPE_CHECKING:
    from precall.content.model import Entry, Settings

EPOCH = "SOURCE_DATE_EPOCH"
"""The environment variable by which builds are given a day. Source: reproducible-builds.org."""

LATEST = 2**32 - 1
"""The latest time that a compressed file can hold: MkDocs writes its sitemap with this time."""

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
    """Return the day that the environment gives to builds, None for none. Raises PrecallError for any other value."""
    value = os.environ.get(EPOCH)
    if not value:
        return None
    with suppress(ValueError):
        if 0 <= int(value) <= LATEST:
            return datetime.fromtimestamp(int(value), UTC).date()
    raise PrecallError(
        f'{EPOCH} is "{shortened(value)}".',
        f"Set it to a whole number of seconds since 1970, from 0 to {LATEST} (the year 2106), or unset it.",
    )
