"""The command `precall`: run one command with the command-line arguments, and return its exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn, TextIO

import click

from precall import __version__
from precall.cli.group import Group, suggestion
from precall.cli.invocation import Invocation
from precall.cli.output import echo, echo_error, report, wants_colour
from precall.core.errors import PrecallError
from precall.core.gc_pause import freeze_objects

CANNOT_RUN = 2
INTERRUPTED = 130
"""The exit status in shells of a program that Ctrl-C has ended."""

SECTIONS = {
    "Write the playbook": ("new", "check", "fmt", "rename", "import"),
    "Publish it": ("build", "serve", "cards", "export"),
    "Learn the method": ("coach", "rules", "explain"),
    "Set up": ("schema", "admin", "completion"),
}


def _show_version(context: click.Context, _option: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        echo(f"precall {__version__}")
        context.exit()


@click.group(
    "precall",
    cls=Group,
    sections=SECTIONS,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turn a folder of YAML into a sales team's playbook: check it, build its site, print its cards.",
    epilog='"precall COMMAND --help" describes a command and all of its options.',
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Print the version.",
)
def app() -> None:
    """Group the commands; each runs by itself."""


def run() -> NoReturn:
    """Run the command of this process, and end the process with its exit code."""
    _open_missing_streams()
    for stream in (sys.stdout, sys.stderr):
        # Escape characters that the terminal cannot print, instead of failing.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = main()
    for stream in (sys.stdout, sys.stderr):
        _flush(stream)
    # The garbage collector need not scan the remaining objects at exit.
    freeze_objects()
    sys.exit(code)


def _flush(stream: TextIO) -> None:
    """Flush a stream. If the pipe is closed, discard the rest, so that Python's flush at exit does not fail."""
    with suppress(ValueError):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _open_missing_streams() -> None:
    """Open closed standard streams on the null device, so that no other file gets their numbers."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # The missing stream has the lowest free file descriptor, which this call uses.
            os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 for success, 1 for problems found, 2 if it cannot run."""
    invocation = Invocation()
    try:
        code = app.main(arguments, "precall", standalone_mode=False, obj=invocation, color=wants_colour(os.environ))
    except click.UsageError as error:
        _explain(error)
    except click.ClickException as error:
        report("error", error.format_message())
    except PrecallError as error:
        report("error", str(error))
    except click.Abort:
        return INTERRUPTED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else CANNOT_RUN
    else:
        return int(code or 0)
    finally:
        invocation.close()
    return CANNOT_RUN


def _explain(error: click.UsageError) -> None:
    """Print the error in the arguments, and the usage of the command."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        echo_error(error.format_message())
        return
    if error.ctx is not None:
        echo_error(error.ctx.get_usage())
        echo_error(f'Try "{error.ctx.command_path} --help".\n')
    report("error", _sentence(error))


def _sentence(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        known = [name for each in error.ctx.command.get_params(error.ctx) for name in each.opts] if error.ctx else []
        return f'There is no option "{error.option_name}". {suggestion(error.option_name, known)}'.rstrip()
    return error.format_message()
