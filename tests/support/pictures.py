"""The pictures of the README and the manual: real pages in a real browser, a real card, real output of a command.

`make pictures` makes them all; `tests/test_pictures.py` reports a picture whose page or command no longer exists.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from precall.cli.main import main as precall
from tests.support.browsers import launched
from tests.support.paths import ROOT
from tests.support.processes import python
from tests.support.served import quiet, served, tour

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Browser

FOLDER = ROOT / "docs" / "manual" / "pictures"
MOST_BYTES = 120_000
COLOURS = 64
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass(frozen=True)
class PagePicture:
    """The top of one page of our own site, light and dark."""

    name: str
    url: str
    width: int
    height: int
    scale: float = 1

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files."""
        return tuple(f"{self.name}-{scheme}.png" for scheme in SCHEMES)


@dataclass(frozen=True)
class CardPicture:
    """A call's card, as `precall cards` sets it."""

    name: str
    command: tuple[str, ...]
    dots_per_inch: int

    @property
    def files(self) -> tuple[str, ...]:
        """The name of its file."""
        return (f"{self.name}.png",)


@dataclass(frozen=True)
class TerminalPicture:
    """A picture of the output of a command in a new site after an edit."""

    name: str
    command: tuple[str, ...]
    edited: str
    """The file that is edited, from the root of the new site."""
    edit: tuple[tuple[str, str], ...]
    """Pairs of a regular expression and what it is replaced by."""

    @property
    def files(self) -> tuple[str, ...]:
        """The name of its file."""
        return (f"{self.name}.svg",)


PAGES = (
    PagePicture("call", "/calls/first-meeting/", 1100, 800),
    PagePicture("phone", "/call/first-meeting/", 390, 800, 1.5),
    PagePicture("method", "/method/", 1100, 800),
    PagePicture("state", "/editors/", 1100, 800),
)
CARDS = (CardPicture("card", ("cards", "first-meeting"), 96),)
TERMINALS = (
    TerminalPicture(
        "check",
        ("check",),
        "playbook/calls/first-meeting.yml",
        (
            (r"(?m)^stage: .*$", "stage: understnad"),
            (r"(?m)^objective:.*\n(?:  .*\n)+", "objective: Get a second meeting in the diary.\n"),
        ),
    ),
)


def pictures() -> tuple[PagePicture | CardPicture | TerminalPicture, ...]:
    """Return all pictures."""
    return (*PAGES, *CARDS, *TERMINALS)


def make_all(folder: Path = FOLDER) -> None:
    """Make all pictures in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for terminal in TERMINALS:
        (folder / terminal.files[0]).write_text(terminal_svg(terminal), encoding="utf-8")
    for card in CARDS:
        _save(_card(card), folder / card.files[0], 16)
    with tempfile.TemporaryDirectory() as site:
        built = python("-m", "mkdocs", "build", "--quiet", "--site-dir", site, cwd=ROOT)
        assert built.code == 0, built.out
        with served(Path(site)) as url, launched() as browser:
            for page in PAGES:
                for file, picture in zip(page.files, _page(browser, url, page), strict=True):
                    _save(picture, folder / file, COLOURS)


def _page(browser: Browser, url: str, page: PagePicture) -> Iterator[Image]:
    from PIL import Image

    for scheme in SCHEMES:
        size = {"width": page.width, "height": page.height}
        with tour(browser, viewport=size, device_scale_factor=page.scale, color_scheme=scheme) as reader:
            tab = reader.page()
            tab.goto(url + page.url)
            quiet(tab)
            yield Image.open(io.BytesIO(tab.screenshot()))


def _card(card: CardPicture) -> Image:
    import pypdfium2 as pdfium

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "cards.pdf")
        assert precall([*card.command, "--quiet", "--root", str(ROOT), "--out", str(file)]) == 0
        with pdfium.PdfDocument(file) as opened:
            page: Image = opened[0].render(scale=card.dots_per_inch / 72).to_pil()
            return page.convert("L")


def _save(picture: Image, file: Path, colours: int) -> None:
    """Write a PNG with few colours, which is a third of the size."""
    from PIL import Image

    few = picture.convert("RGB").quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


_ANSI = re.compile(r"\x1b\[(\d*)m")
_STYLES = {"1": "b", "31": "red", "33": "amber", "32": "green", "36": "cyan"}
_LINE = 19
_CHARACTER = 8.43
_WIDEST = 92
_SHEET = """\
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1b2427;white-space:pre}
rect{fill:#f6f4ee;stroke:#dcd8cd}.b{font-weight:bold}.red{fill:#b3261e}.amber{fill:#8a6100}.dim{fill:#566064}
@media(prefers-color-scheme:dark){text{fill:#e8e5dc}rect{fill:#12181a;stroke:#323c3f}.red{fill:#ff8a80}
.amber{fill:#dcb45c}.dim{fill:#a3aeaf}}"""


def terminal_output(picture: TerminalPicture) -> str:
    """Return what a picture's command prints on a terminal with colours."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "our-playbook")
        assert precall(["new", "site", str(site), "--quiet"]) == 0
        file = site / picture.edited
        text = file.read_text(encoding="utf-8")
        for old, new in picture.edit:
            text, count = re.subn(old, new, text)
            assert count == 1, f"{picture.edited} has no {old}"
        file.write_text(text, encoding="utf-8")
        shutil.rmtree(site / ".cache", ignore_errors=True)
        return python("-m", "precall", *picture.command, cwd=site, env={"FORCE_COLOR": "1"}).out


def terminal_svg(picture: TerminalPicture) -> str:
    """Return a terminal with a command and its output as SVG, for light and dark."""
    lines = [f"$ precall {' '.join(picture.command)}", *terminal_output(picture).rstrip().split("\n")]
    folded = [part for line in lines for part in _folded(line)]
    width, height = _CHARACTER * _WIDEST + 32, _LINE * len(folded) + 28
    words = html.escape(" ".join(_ANSI.sub("", line).strip() for line in lines))
    rows = "\n".join(
        f'<text x="16" y="{_LINE * number + 27}" xml:space="preserve">{_spans(line)}</text>'
        for number, line in enumerate(folded)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img" aria-label="{words}">\n'
        f'<style>{_SHEET}</style>\n<rect x=".5" y=".5" width="{width - 1:.0f}" height="{height - 1}" rx="6"/>\n'
        f"{rows}\n</svg>\n"
    )


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts that fit, as a terminal of this width would show it; styles do not cross a fold."""
    part, length = "", 0
    for word in re.split(r"(?<= )", line):
        plain = len(_ANSI.sub("", word))
        if length and length + plain > _WIDEST:
            yield part.rstrip()
            part, length = "", 0
        part, length = part + word, length + plain
    yield part


def _spans(line: str) -> str:
    """Return a line with its styles as elements."""
    parts, styles = list[str](), list[str]()
    for number, piece in enumerate(_ANSI.split(line)):
        if number % 2:
            styles = [*styles, _STYLES.get(piece, "")] if piece not in ("", "0") else []
        elif piece:
            words = html.escape(piece, quote=False)
            parts.append(f'<tspan class="{" ".join(filter(None, styles))}">{words}</tspan>' if styles else words)
    return "".join(parts)


if __name__ == "__main__":
    make_all()
