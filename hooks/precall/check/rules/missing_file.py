"""The playbook has no settings.

`playbook/playbook.yml` names the playbook, the team and the stages of its sales process; calls cannot be put in order
without it.

**How to fix it:** create the file, with `title`, `team` and `stages` in it.
"""

from precall.check.example import SETTINGS
from precall.check.registry import Example, Special

SEVERITY = "error"

BAD: Example = {"playbook.yml": Special.ABSENT}

GOOD: Example = {"playbook.yml": SETTINGS}
