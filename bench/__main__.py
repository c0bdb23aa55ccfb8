"""Build playbooks of three sizes with Precall, plain MkDocs and Hugo in turn, and print a table of time and memory."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import log
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "hooks")]

from tests.support.generate import generate  # noqa: E402

SIZES = {"S": (12, 150, 10), "M": (200, 2_000, 40), "L": (1_000, 10_000, 100)}
"""Calls, questions, principles."""
SEED = 6
WAYS = (
    "plain",
    "hugo",
    "precall",
    "precall-pdfs",
    "precall-warm",
    "check-cold",
    "check-edited",
    "check-warm",
    "serve",
)


@dataclass(frozen=True)
class Usage:
    """Time, memory and bytes of one run of one builder."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all processes together."""
    memory: float
    """Peak MiB of the largest process."""
    written: float
    """MiB on disk."""


@dataclass
class Bench:
    """The folder and the runs of one size."""

    size: str
    folder: Path
    runs: dict[str, list[Usage]] = field(default_factory=dict)

    @property
    def content(self) -> Path:
        """The playbook's folder, with Precall's settings."""
        return self.folder / "precall"

    @property
    def pages(self) -> Path:
        """The folder with the same pages as Markdown, with settings without Precall."""
        return self.folder / "plain"

    def prepare(self) -> None:
        """Write the sources of each builder."""
        calls, questions, principles = SIZES[self.size]
        generate(self.content, calls, questions, SEED, principles=principles)
        settings = self.content / "playbook" / "playbook.yml"
        text = (
            settings.read_text(encoding="utf-8") + "cards: {questions: 3}\nchecks:\n  card-overflow: {severity: off}\n"
        )
        settings.write_text(text, encoding="utf-8")
        (self.content / "docs").mkdir()
        ours = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
        nav = "nav:\n" + "".join(
            f"  - {name.capitalize()}: {name}/index.md\n" for name in ("calls", "questions", "barriers", "principles")
        )
        ours = re.sub(r"^nav:.*", f"{nav}  - Home: index.md\n", ours, flags=re.DOTALL | re.MULTILINE)
        ours = ours.replace("hooks/playbook.py", str(ROOT / "hooks" / "playbook.py"))
        pdfs = "extra: {precall: {pdfs: !ENV [BENCH_PDFS, never]}}\n"
        (self.content / "mkdocs.yml").write_text(ours + pdfs, encoding="utf-8")
        self._export(ours)
        # Made-up cards are fuller than real ones: some overflow, which must be a warning and not stop the build.
        settings.write_text(text.replace("severity: off", "severity: warning"), encoding="utf-8")

    def _export(self, settings: str) -> None:
        exported = self.folder / "exported"
        run([sys.executable, "-m", "precall", "export", "--root", self.content, "--markdown", exported])
        for page in exported.rglob("*.md"):
            to = self.pages / "docs" / page.relative_to(exported)
            to.parent.mkdir(parents=True, exist_ok=True)
            # The links to cards and other views would be broken.
            text = re.sub(r'<p class="pc-actions".*?</p>\n', "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
            to.write_text(text, encoding="utf-8")
        shutil.rmtree(exported)
        plain = re.sub(r"^(hooks|watch|edit_uri|copyright):.*\n", "", settings, flags=re.MULTILINE)
        plain = re.sub(r"^validation:\n(  .*\n)*", "not_in_nav: '*'\n", plain, flags=re.MULTILINE)
        (self.pages / "mkdocs.yml").write_text(plain, encoding="utf-8")

    def for_hugo(self) -> None:
        """Write Hugo's layout: a page from plain MkDocs with placeholders for the page's own content."""
        home = self.folder / "hugo"
        shutil.copytree(self.pages / "docs", home / "content")
        for index in home.rglob("index.md"):
            index.rename(index.with_name("_index.md"))
        page = next((self.pages / "site" / "calls").glob("*/index.html")).read_text(encoding="utf-8")
        page = page.replace("{{", "{{`{{`}}")
        page = re.sub(r"<title>.*?</title>", "<title>{{ .Title }}</title>", page, flags=re.DOTALL)
        page = re.sub(
            r'(<article class="md-content__inner[^>]*>).*?(</article>)', r"\1{{ .Content }}\2", page, flags=re.DOTALL
        )
        page = re.sub(
            r'(<ul class="md-nav__list" data-md-component="toc".*?>).*?</ul>\s*</nav>',
            r"\1{{ .TableOfContents }}</ul></nav>",
            page,
            flags=re.DOTALL,
        )
        for name in ("single.html", "list.html"):
            (home / "layouts" / "_default").mkdir(parents=True, exist_ok=True)
            (home / "layouts" / "_default" / name).write_text(page, encoding="utf-8")
        (home / "layouts" / "index.html").write_text(page, encoding="utf-8")
        shutil.copytree(self.pages / "site" / "assets", home / "static" / "assets")
        (home / "config.toml").write_text(
            'baseURL = "https://playbook.example.com/"\ndisableKinds = ["taxonomy", "term", "RSS"]\n'
            "[markup.goldmark.renderer]\nunsafe = true\n[markup.goldmark.parser.attribute]\nblock = true\n",
            encoding="utf-8",
        )

    def measure(self, way: str) -> None:
        """Run one builder once."""
        self.runs.setdefault(way, []).append(STEPS[way](self))

    def set_aside(self, site: Path) -> None:
        """Move a built site away. Some file systems take ten times as long for a file after many were deleted."""
        if site.exists():
            self._aside.mkdir(exist_ok=True)
            site.rename(self._aside / str(len(list(self._aside.iterdir()))))

    @property
    def _aside(self) -> Path:
        return self.folder / "aside"

    def clear_caches(self) -> None:
        """Delete the caches of earlier runs."""
        for folder in (self.content / ".cache", self.folder / "user-cache"):
            shutil.rmtree(folder, ignore_errors=True)


def run(
    command: list[str | Path], folder: Path = ROOT, written: Path | None = None, env: dict[str, str] | None = None
) -> Usage:
    """Run a command to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), "NO_MKDOCS_2_WARNING": "1", **(env or {})}
    start = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(list(map(str, command)), cwd=folder, env=environment, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        output.seek(0)
        # Exit code 1 of `precall check` only says that there are warnings.
        if process.returncode not in ((0, 1) if "check" in command else (0,)):
            sys.exit(f"{command}\n{output.read().decode(errors='replace')[-2000:]}")
    size = sum(path.stat().st_size for path in written.rglob("*") if path.is_file()) if written else 0
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, size / 2**20)


def mkdocs(bench: Bench, folder: Path, **env: str) -> Usage:
    """Run a full build over the existing site."""
    cache = {"XDG_CACHE_HOME": str(bench.folder / "user-cache")}
    command: list[str | Path] = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    return run(command, folder, folder / "site", {**cache, **env})


def plain(bench: Bench) -> Usage:
    """Build with plain MkDocs into an empty folder."""
    bench.set_aside(bench.pages / "site")
    return mkdocs(bench, bench.pages)


def check(bench: Bench) -> Usage:
    """Check everything with every rule."""
    cache = {"XDG_CACHE_HOME": str(bench.folder / "user-cache")}
    return run([sys.executable, "-m", "precall", "check", "--format", "concise"], bench.content, None, cache)


def cold(bench: Bench, **env: str) -> Usage:
    """Build with Precall and an empty cache."""
    bench.clear_caches()
    bench.set_aside(bench.content / "site")
    return mkdocs(bench, bench.content, **env)


@contextmanager
def edited(bench: Bench) -> Iterator[str]:
    """Edit one question: put words before its text."""
    path = bench.content / "playbook" / "questions" / "bank-0.yml"
    text = path.read_text(encoding="utf-8")
    words = f"{time.monotonic_ns() % 1_000_000} years on: "
    path.write_text(re.sub(r'(ask: ")', rf"\g<1>{words}", text, count=1), encoding="utf-8")
    yield words
    path.write_text(text, encoding="utf-8")


def warm(bench: Bench) -> Usage:
    """Build after another build and over its site, with one file edited in between."""
    with edited(bench):
        return mkdocs(bench, bench.content)


def check_edited(bench: Bench) -> Usage:
    """Check after another check, with one file edited in between."""
    with edited(bench):
        return check(bench)


def serve(bench: Bench) -> Usage:
    """Measure from an edit until the page is served by `mkdocs serve`, including the time to notice the edit.

    Memory and bytes are not measured. The seconds of CPU are those of the server.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), "NO_MKDOCS_2_WARNING": "1", "BENCH_PDFS": "never"}
    environment["XDG_CACHE_HOME"] = str(bench.folder / "user-cache")
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    page = f"http://127.0.0.1:{port}/questions/bank-0/"
    with subprocess.Popen(command, cwd=bench.content, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(page, "</html>", 600)
            # The first edit also loads what no build has needed yet.
            with edited(bench) as words:
                wait_for(page, words, 120)
            time.sleep(5)
            used = cpu_of(server.pid)
            start = time.monotonic()
            with edited(bench) as words:
                wait_for(page, words, 120)
                wall = time.monotonic() - start
                used = cpu_of(server.pid) - used
            return Usage(wall, used, 0, 0)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)


