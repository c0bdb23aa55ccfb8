"""Read a folder and the playbooks that it extends, and merge them into one set of content files.

The lowest playbook is read first; each playbook that extends it is merged over it (see `merge`), and its hidden
entries are removed (see `excludes`). In problems, a file of an extended folder has the path from the root of the
extending one, or the name of its package.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.machinery import PathFinder
from pathlib import Path

from precall.content.excludes import HiddenEntries, dropped_references, hide, remove
from precall.content.merge import MergedValue, entries_in, ids_by_kind, merge
from precall.content.model import FILES, Company, DroppedReference, ReferenceKind, file_kind
from precall.content.model.fields import KIND_WORDS
from precall.content.parse_cache import Parser
from precall.content.source import CONTENT_FOLDER, Source, find_files, is_named_in_utf8, read_source
from precall.content.source_map import Document
from precall.core.problems import START, Problem, nearest, quoted, visible
from precall.core.session import Session

SETTINGS = FILES[0].pattern
_PACKAGE = re.compile(r"[A-Za-z_][\w-]*")


@dataclass
class Layer:
    """One playbook folder: the one to load, or one that it extends."""

    root: Path
    label: str
    """The prefix of its files' paths in problems: `../company/`; empty for the folder to load."""
    is_packaged: bool
    """Whether it belongs to an installed package, whose files users do not edit."""
    paths: list[str] = field(default_factory=list)
    """All files below its content folder, from `root`."""
    documents: dict[str, Document | None] = field(default_factory=dict)
    """Its content files by their path from `root`; None for one that cannot be read."""
    problems: list[Problem] = field(default_factory=list)
    hidden_overrides: dict[str, HiddenEntries] = field(default_factory=dict)
    """By path, the entries that a file of it overrides although the folder hides them. They are left out."""
    unparsed: list[Source] = field(default_factory=list)
    """The content files that are text but not valid YAML."""

    @property
    def settings(self) -> Document | None:
        """The document of its settings, if they can be read."""
        return self.documents.get(SETTINGS)

    def setting(self, *keys: str) -> str:
        """Return a text of its own settings; empty if it is not set."""
        value = self.settings.value if self.settings else {}
        for key in keys:
            value = value.get(key, "") if isinstance(value, dict) else ""
        return value.strip() if isinstance(value, str) else ""


@dataclass
class Stack:
    """The content of all layers, merged."""

    layers: list[Layer]
    """From the lowest to the folder to load."""
    files: dict[str, MergedValue] = field(default_factory=dict)
    """The merged content by path from the root."""
    unread: list[str] = field(default_factory=list)
    """The paths of content files that cannot be read."""
    hidden: HiddenEntries = field(default_factory=dict)
    dropped: tuple[DroppedReference, ...] = ()
    """The lists that lose references, because the folder to load hides the entries that they refer to."""
    problems: list[Problem] = field(default_factory=list)
    is_complete: bool = True
    """Whether every extended playbook was found."""
    inherited_ids: dict[str, Mapping[ReferenceKind, frozenset[str]]] = field(default_factory=dict)
    """For each file that overrides others, by its path in problems: the ids of the inherited entries by kind."""


def read_stack(root: Path, at: Path | None, session: Session) -> Stack:
    """Read a folder and all playbooks that it extends.

    Args:
        root: the folder to load.
        at: the folder from which `extends` is resolved, when `root` is a copy.
        session: the run, whose cache holds parsed files.

    Raises:
        PrecallError: `root` has no content folder.

    """
    stack = _read_layers(root, at, session.shared(Parser))
    for layer in stack.layers:
        _merge_layer(stack, layer)
    return stack


def _read_layers(root: Path, at: Path | None, parser: Parser) -> Stack:
    stack = Stack([_read_layer(Layer(root, "", is_packaged=False), parser)])
    folder = at or root
    seen = [folder.resolve()]
    while wanted := stack.layers[0].setting("extends"):
        layer = _find_layer(wanted, folder, stack.layers[0].label)
        if isinstance(layer, Layer) and layer.root.resolve() in seen:
            layer = ("These playbooks extend each other in a circle.", "Delete one of the extends lines.")
        if not isinstance(layer, Layer):
            settings = stack.layers[0].settings
            assert settings is not None, "extends was read from the settings"
            stack.problems.append(settings.problem("cannot-extend", *layer, loc=("extends",)))
            stack.is_complete = False
            break
        folder = layer.root
        seen.append(folder.resolve())
        stack.layers.insert(0, _read_layer(layer, parser))
    return stack


