"""Adapt the settings of a site to Precall's pages: set missing ones, and report those that break pages.

Settings that cannot work stop the build before it starts. Settings whose effect the site's policy would block in the
reader's browser are warnings, so that a strict build stops. Each message has the line in `mkdocs.yml`.
"""

from __future__ import annotations

import logging
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File

from precall.core.errors import PrecallError
from precall.hosts.mkdocs.settings import option
from precall.hosts.settings_file import SettingsFile
from precall.render.i18n import language
from precall.site.publish.blocked import Blocked, blocked, is_allowed, is_foreign, loads
from precall.site.publish.policy import Allowed, allowed_sources

log = logging.getLogger("mkdocs.plugins.precall")

_MATERIAL = Path("partials", "palette.html")
"""A template of Material, which themes that extend Material inherit."""
_OFFLINE = "material.plugins.offline"
_PRIVACY = "material.plugins.privacy"
_STATIC_I18N = "mkdocs_static_i18n"
"""The modules of plugins."""
_FONTS = "https://fonts.googleapis.com/css"
_ANALYTICS = {"google": "https://www.googletagmanager.com/gtag/js"}
"""The script that a provider of the theme's analytics loads."""
_CODE_HOSTS = {"github": "https://api.github.com/", "gitlab": "https://gitlab.com/api/"}
_FACTS = re.compile(r"""\sdata-md-component=("?)source\1(?=[\s>])""")
_ARTICLE = re.compile(r"<article\b.*</article\s*>", re.DOTALL | re.IGNORECASE)
_BUNDLES = ("extra", "markdown.extensions.extra", "pymdownx.extra")
"""Markdown extensions that include the extension for tables."""


