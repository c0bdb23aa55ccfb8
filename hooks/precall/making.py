"""What is made of a playbook is made once: again only when the playbook would answer otherwise than it did."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from precall.asked import Asking, digest
from precall.html import OVERRIDES
from precall.kept import version_of
from precall.model import Entry, Playbook
from precall.shelf import Content, Shelf


class Making(Asking):
    """One playbook, of which things are made.

    Whatever makers go by beside the playbook and its settings is to be among `given`. `root` may hold templates of the
    team's own, and `shelf` what was made before.
    """

    def __init__(self, playbook: Playbook, root: Path, shelf: Shelf | None = None) -> None:
        super().__init__(playbook)
        self._shelf = Shelf() if shelf is None else shelf
        templates = _templates(root)
        self.answers.also("templates", lambda _: templates)
        self.made_anew = 0
        """How many things were not on the shelf."""

    def made(self, name: str, make: Callable[[], bytes], *about: Entry, given: tuple[object, ...] = ()) -> Content:
        """What `make` gives, or gave when all that it asked had the answers of today.

        `about` are entries that it has in hand, `given` other values that it goes by, each told by its repr.
        """
        key = digest(map(repr, given))
        kept = self._shelf.find(name, partial(self._answer, key))
        if kept is None:
            with self.asking(*about) as asked:
                content = make()
            answers = {question: self.answers(question) for question in sorted({*asked, "templates"})}
            kept = self._shelf.put(name, {**answers, "given": key}, content)
            self.made_anew += 1
        return Content(kept.digest, partial(self._read, name, make))

    def _answer(self, given: str, question: str) -> str:
        return given if question == "given" else self.answers(question)

    def _read(self, name: str, make: Callable[[], bytes]) -> bytes:
        content = self._shelf.content(name)
        return make() if content is None else content


def _templates(root: Path) -> str:
    """What stands for all templates of the team's own."""
    files = [path for path in sorted((root / OVERRIDES).rglob("*")) if path.is_file()]
    return digest((*(path.relative_to(root).as_posix() for path in files), version_of(files)))
