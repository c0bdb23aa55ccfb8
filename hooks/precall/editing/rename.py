"""An id becomes another one, in its own place and in every reference and link to it; all else stays as it stands.

References are found through the model, texts are changed by their place, and the old id is remembered in `aliases`,
so that its address leads on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast, get_args

from precall.content.loader import LoadResult, load
from precall.content.merge import sources_of
from precall.content.model import Bank, Entry, Playbook, Question, ReferenceKind, file_kind, references
from precall.content.model.fields import id_fault
from precall.content.source import Source
from precall.content.source_map import Document, Loc
from precall.content.urls import FOLDERS
from precall.core.errors import PrecallError
from precall.core.problems import did_you_mean
from precall.editing.edits import Changes, Edit, apply_edits, copy_with_changes, encode_like
from precall.editing.yaml_tree import YamlNode, parse_yaml

_KINDS: tuple[ReferenceKind, ...] = get_args(ReferenceKind)
_CALL_FOLDERS = ("calls", "cards", "call", "agenda", "debrief")
_TYPED = re.compile(r"\d+(e\d+)?|0x[\da-f]+|0o[0-7]+|\d{4}-\d\d?-\d\d?|null|true|false|yes|no|on|off|y|n")
"""Ids that other programs would not take for text."""


@dataclass
class RenamePlan:
    """What renaming an entry comes to."""

    entry: Entry
    new: str
    """The new id; a question's with its bank."""
    changes: dict[str, bytes | None] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    """What changes, a line for each place, for the one who asked."""


def plan_rename(root: Path, loaded: LoadResult, old: str, new: str) -> RenamePlan:
    """Find everything that changes when `old` becomes `new`; nothing is written.

    `loaded` is what lies below `root`, without faults. Raises PrecallError when `old` names nothing or several
    things, and when `new` is taken or no id.
    """
    entry = entry_named(loaded.playbook, old)
    _refuse_inherited(loaded.playbook, entry)
    ref = _new_ref(entry, new)
    _refuse_taken(loaded.playbook, entry, ref)
    renaming = RenamePlan(entry, ref)
    texts = _Texts(loaded.documents)
    _own_place(entry, ref, texts, renaming)
    for source, use_loc, became, by in _uses(loaded.playbook, entry, ref):
        texts.replace(source, use_loc, by, became, renaming)
    _links(texts, entry, ref, renaming)
    for path, text in texts.results():
        renaming.changes[path] = encode_like((root / path).read_bytes(), text)
    _move(root, entry, ref, renaming)
    _by_hand(root, entry, ref, renaming)
    _try(root, loaded, renaming.changes)
    return renaming


def entry_named(playbook: Playbook, name: str) -> Entry:
    """The entry of an id, `kind:id` where several kinds have it. Raises PrecallError with the nearest known ones."""
    kind, colon, bare = name.partition(":")
    if colon and kind not in _KINDS:
        raise PrecallError(
            f'"{kind}" is no kind of entry.', did_you_mean(kind, _KINDS) or f"Known: {', '.join(_KINDS)}."
        )
    kinds = (cast("ReferenceKind", kind),) if colon else _KINDS
    ref = bare if colon else name
    found = [each for each in kinds if ref in playbook.of_kind(each)]
    if len(found) > 1:
        raise PrecallError(
            f'"{ref}" is the id of a {" and of a ".join(found)}.',
            f"Write {' or '.join(f'{each}:{ref}' for each in found)}.",
        )
    if not found:
        known = [id_ for each in kinds for id_ in playbook.of_kind(each)]
        raise PrecallError(f'Nothing is called "{name}".', did_you_mean(ref, known))
    return playbook.of_kind(found[0])[ref]


def _refuse_inherited(playbook: Playbook, entry: Entry) -> None:
    """An entry that a company's file has a part in is renamed there, once for all teams."""
    for source in sources_of(entry.location.document):
        company = playbook.company_of(source.path)
        if company is not None:
            raise PrecallError(
                f'"{entry.ref}" is not yours alone: it is in {source.path}, which this playbook extends.',
                f"Rename it there, with --root {company.folder}, and then what you change of it here.",
            )


