"""A file is not saved as UTF-8.

Older programs save characters such as é, ü or a curly quote in other encodings. In a wrong encoding they become other
characters, so a name would be wrong on every page. Precall does not guess the encoding.

**How to fix it:** open the file, choose "Save with encoding", and there "UTF-8". If letters look wrong then, correct
them once by hand.
"""

from precall.check.example import PRINCIPLES, principles
from precall.check.registry import Example

SEVERITY = "error"

_GOOD = principles(title="Two lines before every café call")

BAD: Example = {PRINCIPLES: _GOOD[PRINCIPLES].replace("é", "⟦é⟧").encode().replace("é".encode(), b"\xe9")}

GOOD: Example = _GOOD
