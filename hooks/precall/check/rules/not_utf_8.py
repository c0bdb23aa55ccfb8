"""A file is not saved as UTF-8.

Older programs save letters like é, ü or a curly quote in an encoding of their own. Read with
another encoding they become other letters, so a name would be wrong on every page. Precall does not guess the
encoding.

**How to fix it:** open the file, choose "Save with encoding", and there "UTF-8". If letters look wrong then, correct
them once by hand.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every caf⟦\N{LATIN SMALL LETTER Y WITH DIAERESIS}⟧ call
  say: Write what it does for them and what it does for us, and keep the two apart.
""".encode().replace("\N{LATIN SMALL LETTER Y WITH DIAERESIS}".encode(), b"\xe9")
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every café call
  say: Write what it does for them and what it does for us, and keep the two apart.
"""
}
