"""An `allow` accepts a finding that is no longer there.

An entry can allow a finding, with a reason. If the text has changed and the finding is gone, the `allow` would still
hide the next finding of the same rule.

**How to fix it:** delete the rule and its reason from `allow`.
"""

from precall.check.example import bank
from precall.check.registry import Example

SEVERITY = "warning"

BAD: Example = bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
    allow:
      - rule: ⟦double-question⟧
        reason: The two halves are asked in one breath.
""")

GOOD: Example = bank()
