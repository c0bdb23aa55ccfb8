"""A folder, and the playbooks it extends, become one set of documents; what a team hides is taken out.

The lowest is read first, and each that extends it is laid over it: see `overlay`. A file of a folder that is extended
is named by the way there, or by the package that it comes with.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.machinery import PathFinder
from pathlib import Path

from precall.content.excludes import Hidden, hide, lost
from precall.content.merge import MergedValue, ids_by_kind, over
from precall.content.model import FILES, Company, DroppedReference, ReferenceKind, file_kind
from precall.content.parse_cache import Parser
from precall.content.source import CONTENT_FOLDER, Source, find_files, is_named_in_utf8, read_source
from precall.content.source_map import Document
from precall.core.problems import START, Problem, nearest, quoted, visible
from precall.core.session import Session

SETTINGS = FILES[0].pattern
_PACKAGE = re.compile(r"[A-Za-z_][\w-]*")


@dataclass
class Layer:
    """The files of one folder."""

    root: Path
    label: str
    """What stands before its files' paths: `../company/`; empty for the folder that was asked for."""
    is_packaged: bool
    """Whether it came with an installed package, where nobody edits it."""
    paths: list[str]
    """Every file below its content folder, from `root`."""
    documents: dict[str, Document | None] = field(default_factory=dict)
    """Its content files by their path from `root`; None for one that cannot be read."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def settings(self) -> Document | None:
        """Its settings file, where it has one that can be read."""
        return self.documents.get(SETTINGS)

    def setting(self, *keys: str) -> str:
        """A text of its own settings, nothing where there is none."""
        value = self.settings.value if self.settings else {}
        for key in keys:
            value = value.get(key, "") if isinstance(value, dict) else ""
        return value.strip() if isinstance(value, str) else ""


@dataclass
class Stack:
    """What came of laying all folders over one another."""

    layers: list[Layer]
    """From the lowest to the folder that was asked for."""
    files: dict[str, MergedValue] = field(default_factory=dict)
    """The content by the path of each file from the root that it would have."""
    unread: list[str] = field(default_factory=list)
    """The paths of those that cannot be read."""
    hidden: Hidden = field(default_factory=dict)
    lost: tuple[DroppedReference, ...] = ()
    """What entries name no longer by what the folder that was asked for hides."""
    problems: list[Problem] = field(default_factory=list)
    is_whole: bool = True
    """Whether everything that is extended has been found."""
    below: dict[str, Mapping[ReferenceKind, frozenset[str]]] = field(default_factory=dict)
    """For each file that lies over others, by its path as problems name it: what there is to change, by kind."""


def read_stack(root: Path, at: Path | None, session: Session) -> Stack:
    """Read a folder and all that it extends; `at` is where it counts as lying, when `root` is a copy.

    Raises PrecallError when `root` has no content folder.
    """
    stack = _stacked(root, at, session.shared(Parser))
    for layer in stack.layers:
        _lay(stack, layer)
    return stack


def _stacked(root: Path, at: Path | None, parser: Parser) -> Stack:
    """The layers, each as it was read."""
    layers = [_read(root, "", parser, is_packaged=False)]
    here, whole = at or root, True
    seen = [here.resolve()]
    problems: list[Problem] = []
    while wanted := layers[0].setting("extends"):
        settings = layers[0].settings
        assert settings is not None, "it names what it extends"
        found = _find(wanted, here, layers[0].label)
        fault = found if isinstance(found, tuple) else None
        if not isinstance(found, tuple):
            here = found.root
            if here.resolve() in seen:
                fault = ("This leads in a circle: it is extended by what it extends.", "Take one of the two away.")
        if fault is not None:
            problems.append(settings.problem("cannot-extend", *fault, loc=("extends",)))
            whole = False
            break
        assert not isinstance(found, tuple), "no fault"
        seen.append(here.resolve())
        layers.insert(0, _read(found.root, found.label, parser, is_packaged=found.is_packaged))
    return Stack(layers, problems=problems, is_whole=whole)


def _read(root: Path, label: str, parser: Parser, *, is_packaged: bool) -> Layer:
    """Every file of one folder."""
    layer = Layer(root, label, is_packaged, find_files(root))
    for path in layer.paths:
        kind = file_kind(path)
        if not is_named_in_utf8(path):
            message = "This file's name is not saved as UTF-8."
            layer.problems.append(Problem(visible(path), START, "misplaced-file", message, "Rename it."))
        elif kind is not None or (root / path).is_dir():
            source = read_source(root, path)
            if isinstance(source, Source):
                document, problems = parser.parse(replace(source, path=label + path) if label else source)
            else:
                document, problems = None, (replace(source, path=label + path),)
            layer.problems.extend(problems)
            if kind is not None:
                layer.documents[path] = document
    return layer


@dataclass(frozen=True)
class _Found:
    root: Path
    label: str
    is_packaged: bool


def _find(wanted: str, here: Path, label: str) -> _Found | tuple[str, str]:
    """The folder that is extended, or what is wrong and the way out."""
    if "\\" in wanted or wanted.startswith(("/", "~")) or re.match("[A-Za-z]:", wanted):
        return (
            f"{quoted(wanted)} is no way from this folder to another.",
            "Write it from the folder that holds playbook/, with forward slashes, as in ../company.",
        )
    if "/" in wanted or wanted in (".", ".."):
        # By its words: the folder that it is seen from may not be there yet.
        folder = Path(os.path.normpath(here / wanted))
        if not (folder / CONTENT_FOLDER).is_dir():
            what = f"has no folder {CONTENT_FOLDER}/" if folder.is_dir() else "does not exist"
            return f"The folder {quoted(wanted)} {what}.", _beside(here, wanted)
        return _Found(folder, posixpath.normpath(posixpath.join(label, wanted)) + "/", is_packaged=False)
    if not _PACKAGE.fullmatch(wanted):
        return f"{quoted(wanted)} is no folder and no package.", "A folder is written as in ../company."
    name = wanted.replace("-", "_")
    # The package is found, never imported: content runs no code.
    spec = PathFinder.find_spec(name)
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in places:
        if (Path(place) / CONTENT_FOLDER).is_dir():
            return _Found(Path(place), f"{name}/", is_packaged=True)
    if places:
        return (
            f"The package {quoted(wanted)} has no folder {CONTENT_FOLDER}/ in it.",
            "It must hold a company's content.",
        )
    way = f"Install it with pip install {wanted}; a folder beside this one is written ../{wanted}."
    return f"No package called {quoted(wanted)} is installed.", way


def _beside(here: Path, wanted: str) -> str:
    parent = Path(os.path.normpath(here / wanted)).parent
    known = [each.parent.name for each in parent.glob(f"*/{CONTENT_FOLDER}")] if parent.is_dir() else []
    guess = nearest(posixpath.basename(wanted), known)
    way = posixpath.join(posixpath.dirname(wanted), guess) if guess else ""
    return (
        f'Did you mean "{way}"?' if way else f"Name a folder that holds {CONTENT_FOLDER}/, as seen from this one's own."
    )


def _lay(stack: Stack, layer: Layer) -> None:
    """Lay one folder over what lies below it."""
    stack.problems.extend(layer.problems)
    extends = bool(layer.setting("extends"))
    settings = layer.settings
    if settings is not None and stack.is_whole:
        before = dict(stack.files)
        stack.problems.extend(hide(stack.files, settings, stack.hidden, extends=extends))
        if layer is stack.layers[-1]:
            own = {path: MergedValue.of(document) for path, document in layer.documents.items() if document}
            taken = {each: by for each, by in stack.hidden.items() if by.path == settings.source.path}
            stack.lost = tuple(lost(before, own, taken)) if taken else ()
    names = {kind: frozenset(refs) for kind, refs in ids_by_kind(stack.files).items()} if extends else {}
    for path, document in layer.documents.items():
        kind = file_kind(path)
        assert kind is not None, "content alone has documents"
        if document is None:
            stack.unread.append(path)
            continue
        if names:
            stack.below[document.source.path] = names
        lower = stack.files.get(path)
        stack.files[path] = (
            MergedValue.of(document) if lower is None else over(lower, MergedValue.of(document), kind.model)
        )


def inherited(stack: Stack) -> dict[ReferenceKind, frozenset[str]]:
    """What the folder that was asked for has from those it extends, hidden ones among them."""
    if len(stack.layers) == 1:
        return {}
    below = next((stack.below[each.source.path] for each in stack.layers[-1].documents.values() if each), {})
    hidden = ((kind, ref) for (kind, ref), by in stack.hidden.items() if by.path == SETTINGS)
    found = {kind: set(refs) for kind, refs in below.items()}
    for kind, ref in hidden:
        found.setdefault(kind, set()).add(ref)
    return {kind: frozenset(refs) for kind, refs in found.items()}


def companies(stack: Stack) -> tuple[Company, ...]:
    """The playbooks that are extended, the nearest first."""
    made: list[Company] = []
    team = ""
    for layer in stack.layers[:-1]:
        team = layer.setting("team") or team
        edit = layer.setting("publish", "edit") or ("" if layer.is_packaged else None)
        made.insert(0, Company(layer.label, team, edit, layer.root, layer.is_packaged))
    return tuple(made)
