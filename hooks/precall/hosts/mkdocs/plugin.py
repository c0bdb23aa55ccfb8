"""Add the pages and files of a Site to MkDocs, or to ProperDocs, which has the same modules.

One class, Host, is the hook that `mkdocs.yml` names and the installed plugin. MkDocs reuses the object in all rebuilds
under `serve`, so the state of one build is in a Build.
"""

from __future__ import annotations

import errno
import logging
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlsplit

from markupsafe import Markup
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url

from precall.content.source import TEMPLATE_FOLDER
from precall.core.background import can_fork
from precall.core.errors import PrecallError, cannot_write
from precall.core.gc_pause import freeze_objects, gc_paused
from precall.core.progress import ProgressBar
from precall.core.session import Session
from precall.hosts.footer import fill_root, footer
from precall.hosts.front_matter import PRINTED
from precall.hosts.mkdocs.build_state import Build, make_staging_folder, refuse_site_dir, set_epoch, warning_counts
from precall.hosts.mkdocs.compatibility import Compatibility
from precall.hosts.mkdocs.generated_file import page_file, ready_file
from precall.hosts.mkdocs.incremental import (
    FullRebuildRequired,
    ServedSite,
    content_folders,
    needs_whole_site,
    watched_files,
)
from precall.hosts.mkdocs.page import PrecallPage, nav_titles
from precall.hosts.mkdocs.page_shell import PageShells, is_plain_material
from precall.hosts.mkdocs.problem_bar import ProblemBar
from precall.hosts.mkdocs.sections import ProblemLog, all_problems, edit_urls, latest_playbook, read_sections, stop
from precall.hosts.mkdocs.serve import refuse_port_in_use, reload_pages, watch_closely, without_abort
from precall.hosts.mkdocs.settings import has_search, root_of
from precall.hosts.mkdocs.theme_files import skip_hidden_folders
from precall.hosts.search_sources import empty_index, exclude_from_theme_search, other_documents, result_urls
from precall.hosts.sections import Section
from precall.hosts.theme_language import set_theme_language
from precall.render.artifact_cache import ArtifactCache
from precall.render.i18n import language
from precall.render.template_loader import store_theme_templates
from precall.search import files as searching
from precall.site.assemble import CACHE, address_conflicts, icon_files
from precall.site.publish import finish
from precall.site.publish.head import TOUCH_ICON

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.plugins.precall")

THEMES_ICON = "assets/images/favicon.png"
"""Material's icon, if a team sets none."""

DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""Error numbers of failed writes: the disk is full or read-only."""

LAST = -100
"""Priority of event handlers that must run after those of all other plugins."""


class Host:
    """Precall's event handlers, for the hook and the plugin."""

    def __init__(self) -> None:
        self._build: Build | None = None
        self._serving = False
        self._session = Session()
        self._has_port = False
        self._caches: dict[Path, ArtifactCache] = {}
        """The artifact cache of each root. Under `serve` it stays open between builds."""
        self._content: list[Path] = []
        """The folders of content in the last build."""
        self._is_good = False
        """Whether the last published site has all entries. Until then, `serve` leaves out entries with errors."""
        self._served: ServedSite | None = None
        """The last build under `serve`, if edits can be applied to it."""
        self._problem_bar = ProblemBar()
        self._problem_log = ProblemLog()
        self._reload: Callable[[], None] = lambda: None
        """Serves the files written so far and reloads open pages."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Start the session of this run."""
        self._serving = command == "serve"
        # No progress bar with `--quiet`, or without a terminal.
        shows_progress = sys.stderr.isatty() and log.isEnabledFor(logging.INFO)
        progress = ProgressBar(sys.stderr) if shows_progress else None
        self._session = Session.for_user(progress, keep_warm=self._serving)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load and check the content; errors in it stop the build before MkDocs writes anything."""
        _refuse_twice(config)
        if self._serving and not self._has_port:
            refuse_port_in_use(config.dev_addr.host, config.dev_addr.port)
            # In later builds, our own server already uses the port.
            self._has_port = True
        compatibility = Compatibility(config)
        with gc_paused():
            sections, site = read_sections(
                config,
                self._session,
                self._cache,
                self._problem_log,
                serving=self._serving,
                keeps_going=self._serving and not (self._is_good or config.strict),
            )
            freeze_objects(collect=self._serving)
        self._finish()
        if not self._serving:
            refuse_site_dir(config, sections)
        sets_epoch = set_epoch(latest_playbook(sections))
        staging = make_staging_folder(config.site_dir)
        compatibility.set_defaults(sections[0].playbook.settings.language)
        compatibility.report_settings()
        self._build = Build(site, sections, staging, sets_epoch, edit_urls(sections, site.pages), compatibility)
        self._content = content_folders(sections)
        config.site_dir = str(staging.folder)
        if len(sections) == 1:
            config.copyright = footer(
                sections[0].playbook, root_of(config), site, config.copyright, with_revision=not self._serving
            )
        config.extra_css = [*site.style_sheets, *config.extra_css]
        config.extra_javascript = [*site.scripts, *config.extra_javascript]
        if has_search(config):
            # `polyfills` is the only setting that puts a script before Material's own.
            config.extra["polyfills"] = [searching.page_script().uri, *config.extra.get("polyfills", ())]
        skip_hidden_folders(config.theme)
        if config.theme.get("favicon") == THEMES_ICON:
            config.theme["favicon"] = TOUCH_ICON
        if note := set_theme_language(config.theme, config.theme.dirs, sections[0].playbook.settings.language):
            log.info("%s", note)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages and files to the hand-written ones."""
        build = self._build
        assert build is not None, "MkDocs calls on_config first"
        site, last_site = build.site, build.staging.site if build.staging else None
        written = [file.src_uri for file in files if file.generated_by is None and not file.inclusion.is_excluded()]
        conflicts = address_conflicts(site, written)
        if conflicts:
            stop(conflicts)
        titles = nav_titles(config.nav)
        for page in site.pages:
            file = page_file(page, config)
            PrecallPage(titles.get(file.src_uri), file, config, page)
            files.append(file)
        # In a site of several playbooks, each playbook has its own icons, and so does the site around them.
        top = icon_files() if build.sections[0].at else ()
        for ready in (*site.files, *top):
            files.append(ready_file(ready, config, last_site))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Store the navigation for page shells and later edits."""
        assert self._build is not None, "MkDocs calls on_config first"
        self._build.nav = nav
        return nav

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Make the search files. At this event all pages have content, and no file has been written."""
        build = self._build
        assert build is not None, "MkDocs calls on_config first"
        build.env, build.files = env, files
        if has_search(config):
            self._make_search(build, files)
            for ready in (*build.search_files, searching.page_script(), searching.home_script()):
                files.append(ready_file(ready, config))
        # Templates do not change during a build; otherwise jinja2 checks their files at each include.
        env.auto_reload = False
        if is_plain_material(config):
            store_theme_templates(env, config.theme.dirs)
            if build.nav is not None:
                PageShells(env, build.nav)
        return env

    def _make_search(self, build: Build, files: Files) -> None:
        """Make the files of the search."""
        documents = chain(
            *(section.documents() for section in build.sections), other_documents(build.sections, build.site, files)
        )
        settings = [section.playbook.settings for section in build.sections]
        ahead = self._session if not self._serving and can_fork() else None
        made = searching.search_files(settings, documents, result_urls(files), ahead)
        # Every page contains the worker's name, so a name that changes with each edit would change every page.
        worker = replace(made.worker, uri=searching.WORKER) if self._serving else made.worker
        build.search_worker, build.search_files = worker.uri, (worker, *made.files[1:])
        exclude_from_theme_search(files)

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Let the page use our search worker, and fill in the links of its footer."""
        return self._finished(output, get_relative_url(".", page.url))

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Do the same as `on_post_page` for 404.html, which has absolute links because it is served at any URL."""
        return self._finished(output, urlsplit(config.site_url or "/").path.rstrip("/"))

    def _finished(self, output: str, root: str) -> str:
        output = fill_root(output, root)
        if self._build and self._build.compatibility:
            output = self._build.compatibility.without_code_host(output)
        if not self._build or not self._build.search_worker:
            return output
        worker = self._build.search_worker
        index = "" if self._serving else self._build.search_files[1].uri
        return searching.use_home_field(searching.use_worker(output, worker), root, worker, index)

    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> MkDocsPage:
        """Set the URL of the edit button to the source file of the page."""
        assert self._build is not None, "MkDocs calls on_config first"
        if page.file.src_uri in self._build.edit_urls:
            page.edit_url = self._build.edit_urls[page.file.src_uri] or None
        return page

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Mark escaped metadata as Markup, so that templates do not escape it again."""
        if self._build and page.file.src_uri in self._build.edit_urls:
            page.meta.update({key: Markup(page.meta[key]) for key in PRINTED if "&" in page.meta.get(key, "")})
        return html

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the content and the templates, build edits at once, and keep the last good site after a faulty edit."""
        templates = (folder.parent / TEMPLATE_FOLDER for folder in self._content)
        for folder in (root_of(config) / TEMPLATE_FOLDER, *templates, *self._content):
            if folder.is_dir():
                server.watch(str(folder))
        for item in config.watch:
            server.watch(item)
        paths = watch_closely(server)
        self._reload = partial(reload_pages, server)
        server.builder = without_abort(partial(self._rebuild, paths, server.builder), self._problem_bar.refuse)
        self._problem_bar.show_on(server)
        if self._served is not None:
            self._served.watched = watched_files(paths, self._content)
        return server

    def _rebuild(self, paths: Sequence[str], builder: Callable[..., None], *arguments: Any) -> None:
        """Apply an edit to the served site; if that is not possible, build the whole site."""
        start, current = time.monotonic(), watched_files(paths, self._content)
        if self._served is not None and self._served.watched == current:
            with gc_paused():
                summary = self._apply_edit(self._served)
            if summary is not None:
                log.info("Updated %s in %.2f seconds", summary, time.monotonic() - start)
                return
        builder(*arguments)
        if self._served is not None:
            self._served.watched = current

    def _apply_edit(self, served: ServedSite) -> str | None:
        """Return a summary of the changed pages and files; None if the whole site must be built.

        Raises:
            Abort: The content has errors.

        """
        sections, site = read_sections(
            served.config,
            self._session,
            self._cache,
            self._problem_log,
            serving=True,
            keeps_going=not (self._is_good or served.config.strict),
        )
        build = self._build = Build(site, sections, None, set_epoch(latest_playbook(sections)), {})
        try:
            pages, files = served.changed(sections, site)
            build.edit_urls = edit_urls(sections, pages)
            updated = served.update_pages(pages)
            if has_search(served.config):
                build.search_worker = searching.WORKER
                exclude_from_theme_search(served.files)
            served.write(updated, files)
            self._report_errors(served.config, sections)
            self._reload()
            if has_search(served.config):
                self._make_search(build, served.files)
            served.finish(build.search_files)
        except FullRebuildRequired as reason:
            log.debug("The whole site is built again: %s", reason)
            return None
        except Exception:
            # The edit may be only partly written; a full build fixes that.
            log.warning("This edit cannot be applied by itself, so the whole site is built again.", exc_info=True)
            self._served = None
            return None
        finally:
            self._finish()
        served.sections, served.site = sections, site
        self._is_good = not _has_errors(sections)
        for cache in self._caches.values():
            cache.write()
        self._session.cache.write()
        return f"{len(pages)} pages and {len(files)} files"

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Publish the site, unless MkDocs is about to abort a strict build because of warnings."""
        build = self._build
        if build is None:
            return
        if build.search_worker:
            empty_index(Path(config.site_dir))
        self._report_pages(build)
        if not any(warning_counts(config)):
            # Not under `serve`, where MkDocs adds a script to each page, and the browser must not cache pages.
            if not self._serving:
                finish(
                    Path(config.site_dir),
                    config.site_name,
                    config.site_url,
                    build.sections[0].playbook.settings.language,
                    build.compatibility.allowed if build.compatibility else {},
                    late=build.write_late_files,
                )
            else:
                build.write_late_files()
            assert build.staging is not None, "a whole build has one"
            config.site_dir = str(build.staging.site)
            try:
                build.staging.publish()
            except OSError as error:
                raise Abort(f"{cannot_write(error, build.staging.site)} The last good site is unchanged.") from error
            for cache in self._caches.values():
                cache.remove_unused()
            self._served = self._serve(build, config) if self._serving else None
            self._is_good = not _has_errors(build.sections)
            if self._serving:
                self._report_errors(config, build.sections)
        self._finish()
        self._session.cache.write()
        if not self._serving:
            for cache in self._caches.values():
                cache.close()
            self._caches.clear()
            self._session.close()
            # The process is about to end, so a garbage collection would be useless.
            freeze_objects()

    def _report_errors(self, config: MkDocsConfig, sections: Sequence[Section]) -> None:
        """Show the errors of the written site as a bar on its pages; remove the bar if there are none."""
        self._problem_bar.language = language(sections[0].playbook.settings.language)
        self._problem_bar.report(all_problems(sections, root_of(config)))

    def _report_pages(self, build: Build) -> None:
        """Warn about parts of built pages that the policy blocks."""
        if build.compatibility is None or build.files is None:
            return
        pages = build.files.documentation_pages()
        hand_written = [file for file in pages if not isinstance(file.page, PrecallPage)]
        generated = next((file.dest_uri for file in pages if isinstance(file.page, PrecallPage)), None)
        build.compatibility.report_pages(hand_written, generated)

    def _serve(self, build: Build, config: MkDocsConfig) -> ServedSite | None:
        """Return a site to which edits can be applied; None if a plugin or setting needs a full build for each edit."""
        assert build.files is not None, "a whole build has gone through all events"
        assert build.nav is not None, "as above"
        if config.strict or needs_whole_site(config, self):
            return None
        return ServedSite(
            config,
            build.files,
            build.nav,
            build.env,
            Path(config.site_dir),
            build.sections,
            build.site,
            build.search_files,
        )

    def _cache(self, folder: Path) -> ArtifactCache:
        """Return the artifact cache of a root."""
        if folder not in self._caches:
            self._caches[folder] = ArtifactCache(folder / CACHE, for_one_build=not self._serving)
        return self._caches[folder]

    @event_priority(LAST)
    def on_build_error(self, *, error: Exception) -> None:
        """Discard the staging folder; report a full or read-only disk, or a card without a PDF, without a traceback."""
        self._finish()
        self._session.cache.write()
        if isinstance(error, PrecallError):
            raise Abort(str(error)) from error
        if isinstance(error, OSError) and error.errno in DISK_ERRORS:
            reason = cannot_write(error, "The site")
            raise Abort(f"{reason} The last good site is unchanged.") from reason

    def _finish(self) -> None:
        if self._build is not None:
            self._build.end()
        self._build = None


class PluginOptions(Config):
    """The plugin's options in mkdocs.yml: none."""


class PrecallPlugin(Host, BasePlugin[PluginOptions]):
    """Precall as an installed plugin: `plugins: [precall]`."""


def _has_errors(sections: Iterable[Section]) -> bool:
    return any(problem.severity == "error" for section in sections for problem in section.problems)


def _refuse_twice(config: MkDocsConfig) -> None:
    is_plugin = any(isinstance(plugin, PrecallPlugin) for plugin in config.plugins.values())
    # MkDocs declares a list here, but it is a mapping.
    hooks = cast("dict[str, Any]", config.hooks)
    is_hook = any(isinstance(getattr(hook, "PRECALL", None), Host) for hook in hooks.values())
    if is_plugin and is_hook:
        raise Abort(
            "Precall is named twice in mkdocs.yml, under plugins: and under hooks:, and would make every page twice. "
            "Remove one of the two."
        )
