"""What the template of cards says of heights, by the engine alone: as a module, or as a program of its own."""

from __future__ import annotations

import json
import sys

import typst


def measured(template: bytes, words: str, fonts: typst.Fonts) -> list[tuple[float, float]]:
    """The heights of a template's cards in millimetres, front and flap, from what `Setter.words_to_fit` made."""
    found = typst.query(template, "<fit>", field="value", font_paths=fonts, sys_inputs={"data": words})
    return [(each["front"], each["flap"]) for each in json.loads(found)]


def main() -> None:
    """Read a template, words and the folders of fonts; write the heights."""
    asked = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=asked["fonts"])
    json.dump(measured(asked["template"].encode(), asked["words"], fonts), sys.stdout)


if __name__ == "__main__":
    main()
