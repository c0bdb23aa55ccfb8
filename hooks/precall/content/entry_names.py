"""The name of an entry as people type it goes in; the entry comes out, or an error with the name that was meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast, get_args

from precall.content.model import Entry, Playbook, ReferenceKind
from precall.content.urls import FOLDERS
from precall.core.errors import PrecallError
from precall.core.problems import did_you_mean

KINDS: tuple[ReferenceKind, ...] = get_args(ReferenceKind)


def find_entry(playbook: Playbook, name: str, kinds: Sequence[ReferenceKind] = KINDS) -> Entry:
    """Return the entry that a name means: `first-meeting`, `call:first-meeting` or `calls/first-meeting`.

    Args:
        playbook: where to look.
        name: what was typed.
        kinds: the kinds of entries that it may mean.

    Raises:
        PrecallError: It means no entry, or several.

    """
    named, colon, ref = name.partition(":")
    if colon and named not in KINDS:
        raise PrecallError(f'"{named}" is not a kind of entry.', did_you_mean(named, KINDS))
    meanings = [(cast("ReferenceKind", named), ref)] if colon else list(_meanings(name))
    # With the name of another kind's folder: `call:questions/x` is no call.
    found = [(kind, ref) for kind, ref in meanings if kind in kinds and ref in playbook.of_kind(kind)]
    if len(found) > 1:
        choices = " or ".join(f"{kind}:{ref}" for kind, ref in found)
        raise PrecallError(
            f'"{name}" is the id of a {" and of a ".join(kind for kind, _ in found)}.', f"Write {choices}."
        )
    if not found:
        known = [ref for kind in kinds for ref in playbook.of_kind(kind)]
        what = f"{kinds[0]} with the id" if len(kinds) == 1 else "entry with the id"
        raise PrecallError(f'There is no {what} "{name}".', did_you_mean(ref if colon else _bare(name), known))
    kind, ref = found[0]
    return playbook.of_kind(kind)[ref]


def _meanings(name: str) -> Iterator[tuple[ReferenceKind, str]]:
    """Yield what a name without a kind may mean: an id of any kind, or one after the folder of its kind."""
    for kind in KINDS:
        yield kind, name
        if name.startswith(f"{FOLDERS[kind]}/"):
            yield kind, name.partition("/")[2]


def _bare(name: str) -> str:
    folder, _, rest = name.partition("/")
    return rest if rest and folder in FOLDERS.values() else name
