"""A file in the folder is not at a place for content, so it is ignored.

Content has its places: `playbook.yml`, `principles.yml`, `barriers.yml` and `sources.yml` at the top, and a file for
each call in `calls/` and for each question bank in `questions/`. A file elsewhere, or one whose name ends in `.yaml`
or `.yml.txt`, would be ignored, and its call would be missing. Files called README or
LICENSE may lie anywhere.

**How to fix it:** move or rename the file as the hint says. Move everything else out of `playbook/`.
"""

from precall.check.example import call
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {"second-meeting.yml": "⟦⟧title: Second meeting\n"}

GOOD: Example = call(path="calls/second-meeting.yml", title="Second meeting")
