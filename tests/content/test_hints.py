"""Following the hint of a mistake leads to a file without that mistake.

Hundreds of mistakes are generated in right files. A function follows each hint to the letter, as an editor would who
knows no YAML, until the check has no problem left.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from precall.check.example import SETTINGS, SMALLEST, lay_out
from precall.content.loader import load
from precall.core.problems import Problem
from precall.core.session import Session
from tests.support.paths import ROOT

STEPS = 6
"""Hints that are followed for one mistake. One list without dashes may need a hint for each item."""

Mutate = Callable[[list[str], int], list[str] | None]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _block_end(lines: list[str], index: int) -> int:
    """Return the index after a line and the lines inside it."""
    end = index + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > _indent(lines[index])):
        end += 1
    return end


def _shifted(lines: list[str], index: int, by: int) -> list[str] | None:
    line = lines[index]
    if (
        not re.match(r" *[\w]+:", line)
        or _indent(line) + by < 0
        or index == 0
        or lines[index - 1].rstrip().endswith(":")
    ):
        return None
    end = _block_end(lines, index)
    # A text of several lines moves as a whole.
    return [
        *lines[:index],
        *(" " * max(0, _indent(each) + by) + each.lstrip(" ") for each in lines[index:end]),
        *lines[end:],
    ]


def too_far(lines: list[str], index: int) -> list[str] | None:
    """Indent a key one column too far."""
    return _shifted(lines, index, 1)


def too_little(lines: list[str], index: int) -> list[str] | None:
    """Indent a key one column too little."""
    return _shifted(lines, index, -1) if not lines[index].startswith("- ") else None


def odd_space(lines: list[str], index: int) -> list[str] | None:
    """Put a no-break space into the indentation."""
    line = lines[index]
    return [*lines[:index], "\u00a0" + line[1:], *lines[index + 1 :]] if re.match(r"  +(- )?\w+:? ", line) else None


def odd_dash(lines: list[str], index: int) -> list[str] | None:
    """Put a no-break space after a dash."""
    line = lines[index]
    return (
        [*lines[:index], line.replace("- ", "-\u00a0", 1), *lines[index + 1 :]]
        if line.lstrip().startswith("- ")
        else None
    )


def no_space(lines: list[str], index: int) -> list[str] | None:
    """Leave out the space after a dash."""
    line = lines[index]
    return [*lines[:index], line.replace("- ", "-", 1), *lines[index + 1 :]] if line.lstrip().startswith("- ") else None


def no_colon_space(lines: list[str], index: int) -> list[str] | None:
    """Leave out the space after a colon."""
    line = lines[index]
    found = re.match(r" *(- )?[a-z_]+: (?=[\w])", line)
    return [*lines[:index], line.replace(": ", ":", 1), *lines[index + 1 :]] if found else None


def tab(lines: list[str], index: int) -> list[str] | None:
    """Indent with a tab."""
    line = lines[index]
    return [*lines[:index], "\t" + line.lstrip(" "), *lines[index + 1 :]] if _indent(line) == 2 else None


def left_over(lines: list[str], index: int) -> list[str] | None:
    """Leave the space behind where a # was removed."""
    return (
        [*lines, " owner: Kim"] if index == len(lines) - 1 and _indent(lines[0]) == 0 and lines[0][0] != "-" else None
    )


def _list_at(lines: list[str], index: int) -> int | None:
    """Return the end of the list of one-line texts under a key; None if there is none."""
    end = _block_end(lines, index)
    items = lines[index + 1 : end]
    is_list = lines[index].rstrip().endswith(":") and items and all(re.match(r" +- [\w][^:]*$", item) for item in items)
    return end if is_list and len({_indent(item) for item in items}) == 1 else None


def commas(lines: list[str], index: int) -> list[str] | None:
    """Write a list of ids on one line, with commas."""
    end = _list_at(lines, index)
    items = [item.strip()[2:] for item in lines[index + 1 : end]] if end else []
    if len(items) < 2 or not all(re.fullmatch(r"[a-z0-9/-]+", item) for item in items):
        return None
    return [*lines[:index], f"{lines[index].rstrip()} {', '.join(items)}", *lines[end:]]


