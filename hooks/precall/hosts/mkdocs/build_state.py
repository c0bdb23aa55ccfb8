"""What belongs to one build by MkDocs: where it is written, the day that it has, and how far it has come."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.utils import CountHandler

from precall.content.model import Playbook
from precall.content.review_dates import EPOCH
from precall.core.atomic_publish import StagingFolder
from precall.core.errors import PrecallError, cannot_write
from precall.core.targets import refuse_target
from precall.hosts.sections import Section
from precall.render.artifacts import ReadyFile, Site


@dataclass
class Build:
    """What belongs to one build."""

    site: Site
    sections: tuple[Section, ...]
    """The playbooks that it is made from."""
    staging: StagingFolder | None
    """None where it goes into a site that is served already."""
    own_epoch: bool
    """Whether this build set the date that MkDocs reads, and takes it back."""
    edits: Mapping[str, str]
    """Where what a page was made from is edited, by the pages' uris; empty for nowhere."""
    worker: str = ""
    """The uri of the search's worker; empty where the site has no search of Material's."""
    nav: Navigation | None = None
    env: Any = None
    files: Files | None = None
    """What MkDocs has made of the site, as far as it has come."""
    own: tuple[ReadyFile, ...] = ()
    """The files of the search."""

    def end(self) -> None:
        """Leave nothing behind."""
        if self.staging is not None:
            self.staging.discard()
        if self.own_epoch:
            os.environ.pop(EPOCH, None)


def refuse_site_dir(config: MkDocsConfig, sections: Iterable[Section]) -> None:
    """Raise Abort where the site would replace a folder that people or Git keep."""
    try:
        for section in sections:
            refuse_target(
                Path(config.site_dir),
                section.root,
                docs=Path(config.docs_dir),
                extended=[company.folder for company in section.playbook.companies],
            )
    except PrecallError as error:
        raise Abort(str(error)) from error


def staging_of(site: str) -> StagingFolder:
    """The folder that is written to, beside the site. Raises Abort where none can be had."""
    try:
        return StagingFolder(Path(site))
    except OSError as error:
        reason = cannot_write(error, site)
        raise Abort(str(reason)) from reason


def set_epoch(playbook: Playbook) -> bool:
    """Date the build by its content, so that two builds of it are the same; True when that was for us to do."""
    if os.environ.get(EPOCH):
        return False
    os.environ[EPOCH] = str(int(datetime.combine(playbook.day, time(), UTC).timestamp()))
    return True


def warnings_of(config: MkDocsConfig) -> Iterator[int]:
    """The warnings that MkDocs has counted, which it does in a strict build."""
    program = type(config).__module__.partition(".")[0]
    for handler in logging.getLogger(program).handlers:
        if isinstance(handler, CountHandler):
            yield from (count for _, count in handler.get_counts())
