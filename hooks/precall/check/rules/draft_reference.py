"""An entry refers to a draft, which the site leaves out.

`draft: true` marks an entry that is not finished. `precall serve` shows it; a build, a deck of cards, an export and the
search leave it out, and with it every reference to it. The reference itself is right, and works as soon as the draft
is finished.

**How to fix it:** finish the draft and delete its line `draft: true`, or delete the reference.
"""

from collections.abc import Iterator

from precall.check.example import bank, call
from precall.check.registry import Example, Finding
from precall.content.model import Playbook
from precall.content.model.fields import KIND_WORDS
from precall.core.problems import quoted

SEVERITY = "notice"


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find references to drafts."""
    for use in playbook.left_out:
        yield Finding(
            use.entry,
            use.loc,
            f"The {KIND_WORDS[use.kind]} {quoted(use.ref)} is a draft, so the site leaves this reference out.",
            "Finish the draft and delete its draft: true, or delete this reference.",
        )


_BANK = """\
  - id: what-changed
    ask: What has changed since you last looked at this?
  - id: who-noticed
    ask: Who noticed it first?
"""

BAD: Example = {
    **call(questions="\n  - why-now/what-changed\n  - ⟦why-now/who-noticed⟧"),
    **bank(_BANK + "    draft: true\n"),
}

GOOD: Example = {**call(questions="\n  - why-now/what-changed\n  - why-now/who-noticed"), **bank(_BANK)}
