"""The schemas accept valid content, reject invalid content, and are up to date."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from precall.check.registry import Example
from precall.check.runner import check_folder
from precall.content.loader import load
from precall.content.model import FILES, fields_by_key
from precall.editing.schema import FOLDER, schema_files, vscode_files

OURS = Path(__file__).parents[2]
LayOut = Callable[[Example], Path]
VALIDATORS = {
    name.removesuffix(".schema.json"): jsonschema.Draft7Validator(
        json.loads(text), format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    )
    for name, text in schema_files(load(OURS)).items()
}


class _EditorLoader(yaml.SafeLoader):
    """A loader for YAML 1.2 as in yaml-language-server: dates, `yes` and `12:30` are text, `0123` is a number."""


_EditorLoader.yaml_implicit_resolvers = {}
for pattern, tag, first in (
    (r"^(?:true|True|TRUE|false|False|FALSE)$", "bool", "tTfF"),
    (r"^(?:~|null|Null|NULL|)$", "null", ["~", "n", "N", ""]),
    (r"^[-+]?[0-9]+$", "int", "-+0123456789"),
    (r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "float", "-+.0123456789"),
):
    _EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def _read(text: str) -> Any:
    return yaml.load(text, Loader=_EditorLoader)


def _rejected_keys(kind: str, text: str) -> set[str]:
    """Return the keys that the schema rejects: the last key of each error's path, or the unknown key."""
    return {key for error in VALIDATORS[kind].iter_errors(_read(text)) for key in _keys(error)}


def _keys(error: jsonschema.ValidationError) -> Iterator[str]:
    there: Any = error.instance
    wanted: Any = error.validator_value
    schema: Any = error.schema
    if error.validator == "additionalProperties":
        yield from set(there) - set(schema["properties"])
    elif error.validator == "required":
        yield from set(wanted) - set(there)
    else:
        yield next((step for step in reversed(error.absolute_path) if isinstance(step, str)), "")


@pytest.mark.parametrize("kind", FILES, ids=lambda kind: kind.schema)
def test_every_schema_is_valid_and_complete(kind: Any) -> None:
    """It is in draft 7, refers to no other file, describes each key, and has exactly the model's keys."""
    schema = json.loads(schema_files(load(OURS))[f"{kind.schema}.schema.json"])
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$ref" not in json.dumps(schema)
    entry = schema["items"] if kind.many else schema
    assert list(entry["properties"]) == list(fields_by_key(kind.model))
    assert entry["additionalProperties"] is False

    def parts(part: Any) -> Iterator[dict[str, Any]]:
        if isinstance(part, dict):
            if "properties" in part:
                yield part
            for inner in part.values():
                yield from parts(inner)

    for part in parts(schema):
        assert part["additionalProperties"] is False
        for key, field in part["properties"].items():
            assert field["markdownDescription"].startswith(field["description"]), key
            assert "null" not in json.dumps(field.get("type", ""))


@pytest.mark.parametrize("path", sorted((OURS / "playbook").rglob("*.yml")), ids=lambda path: path.stem)
def test_our_content_matches_its_schema(path: Path) -> None:
    """An editor underlines nothing in the content that we publish."""
    (kind,) = (each for each in FILES if each.id_in(path.relative_to(OURS).as_posix()) is not None)
    errors = VALIDATORS[kind.schema].iter_errors(_read(path.read_text(encoding="utf-8")))
    assert [(list(each.absolute_path), each.message) for each in errors] == []


CALL = """\
title: A call
stage: understand
channel: meeting
when: Now.
minutes: 45
objective: They see more.
outcome:
  best: A date.
  smallest: A page.
"""
PRINCIPLE = "- id: a-name\n  title: A\n  say: B\n"
BANK = "title: A\npurpose: B\nquestions:\n  - id: one\n    ask: C?\n"
SETTINGS = "title: A\nteam: B\nstages:\n  - {id: understand, title: A, client_is: b}\n"
WRONG = [
    ("call", CALL + "staeg: x\n", "staeg"),
    ("call", CALL + "return_: x\n", "return_"),
    ("call", CALL.replace("stage: understand", "stage: nowhere"), "stage"),
    ("call", CALL.replace("meeting", "fax"), "channel"),
    ("call", CALL.replace("45", "long"), "minutes"),
    ("call", CALL.replace("45", "0"), "minutes"),
    ("call", CALL.replace("45", "4.5"), "minutes"),
    ("call", CALL.replace("They see more.", ""), "objective"),
    ("call", CALL.replace("objective: They see more.\n", ""), "objective"),
    ("call", CALL.replace("  smallest: A page.\n", ""), "smallest"),
    ("call", CALL.replace("best: A date.", "best: [A date.]"), "best"),
    ("call", CALL + "questions: [why-now/nothing]\n", "questions"),
    ("call", CALL + "questions: why-now/what-changed\n", "questions"),
    ("call", CALL + "questions: [why-now/what-changed, why-now/what-changed]\n", "questions"),
    ("call", CALL + "reviewed: 2026-02-30\n", "reviewed"),
    ("call", CALL + "reviewed: soon\n", "reviewed"),
    ("call", CALL + "tags: [Two Words]\n", "tags"),
    ("call", CALL + "free_value: [{What: they said}]\n", "free_value"),
    ("call", CALL + "allow: [{rule: a-rule}]\n", "reason"),
    ("call", CALL + "owner:\n", "owner"),
    ("call", CALL + "next: [nowhere]\n", "next"),
    ("questions", BANK.replace("ask: C?", "aks: C?"), "aks"),
    ("questions", BANK.replace("id: one", "id: Not An Id"), "id"),
    ("questions", BANK.replace("id: one", "id: search"), "id"),
    ("questions", "title: A\npurpose: B\nquestions: []\n", "questions"),
    ("principles", PRINCIPLE.replace("say: B", "says: B"), "say"),
    ("principles", PRINCIPLE + "  sources: [nobody]\n", "sources"),
    ("barriers", "- id: a\n  title: A\n  questions: [nowhere/nothing]\n", "questions"),
    ("barriers", "- title: A\n", "id"),
    ("sources", "- {id: a, title: A, url: 'javascript:x'}\n", "url"),
    ("sources", "- {id: a, title: A, url: example.com}\n", "url"),
    ("playbook", SETTINGS + "language: English\n", "language"),
    ("playbook", SETTINGS + "cards: {paper: a3}\n", "paper"),
    ("playbook", SETTINGS + "cards: {questions: 9}\n", "questions"),
    ("playbook", SETTINGS + "review_every: often\n", "review_every"),
    ("playbook", SETTINGS + "synonyms: [[alone]]\n", "synonyms"),
    ("playbook", SETTINGS + "words: {avoid: {a: [b]}}\n", "a"),
    ("playbook", "title: A\nteam: B\nstages: []\n", "stages"),
    ("playbook", SETTINGS + "checks: {near-duplicates: off}\n", "near-duplicates"),
    ("playbook", SETTINGS + "checks: {near-duplicate: of}\n", "near-duplicate"),
    ("playbook", SETTINGS + "checks: {hard-to-read: {wurds: 3}}\n", "hard-to-read"),
]
PATHS = {kind.schema: kind.pattern.removeprefix("playbook/").replace("*", "an-entry") for kind in FILES}