def no_dashes(lines: list[str], index: int) -> list[str] | None:
    """Leave out all dashes of a list."""
    end = _list_at(lines, index)
    return (
        [*lines[: index + 1], *(line.replace("- ", "", 1) for line in lines[index + 1 : end]), *lines[end:]]
        if end
        else None
    )


def blank(lines: list[str], index: int) -> list[str] | None:
    """Leave out a text."""
    found = re.match(r"( *(?:- )?(?!id\b)[a-z_]+:) \w", lines[index])
    return [*lines[:index], found[1], *lines[index + 1 :]] if found and _block_end(lines, index) == index + 1 else None


def missing(lines: list[str], index: int) -> list[str] | None:
    """Leave out a key at the top of a file."""
    return (
        [*lines[:index], *lines[index + 1 :]]
        if re.match(r"(stage|channel|when|minutes|purpose|objective): \w", lines[index])
        else None
    )


def placeholder(lines: list[str], index: int) -> list[str] | None:
    """Write a placeholder instead of a text."""
    found = re.match(r"( *(?:- )?(?:title|ask|objective|when|purpose|say|why|best|smallest):) \w", lines[index])
    words = ("...", "TODO", "~", "null", "TBD")
    is_one = found and _block_end(lines, index) == index + 1
    return (
        [*lines[:index], f"{found[1]} {words[index % len(words)]}", *lines[index + 1 :]] if found and is_one else None
    )


def misspelt(lines: list[str], index: int) -> list[str] | None:
    """Swap two letters of a key."""
    found = re.match(r"( *(?:- )?)([a-z_]{4,})(:.*)", lines[index])
    if not found:
        return None
    word = found[2]
    swapped = word[0] + word[2] + word[1] + word[3:]
    return [*lines[:index], found[1] + swapped + found[3], *lines[index + 1 :]] if swapped != word else None


def colon(lines: list[str], index: int) -> list[str] | None:
    """Write a colon into a text."""
    found = re.match(r"( *(?:- )?(?:ask|objective|when|say|title): )(\w+) (.+)", lines[index])
    return [*lines[:index], f"{found[1]}{found[2]}: {found[3]}", *lines[index + 1 :]] if found else None


def star(lines: list[str], index: int) -> list[str] | None:
    """Begin a text with a character that YAML gives a meaning."""
    found = re.match(r"( *- |.*?\b(?:ask|say|title): )(\w.*)", lines[index])
    return (
        [*lines[:index], f"{found[1]}{'@%`'[index % 3]}{found[2]}", *lines[index + 1 :]]
        if found and ":" not in found[2]
        else None
    )


MUTATIONS = (
    *(too_far, too_little, odd_space, odd_dash, no_space, no_colon_space, tab, left_over, commas, no_dashes, blank),
    *(missing, placeholder, misspelt, colon, star),
)


