"""What a playbook extends can be read.

`extends` names a folder, as seen from the folder that holds `playbook/`, or an installed package of content. What it
names has a `playbook/` folder in it, and is not itself built on the playbook that names it. While it is not found,
nothing else is held against the rules: too much would seem to be missing.

**The way out:** correct the way there, or install the package.
"""

from precall.check.example import company
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {**company(), "playbook.yml": "extends: ⟦./compny⟧\nteam: Team north\n"}

GOOD: Example = {**company(), "playbook.yml": "extends: ./company\nteam: Team north\n"}
