"""Load our templates or those of a team or company that override them; report an error with file and line."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any, NoReturn

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from precall.core.errors import PrecallError


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates of this process, so that `serve` compiles them once and not in every build."""

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
    """Return the compiled templates of one kind of environment: another one compiles the same text to other code."""
    return _Compiled()


class Templates(ImmutableSandboxedEnvironment):
    """Our templates, overridden by those of a team and of the playbooks that it extends.

    Args:
        root: The team's folder, which may contain `folder`.
        folder: The name of the folder of overriding templates below each root.
        ours: Loaders of our own templates.
        extended: The roots of the playbooks that the team extends, the nearest first, by the prefix of their paths.
        options: Options of `jinja2.Environment`.

    Templates run in a sandbox: they can read what they are given and write a page, but reach no Python internals, files
    or programs. It takes 6 % of the time of rendering. An undefined name is an error. An error in a template of a team
    or a company is a PrecallError with its place.

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
        # The folders of overriding templates by the names that messages use, the strongest first.
        self._own = {f"{prefix}{folder}": at / folder for prefix, at in roots.items()}
        super().__init__(
            loader=jinja2.ChoiceLoader([*(_OwnLoader(at, name) for name, at in self._own.items()), *ours]),
            undefined=jinja2.StrictUndefined,
            bytecode_cache=_compiled(type(self).__name__, folder, bool(options.get("autoescape"))),
            trim_blocks=True,
            lstrip_blocks=True,
            # An environment serves one build, which takes its templates once.
            auto_reload=False,
            **options,
        )

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Raise a PrecallError with file and line for an error in a template of a team or a company."""
        try:
            super().handle_exception(source)
        except PrecallError:
            raise
        except Exception as error:
            place = self._place(error)
            if place is None:
                raise
            raise PrecallError(f"{place}: The template cannot be used: {_reason(error)}.") from error

    def _place(self, error: Exception) -> str | None:
        """Return the place of an error as `path:line`; None if it is not in a template of a team or a company."""
        if isinstance(error, jinja2.TemplateSyntaxError):
            steps = [(error.filename or "", error.lineno)]
        else:
            steps = [(step.filename, step.lineno or 1) for step in traceback.extract_tb(error.__traceback__)]
        for path, line in reversed(steps):
            for name, own in self._own.items():
                if Path(path).is_relative_to(own):
                    return f"{name}/{Path(path).relative_to(own).as_posix()}:{line}"
        return None

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse, besides Python's internals, whatever a path or a module offers: it reaches files and programs."""
        return super().is_safe_attribute(obj, attr, value) and not isinstance(obj, (PurePath, ModuleType))


class _OwnLoader(jinja2.FileSystemLoader):
    """Loads the overriding templates of one folder; `name` is the folder in messages."""

    def __init__(self, own: Path, name: str) -> None:
        super().__init__(own)
        self._name = name

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError:
            raise PrecallError(
                f"{self._name}/{template}: The template is not saved as UTF-8.",
                'In your editor choose "Save with encoding", then "UTF-8".',
            ) from None


def _reason(error: Exception) -> str:
    """Return what is wrong, without a full stop."""
    if isinstance(error, SecurityError):
        return f"{str(error).rstrip('.')}; templates can only read the playbook"
    if isinstance(error, jinja2.TemplateNotFound):
        return f'there is no template "{error.name}"'
    return str(error).rstrip(".")