@dataclass
class Follower:
    """Follows hints in one file."""

    file: Path

    def follow(self, problem: Problem) -> bool:  # noqa: PLR0912, PLR0915  # a branch for each form of a hint
        """Apply a hint. Return whether the hint can be applied."""
        lines = self.file.read_text(encoding="utf-8").split("\n")
        span, hint = problem.span, problem.hint
        at = span.line - 1
        line = lines[at]
        if found := re.search(r"column (\d+), where", hint):
            end, by = _block_end(lines, at), int(found[1]) - 1 - _indent(line)
            # Its neighbours are where they belong; what is inside it is further right than they.
            end = next((each for each in range(at + 1, end) if _indent(lines[each]) <= int(found[1]) - 1), end)
            lines[at:end] = [" " * max(0, _indent(each) + by) + each.lstrip(" ") for each in lines[at:end]]
            if "and the lines below it" in hint:
                below = range(end, len(lines))
                lines[end:] = [" " * max(0, _indent(lines[each]) + by) + lines[each].lstrip(" ") for each in below]
        elif hint.startswith("Delete the tab"):
            lines[at] = line.replace("\t", "", 1)
        elif hint.startswith("Write a space instead of the dash"):
            lines[at] = line.replace("-", " ", 1)
        elif hint.startswith("Delete the dash before each of its keys"):
            keys = hint.partition(": ")[2].rstrip(".").split(", ")
            lines = [re.sub(rf"- (?=(?:{'|'.join(keys)}):)", "", each) for each in lines]
        elif found := re.match(r"Replace the // with a #: (.*)", hint):
            lines[at] = line[: _indent(line)] + found[1]
        elif found := re.match(r'Move it left, out of "(\w+)"', hint):
            del lines[at]
            lines.insert(lines.index(f"{found[1]}:"), line.lstrip(" "))
        elif hint.startswith("Delete this line, and the ```"):
            lines = [each for each in lines if not each.startswith("```")]
        elif found := re.match(r"Write (\d{4}-\d\d-\d\d)\.", hint):
            lines[at] = line[: span.column - 1] + found[1]
        elif hint.startswith("Type the start of the line again: "):
            lines[at] = hint.partition(": ")[2]
        elif re.match(r"Begin each of these lines with a dash", hint):
            while at < len(lines) and lines[at].strip() and not re.match(r" *[a-z_]+:", lines[at]):
                lines[at] = " " * _indent(lines[at]) + "- " + lines[at].lstrip(" ")
                at += 1
        elif hint.startswith("Put square brackets around it"):
            lines[at] = f"{line[: span.column - 1]}[{line[span.column - 1 :].strip()}]"
        elif found := re.search(r"Put quotes around (?:the text|all of it): (.*)", hint):
            quoted = found[1]
            lines[at] = (
                line[: _indent(line)] + quoted
                if re.match(r"[a-z_]+: ['\"]", quoted) and ":" in line.split(quoted[:3])[0]
                else (re.match(r" *(?:- +)?(?:[\w-]+: +)?", line) or [""])[0] + quoted
                if "goes on after" in problem.message or "comes from a word processor" in problem.message
                else line[: span.column - 1] + quoted
            )
            key = re.match(r"( *(?:- )?)([a-z_]+): ['\"]", line[: _indent(line)] + quoted)
            if key and re.match(rf" *(- )?{key[2]}:", line):
                lines[at] = line[: line.index(key[2])] + quoted
        elif found := re.search(
            r"(?:Write it on the line below, after a dash|on a line of its own with a dash and a space): - (.*)", hint
        ):
            if re.match(r" *-", line):
                lines[at] = " " * _indent(line) + "- " + found[1]
            elif ":" in line and line.rstrip().endswith(found[1]):
                depth = _indent(line)
                lines[at : at + 1] = [line[: span.column - 1].rstrip(), " " * (depth + 2) + "- " + found[1]]
            else:
                lines[at] = " " * _indent(line) + "- " + found[1]
        elif found := re.match(r"Write (- .*|[a-z_]+: .*)", hint):
            lines[at] = (
                line[: _indent(line)]
                + ("- " if line.lstrip().startswith("- ") and not found[1].startswith("- ") else "")
                + found[1]
            )
        elif found := re.match(r'Did you mean "([^"]+)"', hint):
            lines[at] = line[: span.column - 1] + found[1] + line[span.end_column - 1 :]
        elif hint.startswith("Replace the tab with two spaces"):
            lines[at] = line.replace("\t", "  ", 1)
        elif found := re.match(r"Write one of (\w[\w-]*)", hint):
            lines[at] = self._value(line, span.column, found[1])
        elif hint.startswith("Write a whole number"):
            lines[at] = self._value(line, span.column, "45")
        elif hint.startswith("Write a day"):
            lines[at] = self._value(line, span.column, "2026-11-01")
        elif hint.startswith("Write a text"):
            lines[at] = self._value(line, span.column, "Something.")
        elif found := re.match(r'Add a line "id: ([\w-]+)"', hint):
            lines[at:at] = [f"{' ' * _indent(line)}- id: {found[1]}"]
            lines[at + 1] = line.replace("-", " ", 1)
        elif found := re.match(r'Add a line "(\w+): ...".(?: It is one of (\w[\w-]*))?', hint):
            value = found[2] or ("45" if found[1] == "minutes" else "Something.")
            lines.insert(at + 1, f"{' ' * (span.column - 1)}{found[1]}: {value}")
        else:
            return False
        self.file.write_text("\n".join(lines), encoding="utf-8")
        return True

    def _value(self, line: str, column: int, value: str) -> str:
        found = re.match(r" *(?:- )?[a-z_]+:", line)
        return f"{found[0]} {value}" if found else f"{line[: column - 1]}{value}"


