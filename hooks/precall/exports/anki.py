"""Make an Anki deck of calls, principles and barriers, with the same bytes for the same playbook.

A note's id is made from its entry's id, so that importing a newer deck updates the notes and keeps
the learner's progress.
"""

from __future__ import annotations

import hashlib
import html
import io
import itertools
import sqlite3
import zipfile
from collections.abc import Iterator
from typing import Any

from precall.content.model import Entry, Playbook
from precall.content.urls import plain_title
from precall.core import text
from precall.core.errors import PrecallError

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip file can store."""

_STYLE = ".card { font-family: sans-serif; font-size: 1.2em; text-align: left; }"


def anki_deck(playbook: Playbook) -> bytes:
    """Return the `.apkg` file. Raises PrecallError if the library for it is not installed."""
    try:
        import genanki  # noqa: PLC0415 - an extra
    except ImportError:
        raise PrecallError("Anki decks need another package.", "Install it: pip install 'precall[anki]'.") from None
    model = genanki.Model(
        _number("model"),
        "Precall",
        fields=[{"name": "Front"}, {"name": "Back"}],
        templates=[{"name": "Card", "qfmt": "{{Front}}", "afmt": '{{FrontSide}}<hr id="answer">{{Back}}'}],
        css=_STYLE,
    )
    title = playbook.settings.title
    deck = genanki.Deck(_number(f"deck {playbook.settings.team} {title}"), title)
    for entry, front, back in _cards(playbook):
        guid = hashlib.sha256(f"{entry.kind}:{entry.ref}".encode()).hexdigest()[:20]
        deck.add_note(genanki.Note(model, [_html(front), "<br>".join(map(_html, back))], guid=guid, tags=[entry.kind]))
    return _packed(genanki.Package(deck))


def _cards(playbook: Playbook) -> Iterator[tuple[Entry, str, list[str]]]:
    """Yield each entry with the line on the front of its note and the lines on the back, as Markdown."""
    for call in playbook.calls_in_order:
        yield call, plain_title(call), [call.objective]
    for principle in playbook.principles.values():
        yield principle, plain_title(principle), [principle.say]
    for barrier in playbook.barriers.values():
        questions = [playbook.questions[ref].ask for ref in barrier.questions if ref in playbook.questions]
        means = [text.plain(text.block(barrier.may_mean))] if barrier.may_mean else []
        if barrier.sounds_like and (means or questions):
            yield barrier, " / ".join(barrier.sounds_like), [*means, *questions]


def _html(line: str) -> str:
    return html.escape(text.plain_line(line))


def _number(name: str) -> int:
    """Return an id for Anki that depends only on a name."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:7], 16) + 1


def _packed(package: Any) -> bytes:
    """Return the file of a genanki package with a constant time, so that it does not depend on the clock."""
    database = sqlite3.connect(":memory:")
    package.write_to_db(database.cursor(), 0.0, itertools.count())
    database.commit()
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("collection.anki2", database.serialize()), ("media", b"{}")):
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
    database.close()
    return output.getvalue()
