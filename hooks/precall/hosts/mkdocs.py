"""A Site becomes pages of MkDocs, or of ProperDocs, which answers to the same names.

The same Host serves the hook that `mkdocs.yml` names and the installed plugin. MkDocs keeps both alive over all
rebuilds under `serve`, so what belongs to one build lives in a Build.
"""

from __future__ import annotations

import errno
import logging
import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from markupsafe import Markup
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import CountHandler, get_relative_url

from precall import formats
from precall.checker import Checked, check_folder
from precall.errors import PrecallError, cannot_write
from precall.freshness import EPOCH, epoch_day
from precall.history import History, history
from precall.hosts.footer import footer, with_links
from precall.hosts.found import addresses, beside, empty_index, unread
from precall.hosts.frames import Frames
from precall.hosts.front_matter import PRINTED
from precall.hosts.interface import speak
from precall.hosts.mkdocs_page import make_ready, page_file
from precall.hosts.mkdocs_serve import kept_going, refuse_taken
from precall.hosts.mkdocs_settings import has_search, root_of, site_url, wants_pdfs, wants_plain
from precall.hosts.pencil import edit_address
from precall.hosts.sections import Section, joined, wanted
from precall.model import Playbook
from precall.page import Site, editing
from precall.problems import Problem
from precall.publish import finish
from precall.publish.head import TOUCH_ICON
from precall.publish.policy import WILL_NOT_RUN, inline_scripts
from precall.search import site as searching
from precall.site import make_site, taken
from precall.source import FOLDER
from precall.staging import Staging

log = logging.getLogger("mkdocs.plugins.precall")

THEMES_ICON = "assets/images/favicon.png"
"""What Material shows where a team names no icon of its own."""

TAKES_NO_MORE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""What a disk answers to a write alone."""

LAST = -100
"""Priority of what must run after every other plugin."""


@dataclass
class Build:
    """What belongs to one build."""

    site: Site
    sections: tuple[Section, ...]
    """The playbooks that it is made from."""
    staging: Staging
    own_epoch: bool
    """Whether this build set the date that MkDocs reads, and takes it back."""
    edits: Mapping[str, str]
    """Where what a page was made from is edited, by the pages' uris; empty for nowhere."""
    worker: str = ""
    """The uri of the search's worker; empty where the site has no search of Material's."""
    frames: Frames = field(default_factory=Frames)


