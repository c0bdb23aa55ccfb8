"""Of a file with very many faults the first 200 are told.

A list of thousands helps nobody, and so many faults often have one cause: a file of another kind, or one that a
program has written anew. The message says how many more there are.

**The way out:** mend the first ones and run the check again. To get the file as it was, ask your version history.
"""

from precall.check.registry import Example

SEVERITY = "error"

BAD: Example = {
    "principles.yml": f"""\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
  do: [{'"", ' * 199}⟦""⟧, ""]
"""
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them and what it does for us, and keep the two apart.
  do: [Write both lines down before you dial.]
"""
}
