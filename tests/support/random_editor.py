"""Random edits of a playbook, the same ones for the same seed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random


class RandomEditor:
    """An editor that changes a playbook at random."""

    def __init__(self, root: Path, seed: int) -> None:
        self.random = Random(seed)
        self.folder = root / "playbook"
        self.broken: tuple[Path, str] | None = None
        self.count = 0

    def edit(self) -> str:
        """Make one edit and return its kind."""
        self.count += 1
        if self.broken is not None and self.random.random() < 0.6:
            path, text = self.broken
            path.write_text(text, encoding="utf-8")
            self.broken = None
            return "repaired"
        if self.random.random() < 0.5 and self.unfollow():
            return "removed references"
        ways = [self.reword] * 8 + [self.add_question, self.drop_question, self.rename_question, self.add_call]
        ways += [self.drop_call, self.rename_call, self.move_call, self.break_, self.settle, self.review, self.follow]
        return self.random.choice(ways)() or self.reword()

    def file(self, pattern: str) -> Path:
        """Return a random file that matches a pattern."""
        return self.random.choice(sorted(self.folder.glob(pattern)))

    def change(self, path: Path, pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> bool:
        """Replace one match of a pattern, and return whether there was one."""
        text = path.read_text(encoding="utf-8")
        places = list(re.finditer(pattern, text, re.MULTILINE))
        if not places:
            return False
        place = self.random.choice(places)
        new_text = place.expand(replacement) if isinstance(replacement, str) else replacement(place)
        path.write_text(text[: place.start()] + new_text + text[place.end() :], encoding="utf-8")
        return True

    def reword(self) -> str:
        """Change one text of one entry."""
        key = "title|objective|when|best|smallest|ask|why|purpose|say|agree|play_back|may_mean"
        for _ in range(20):
            if self.change(self.file("**/*.yml"), rf'^([ -]*(?:{key}): ")', rf"\g<1>Edit {self.count}: "):
                return "reworded"
        raise AssertionError("no text to reword")

    def add_question(self) -> str:
        """Add a question to a bank."""
        added = f'  - id: new-{self.count}\n    ask: "What is new, the {self.count}th time?"\n'
        path = self.file("questions/*.yml")
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + f"\n{added}", encoding="utf-8")
        return "added a question"

    def drop_question(self) -> str:
        """Remove a question that no entry refers to."""
        return (
            "dropped a question"
            if self.change(self.file("questions/*.yml"), r"^  - id: new-.*\n    ask.*\n", "")
            else ""
        )

    def rename_question(self) -> str:
        """Change the id of a question, which may leave broken references."""
        return (
            "renamed a question"
            if self.change(self.file("questions/*.yml"), r"id: new-\d+", f"id: new-9{self.count}")
            else ""
        )

    def add_call(self) -> str:
        """Add a copy of a call."""
        text = self.file("calls/*.yml").read_text(encoding="utf-8")
        (self.folder / f"calls/added-{self.count}.yml").write_text(text, encoding="utf-8")
        return "added a call"

    def drop_call(self) -> str:
        """Delete a call."""
        added = sorted(self.folder.glob("calls/added-*.yml"))
        if added:
            self.random.choice(added).unlink()
        return "dropped a call" if added else ""

    def rename_call(self) -> str:
        """Change the id of a call."""
        path = self.file("calls/*.yml")
        path.rename(path.with_name(f"added-r{self.count}.yml"))
        return "renamed a call"

    def move_call(self) -> str:
        """Move a call to another stage."""
        stages = re.findall(r"id: ([\w-]+)", (self.folder / "playbook.yml").read_text(encoding="utf-8"))
        stage = self.random.choice(stages)
        return "moved a call" if self.change(self.file("calls/*.yml"), r"^stage: .*", f"stage: {stage}") else ""

    def follow(self) -> str:
        """Make a call lead to another."""
        other = self.file("calls/*.yml").stem
        path = self.file("calls/*.yml")
        text = re.sub(r"^next:.*\n(?:[ -].*\n)*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        path.write_text(f"{text.rstrip()}\nnext: [{other}]\n", encoding="utf-8")
        return "led on"

    def unfollow(self) -> bool:
        """Remove references to deleted calls, and return whether there were any."""
        there, done = {path.stem for path in self.folder.glob("calls/*.yml")}, False
        for path in self.folder.glob("calls/*.yml"):
            text = path.read_text(encoding="utf-8")
            found = re.search(r"^next:(.*\n(?:[ -].*\n)*)", text, flags=re.MULTILINE)
            if found and not set(re.findall(r"[\w-]*\w", found[1])) <= there:
                path.write_text(text.replace(found[0], ""), encoding="utf-8")
                done = True
        return done

    def review(self) -> str:
        """Change the review date of an entry."""
        day = f"reviewed: 2026-{self.random.randint(1, 9):02}-{self.random.randint(1, 28):02}"
        return "reviewed" if self.change(self.file("**/*.yml"), r"reviewed: .*", day) else ""

    def settle(self) -> str:
        """Change a setting."""
        done = self.change(self.folder / "playbook.yml", r"^(team|title): .*", rf"\g<1>: Name {self.count}")
        return "set" if done else ""

    def break_(self) -> str:
        """Make a file unreadable."""
        path = self.file("**/*.yml")
        text = path.read_text(encoding="utf-8")
        if self.broken is None:
            self.broken = (path, text)
            path.write_text(text + "\n  ]: [\n", encoding="utf-8")
            return "broken"
        return ""
