"""A setting or an `allow` names a rule that does not exist or cannot be changed.

`checks:` in `playbook.yml` and `allow:` in an entry name rules by their ids. A misspelt id would
change nothing, without a warning. A fault that keeps Precall from reading a text cannot be set or allowed, because
there is no text to show.

**How to fix it:** write the id as the finding names it in brackets, or look it up with `precall rules`.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
  allow:
    - rule: ⟦unused-entri⟧
      reason: The call that needs it is being written.
""",
    "questions/why-now.yml": """\
title: Why now
purpose: Why they are talking at all, and why today.
questions:
  - id: what-changed
    ask: What has changed since you last looked at this?
    allow:
      - rule: ⟦duplicate-key⟧
        reason: Both texts matter to us.
""",
}

GOOD: Example = {
    "playbook.yml": """\
title: Sales playbook
team: Example team
stages:
  - id: understand
    title: Understand
    client_is: working out whether this is worth changing
checks:
  unused-entry: off
""",
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
- id: listen-first
  title: Listen first
  say: Whoever talks learns nothing.
""",
}
