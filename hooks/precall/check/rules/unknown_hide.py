"""What a team hides is there to be hidden.

`hide` names entries of the playbook that `extends` names: the folder and the id, as `calls/trade-fair`, or
`questions/why-now/budget` for one question of a bank. An entry of the team's own is not hidden but taken out of its
file.

**The way out:** correct the name, or take it away: the company may have renamed the entry, or given it up.
"""

from precall.check.example import company
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {**company(), "playbook.yml": "extends: ./company\nhide:\n  - ⟦barriers/no-monney⟧\n"}

GOOD: Example = {**company(), "playbook.yml": "extends: ./company\nhide:\n  - barriers/no-money\n"}
