"""Make the Content-Security-Policy of a site from the theme's inline scripts and styles in its pages.

The policy has neither `unsafe-inline` nor `unsafe-eval`: it allows the theme's inline scripts and styles by their
hashes, which are computed from the built pages. An engineer can allow other hosts in `mkdocs.yml`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from precall.core.errors import PrecallError

Allowed = Mapping[str, Sequence[str]]
"""The sources that an engineer allows in addition, by directive."""

DIRECTIVES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the theme's style sheet has icons as data URLs
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
"""The directives other than `script-src`."""

OPEN = ("script-src", "style-src", "img-src", "font-src", "connect-src", "frame-src", "media-src", "form-action")
"""The directives to which an engineer can add sources."""

UNSAFE_INLINE = "'unsafe-inline'"

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
_STYLE_START = re.compile(r"<style\b", re.IGNORECASE)
_ARTICLE = re.compile(r"<article\b.*</article\s*>", re.DOTALL | re.IGNORECASE)
_POLICY = re.compile(r"""<meta\s+http-equiv=["']?Content-Security-Policy\b""", re.IGNORECASE)
_SRC = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"""\stype\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_DIGEST = re.compile(r"\.[0-9a-f]{8,}\.(min\.)?(js|css)$")
_FOR_EVER = "Cache-Control: public, max-age=31536000, immutable"
_RUNS = ("module", "text/javascript", "application/javascript")
_HOST = re.compile(r"(https?|wss?)://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?(/[\w./~%+-]*)?", re.IGNORECASE)
_SCHEMES = ("data:", "blob:")


def allowed_sources(option: Any) -> Allowed:
    """Return the sources that the setting `extra: precall: policy:` allows.

    Args:
        option: The setting: a mapping of directives to one source or a list of them; None for none.

    Raises:
        PrecallError: The setting is not such a mapping, or a source would defeat the policy.

    """
    if option is None:
        return {}
    if not isinstance(option, dict):
        raise PrecallError(
            "extra.precall.policy in mkdocs.yml is not a mapping of directives to hosts.",
            "Write it as in policy: {script-src: [https://cdn.acme.de]}.",
        )
    allowed: dict[str, Sequence[str]] = {}
    for directive, value in option.items():
        if directive not in OPEN:
            raise PrecallError(
                f'extra.precall.policy in mkdocs.yml has no directive "{directive}".', f"Known: {', '.join(OPEN)}."
            )
        sources = [value] if isinstance(value, str) else value if isinstance(value, list) else [value]
        for source in sources:
            _refuse(directive, source)
        allowed[directive] = sources
    return allowed


def _refuse(directive: str, source: Any) -> None:
    if isinstance(source, str) and (_HOST.fullmatch(source) or (directive != "script-src" and source in _SCHEMES)):
        return
    if source == UNSAFE_INLINE and directive == "style-src":
        return
    raise PrecallError(
        f'extra.precall.policy.{directive} in mkdocs.yml cannot allow "{source}".',
        "Write a host with its scheme, as in https://cdn.acme.de or https://*.acme.de. Apart from hosts, "
        "only style-src can have 'unsafe-inline', in double quotes around it.",
    )


def inline_scripts(markup: str) -> list[str]:
    """Return the inline scripts that a browser would run, in order."""
    return [found[2] for found in _SCRIPT.finditer(markup) if not _SRC.search(found[1]) and _runs(found[1])]


def frame_scripts(page: str) -> list[str]:
    """Return the inline scripts outside the article. Content is not trusted, so its scripts do not run."""
    return inline_scripts(_ARTICLE.sub("", page))


def frame_styles(page: str) -> list[str]:
    """Return the style elements outside the article."""
    if not _STYLE_START.search(page):
        return []
    return [found[1] for found in _STYLE.finditer(_ARTICLE.sub("", _SCRIPT.sub("", page)))]


def directives(allowed: Allowed) -> dict[str, str]:
    """Return each directive with its sources, without the hashes of inline scripts and styles."""
    found = {"script-src": "'self'", **DIRECTIVES}
    for name, sources in allowed.items():
        found[name] = " ".join([found.get(name, "'self'"), *sources])
    return found


def policy(scripts: Iterable[str], styles: Iterable[str] = (), allowed: Allowed | None = None) -> str:
    """Return a Content-Security-Policy that allows these scripts and styles, and files of the same site.

    Args:
        scripts: Inline scripts of the theme.
        styles: Style elements of the theme.
        allowed: Sources that are allowed in addition.

    """
    found = directives(allowed or {})
    found["script-src"] = " ".join([found["script-src"], *_hashes(scripts)])
    # A browser ignores 'unsafe-inline' next to a hash.
    if UNSAFE_INLINE not in found["style-src"]:
        found["style-src"] = " ".join([found["style-src"], *_hashes(styles)])
    return "; ".join(f"{name} {sources}" for name, sources in found.items())


def has_policy(page: str) -> bool:
    """Return whether a page has its own policy."""
    return bool(_POLICY.search(page))


def header_file(policy: str, uris: Iterable[str] = (), *, own: bool = False) -> bytes:
    """Return the file `_headers`, which several static hosts read; it documents the headers for other hosts.

    Args:
        policy: The policy of the pages.
        uris: Files of the site. Those with a digest in their names may be cached for ever.
        own: Whether a page has its own policy. Browsers enforce all policies, so in this case the header has no policy
            for loading files, and allows a sign-in window.

    """
    lines = {
        # Only a header can forbid framing by other sites.
        "Content-Security-Policy": "frame-ancestors 'none'" if own else f"{policy}; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin-allow-popups" if own else "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }
    everywhere = "".join(f"  {name}: {value}\n" for name, value in lines.items())
    cached = "".join(f"/{uri}\n  {_FOR_EVER}\n" for uri in uris if _DIGEST.search(uri))
    return f"/*\n{everywhere}/sw.js\n  Cache-Control: no-cache\n{cached}".encode()


def _runs(attributes: str) -> bool:
    kind = _TYPE.search(attributes)
    return kind is None or kind[1].lower() in _RUNS


def _hashes(texts: Iterable[str]) -> list[str]:
    return sorted({_hash(text) for text in texts})


def _hash(script: str) -> str:
    # A browser normalizes line ends before it computes the hash.
    text = script.replace("\r\n", "\n").replace("\r", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
