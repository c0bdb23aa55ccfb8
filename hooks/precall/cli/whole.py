"""Return the part of a checked playbook that a command can use: valid calls, and the problems of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from precall.check.runner import CheckResult
    from precall.content.loader import LoadResult
    from precall.content.model import Call
    from precall.core.problems import Problem
    from precall.core.session import Session


def refuse_unknown_calls(root: Path, names: Sequence[str], session: Session) -> None:
    """Raise PrecallError for the name of no call, or of a draft, before the check of the playbook."""
    from precall.content.entry_names import find_entry
    from precall.content.loader import load
    from precall.core.errors import PrecallError

    if not names:
        return
    loaded = load(root, session=session)
    for name in names:
        if _ref_of(name) in _unread_calls(loaded):
            continue
        call = find_entry(loaded.playbook, name, ["call"])
        if call.is_draft:
            raise PrecallError(
                f'The call "{call.ref}" is a draft.', "Finish it, delete its line draft: true, and try again."
            )


def _ref_of(name: str) -> str:
    return name.removeprefix("call:").removeprefix("calls/")


def _unread_calls(loaded: LoadResult) -> frozenset[str]:
    """Return the ids of the calls that are not in the playbook because they have errors."""
    return frozenset(loaded.ids.get("call", frozenset()) - loaded.playbook.calls.keys())


def stopping_problems(checked: CheckResult) -> list[Problem]:
    """Return the errors that affect all calls: those of the settings and of `extends`."""
    from precall.content.inheritance import SETTINGS

    return [problem for problem in checked.errors if problem.path.endswith(SETTINGS) or problem.rule == "cannot-extend"]


def whole_calls(checked: CheckResult, names: Sequence[str]) -> tuple[list[Call], list[Problem]]:
    """Return the calls without errors, among the named calls or all, and the errors of the other calls."""
    from precall.content.entry_names import find_entry

    playbook = checked.published
    by_path: dict[str, list[Problem]] = {}
    for problem in checked.errors:
        by_path.setdefault(problem.path, []).append(problem)
    calls: list[Call] = []
    problems: list[Problem] = []
    if not names:
        for call in playbook.calls_in_order:
            if not any(path in by_path for path in call.location.document.paths):
                calls.append(call)
        return calls, checked.errors
    for name in names:
        path = f"playbook/calls/{_ref_of(name)}.yml"
        found = by_path.get(path)
        if found is None:
            calls.append(playbook.calls[find_entry(playbook, name, ["call"]).ref])
        else:
            problems += found
    return calls, problems


def lost_references(checked: CheckResult, call: Call) -> Iterator[str]:
    """Yield a line for each reference of a call that its card leaves out, with the reason."""
    from precall.content.model import references

    whole = checked.playbook.calls.get(call.ref)
    left = {(use.kind, use.ref) for use in references(call)}
    for use in references(whole) if whole else ():
        if (use.kind, use.ref) not in left:
            reason = "is a draft" if (use.kind, use.ref) in checked.published.drafts else "has errors"
            yield f'{call.ref}: the {use.kind} "{use.ref}" {reason} and is left out.'
