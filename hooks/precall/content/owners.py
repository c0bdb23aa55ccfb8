"""Return the owner of an entry in the form that the site and the cards may publish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from precall.core.text import plain_line

if TYPE_CHECKING:
    from precall.content.model import Entry, Settings

_EMAIL = re.compile(r"[<(]?(?:mailto:)?[^\s@<>()]+@[^\s@<>()]+[>)]?")


def shown_owner(entry: Entry, settings: Settings) -> str:
    """Return an entry's owner as plain words, without e-mail addresses unless `publish: owners` is true.

    More people read the site than the files, and spammers' programs collect addresses from web sites.
    """
    owner = plain_line(entry.owner or "")
    if "@" not in owner or settings.publish.owners:
        return owner
    return " ".join(_EMAIL.sub(" ", owner).split()).strip(" ,;")
