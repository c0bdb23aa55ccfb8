"""Command classes with shared options and a common help layout, and a group that imports its commands lazily."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

import click

from precall.cli.invocation import Invocation
from precall.cli.output import echo

PAPERS = ("a4", "letter", "half-letter", "a5", "a6", "4x6", "3x5")
PAPER = click.Choice(PAPERS, case_sensitive=False)
"""The names of the sheets on which cards are printed: the files of the folder `cards/sheets`."""

SHARED = ("--root", "--no-cache", "--quiet", "--verbose", "--help")
"""The options that every command has."""


def _set(name: str, change: Callable[[Any], Any] = lambda value: value) -> Callable[..., None]:
    """Return a callback that stores an option's value in the Invocation, before or after the command."""

    def callback(context: click.Context, _option: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.ensure_object(Invocation), name, change(value))

    return callback


def _shared_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--root"],
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            metavar="DIR",
            expose_value=False,
            callback=_set("folder"),
            help="Use the playbook in this folder (default: the nearest parent folder that contains playbook/).",
        ),
        click.Option(
            ["--no-cache"],
            is_flag=True,
            expose_value=False,
            callback=_set("use_cache", lambda _: False),
            help="Neither read nor write the cache.",
        ),
        click.Option(
            ["-q", "--quiet"],
            is_flag=True,
            expose_value=False,
            callback=_set("is_quiet"),
            help="Print only problems, errors and results.",
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            expose_value=False,
            callback=_set("is_verbose"),
            help="Print details of the run too.",
        ),
    ]


def _show_help(context: click.Context, _option: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        echo(context.get_help())
        context.exit()


class _SharedOptions(click.Command):
    """A command with the shared options, which its help lists last."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.params.extend(_shared_options())

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that prints the help, even if the output is a closed pipe."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
            option.help = "Print this help."
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options, then the shared ones."""
        own: list[tuple[str, str]] = []
        shared: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                (shared if parameter.opts[-1] in SHARED else own).append(record)
        for title, records in (("Options", own), ("Options of every command", shared)):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


class Command(_SharedOptions):
    """One command."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and apply the shared options."""
        ctx.ensure_object(Invocation).begin()
        return super().invoke(ctx)


class Group(_SharedOptions, click.Group):
    """Several commands under one name.

    `sections` has the names of the commands by heading of the help. Commands are imported from `precall.cli.commands`
    on first use, so that each starts quickly.
    """

    def __init__(self, *arguments: Any, sections: Mapping[str, Sequence[str]] | None = None, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._sections = sections or {}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings."""
        for title, names in (self._sections or {"Commands": self.list_commands(ctx)}).items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            limit = formatter.width - 6 - max(len(name) for name in names)
            with formatter.section(title):
                formatter.write_dl([(name, each.get_short_help_str(limit)) for name, each in commands if each])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands in the order of the help."""
        return [name for names in self._sections.values() for name in names] or list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported if necessary; None if there is no command of that name."""
        if cmd_name not in self.commands and cmd_name in self.list_commands(ctx):
            module = importlib.import_module(f"precall.cli.commands.{_module(cmd_name)}")
            self.add_command(cast("click.Command", module.command), cmd_name)
        return self.commands.get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the named command. Raise UsageError with the nearest name if there is none."""
        name = args[0]
        if not ctx.resilient_parsing and not name.startswith("-") and self.get_command(ctx, name) is None:
            ctx.fail(f'There is no command "{name}". {suggestion(name, self.list_commands(ctx))}'.rstrip())
        return super().resolve_command(ctx, args)


def _module(name: str) -> str:
    # `import` is a keyword of Python.
    return "import_" if name == "import" else name


def suggestion(word: str, known: Sequence[str]) -> str:
    """Return a sentence with the nearest known name; empty if none is similar."""
    from precall.core.problems import nearest

    guess = nearest(word, known)
    return f'Did you mean "{guess}"?' if guess else ""


class Day(click.ParamType[date]):
    """A day, as in 2026-11-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day in a text."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            return self.fail(f'"{value}" is not a day. Write it as in 2026-11-01.', param, ctx)


class FilePath(click.Path):
    """The path of a file to write, with one of the given endings."""

    def __init__(self, *endings: str) -> None:
        super().__init__(path_type=Path)
        self._endings = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or fail if it has another ending."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if path.suffix.lower() not in self._endings:
            named = " or ".join(self._endings)
            self.fail(f'"{path}" must end in {named}, for that is what is written.', param, ctx)
        return path
