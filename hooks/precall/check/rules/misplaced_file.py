"""A file in the folder is not at a place for content, so it is ignored.

Content has its places: `playbook.yml`, `principles.yml`, `barriers.yml` and `sources.yml` at the top, and a file for
each call in `calls/` and for each question bank in `questions/`. A file elsewhere, or one whose name ends in `.yaml`
or `.yml.txt`, would be ignored, and its call would be missing. Files called README or
LICENSE may lie anywhere.

**How to fix it:** move or rename the file as the hint says. Move everything else out of `playbook/`.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "second-meeting.yml": """\
⟦⟧title: Second meeting
"""
}

GOOD: Example = {
    "calls/second-meeting.yml": """\
title: Second meeting
stage: understand
channel: meeting
when: They have seen our summary and want to go on.
minutes: 60
objective: The client knows which of their three problems is worth solving first.
outcome:
  best: A date in our diary with those who decide.
  smallest: The names of those who decide, in our file.
free_value:
  - The three problems on one page, in their words.
questions:
  - why-now/what-changed
barriers:
  - burned-before
"""
}
