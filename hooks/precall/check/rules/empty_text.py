"""A key has no text.

Most often the text was left for later, or it begins with `#`, so YAML reads it as a comment. On a page it would be a
label without a text.

**How to fix it:** write the text, or delete the line. Put quotes around a text that begins with `#`.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
  ⟦why⟧:
"""
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
"""
}
