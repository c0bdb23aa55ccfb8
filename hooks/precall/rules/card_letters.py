"""Every letter on a card is in a font that cards are set in.

The PDFs are set in fonts that come with packages, so that they look the same on every machine. These have Latin with
all its accents, Greek, Cyrillic and Arabic. For a letter of another script, or a picture such as an emoji, there may
be none. Rather than print an empty box, Precall then makes no PDF of that card; the card's page still prints with the
fonts of your own computer.

**The way out:** install a font that has the letter, as a package whose name begins with `fontpkg-`, such as `pip
install fontpkg-noto-sans-jp` for Japanese. It is found by itself. Or write the words without that letter.
"""

from collections.abc import Iterator

from precall.model import Playbook
from precall.rule import Example, Finding

SEVERITY = "warning"

BAD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Write what it does for them ⟦漢⟧ and what it does for us, and keep the two apart.
"""
}

GOOD: Example = {
    "principles.yml": """\
- id: two-lines
  title: Two lines before every call
  say: Пишите две строки. Γράψτε δύο γραμμές. Napište dvě věty. اكتب سطرين.
"""
}


def check(playbook: Playbook) -> Iterator[Finding]:
    """A finding for each letter of each text, once for all the cards that show it."""
    # The engine takes a tenth of a second to import, and few rules need it.
    from precall.cards.card import make_cards, written_texts  # noqa: PLC0415
    from precall.cards.letters import missing  # noqa: PLC0415

    texts = {
        (written.entry.ref, written.loc): (written, words)
        for card in make_cards(playbook)
        for written, words in written_texts(card.blocks)
    }
    gone = missing(words for _, words in texts.values())
    for written, words in texts.values():
        for letter in dict.fromkeys(letter for letter in words if letter in gone):
            yield Finding(
                written.entry,
                written.loc,
                f'No font here has "{letter}" (U+{ord(letter):04X}), so there is no PDF of the cards that show it.',
                "Install a fontpkg- package that has it, or write the words without it.",
                letter,
            )