@pytest.mark.parametrize(("kind", "text", "key"), WRONG)
def test_the_schema_and_the_check_reject_the_same_key(kind: str, text: str, key: str, lay_out: LayOut) -> None:
    """Both report the same location."""
    assert key in _rejected_keys(kind, text)
    found = check_folder(lay_out({PATHS[kind]: text})).problems
    here = [each for each in found if each.path.endswith(PATHS[kind])]
    assert any(key in each.excerpt or f'"{key}"' in each.message for each in here), here


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("call", CALL.replace("A call", "No")),
        ("call", CALL + "keywords: [0123, 12:30, 1.10, 2026-11-01, on, 401]\n"),
        ("call", CALL + "reviewed: 2026-11-01\n"),
        ("call", CALL + "return: Once they agree.\n"),
        ("sources", "- {id: a, title: A, year: 2013, url: 'https://e.org/a'}\n"),
        ("playbook", SETTINGS + "checks: {near-duplicate: off, hard-to-read: {severity: error, words: 20}}\n"),
        ("playbook", SETTINGS + "words: {avoid: {prospect: client}}\nreview_every: 1 year\n"),
    ],
)
def test_valid_content_is_rejected_by_neither(kind: str, text: str, lay_out: LayOut) -> None:
    """An editor parses numbers where Precall reads text, so text fields accept both."""
    assert _rejected_keys(kind, text) == set()
    here = [each for each in check_folder(lay_out({PATHS[kind]: text})).errors if each.path.endswith(PATHS[kind])]
    assert here == []


def test_known_differences_between_schema_and_check(lay_out: LayOut) -> None:
    """The schema rejects `true` as text and ids of digits only; the check reads them as text."""
    text = PRINCIPLE.replace("title: A", "title: true").replace("a-name", "2026")
    assert _rejected_keys("principles", text) == {"title", "id"}
    found = check_folder(lay_out({"principles.yml": text + "- {id: two-lines, title: A, say: B}\n"})).errors
    assert found == []


def test_the_choices_are_existing_ids_with_their_titles() -> None:
    """Completion offers the valid ids of a reference, each with its title."""
    schema = json.loads(schema_files(load(OURS))["call.schema.json"])
    questions = schema["properties"]["questions"]["items"]
    playbook = load(OURS).playbook
    assert questions["enum"] == sorted(playbook.questions)
    titles = dict(zip(questions["enum"], questions["markdownEnumDescriptions"], strict=True))
    assert titles["why-now/what-changed"] == playbook.questions["why-now/what-changed"].ask


def test_an_unreadable_file_disables_its_choices(lay_out: LayOut) -> None:
    """While a file cannot be read, references into it are not rejected."""
    schema = json.loads(schema_files(load(lay_out({"questions/why-now.yml": "title: 'A\n"})))["call.schema.json"])
    assert "enum" not in schema["properties"]["questions"]["items"]
    assert schema["properties"]["stage"]["enum"] == ["understand"]


def test_the_schemas_in_the_repository_are_not_stale() -> None:
    """They match our content. To fix a failure, run `precall schema`."""
    for name, text in schema_files(load(OURS)).items():
        assert (OURS / FOLDER / name).read_text(encoding="utf-8") == text, f"{name} is stale: run precall schema"


def test_each_kind_of_file_has_its_schema_in_vs_code() -> None:
    """VS Code finds each schema by a glob and requests no catalogue from the web."""
    settings = json.loads((OURS / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert settings == json.loads(vscode_files()["settings.json"])
    assert settings["yaml.schemaStore.enable"] is False
    for schema, pattern in settings["yaml.schemas"].items():
        assert (OURS / schema).is_file()
        assert list(OURS.glob(pattern))
    assert set(settings["yaml.schemas"].values()) == {kind.pattern for kind in FILES}
