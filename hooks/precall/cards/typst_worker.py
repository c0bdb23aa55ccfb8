"""What the template of cards says of heights and widths, by the engine alone: a module, or a program of its own."""

from __future__ import annotations

import json
import sys
from typing import Any

import typst


def said(template: bytes, words: str, label: str, fonts: typst.Fonts) -> list[Any]:
    """The values that a template says under a label when it is given words, as a Setter makes them."""
    found = typst.query(template, label, field="value", font_paths=fonts, sys_inputs={"data": words})
    values: list[Any] = json.loads(found)
    return values


def main() -> None:
    """Read a template, words, a label and the folders of fonts; write the values."""
    asked = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=asked["fonts"])
    json.dump(said(asked["template"].encode(), asked["words"], asked["label"], fonts), sys.stdout)


if __name__ == "__main__":
    main()
