"""A Site becomes pages of MkDocs, or of ProperDocs, which answers to the same names.

The same Host serves the hook that `mkdocs.yml` names and the installed plugin. MkDocs keeps both alive over all
rebuilds under `serve`, so what belongs to one build lives in a Build.
"""

from __future__ import annotations

import errno
import logging
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
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
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url

from precall.content.source import TEMPLATE_FOLDER
from precall.core.errors import cannot_write
from precall.core.gc_pause import freeze_objects, gc_paused
from precall.core.progress import ProgressBar
from precall.core.session import Session
from precall.hosts.footer import footer, with_links
from precall.hosts.front_matter import PRINTED
from precall.hosts.mkdocs.build_state import Build, refuse_site_dir, set_epoch, staging_of, warnings_of
from precall.hosts.mkdocs.incremental import FullRebuildRequired, Served, content_of, sees_the_whole, watched
from precall.hosts.mkdocs.made_file import page_file, ready_file
from precall.hosts.mkdocs.page import PrecallPage, nav_titles
from precall.hosts.mkdocs.page_shell import PageShells, is_plain_material
from precall.hosts.mkdocs.sections import edits_of, newest, read_sections, stop
from precall.hosts.mkdocs.serve import kept_going, look_often, refuse_taken, shown
from precall.hosts.mkdocs.settings import has_search, root_of
from precall.hosts.search_sources import addresses, beside, empty_index, unread
from precall.hosts.theme_language import speak
from precall.render.artifact_cache import ArtifactCache
from precall.search import files as searching
from precall.site.assemble import CACHE, taken
from precall.site.publish import finish
from precall.site.publish.head import TOUCH_ICON
from precall.site.publish.policy import WILL_NOT_RUN, inline_scripts

log = logging.getLogger("mkdocs.plugins.precall")

THEMES_ICON = "assets/images/favicon.png"
"""What Material shows where a team names no icon of its own."""