def _new_ref(entry: Entry, new: str) -> str:
    bare = new.removeprefix(f"{entry.kind}:")
    if isinstance(entry, Question):
        bank = entry.ref.split("/")[0]
        if "/" in bare and bare.split("/")[0] != bank:
            raise PrecallError(
                f'A question keeps its bank when it is renamed, and "{bare}" names another one.',
                f"Write {bank}/{bare.split('/')[-1]}, and move the question by hand if that is what you mean.",
            )
        bare = bare.removeprefix(f"{bank}/")
    fault = id_fault(bare)
    if fault is not None:
        raise PrecallError(fault[1], fault[2])
    return f"{entry.ref.split('/')[0]}/{bare}" if isinstance(entry, Question) else bare


def _refuse_taken(playbook: Playbook, entry: Entry, ref: str) -> None:
    if ref == entry.ref:
        raise PrecallError(f'"{ref}" is its id already.')
    there = playbook.of_kind(entry.kind).get(ref)
    if there is not None:
        raise PrecallError(f'"{ref}" is the id of another {entry.kind} already.', "Choose one that is free.")
    for other in playbook.of_kind(entry.kind).values():
        if other is not entry and _last(ref) in other.aliases and _scope(other) == _scope(entry):
            raise PrecallError(
                f'"{_last(ref)}" is an old id of "{other.ref}", and links to it lead there.', "Choose one that is free."
            )


def _last(ref: str) -> str:
    return ref.rsplit("/", 1)[-1]


def _scope(entry: Entry) -> str:
    return entry.ref.rpartition("/")[0]


class _Texts:
    """The files being changed, each read as a tree once."""

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

    def replace(self, path: str, loc: Loc, old: str, new: str, renaming: RenamePlan) -> None:
        """Put `new` where `old` is the whole text at a place."""
        tree = self.tree(path)
        assert tree is not None
        piece = _follow(tree, loc)
        # What an alias stands for is changed where it is written.
        if piece is None:
            return
        source = self.sources[path]
        self.edit(path, Edit(piece.start, piece.end, _rewritten(source.text[piece.start : piece.end], old, new)))
        key = next((str(step) for step in reversed(loc) if isinstance(step, str)), "")
        renaming.told.append(f"{path}:{source.position(piece.start)[0]}: {key}: {old} -> {new}")

    def results(self) -> Iterator[tuple[str, str]]:
        for path, edits in self._edits.items():
            yield path, apply_edits(self.sources[path].text, edits)


def _follow(tree: YamlNode, loc: Loc) -> YamlNode | None:
    """The text at a place; None when the way there leads through an alias."""
    piece = tree
    for step in loc:
        piece = piece.at((step,))
        if piece.kind == "alias":
            return None
    return piece


def written(id_: str) -> str:
    """An id as it is written in YAML."""
    return f'"{id_}"' if _TYPED.fullmatch(id_) else id_


def _rewritten(raw: str, old: str, new: str) -> str:
    """A text as it stands in a file, with another id in it and its quotes kept."""
    if raw.count(old) == 1:
        made = raw.replace(old, new)
        return written(new) if raw == old else made
    marks = re.match(r"(?:[&!]\S*\s+)*", raw)
    return (marks[0] if marks else "") + f'"{new}"'


def _own_place(entry: Entry, ref: str, texts: _Texts, renaming: RenamePlan) -> None:
    place = entry.location
    path = place.document.source.path
    tree = texts.tree(path)
    assert tree is not None
    group = tree.at(place.loc)
    if group.get("id") is not None:
        texts.replace(path, (*place.loc, "id"), _last(entry.ref), _last(ref), renaming)
    texts.edit(path, _remembering(texts.sources[path], group, _last(entry.ref), _last(ref)))
    renaming.told.append(f"{path}: aliases: {_last(entry.ref)} is remembered, so that its address leads on")


def _remembering(source: Source, group: YamlNode, old: str, new: str) -> Edit:
    """The edit that puts the old id among the entry's aliases."""
    listed = group.get("aliases")
    text = source.text
    if listed is not None and listed.kind == "list" and listed.items:
        for item in listed.items:
            if item.value == new:
                return Edit(item.start, item.end, written(old))
        last = listed.items[-1]
        if listed.style:
            return Edit(last.end, last.end, f", {written(old)}")
        dash = text.rindex("-", 0, last.start)
        return _line_below(source, last.end, source.position(dash)[1] - 1, f"- {written(old)}")
    if listed is not None:
        return Edit(listed.start, listed.end, f"[{written(old)}]")
    after = next((pair for name in ("id", "title") for pair in group.pairs() if pair[0].value == name), None)
    assert after is not None, "every entry has a title or an id"
    if group.style:
        return Edit(after[1].end, after[1].end, f", aliases: [{written(old)}]")
    return _line_below(source, after[1].end, source.position(after[0].start)[1] - 1, f"aliases: [{written(old)}]")