class Compatibility:
    """The settings of one build, which it checks and completes."""

    def __init__(self, config: MkDocsConfig) -> None:
        """Read the policy, and stop the build at settings that cannot work.

        Raises:
            Abort: A setting cannot work, or the policy is wrong.

        """
        self._config = config
        self._file = SettingsFile(Path(config.config_file_path or "mkdocs.yml"))
        self._reported: set[str] = set()
        try:
            self.allowed: Allowed = allowed_sources(option(config, "policy", None))
        except PrecallError as error:
            raise Abort(str(error)) from error
        self._refuse_other_themes()
        self._refuse_plugins()

    def _refuse_other_themes(self) -> None:
        theme = self._config.theme
        if any((Path(folder) / _MATERIAL).is_file() for folder in theme.dirs):
            return
        uses = f'is "{theme.name}"' if self._file.has("theme") else "is missing"
        raise Abort(
            f"{self._file.place('theme')}: The theme {uses}, but Precall's pages need Material for MkDocs. "
            "Write: theme: {name: material}"
        )

    def _refuse_plugins(self) -> None:
        for name, plugin in self._config.plugins.items():
            module, line = type(plugin).__module__, self._file.place_of_item("plugins", name.rpartition("/")[2])
            if module.startswith(_OFFLINE) and plugin.config.get("enabled", True):
                raise Abort(
                    f"{line}: The plugin offline loads a script from another host, which the site's policy blocks, and "
                    "its pages are not found on a disk. Remove it; precall build --offline makes a zip file that is "
                    "read from the disk."
                )
            if module.startswith(_STATIC_I18N):
                raise Abort(
                    f"{line}: The plugin i18n (mkdocs-static-i18n) fails on pages that are not in docs/. Remove it and "
                    "write one playbook for each language. One site can contain them all: extra: {precall: "
                    "{playbooks: [{root: en, at: en}, {root: de, at: de}]}}."
                )

    def set_defaults(self, code: str) -> None:
        """Set missing settings that Precall's pages need: fonts, colours, and tables without style attributes.

        Args:
            code: The language of the content.

        """
        theme, extensions = self._config.theme, self._config.mdx_configs
        if not self._file.has("theme", "font"):
            theme["font"] = False
        if not theme.get("palette"):
            theme["palette"] = _palette(code)
        for name in ("tables", *(name for name in self._config.markdown_extensions if name in _BUNDLES)):
            options = extensions.setdefault(name, {})
            inner = "markdown.extensions.tables" if name.startswith("pymdownx") else "tables"
            (options if name == "tables" else options.setdefault(inner, {})).setdefault("use_align_attribute", True)

    def report_settings(self) -> None:
        """Warn about settings that make every page load a file that the policy blocks."""
        config, extra = self._config, self._config.extra
        if any(type(plugin).__module__.startswith(_PRIVACY) for plugin in config.plugins.values()):
            # This plugin copies files of other hosts into the site.
            return
        for name, what, directive, urls in (
            ("extra_css", "a style sheet", "style-src", map(str, config.extra_css)),
            ("extra_javascript", "a script", "script-src", map(_path_of, config.extra_javascript)),
        ):
            for url in filter(is_foreign, urls):
                place = self._file.place_of_text(url) or self._file.place(name)
                self._report_load(place, what, url, directive)
        for key in ("logo", "favicon"):
            url = str(config.theme.get(key) or "")
            if is_foreign(url):
                self._report_load(self._file.place("theme", key), "an image", url, "img-src")
        if config.theme.get("font") and not is_allowed(_FONTS, "style-src", self.allowed):
            self._reported.add(_FONTS)
            log.warning(
                "%s: theme.font loads a font from Google, which the site's policy blocks. Write font: false, to "
                "show pages in the device's own fonts; or allow style-src: [https://fonts.googleapis.com] and "
                "font-src: [https://fonts.gstatic.com] under extra.precall.policy.",
                self._file.place("theme", "font"),
            )
        analytics = extra.get("analytics")
        script = _ANALYTICS.get(analytics.get("provider", "")) if isinstance(analytics, dict) else None
        if script and not is_allowed(script, "script-src", self.allowed):
            self._reported.add(script)
            log.warning(
                "%s: extra.analytics sends what people read to Google, which the site's policy blocks. Remove it; or "
                "allow script-src: [https://www.googletagmanager.com] and connect-src: "
                "[https://*.google-analytics.com] under extra.precall.policy.",
                self._file.place("extra", "analytics"),
            )

    def _report_load(self, place: str, what: str, url: str, directive: str) -> None:
        if not is_allowed(url, directive, self.allowed, self._config.site_url):
            self._reported.add(url)
            log.warning("%s: Every page %s. %s", place, *loads(what, url, directive))

    def without_code_host(self, output: str) -> str:
        """Return a page that shows `repo_url` without a request to the code host for the number of stars."""
        host = _CODE_HOSTS.get((self._config.repo_name or "").lower(), "")
        if host and is_allowed(host, "connect-src", self.allowed):
            return output
        return _FACTS.sub("", output) if self._config.repo_url else output

    def report_pages(self, hand_written: Iterable[File], generated: str | None) -> None:
        """Warn about parts of built pages that the policy blocks, with file and line for hand-written pages.

        Args:
            hand_written: Files of pages below `docs`.
            generated: The uri of one generated page, to find parts that the theme and plugins add to every page.

        """
        site, docs = Path(self._config.site_dir), posixpath.basename(self._config.docs_dir.replace("\\", "/"))
        frame = site / generated if generated else None
        if frame and frame.is_file():
            for found in self._blocked(frame.read_text(encoding="utf-8")):
                place = self._file.place_of_text(found.text) or self._file.path.name
                log.warning("%s: Every page %s. %s", place, found.what, found.hint)
        for file in hand_written:
            page = site / file.dest_uri
            if not page.is_file():
                continue
            articles = _ARTICLE.findall(page.read_text(encoding="utf-8"))
            for found in self._blocked("\n".join(articles)):
                line = _line_of(found.text, file)
                log.warning("%s/%s%s %s. %s", docs, file.src_uri, line and f":{line}:", found.what, found.hint)

    def _blocked(self, markup: str) -> Iterator[Blocked]:
        has_mermaid = any("mermaid" in _path_of(script) for script in self._config.extra_javascript)
        for found in blocked(markup, self.allowed, self._config.site_url, has_mermaid=has_mermaid):
            if not found.text.startswith(tuple(self._reported)):
                yield found


def _palette(code: str) -> list[dict[str, Any]]:
    """Return the palette of a new site: light and dark by the device's preference, with a switch."""
    say = language(code).say
    light = {"icon": "material/weather-night", "name": say("starter.dark")}
    dark = {"icon": "material/weather-sunny", "name": say("starter.light")}
    return [
        {"media": f"(prefers-color-scheme: {name})", "scheme": scheme, "primary": "custom", "accent": "custom"}
        | {"toggle": toggle}
        for name, scheme, toggle in (("light", "default", light), ("dark", "slate", dark))
    ]


def _path_of(script: Any) -> str:
    return str(getattr(script, "path", script))


def _line_of(text: str, file: File) -> int | None:
    """Return the first line of a page's source that contains a text."""
    try:
        lines = file.content_string.splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return next((number for number, line in enumerate(lines, 1) if text in line), None)
