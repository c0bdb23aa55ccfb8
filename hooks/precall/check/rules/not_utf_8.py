"""A file is not saved as UTF-8.

Older programs save letters like é, ü or a curly quote in an encoding of their own. Read with
another encoding they become other letters, so a name would be wrong on every page. Precall does not guess the
encoding.

**How to fix it:** open the file, choose "Save with encoding", and there "UTF-8". If letters look wrong then, correct
them once by hand.
"""

from precall.check.example import PRINCIPLES, principles
from precall.check.registry import Example

SEVERITY = "error"

_GOOD = principles(title="Two lines before every café call")

BAD: Example = {PRINCIPLES: _GOOD[PRINCIPLES].replace("é", "⟦é⟧").encode().replace("é".encode(), b"\xe9")}

GOOD: Example = _GOOD
