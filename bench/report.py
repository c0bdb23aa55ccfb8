"""Report medians of runs as a table in Markdown and a plot as SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Protocol, TypeAlias

DOCS = Path(__file__).resolve().parent.parent / "docs" / "manual" / "explanation" / "speed.md"
PLOT = DOCS.parent.parent / "pictures" / "speed.svg"
_PART = re.compile(r"(<!-- bench -->\n).*?(<!-- end of bench -->)", re.DOTALL)

NAMES = {
    "plain": "plain MkDocs and Material",
    "hugo": "Hugo",
    "zensical": "Zensical",
    "build": "Precall, nothing cached",
    "build-without-pdfs": "Precall, nothing cached, `pdfs: never`",
    "build-before": "Precall before, nothing cached",
    "build-edited": "Precall, after one edit",
    "serve": "edit to page under `serve`",
    "check": "`precall check`, nothing cached",
    "check-before": "`precall check` before, nothing cached",
    "check-edited": "`precall check`, after one edit",
    "check-unchanged": "`precall check`, unchanged",
    "cards": "`precall cards`, all cards",
}
PLOTTED = ("hugo", "zensical", "build", "build-edited")


class Measured(Protocol):
    """Time and memory of one way to build."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all processes together."""
    memory: float
    """Peak MiB of the largest process."""
    written: float
    """MiB on disk."""


Rows: TypeAlias = Mapping[str, Mapping[str, Measured]]
"""By size, and then by way."""
Phones: TypeAlias = Mapping[str, Mapping[str, float]]
"""By size, and then by what a phone waits for or loads."""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def table(rows: Rows, phones: Phones) -> str:
    """Return tables of CPU time, of waiting time and of memory; each time also as a ratio to plain MkDocs."""
    ways = list(dict.fromkeys(way for by_way in rows.values() for way in by_way))

    def cells(way: str, what: str) -> Iterable[str]:
        yield NAMES.get(way, way)
        for by_way in rows.values():
            if way not in by_way:
                yield "–"
                continue
            seconds, plain = getattr(by_way[way], what), getattr(by_way["plain"], what)
            yield f"{seconds:.2f} s, {seconds / plain:.2f}"

    tables = [
        _table((title, *rows), (cells(way, what) for way in ways))
        for title, what in (("CPU time, ratio to plain", "cpu"), ("waiting time, ratio to plain", "wall"))
    ]
    memory = (
        (NAMES.get(way, way), *(f"{by_way[way].memory:.0f} MiB" if way in by_way else "–" for by_way in rows.values()))
        for way in ways
        if way != "serve"
    )
    tables.append(_table(("memory of the largest process", *rows), memory))
    if phones:
        waits = dict.fromkeys(name for by_name in phones.values() for name in by_name)
        lines = ((name, *(f"{by_name[name]:.0f}" for by_name in phones.values())) for name in waits)
        tables.append(_table(("on a phone", *phones), lines))
    return "\n\n".join(tables)


def plot(rows: Rows) -> str:
    """Return an SVG of CPU time as a ratio to plain MkDocs, with its words, on a white ground."""
    bars = [
        (size, NAMES[way].replace("`", ""), by_way[way].cpu / by_way["plain"].cpu)
        for size, by_way in rows.items()
        for way in PLOTTED
        if way in by_way
    ]
    left, row, width, space = 260, 20, 360, 12
    unit = width / max(1.0, *(ratio for _, _, ratio in bars))
    lines: list[str] = []
    y, last = 34, ""
    for size, name, ratio in bars:
        if size != last:
            y += space if last else 0
            lines.append(f'<text x="10" y="{y + 14}" font-weight="bold">{escape(size)}</text>')
            last = size
        fill = "#0f4a4f" if name.startswith("Precall") else "#8a8f94"
        lines.append(f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>')
        lines.append(f'<rect x="{left}" y="{y + 3}" width="{ratio * unit:.0f}" height="{row - 6}" fill="{fill}"/>')
        lines.append(f'<text x="{left + ratio * unit + 5:.0f}" y="{y + 14}">{ratio:.2f}</text>')
        y += row
    height, one = y + 10, left + unit
    head = "CPU time of a build; 1 is plain MkDocs with Material, of the same pages"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 {height}" role="img" aria-label="{head}" '
        'font-family="sans-serif" font-size="12" fill="#222">\n'
        f'<rect width="700" height="{height}" fill="#fff"/>\n<text x="10" y="20" font-size="13">{head}</text>\n'
        f'<path d="M{one:.0f} 30V{y}" stroke="#b3261e" stroke-dasharray="4 3"/>\n' + "\n".join(lines) + "\n</svg>\n"
    )


def publish(rows: Rows, phones: Phones, rounds: int) -> None:
    """Write the tables and the plot into the documentation."""
    PLOT.write_text(plot(rows), encoding="utf-8")
    times = f"Medians of {rounds} rounds" if rounds > 1 else "One round"
    caption = f"{times} of `make bench`: CPU seconds of all processes of a run, then the ratio."
    alt = "Bars of the CPU time of each build as a ratio to plain MkDocs; the tables below have the numbers."
    text = f"![{alt}](../pictures/{PLOT.name})\n\n{caption}\n\n{table(rows, phones)}\n\n"
    docs = DOCS.read_text(encoding="utf-8")
    DOCS.write_text(_PART.sub(lambda part: f"{part[1]}\n{text}{part[2]}", docs), encoding="utf-8")