TAKES_NO_MORE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""What a disk answers to a write alone."""

LAST = -100
"""Priority of what must run after every other plugin."""


class Host:
    """Precall's part in a build, whichever way MkDocs came to know of it."""

    def __init__(self) -> None:
        self._build: Build | None = None
        self._serving = False
        self._session = Session()
        self._has_port = False
        self._caches: dict[Path, ArtifactCache] = {}
        """The artifacts of each playbook. Under `serve` they outlive a build."""
        self._content: list[Path] = []
        """The folders of the content that the last build was made of."""
        self._served: Served | None = None
        """The last build under `serve`, where an edit can be set into it."""
        self._show: Callable[[], None] = lambda: None
        """Lets those who look at a site that is served have what has been written so far."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Learn whether a person waits for each edit."""
        self._serving = command == "serve"
        # Nothing is shown where MkDocs was asked to be quiet, and where nobody reads a terminal.
        shows_progress = sys.stderr.isatty() and log.isEnabledFor(logging.INFO)
        progress = ProgressBar(sys.stderr) if shows_progress else None
        self._session = Session.for_user(progress, keep_warm=self._serving)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the content before MkDocs touches anything; stop here when it has errors."""
        _refuse_twice(config)
        if self._serving and not self._has_port:
            refuse_taken(config.dev_addr.host, config.dev_addr.port)
            # Later builds find our own server there.
            self._has_port = True
        with gc_paused():
            sections, site = read_sections(config, self._session, self._cache, serving=self._serving)
            freeze_objects(collect=self._serving)
        self._finish()
        if not self._serving:
            refuse_site_dir(config, sections)
        own_epoch = set_epoch(newest(sections))
        staging = staging_of(config.site_dir)
        self._build = Build(site, sections, staging, own_epoch, edits_of(sections, site.pages))
        self._content = content_of(sections)
        config.site_dir = str(staging.folder)
        if len(sections) == 1:
            config.copyright = footer(
                sections[0].playbook, root_of(config), site, config.copyright, revised=not self._serving
            )
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
        build = self._build
        assert build is not None, "MkDocs calls on_config first"
        site, last = build.site, build.staging.site if build.staging else None
        written = [file.src_uri for file in files if file.generated_by is None and not file.inclusion.is_excluded()]
        clashes = taken(site, written)
        if clashes:
            stop(clashes)
        titles = nav_titles(config.nav)
        for page in site.pages:
            file = page_file(page, config)
            PrecallPage(titles.get(file.src_uri), file, config, page)
            files.append(file)
        for ready in site.files:
            files.append(ready_file(ready, config, last))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Remember the navigation for later edits."""
        assert self._build is not None, "MkDocs calls on_config first"
        self._build.nav = nav
        return nav

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Make the search, now that every page's content is known and nothing is written yet."""
        build = self._build
        assert build is not None, "MkDocs calls on_config first"
        build.env, build.files = env, files
        if has_search(config):
            self._search(build, files)
            for ready in (*build.own, searching.page_script()):
                files.append(ready_file(ready, config))
        # A build takes its templates once; otherwise each of a page's includes looks whether its file has changed.
        env.auto_reload = False
        if is_plain_material(config) and build.nav is not None:
            PageShells(env, build.nav)
        return env

    def _search(self, build: Build, files: Files) -> None:
        """Make the search's files anew."""
        found = chain(*(each.found() for each in build.sections), beside(build.sections, build.site, files))
        settings = [each.playbook.settings for each in build.sections]
        made = searching.search_files(settings, found, addresses(files))
        # Every page names the worker: a name that changes with each edit would change them all.
        worker = replace(made.worker, uri=searching.WORKER) if self._serving else made.worker
        build.worker, build.own = worker.uri, (worker, made.index, made.lines)
        unread(files)

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Let the page search with our worker, and lead on from its footer."""
        return self._over(output, get_relative_url(".", page.url))

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Likewise where nothing was found, which may have been looked for anywhere."""
        return self._over(output, urlsplit(config.site_url or "/").path.rstrip("/"))

    def _over(self, output: str, root: str) -> str:
        output = with_links(output, root)
        return searching.use_worker(output, self._build.worker) if self._build and self._build.worker else output

    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> MkDocsPage:
        """Let the pencil open the file that a page was made from, in whichever folder it lies."""
        assert self._build is not None, "MkDocs calls on_config first"
        if page.file.src_uri in self._build.edits:
            page.edit_url = self._build.edits[page.file.src_uri] or None
        return page

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Tell the theme what is escaped, and people when their page holds a script that the policy will not run."""
        if self._build and page.file.src_uri in self._build.edits:
            page.meta.update({key: Markup(page.meta[key]) for key in PRINTED if "&" in page.meta.get(key, "")})
        if inline_scripts(html):
            log.warning("docs/%s %s", page.file.src_uri, WILL_NOT_RUN)
        return html

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the content and the templates, see an edit at once, and keep the last good page when it is wrong."""
        templates = (folder.parent / TEMPLATE_FOLDER for folder in self._content)
        for folder in (root_of(config) / TEMPLATE_FOLDER, *templates, *self._content):
            if folder.is_dir():
                server.watch(str(folder))
        for item in config.watch:
            server.watch(item)
        paths = look_often(server)
        self._show = partial(shown, server)
        server.builder = kept_going(partial(self._rebuild, paths, server.builder))
        if self._served is not None:
            self._served.beside = watched(paths, self._content)
        return server

    def _rebuild(self, paths: Sequence[str], builder: Callable[..., None], *arguments: Any) -> None:
        """Set an edit into what is served; where that cannot be, build all."""
        start, before = time.monotonic(), watched(paths, self._content)
        if self._served is not None and self._served.beside == before:
            with gc_paused():
                made = self._edited(self._served)
            if made is not None:
                log.info("%s made anew in %.2f seconds", made, time.monotonic() - start)
                return
        builder(*arguments)
        if self._served is not None:
            self._served.beside = before

    def _edited(self, served: Served) -> str | None:
        """How much of what is served was made anew for an edit of the content; None where all has to be.

        Raises Abort where the content has errors.
        """
        sections, site = read_sections(served.config, self._session, self._cache, serving=True, before=served.sections)
        build = self._build = Build(site, sections, None, set_epoch(newest(sections)), {})
        try:
            pages, files = served.changed(sections, site)
            build.edits = edits_of(sections, pages)
            read = served.read(pages)
            if has_search(served.config):
                build.worker = searching.WORKER
                unread(served.files)
            served.write(read, files)
            self._show()
            if has_search(served.config):
                self._search(build, served.files)
            served.end(build.own)
        except FullRebuildRequired as reason:
            log.debug("The whole site is built again: %s", reason)
            return None
        except Exception:
            # Half of it may be written, which a whole build fixes.
            log.warning("This edit cannot be applied by itself, so the whole site is built again.", exc_info=True)
            self._served = None
            return None
        finally:
            self._finish()
        served.sections, served.site = sections, site
        for cache in self._caches.values():
            cache.write()
        self._session.cache.write()
        return f"{len(pages)} pages and {len(files)} files"

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Publish the site, unless a strict build has warnings and is about to be refused."""
        build = self._build
        if build is None:
            return
        if build.worker:
            empty_index(Path(config.site_dir))
        if not any(warnings_of(config)):
            # Under `serve` MkDocs puts a script of its own into each page, and nothing may be kept between edits.
            if not self._serving:
                finish(
                    Path(config.site_dir),
                    config.site_name,
                    config.site_url,
                    build.sections[0].playbook.settings.language,
                )
            assert build.staging is not None, "a whole build has one"
            config.site_dir = str(build.staging.site)
            try:
                build.staging.publish()
            except OSError as error:
                raise Abort(f"{cannot_write(error, build.staging.site)} The last good site stays as it was.") from error
            for cache in self._caches.values():
                cache.remove_unused()
            self._served = self._serve(build, config) if self._serving else None
        self._finish()
        self._session.cache.write()
        if not self._serving:
            for cache in self._caches.values():
                cache.close()
            self._caches.clear()
            self._session.close()
            # The program is about to end: the collector need not look through everything that is left.
            freeze_objects()

    def _serve(self, build: Build, config: MkDocsConfig) -> Served | None:
        """A site into which edits can be set; None where something in it may depend on everything."""
        assert build.files is not None, "a whole build has gone through all events"
        assert build.nav is not None, "likewise"
        if config.strict or sees_the_whole(config, self):
            return None
        return Served(
            config,
            build.files,
            build.nav,
            build.env,
            Path(config.site_dir),
            build.sections,
            build.site,
            build.own,
        )

    def _cache(self, folder: Path) -> ArtifactCache:
        """Return the artifacts of the playbook in a folder."""
        if folder not in self._caches:
            self._caches[folder] = ArtifactCache(folder / CACHE, for_one_build=not self._serving)
        return self._caches[folder]

    @event_priority(LAST)
    def on_build_error(self, *, error: Exception) -> None:
        """Leave the last good site as it was, and say it in a sentence when the disk takes no more."""
        self._finish()
        self._session.cache.write()
        if isinstance(error, OSError) and error.errno in TAKES_NO_MORE:
            reason = cannot_write(error, "The site")
            raise Abort(f"{reason} The last good site stays as it was.") from reason

    def _finish(self) -> None:
        if self._build is not None:
            self._build.end()
        self._build = None


class PluginOptions(Config):
    """What the plugin takes in mkdocs.yml: nothing yet."""


class PrecallPlugin(Host, BasePlugin[PluginOptions]):
    """Precall as an installed plugin: `plugins: [precall]`."""


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
