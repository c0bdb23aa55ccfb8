"""Rename an entry: plan the changes to files that replace its old id by a new one in every reference and link.

References are found through the model and changed in place, so that all other bytes stay the same. The old id is added
to `aliases`, so that its address redirects to the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from precall.content.entry_names import find_entry
from precall.content.loader import LoadResult
from precall.content.merge import sources_of
from precall.content.model import Bank, Entry, Playbook, Question, ReferenceKind, file_kind
from precall.content.model.fields import id_fault
from precall.content.reference_checks import typed_references
from precall.content.source import Source, find_files, read_file
from precall.content.source_map import Document, Loc
from precall.content.urls import FOLDERS
from precall.core.errors import PrecallError
from precall.editing.edits import Edit, apply_edits, encode_like, new_problems
from precall.editing.yaml_tree import YamlNode, parse_yaml

_CALL_FOLDERS = ("calls", "cards", "call", "agenda", "debrief")
_TYPED = re.compile(r"\d+(e\d+)?|0x[\da-f]+|0o[0-7]+|\d{4}-\d\d?-\d\d?|null|true|false|yes|no|on|off|y|n")
"""Matches ids that other YAML programs would not read as text."""


@dataclass
class RenamePlan:
    """The changes that rename one entry."""

    entry: Entry
    new: str
    """The new id; the id of a question includes its bank."""
    changes: dict[str, bytes | None] = field(default_factory=dict)
    report: list[str] = field(default_factory=list)
    """One line for each change, for the user."""


def plan_rename(root: Path, loaded: LoadResult, old: str, new: str) -> RenamePlan:
    """Return the changes that give an entry a new id. Nothing is written.

    Args:
        root: The playbook's root folder.
        loaded: The content of the root folder.
        old: The id, or `kind:id` if several kinds have it.
        new: The new id.

    Raises:
        PrecallError: `old` names no entry or several, or `new` is in use or not a valid id; or a file that may
            refer to the entry cannot be read.
    """
    entry = find_entry(loaded.playbook, old)
    _refuse_unreadable(root, loaded, entry)
    _refuse_inherited(loaded.playbook, entry)
    ref = _new_ref(entry, new)
    _refuse_taken(loaded.playbook, entry, ref)
    plan = RenamePlan(entry, ref)
    texts = _Texts(loaded.documents)
    _rename_definition(entry, ref, texts, plan)
    for path, loc, old_ref, new_ref in _references(loaded.documents, entry, ref):
        texts.replace(path, loc, old_ref, new_ref, plan)
    _rename_links(texts, entry, ref, plan)
    for path, text in texts.results():
        plan.changes[path] = encode_like((root / path).read_bytes(), text)
    _move_file(root, entry, ref, plan)
    _rename_links_in_pages(root, entry, ref, plan)
    for problem in new_problems(root, loaded, plan.changes):
        # The blanks of a draft are notices, also under its new name.
        if problem.severity == "error":
            raise PrecallError(
                f"Nothing was changed, because {problem.path} would have a problem: {problem.message}", problem.hint
            )
    return plan


def _refuse_unreadable(root: Path, loaded: LoadResult, entry: Entry) -> None:
    """Raise PrecallError if a file that cannot be parsed may hold a reference to the entry."""
    parsed = {document.source.path for document in loaded.documents}
    name = _last(entry.ref).encode()
    for path in find_files(root):
        if file_kind(path) is None or path in parsed:
            continue
        content = read_file(root, path)
        if not isinstance(content, bytes) or name in content:
            raise PrecallError(
                f'Nothing was changed: {path} cannot be read, and it may name "{entry.ref}".',
                "Fix that file first: precall check shows how.",
            )
    own = entry.location.document.source.path
    fault = next((error for error in loaded.errors if error.path == own and error.rule in _UNSURE), None)
    if fault is not None:
        raise PrecallError(f"Nothing was changed: {own} has an error. {fault.message}", fault.hint)


_UNSURE = ("duplicate-id", "duplicate-key")
"""Rules whose problems make it unclear which text defines an entry."""


def _refuse_inherited(playbook: Playbook, entry: Entry) -> None:
    """Raise PrecallError for an entry that a company's file defines: it must be renamed there, for all teams."""
    for source in sources_of(entry.location.document):
        company = playbook.company_of(source.path)
        if company is not None:
            raise PrecallError(
                f'"{entry.ref}" is inherited: {source.path} defines it, which this playbook extends.',
                f"Rename it there, with --root {company.folder}, and then rename your override of it.",
            )


def _new_ref(entry: Entry, new: str) -> str:
    bare = new.removeprefix(f"{entry.kind}:")
    if isinstance(entry, Question):
        bank = entry.ref.split("/")[0]
        if "/" in bare and bare.split("/")[0] != bank:
            raise PrecallError(
                f'A question keeps its bank when it is renamed, but "{bare}" names another bank.',
                f"Write {bank}/{bare.split('/')[-1]}, and move the question to the other bank by hand.",
            )
        bare = bare.removeprefix(f"{bank}/")
    fault = id_fault(bare)
    if fault is not None:
        raise PrecallError(fault[1], fault[2])
    return f"{entry.ref.split('/')[0]}/{bare}" if isinstance(entry, Question) else bare


