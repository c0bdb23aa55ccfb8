"""Find an entry by the name that a user typed, or raise an error that suggests the intended name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast, get_args

from precall.content.model import Entry, Playbook, ReferenceKind
from precall.content.urls import FOLDERS
from precall.core.errors import PrecallError
from precall.core.problems import did_you_mean

KINDS: tuple[ReferenceKind, ...] = get_args(ReferenceKind)


def find_entry(playbook: Playbook, name: str, kinds: Sequence[ReferenceKind] = KINDS) -> Entry:
    """Return the entry with a name such as `first-meeting`, `call:first-meeting` or `calls/first-meeting`.

    Args:
        playbook: the playbook to search.
        name: the name as typed.
        kinds: the kinds of entries to search.

    Raises:
        PrecallError: No entry, or several, have this name.

    """
    named, colon, ref = name.partition(":")
    if colon and named not in KINDS:
        raise PrecallError(f'"{named}" is not a kind of entry.', did_you_mean(named, KINDS))
    meanings = [(cast("ReferenceKind", named), ref)] if colon else list(_meanings(name))
    # A name may have the folder of another kind: `call:questions/x` is not a call.
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
    """Yield the possible kinds and ids of a name without a kind, which may begin with the folder of its kind."""
    for kind in KINDS:
        yield kind, name
        if name.startswith(f"{FOLDERS[kind]}/"):
            yield kind, name.partition("/")[2]


def _bare(name: str) -> str:
    folder, _, rest = name.partition("/")
    return rest if rest and folder in FOLDERS.values() else name
