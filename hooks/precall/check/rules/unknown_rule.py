"""A setting or an `allow` names a rule that does not exist or cannot be changed.

`checks:` in `playbook.yml` and `allow:` in an entry name rules by their ids. Without this rule, a misspelt id would
have no effect and no warning. A rule about a text that Precall cannot read cannot be set or allowed, because there is
no text to show.

**How to fix it:** copy the id from the brackets in the finding, or look it up with `precall rules`.
"""

from precall.check.example import SETTINGS, bank, principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    **principles(allow="\n    - rule: ⟦unused-entri⟧\n      reason: The call that needs it is being written."),
    **bank("""\
  - id: what-changed
    ask: What has changed since you last looked at this?
    allow:
      - rule: ⟦duplicate-key⟧
        reason: Both texts matter to us.
"""),
}

GOOD: Example = {
    "playbook.yml": f"{SETTINGS}checks:\n  unused-entry: off\n",
    **principles("- id: listen-first\n  title: Listen first\n  say: Whoever talks learns nothing.\n"),
}
