"""A team's own templates stand before ours of the same name; a fault in one is a sentence with its file and line.

Those of the playbooks that it extends stand between the two.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import jinja2

from precall.core.errors import PrecallError


class _Compiled(jinja2.BytecodeCache):
    """Templates are compiled once in a process, not once for every build under `serve`."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        known = self._known.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@cache
def _compiled(_kind: str, _folder: str, _escapes: bool) -> _Compiled:
    """What is compiled of the templates of one environment: in another the same text may become other code."""
    return _Compiled()


class Templates(jinja2.Environment):
    """Templates of `folder` below `root`, which a team writes, and of `ours`. A name that nothing defines is an error.

    `extended` are the roots of the playbooks that it extends, the nearest first, by what stands before their files'
    paths. Rendering raises PrecallError for a fault in one of theirs or the team's.
    """

    def __init__(
        self,
        root: Path,
        folder: str,
        *ours: jinja2.BaseLoader,
        extended: Mapping[str, Path] | None = None,
        **options: Any,
    ) -> None:
        roots = {"": root, **(extended or {})}
        self._own = {f"{label}{folder}": at / folder for label, at in roots.items()}
        super().__init__(
            loader=jinja2.ChoiceLoader([*(_OwnLoader(at, said) for said, at in self._own.items()), *ours]),
            undefined=jinja2.StrictUndefined,
            bytecode_cache=_compiled(type(self).__name__, folder, bool(options.get("autoescape"))),
            trim_blocks=True,
            lstrip_blocks=True,
            **options,
        )

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Say where a fault lies, when it is in a template of the team's."""
        try:
            super().handle_exception(source)
        except PrecallError:
            raise
        except Exception as error:
            place = self._place(error)
            if place is None:
                raise
            raise PrecallError(f"{place}: The template cannot be used: {_said(error)}.") from error

    def _place(self, error: Exception) -> str | None:
        """Where in a team's template an error arose, as `path:line`."""
        if isinstance(error, jinja2.TemplateSyntaxError):
            steps = [(error.filename or "", error.lineno)]
        else:
            steps = [(step.filename, step.lineno or 1) for step in traceback.extract_tb(error.__traceback__)]
        for path, line in reversed(steps):
            for said, own in self._own.items():
                if Path(path).is_relative_to(own):
                    return f"{said}/{Path(path).relative_to(own).as_posix()}:{line}"
        return None


class _OwnLoader(jinja2.FileSystemLoader):
    def __init__(self, own: Path, said: str) -> None:
        super().__init__(own)
        self._said = said

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError:
            raise PrecallError(
                f"{self._said}/{template}: The template is not saved as UTF-8.",
                'In your editor choose "Save with encoding", then "UTF-8".',
            ) from None


def _said(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return f'there is no template "{error.name}"'
    return str(error).rstrip(".")
