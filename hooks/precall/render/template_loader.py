"""Load templates, with those of a team or company overriding ours; report template errors with file and line."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from hashlib import blake2b
from importlib.util import cache_from_source
from pathlib import Path, PurePath
from types import BuiltinMethodType, MethodType, ModuleType
from typing import Any, NoReturn

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from precall.content.source import BUILTIN_TEMPLATES
from precall.core.cache import key_of, version
from precall.core.errors import PrecallError
from precall.core.files import write_atomic

_METHODS = (MethodType, BuiltinMethodType)


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates of one kind of environment, in memory and, for templates of packages, on disk.

    On disk they are in the package's `__pycache__`, which is as trustworthy as the package: anyone who can write there
    can change the package's code too. Templates of a team or a company are compiled in every process, because bytecode
    is executable and must not be read from a folder of content or one that a CI service restores.

    Args:
        kind: A name for the kind of environment, for the names of files.
        options: Other inputs of the compiled code besides the template, such as the environment's extensions.
        packages: The folders of installed templates, each with a prefix for the names of files.

    """

    def __init__(self, kind: str, options: str, packages: Sequence[tuple[Path, str]]) -> None:
        self._kind = kind
        self._options = options
        self._packages = packages
        self._known: dict[tuple[str, str], bytes] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{filename or ''}\0{name}"

    def get_source_checksum(self, source: str) -> str:
        # Compiled code depends on Jinja and on the environment's filters too.
        return key_of(version(), self._options, source)

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        key = bucket.key, bucket.checksum
        if key not in self._known and (path := self._path(bucket)) is not None:
            with suppress(OSError):
                stored = path.read_bytes()
                if stored[:_DIGEST] == _digest(stored[_DIGEST:]):
                    self._known[key] = stored[_DIGEST:]
        if key in self._known:
            bucket.bytecode_from_string(self._known[key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        code = self._known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()
        path = self._path(bucket)
        if path is not None and not sys.dont_write_bytecode:
            # Without permission to write there, each process compiles them.
            with suppress(OSError):
                write_atomic(path, _digest(code) + code)

    def _path(self, bucket: jinja2.bccache.Bucket) -> Path | None:
        """Return where the bytecode of a template of a package is stored; None for any other template."""
        filename = Path(bucket.key.partition("\0")[0])
        for folder, prefix in self._packages:
            if filename.is_relative_to(folder):
                name = filename.relative_to(folder).as_posix()
                source = BUILTIN_TEMPLATES / (f"{prefix}-{name.replace('/', '-')}" if prefix else name)
                with suppress(NotImplementedError):
                    return Path(cache_from_source(f"{source}.{self._kind}.py"))
        return None


_DIGEST = 16
"""Bytes of the digest before stored bytecode: loading a corrupt file could change a page or crash Python."""


def _digest(code: bytes) -> bytes:
    return blake2b(code, digest_size=_DIGEST).digest()


@cache
def _compiled(
    kind: str, options: str = "", packages: tuple[tuple[Path, str], ...] = ((BUILTIN_TEMPLATES, ""),)
) -> _Compiled:
    """Return the compiled templates of one kind of environment; each kind compiles the same text to different code."""
    return _Compiled(kind, options, packages)


def store_theme_templates(env: jinja2.Environment, folders: Iterable[str]) -> None:
    """Let the environment of an installed theme store its compiled templates: compiling takes a tenth of a small build.

    Args:
        env: The environment, with all its extensions and filters.
        folders: The folders of the theme's package. No templates of a team may be in them.

    """
    added = [*env.filters.items(), *env.tests.items()]
    options = repr((sorted(env.extensions), env.autoescape, sorted((name, _qualified(each)) for name, each in added)))
    packages = tuple((Path(folder), f"theme{number or ''}") for number, folder in enumerate(folders))
    env.bytecode_cache = _compiled("theme", options, packages)


def _qualified(function: Any) -> str:
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', type(function).__qualname__)}"


class Templates(ImmutableSandboxedEnvironment):
    """Our templates, overridden by those of a team and of the playbooks that it extends.

    Args:
        root: The team's folder, which may contain `folder`.
        folder: The name of the folder of overriding templates below each root.
        ours: Loaders of our own templates.
        extended: The roots of the playbooks that the team extends, the nearest first, by the prefix of their paths.
        options: Options of `jinja2.Environment`.

    Overriding templates run in a sandbox, with ours: they can read their variables and write a page, but cannot access
    Python internals, files or programs. Ours alone need none, and take an eighth less without it. An undefined name is
    an error. An error in a template of a team or a company is a PrecallError with its place.

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
        kind = f"{type(self).__name__}-{folder.replace('/', '-')}{'-escaped' if options.get('autoescape') else ''}"
        # The folders of overriding templates by the names that messages use, in order of precedence.
        own = {f"{prefix}{folder}": at / folder for prefix, at in roots.items()}
        self._own = {name: at for name, at in own.items() if at.is_dir()}
        self._safe: dict[tuple[type, str], bool] = {}
        """Cache of whether an attribute of a class's objects is safe, because a page reads hundreds of attributes."""
        super().__init__(
            loader=jinja2.ChoiceLoader([*(_OwnLoader(at, name) for name, at in self._own.items()), *ours]),
            undefined=jinja2.StrictUndefined,
            bytecode_cache=_compiled(f"{kind.lower()}{'' if self._own else '-trusted'}"),
            trim_blocks=True,
            lstrip_blocks=True,
            # An environment serves one build, so templates are not reloaded.
            auto_reload=False,
            **options,
        )
        if not self._own:
            self.sandboxed = False
            self.getattr = partial(jinja2.Environment.getattr, self)  # type: ignore[method-assign]

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

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute. Only methods, which may be `str.format`, and attributes of a new class need checks."""
        try:
            value = getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)
        if self._safe.get((type(obj), attribute)) and not isinstance(value, _METHODS):
            return value
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse Python's internals and all attributes of paths and modules, which give access to files and programs.

        Jinja's decision depends only on the object's class and the attribute's name.
        """
        key = type(obj), attr
        safe = self._safe.get(key)
        if safe is None:
            safe = super().is_safe_attribute(obj, attr, value) and not isinstance(obj, (PurePath, ModuleType))
            self._safe[key] = safe
        return safe


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
    """Return the reason for an error, without a full stop."""
    if isinstance(error, SecurityError):
        return f"{str(error).rstrip('.')}; templates can only read the playbook"
    if isinstance(error, jinja2.TemplateNotFound):
        return f'there is no template "{error.name}"'
    return str(error).rstrip(".")
