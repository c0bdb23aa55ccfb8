"""`precall new`: write a call, a question bank, a principle or a barrier with blanks to fill in, or a whole site."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import click

from precall.cli.group import PAPER, PAPERS, Command, Group
from precall.cli.invocation import Invocation
from precall.cli.output import echo


@click.group(
    "new",
    cls=Group,
    short_help="Write a new call, bank, principle or barrier, or a new site.",
    help="Write a new call, question bank, principle or barrier, with blanks to fill in, or a whole new site. "
    "Existing files are never changed.",
)
def command() -> None:
    """Group the commands for each kind; each runs by itself."""


def _kind(kind: str, named: str) -> None:
    """Add the command that writes one kind of entry."""

    @command.command(
        kind, cls=Command, short_help=f"Write a new {named}.", help=f"Write a new {named}, with blanks to fill in."
    )
    @click.argument("title", help=f"The title of the {named}.")
    @click.option("--id", "id_", default="", metavar="ID", help="Its id (default: derived from the title).")
    @click.pass_obj
    def entry(invocation: Invocation, title: str, id_: str) -> int:
        return _entry(invocation, kind, title, id_)


for _name, _named in (("call", "call"), ("bank", "question bank"), ("principle", "principle"), ("barrier", "barrier")):
    _kind(_name, _named)


def _entry(invocation: Invocation, kind: str, title: str, id_: str) -> int:
    from precall.content.loader import load
    from precall.editing import schema
    from precall.editing.edits import write_changes
    from precall.editing.scaffold import draft_entry

    root = invocation.root
    made = draft_entry(root, load(root, session=invocation.session), kind, title, id_)
    write_changes(root, made.changes)
    schema.refresh(root, load(root, session=invocation.session))
    invocation.say(f'{made.path}: the {kind} "{made.id}".')
    if made.blanks:
        invocation.say(f"Fill in {', '.join(made.blanks)}. The comment above each key explains it.")
    else:
        invocation.say("It is complete; the comments below its title explain its optional keys.")
    return 0


@command.command(
    "site",
    cls=Command,
    short_help="Write a new site.",
    help="Write a small, complete playbook of your own, with the settings of its site.",
)
@click.argument(
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write to. Existing files are never changed.",
)
@click.option("--team", metavar="NAME", help="The name of the team.")
@click.option(
    "--extends",
    default="",
    metavar="COMPANY",
    help="The company's playbook to extend: a folder relative to DIR, or a package.",
)
@click.option("--title", metavar="TITLE", help="Its title (default: Sales playbook, in its language).")
@click.option("--language", metavar="CODE", help="The language of its content (default: en).")
@click.option(
    "--paper",
    type=PAPER,
    help="The sheet on which cards are printed (default: a4).",
)
@click.pass_obj
def site(
    invocation: Invocation,
    *,
    folder: Path,
    team: str | None,
    extends: str,
    title: str | None,
    language: str | None,
    paper: str | None,
) -> int:
    """Ask for missing options on a terminal, and write the files."""
    from precall.core.targets import refuse_target
    from precall.editing import project_template
    from precall.editing.edits import write_new_files
    from precall.editing.project_template import README, README_IF_TAKEN, ProjectOptions, site_files, template_language
    from precall.render import i18n

    above = next((each for each in folder.absolute().parents if (each / "playbook").is_dir()), folder)
    refuse_target(folder, above, may_contain=True)
    is_terminal = sys.stdin.isatty()
    # A team inherits from its company all settings that it does not set itself.
    asks = is_terminal and not extends
    default_language, default_paper = ("", "") if extends else ("en", "a4")
    language = _asked(language, "In which language is it written, as a code?", default_language, asks, _no_language)
    words = i18n.language(language)
    team = _asked(team, "Whose playbook is it?", words.say("starter.team"), is_terminal)
    default_title = "" if extends else words.say("starter.title")
    title = _asked(title, "What is it called?", default_title, asks)
    papers = ", ".join(PAPERS)
    paper = _asked(paper, f"On which sheet are cards printed ({papers})?", default_paper, asks, _no_paper)
    files = site_files(ProjectOptions(team, title, language, paper, extends), folder)
    top = project_template.repository_above(folder, extends)
    if top is not None:
        files = {name: text for name, text in files.items() if name not in project_template.OF_THE_REPOSITORY}
    files, stays = project_template.adapted(files, folder)
    write_new_files(folder, files)
    written = [folder / name for name in sorted(files)]
    if top is not None:
        shared = {name: text for name, text in project_template.repository_files().items() if not (top / name).exists()}
        write_new_files(top, shared)
        written += [Path(os.path.relpath(top / name)) for name in sorted(shared)]
    for path in written:
        invocation.say(str(path))
    if stays:
        invocation.say(f"\nThese files already exist and were not changed: {', '.join(stays)}.")
    if language and not extends and template_language(language) != language.partition("-")[0]:
        invocation.say(f'\nThe example content is in English: there is none in "{language}" yet.')
    there = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))}, "
    readme = README_IF_TAKEN if README_IF_TAKEN in files else README
    invocation.say(f"\n{len(written)} files. Next: {there}run precall check and precall serve, and read {readme}.")
    return 0


def _no_language(code: str) -> tuple[str, str] | None:
    """Return the message and hint for an invalid language code; None if it is valid."""
    import re

    from precall.content.model import Settings

    pattern = next(mark.pattern for mark in Settings.model_fields["language"].metadata if hasattr(mark, "pattern"))
    if not code or re.fullmatch(pattern, code):
        return None
    return f'"{code}" is not a language code.', 'Write it as in "en" or "de-CH".'


def _no_paper(name: str) -> tuple[str, str] | None:
    """Return the message and hint for an unknown sheet; None if it is known."""
    if not name or name in PAPERS:
        return None
    return f'There is no sheet "{name}".', f"Known: {', '.join(PAPERS)}."


def _asked(
    given: str | None,
    question: str,
    default: str,
    asks: bool,
    fault_of: Callable[[str], tuple[str, str] | None] = lambda _: None,
) -> str:
    """Return the value of an option, else the user's answer on the terminal, else the default.

    After an invalid answer, ask again.

    Raises:
        PrecallError: The value of the option is invalid.
    """
    from precall.core.errors import PrecallError

    if given is not None or not asks:
        answer = (given or "").strip(" ") or default
        fault = fault_of(answer)
        if fault is not None:
            raise PrecallError(*fault)
        return answer
    while True:
        echo(f"{question} [{default}] ", end="")
        line = sys.stdin.readline()
        fault = fault_of(line.strip())
        if fault is None or not line:
            return line.strip() or default
        echo(" ".join(fault))
