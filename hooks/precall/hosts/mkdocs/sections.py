"""Load and check the playbooks listed in `mkdocs.yml`; errors in them stop the build."""

from __future__ import annotations

import logging
import os
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import NoReturn

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from precall.cards.site_url import new_site_url_problem
from precall.check import reporters
from precall.check.runner import CheckResult
from precall.content.loader import load
from precall.content.model import Playbook
from precall.content.review_dates import epoch_day
from precall.core.background import can_fork
from precall.core.errors import PrecallError
from precall.core.problems import Problem
from precall.core.session import Session
from precall.editing import schema
from precall.hosts.edit_links import edit_address
from precall.hosts.mkdocs.parallel_check import ParallelCheck
from precall.hosts.mkdocs.settings import root_of, wants_pdfs
from precall.hosts.sections import Section, configured_playbooks, join_sections
from precall.render.artifact_cache import ArtifactCache
from precall.render.artifacts import Page, Site, editing, nowhere
from precall.site.assemble import SiteMaker
from precall.site.history import History, history

log = logging.getLogger("mkdocs.plugins.precall")


class ProblemsFound(Abort):
    """A build is aborted because of problems in the content, which have been logged."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("The playbook has problems, listed above. The last good site is unchanged.")
        self.problems = tuple(problems)


class ProblemLog:
    """The problems and notes that the terminal shows already, so that each of them is logged once."""

    def __init__(self) -> None:
        self._earlier: frozenset[tuple[str, ...]] = frozenset()
        """The problems of the build before, without their lines, which change with every edit above them."""
        self._problems: set[Problem] = set()
        """The problems of this build. Playbooks that extend the same company share some of them."""
        self._notes: set[str] = set()

    def start(self, *, repeats: bool = False) -> None:
        """Begin a build; with `repeats` it logs all its problems, as a strict build must, which counts them."""
        self._earlier = frozenset() if repeats else frozenset(map(_without_line, self._problems))
        self._problems = set()

    def new(self, problems: Sequence[Problem]) -> list[Problem]:
        """Return the problems that are not shown yet. An error of an earlier build is returned again."""
        found = [
            problem
            for problem in problems
            if problem not in self._problems
            and (problem.severity == "error" or _without_line(problem) not in self._earlier)
        ]
        self._problems.update(problems)
        return found

    def note(self, text: str) -> None:
        """Log a note that is not shown yet."""
        if text not in self._notes:
            self._notes.add(text)
            log.info("%s", text)


def read_sections(
    config: MkDocsConfig,
    session: Session,
    cache_of: Callable[[Path], ArtifactCache],
    problem_log: ProblemLog,
    *,
    serving: bool,
    keeps_going: bool = False,
) -> tuple[tuple[Section, ...], Site]:
    """Return the sections and the site that they form, and log their problems.

    Args:
        config: MkDocs' settings.
        session: The workers and the cache of this run.
        cache_of: Returns the artifact cache of a root.
        problem_log: The problems that are logged already; this build starts in it.
        serving: Whether this is `mkdocs serve`.
        keeps_going: Whether entries with errors are left out instead of stopping the build.

    Raises:
        Abort: The content has errors, or cannot be read.

    """
    root = root_of(config)
    problem_log.start(repeats=config.strict)
    try:
        named = configured_playbooks(config.extra.get("precall"), root)
        sections = tuple(
            _section(
                config,
                session,
                at,
                folder,
                cache_of(folder),
                problem_log=problem_log,
                serving=serving,
                keeps_going=keeps_going,
            )
            for at, folder in named
        )
    except PrecallError as error:
        raise Abort(str(error)) from error
    return sections, join_sections(sections, config.site_name, has_home=Path(config.docs_dir, "index.md").is_file())


def edit_urls(sections: Iterable[Section], pages: Iterable[Page]) -> Mapping[str, str]:
    """Return the URL at which each page's source is edited, by the page's uri; empty if there is none."""
    by_at = {section.at: section.edit for section in sections}
    return {
        page.address.markdown_uri: page.source and by_at.get(page.address.at, nowhere)(page.source) for page in pages
    }


def latest_playbook(sections: tuple[Section, ...]) -> Playbook:
    """Return the playbook with the latest day."""
    return max((section.playbook for section in sections), key=lambda playbook: playbook.day)


def _section(
    config: MkDocsConfig,
    session: Session,
    at: str,
    folder: Path,
    artifacts: ArtifactCache,
    *,
    problem_log: ProblemLog,
    serving: bool,
    keeps_going: bool,
) -> Section:
    loaded = load(folder, session=session)
    url = config.site_url or None
    printed_url = f"{url.rstrip('/')}/{at}/" if url and at else url
    # A copy of the process is of use only if the content is likely to be published.
    forks = not (serving or at or loaded.errors) and can_fork()
    known = CheckResult(replace(loaded.playbook, today=epoch_day()), tuple(loaded.problems))
    check = ParallelCheck(
        folder,
        loaded,
        _shown(known, serving),
        printed_url,
        with_pdfs=wants_pdfs(config, serving) and (keeps_going or not loaded.errors),
        forks=forks,
    )

    @cache
    def checked() -> CheckResult:
        result = check.result()
        _report(result, problem_log, _prefix(at, folder, root_of(config)), keeps_going=keeps_going)
        schema.refresh(folder, result)
        return result

    try:
        playbook = _shown(known if forks else checked(), serving)
        edit = editing(playbook, partial(edit_address, config, folder))
        if not serving and (problem := new_site_url_problem(url, root_of(config), session.cache)):
            problem_log.note(str(problem))
        maker = SiteMaker(playbook, folder, artifacts)
        maker.make_views()
        maker.make_index_pages()
        git_history = _history(folder, playbook, problem_log)
        check.wait_for_judgements()
        maker.make_entry_pages()
        maker.make_cards(printed_url, check.pdfs.ids if check.pdfs else ())
        maker.make_editor_pages(checked().problems, check.rule_texts(), edit, git_history)
        site = maker.site(check.pdfs)
    except Exception as error:
        try:
            if not isinstance(error, ProblemsFound):
                # Errors in the content may be the reason.
                checked()
        finally:
            check.stop()
        raise
    return Section(at, folder, playbook, site, edit, checked().problems)


def _shown(checked: CheckResult, serving: bool) -> Playbook:
    """Return the part of a playbook that the site shows. Editors see drafts under `serve`."""
    return checked.whole if serving else checked.published


def _history(root: Path, playbook: Playbook, problem_log: ProblemLog) -> History | None:
    """Return the Git history of the content, and log if the clone is too shallow for all of it."""
    found = history(root, authors=playbook.settings.publish.authors)
    if found is not None and found.since:
        problem_log.note(
            f"This clone is shallow, so the changes page begins on {found.since}. To show everything, set "
            "fetch-depth: 0 on GitHub or GIT_DEPTH: 0 on GitLab, or run git fetch --unshallow."
        )
    return found


def all_problems(sections: Iterable[Section], root: Path) -> list[Problem]:
    """Return the problems of all sections, with paths from the root of the site."""
    return [
        problem
        for section in sections
        for problem in _with_prefix(section.problems, _prefix(section.at, section.root, root))
    ]


def _prefix(at: str, folder: Path, root: Path) -> str:
    """Return the text before the paths of a section's problems: the section's folder, if the site has several."""
    return f"{os.path.relpath(folder, root)}/" if at else ""


def _with_prefix(problems: Iterable[Problem], prefix: str) -> list[Problem]:
    return [replace(problem, path=posixpath.normpath(prefix + problem.path)) for problem in problems]


def _without_line(problem: Problem) -> tuple[str, ...]:
    """Return the identity of a problem without its line, which changes with every edit above it."""
    return problem.path, problem.rule, problem.message


def _report(checked: CheckResult, problem_log: ProblemLog, prefix: str, *, keeps_going: bool) -> None:
    """Log problems that are not shown yet, each with a prefix; errors stop the build unless `keeps_going` is set."""
    problems = problem_log.new(_with_prefix(checked.problems, prefix))
    if checked.errors and keeps_going:
        if problems:
            log.error("The site leaves out entries with errors until you fix them.\n\n%s\n", reporters.full(problems))
        return
    if checked.errors:
        stop(problems)
    for problem in problems:
        level = logging.INFO if problem.severity == "notice" else logging.WARNING
        log.log(level, "%s", reporters.concise([problem]), extra={"is_problem": True})


def stop(problems: list[Problem]) -> NoReturn:
    """Log problems and raise ProblemsFound."""
    log.error("The playbook has problems.\n\n%s\n", reporters.full(problems))
    raise ProblemsFound(problems)
