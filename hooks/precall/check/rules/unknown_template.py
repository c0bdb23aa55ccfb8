"""One of the team's own templates is never used.

A file in `templates/` next to `playbook/` overrides the built-in template of the same name. A file with another name is
used only if another template of the team includes or extends it. The templates of a playbook that this one extends are
reported only when that playbook is checked.

In `templates/pages/`, for the pages: `bank.html`, `barrier.html`, `barriers.html`, `call.html`, `calls.html`,
`changes.html`, `fields.html`, `home.html`, `method.html`, `my_calls.html`, `parts.html`, `playbooks.html`,
`practice.html`, `principle.html`, `principles.html`, `questions.html`, `rule.html`, `rules.html`, `sources.html`,
`stage.html`, `stages.html`, `state.html`, `tally.html`.

In `templates/` itself, for cards and the pages around calls: `admin.html`, `agenda.html`, `builder.html`,
`call_view.html`, `card-sheets.css`, `card.html`, `card.typ`, `debrief.html`, `fields.html`, `footer.html`,
`view.html`.

In earlier versions, templates of pages were Markdown: a file such as `templates/pages/call.md` is no longer used.

**How to fix it:** give the file the name of the template that it should override, or delete it. Give a Markdown
template a name that ends in `.html`, and put its Markdown between `{% filter markdown %}` and `{% endfilter %}`.
"""

from precall.check.registry import Example

SEVERITY = "warning"

_OWN = '{% include "precall/barrier.html" %}\n<p>Heard another one? Tell the team.</p>\n'

BAD: Example = {"../templates/pages/barier.html": f"⟦⟧{_OWN}"}

GOOD: Example = {"../templates/pages/barrier.html": _OWN}
