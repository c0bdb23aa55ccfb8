"""An earlier id of an entry belongs to another entry.

`aliases` holds the earlier ids of an entry, so that old links, QR codes and printed cards still work. If an earlier id
is now the id of another entry, or an earlier id of two entries, Precall cannot know to which entry a link should lead.

**How to fix it:** delete the alias from the entry that old links should not reach, or rename the other entry.
"""

from collections.abc import Iterator

from precall.check.example import bank
from precall.check.registry import Example, Finding
from precall.content.model import Playbook

SEVERITY = "error"

_HINT = "Delete it from the entry that old links should not reach."

_QUESTIONS = """\
  - id: what-changed
    ask: What has changed since you last looked at this?
    aliases: [{}]
  - id: who-noticed
    ask: Who noticed it first?
"""

BAD: Example = bank(_QUESTIONS.format("⟦who-noticed⟧"))

GOOD: Example = bank(_QUESTIONS.format("what-is-new"))


def check(playbook: Playbook) -> Iterator[Finding]:
    """Find earlier ids that are also ids or earlier ids of other entries. A question's id includes its bank."""
    owners: dict[tuple[str, str], str] = {}
    for entry in playbook.entries():
        scope = entry.ref.rpartition("/")[0]
        for index, alias in enumerate(entry.aliases):
            ref = f"{scope}/{alias}" if scope else alias
            first = owners.setdefault((entry.kind, ref), entry.ref)
            if ref == entry.ref:
                yield Finding(
                    entry, ("aliases", index), f'"{alias}" is the present id of this {entry.kind}.', "Delete it here."
                )
            elif ref in playbook.of_kind(entry.kind):
                yield Finding(entry, ("aliases", index), f'"{alias}" is the id of another {entry.kind}.', _HINT)
            elif first != entry.ref:
                yield Finding(entry, ("aliases", index), f'"{alias}" is an earlier id of "{first}" as well.', _HINT)