class Host:
    """Precall's part in a build, whichever way MkDocs came to know of it."""

    def __init__(self) -> None:
        self._build: Build | None = None
        self._serving = False
        self._has_port = False
        self._watched: tuple[Path, ...] = ()
        """The folders whose content the last build was made of."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Learn whether a person waits for each edit."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the content before MkDocs touches anything; stop here when it has errors."""
        _refuse_twice(config)
        if self._serving and not self._has_port:
            refuse_taken(config.dev_addr.host, config.dev_addr.port)
            # Later builds find our own server there.
            self._has_port = True
        root = root_of(config)
        try:
            named = wanted(config.extra.get("precall"), root)
            sections = tuple(_section(config, at, folder, serving=self._serving) for at, folder in named)
        except PrecallError as error:
            raise Abort(str(error)) from error
        self._finish()
        site = joined(sections, config.site_name, has_home=Path(config.docs_dir, "index.md").is_file())
        edits = dict.fromkeys((page.address.markdown_uri for page in site.pages), "")
        for each in sections:
            for page in each.site.pages:
                uri = replace(page.address, at=each.at).markdown_uri
                edits[uri] = page.source and each.edit(page.source)
        newest = max((each.playbook for each in sections), key=lambda playbook: playbook.day)
        self._build = Build(site, sections, _staging(config.site_dir), _set_epoch(newest), edits)
        companies = {company.folder: None for each in sections for company in each.playbook.companies}
        self._watched = (*(each.root for each in sections), *companies)
        config.site_dir = str(self._build.staging.folder)
        if len(sections) == 1:
            config.copyright = footer(sections[0].playbook, root, site, config.copyright)
        config.extra_css = [*site.style_sheets, *config.extra_css]
        config.extra_javascript = [*site.scripts, *config.extra_javascript]
        if has_search(config):
            # The one place before Material's own script that needs no template.
            config.extra["polyfills"] = [searching.page_script().uri, *config.extra.get("polyfills", ())]
        if config.theme.get("favicon") == THEMES_ICON:
            config.theme["favicon"] = TOUCH_ICON
        if told := speak(config.theme, config.theme.dirs, sections[0].playbook.settings.language):
            log.info("%s", told)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages and files to those that people wrote."""
        site = self._site()
        written = [file.src_uri for file in files if file.generated_by is None and not file.inclusion.is_excluded()]
        clashes = taken(site, written)
        if clashes:
            _stop(clashes)
        for page in site.pages:
            files.append(page_file(page, config))
        for ready in site.files:
            files.append(File.generated(config, ready.uri, content=ready.content))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Let our pages become HTML in their own way, once the navigation has named them."""
        if not wants_plain(config):
            make_ready({page.address.markdown_uri: page for page in self._site().pages}, files, nav, config)
        return nav

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Make the search, now that every page's content is known and nothing is written yet."""
        build = self._build
        if build is not None and has_search(config):
            found = chain(*(each.found() for each in build.sections), beside(build.sections, build.site, files))
            settings = [each.playbook.settings for each in build.sections]
            made = searching.search_files(settings, found, addresses(files))
            build.worker = made.worker.uri
            for ready in (*made.files, searching.page_script()):
                files.append(File.generated(config, ready.uri, content=ready.content))
            unread(files)
        if build is not None and not wants_plain(config):
            build.frames.over(env)
        return env

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Let the page search with our worker, and lead on from its footer."""
        return self._over(output, get_relative_url(".", page.url))

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Likewise where nothing was found, which may have been looked for anywhere."""
        return self._over(output, urlsplit(config.site_url or "/").path.rstrip("/"))

    def _over(self, output: str, root: str) -> str:
        output = with_links(output, root)
        return searching.with_worker(output, self._build.worker) if self._build and self._build.worker else output

    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> MkDocsPage:
        """Let the pencil open the file that a page was made from, in whichever folder it lies."""
        assert self._build is not None, "MkDocs calls on_config first"
        if page.file.src_uri in self._build.edits:
            page.edit_url = self._build.edits[page.file.src_uri] or None
        return page

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Tell the theme what is escaped, and people when their page holds a script that the policy will not run."""
        if self._build and page.file.src_uri in self._build.edits:
            # Only where it matters, for what carries a mark is set into no frame.
            page.meta.update({key: Markup(page.meta[key]) for key in PRINTED if "&" in page.meta.get(key, "")})
        if inline_scripts(html):
            log.warning("docs/%s %s", page.file.src_uri, WILL_NOT_RUN)
        return html

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the content and the templates, and keep the last good page when an edit is wrong."""
        server.builder = kept_going(server.builder)
        for folder in (root_of(config) / "templates", *(each / FOLDER for each in self._watched)):
            if folder.is_dir():
                server.watch(str(folder))
        return server

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Publish the site, unless a strict build has warnings and is about to be refused."""
        build = self._build
        if build is None:
            return
        log.debug("%d pages were set into a frame", build.frames.filled)
        if build.worker:
            empty_index(Path(config.site_dir))
        if not any(_warnings(config)):
            # Under `serve` MkDocs puts a script of its own into each page, and nothing may be kept between edits.
            if not self._serving:
                finish(
                    Path(config.site_dir),
                    config.site_name,
                    config.site_url,
                    build.sections[0].playbook.settings.language,
                )
            config.site_dir = str(build.staging.site)
            build.staging.publish()
        self._finish()

    @event_priority(LAST)
    def on_build_error(self, *, error: Exception) -> None:
        """Leave the last good site as it was, and say it in a sentence when the disk takes no more."""
        self._finish()
        if isinstance(error, OSError) and error.errno in TAKES_NO_MORE:
            reason = cannot_write(error, "The site")
            raise Abort(f"{reason} The last good site stays as it was.") from reason

    def _finish(self) -> None:
        if self._build is not None:
            self._build.staging.discard()
            if self._build.own_epoch:
                os.environ.pop(EPOCH, None)
        self._build = None

    def _site(self) -> Site:
        assert self._build is not None, "MkDocs calls on_config first"
        return self._build.site


class PluginOptions(Config):
    """What the plugin takes in mkdocs.yml: nothing yet."""


class PrecallPlugin(Host, BasePlugin[PluginOptions]):
    """Precall as an installed plugin: `plugins: [precall]`."""


def _section(config: MkDocsConfig, at: str, folder: Path, *, serving: bool) -> Section:
    """One playbook read, checked and made; the build stops here when it has errors."""
    checked = check_folder(folder, epoch_day())
    _report(checked, f"{os.path.relpath(folder, root_of(config))}/" if at else "")
    edit = editing(checked.playbook, partial(edit_address, config, folder))
    url = site_url(config)
    site = make_site(
        checked.playbook,
        folder,
        checked.problems,
        edit,
        site_url=f"{url.rstrip('/')}/{at}/" if url and at else url,
        pdfs=wants_pdfs(config, serving),
        history=_history(folder, checked.playbook),
    )
    return Section(at, folder, checked.playbook, site, edit)


def _staging(site: str) -> Staging:
    try:
        return Staging(Path(site))
    except OSError as error:
        reason = cannot_write(error, site)
        raise Abort(str(reason)) from reason


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


def _refuse_twice(config: MkDocsConfig) -> None:
    is_plugin = any(isinstance(plugin, PrecallPlugin) for plugin in config.plugins.values())
    # MkDocs declares a list here and keeps a mapping.
    hooks = cast("dict[str, Any]", config.hooks)
    is_hook = any(isinstance(getattr(hook, "PRECALL", None), Host) for hook in hooks.values())
    if is_plugin and is_hook:
        raise Abort(
            "Precall is named twice in mkdocs.yml, under plugins: and under hooks:, and would make every page twice. "
            "Take one of the two away."
        )


def _report(checked: Checked, before: str) -> None:
    """Log what is wrong, `before` standing before each path; stop when some of it is an error."""
    problems = [replace(each, path=posixpath.normpath(before + each.path)) for each in checked.problems]
    if checked.errors:
        _stop(problems)
    for problem in problems:
        log.warning("%s", formats.concise([problem]))


def _stop(problems: list[Problem]) -> None:
    log.error("The playbook has problems.\n\n%s\n", formats.full(problems))
    raise Abort("The playbook has problems, listed above. The last good site stays as it was.")


def _set_epoch(playbook: Playbook) -> bool:
    """Date the build by its content, so that two builds of it are the same; True when that was for us to do."""
    if os.environ.get(EPOCH):
        return False
    os.environ[EPOCH] = str(int(datetime.combine(playbook.day, time(), UTC).timestamp()))
    return True


def _warnings(config: MkDocsConfig) -> Iterator[int]:
    """The warnings that MkDocs has counted, which it does in a strict build."""
    program = type(config).__module__.partition(".")[0]
    for handler in logging.getLogger(program).handlers:
        if isinstance(handler, CountHandler):
            yield from (count for _, count in handler.get_counts())
