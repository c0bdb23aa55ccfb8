"""What stops a command is reported with the name of the file that was to be written."""

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
def test_a_temporary_file_has_the_name_of_the_one_it_becomes(failed: str, named: str) -> None:
    """Nobody knows the name under which a file is written before it replaces another."""
    assert str(cannot_write(OSError(28, "No space left on device", failed), "else")) == (
        f"{named} cannot be written: no space left on device."
    )
