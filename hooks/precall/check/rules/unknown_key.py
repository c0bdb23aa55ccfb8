"""An entry has a key that is unknown at this place.

The text of a misspelt key would be lost. So an unknown key is an error, and the hint names the nearest known one.
Often the key is right and only its column is wrong: `best` belongs inside `outcome`, indented.

**How to fix it:** correct the key, move it to where it belongs, or delete it. For remarks of your own use a comment,
a line that begins with `#`.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(id="two-lines\n  ⟦titel⟧: Two lines before every call")

GOOD: Example = principles()
