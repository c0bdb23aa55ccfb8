"""A smallest playbook in which nothing is wrong: rules' examples are laid over it, by the tests and by `precall explain`."""

from __future__ import annotations

from pathlib import Path

from precall.problems import Span
from precall.rule import MARKS, Example
from precall.source import FOLDER

SMALLEST: Example = {
    "playbook.yml": """\
title: Sales playbook
team: Example team
stages:
  - id: understand
    title: Understand
    client_is: working out whether this is worth changing
""",
    "calls/first-meeting.yml": """\
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
""",
    "questions/why-now.yml": """\
title: Why now
purpose: Why they are talking at all, and why today.
questions:
  - id: what-changed
    ask: What has changed since you last looked at this?
""",
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


def lay_out(root: Path, example: Example) -> list[tuple[str, Span]]:
    """Write the smallest playbook with an example over it below `root`; return the places that the example marks."""
    marked: list[tuple[str, Span]] = []
    for path, content in {**SMALLEST, **example}.items():
        file = root / FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            file.write_bytes(content)
            continue
        marked.extend((f"{FOLDER}/{path}", span) for span in _marked(content))
        file.write_text(MARKS.sub("", content), encoding="utf-8", newline="")
    return marked


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
