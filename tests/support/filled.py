"""A filled card on paper: what is typed into every field, and where each printed letter of it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from precall.cards.sheet import Sheet
from tests.support import printed
from tests.support.printed import Box, Sign

PIXEL = 25.4 / 96
"""Millimetres in a CSS pixel."""
HANGS = 0.6
"""Millimetres by which a letter may leave its field: tails hang below the line that a text is written on."""
TAILS = "gjpqyçşţQJ,;()[]{}/|&ß§@$"
"""Letters that may reach below the base of a line."""

NEWS = (
    "Familienbetrieb in dritter Generation, 85 Leute, zwei Häuser in Öhringen und Überlingen. The schedule lives "
    "in a spreadsheet that one person understands; he retires in May. They tried a new system in 2022 and stopped "
    "after four months. Her brother holds a third of the shares and is against all that costs more than it saves."
)
assert len(NEWS) >= 300
FILL = {
    "client": "Müller-Lüdenscheidt & Söhne Präzisionswerkzeuge GmbH & Co. KG",
    "people": "Dr. Petra Hartmann-Österreicher (managing director), Jörg Größl (IT), one more from the shop floor",
    "date": "Thursday, 2026-12-03, 14:30",
    "reason": "Her note: three orders went out late, and the auditors asked why nobody had noticed before.",
    "objective.own": "She sees what late orders cost her people in a week, and can say it in one sentence.",
    "known": NEWS[:300],
    "changed": "A new head of production since October, from a competitor. First loss-making quarter since 2009.",
    "heard": "We lose two days a week to telephone calls about where things are.\nThe spreadsheet is Günther.\nÄrger.",
    "outcome.own": "A second meeting with her and the head of production, in her diary before we hang up.",
    "debrief.hoped": "That they are ready to buy, and that her brother agrees.",
    "debrief.missed": "Who decides. What Günther thinks of it. Why they stopped in 2022, in their own words.",
    "debrief.better-off": "She has a number for what waiting costs.",
}
ANSWERS = (
    "Since the new auditors came: they want to see every change by name, and nobody can tell them.",
    "Telephone calls: forty a day, she counted them last week.",
    "",
    "Two people who know it by heart; one of them retires.",
    "It does, and it does not.",
)
WORDS = ("we tried that in 2022", "no time before spring", "my brother decides such things, not I", "")

FILL_IN = """({fill, answers, words}) => {
  const put = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", {bubbles: true}));
  };
  const each = (selector, texts) =>
    document.querySelectorAll(`main ${selector}`).forEach((field, at) => put(field, texts[at % texts.length]));
  for (const [name, text] of Object.entries(fill)) {
    const field = document.querySelector(`main [name="${name}"]`);
    if (field) put(field, text);
  }
  each(".answer", answers);
  each(".room", words);
}"""
"""Type into every field of a card, in a page."""
FILLING = {"fill": FILL, "answers": ANSWERS, "words": WORDS}

CHOOSE = """async (name) => {
  document.querySelector(`#sheet-${name}`).click();
  await new Promise((done) => setTimeout(done, 300));
  return await precall.fits();
}"""
"""Choose a sheet and return what does not fit on it, in a page."""

LAID_OUT = """() => {
  const sheet = document.querySelector(".paper");
  const paper = sheet.getBoundingClientRect();
  // A small sheet is larger on a screen than on paper.
  const zoom = sheet.currentCSSZoom ?? 1;
  const seen = (element) => element.getClientRects().length > 0;
  const texts = [];
  const add = (element, around, name) => {
    const text = element.textContent.trim();
    if (!text || !seen(element)) return;
    const {left, top, right, bottom} = around.getBoundingClientRect();
    const box = [left - paper.left, top - paper.top, right - paper.left, bottom - paper.top];
    texts.push({name, text, box: box.map((each) => each / zoom)});
  };
  for (const field of document.querySelectorAll("main .field"))
    add(field.querySelector(".prints") ?? field, field, field.querySelector("textarea").name);
  for (const element of document.querySelectorAll("main .own, main .whom")) add(element, element, element.className);
  return texts.filter(({text}) => text);
}"""
"""Return what prints of each field and the field's place, in CSS pixels from the paper's corner, in a page."""


HIDE = """(hidden) => {
  for (const element of document.querySelectorAll("main :is(.prints, .own, .whom)"))
    element.style.visibility = hidden ? "hidden" : "";
}"""
"""Leave what is typed off the paper, or put it there again, in a page."""


@dataclass(frozen=True)
class Typed:
    """The printed text of one field, and the field's place on the paper."""

    name: str
    text: str
    box: Box


def laid_out(found: list[dict[str, object]]) -> list[Typed]:
    """Return what `LAID_OUT` found, in millimetres."""
    made = []
    for each in found:
        left, top, right, bottom = (float(edge) * PIXEL for edge in each["box"])  # type: ignore[attr-defined]
        made.append(Typed(str(each["name"]), str(each["text"]), Box(left, top, right, bottom)))
    return made


