"""Compute the day on which an entry is to be reviewed again."""

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
"""The environment variable that sets the day of a build. Source: reproducible-builds.org."""

LATEST = 2**32 - 1
"""The latest time that a compressed file can hold: MkDocs writes its sitemap with this time."""

SPREAD = 6
"""A review is due early by up to one sixth of the period."""


def due(entry: Entry, settings: Settings) -> date | None:
    """Return the day on which an entry is to be reviewed again; None for one that was never reviewed.

    Entries that were reviewed in one week would all be due in one week. So each is due some days before its period
    ends: a number that depends on its id, spread evenly over the last sixth of the period.
    """
    # Importing the model takes a tenth of a second, which `epoch_day` does not need.
    from precall.content.model.fields import days  # noqa: PLC0415

    if entry.reviewed is None:
        return None
    period = days(settings.review_every)
    early = crc32(f"{entry.kind}/{entry.ref}".encode()) % (period // SPREAD + 1)
    return entry.reviewed + timedelta(period - early)


def epoch_day() -> date | None:
    """Return the day in SOURCE_DATE_EPOCH, None where it is not set.

    Raises PrecallError when it is not a number of seconds that files can hold.
    """
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
