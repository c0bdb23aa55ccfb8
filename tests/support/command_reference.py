"""The reference of all options, written from the command line itself: `make reference` writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from precall.cli.main import app
from tests.support.paths import ROOT

FILE = ROOT / "docs" / "manual" / "reference" / "options.md"
_TOP = """\
---
title: All options
description: Every command with every argument and option, as `--help` shows them.
---

<!-- `make reference` writes this page. Change the help texts in hooks/precall/cli, and not this file. -->

# All options

Every command with its arguments and options, as `--help` shows them. [Commands](commands.md) has examples.
"""


def reference() -> str:
    """Return the page."""
    shared = {name for option in _options(app) for name in option.opts}
    parts = [_TOP, "## For every command\n", _table(_options(app)), *_sections(app, "precall", shared)]
    return "\n".join(parts).rstrip() + "\n"


def _sections(group: click.Group, words: str, shared: set[str]) -> Iterator[str]:
    context = _context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"## {words} {name}\n"
        yield f"{_text(command.help or command.short_help or '')}\n"
        own = [each for each in command.get_params(_context(command)) if not shared & set(each.opts)]
        if own:
            yield _table(own)
        if isinstance(command, click.Group):
            yield from _sections(command, f"{words} {name}", shared)


def _context(command: click.Command) -> click.Context:
    return click.Context(command, **app.context_settings)


def _options(command: click.Command) -> list[click.Parameter]:
    return list(command.get_params(_context(command)))


def _table(parameters: list[click.Parameter]) -> str:
    rows = [(_names(each), _text(getattr(each, "help", None) or "")) for each in parameters if _is_shown(each)]
    head = ["| argument or option | what it does |", "|---|---|"]
    return "\n".join([*head, *(f"| {names} | {text} |" for names, text in rows)]) + "\n" if rows else ""


def _is_shown(parameter: click.Parameter) -> bool:
    return not getattr(parameter, "hidden", False)


def _names(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return f"`{parameter.make_metavar(_context(app))}`".replace("|", "\\|")
    flag = getattr(parameter, "is_flag", False)
    value = "" if flag else f" {parameter.make_metavar(_context(app))}"
    names = (*parameter.opts, *parameter.secondary_opts)
    return ", ".join(f"`{name}{value if name.startswith('--') else ''}`" for name in names).replace("|", "\\|")


def _text(words: str) -> str:
    """Return a help text as one paragraph of Markdown."""
    plain = re.sub(r"\s+", " ", words.replace("\b", "")).strip()
    return plain.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
