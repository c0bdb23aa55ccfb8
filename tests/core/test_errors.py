"""Why we stop is one sentence, with the way out where there is one."""

from __future__ import annotations

import errno

import pytest

from precall.core.errors import PrecallError, cannot_write


def test_the_way_out_follows_the_reason() -> None:
    """Both are said, in this order."""
    assert str(PrecallError("There is no folder.", "Make one.")) == "There is no folder. Make one."
    assert str(PrecallError("There is no folder.")) == "There is no folder."


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "q.csv"),
        (OSError(errno.ENOSPC, "No space left on device", "page.md"), "page.md"),
        (OSError(errno.ENOSPC, "No space left on device", "theme.js", None, "site/theme.js"), "site/theme.js"),
    ],
)
def test_the_file_that_was_not_written_is_named(error: OSError, named: str) -> None:
    """Not the one it was copied from; and what was to be written where the disk names nothing."""
    assert str(cannot_write(error, "q.csv")) == f"{named} cannot be written: no space left on device."
