"""A file uses a feature of YAML that can run code, or it is too large.

Tags, which begin with `!`, can make other programs run code. With aliases, `*name`, one line can expand to a billion
values. A file may have 5 MB, 100,000 values and 50 levels of nesting, and a text 20,000 characters: far more than a
playbook needs.

**How to fix it:** write the text out in full. Put quotes around a text that begins with `!`, `&` or `*`.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(title="⟦!two lines before every call⟧")

GOOD: Example = principles(title='"!two lines before every call"')