def _line_below(source: Source, offset: int, column: int, line: str) -> Edit:
    number = source.position(offset)[0]
    end = source.line_starts[number - 1] + len(source.line(number))
    ending = "\r\n" if "\r\n" in source.text else "\n"
    return Edit(end, end, f"{ending}{' ' * column}{line}")


def _uses(playbook: Playbook, entry: Entry, ref: str) -> Iterator[tuple[str, Loc, str, str]]:
    """Every reference that changes: its file, its place, what it becomes and what it was."""
    for user in playbook.entries():
        for use in references(user):
            became = None
            if use.kind == entry.kind and use.ref == entry.ref:
                became = ref
            elif isinstance(entry, Bank) and use.kind == "question" and use.ref.startswith(f"{entry.ref}/"):
                became = ref + use.ref[len(entry.ref) :]
            if became is not None:
                document, loc = user.location.document.owner_of(user.location.loc + use.loc)
                yield document.source.path, loc, became, use.ref


def _patterns(entry: Entry) -> Iterator[re.Pattern[str]]:
    """How links lead to an entry: what stands before its id, and the id."""
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


def _linked(text: str, entry: Entry, ref: str, before: str) -> Iterator[Edit]:
    for pattern in _patterns(entry):
        for found in re.finditer(before + pattern.pattern, text, re.MULTILINE):
            yield Edit(found.end(1), found.end(), _last(ref))


_LINK = r"(?<=\]\()"
_NAV = r"(?<=[\s\"'])"


def _links(texts: _Texts, entry: Entry, ref: str, renaming: RenamePlan) -> None:
    """Links in the content's own texts."""
    for path, source in texts.sources.items():
        if _last(entry.ref) not in source.text or "](" not in source.text:
            continue
        tree = texts.tree(path)
        values = [piece for piece in (tree.all() if tree else ()) if piece.kind == "text"]
        for edit in _linked(source.text, entry, ref, _LINK):
            if any(piece.start <= edit.start < piece.end for piece in values):
                texts.edit(path, edit)
                renaming.told.append(f"{path}:{source.position(edit.start)[0]}: a link")


def _by_hand(root: Path, entry: Entry, ref: str, renaming: RenamePlan) -> None:
    """Links in the pages that people write, and in the site's navigation."""
    hand_written = sorted((root / "docs").rglob("*.md"))
    for file, before in (*((each, _LINK) for each in hand_written), (root / "mkdocs.yml", _NAV)):
        try:
            raw = file.read_bytes()
            text = raw.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
        edits = list(_linked(text, entry, ref, before))
        if edits:
            path = file.relative_to(root).as_posix()
            renaming.changes[path] = encode_like(raw, apply_edits(text, edits))
            source = Source(path, text)
            renaming.told.extend(f"{path}:{source.position(edit.start)[0]}: a link" for edit in edits)


def _move(root: Path, entry: Entry, ref: str, renaming: RenamePlan) -> None:
    path = entry.location.document.source.path
    kind = file_kind(path)
    if kind is None or "*" not in kind.pattern or isinstance(entry, Question):
        return
    there = kind.pattern.replace("*", ref)
    if (root / there).exists():
        raise PrecallError(f"{there} exists already.", "Choose another id, or move that file away.")
    renaming.changes[there] = renaming.changes[path]
    renaming.changes[path] = None
    renaming.told.insert(0, f"{path} -> {there}")


def _try(root: Path, loaded: LoadResult, changes: Changes) -> None:
    """Read the playbook as it would be: a renaming that brings a new fault does not take place."""
    before = {(problem.rule, problem.message) for problem in loaded.problems}
    with copy_with_changes(root, changes) as copy:
        for problem in load(copy, at=root).problems:
            if (problem.rule, problem.message) not in before:
                raise PrecallError(
                    f"Nothing was changed, for afterwards {problem.path} would be wrong: {problem.message}",
                    problem.hint,
                )
