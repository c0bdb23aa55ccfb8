"""An item of `hide` matches no inherited entry.

`hide` names entries of the playbook that `extends` names: the folder and the id, as `calls/trade-fair`, or
`questions/why-now/budget` for one question of a bank. To remove an entry of your own, delete it from
its file.

**How to fix it:** correct the name, or delete the item: the company may have renamed or deleted the entry.
"""

from precall.check.example import company
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {**company(), "playbook.yml": "extends: ./company\nhide:\n  - ⟦barriers/no-monney⟧\n"}

GOOD: Example = {**company(), "playbook.yml": "extends: ./company\nhide:\n  - barriers/no-money\n"}
