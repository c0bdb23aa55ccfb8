"""An id is made of small letters, digits and single hyphens.

Ids stand in the addresses of pages, and addresses stand on paper and are read out on the telephone: no capitals, no
spaces, no accents, no more than 80 characters. A file's name without `.yml` is the id of what is in it.

**The way out:** write it as the hint says. The title may be anything; only the id is bound.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": """\
- id: ⟦Two Lines⟧
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
- id: two-lines
  title: Two lines after every call
  say: Write what it did for them and what it did for us.
"""
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
"""
}
