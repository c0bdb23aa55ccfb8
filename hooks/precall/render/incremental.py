"""What is made of a playbook is made once: again only when the playbook would answer otherwise than it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from precall.content.model import Entry, Playbook
from precall.content.source import TEMPLATE_FOLDER
from precall.core.cache import version_of
from precall.render.artifact_cache import Content, Kept, Made, Shelf
from precall.render.dependencies import Asking, digest
from precall.render.html import extended


@dataclass(frozen=True)
class Piece:
    """One thing to be made of a playbook."""

    name: str
    make: Callable[[], bytes]
    about: tuple[Entry, ...] = ()
    """Entries that `make` has in hand."""
    given: tuple[object, ...] = ()
    """Other values that it goes by, each told by its repr."""

    @cached_property
    def key(self) -> str:
        """A question that stands for the other values, and has no answer."""
        return f"given {digest(map(repr, self.given))}"


class Making(Asking):
    """One playbook, of which things are made.

    Whatever makers go by beside the playbook and its settings is to be among `given`. `root` may hold templates of the
    team's own, and `shelf` what was made before.
    """

    def __init__(self, playbook: Playbook, root: Path, shelf: Shelf | None = None) -> None:
        super().__init__(playbook)
        self._shelf = Shelf() if shelf is None else shelf
        templates = _templates({"": root, **extended(playbook.companies)})
        self.answers.also("templates", lambda _: templates)
        self.made_anew = 0
        """How many things were not on the shelf."""

    def made(self, name: str, make: Callable[[], bytes], *about: Entry, given: tuple[object, ...] = ()) -> Content:
        """What `make` gives, or gave when all that it asked had the answers of today; the rest as for a Piece."""
        piece = Piece(name, make, about, given)
        return self._content(piece, self._find(piece) or self._take(self._make(piece)))

    def all(self, what: str, pieces: Iterable[Piece]) -> Iterator[Content]:
        """What comes of each piece, in their order, `what` names the task to the user."""
        pieces = list(pieces)
        found = {piece.name: kept for piece in pieces if (kept := self._find(piece))}
        missing = [piece for piece in pieces if piece.name not in found]
        progress = self.whole.session.progress
        found |= {piece.name: self._take(self._make(piece)) for piece in progress.track(what, missing, len(missing))}
        return (self._content(piece, found[piece.name]) for piece in pieces)

    def _find(self, piece: Piece) -> Kept | None:
        # What was made from other values did not ask for these.
        if self._shelf.answered(piece.name, piece.key) is None:
            return None
        return self._shelf.find(piece.name, self.answers.known.__getitem__)

    def _make(self, piece: Piece) -> Made:
        with self.asking(*piece.about) as asked:
            content = piece.make()
        answers = {question: self.answers(question) for question in sorted({*asked, "templates"})}
        return self._shelf.packed(piece.name, {**answers, piece.key: ""}, content)

    def _take(self, made: Made) -> Kept:
        self.made_anew += 1
        self._shelf.take(made)
        return self._shelf.settled(made.name)

    def _content(self, piece: Piece, kept: Kept) -> Content:
        return Content(kept.digest, partial(self._read, piece), partial(self._shelf.as_packed, piece.name))

    def _read(self, piece: Piece) -> bytes:
        content = self._shelf.content(piece.name)
        return piece.make() if content is None else content


def _templates(roots: Mapping[str, Path]) -> str:
    """What stands for all templates of the team's own and of the playbooks that it extends."""
    found = {
        label: [path for path in sorted((at / TEMPLATE_FOLDER).rglob("*")) if path.is_file()]
        for label, at in roots.items()
    }
    names = (label + path.relative_to(roots[label]).as_posix() for label, files in found.items() for path in files)
    return digest((*names, *map(version_of, found.values())))
