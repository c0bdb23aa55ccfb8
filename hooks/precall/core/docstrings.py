"""Read the docstring of a module or class, even if Python strips docstrings (`-OO`)."""

from __future__ import annotations

import ast
import inspect
import sys
from types import ModuleType


def docstring(of: ModuleType | type) -> str:
    """Return a docstring without its indentation. Texts on the site must not depend on Python's options."""
    return inspect.cleandoc(of.__doc__ or _from_source(of))


def _from_source(of: ModuleType | type) -> str:
    module = of if isinstance(of, ModuleType) else sys.modules[of.__module__]
    tree = ast.parse(inspect.getsource(module))
    if isinstance(of, ModuleType):
        return ast.get_docstring(tree) or ""
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == of.__name__)
    return next((ast.get_docstring(node) or "" for node in classes), "")
