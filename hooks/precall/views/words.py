"""The playbook's language becomes the words that stand on the pages around a call, or English where it has none."""

from __future__ import annotations

from precall.language import language
from precall.model import Settings


def view_words(settings: Settings) -> dict[str, str]:
    """The words by key, in the team's own word for the client; other placeholders are left for the page to fill."""
    client = settings.words.client
    return {
        key: word.replace("{client}", client[:1].upper() + client[1:] if word.startswith("{client}") else client)
        for key, word in language(settings.language).part("view").items()
    }
