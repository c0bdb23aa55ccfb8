"""A value is not of the type that its key takes.

Some keys take one text, some a list with a dash before each item, some a whole number or a date. A text with a colon
and a space inside a list is a common case: YAML makes a key of its first half.

**How to fix it:** the hint shows how to write it.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
  do: ⟦Write both lines down before you dial.⟧
"""
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
  do:
    - Write both lines down before you dial.
"""
}
