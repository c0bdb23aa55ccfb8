"""Write a built site to one zip file for reading from a disk, without a server.

A browser lists the files of a local folder, so links to folders become links to the `index.html` in them.
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
from precall.site.publish.offline import unused_stemmers

_LEFT_OUT = re.compile(
    r"\.map$|^(404\.html|sitemap\.xml(\.gz)?|robots\.txt|manifest\.webmanifest|_headers|sw\.js|CNAME)$|^(api|admin)/|(^|/)\."
)
"""Files for servers and programs, and source maps. PDFs are included, because people may print them."""

_LINK = re.compile(r"""(<(?:a|area|link)\b[^>]*?\shref=")([^"]*)(?=")""", re.IGNORECASE)
_REFRESH = re.compile(r"""(<meta http-equiv="refresh" content="\d+; url=)([^"]*)(?=")""", re.IGNORECASE)

# The earliest date of the format, so that equal sites give equal files.
_DATE = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


@dataclass(frozen=True)
class ArchiveSize:
    """The size of a written zip file."""

    files: int
    size: int
    """Bytes of the zip file."""


def archive(site: Path, out: Path) -> ArchiveSize:
    """Write the zip file of a built site. Equal sites give equal files.

    Raises:
        OSError: It cannot be written. An existing file at `out` is unchanged.

    """
    uris = frozenset(_uris(site))
    with replacing(out) as path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
            for uri in sorted(uris):
                entry = zipfile.ZipInfo(uri, _DATE)
                entry.external_attr = _READABLE
                entry.compress_type = zipfile.ZIP_DEFLATED
                zipped.writestr(entry, _content(site / uri, uri, uris))
        size = path.stat().st_size
    return ArchiveSize(len(uris), size)


def _uris(site: Path) -> Iterator[str]:
    unused = unused_stemmers(site)
    for uri in files.uris(site):
        if not _LEFT_OUT.search(uri) and uri not in unused:
            yield uri


def _content(path: Path, uri: str, uris: frozenset[str]) -> bytes:
    content = path.read_bytes()
    return with_file_links(content.decode(), uri, uris).encode() if uri.endswith(".html") else content


def with_file_links(page: str, uri: str, uris: frozenset[str]) -> str:
    """Return the page at `uri` with links to folders replaced by links to the pages in them, if `uris` has these."""

    def replaced(found: re.Match[str]) -> str:
        return found[1] + html.escape(_to_file(html.unescape(found[2]), uri, uris))

    return _REFRESH.sub(replaced, _LINK.sub(replaced, page))


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
