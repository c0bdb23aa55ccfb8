"""What Precall cannot go on from: no folder, a bad setting. What an editor can mend is a Problem instead."""

from __future__ import annotations

import re


class PrecallError(Exception):
    """A reason to stop, said in one sentence for the person at the terminal.

    `hint` is the way out, where one is known.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


_TEMPORARY = re.compile(r"(?<![^/\\])\.([^/\\]+?)(?:-building-?[0-9a-f]*(?=[/\\]|$)|(?:\.\d+)?\.(?:new|old)$)")
"""A name next to a file or a site, under which it is written before it replaces it."""


def _final(path: str) -> str:
    """Return the path that a temporary file or folder will have."""
    return _TEMPORARY.sub(r"\1", path)


def cannot_write(error: OSError, what: object) -> PrecallError:
    """Why a file was not written, with its name; `what` is named where the error names no file, as on a full disk."""
    # Of a copy, the second name is that of the file being written.
    where = _final(str(error.filename2 or error.filename or what))
    return PrecallError(f"{where} cannot be written: {(error.strerror or str(error)).lower()}.")
