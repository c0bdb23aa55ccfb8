"""No key stands twice in the same entry.

YAML by itself would keep the last of the two and drop the first in silence, so a text that somebody wrote would never
reach a page. Precall cannot know which of the two was meant, and asks.

**The way out:** keep one of them. If both texts matter, join them, or find out whether the second belongs to another
entry whose dash is missing.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us.
  ⟦say⟧: Keep the two apart.
"""
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
"""
}
