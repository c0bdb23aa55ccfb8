"""Every entry has the keys that it cannot do without.

A call has an objective and an outcome, each one written down; a question has the words in which it is asked. What is
missing is named at the entry's first line.

**The way out:** add the key with its text. If you do not know it yet, that is worth finding out before the call is in
the playbook.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": """\
- ⟦id⟧: two-lines
  title: Two lines before every call
"""
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
"""
}
