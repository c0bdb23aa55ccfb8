"""A file in the content folder has a wrong name or place, so it is ignored.

Content files are `playbook.yml`, `principles.yml`, `barriers.yml` and `sources.yml` at the top, a file for each call in
`calls/`, and a file for each question bank in `questions/`. Precall ignores a file elsewhere, or one whose name ends in
`.yaml` or `.yml.txt`, so its entries would be missing. Files called README or LICENSE may be anywhere.

**How to fix it:** move or rename the file as the hint says. Move everything else out of `playbook/`.
"""

from precall.check.example import call
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {"second-meeting.yml": "⟦⟧title: Second meeting\n"}

GOOD: Example = call(path="calls/second-meeting.yml", title="Second meeting")
