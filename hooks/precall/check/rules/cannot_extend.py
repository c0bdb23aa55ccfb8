"""The playbook that this one extends cannot be read.

`extends` names a folder, as a path from the folder that holds `playbook/`, or an installed package of content. It
must hold a `playbook/` folder, and it must not extend the playbook that names it. Until Precall can read it, no other
rule is checked, because all inherited entries would seem to be missing.

**How to fix it:** correct the path, or install the package.
"""

from precall.check.example import company
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {**company(), "playbook.yml": "extends: ⟦./compny⟧\nteam: Team north\n"}

GOOD: Example = {**company(), "playbook.yml": "extends: ./company\nteam: Team north\n"}
