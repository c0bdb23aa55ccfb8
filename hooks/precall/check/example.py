"""The smallest playbook without a problem, and functions that change parts of it for the examples of rules."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

from precall.check.registry import MARKS, Example, Special
from precall.content.source import CONTENT_FOLDER
from precall.core.problems import START, Span

SETTINGS = """\
title: Sales playbook
team: Example team
stages:
  - id: understand
    title: Understand
    client_is: working out whether this is worth changing
"""

_CALL = """\
title: First meeting
stage: understand
channel: meeting
when: The client has agreed to meet, and we have not met before.
minutes: 45
objective: The client sees what staying put costs them, and has one idea to use without us.
outcome:
  best: A second meeting with the people who feel the problem.
  smallest: Leave to send a page on what we heard.
free_value:
  - A page on how firms like theirs handle this.
questions:
  - why-now/what-changed
barriers:
  - burned-before
principles:
  - two-lines
"""

_BANK = """\
title: Why now
purpose: Why they are talking at all, and why today.
questions:
  - id: what-changed
    ask: What has changed since you last looked at this?
"""

_PRINCIPLES = """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
"""

_BARRIERS = """\
- id: burned-before
  title: Burned before
  sounds_like:
    - We tried that two years ago.
  questions:
    - why-now/what-changed
"""

CALL = "calls/first-meeting.yml"
BANK = "questions/why-now.yml"
PRINCIPLES = "principles.yml"
BARRIERS = "barriers.yml"

SMALLEST: Example = {
    "playbook.yml": SETTINGS,
    CALL: _CALL,
    BANK: _BANK,
    PRINCIPLES: _PRINCIPLES,
    BARRIERS: _BARRIERS,
}


def call(*, path: str = CALL, **keys: str | None) -> dict[str, str]:
    """Return the file of the smallest playbook's call with some keys changed.

    Args:
        path: The file's path, for another call.
        keys: The YAML after each key's colon, so a list begins with a new line and its indentation.
            None deletes the key; a key that the call does not have is added at its end.
    """
    return {path: _with_keys(_CALL, keys)}


def bank(questions: str = "", **keys: str | None) -> dict[str, str]:
    """Return the file of the smallest playbook's bank with some keys changed, and other questions if there are any.

    One of the questions must be `what-changed`, because other entries refer to it.
    """
    head, key, own = _BANK.partition("questions:\n")
    return {BANK: _with_keys(head, keys) + key + (questions or own)}


def principles(more: str = "", **keys: str | None) -> dict[str, str]:
    """Return the file of the smallest playbook's principle with some keys changed, and `more` principles after it."""
    return {PRINCIPLES: _with_keys(_PRINCIPLES, keys, "  ") + more}


def barriers(more: str = "", **keys: str | None) -> dict[str, str]:
    """Return the file of the smallest playbook's barrier with some keys changed, and `more` barriers after it."""
    return {BARRIERS: _with_keys(_BARRIERS, keys, "  ") + more}


def _with_keys(text: str, keys: Mapping[str, str | None], indent: str = "") -> str:
    """Return the YAML of one entry, whose keys begin after `indent` or after a dash, with some keys changed."""
    for key, value in keys.items():
        line = "" if value is None else f"{key}:{value}\n" if value.startswith("\n") else f"{key}: {value}\n"
        present = re.search(rf"^({indent}|- ){key}:.*\n(?:{indent}[ -].*\n)*", text, flags=re.MULTILINE)
        text = text.replace(present[0], line and present[1] + line) if present else f"{text}{line and indent + line}"
    return text


def company() -> dict[str, str]:
    """Return a playbook in the folder `company` that the smallest one can extend: settings, and a barrier."""
    barrier = "- id: no-money\n  title: No money\n  sounds_like:\n    - There is no budget.\n"
    return {"../company/playbook/playbook.yml": SETTINGS, "../company/playbook/barriers.yml": barrier}


def lay_out(root: Path, example: Example) -> list[tuple[str, Span]]:
    """Write the smallest playbook below `root`, with some files replaced by those of an example.

    Returns the path and the span of each marked part of the example.
    """
    marked: list[tuple[str, Span]] = []
    for name, content in {**SMALLEST, **example}.items():
        path = path_of(name)
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Special):
            marked.append((path, START))
            if content is Special.FOLDER:
                file.mkdir()
            continue
        marked.extend((path, span) for span in _marked_spans(as_text(content)))
        file.write_bytes(MARKS.sub("", as_text(content)).encode("utf-8", "surrogateescape"))
    return marked


def path_of(name: str) -> str:
    """Return the path from the root of a file in an example."""
    return posixpath.normpath(f"{CONTENT_FOLDER}/{name}")


def as_text(content: str | bytes) -> str:
    """Return a file's content as text, in which each byte that is not UTF-8 is one character."""
    return content if isinstance(content, str) else content.decode("utf-8", "surrogateescape")


def _marked_spans(content: str) -> list[Span]:
    spans: list[Span] = []
    line, column, start = 1, 1, (1, 1)
    for char in content:
        if char == "⟦":
            start = (line, column)
        elif char == "⟧":
            spans.append(Span(*start, line, column))
        elif char == "\n":
            line, column = line + 1, 1
        else:
            column += 1
    return spans