def _read_layer(layer: Layer, parser: Parser) -> Layer:
    """Read every content file of a folder."""
    layer.paths = find_files(layer.root)
    for path in layer.paths:
        kind = file_kind(path)
        if not is_named_in_utf8(path):
            message = "The name of this file is not saved as UTF-8."
            layer.problems.append(Problem(visible(path), START, "misplaced-file", message, "Rename the file."))
        elif kind is not None or (layer.root / path).is_dir():
            source = read_source(layer.root, path)
            document = None
            if isinstance(source, Source):
                source = replace(source, path=layer.label + path) if layer.label else source
                document, problems = parser.parse(source)
                layer.problems.extend(problems)
                if document is None:
                    layer.unparsed.append(source)
            else:
                layer.problems.append(replace(source, path=layer.label + path))
            if kind is not None:
                layer.documents[path] = document
    return layer


def _find_layer(wanted: str, folder: Path, label: str) -> Layer | tuple[str, str]:
    """Return the playbook that a folder extends, or a message and a hint if there is none."""
    if "\\" in wanted or wanted.startswith(("/", "~")) or re.match("[A-Za-z]:", wanted):
        return (
            f"{quoted(wanted)} is not a relative path.",
            "Write the path from the folder that holds playbook/, with forward slashes, as in ../company.",
        )
    if "/" in wanted or wanted in (".", ".."):
        # The start folder of the path may not exist yet, so the path is resolved without reading the disk.
        root = Path(os.path.normpath(folder / wanted))
        if not (root / CONTENT_FOLDER).is_dir():
            fault = f"has no folder {CONTENT_FOLDER}/" if root.is_dir() else "does not exist"
            return f"The folder {quoted(wanted)} {fault}.", _similar_folder(folder, wanted)
        return Layer(root, posixpath.normpath(posixpath.join(label, wanted)) + "/", is_packaged=False)
    if not _PACKAGE.fullmatch(wanted):
        return f"{quoted(wanted)} is neither a folder nor a package.", "Write a folder as in ../company."
    name = wanted.replace("-", "_")
    # The package is located without importing it, so none of its code runs.
    spec = PathFinder.find_spec(name)
    locations = [Path(each) for each in spec.submodule_search_locations or ()] if spec else []
    for root in locations:
        if (root / CONTENT_FOLDER).is_dir():
            return Layer(root, f"{name}/", is_packaged=True)
    if locations:
        return (
            f"The package {quoted(wanted)} has no folder {CONTENT_FOLDER}/ in it.",
            "Name a package of content, or write a folder as in ../company.",
        )
    hint = f"Install it with pip install {wanted}; for a folder next to this one write ../{wanted}."
    return f"No package called {quoted(wanted)} is installed.", hint


def _similar_folder(folder: Path, wanted: str) -> str:
    parent = Path(os.path.normpath(folder / wanted)).parent
    known = [each.parent.name for each in parent.glob(f"*/{CONTENT_FOLDER}")] if parent.is_dir() else []
    guess = nearest(posixpath.basename(wanted), known)
    if guess:
        return f'Did you mean "{posixpath.join(posixpath.dirname(wanted), guess)}"?'
    return f"Name a folder that holds {CONTENT_FOLDER}/, as a path from the folder of this playbook."


