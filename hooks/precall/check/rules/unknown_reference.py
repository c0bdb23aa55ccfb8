"""Whatever an entry refers to is there.

Stages, calls, questions, barriers, principles and sources are referred to by their ids. A question's name is its bank
and its id, as `why-now/what-changed`. An id that nothing has would be a dead link on the site, and an empty line on
the card.

**The way out:** correct the id, or add what is missing. The hint names what was probably meant.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "barriers.yml": """\
- id: burned-before
  title: Burned before
  questions:
    - ⟦why-now/what-chnaged⟧
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
