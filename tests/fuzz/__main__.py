"""Try random mistakes for some minutes: `python -m tests.fuzz --minutes 5 --seed 1` (or `make fuzz`).

The properties: no command ends with a traceback or hangs; a check reports one mistake with at most two problems, at
most one line away from it. A violation of the first kind gives exit code 1; the others are counted in a table.
`--save DIR` writes each failing case to a folder.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import openpyxl

from precall.cli.main import main as precall
from tests.fuzz.mutations import mistake

SECONDS = 30
"""A command that takes longer hangs."""


class HangError(Exception):
    """A command took longer than `SECONDS`."""


def _hang(number: int, frame: FrameType | None) -> None:
    raise HangError


def run(*arguments: str) -> tuple[int, str, str]:
    """Run a command in this process and return its exit code, its output and a traceback (empty if there is none)."""
    out = io.StringIO()
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            code = precall(list(arguments))
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 2
    except BaseException:  # every kind of failure is looked for
        return -1, out.getvalue(), traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return code, out.getvalue(), ""


class Tally:
    """The number of cases, and the violations."""

    def __init__(self, save: Path | None) -> None:
        self.tried: Counter[str] = Counter()
        self.broken: Counter[tuple[str, str]] = Counter()
        self.crashes: list[str] = []
        self._save = save

    def note(self, kind: str, law: str, case: str, details: str = "") -> None:
        """Count one violation and save its case."""
        self.broken[kind, law] += 1
        if law in ("traceback", "exit code"):
            self.crashes.append(f"{kind}: {details[-1500:]}")
        if self._save and self.broken[kind, law] <= 20:
            self._save.mkdir(parents=True, exist_ok=True)
            name = f"{kind}-{law}-{self.broken[kind, law]}".replace(" ", "-")
            (self._save / f"{name}.txt").write_text(
                f"{details}\n---\n{case}", encoding="utf-8", errors="backslashreplace"
            )

    def table(self) -> str:
        """Return a line for each kind of case, with the broken laws behind it."""
        rows = [f"{'cases':>7}  kind"]
        for kind, count in sorted(self.tried.items()):
            laws = ", ".join(f"{law} {number}" for (of, law), number in sorted(self.broken.items()) if of == kind)
            rows.append(f"{count:>7}  {kind}: {laws or 'no law broken'}")
        return "\n".join(rows)


def _content(root: Path, chance: random.Random, tally: Tally) -> None:
    """Try one mistake in one content file."""
    path = chance.choice(sorted((root / "playbook").rglob("*.yml")))
    text = path.read_text(encoding="utf-8")
    made = mistake(text, chance)
    path.write_text(made.text, encoding="utf-8", errors="surrogatepass")
    tally.tried["content"] += 1
    code, out, failure = run("check", "--root", str(root), "--format", "json", "--no-cache")
    case = f"{path.relative_to(root)}:{made.line} {made.name}\n{made.text}"
    if failure:
        tally.note("content", "traceback", case, failure)
    elif code not in (0, 1):
        tally.note("content", "exit code", case, f"{code}\n{out}")
    else:
        problems = [each for each in json.loads(out) if each["severity"] != "notice"]
        if len(problems) > 2:
            tally.note("content", "more than two problems", case, out)
        near = [each for each in problems if each["path"].endswith(path.name) and abs(each["line"] - made.line) <= 1]
        if problems and not near:
            tally.note("content", "far from the mistake", case, out)
    path.write_text(text, encoding="utf-8")


def _spreadsheet(root: Path, chance: random.Random, tally: Tally) -> None:
    """Try one damaged spreadsheet."""
    rows = [
        ["Question", "Category", "Why we ask", "Follow-up questions"],
        *([f"What changed in {number}?", "Why now", "To learn", "Who noticed?;When?"] for number in range(4)),
    ]
    kind = chance.choice(("csv", "xlsx", "xlsx part"))
    file = root / ("rows.csv" if kind == "csv" else "rows.xlsx")
    if kind == "csv":
        data = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode(
            chance.choice(("utf-8", "utf-16", "cp1252"))
        )
        file.write_bytes(_damaged(data, chance))
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]  # a new workbook has a sheet
        book.save(file)
        if kind == "xlsx":
            file.write_bytes(_damaged(file.read_bytes(), chance))
        else:
            _damage_part(file, chance)
    tally.tried["spreadsheet"] += 1
    code, out, failure = run("import", str(file), "--root", str(root))
    if failure:
        tally.note("spreadsheet", "traceback", repr(file.read_bytes()[:2000]), failure)
    elif code not in (0, 1, 2):
        tally.note("spreadsheet", "exit code", repr(file.read_bytes()[:2000]), f"{code}\n{out}")
    elif any(ord(character) < 32 and character not in "\n\t" for character in out):
        tally.note("spreadsheet", "control characters", repr(file.read_bytes()[:2000]), repr(out))
    file.unlink()


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one cut, flip or insertion."""
    at = chance.randrange(len(data))
    return chance.choice(
        (
            data[:at],
            data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :],
            data[:at] + chance.randbytes(4) + data[at:],
        )
    )


