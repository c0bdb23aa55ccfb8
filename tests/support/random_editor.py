"""Random edits of a playbook, the same ones for the same seed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random


class RandomEditor:
    """Somebody who edits a playbook without a plan."""

    def __init__(self, root: Path, seed: int) -> None:
        self.random = Random(seed)
        self.folder = root / "playbook"
        self.broken: tuple[Path, str] | None = None
        self.count = 0

    def edit(self) -> str:
        """Make one edit; what kind it was."""
        self.count += 1
        if self.broken is not None and self.random.random() < 0.6:
            path, text = self.broken
            path.write_text(text, encoding="utf-8")
            self.broken = None
            return "mended"
        if self.random.random() < 0.5 and self.unfollow():
            return "led on no longer"
        ways = [self.reword] * 8 + [self.add_question, self.drop_question, self.rename_question, self.add_call]
        ways += [self.drop_call, self.rename_call, self.move_call, self.break_, self.settle, self.review, self.follow]
        return self.random.choice(ways)() or self.reword()

    def file(self, pattern: str) -> Path:
        """Some file."""
        return self.random.choice(sorted(self.folder.glob(pattern)))

    def change(self, path: Path, pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> bool:
        """Change one place of a pattern; whether there is one."""
        text = path.read_text(encoding="utf-8")
        places = list(re.finditer(pattern, text, re.MULTILINE))
        if not places:
            return False
        place = self.random.choice(places)
        said = place.expand(replacement) if isinstance(replacement, str) else replacement(place)
        path.write_text(text[: place.start()] + said + text[place.end() :], encoding="utf-8")
        return True

    def reword(self) -> str:
        """Other words in one text of one entry."""
        key = "title|objective|when|best|smallest|ask|why|purpose|say|agree|play_back|may_mean"
        for _ in range(20):
            if self.change(self.file("**/*.yml"), rf'^([ -]*(?:{key}): ")', rf"\g<1>Edit {self.count}: "):
                return "reworded"
        raise AssertionError("no text to reword")

    def add_question(self) -> str:
        """A question more in a bank."""
        added = f'  - id: new-{self.count}\n    ask: "What is new, the {self.count}th time?"\n'
        path = self.file("questions/*.yml")
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + f"\n{added}", encoding="utf-8")
        return "added a question"

    def drop_question(self) -> str:
        """A question fewer, of those that nobody asks."""
        return (
            "dropped a question"
            if self.change(self.file("questions/*.yml"), r"^  - id: new-.*\n    ask.*\n", "")
            else ""
        )

    def rename_question(self) -> str:
        """A question under another id, which may leave references behind that lead nowhere."""
        return (
            "renamed a question"
            if self.change(self.file("questions/*.yml"), r"id: new-\d+", f"id: new-9{self.count}")
            else ""
        )

    def add_call(self) -> str:
        """A call like another."""
        text = self.file("calls/*.yml").read_text(encoding="utf-8")
        (self.folder / f"calls/added-{self.count}.yml").write_text(text, encoding="utf-8")
        return "added a call"

    def drop_call(self) -> str:
        """A call fewer."""
        added = sorted(self.folder.glob("calls/added-*.yml"))
        if added:
            self.random.choice(added).unlink()
        return "dropped a call" if added else ""

    def rename_call(self) -> str:
        """A call under another name."""
        path = self.file("calls/*.yml")
        path.rename(path.with_name(f"added-r{self.count}.yml"))
        return "renamed a call"

    def move_call(self) -> str:
        """A call in another stage."""
        stages = re.findall(r"id: ([\w-]+)", (self.folder / "playbook.yml").read_text(encoding="utf-8"))
        stage = self.random.choice(stages)
        return "moved a call" if self.change(self.file("calls/*.yml"), r"^stage: .*", f"stage: {stage}") else ""

    def follow(self) -> str:
        """A call that leads to another."""
        other = self.file("calls/*.yml").stem
        path = self.file("calls/*.yml")
        text = re.sub(r"^next:.*\n(?:[ -].*\n)*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        path.write_text(f"{text.rstrip()}\nnext: [{other}]\n", encoding="utf-8")
        return "led on"

    def unfollow(self) -> bool:
        """Take out the ways that lead to calls that are gone; whether there were any."""
        there, done = {path.stem for path in self.folder.glob("calls/*.yml")}, False
        for path in self.folder.glob("calls/*.yml"):
            text = path.read_text(encoding="utf-8")
            found = re.search(r"^next:(.*\n(?:[ -].*\n)*)", text, flags=re.MULTILINE)
            if found and not set(re.findall(r"[\w-]*\w", found[1])) <= there:
                path.write_text(text.replace(found[0], ""), encoding="utf-8")
                done = True
        return done

    def review(self) -> str:
        """An entry that somebody has read again."""
        day = f"reviewed: 2026-{self.random.randint(1, 9):02}-{self.random.randint(1, 28):02}"
        return "reviewed" if self.change(self.file("**/*.yml"), r"reviewed: .*", day) else ""

    def settle(self) -> str:
        """Another setting."""
        done = self.change(self.folder / "playbook.yml", r"^(team|title): .*", rf"\g<1>: Name {self.count}")
        return "set" if done else ""

    def break_(self) -> str:
        """A file that cannot be read."""
        path = self.file("**/*.yml")
        text = path.read_text(encoding="utf-8")
        if self.broken is None:
            self.broken = (path, text)
            path.write_text(text + "\n  ]: [\n", encoding="utf-8")
            return "broken"
        return ""