def _refuse_taken(playbook: Playbook, entry: Entry, ref: str) -> None:
    if ref == entry.ref:
        raise PrecallError(f'The id is "{ref}" already.', "Choose another one.")
    existing = playbook.of_kind(entry.kind).get(ref)
    if existing is not None:
        raise PrecallError(f'"{ref}" is the id of another {entry.kind} already.', "Choose an id that is free.")
    for other in playbook.of_kind(entry.kind).values():
        if other is not entry and _last(ref) in other.aliases and _scope(other) == _scope(entry):
            raise PrecallError(
                f'"{_last(ref)}" is an old id of "{other.ref}", and links to it redirect there.',
                "Choose an id that is free.",
            )


def _last(ref: str) -> str:
    return ref.rsplit("/", 1)[-1]


def _scope(entry: Entry) -> str:
    return entry.ref.rpartition("/")[0]


class _Texts:
    """The content files with their edits; each is parsed once."""

    def __init__(self, documents: tuple[Document, ...]) -> None:
        self.sources = {document.source.path: document.source for document in documents}
        self._trees: dict[str, YamlNode | None] = {}
        self._edits: dict[str, set[Edit]] = {}

    def tree(self, path: str) -> YamlNode | None:
        if path not in self._trees:
            self._trees[path] = parse_yaml(self.sources[path])
        return self._trees[path]

    def edit(self, path: str, edit: Edit) -> None:
        self._edits.setdefault(path, set()).add(edit)

    def replace(self, path: str, loc: Loc, old: str, new: str, plan: RenamePlan) -> None:
        """Replace the text `old` at a location by `new`."""
        tree = self.tree(path)
        assert tree is not None
        node = _find(tree, loc)
        # The target of an alias is changed at its own location.
        if node is None:
            return
        source = self.sources[path]
        self.edit(path, Edit(node.start, node.end, _with_id(source.text[node.start : node.end], old, new)))
        key = next((str(step) for step in reversed(loc) if isinstance(step, str)), "")
        plan.report.append(f"{path}:{source.position(node.start)[0]}: {key}: {old} -> {new}")

    def results(self) -> Iterator[tuple[str, str]]:
        for path, edits in self._edits.items():
            yield path, apply_edits(self.sources[path].text, edits)


def _find(tree: YamlNode, loc: Loc) -> YamlNode | None:
    """Return the node at a location; None if it is within an alias."""
    node = tree
    for step in loc:
        node = node.at((step,))
        if node.kind == "alias":
            return None
    return node


def yaml_id(id_: str) -> str:
    """Return an id as YAML text, in quotes if other programs would read a number or a date."""
    return f'"{id_}"' if _TYPED.fullmatch(id_) else id_


def _with_id(raw: str, old: str, new: str) -> str:
    """Return a YAML scalar with another id in it, with its quotes, anchor and tag."""
    if raw.count(old) == 1:
        return yaml_id(new) if raw == old else raw.replace(old, new)
    properties = re.match(r"(?:[&!]\S*\s+)*", raw)
    return (properties[0] if properties else "") + f'"{new}"'


def _rename_definition(entry: Entry, ref: str, texts: _Texts, plan: RenamePlan) -> None:
    """Change the id where the entry is defined, and add the old id to its aliases."""
    place = entry.location
    path = place.document.source.path
    tree = texts.tree(path)
    assert tree is not None
    group = tree.at(place.loc)
    if group.get("id") is not None:
        texts.replace(path, (*place.loc, "id"), _last(entry.ref), _last(ref), plan)
    texts.edit(path, _add_alias(texts.sources[path], group, _last(entry.ref), _last(ref)))
    plan.report.append(f"{path}: aliases: {_last(entry.ref)} is added, so that its address redirects")


def _add_alias(source: Source, group: YamlNode, old: str, new: str) -> Edit:
    """Return the edit that adds the old id to the entry's aliases, in place of the new id if that is one."""
    listed = group.get("aliases")
    text = source.text
    if listed is not None and listed.kind == "list" and listed.items:
        for item in listed.items:
            if item.value == new:
                return Edit(item.start, item.end, yaml_id(old))
        last = listed.items[-1]
        if listed.style:
            return Edit(last.end, last.end, f", {yaml_id(old)}")
        dash = text.rindex("-", 0, last.start)
        return _insert_line(source, last.end, source.position(dash)[1] - 1, f"- {yaml_id(old)}")
    if listed is not None:
        return Edit(listed.start, listed.end, f"[{yaml_id(old)}]")
    before = next((pair for name in ("id", "title") for pair in group.pairs() if pair[0].value == name), None)
    assert before is not None, "every entry has a title or an id"
    if group.style:
        return Edit(before[1].end, before[1].end, f", aliases: [{yaml_id(old)}]")
    return _insert_line(source, before[1].end, source.position(before[0].start)[1] - 1, f"aliases: [{yaml_id(old)}]")