def _damage_part(file: Path, chance: random.Random) -> None:
    """Damage one XML part of a workbook and pack it again."""
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = _damaged(parts[name], chance)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "odd.yml")


def _device(folder: Path) -> None:
    (folder / "odd.yml").symlink_to("/dev/zero")


def _loop(folder: Path) -> None:
    (folder / "odd.yml").symlink_to(folder / "odd.yml")


def _outside(folder: Path) -> None:
    (folder / "odd.yml").symlink_to("/etc/passwd")


def _folder(folder: Path) -> None:
    (folder / "odd.yml").mkdir()


def _large(folder: Path) -> None:
    with (folder / "odd.yml").open("wb") as file:
        file.truncate(3_000_000_000)


def _binary(folder: Path) -> None:
    (folder / "odd.yml").write_bytes(os.urandom(500))


def _odd_name(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.yml")).write_text("title: x\n")


ODD_FILES: tuple[Callable[[Path], None], ...] = (
    *(_fifo, _device, _loop, _outside, _folder, _large, _binary, _odd_name),
)


def _odd_folder(root: Path, chance: random.Random, tally: Tally) -> None:
    """Try one unexpected item in a folder that is read."""
    made = root.with_name("odd")
    shutil.copytree(root, made)
    below = chance.choice(("playbook", "playbook/calls", "playbook/questions", "templates/pages"))
    (made / below).mkdir(parents=True, exist_ok=True)
    change = chance.choice(ODD_FILES)
    change(made / below)
    tally.tried["folder"] += 1
    for command in (("check", "--format", "json", "--no-cache"), ("export", "--json", str(root.with_name("out")))):
        code, out, failure = run(*command, "--root", str(made))
        case = f"{command[0]}: {below}: {change.__name__}"
        if failure:
            tally.note("folder", "traceback", case, failure)
        elif code not in (0, 1, 2):
            tally.note("folder", "exit code", case, f"{code}\n{out}")
        if "root:" in out:
            tally.note("folder", "a file outside was read", case, out)
    shutil.rmtree(made)
    shutil.rmtree(root.with_name("out"), ignore_errors=True)


KINDS: dict[str, Callable[[Path, random.Random, Tally], None]] = {
    "content": _content,
    "spreadsheet": _spreadsheet,
    "folder": _odd_folder,
}


def _cases(kinds: list[str], seconds: float) -> Iterator[str]:
    """Yield kinds of cases in turn until the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        # Mistakes in content are the most frequent ones, and the quickest to try.
        for kind in kinds:
            yield from (kind,) * (8 if kind == "content" else 2 if kind == "spreadsheet" else 1)


def main() -> int:
    """Try random mistakes and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(KINDS), action="append")
    parser.add_argument("--save", type=Path, help="a folder for the cases that broke a law")
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, _hang)
    chance, tally = random.Random(options.seed), Tally(options.save)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        started = run(
            "new", "site", str(root), "--team", "Fuzz", "--title", "Fuzz", "--language", "en", "--paper", "a4"
        )
        assert started[0] == 0, started
        for kind in _cases(options.only or sorted(KINDS), options.minutes * 60):
            KINDS[kind](root, chance, tally)
    print(tally.table())
    for crash in tally.crashes[:10]:
        print(f"\n{crash}")
    return 1 if tally.crashes else 0


if __name__ == "__main__":
    sys.exit(main())
