"""Find the parts of a built page that the site's policy blocks, each with a fix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import SplitResult, urlsplit

from precall.site.publish.policy import OPEN, UNSAFE_INLINE, Allowed, directives

_LOADED = {
    ("script", "src"): ("a script", "script-src"),
    ("img", "src"): ("an image", "img-src"),
    ("img", "srcset"): ("an image", "img-src"),
    ("iframe", "src"): ("a frame", "frame-src"),
    ("embed", "src"): ("an embedded object", "object-src"),
    ("object", "data"): ("an embedded object", "object-src"),
    ("video", "src"): ("a video", "media-src"),
    ("video", "poster"): ("an image", "img-src"),
    ("audio", "src"): ("a sound", "media-src"),
    ("source", "src"): ("a video or a sound", "media-src"),
    ("source", "srcset"): ("an image", "img-src"),
    ("track", "src"): ("captions", "media-src"),
}
"""For each attribute that loads a file: the noun for the file, and the directive of the content security policy."""
_LINKED = {"stylesheet": ("a style sheet", "style-src"), "icon": ("an icon", "img-src")}
"""The same for the `rel` of a `link`."""
_IMPORT = re.compile(r"""\bimport\b[^;"'`]*["'](https?://[^"']+)["']""")

_ALLOW_STYLES = "extra: {precall: {policy: {style-src: [\"'unsafe-inline'\"]}}}"
_IN_A_FILE = f"Put it into a file of extra_css, or allow styles in pages with {_ALLOW_STYLES}."
_MERMAID = "https://unpkg.com/mermaid/dist/mermaid.min.js"
_MERMAID_HINT = (
    "Put mermaid.min.js into docs/, name it under extra_javascript, and allow the styles that it writes with "
    f"{_ALLOW_STYLES}."
)


@dataclass(frozen=True)
class Blocked:
    """A part of a page that a browser will not load or run."""

    what: str
    """A verb and an object, such as `loads a script from https://cdn.example.org/x.js`."""
    hint: str
    text: str
    """A text by which it can be found in the source of the page."""
    in_article: bool
    """Whether it is in the page's content, not in the theme around it."""


def blocked(page: str, allowed: Allowed, site_url: str | None = None, *, has_mermaid: bool = False) -> list[Blocked]:
    """Return the parts of a page that the policy blocks, without duplicates, in order.

    Args:
        page: The HTML of a page.
        allowed: The sources that an engineer allows in addition.
        site_url: The address of the site, which the policy allows.
        has_mermaid: Whether the site has its own copy of Mermaid.

    """
    parser = _Parser(allowed, site_url, has_mermaid=has_mermaid)
    parser.feed(page)
    parser.close()
    return list(dict.fromkeys(parser.found))


def is_allowed(url: str, directive: str, allowed: Allowed, site_url: str | None = None) -> bool:
    """Return whether the policy lets a page load an absolute URL."""
    parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
    own = urlsplit(site_url or "")
    sources = directives(allowed).get(directive, "'none'").split()
    if "'self'" in sources and own.netloc and parts.netloc == own.netloc:
        return True
    return any(_covers(source, parts) for source in sources)


def is_foreign(url: str) -> bool:
    """Return whether a URL contains a host."""
    return url.lower().startswith(("http://", "https://", "//", "ws://", "wss://"))


def loads(what: str, url: str, directive: str) -> tuple[str, str]:
    """Return the message (a verb and an object) and the hint for a file that the policy blocks."""
    if directive not in OPEN:
        return f"has {what}, {_shown(url)}, which the site's policy blocks", "Link to it instead."
    if not is_foreign(url):
        return (
            f"loads {what}, {_shown(url)}, which the site's policy blocks",
            f"Link to it instead, or allow its host under {directive}.",
        )
    parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
    host = f"{parts.scheme}://{parts.netloc}"
    alternative = "Link to it instead" if directive == "frame-src" else "Put the file into docs/"
    return (
        f"loads {what} from {_shown(url)}, which the site's policy blocks",
        f"{alternative}, or allow its host with extra: {{precall: {{policy: {{{directive}: [{host}]}}}}}}.",
    )


