"""A file cannot be read as YAML.

YAML has few rules, and most faults are one of six: a colon with a space after it inside a text, a tab in front of a
line, a missing dash, a missing space after a colon or a dash, a line that starts in a column of its own, and a quote
that is never closed. The message names the probable fault and its fix. After you fix it, the check may find another one
further down in the file.

**How to fix it:** do as the hint says. When in doubt, put double quotes around the whole text: `say: "One line: one
thought."`
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(say="⟦Write two lines: one for them, one for us.⟧")

GOOD: Example = principles(say='"Write two lines: one for them, one for us."')
