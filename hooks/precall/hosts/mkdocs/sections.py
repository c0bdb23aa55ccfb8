"""The playbooks that `mkdocs.yml` names are read and checked, and become sections; errors in them stop the build."""

from __future__ import annotations

import logging
import os
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from precall.check import reporters
from precall.check.runner import CheckResult, check_folder
from precall.content.model import Playbook
from precall.content.review_dates import epoch_day
from precall.core.errors import PrecallError
from precall.core.problems import Problem
from precall.core.session import Session
from precall.hosts.edit_links import edit_address
from precall.hosts.mkdocs.settings import root_of, site_url, wants_pdfs
from precall.hosts.sections import Section, joined, wanted
from precall.render.artifact_cache import ArtifactCache
from precall.render.artifacts import Page, Site, editing, nowhere
from precall.site.assemble import make_site
from precall.site.history import History, history

log = logging.getLogger("mkdocs.plugins.precall")


def read_sections(
    config: MkDocsConfig,
    session: Session,
    cache_of: Callable[[Path], ArtifactCache],
    *,
    serving: bool,
    before: Sequence[Section] = (),
) -> tuple[tuple[Section, ...], Site]:
    """The sections, and the site they make. Raises Abort for what keeps it from being built, once it has been told.

    Of warnings only those are told that were not there `before`, wherever in their files they stood.
    """
    root = root_of(config)
    known = {_words(problem) for each in before for problem in each.problems}
    try:
        named = wanted(config.extra.get("precall"), root)
        sections = tuple(
            _section(config, session, at, folder, cache_of(folder), serving=serving, known=known)
            for at, folder in named
        )
    except PrecallError as error:
        raise Abort(str(error)) from error
    return sections, joined(sections, config.site_name, has_home=Path(config.docs_dir, "index.md").is_file())


def edits_of(sections: Iterable[Section], pages: Iterable[Page]) -> Mapping[str, str]:
    """Where what each of some pages of a site was made from is edited, by the pages' uris; empty for nowhere."""
    by_at = {each.at: each.edit for each in sections}
    return {
        page.address.markdown_uri: page.source and by_at.get(page.address.at, nowhere)(page.source) for page in pages
    }


def newest(sections: tuple[Section, ...]) -> Playbook:
    """The playbook that was read again last."""
    return max((each.playbook for each in sections), key=lambda playbook: playbook.day)


def _section(
    config: MkDocsConfig,
    session: Session,
    at: str,
    folder: Path,
    artifacts: ArtifactCache,
    *,
    serving: bool,
    known: Set[tuple[str, ...]],
) -> Section:
    checked = check_folder(folder, epoch_day(), session)
    _report(checked, known, f"{os.path.relpath(folder, root_of(config))}/" if at else "")
    edit = editing(checked.playbook, partial(edit_address, config, folder))
    url = site_url(config, with_note=not serving)
    site = make_site(
        checked.playbook,
        folder,
        checked.problems,
        edit,
        site_url=f"{url.rstrip('/')}/{at}/" if url and at else url,
        pdfs=wants_pdfs(config, serving),
        history=_history(folder, checked.playbook),
        artifacts=artifacts,
    )
    return Section(at, folder, checked.playbook, site, edit, checked.problems)


def _history(root: Path, playbook: Playbook) -> History | None:
    """What Git knows of the content; where the clone is too shallow to know it, that is said."""
    found = history(root, authors=playbook.settings.publish.authors)
    if found is not None and found.since:
        log.info(
            "This clone is shallow, so the page of what changed begins on %s. For all of it: fetch-depth: 0 on GitHub, "
            "GIT_DEPTH: 0 on GitLab, or git fetch --unshallow.",
            found.since,
        )
    return found


def _words(problem: Problem) -> tuple[str, ...]:
    """A problem without its line, which changes with every line above it."""
    return problem.path, problem.rule, problem.message


def _report(checked: CheckResult, known: Set[tuple[str, ...]], before: str) -> None:
    """Log what is wrong and not known, `before` standing before each path; stop when some of it is an error."""
    new = checked.problems if checked.errors else [each for each in checked.problems if _words(each) not in known]
    problems = [replace(each, path=posixpath.normpath(before + each.path)) for each in new]
    if checked.errors:
        stop(problems)
    for problem in problems:
        level = logging.INFO if problem.severity == "notice" else logging.WARNING
        log.log(level, "%s", reporters.concise([problem]), extra={"is_problem": True})


def stop(problems: list[Problem]) -> NoReturn:
    """Tell what is wrong, and end the build."""
    log.error("The playbook has problems.\n\n%s\n", reporters.full(problems))
    raise Abort("The playbook has problems, listed above. The last good site stays as it was.")
