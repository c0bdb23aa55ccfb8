"""Every key is one that Precall knows.

A key with a slip in it would be passed over, and what stands behind it would reach no page. So a key that is not
known at its place is an error, with the nearest known one named. Often the key is right and only its column is not:
`best` belongs inside `outcome`, further in.

**The way out:** correct the key, move it to where it belongs, or take it away. For remarks of your own use a comment,
a line that begins with `#`.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": """\
- id: two-lines
  ⟦titel⟧: Two lines before every call
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
"""
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
"""
}
