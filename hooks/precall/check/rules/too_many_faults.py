"""A file has more than 200 faults, and the rest are not listed.

So many faults often have one cause: a file of another kind, or one that a program has overwritten. The message gives
the number of faults that are not listed.

**How to fix it:** fix the first ones and run the check again, or restore the file from your version history.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(do=f"""[{'"", ' * 199}⟦""⟧, ""]""")

GOOD: Example = principles(do="[Write both lines down before you dial.]")