def mistakes(seed: int) -> Iterator[tuple[str, str, str]]:
    """Yield a kind of mistake, the path of a file, and its text with that mistake."""
    random_ = random.Random(seed)
    texts = {f"playbook/{name}": text for name, text in SMALLEST.items() if isinstance(text, str)}
    for path in (
        "calls/first-meeting.yml",
        "calls/renewal.yml",
        "questions/why-now.yml",
        "barriers.yml",
        "principles.yml",
    ):
        texts[f"own/{path}"] = (ROOT / "playbook" / path).read_text(encoding="utf-8")
    for path, text in texts.items():
        lines = text.rstrip("\n").split("\n")
        for mutate in MUTATIONS:
            places = [(index, made) for index in range(len(lines)) if (made := mutate(lines, index)) is not None]
            for _, made in random_.sample(places, min(len(places), 6)):
                yield mutate.__name__, path, "\n".join(made) + "\n"


def _root(folder: Path, path: str, text: str) -> tuple[Path, Path]:
    """Write a playbook with one file changed; return its root and the file."""
    if path.startswith("own/"):
        for source in (ROOT / "playbook").rglob("*.yml"):
            target = folder / "playbook" / source.relative_to(ROOT / "playbook")
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                target.write_bytes(source.read_bytes())
        file = folder / path.replace("own/", "playbook/", 1)
    else:
        lay_out(folder, SMALLEST)
        file = folder / path
    file.write_text(text, encoding="utf-8")
    return folder, file


def test_following_hints_leads_to_a_right_file(tmp_path: Path) -> None:
    """At most a few in a hundred generated mistakes need manual work, and in no kind of mistake the majority does."""
    totals, failed = Counter[str](), Counter[str]()
    first: dict[str, str] = {}
    # Files that are not changed are parsed once.
    session = Session()
    for number, (kind, path, text) in enumerate(mistakes(7)):
        root, file = _root(tmp_path / path.partition("/")[0], path, text)
        right = (ROOT / path.replace("own/", "playbook/", 1)).read_bytes() if path.startswith("own/") else None
        before = [
            each for each in load(root, session=session).problems if each.path == file.relative_to(root).as_posix()
        ]
        totals[kind] += bool(before)
        problems, steps = before, 0
        while problems and steps < STEPS and Follower(file).follow(problems[0]):
            steps += 1
            problems = list(load(root, session=session).problems)
        if problems:
            failed[kind] += 1
            first.setdefault(kind, f"{number} {path}\n  {before[0]}\n  {problems[0]}")
        if right is not None:
            file.write_bytes(right)
    table = "\n".join(f"{kind:15} {totals[kind]:4} {failed[kind]:4}  {first.get(kind, '')}" for kind in totals)
    total, lost = sum(totals.values()), sum(failed.values())
    assert total >= 400, table
    assert lost <= 0.03 * total, f"{lost} of {total}\n{table}"


