"""Compute the day on which an entry's next review is due."""

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
"""The latest time that a gzip file can store: MkDocs writes this time into its compressed sitemap."""

SPREAD = 6
"""A review is due early by up to one sixth of the period."""


def due(entry: Entry, settings: Settings) -> date | None:
    """Return the day on which an entry's next review is due; None if it was never reviewed.

    Entries that were reviewed in the same week would all be due in the same week. So each is due some days before its
    period ends. The number of days depends on its id and is spread evenly over the last sixth of the period.
    """
    # Importing the model takes a tenth of a second, which `epoch_day` does not need.
    from precall.content.model.fields import days  # noqa: PLC0415

    if entry.reviewed is None:
        return None
    period = days(settings.review_every)
    early = crc32(f"{entry.kind}/{entry.ref}".encode()) % (period // SPREAD + 1)
    return entry.reviewed + timedelta(period - early)


def epoch_day() -> date | None:
    """Return the day in SOURCE_DATE_EPOCH; None if it is not set.

    Raises PrecallError if it is not a number of seconds that a gzip file can store.
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
