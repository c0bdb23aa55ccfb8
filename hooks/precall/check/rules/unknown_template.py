"""A template of the team's own is never used.

A file in `templates/` next to `playbook/` overrides the built-in template of the same name. A file with another name is
used only if another template of the team's includes it or extends it. A check of a playbook that this one extends
reports the templates of that playbook.

In `templates/pages/`, for the pages: `bank.html`, `barrier.html`, `barriers.html`, `call.html`, `calls.html`,
`changes.html`, `fields.html`, `home.html`, `method.html`, `my_calls.html`, `parts.html`, `playbooks.html`,
`practice.html`, `principle.html`, `principles.html`, `questions.html`, `rule.html`, `rules.html`, `sources.html`,
`stage.html`, `stages.html`, `state.html`, `tally.html`.

In `templates/` itself, for cards and the pages around calls: `admin.html`, `agenda.html`, `builder.html`,
`call_view.html`, `card-sheets.css`, `card.html`, `card.typ`, `debrief.html`, `fields.html`, `footer.html`,
`view.html`.

Templates of pages were Markdown before: a file such as `templates/pages/call.md` is not used any more.

**How to fix it:** give the file the name of the template that it is to override, or delete it. Rename a Markdown
template so that it ends in `.html`, and put its Markdown between `{% filter markdown %}` and `{% endfilter %}`.
"""

from precall.check.registry import Example

SEVERITY = "warning"

_OWN = '{% include "precall/barrier.html" %}\n<p>Heard another one? Tell the team.</p>\n'

BAD: Example = {"../templates/pages/barier.html": f"⟦⟧{_OWN}"}

GOOD: Example = {"../templates/pages/barrier.html": _OWN}
