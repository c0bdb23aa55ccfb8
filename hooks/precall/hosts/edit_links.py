"""A file of the root becomes the address at which it is edited, as MkDocs makes it for its pencil."""

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
"""A folder and the step out of it. Code hosts do not resolve it, and MkDocs does so only where `repo_url` is set."""


def edit_address(config: MkDocsConfig, root: Path, path: str) -> str:
    """Where a file of the root is edited, as MkDocs makes the pencil's address; nothing where the team set none."""
    uri = Path(os.path.relpath(root, config.docs_dir), path).as_posix()
    if config.edit_uri_template:
        made = config.edit_uri_template.format(path=uri, path_noext=posixpath.splitext(uri)[0])
    elif config.edit_uri:
        made = config.edit_uri + uri
    else:
        return ""
    repository = f"{config.repo_url.rstrip('/')}/" if config.repo_url else ""
    return straight(urljoin(repository, made))


def straight(url: str) -> str:
    """An address without steps into a folder and out of it again."""
    while _UP.search(url):
        url = _UP.sub("", url, count=1)
    return url
