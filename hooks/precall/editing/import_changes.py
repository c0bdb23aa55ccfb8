"""Convert an import plan to changes of files: new banks and calls, and questions added to existing banks."""

from __future__ import annotations

from pathlib import Path

from precall.check.runner import check
from precall.content.loader import LoadResult, load
from precall.content.model import Barrier, Call, file_kind, key_order
from precall.content.source import Source
from precall.content.source_map import Value
from precall.core.errors import PrecallError
from precall.editing import yaml_writer
from precall.editing.edits import copy_with_changes, encode_like, new_problems
from precall.editing.formatter import format_source
from precall.editing.import_plan import ImportPlan
from precall.editing.scaffold import append_to_list
from precall.editing.yaml_tree import parse_yaml

BARRIERS = "playbook/barriers.yml"


def planned_changes(root: Path, loaded: LoadResult, plan: ImportPlan) -> dict[str, bytes | None]:
    """Return the new content of the files.

    Raises:
        PrecallError: Questions cannot be added to a bank, or the content would have problems other than blanks.
    """
    changes: dict[str, bytes | None] = {}
    for bank, questions in plan.banks.items():
        path = f"playbook/questions/{bank}.yml"
        source = next((document.source for document in loaded.documents if document.source.path == path), None)
        head: list[str] = []
        if bank not in loaded.playbook.banks:
            head = [
                f"title: {yaml_writer.text(plan.bank_titles[bank])}",
                "# What these questions let the client talk about.",
                "purpose:",
                "# Delete this line when the purpose is written; until then no site shows these questions.",
                "draft: true",
            ]
        elif source:
            changes[path] = _with_questions(root, source, questions)
            continue
        changes[path] = _formatted(path, [*head, "questions:", *_question_lines(questions, 2)])
    for ref, call in plan.calls.items():
        path = f"playbook/calls/{ref}.yml"
        changes[path] = _formatted(path, _call_lines(call))
    if plan.barriers:
        changes[BARRIERS] = _with_barriers(root, plan)
    readable = {BARRIERS, *(document.source.path for document in loaded.documents)}
    for path in changes:
        if (root / path).exists() and path not in readable:
            raise PrecallError(f"{path} exists already and cannot be read.", "Fix or move the file, and import again.")
    for problem in new_problems(root, loaded, changes):
        # Problems in drafts are notices and allowed.
        if problem.severity == "error":
            raise PrecallError(
                f"Nothing was written, because {problem.path} would have a problem: {problem.message}", problem.hint
            )
    _mark_drafts(root, plan, changes)
    return changes


def _mark_drafts(root: Path, plan: ImportPlan, changes: dict[str, bytes | None]) -> None:
    """Make new calls drafts if the check finds errors in them, for example a card that is too high."""
    paths = {f"playbook/calls/{ref}.yml": ref for ref, call in plan.calls.items() if "draft" not in call}
    if not paths:
        return
    with copy_with_changes(root, changes) as copy:
        errors = [problem for problem in check(load(copy, at=root)).errors if problem.path in paths]
    for problem in errors:
        ref = paths[problem.path]
        plan.calls[ref]["draft"] = "true"
        changes[problem.path] = _formatted(problem.path, _call_lines(plan.calls[ref]))
        for row in plan.all_rows:
            if row.ref == ref:
                row.notes.append(f"a draft, because of an error: {problem.message}")


def _with_barriers(root: Path, plan: ImportPlan) -> bytes:
    """Return the list of barriers with the new barriers at its end."""
    lines: list[str] = []
    for barrier in plan.barriers.values():
        ordered = {key: barrier[key] for key in key_order(Barrier) if key in barrier}
        lines += [*([""] if lines else []), *yaml_writer.lines([ordered])]
    entry = _formatted(BARRIERS, lines).decode().rstrip("\n").split("\n")
    return append_to_list(root / BARRIERS, BARRIERS, entry)


def _question_lines(questions: list[dict[str, Value]], indent: int) -> list[str]:
    lines: list[str] = []
    for question in questions:
        lines += [*([""] if lines else []), *yaml_writer.lines([question], indent)]
    return lines


def _call_lines(call: dict[str, Value]) -> list[str]:
    lines: list[str] = []
    for key in key_order(Call):
        value = call.get(key)
        if key == "outcome" and isinstance(value, dict):
            lines.append("outcome:")
            lines += [
                f"  {name}: {yaml_writer.text(str(line))}" if line else f"  {name}:" for name, line in value.items()
            ]
        elif key == "draft" and value:
            lines.append("draft: true")
        elif value:
            lines += yaml_writer.lines({key: value})
        elif key in call:
            lines.append(f"{key}:")
    return lines


def _formatted(path: str, lines: list[str]) -> bytes:
    kind = file_kind(path)
    assert kind is not None
    return format_source(Source(path, "\n".join(lines) + "\n"), kind).encode()


def _with_questions(root: Path, source: Source, questions: list[dict[str, Value]]) -> bytes:
    """Return the bank's file with questions added at the end of its list."""
    tree = parse_yaml(source)
    listed = tree.get("questions") if tree is not None else None
    if tree is not None and tree.is_block and listed is None:
        # The file overrides only other keys of a company's bank.
        added = "\n".join(["questions:", *_question_lines(questions, 2), ""])
        return encode_like((root / source.path).read_bytes(), f"{source.text.rstrip()}\n{added}")
    if listed is None or not listed.is_block or listed.kind != "list":
        raise PrecallError(
            f"The questions in {source.path} are written in brackets or as an alias.",
            "Write them with a dash on each line, and try again.",
        )
    indent = source.position(source.text.rindex("-", 0, listed.items[0].start))[1] - 1
    line = source.position(listed.end)[0]
    end = source.line_starts[line - 1] + len(source.line(line))
    ending = "\r\n" if "\r\n" in source.text else "\n"
    added = "".join(f"{ending}{text}" for text in ["", *_question_lines(questions, indent)])
    return encode_like((root / source.path).read_bytes(), source.text[:end] + added + source.text[end:])