def _merge_layer(stack: Stack, layer: Layer) -> None:
    """Merge one folder over the layers below it."""
    stack.problems.extend(layer.problems)
    extends = bool(layer.setting("extends"))
    settings = layer.settings
    if settings is not None and stack.is_complete:
        before = dict(stack.files)
        stack.problems.extend(hide(stack.files, settings, stack.hidden, extends=extends))
        hidden = {name: rule for name, rule in stack.hidden.items() if rule.path == settings.source.path}
        if hidden:
            if layer is stack.layers[-1]:
                own = {path: MergedValue.of(document) for path, document in layer.documents.items() if document}
                stack.dropped = tuple(dropped_references(before, own, hidden))
            stack.problems.extend(_hidden_overrides(layer, settings, hidden))
            stack.problems.extend(_hidden_stages(stack, layer, settings, hidden))
    ids = {kind: frozenset(refs) for kind, refs in ids_by_kind(stack.files).items()} if extends else {}
    for path, document in layer.documents.items():
        kind = file_kind(path)
        assert kind is not None, "only content files have documents"
        if document is None:
            stack.unread.append(path)
            continue
        if ids:
            stack.inherited_ids[document.source.path] = ids
        upper = MergedValue.of(document)
        if path in layer.hidden_overrides:
            rest = {path: upper}
            remove(rest, path, layer.hidden_overrides[path])
            if path not in rest:
                continue
            upper = rest[path]
        lower = stack.files.get(path)
        stack.files[path] = upper if lower is None else merge(lower, upper, kind.model)


def _hidden_overrides(layer: Layer, settings: Document, rules: HiddenEntries) -> Iterator[Problem]:
    """Yield a problem for each entry that a folder both hides and overrides."""
    for path, document in layer.documents.items():
        own_entries = entries_in({path: MergedValue.of(document)}) if document else ()
        names = [(kind, ref) for kind, ref, _ in own_entries if (kind, ref) in rules]
        if names:
            layer.hidden_overrides[path] = {name: rules[name] for name in names}
        for kind, ref in names:
            if kind == "question" and ("bank", ref.partition("/")[0]) in names:
                continue
            override = "that file" if kind in ("call", "bank") else "the entry in that file"
            yield settings.problem(
                "hidden-reference",
                f"The {KIND_WORDS[kind]} {quoted(ref)} is hidden here, and {path} overrides it.",
                f"Delete this line, or delete {override}.",
                loc=("hide", rules[kind, ref].item),
            )


def _hidden_stages(stack: Stack, layer: Layer, settings: Document, rules: HiddenEntries) -> Iterator[Problem]:
    """Yield a problem for each stage that a folder hides although inherited calls belong to it."""
    own = {path for path, document in layer.documents.items() if document and _sets_stage(document)}
    for (kind, ref), rule in rules.items():
        if kind != "stage":
            continue
        users = [
            path
            for path, content in stack.files.items()
            if path not in own and isinstance(content.value, dict) and content.value.get("stage") == ref
        ]
        for path in users:
            stack.files.pop(path)
        if users:
            names = ", ".join(f"calls/{Path(path).stem}" for path in sorted(users))
            yield settings.problem(
                "hidden-reference",
                f"The stage {quoted(ref)} is hidden here, and inherited calls belong to it: {names}.",
                "Hide these calls too, or give each another stage in a file of your own.",
                loc=("hide", rule.item),
            )


def _sets_stage(document: Document) -> bool:
    return isinstance(document.value, dict) and "stage" in document.value


def inherited(stack: Stack) -> dict[ReferenceKind, frozenset[str]]:
    """Return the ids of the entries that the folder to load inherits, including those it hides."""
    if len(stack.layers) == 1:
        return {}
    own = (document.source.path for document in stack.layers[-1].documents.values() if document)
    ids = {kind: set(refs) for kind, refs in next((stack.inherited_ids[path] for path in own), {}).items()}
    for (kind, ref), rule in stack.hidden.items():
        if rule.path == SETTINGS:
            ids.setdefault(kind, set()).add(ref)
    return {kind: frozenset(refs) for kind, refs in ids.items()}


def companies(stack: Stack) -> tuple[Company, ...]:
    """Return the extended playbooks, the nearest first."""
    found: list[Company] = []
    team = ""
    for layer in stack.layers[:-1]:
        team = layer.setting("team") or team
        edit = layer.setting("publish", "edit") or ("" if layer.is_packaged else None)
        found.insert(0, Company(layer.label, team, edit, layer.root, layer.is_packaged))
    return tuple(found)
