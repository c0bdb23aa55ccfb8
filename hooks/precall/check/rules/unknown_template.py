"""Every template of the team's own takes the place of one of ours.

A file in `templates/` beside `playbook/` stands before the one of ours that has its name. With a slip in the name it
stands before nothing, and the pages stay as they were. A template that others of the team's name, to include it or to
build on it, is used by those. What lies in the `templates/` of a playbook that this one extends is told there.

In `templates/pages/`, which makes the pages: `bank.md`, `barrier.md`, `barriers.md`, `call.md`, `calls.md`,
`changes.md`, `fields.md`, `home.md`, `method.md`, `parts.md`, `playbooks.md`, `practice.md`, `principle.md`,
`principles.md`, `questions.md`, `rule.md`, `rules.md`, `sources.md`, `stage.md`, `stages.md`, `state.md`.

In `templates/` itself, which makes cards and what stands around calls: `admin.html`, `agenda.html`, `builder.html`,
`call_view.html`, `card-sheets.css`, `card.html`, `card.typ`, `debrief.html`, `fields.html`, `footer.html`,
`view.html`.

**The way out:** give the file the name of the template that it is to take the place of, or take it away.
"""

from precall.check.registry import Example

SEVERITY = "warning"

_OWN = '{% include "precall/barrier.md" %}\n\nHeard another one? Tell the team.\n'

BAD: Example = {"../templates/pages/barier.md": f"⟦⟧{_OWN}"}

GOOD: Example = {"../templates/pages/barrier.md": _OWN}