@pytest.mark.parametrize(
    ("path", "source", "moved"),
    [
        ("questions/second.yml", "calls/first-meeting.yml", "playbook/calls/second.yml"),
        ("calls/second.yml", "questions/why-now.yml", "playbook/questions/second.yml"),
    ],
)
def test_a_file_in_the_wrong_folder_is_one_problem(tmp_path: Path, path: str, source: str, moved: str) -> None:
    """The hint names the right place, and there it has no problem."""
    text = str(SMALLEST[source])
    lay_out(tmp_path, {path: text})
    (problem,) = load(tmp_path).problems
    assert (problem.rule, problem.hint) == ("misplaced-file", f"Move it to {moved}.")
    (tmp_path / "playbook" / path).rename(tmp_path / moved)
    assert load(tmp_path).problems == ()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("calls/first-meeting.yml", "first-meeting.yml"),
        ("calls/first-meeting.yml", "calls/first-meeting.yaml"),
        ("calls/first-meeting.yml", "calls/first-meeting.yml.txt"),
        ("calls/first-meeting.yml", "calls/old/first-meeting.yml"),
        ("calls/first-meeting.yml", "questions/first-meeting.yml"),
        ("questions/why-now.yml", "why-now.yml"),
        ("questions/why-now.yml", "calls/why-now.yml"),
        ("barriers.yml", "barrier.yml"),
        ("barriers.yml", "barriers.yaml"),
        ("principles.yml", "the-method.yml"),
    ],
)
def test_a_misplaced_file_is_the_only_problem(tmp_path: Path, right: str, wrong: str) -> None:
    """References to its entries are valid after the move that the hint suggests."""
    call = str(SMALLEST["calls/first-meeting.yml"])
    lay_out(tmp_path, {"calls/second.yml": f"{call}next:\n  - first-meeting\n"})
    folder = tmp_path / "playbook"
    (folder / wrong).parent.mkdir(exist_ok=True)
    (folder / right).rename(folder / wrong)
    (problem,) = load(tmp_path).problems
    found = re.match(r"(?:Rename it to|Move it to) (\S+?\.yml)\b", problem.hint)
    assert found, problem
    assert (problem.rule, found[1]) == ("misplaced-file", f"playbook/{right}")


@pytest.mark.parametrize(
    ("path", "at", "wrong"),
    [
        ("questions/why-now.yml", "  - id: what-changed", "  - id: why-now/what-changed"),
        ("barriers.yml", "- id: burned-before", "- id: Burned_Before"),
        ("barriers.yml", "- id: burned-before", "- id: two\n  title: Two\n- id: two"),
        ("playbook.yml", "  - id: understand", "  - id: two\n    title: Two\n    client_is: here\n  - id: two"),
    ],
)
def test_an_entry_with_a_wrong_id_is_the_only_problem(tmp_path: Path, path: str, at: str, wrong: str) -> None:
    """References to the id that it should have are not reported as well."""
    text = str(SMALLEST[path])
    assert text.count(at) == 1
    lay_out(tmp_path, {path: text.replace(at, wrong)})
    (problem,) = load(tmp_path).problems
    assert problem.rule in ("invalid-id", "duplicate-id")


@pytest.mark.parametrize(
    "text", ['{"title": "First", "stage": "understand"}\n', '{\n  "title": "a"\n  "stage": "b"\n}\n']
)
def test_a_file_that_is_json_is_one_problem(tmp_path: Path, text: str) -> None:
    """Whether YAML can read it or not."""
    lay_out(tmp_path, {"calls/second.yml": text})
    (problem,) = load(tmp_path).problems
    assert "JSON" in problem.message
    assert problem.span.line == 1


def test_an_arrow_between_two_words_becomes_a_key(tmp_path: Path) -> None:
    """The rule applies to a text and to the items of a list."""
    for line in ("prospect -> client", "- prospect -> client"):
        settings = f"{SETTINGS}words:\n  avoid:\n    {line}\n"
        lay_out(tmp_path, {"playbook.yml": settings})
        (problem,) = load(tmp_path).problems
        assert problem.hint.endswith(": prospect: client")
        lay_out(tmp_path, {"playbook.yml": settings.replace(line, problem.hint.rpartition("dash: ")[2])})
        assert load(tmp_path).problems == ()


