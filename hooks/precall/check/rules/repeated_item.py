"""A list of references or tags names each thing once.

A question that stands twice on a call would be printed twice on its card, in the place of another.

**The way out:** take one of the two away, or correct the one that was meant to be another.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "barriers.yml": """\
- id: burned-before
  title: Burned before
  questions:
    - why-now/what-changed
    - ⟦why-now/what-changed⟧
"""
}

GOOD: Example = {
    "barriers.yml": """\
- id: burned-before
  title: Burned before
  questions:
    - why-now/what-changed
"""
}
