"""The state of one build by MkDocs: the content, the staging folder, and the MkDocs objects made so far."""

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
from precall.hosts.mkdocs.compatibility import Compatibility
from precall.hosts.mkdocs.generated_file import GeneratedFile
from precall.hosts.sections import Section
from precall.render.artifacts import ReadyFile, Site


@dataclass
class Build:
    """The state of one build."""

    site: Site
    sections: tuple[Section, ...]
    """The playbooks of the site."""
    staging: StagingFolder | None
    """The staging folder; None if an edit is applied to a site that is being served."""
    sets_epoch: bool
    """Whether this build has set SOURCE_DATE_EPOCH, which it must unset at its end."""
    edit_urls: Mapping[str, str]
    """The URL at which each page's source is edited, by the page's uri; empty if there is none."""
    compatibility: Compatibility | None = None
    """The compatibility settings; None if an edit is applied to a site that is being served."""
    search_worker: str = ""
    """The uri of the search worker; empty if the site does not use Material's search."""
    nav: Navigation | None = None
    env: Any = None
    files: Files | None = None
    """MkDocs' own objects; None until MkDocs has made them."""
    search_files: tuple[ReadyFile, ...] = ()

    def write_late_files(self) -> list[str]:
        """Write the files that are late, and return their uris."""
        late = [file for file in self.files or () if isinstance(file, GeneratedFile) and file.is_late]
        for file in late:
            file.write()
        return [file.dest_uri for file in late]

    def end(self) -> None:
        """Remove the staging folder and unset the date."""
        if self.staging is not None:
            self.staging.discard()
        if self.sets_epoch:
            os.environ.pop(EPOCH, None)


def refuse_site_dir(config: MkDocsConfig, sections: Iterable[Section]) -> None:
    """Raise Abort if the site would replace a folder with content, or one under version control."""
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


def make_staging_folder(site: str) -> StagingFolder:
    """Return the staging folder of a site. Raises Abort if it cannot be made."""
    try:
        return StagingFolder(Path(site))
    except OSError as error:
        reason = cannot_write(error, site)
        raise Abort(str(reason)) from reason


def set_epoch(playbook: Playbook) -> bool:
    """Set the date of the build to the day of its content, for reproducible builds; False if it is set already."""
    if os.environ.get(EPOCH):
        return False
    os.environ[EPOCH] = str(int(datetime.combine(playbook.day, time(), UTC).timestamp()))
    return True


def warning_counts(config: MkDocsConfig) -> Iterator[int]:
    """Yield the counts of warnings of MkDocs, which counts them only in a strict build."""
    program = type(config).__module__.partition(".")[0]
    for handler in logging.getLogger(program).handlers:
        if isinstance(handler, CountHandler):
            yield from (count for _, count in handler.get_counts())
