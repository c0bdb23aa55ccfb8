"""Make the Content-Security-Policy of a site from the theme's inline scripts in its pages.

The policy has neither `unsafe-inline` nor `unsafe-eval`: it allows the theme's inline scripts by their hashes, which
are computed from the built pages.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

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

WILL_NOT_RUN = (
    "contains a script, which the site's policy does not allow. "
    "Put it into a file, and add that to extra_javascript in mkdocs.yml."
)
"""The warning about a hand-written page with a script, after its path."""

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_ARTICLE = re.compile(r"<article\b.*</article\s*>", re.DOTALL | re.IGNORECASE)
_POLICY = re.compile(r"""<meta\s+http-equiv=["']Content-Security-Policy["']""", re.IGNORECASE)
_SRC = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"""\stype\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_DIGEST = re.compile(r"\.[0-9a-f]{8,}\.(min\.)?(js|css)$")
_FOR_EVER = "Cache-Control: public, max-age=31536000, immutable"
_RUNS = ("module", "text/javascript", "application/javascript")


def inline_scripts(markup: str) -> list[str]:
    """Return the inline scripts that a browser would run, in order."""
    return [found[2] for found in _SCRIPT.finditer(markup) if not _SRC.search(found[1]) and _runs(found[1])]


def frame_scripts(page: str) -> list[str]:
    """Return the inline scripts outside the article. Content is not trusted, so its scripts do not run."""
    return inline_scripts(_ARTICLE.sub("", page))


def policy(scripts: Iterable[str]) -> str:
    """Return a Content-Security-Policy that allows these scripts, and files of the same site."""
    hashes = sorted({_hash(script) for script in scripts})
    allowed = {"script-src": " ".join(["'self'", *hashes]), **DIRECTIVES}
    return "; ".join(f"{name} {sources}" for name, sources in allowed.items())


def has_policy(page: str) -> bool:
    """Return whether a page has its own policy."""
    return bool(_POLICY.search(page))


def header_file(policy: str, uris: Iterable[str] = (), *, own: bool = False) -> bytes:
    """Return the file `_headers`, which several static hosts read; it documents the headers for other hosts.

    Args:
        policy: The policy of the pages.
        uris: Files of the site. Those with a digest in their names may be cached for ever.
        own: Whether a page has its own policy. Browsers apply all policies that they get, so the header then leaves
            the policy to the pages, and allows a sign-in window.

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


def _hash(script: str) -> str:
    # A browser normalizes line ends before it computes the hash.
    text = script.replace("\r\n", "\n").replace("\r", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
