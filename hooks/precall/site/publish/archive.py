"""A built site becomes one zip file that is unpacked and read from the disk, with no host and no network.

A browser shows a folder's address as a list of files, so every link to a folder leads to the page in it.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from precall.core.files import replacing
from precall.site.publish import files
from precall.site.publish.offline import stemmers_left_out

_LEFT_OUT = re.compile(
    r"\.map$|^(404\.html|sitemap\.xml(\.gz)?|robots\.txt|manifest\.webmanifest|_headers|sw\.js|CNAME)$|^(api|admin)/|(^|/)\."
)
"""What a host answers with or a program asks for, and source maps. PDFs stay: where a disk is, a printer may be."""

_LINK = re.compile(r"""(<(?:a|area|link)\b[^>]*?\shref=")([^"]*)(?=")""", re.IGNORECASE)
_REFRESH = re.compile(r"""(<meta http-equiv="refresh" content="\d+; url=)([^"]*)(?=")""", re.IGNORECASE)

# The first that a zip file can say: when it was made is no part of what is in it.
_DATE = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


@dataclass(frozen=True)
class Archived:
    """What was written."""

    files: int
    size: int
    """Bytes of the zip file."""


def archive(site: Path, out: Path) -> Archived:
    """Write the zip file of a built site: the same bytes for the same site, and all of it or nothing.

    Raises OSError where it cannot be written; what was at `out` is then still there.
    """
    uris = frozenset(_uris(site))
    with replacing(out) as new:
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
            for uri in sorted(uris):
                entry = zipfile.ZipInfo(uri, _DATE)
                entry.external_attr = _READABLE
                entry.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(entry, _content(site / uri, uri, uris))
        size = new.stat().st_size
    return Archived(len(uris), size)


def _uris(site: Path) -> Iterator[str]:
    unused = stemmers_left_out(site)
    for uri in files.uris(site):
        if not _LEFT_OUT.search(uri) and uri not in unused:
            yield uri


def _content(path: Path, uri: str, uris: frozenset[str]) -> bytes:
    content = path.read_bytes()
    return to_files(content.decode(), uri, uris).encode() if uri.endswith(".html") else content


def to_files(page: str, uri: str, uris: frozenset[str]) -> str:
    """A page, itself at `uri`, whose links to folders lead to the pages in them, where `uris` has these."""

    def lead(found: re.Match[str]) -> str:
        return found[1] + html.escape(_to_file(html.unescape(found[2]), uri, uris))

    return _REFRESH.sub(lead, _LINK.sub(lead, page))


def _to_file(link: str, uri: str, uris: frozenset[str]) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return link
    target = posixpath.normpath(posixpath.join(posixpath.dirname(uri), unquote(parts.path)))
    if posixpath.normpath(posixpath.join(target, "index.html")) not in uris:
        return link
    return parts._replace(path=posixpath.join(parts.path, "index.html")).geturl()
