"""The scripts that stand inside a site's pages become the policy that lets these run and no other.

A policy names what a browser may load and run. Ours has neither `unsafe-inline` nor `unsafe-eval`: the few short
scripts that the theme writes into its pages are named by their hashes, computed from the pages as they were built.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

DIRECTIVES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the theme's icons are addresses inside its style sheet
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
"""What may be used beside scripts."""

WILL_NOT_RUN = (
    "holds a script, which the site's policy will not run. "
    "Put it into a file and name that under extra_javascript in mkdocs.yml."
)
"""What is said of a hand-written page with a script in it."""

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_ARTICLE = re.compile(r"<article\b.*</article\s*>", re.DOTALL | re.IGNORECASE)
_POLICY = re.compile(r"""<meta\s+http-equiv=["']Content-Security-Policy["']""", re.IGNORECASE)
_SRC = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"""\stype\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_DIGEST = re.compile(r"\.[0-9a-f]{8,}\.(min\.)?(js|css)$")
_FOR_EVER = "Cache-Control: public, max-age=31536000, immutable"
_RUNS = ("module", "text/javascript", "application/javascript")


def inline_scripts(markup: str) -> list[str]:
    """The scripts inside some markup that a browser would run, in order; not those that it would fetch."""
    return [found[2] for found in _SCRIPT.finditer(markup) if not _SRC.search(found[1]) and _runs(found[1])]


def frame_scripts(page: str) -> list[str]:
    """The scripts of a page's frame. What stands in the article is content, and content is not trusted to run."""
    return inline_scripts(_ARTICLE.sub("", page))


def policy(scripts: Iterable[str]) -> str:
    """The value of a Content-Security-Policy under which these scripts run, and files of the site's own."""
    hashes = sorted({_hash(script) for script in scripts})
    allowed = {"script-src": " ".join(["'self'", *hashes]), **DIRECTIVES}
    return "; ".join(f"{name} {sources}" for name, sources in allowed.items())


def has_policy(page: str) -> bool:
    """Whether a page says itself what may run on it."""
    return bool(_POLICY.search(page))


def header_file(policy: str, uris: Iterable[str] = (), *, own: bool = False) -> bytes:
    """The file `_headers`, which several static hosts read, and which tells an engineer of any other what to send.

    Of the `uris` of a site, those whose names hold a digest of their content may be kept for ever. With `own`, some
    page of the site has its own policy. A browser holds to every policy that it is given, so a header for all pages
    then leaves to each what it says itself, and lets a window open that signs somebody in.
    """
    lines = {
        # Only a header can forbid that other sites show ours inside theirs.
        "Content-Security-Policy": "frame-ancestors 'none'" if own else f"{policy}; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin-allow-popups" if own else "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }
    everywhere = "".join(f"  {name}: {value}\n" for name, value in lines.items())
    kept = "".join(f"/{uri}\n  {_FOR_EVER}\n" for uri in uris if _DIGEST.search(uri))
    return f"/*\n{everywhere}/sw.js\n  Cache-Control: no-cache\n{kept}".encode()


def _runs(attributes: str) -> bool:
    kind = _TYPE.search(attributes)
    return kind is None or kind[1].lower() in _RUNS


def _hash(script: str) -> str:
    # A browser reads every line's end as one sign before it computes the hash.
    text = script.replace("\r\n", "\n").replace("\r", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
