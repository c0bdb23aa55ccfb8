"""A link in a text does not open a page, a mailbox or a telephone.

Links may begin with `https:`, `http:`, `mailto:` or `tel:`, or lead to another page of this site. Other links could run
a script on the reader's machine or open a file there. A source's `url` must be the full address of a page on the web.

**How to fix it:** copy the address from the browser's address bar.
"""

from precall.check.example import principles
from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = principles(say="Write both lines [in the planner](⟦javascript:open()⟧).")

GOOD: Example = principles(say="Write both lines [in the planner](https://planner.example.com/).")
