"""List the files of a theme for MkDocs without its hidden folders: Material has 14,000 icons in one."""

from __future__ import annotations

import os
import posixpath
from functools import partial

import jinja2
from mkdocs.theme import Theme


def skip_hidden_folders(theme: Theme) -> None:
    """Let the theme's environment not list what MkDocs then leaves out of the site.

    MkDocs copies no file below a folder whose name begins with a dot. Templates there can still be loaded.
    """
    theme.get_env = partial(_environment, theme)  # type: ignore[method-assign]


def _environment(theme: Theme) -> jinja2.Environment:
    environment = type(theme).get_env(theme)
    if type(environment.loader) is jinja2.FileSystemLoader:
        environment.loader = _VisibleFiles(environment.loader.searchpath)
    return environment


class _VisibleFiles(jinja2.FileSystemLoader):
    def list_templates(self) -> list[str]:
        found: set[str] = set()
        for root in self.searchpath:
            for folder, folders, names in os.walk(root):
                folders[:] = (name for name in folders if not name.startswith("."))
                place = os.path.relpath(folder, root).replace(os.sep, "/")
                found.update(posixpath.normpath(posixpath.join(place, name)) for name in names)
        return sorted(found)
