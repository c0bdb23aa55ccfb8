"""Whatever is allowed is still found.

An entry can allow a finding, with a reason. When the text has changed and the finding is gone, the permission stays
behind and would hide the next fault of the same kind.

**The way out:** take the rule and its reason out of `allow`.
"""

from precall.check.registry import Example

SEVERITY = "warning"

BAD: Example = {
    "questions/why-now.yml": """\
title: Why now
purpose: Why they are talking at all, and why today.
questions:
  - id: what-changed
    ask: What has changed since you last looked at this?
    allow:
      - rule: ⟦double-question⟧
        reason: The two halves are asked in one breath.
"""
}

GOOD: Example = {
    "questions/why-now.yml": """\
title: Why now
purpose: Why they are talking at all, and why today.
questions:
  - id: what-changed
    ask: What has changed since you last looked at this?
"""
}