def wait_for(page: str, words: str, patience: float) -> None:
    """Request a page until it contains some words."""
    start = time.monotonic()
    while time.monotonic() - start < patience:
        with suppress(OSError), urllib.request.urlopen(page, timeout=patience) as answer:
            if words in answer.read().decode():
                return
        time.sleep(0.01)
    sys.exit(f"{page} did not have {words!r} after {patience} s")


def cpu_of(process: int) -> float:
    """Return a process's seconds of CPU, or 0 where the system does not report them."""
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def hugo(bench: Bench) -> Usage:
    """Build with Hugo into an empty folder."""
    home = bench.folder / "hugo"
    if not home.exists():
        bench.for_hugo()
    bench.set_aside(home / "public")
    return run(["hugo", "--quiet"], home, home / "public")


def check_cold(bench: Bench) -> Usage:
    """Check with an empty cache."""
    bench.clear_caches()
    return check(bench)


STEPS: dict[str, Callable[[Bench], Usage]] = {
    "plain": plain,
    "hugo": hugo,
    "precall": cold,
    "precall-pdfs": lambda bench: cold(bench, BENCH_PDFS="always"),
    "precall-warm": warm,
    "check-cold": check_cold,
    "check-edited": check_edited,
    "check-warm": check,
    "serve": serve,
}


