"""The exception that stops Precall, as for a missing folder. A fault in the content is a Problem instead."""

from __future__ import annotations

import re


class PrecallError(Exception):
    """An error that ends a command or a build, with a message for the user.

    Args:
        message: What is wrong, in one sentence.
        hint: How to fix it, in one sentence; empty if unknown.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


_TEMPORARY = re.compile(r"(?<![^/\\])\.([^/\\]+?)(?:-building-?[0-9a-f]*(?=[/\\]|$)|(?:\.\d+)?\.(?:new|old)$)")
"""A temporary name, under which a file or a site is written before it replaces the old one."""


def _final(path: str) -> str:
    """Return the path that a temporary file or folder will have."""
    return _TEMPORARY.sub(r"\1", path)


def cannot_write(error: OSError, path: object) -> PrecallError:
    """Return the error for a file that was not written; `path` is used if `error` has no path, as on a full disk."""
    # If a file was copied, the second name is that of the target.
    final = _final(str(error.filename2 or error.filename or path))
    return PrecallError(f"{final} cannot be written: {(error.strerror or str(error)).lower()}.")
