"""An error message names the file that could not be written."""

from __future__ import annotations

import pytest

from precall.core.errors import cannot_write


@pytest.mark.parametrize(
    ("failed", "named"),
    [
        ("a/.first-meeting.yml.4711.new", "a/first-meeting.yml"),
        ("/x/.index.json.new", "/x/index.json"),
        ("/x/.site-building-1f2e3d4c/calls/index.html", "/x/site/calls/index.html"),
        ("/x/.vscode/settings.json", "/x/.vscode/settings.json"),
        ("/x/cards.pdf", "/x/cards.pdf"),
    ],
)
def test_an_error_names_the_target_of_a_temporary_file(failed: str, named: str) -> None:
    """The message has the name of the file that the temporary file would have replaced."""
    assert str(cannot_write(OSError(28, "No space left on device", failed), "else")) == (
        f"{named} cannot be written: no space left on device."
    )