def _covers(source: str, url: SplitResult) -> bool:
    """Return whether a source of a policy allows a URL."""
    if source.endswith(":"):
        return f"{url.scheme}:" == source
    if "://" not in source:
        return False
    given = urlsplit(source)
    host, wanted = (url.hostname or ""), (given.hostname or "")
    is_same = host.endswith(wanted[1:]) if wanted.startswith("*.") else host == wanted
    # A source with http: also allows https:.
    schemes = {"http": ("http", "https"), "ws": ("ws", "wss")}.get(given.scheme, (given.scheme,))
    is_below = url.path.startswith(given.path) if given.path.endswith("/") else given.path in ("", url.path)
    return is_same and url.scheme in schemes and given.port in (None, url.port) and is_below


def _shown(url: str) -> str:
    return url if len(url) <= 100 else f"{url[:97]}..."


class _Parser(HTMLParser):
    def __init__(self, allowed: Allowed, site_url: str | None, *, has_mermaid: bool) -> None:
        super().__init__()
        self.found: list[Blocked] = []
        self._allowed = allowed
        self._site_url = site_url
        self._styles_are_allowed = UNSAFE_INLINE in directives(allowed)["style-src"]
        self._can_draw = self._styles_are_allowed and (
            has_mermaid or is_allowed(_MERMAID, "script-src", allowed, site_url)
        )
        self._articles = 0
        self._inline_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "article":
            self._articles += 1
        for directive, what, url in _urls(tag, given):
            self._check(what, url, directive)
        self._inline_script = tag == "script" and "src" not in given and given.get("type", "module") in _RUNS
        if self._inline_script and self._articles:
            self._add("contains a script, which the site's policy does not allow", _SCRIPT_HINT, "<script")
        if not self._styles_are_allowed:
            if "style" in given:
                self._add("has a style attribute, which the site's policy blocks", _IN_A_FILE, f"{given['style']}")
            if tag == "style" and self._articles:
                self._add("has a style element, which the site's policy blocks", _IN_A_FILE, "<style")
        handler = next((name for name in given if name.startswith("on")), None)
        if handler:
            self._add(f"has a script in {handler}=, which the site's policy blocks", _SCRIPT_HINT, handler)
        if "mermaid" in given.get("class", "").split() and not self._can_draw:
            self._add("has a Mermaid diagram, which the site's policy blocks", _MERMAID_HINT, "mermaid")

    def handle_endtag(self, tag: str) -> None:
        if tag == "article" and self._articles:
            self._articles -= 1

    def handle_data(self, data: str) -> None:
        if self._inline_script:
            for url in _IMPORT.findall(data):
                self._check("a script", url, "script-src")

    def _check(self, what: str, url: str, directive: str) -> None:
        is_local = not is_foreign(url)
        if is_local and (url.startswith("data:") or directive not in ("frame-src", "object-src")):
            return
        if not url or (not is_local and is_allowed(url, directive, self._allowed, self._site_url)):
            return
        self._add(*loads(what, url, directive), url)

    def _add(self, what: str, hint: str, text: str) -> None:
        self.found.append(Blocked(what, hint, text, self._articles > 0))


def _urls(tag: str, given: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the directive, the kind and the URL of each file that an element loads."""
    for name, value in given.items():
        what, directive = _LOADED.get((tag, name), ("", ""))
        if what:
            candidates = [part.split()[0] for part in value.split(",") if part.split()] if name == "srcset" else [value]
            yield from ((directive, what, url.strip()) for url in candidates)
    if tag == "link":
        for kind in given.get("rel", "").lower().split():
            if kind in _LINKED and given.get("href"):
                what, directive = _LINKED[kind]
                yield directive, what, given["href"].strip()


_RUNS = ("module", "text/javascript", "application/javascript")
_SCRIPT_HINT = "Put it into a file, and add that to extra_javascript in mkdocs.yml."
