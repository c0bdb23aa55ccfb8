"""What an import has planned becomes changes to files: new banks and calls, new questions at the end of their banks."""

from __future__ import annotations

from pathlib import Path

from precall.content.loader import LoadResult, load
from precall.content.model import Call, file_kind
from precall.content.model.order import key_order
from precall.content.source import Source
from precall.content.source_map import Value
from precall.core.errors import PrecallError
from precall.editing import yaml_writer
from precall.editing.edits import copy_with_changes, encode_like
from precall.editing.formatter import format_source
from precall.editing.import_plan import ImportPlan
from precall.editing.yaml_tree import parse_yaml


def planned_changes(root: Path, loaded: LoadResult, plan: ImportPlan) -> dict[str, bytes | None]:
    """The files as they would be. Raises PrecallError when a bank cannot be added to, or something would be wrong."""
    made: dict[str, bytes | None] = {}
    for bank, questions in plan.banks.items():
        entry = loaded.playbook.banks.get(bank)
        if entry is not None:
            path = f"playbook/questions/{bank}.yml"
            own = next((each.source for each in loaded.documents if each.source.path == path), None)
            listed = _tidy(path, ["questions:", *_apart(questions, 2)])
            made[path] = _added(root, own, questions) if own else listed
        else:
            path = f"playbook/questions/{bank}.yml"
            head = [
                f"title: {yaml_writer.text(plan.bank_titles[bank])}",
                "# What these questions let the client talk about.",
                "purpose:",
            ]
            made[path] = _tidy(path, [*head, "questions:", *_apart(questions, 2)])
    for ref, call in plan.calls.items():
        path = f"playbook/calls/{ref}.yml"
        made[path] = _tidy(path, _call(call))
    for path in made:
        if (root / path).exists() and path not in {document.source.path for document in loaded.documents}:
            raise PrecallError(f"{path} is there already and cannot be read.")
    _try(root, loaded, made)
    return made


def _apart(questions: list[dict[str, Value]], indent: int) -> list[str]:
    lines: list[str] = []
    for question in questions:
        lines += [*([""] if lines else []), *yaml_writer.lines([question], indent)]
    return lines


def _call(call: dict[str, Value]) -> list[str]:
    lines: list[str] = []
    for key in key_order(Call):
        value = call.get(key)
        if key == "outcome" and isinstance(value, dict):
            lines.append("outcome:")
            lines += [
                f"  {each}: {yaml_writer.text(str(said))}" if said else f"  {each}:" for each, said in value.items()
            ]
        elif value:
            lines += yaml_writer.lines({key: value})
        elif key in call:
            lines.append(f"{key}:")
    return lines


def _tidy(path: str, lines: list[str]) -> bytes:
    kind = file_kind(path)
    assert kind is not None
    return format_source(Source(path, "\n".join(lines) + "\n"), kind).encode()


def _added(root: Path, source: Source, questions: list[dict[str, Value]]) -> bytes:
    tree = parse_yaml(source)
    listed = tree.get("questions") if tree is not None else None
    if tree is not None and tree.is_block and listed is None:
        # A team that changes only the title of a company's bank.
        more = "\n".join(["questions:", *_apart(questions, 2), ""])
        return encode_like((root / source.path).read_bytes(), f"{source.text.rstrip()}\n{more}")
    if listed is None or not listed.is_block or listed.kind != "list":
        raise PrecallError(
            f"The questions in {source.path} stand in brackets or behind an alias.",
            "Write them with a dash on each line, and try again.",
        )
    dash = source.position(source.text.rindex("-", 0, listed.items[0].start))[1] - 1
    line = source.position(listed.end)[0]
    end = source.line_starts[line - 1] + len(source.line(line))
    ending = "\r\n" if "\r\n" in source.text else "\n"
    more = "".join(f"{ending}{text}" for text in ["", *_apart(questions, dash)])
    return encode_like((root / source.path).read_bytes(), source.text[:end] + more + source.text[end:])


def _try(root: Path, loaded: LoadResult, made: dict[str, bytes | None]) -> None:
    """Blanks are named by the checker afterwards; anything else that is wrong keeps all of it from being written."""
    before = {(problem.path, problem.message) for problem in loaded.problems}
    with copy_with_changes(root, made) as copy:
        for problem in load(copy, at=root).problems:
            if problem.rule != "empty-text" and (problem.path, problem.message) not in before:
                raise PrecallError(
                    f"Nothing was written, for {problem.path} would be wrong: {problem.message}", problem.hint
                )
