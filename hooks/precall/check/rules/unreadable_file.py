"""Every file can be opened.

A link to a file that is gone, a folder with a name that ends in `.yml`, or a file that you may not open cannot be
read, and what is in it is missing from every page.

**The way out:** the message says what is there instead. Put the file back, rename the folder, or ask whoever keeps
the files for leave to read it.
"""

from precall.check.registry import Example, Special

SEVERITY = "error"

BAD: Example = {"calls/second-meeting.yml": Special.FOLDER}

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
