"""A smallest playbook in which nothing is wrong; rules' examples are laid over it, or are changed parts of it."""

from __future__ import annotations

import posixpath
import re
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

CALL = "calls/first-meeting.yml"
BANK = "questions/why-now.yml"

SMALLEST: Example = {
    "playbook.yml": SETTINGS,
    CALL: _CALL,
    BANK: _BANK,
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
""",
    "barriers.yml": """\
- id: burned-before
  title: Burned before
  sounds_like:
    - We tried that two years ago.
  questions:
    - why-now/what-changed
""",
}


def call(**keys: str | None) -> dict[str, str]:
    """The smallest playbook's call with some keys changed; None takes a key out.

    What is given stands behind the key's colon as it is, so that a list begins with a new line and its indentation.
    """
    text = _CALL
    for key, value in keys.items():
        written = "" if value is None else f"{key}:{value}\n" if value.startswith("\n") else f"{key}: {value}\n"
        there = re.search(rf"^{key}:.*\n(?:[ -].*\n)*", text, flags=re.MULTILINE)
        text = text.replace(there[0], written) if there else text + written
    return {CALL: text}


def bank(questions: str) -> dict[str, str]:
    """The smallest playbook's bank with other questions; `what-changed`, which others refer to, must be among them."""
    head, _, _ = _BANK.partition("questions:")
    return {BANK: f"{head}questions:\n{questions}"}


def company() -> dict[str, str]:
    """A playbook in the folder `company` for the smallest one to extend: its settings, and a barrier of its own."""
    barrier = "- id: no-money\n  title: No money\n  sounds_like:\n    - There is no budget.\n"
    return {"../company/playbook/playbook.yml": SETTINGS, "../company/playbook/barriers.yml": barrier}


def lay_out(root: Path, example: Example) -> list[tuple[str, Span]]:
    """Write the smallest playbook with an example over it below `root`; return the places that the example marks."""
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
        marked.extend((path, span) for span in _marked(as_text(content)))
        file.write_bytes(MARKS.sub("", as_text(content)).encode("utf-8", "surrogateescape"))
    return marked


def path_of(name: str) -> str:
    """The path from the root of a file in an example."""
    return posixpath.normpath(f"{CONTENT_FOLDER}/{name}")


def as_text(content: str | bytes) -> str:
    """A file's content as text in which each byte that is no UTF-8 stands as one character."""
    return content if isinstance(content, str) else content.decode("utf-8", "surrogateescape")


def _marked(content: str) -> list[Span]:
    spans: list[Span] = []
    line, column, opened = 1, 1, (1, 1)
    for sign in content:
        if sign == "⟦":
            opened = (line, column)
        elif sign == "⟧":
            spans.append(Span(*opened, line, column))
        elif sign == "\n":
            line, column = line + 1, 1
        else:
            column += 1
    return spans
