"""Return the URL at which a file below the root is edited, from the same settings as MkDocs' edit button."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_UP = re.compile(r"[^/?#=&]+/\.\./")
"""Matches `folder/..`. Code hosts do not resolve it, and MkDocs does so only if `repo_url` is set."""


def edit_address(config: MkDocsConfig, root: Path, path: str) -> str:
    """Return the URL at which a file below the root is edited; empty if the site has no `edit_uri`."""
    uri = Path(os.path.relpath(root, config.docs_dir), path).as_posix()
    if config.edit_uri_template:
        url = config.edit_uri_template.format(path=uri, path_noext=posixpath.splitext(uri)[0])
    elif config.edit_uri:
        url = config.edit_uri + uri
    else:
        return ""
    repository = f"{config.repo_url.rstrip('/')}/" if config.repo_url else ""
    return without_parent_steps(urljoin(repository, url))


def without_parent_steps(url: str) -> str:
    """Return a URL without `folder/..` in its path."""
    while _UP.search(url):
        url = _UP.sub("", url, count=1)
    return url
