"""What is made of a playbook is made once: again only when the playbook would answer otherwise than it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from precall.asked import Answers, Asked, digest
from precall.html import OVERRIDES
from precall.kept import version_of
from precall.model import Entry, Playbook
from precall.shelf import Content, Shelf

ALWAYS = ("settings", "templates")
"""What everything depends on."""


class Making:
    """One playbook, of which things are made.

    Makers are to ask `playbook` alone, and whatever else they go by is to be among `given`. `root` may hold templates
    of the team's own, and `shelf` what was made before.
    """

    def __init__(self, playbook: Playbook, root: Path, shelf: Shelf | None = None) -> None:
        self.whole = playbook
        self.playbook = Asked.of(playbook, self.note)
        self.answers = Answers(playbook)
        self._shelf = Shelf() if shelf is None else shelf
        self._asked: set[str] | None = None
        settings = digest((playbook.settings.model_dump_json(), *map(repr, playbook.companies)))
        templates = _templates(root)
        self.answers.also("settings", lambda _: settings)
        self.answers.also("templates", lambda _: templates)
        self.made_anew = 0
        """How many things were not on the shelf."""

    def note(self, question: str) -> None:
        """Note a question of what is being made; between makings nothing is noted."""
        if self._asked is not None:
            self._asked.add(question)

    def made(self, name: str, make: Callable[[], bytes], *about: Entry, given: tuple[object, ...] = ()) -> Content:
        """What `make` gives, or gave when all that it asked had the answers of today.

        `about` are entries that it has in hand, `given` other values that it goes by, each told by its repr.
        """
        key = digest(map(repr, given))
        kept = self._shelf.find(name, partial(self._answer, key))
        if kept is None:
            with self._asking() as asked:
                content = make()
            questions = sorted({*asked, *ALWAYS, *(f"{entry.kind} {entry.ref}" for entry in about)})
            answers = {question: self.answers(question) for question in questions}
            kept = self._shelf.put(name, {**answers, "given": key}, content)
            self.made_anew += 1
        return Content(kept.digest, partial(self._read, name, make))

    def _answer(self, given: str, question: str) -> str:
        return given if question == "given" else self.answers(question)

    def _read(self, name: str, make: Callable[[], bytes]) -> bytes:
        content = self._shelf.content(name)
        return make() if content is None else content

    @contextmanager
    def _asking(self) -> Iterator[set[str]]:
        before, self._asked = self._asked, set()
        try:
            yield self._asked
        finally:
            self._asked = before


def _templates(root: Path) -> str:
    """What stands for all templates of the team's own."""
    files = [path for path in sorted((root / OVERRIDES).rglob("*")) if path.is_file()]
    return digest((*(path.relative_to(root).as_posix() for path in files), version_of(files)))