def _insert_line(source: Source, offset: int, column: int, line: str) -> Edit:
    """Return the edit that inserts a line below the one at an offset, indented to a column from 0."""
    number = source.position(offset)[0]
    end = source.line_starts[number - 1] + len(source.line(number))
    ending = "\r\n" if "\r\n" in source.text else "\n"
    return Edit(end, end, f"{ending}{' ' * column}{line}")


def _references(documents: Iterable[Document], entry: Entry, ref: str) -> Iterator[tuple[str, Loc, str, str]]:
    """Yield the file, location, old and new text of every reference to change, also in entries with errors."""
    for document in documents:
        for loc, kind, used in _typed(document):
            new_ref = None
            if kind == entry.kind and used == entry.ref:
                new_ref = ref
            elif isinstance(entry, Bank) and kind == "question" and used.startswith(f"{entry.ref}/"):
                new_ref = ref + used[len(entry.ref) :]
            if new_ref is not None:
                yield document.source.path, loc, used, new_ref


def _typed(document: Document) -> Iterator[tuple[Loc, ReferenceKind, str]]:
    """Yield the location, kind and id of every reference in the raw values of a file."""
    kind = file_kind(document.source.path)
    if kind is None or not issubclass(kind.model, Entry):
        return
    values = document.value if kind.many and isinstance(document.value, list) else [document.value]
    for index, value in enumerate(values):
        for loc, target, used in typed_references(kind.model, value):
            yield ((index, *loc) if kind.many else loc), target, used


def _link_patterns(entry: Entry) -> Iterator[re.Pattern[str]]:
    """Yield patterns of links to an entry; group 1 is the part before its id."""
    folder = FOLDERS[entry.kind]
    up = r"(?:\.{0,2}/)*"
    page = r"(?:/index\.md|\.md|/)?"
    if entry.kind == "question":
        bank, _, own = entry.ref.partition("/")
        yield re.compile(rf"({up}{folder}/{re.escape(bank)}{page}#){re.escape(own)}(?![\w-])")
    elif entry.kind == "source":
        yield re.compile(rf"({up}{folder}{page}#){re.escape(entry.ref)}(?![\w-])")
    else:
        folders = "|".join(_CALL_FOLDERS) if entry.kind == "call" else folder
        yield re.compile(rf"({up}(?:{folders})/){re.escape(entry.ref)}(?=/|\.md|[)\s#?>]|$)")


def _link_edits(text: str, entry: Entry, ref: str, prefix: str) -> Iterator[Edit]:
    """Yield the edits of links to an entry; `prefix` is a pattern for the text before a link."""
    for pattern in _link_patterns(entry):
        for match in re.finditer(prefix + pattern.pattern, text, re.MULTILINE):
            yield Edit(match.end(1), match.end(), _last(ref))


_LINK = r"(?<=\]\()"
_NAV = r"(?<=[\s\"'])"


def _rename_links(texts: _Texts, entry: Entry, ref: str, plan: RenamePlan) -> None:
    """Change links in the texts of the content."""
    for path, source in texts.sources.items():
        if _last(entry.ref) not in source.text or "](" not in source.text:
            continue
        tree = texts.tree(path)
        values = [node for node in (tree.all() if tree else ()) if node.kind == "text"]
        for edit in _link_edits(source.text, entry, ref, _LINK):
            if any(node.start <= edit.start < node.end for node in values):
                texts.edit(path, edit)
                plan.report.append(f"{path}:{source.position(edit.start)[0]}: a link")


def _rename_links_in_pages(root: Path, entry: Entry, ref: str, plan: RenamePlan) -> None:
    """Change links in the Markdown pages of the site and in its navigation."""
    pages = sorted((root / "docs").rglob("*.md"))
    for file, prefix in (*((page, _LINK) for page in pages), (root / "mkdocs.yml", _NAV)):
        try:
            raw = file.read_bytes()
            text = raw.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
        edits = list(_link_edits(text, entry, ref, prefix))
        if edits:
            path = file.relative_to(root).as_posix()
            plan.changes[path] = encode_like(raw, apply_edits(text, edits))
            source = Source(path, text)
            plan.report.extend(f"{path}:{source.position(edit.start)[0]}: a link" for edit in edits)


def _move_file(root: Path, entry: Entry, ref: str, plan: RenamePlan) -> None:
    """Rename the entry's file, if it has one of its own."""
    path = entry.location.document.source.path
    kind = file_kind(path)
    if kind is None or "*" not in kind.pattern or isinstance(entry, Question):
        return
    target = kind.pattern.replace("*", ref)
    if (root / target).exists():
        raise PrecallError(f"{target} exists already.", "Choose another id, or move that file away.")
    plan.changes[target] = plan.changes[path]
    plan.changes[path] = None
    plan.report.insert(0, f"{path} -> {target}")
