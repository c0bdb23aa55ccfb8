"""A key that is there has something behind it.

An empty text is most often one that was meant to be written later, or one that begins with `#` and so became a
comment. On a page it would be a label with nothing beside it.

**The way out:** write the text, or take the whole line away. Put quotes around a text that begins with `#`.
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