SET, NAMED = "playbook.yml", "title: Sales playbook\n"
CALL, BANK, BARRIERS = "calls/first-meeting.yml", "questions/why-now.yml", "barriers.yml"
TRIED = "    - We tried that two years ago."
PAGE = "  - A page on how firms like theirs handle this."
QUESTION = "  - why-now/what-changed"
OBJECTIVE = "objective: The client sees what staying put costs them, and has one idea to use without us."
PAIR = "  - id: what-changed\n    ask: What has changed since you last looked at this?"
END = "  - two-lines"
NEW = "- id: no-time\n  title: No time"


@pytest.mark.parametrize(
    ("path", "at", "right", "wrong"),
    [
        (BARRIERS, TRIED, "    - '\"We tried that\", they say.'", '    - "We tried that", they say.'),
        (BARRIERS, TRIED, "    - 'They said \"not now\" and left.'", '    - "They said "not now" and left."'),
        (CALL, PAGE, '  - "A page: on how firms"', "  - \u201cA page: on how firms\u201d"),
        (CALL, PAGE, '  - "A page: on how firms"', '  - "A page: on how firms\u201d'),
        (CALL, PAGE, '  - "A page: on how firms"', "  - \u201eA page: on how firms\u201c"),
        (CALL, QUESTION, QUESTION, f"  \u2022 {QUESTION[4:]}"),
        (CALL, QUESTION, QUESTION, f"  \u2013 {QUESTION[4:]}"),
        (CALL, QUESTION, QUESTION, f"  1. {QUESTION[4:]}"),
        (CALL, QUESTION, QUESTION, f"  -- {QUESTION[4:]}"),
        (CALL, QUESTION, QUESTION, f"{QUESTION}: What has changed?"),
        (CALL, "channel: meeting", "channel: meeting", "channel meeting"),
        (CALL, "channel: meeting", "channel: meeting", "channel = meeting"),
        (CALL, "channel: meeting", "channel: meeting", "channel; meeting"),
        (CALL, "channel: meeting", "channel: meeting", "**channel**: meeting"),
        (CALL, "channel: meeting", "channel: meeting", "**channel:** meeting"),
        (CALL, "channel: meeting", "channel: meeting\n# ask Kim", "channel: meeting\n// ask Kim"),
        (CALL, "minutes: 45", "minutes: 60", "minutes: 1h"),
        (CALL, "minutes: 45", "minutes: 60", "minutes: 45-60 min"),
        (CALL, "minutes: 45", "minutes: 45", "duration: 45"),
        (CALL, OBJECTIVE, OBJECTIVE, OBJECTIVE.replace("objective", "goal")),
        (CALL, OBJECTIVE, OBJECTIVE, OBJECTIVE.replace("objective", "Ziel")),
        (CALL, "channel: meeting", "channel: meeting\nagree: '- \"now\"'", 'channel: meeting\nagree: - "now"'),
        (BANK, PAIR, PAIR, PAIR.replace("ask:", "question:")),
        (BANK, PAIR, PAIR, PAIR.replace("    ask", "  - ask")),
        (BANK, PAIR, PAIR, PAIR.replace("    ask", "  ask")),
        (CALL, "minutes: 45", "minutes: 45", "minutes: 45\u200b"),
        (CALL, "minutes: 45", "minutes: 45\ntags: [a, b]", "minutes: 45\ntags: [#a, #b]"),
        (CALL, "minutes: 45", "minutes: 45\ntags: [a, b]", "minutes: 45\ntags: [a, #b]"),
        (CALL, "minutes: 45", "minutes: 45\ntags: [a, b]", "minutes: 45\ntags: - a - b"),
        (CALL, QUESTION, QUESTION, f"  \u2014{QUESTION[4:]}"),
        (CALL, "minutes: 45", "minutes: 45", "minutes: ca. 45 Min."),
        (CALL, "channel: meeting", "channel: meeting", "channel: in person"),
        (CALL, "channel: meeting", "channel: phone", "channel: Telefon"),
        (CALL, "minutes: 45", "minutes: 45\nreviewed: 2026-01-13", "minutes: 45\nreviewed: 2026-13-01"),
        (CALL, "minutes: 45", "minutes: 45\nreviewed: 2026-01-13", "minutes: 45\nreviewed: 13/01/26"),
        (CALL, "minutes: 45", "minutes: 45\ntags: [a, b]", "minutes: 45\ntags: a and b"),
        (CALL, "minutes: 45", "minutes: 45\ntags: [a, b]", "minutes: 45\ntags: a; b"),
        (SET, "title: Sales playbook", f"{NAMED}review_every: 6 months", f"{NAMED}review_every: 6 Monate"),
        (SET, "title: Sales playbook", f"{NAMED}review_every: 6 months", f"{NAMED}review_every: half a year"),
        (SET, "title: Sales playbook", f"{NAMED}synonyms:\n  - [a, b, c]", f"{NAMED}synonyms:\n  - a = b = c"),
    ],
)
def test_a_hint_leads_to_the_line_that_was_meant(tmp_path: Path, path: str, at: str, right: str, wrong: str) -> None:
    """The mistake is one problem, and following its hint writes the line as it should have been."""
    text = str(SMALLEST[path])
    assert text.count(at) == 1
    root, file = _root(tmp_path, f"playbook/{path}", text.replace(at, wrong))
    (problem,) = load(root).problems
    assert Follower(file).follow(problem), problem
    assert file.read_text(encoding="utf-8") == text.replace(at, right)
    assert load(root).problems == ()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("outcome:\n  best: A\n  smallest: B\n", "outcome:\n  - best: A\n  - smallest: B\n"),
        (f"{OBJECTIVE}\noutcome:\n  best: A", f"outcome:\n  {OBJECTIVE}\n  best: A"),
    ],
)
def test_a_misplaced_key_is_one_problem(tmp_path: Path, right: str, wrong: str) -> None:
    """The hint shows the right place, and the key is not also reported as missing there."""
    text = re.sub(
        r"(best|smallest): .*", lambda each: f"{each[1]}: {'A' if each[1] == 'best' else 'B'}", str(SMALLEST[CALL])
    )
    assert right in text
    root, file = _root(tmp_path, f"playbook/{CALL}", text.replace(right, wrong))
    (problem,) = load(root).problems
    assert Follower(file).follow(problem), problem