def table(benches: list[Bench], ways: list[str]) -> str:
    """Return a table of the medians, each also as a ratio to plain MkDocs of the same size."""
    lines = [
        "| way | size | wall s | CPU s | of plain (wall) | of plain (CPU) | peak MiB | written MiB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for way in ways:
        for bench in benches:
            took, plain = median(bench.runs[way]), median(bench.runs["plain"])
            lines.append(
                f"| {way} | {bench.size} | {took.wall:.2f} | {took.cpu:.2f} | {took.wall / plain.wall:.2f} "
                f"| {took.cpu / plain.cpu:.2f} | {took.memory:.0f} | {took.written:.1f} |"
            )
    return "\n".join(lines)


def median(runs: list[Usage]) -> Usage:
    """Return the median of each number."""
    names = ("wall", "cpu", "memory", "written")
    return Usage(*(statistics.median(getattr(each, name) for each in runs) for name in names))


def growth(benches: list[Bench], way: str) -> str:
    """Return the exponent with which time grows with questions, from the smallest size to the largest.

    The start is subtracted: it is the time for no questions, by a straight line through the two smallest sizes.
    """
    if len(benches) < 3:
        return "the exponent of growth needs all three sizes"
    sizes = [SIZES[bench.size][1] for bench in benches]
    times = [median(bench.runs[way]).cpu for bench in benches]
    start = max(0.0, times[0] - sizes[0] * (times[1] - times[0]) / (sizes[1] - sizes[0]))
    small, large = max(times[1] - start, 1e-3), max(times[2] - start, 1e-3)
    exponent = log(large / small) / log(sizes[2] / sizes[1])
    return f"{way}: start {start:.2f} s of CPU, exponent {exponent:.2f} (M to L, over the start)"


def main() -> None:
    """Measure what the command line selects, and print it."""
    # In the background SIGINT is ignored, also by the servers that it must end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=[way for way in WAYS if way != "precall-pdfs"])
    parser.add_argument("--json", type=Path, help="write every single run there too")
    options = parser.parse_args()
    ways = ["plain", *(way for way in options.ways if way != "plain")]
    if "hugo" in ways and not shutil.which("hugo"):
        print("There is no hugo here: it is left out. Debian has it as a package, npm as hugo-bin.", file=sys.stderr)
        ways.remove("hugo")
    with tempfile.TemporaryDirectory() as folder:
        benches = [Bench(size, Path(folder) / size) for size in options.sizes]
        for bench in benches:
            bench.prepare()
        for number in range(options.rounds):
            for bench in benches:
                for way in ways:
                    print(f"round {number + 1} of {options.rounds}: {way}, {bench.size}", file=sys.stderr)
                    bench.measure(way)
    print(table(benches, ways))
    print()
    for way in ("plain", "precall"):
        if way in ways:
            print(growth(benches, way))
    if options.json:
        runs = {
            bench.size: {way: [vars(each) for each in took] for way, took in bench.runs.items()} for bench in benches
        }
        options.json.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
