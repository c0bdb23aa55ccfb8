"""A company's document and a team's become one: what the team says, over what the company says, with the way to both.

Groups of keys are joined key by key. A list of entries is joined by their ids; every other list is replaced whole, for
half of one list and half of another is what nobody wrote. A field that is to be joined otherwise says so in the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from pydantic import BaseModel

from precall.content.model import Bank, Entry, ReferenceKind, Settings, fields_by_key, file_kind
from precall.content.model.fields import KIND_WORDS, Inherited
from precall.content.model.order import model_at
from precall.content.source import Source
from precall.content.source_map import Document, Loc, Value
from precall.core.problems import Problem, Span


@dataclass(frozen=True)
class MergedValue:
    """A value, and where it was written."""

    value: Value
    document: Document
    loc: Loc
    sources: tuple[Source, ...]
    """The files that have a part in it, the lowest first."""
    inner: Mapping[str | int, MergedValue] | None = None
    """Where its parts were written, when it is no single file's; None when all of it stands at `loc`."""

    @classmethod
    def of(cls, document: Document) -> Self:
        """A document that nothing lies over."""
        return cls(document.value, document, (), (document.source,))

    def __getitem__(self, step: str | int) -> MergedValue:
        if self.inner is not None:
            return self.inner[step]
        value: Any = self.value
        return MergedValue(value[step], self.document, (*self.loc, step), self.sources)

    def items(self) -> list[MergedValue]:
        """The items, where it is a list."""
        return [self[index] for index in range(len(self.value))] if isinstance(self.value, list) else []

    def below(self, key: str) -> list[MergedValue]:
        """The items of the list under a key; none where there is no such list."""
        found = self.at((key,))
        return found.items() if found else []

    def at(self, loc: Loc) -> MergedValue | None:
        """What stands at a place within it; None when nothing does."""
        here = self
        for step in loc:
            there = isinstance(here.value, (dict, list)) and (
                step in here.value if isinstance(here.value, dict) else isinstance(step, int) and step < len(here.value)
            )
            if not there:
                return None
            here = here[step]
        return here

    def place(self, loc: Loc) -> tuple[Document, Loc]:
        """The document in which a place was written, and where there; where it leads nowhere, as near as can be."""
        for length in range(len(loc), -1, -1):
            found = self.at(loc[:length])
            if found is not None:
                rest = loc[length:] if found.inner is None else ()
                return found.document, found.loc + rest
        raise AssertionError("nothing stands at its own top")

    def listing(self, items: Iterable[MergedValue], sources: Iterable[Source] = ()) -> MergedValue:
        """Itself with other items."""
        inner: dict[str | int, MergedValue] = dict(enumerate(items))
        values = [item.value for item in inner.values()]
        return MergedValue(values, self.document, self.loc, _once(sources or self.sources), inner)

    def grouping(self, inner: Mapping[str, MergedValue], sources: Iterable[Source] = ()) -> MergedValue:
        """Itself with other keys."""
        values: Value = {key: part.value for key, part in inner.items()}
        parts: Mapping[str | int, MergedValue] = {str(key): part for key, part in inner.items()}
        return MergedValue(values, self.document, self.loc, _once(sources or self.sources), parts)

    def mapped(self, key: str, change: Callable[[MergedValue], MergedValue]) -> MergedValue:
        """Itself with what stands under one key changed, where there is such a key."""
        if not isinstance(self.value, dict) or key not in self.value:
            return self
        made = change(self[key])
        unchanged = made.value is self.value[key]
        return self if unchanged else self.grouping({each: self[each] for each in self.value} | {key: made})

    def changed(self, change: Callable[[MergedValue], MergedValue]) -> MergedValue:
        """Itself with each item changed, where it is a list."""
        items = self.items()
        made = [change(item) for item in items]
        unchanged = all(after.value is before.value for after, before in zip(made, items, strict=True))
        return self if unchanged else self.listing(made)