def test_lines_below_move_with_the_first(tmp_path: Path) -> None:
    """If most lines of a file are one column too far right, one hint is enough for all."""
    text = str(SMALLEST[CALL])
    head, _, rest = text.partition("\n")
    shifted = "\n".join(f" {line}" if line else "" for line in rest.split("\n"))
    root, file = _root(tmp_path, f"playbook/{CALL}", f"{head}\n{shifted}")
    (problem,) = load(root).problems
    assert Follower(file).follow(problem), problem
    assert file.read_text(encoding="utf-8") == text


def test_a_folded_text_says_where_its_lines_begin(tmp_path: Path) -> None:
    """All lines of the text are named, because each of them must be indented."""
    text = str(SMALLEST[CALL]).replace(OBJECTIVE, "objective: >-\nThe client sees what\nstaying put costs them.")
    root, _ = _root(tmp_path, f"playbook/{CALL}", text)
    (problem,) = load(root).problems
    assert (problem.span.line, problem.hint) == (7, "Begin lines 7 to 8 in column 3.")
    right = text.replace("\nThe client", "\n  The client").replace("\nstaying", "\n  staying")
    (tmp_path / "playbook" / CALL).write_text(right, encoding="utf-8")
    assert load(root).problems == ()


def test_an_entry_without_its_dash_says_where_the_dash_belongs(tmp_path: Path) -> None:
    """Its id is the first line that it has, so that no other line is missing."""
    more = "    id: who\n    ask: Who noticed it first?\n"
    text = str(SMALLEST["questions/why-now.yml"])
    lay_out(tmp_path, {"questions/why-now.yml": text + more})
    (problem,) = load(tmp_path).problems
    assert problem.hint == "Put a dash before it, in the column of the dash above, to begin another entry."
    lay_out(tmp_path, {"questions/why-now.yml": text + more.replace("    id", "  - id")})
    assert load(tmp_path).problems == ()