def faults(content: bytes, typed: list[Typed], sheet: Sheet) -> list[str]:
    """Return what is wrong with a printed card: pages, letters outside their field, ink over ink."""
    pages = printed.read(content).sheets
    if len(pages) != 1:
        return [f"{len(pages)} pages"]
    (page,) = pages
    if abs(page.width - sheet.paper.width) > 0.4 or abs(page.height - sheet.paper.height) > 0.4:
        return [f"the page has {page.width:.1f} x {page.height:.1f} mm"]
    found = []
    letters = {text: occurrence(page.signs, text) for text in typed}
    ours = {sign for signs in letters.values() for sign in signs}
    others = [sign for sign in page.signs if sign not in ours]
    rules = [box for box in page.drawn if box.bottom - box.top < 0.5 < box.right - box.left]
    for text, signs in letters.items():
        if not signs:
            found.append(f"{text.name}: not on the paper: {text.text[:40]}")
        for sign in signs:
            if not inside(sign, text.box):
                found.append(f"{text.name}: {sign.text} at {sign.box} outside of {text.box}")
                break
        for sign in signs:
            over = next((other for other in others if sign.box.overlaps(other.box)), None)
            if over:
                found.append(f"{text.name}: {sign.text} at {sign.box} over {over.text} at {over.box}")
                break
            rule = next((box for box in rules if crosses(sign, box)), None)
            if rule:
                found.append(f"{text.name}: {sign.text} at {sign.box} over the line at {rule}")
                break
    pairs = [(one, other) for one in typed for other in typed if one.box.top < other.box.top]
    for one, other in pairs:
        if any(mine.box.overlaps(theirs.box) for mine in letters[one] for theirs in letters[other]):
            found.append(f"{one.name} over {other.name}")
    return found


def occurrence(signs: Sequence[Sign], text: Typed) -> tuple[Sign, ...]:
    """Return the signs of a text: those in its field where several fields hold the same text."""
    # PDFium reads a hyphen at the end of a line as a soft one, which `printed` leaves out.
    parted = [text.text[:at] + text.text[at + 1 :] for at, letter in enumerate(text.text) if letter == "-"]
    return next((found for words in (text.text, *parted) if (found := _occurrence(signs, words, text.box))), ())


def _occurrence(signs: Sequence[Sign], words: str, box: Box) -> tuple[Sign, ...]:
    first: tuple[Sign, ...] = ()
    while True:
        ((_, found),) = printed.find(signs, [words])
        if not found or inside(found[0], box):
            return found or first
        first = first or found
        signs = signs[signs.index(found[0]) + 1 :]


def inside(sign: Sign, box: Box) -> bool:
    """Whether a letter is in its field."""
    return (
        sign.box.left >= box.left - 0.3
        and sign.box.right <= box.right + 0.3
        and sign.box.top >= box.top - 0.3
        and sign.box.bottom <= box.bottom + HANGS
    )


def crosses(sign: Sign, rule: Box) -> bool:
    """Whether a line runs through a letter; tails may touch it."""
    if rule.right <= sign.box.left or rule.left >= sign.box.right or sign.text in TAILS:
        return False
    return sign.box.top + 0.15 < rule.top < sign.box.bottom - 0.15


def outline_faults(content: bytes, blank: bytes, typed: list[Typed]) -> list[str]:
    """Return what is wrong with a card whose letters are outlines; `blank` is the same without what is typed."""
    pages, blanks = printed.contours(content), printed.contours(blank)
    if len(pages) != 1 or len(blanks) != 1:
        return [f"{len(pages)} pages"]
    others = [box for box in blanks[0] if min(box.right - box.left, box.bottom - box.top) < 8]
    known = {rounded(box) for box in blanks[0]}
    letters = [box for box in pages[0] if rounded(box) not in known]
    found = []
    for text in typed:
        if not any(within(box, text.box) for box in letters):
            found.append(f"{text.name}: not on the paper: {text.text[:40]}")
    for box in letters:
        if not any(within(box, text.box) for text in typed):
            found.append(f"a letter at {box} is outside of every field")
        for other in others:
            is_rule = other.bottom - other.top < 0.5
            if box.overlaps(other) if not is_rule else runs_through(box, other):
                found.append(f"a letter at {box} is over {other}")
    return found


def rounded(box: Box) -> tuple[float, ...]:
    """Return the box as a key: a tenth of a millimetre is the same place."""
    return tuple(round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom))


def within(box: Box, field: Box) -> bool:
    """Whether an outline is in a field."""
    return inside(Sign("", box, 0), field)


def runs_through(box: Box, rule: Box) -> bool:
    """Whether a line runs through an outline, and not only through the tail of a letter."""
    if rule.right <= box.left or rule.left >= box.right:
        return False
    return box.top + 0.15 < rule.top < box.bottom - 0.9
