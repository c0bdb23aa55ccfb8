"""Begin a call, a question bank, a principle or a barrier with blanks to fill in, or a whole site of your own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

NAME = "new"
HELP = "begin a call, bank, principle or barrier, or a site of your own"

PAPERS = ("a4", "letter", "half-letter", "a5", "a6", "4x6", "3x5")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall new` takes."""
    what = parser.add_subparsers(title="what", metavar="WHAT", dest="what", required=True)
    for kind in ("call", "bank", "principle", "barrier"):
        added = what.add_parser(kind, help=f"a new {kind}", description=f"A new {kind}, right except for its blanks.")
        added.add_argument("title", metavar="TITLE", help="what the team calls it")
        added.add_argument("--id", default="", metavar="ID", help="its id (default: made from the title)")
        added.add_argument("--root", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="as above")
    site = what.add_parser("site", help="a site of your own", description="A small, complete playbook of your own.")
    site.add_argument("folder", type=Path, metavar="DIR", help="the folder to write to; files that are there stay")
    site.add_argument("--team", metavar="NAME", help="whose playbook it is")
    site.add_argument(
        "--extends",
        default="",
        metavar="COMPANY",
        help="build it on a company's: a folder as seen from DIR, or a package",
    )
    site.add_argument("--title", metavar="TITLE", help="its title (default: Sales playbook, in its language)")
    site.add_argument("--language", metavar="CODE", help="the language of its content (default: en)")
    site.add_argument("--paper", choices=PAPERS, help="the sheet that cards are printed on (default: a4)")


def run(options: argparse.Namespace) -> int:
    """Write it, and say what to do next; nothing that is there is touched."""
    return _site(options) if options.what == "site" else _entry(options)


def _entry(options: argparse.Namespace) -> int:
    from precall.content.loader import load
    from precall.editing.edits import write_changes
    from precall.editing.scaffold import draft_entry

    made = draft_entry(options.root, load(options.root), options.what, options.title, options.id)
    write_changes(options.root, made.changes)
    print(f'{made.path}: the {options.what} "{made.id}".')
    if made.blanks:
        print(f"Fill in {', '.join(made.blanks)}. The line above each says what belongs there.")
    else:
        print("Nothing more is needed; the lines below its title say what else can be told.")
    return 0


def _site(options: argparse.Namespace) -> int:
    from precall.editing.edits import write_new_files
    from precall.editing.project_template import ProjectOptions, site_files, template_language
    from precall.render import i18n as words

    asks = sys.stdin.isatty()
    team = _asked(options.team, "Whose playbook is it?", "Our team", asks)
    # What a team does not say, it has from its company.
    asks = asks and not options.extends
    code, sheet = ("", "") if options.extends else ("en", "a4")
    language = _asked(options.language, "In which language is it written, as a code?", code, asks, _no_language)
    named = "" if options.extends else words.language(language).say("starter.title")
    title = _asked(options.title, "What is it called?", named, asks)
    sheets = ", ".join(PAPERS)
    paper = _asked(options.paper, f"On which sheet are cards printed ({sheets})?", sheet, asks, _no_paper)
    files = site_files(ProjectOptions(team, title, language, paper, options.extends), options.folder)
    write_new_files(options.folder, files)
    for name in sorted(files):
        print(options.folder / name)
    if language and not options.extends and template_language(language) != language.partition("-")[0]:
        print(f'\nThe example content is in English: there is none in "{language}" yet.')
    print(
        f"\n{len(files)} files. Next: go to {options.folder}, run precall check and mkdocs serve, and read README.md."
    )
    return 0


def _no_language(words: str) -> tuple[str, str] | None:
    """What is wrong with a language's code, and the way out."""
    import re

    from precall.content.model import Settings

    pattern = next(mark.pattern for mark in Settings.model_fields["language"].metadata if hasattr(mark, "pattern"))
    if not words or re.fullmatch(pattern, words):
        return None
    return f'"{words}" is no language code.', 'Write it as in "en" or "de-CH".'


def _no_paper(words: str) -> tuple[str, str] | None:
    """Likewise with a sheet's name."""
    if not words or words in PAPERS:
        return None
    return f'"{words}" is no sheet that cards are printed on.', f"Known: {', '.join(PAPERS)}."


def _asked(
    given: str | None,
    question: str,
    default: str,
    asks: bool,
    fault_of: Callable[[str], tuple[str, str] | None] = lambda _: None,
) -> str:
    """What was given, else what somebody at the terminal answers, else the default.

    Who is asked and gives a wrong answer is asked again. Raises PrecallError for what was given and is wrong.
    """
    from precall.core.errors import PrecallError

    if given is not None or not asks:
        answer = (given or "").strip(" ") or default
        fault = fault_of(answer)
        if fault is not None:
            raise PrecallError(*fault)
        return answer
    while True:
        print(f"{question} [{default}] ", end="", flush=True)
        line = sys.stdin.readline()
        fault = fault_of(line.strip())
        if fault is None or not line:
            return line.strip() or default
        print(" ".join(fault))
