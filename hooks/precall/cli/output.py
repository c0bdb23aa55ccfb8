"""Print on standard output and standard error, with colours on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress

import click

from precall.core.errors import PrecallError

COLOURS = {"error": "red", "warning": "yellow", "notice": "cyan", "note": "cyan", "added": "green", "removed": "red"}


def wants_colour(environment: Mapping[str, str]) -> bool | None:
    """Return whether NO_COLOR or FORCE_COLOR asks for colour; None if neither is set: then only terminals have colour.

    Sources: no-color.org, force-color.org.
    """
    if environment.get("NO_COLOR"):
        return False
    return True if environment.get("FORCE_COLOR") else None


def paint(text: str, role: str) -> str:
    """Return a text in the colour of its role: a severity, `note`, or `path`. Without colour, return it unchanged."""
    return click.style(text, fg=COLOURS.get(role), bold=True)


def echo(text: str = "", *, end: str = "\n") -> bool:
    """Print on standard output, and return whether the pipe is open.

    If the pipe is closed, as in `precall check | head -1`, drop this and all later output.

    Raises:
        PrecallError: The output cannot be written, for example on a full disk.
    """
    try:
        click.echo(text + end, nl=False)
    except BrokenPipeError:
        _drop_output()
        return False
    except OSError as error:
        # Flushing the buffer at exit would fail again.
        _drop_output()
        reason = (error.strerror or str(error)).lower()
        raise PrecallError(f"The output cannot be written: {reason}.") from None
    return True


def echo_error(text: str) -> None:
    """Print on standard error. If that fails, drop the message; the exit code still shows the error."""
    with suppress(OSError):
        click.echo(text, err=True)


def report(level: str, text: str) -> None:
    """Print a message about the run itself on standard error, with its level: `error`, `warning` or `note`."""
    from precall.core.problems import visible

    lines = "\n".join(map(visible, text.split("\n")))
    echo_error(f"{paint(f'{level}:', level)} {lines}")


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or plural: `1 card`, `2 cards`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(number: int) -> str:
    """Return a size in bytes as readable text."""
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{max(1, round(number / 1e3))} KB"
