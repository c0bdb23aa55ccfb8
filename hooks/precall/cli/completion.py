"""Complete ids in a shell. The ids come from file names alone, which is fast enough for a shell."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from precall.cli.invocation import Invocation

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def complete_calls(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return the calls whose ids begin with the typed text."""
    return _items(typed, (path.stem for path in _files(context, "calls")))


def complete_entries(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return the calls, banks and questions whose ids begin with the typed text."""
    return _items(typed, _entries(context))


def complete_rules(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Return the rules whose ids begin with the typed text."""
    from precall.check import rules

    return _items(typed, (module.name.replace("_", "-") for module in pkgutil.iter_modules(rules.__path__)))


def _items(typed: str, names: Iterable[str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in sorted(set(names)) if name.startswith(typed)]


def _entries(context: click.Context) -> Iterator[str]:
    yield from (path.stem for path in _files(context, "calls"))
    for path in _files(context, "questions"):
        yield path.stem
        for found in re.findall(r"^\s+-?\s*id:\s*([a-z0-9-]+)\s*$", path.read_text("utf-8", "replace"), re.MULTILINE):
            yield f"{path.stem}/{found}"


def _files(context: click.Context, folder: str) -> list[Path]:
    from precall.core.errors import PrecallError

    try:
        root = context.ensure_object(Invocation).root
        return list((root / "playbook" / folder).glob("*.yml"))
    except (PrecallError, OSError):
        return []