def test_a_name_in_the_place_of_an_item_becomes_its_id(tmp_path: Path) -> None:
    """Stages as a group of names instead of a list."""
    text = SETTINGS.replace("  - id: understand", "  first:\n    title: First\n  - id: understand")
    lay_out(tmp_path, {"playbook.yml": text})
    (problem,) = load(tmp_path).problems
    assert (problem.span.line, problem.hint) == (4, "Write - id: first")


def test_an_id_that_is_blank_says_what_an_id_is(tmp_path: Path) -> None:
    """Small letters, digits and hyphens."""
    lay_out(tmp_path, {"questions/why-now.yml": str(SMALLEST["questions/why-now.yml"]).replace("what-changed", "")})
    problem = next(each for each in load(tmp_path).problems if each.rule == "empty-text")
    assert problem.hint.startswith("Write a short name in small letters")


@pytest.mark.parametrize("text", ["???", "TBD: ask Jan", "TODO", "Lorem ipsum dolor sit amet.", "___"])
def test_a_text_that_comes_later_is_a_placeholder(tmp_path: Path, text: str) -> None:
    """A text that begins with a usual placeholder is a placeholder too."""
    root, _ = _root(tmp_path, f"playbook/{CALL}", str(SMALLEST[CALL]).replace(OBJECTIVE, f'objective: "{text}"'))
    (problem,) = load(root).problems
    assert (problem.rule, problem.span.line) == ("empty-text", 6)


@pytest.mark.parametrize("text", ["Todo lists are gone.", "What is it?", "... and what it costs.", "TODAY they know."])
def test_a_text_that_only_looks_like_one_is_a_text(tmp_path: Path, text: str) -> None:
    """Dots before a text, and words that begin like a mark."""
    root, _ = _root(tmp_path, f"playbook/{CALL}", str(SMALLEST[CALL]).replace(OBJECTIVE, f'objective: "{text}"'))
    assert load(root).problems == ()


def test_a_line_after_a_comment_says_where_the_text_was_cut_off(tmp_path: Path) -> None:
    """The fault is the number sign above, and not the line that goes on."""
    text = str(SMALLEST[CALL]).replace(OBJECTIVE, "objective: The client sees the # 1 cost\n  of staying put.")
    root, file = _root(tmp_path, f"playbook/{CALL}", text)
    (problem,) = load(root).problems
    assert (problem.span.line, problem.hint) == (6, "Put quotes around the whole text, from line 6 to its end.")
    file.write_text(text.replace("The client sees", '"The client sees').replace("put.", 'put."'), encoding="utf-8")
    assert load(root).problems == ()


@pytest.mark.parametrize("ends", ["", " "])
def test_a_text_below_its_key_says_where_it_begins(tmp_path: Path, ends: str) -> None:
    """A text may begin on the line below its key, but must be indented."""
    text = str(SMALLEST[CALL]).replace(OBJECTIVE, f"objective:{ends}\nThe client sees what\nstaying put costs them.")
    root, _ = _root(tmp_path, f"playbook/{CALL}", text)
    (problem,) = load(root).problems
    assert (problem.span.line, problem.hint) == (7, "Begin lines 7 to 8 in column 3.")


@pytest.mark.parametrize(
    ("path", "typed", "hint"),
    [
        (CALL, "listen_for: none", "Delete the line: an empty list needs none."),
        (CALL, "listen_for: keine", "Delete the line: an empty list needs none."),
        (CALL, "allow: near-duplicate", "Write each on lines of its own: - rule: ..., and below it, indented, reason."),
        (SET, "synonyms:\n  - price", "Write words that belong together in one list: - [price, ...]"),
    ],
)
def test_the_hint_of_a_text_in_place_of_a_list_fits_the_list(tmp_path: Path, path: str, typed: str, hint: str) -> None:
    """A word for nothing, a list of groups, and a list of lists."""
    root, _ = _root(tmp_path, f"playbook/{path}", f"{SMALLEST[path]!s}{typed}\n")
    (problem,) = load(root).problems
    assert problem.hint == hint
