"""Too many calls ask the same question.

A client answers the same question with less patience the second time, and only out of politeness the third time. The
question also takes the place of one that only this call can ask.

The rule reports a question if more than `percent` of all calls choose it, and more than `calls` of them.

**How to fix it:** keep it where it opens most, and elsewhere choose a question that only that call can ask. If each
client hears it only once, allow the finding with that reason.
"""

from collections.abc import Iterator

from pydantic import Field

from precall.check.example import bank, call
from precall.check.registry import Example, Finding
from precall.content.model import Part, Playbook
from precall.content.model.fields import Number, Percent

SEVERITY = "warning"


class Options(Part):
    """The limit of calls that choose one question."""

    percent: Percent = Field(25, description="Maximum share of all calls that may choose a question, in percent.")
    calls: Number = Field(3, ge=1, description="Number of calls that may always choose the same question.")


def check(playbook: Playbook, options: Options) -> Iterator[Finding]:
    """Find questions that too many calls choose."""
    for question in playbook.questions.values():
        count = sum(use.entry.kind == "call" for use in playbook.uses.get(("question", question.ref), ()))
        if count > options.calls and count * 100 > options.percent * len(playbook.calls):
            yield Finding(
                question,
                ("ask",),
                f"{count} of {len(playbook.calls)} calls choose this question.",
                "Ask yourself: where does it open most? Elsewhere choose one that only that call can ask.",
            )


def _calls(count: int) -> Example:
    """Return four calls, of which `count` choose the question."""
    files = (call(path=f"calls/call-{n}.yml", **({} if n <= count else {"questions": None})) for n in range(1, 5))
    return {path: text for file in files for path, text in file.items()}


BAD: Example = {
    **_calls(4),
    **bank("""\
  - id: what-changed
    ask: ⟦What has changed since you last looked at this?⟧
"""),
}

GOOD: Example = _calls(2)
