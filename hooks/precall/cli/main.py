"""The command `precall`: words typed at a terminal become a call of one command's module.

A command is a module of `precall.cli.commands` with NAME, HELP, `arguments(parser)` and `run(options) -> exit code`. It
imports what it needs when it runs, so that each starts as fast as it can.
"""

from __future__ import annotations

import argparse
import atexit
import importlib
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from precall import __version__
from precall.core.cache import NO_CACHE
from precall.core.errors import PrecallError
from precall.core.progress import Bar, listen

COMMANDS = (
    "check",
    "build",
    "coach",
    "new",
    "fmt",
    "rename",
    "import_",
    "cards",
    "export",
    "rules",
    "explain",
    "schema",
    "admin",
)

CANNOT_RUN = 2


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="precall", description="A sales team's playbook from YAML: check it, build it, print its cards."
    )
    top.add_argument("--version", action="version", version=f"precall {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = importlib.import_module(f"precall.cli.commands.{name}")
        added = commands.add_parser(module.NAME, help=module.HELP, description=module.__doc__)
        added.add_argument(
            "--root",
            type=Path,
            default=Path(),
            metavar="DIR",
            help="the folder that holds playbook/ and mkdocs.yml (default: here)",
        )
        added.add_argument("--no-cache", action="store_true", help="neither read nor write what earlier runs have kept")
        module.arguments(added)
        added.set_defaults(run=module.run)
    return top


def run() -> NoReturn:
    """Run the command that was typed, and end the program.

    What is in memory is left to the system: to take a large playbook apart piece by piece takes Python seconds.
    """
    code: int | str | None = CANNOT_RUN
    try:
        code = main()
    except SystemExit as ended:
        code = ended.code
    # Much as Python ends: what is to be written at exit is written, and both streams are.
    atexit._run_exitfuncs()
    if isinstance(code, str):
        print(code, file=sys.stderr)
        code = 1
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code or 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 all is well, 1 problems were found, 2 it cannot run."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal of few letters gets codes for those it lacks, and no traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = parser().parse_args(arguments)
    if options.no_cache:
        os.environ[NO_CACHE] = "1"
    if sys.stderr.isatty():
        listen(Bar(sys.stderr))
    try:
        code = int(options.run(options))
        # What is still held back meets a reader that has gone here, and not at Python's exit.
        sys.stdout.flush()
        return code
    except PrecallError as error:
        print(f"precall: {error}", file=sys.stderr)
        return CANNOT_RUN
    except BrokenPipeError:
        # Whoever read our output has stopped reading; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