@dataclass(frozen=True)
class MergedDocument(Document):
    """A document of parts that stand in several files."""

    laid: MergedValue = field(kw_only=True, repr=False)

    @classmethod
    def of(cls, laid: MergedValue) -> Document:
        """The document of what was laid; the file's own where nothing lies over it."""
        if laid.inner is None and not laid.loc:
            return laid.document
        return cls(laid.document.source, laid.value, laid.document.offsets, laid=laid)

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that have a part in it, the lowest first."""
        return tuple(source.path for source in self.laid.sources)

    def owner_of(self, loc: Loc) -> tuple[Document, Loc]:
        """The document that holds all of what stands at `loc`, and where it stands there."""
        found = self.laid.at(loc)
        if found is None or found.inner is None:
            return self.laid.place(loc)
        return MergedDocument.of(found), ()

    def span(self, loc: Loc = (), *, key: bool = False) -> Span:
        """Where the value at `loc` stands in its file."""
        document, there = self.laid.place(loc)
        return document.span(there, key=key)

    def span_of_words(self, loc: Loc, words: str, nth: int = 0) -> Span:
        """Where some words stand in their file."""
        document, there = self.laid.place(loc)
        return document.span_of_words(there, words, nth)

    def problem(
        self,
        rule: str,
        message: str,
        hint: str = "",
        *,
        loc: Loc = (),
        key: bool = False,
        words: str = "",
        nth: int = 0,
    ) -> Problem:
        """An error at `loc`, in the file that says what stands there."""
        document, there = self.laid.place(loc)
        return document.problem(rule, message, hint, loc=there, key=key, words=words, nth=nth)


def over(lower: MergedValue, upper: MergedValue, model: type[BaseModel] | None) -> MergedValue:
    """The upper value laid over the lower one; `model` is that of the value, or of each item of the list it is."""
    if upper.value == {} and isinstance(lower.value, (dict, list)):
        return lower
    both = (*lower.sources, *upper.sources)
    if isinstance(lower.value, dict) and isinstance(upper.value, dict):
        inner = {key: lower[key] for key in lower.value}
        for key in upper.value:
            inner[key] = _field(inner[key], upper[key], model, key) if key in inner else upper[key]
        return upper.grouping(inner, both)
    if isinstance(lower.value, list) and isinstance(upper.value, list):
        return upper.listing(_by_id(lower, upper, model), both) if model and issubclass(model, Entry) else upper
    return upper


def _field(lower: MergedValue, upper: MergedValue, model: type[BaseModel] | None, key: str) -> MergedValue:
    part = model_at(model, key) if model else None
    field_ = fields_by_key(model).get(key) if model else None
    how = next((mark.how for mark in (field_.metadata if field_ else ()) if isinstance(mark, Inherited)), "")
    if not (how and isinstance(lower.value, list) and isinstance(upper.value, list)):
        return over(lower, upper, part)
    both = (*lower.sources, *upper.sources)
    if how == "joined":
        new = [item for item in upper.items() if item.value not in lower.value]
        return upper.listing([*lower.items(), *new], both)
    known = {id_of(item.value): item for item in reversed(lower.items())}
    return upper.listing(
        [over(known[name], item, part) if (name := id_of(item.value)) in known else item for item in upper.items()],
        both,
    )


def _by_id(lower: MergedValue, upper: MergedValue, model: type[BaseModel]) -> Iterator[MergedValue]:
    """The lower entries in their order, each with the upper one of its id over it; then those that are new."""
    waiting = upper.items()
    for item in lower.items():
        name = id_of(item.value)
        mine = next((each for each in waiting if name and id_of(each.value) == name), None)
        if mine is None:
            yield item
        else:
            waiting.remove(mine)
            yield over(item, mine, model)
    yield from waiting


def entries(files: Mapping[str, MergedValue]) -> Iterator[tuple[ReferenceKind, str, MergedValue]]:
    """Every entry in files by their paths: its kind, the id by which others refer to it, and where it stands."""
    for path, laid in files.items():
        kind = file_kind(path)
        assert kind is not None, "content alone is laid"
        name = kind.id_in(path) or ""
        if kind.model is Settings:
            yield from (("stage", id_of(item.value), item) for item in laid.below("stages"))
        elif kind.many and issubclass(kind.model, Entry):
            yield from ((kind.model.kind, id_of(item.value), item) for item in laid.items())
        elif issubclass(kind.model, Entry):
            yield kind.model.kind, name, laid
            if kind.model is Bank:
                yield from (("question", f"{name}/{id_of(item.value)}", item) for item in laid.below("questions"))


def ids_by_kind(files: Mapping[str, MergedValue]) -> dict[ReferenceKind, set[str]]:
    """What every entry is called, by kind."""
    found: dict[ReferenceKind, set[str]] = {kind: set() for kind in KIND_WORDS}
    for kind, ref, laid in entries(files):
        if kind == "bank" or id_of(laid.value) or kind == "call":
            found[kind].add(ref)
    return found


def sources_of(document: Document) -> tuple[Source, ...]:
    """The files that have a part in a document, the lowest first."""
    return document.laid.sources if isinstance(document, MergedDocument) else (document.source,)


def id_of(value: Value) -> str:
    """The id that stands in an entry as typed; empty for none."""
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _once(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple({source.path: source for source in sources}.values())
