"""The JSON export has the same content as the playbook's files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from precall.cli.main import main
from precall.content.loader import load
from precall.content.urls import FOLDERS
from precall.core.session import Session
from precall.editing import yaml_writer
from precall.exports.json_export import LISTS, api_files, document_schema, entry_document, playbook_document
from precall.exports.llms import llms_files
from precall.site.assemble import make_site
from tests.support import messy
from tests.support.paths import ROOT
from tests.support.values import playbook_values


def content_of(made: dict[str, Any]) -> dict[str, Any]:
    """Return a document as content files: values by the file's path below `playbook/`, every scalar as text."""
    bare = {key: [without_addresses(entry) for entry in made[key]] for key, *_ in LISTS}
    files: dict[str, Any] = {"playbook.yml": as_text({**made["settings"], "stages": bare["stages"]})}
    for key, folder in (("calls", "calls"), ("banks", "questions")):
        for entry in bare[key]:
            files[f"{folder}/{entry['id']}.yml"] = as_text(
                {name: value for name, value in entry.items() if name != "id"}
            )
    for key in ("principles", "barriers", "sources"):
        if bare[key]:
            files[f"{key}.yml"] = as_text(bare[key])
    return files


def without_addresses(entry: dict[str, Any]) -> dict[str, Any]:
    made = {key: value for key, value in entry.items() if key not in ("address", "ref")}
    if isinstance(entry.get("questions"), list) and any(isinstance(each, dict) for each in entry["questions"]):
        made["questions"] = [without_addresses(each) for each in entry["questions"]]
    return made


def as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def written(root: Path, made: dict[str, Any]) -> None:
    for path, value in content_of(made).items():
        file = root / "playbook" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(yaml_writer.lines(value)) + "\n", encoding="utf-8")


def read_back(root: Path, folder: Path) -> None:
    before = load(root).playbook
    made = json.loads(json.dumps(playbook_document(before, owners=True)))
    jsonschema.Draft202012Validator(document_schema()).validate(made)
    written(folder, made)
    after = load(folder)
    assert not after.problems
    assert playbook_values(after.playbook) == playbook_values(before)


def test_our_document_is_valid_and_becomes_the_same_playbook(tmp_path: Path) -> None:
    """The document matches its schema, and the files written from it have the same content."""
    read_back(ROOT, tmp_path)


@pytest.mark.parametrize("seed", range(20))
def test_random_documents_are_valid_and_become_the_same_playbook(seed: int, tmp_path: Path) -> None:
    """The playbooks come from 20 seeds and contain unusual texts."""
    messy.lay_out(tmp_path / "before", seed)
    read_back(tmp_path / "before", tmp_path / "after")


@pytest.mark.parametrize("owners", [False, True])
@pytest.mark.parametrize("seed", [None, *range(8)])
def test_the_files_equal_a_dump_of_the_document(seed: int | None, owners: bool, tmp_path: Path) -> None:
    """The files are joined from cached texts, and equal `json.dumps` of the whole document."""
    if seed is not None:
        messy.lay_out(tmp_path, seed)
    playbook = load(ROOT if seed is None else tmp_path).playbook
    files = {file.uri: file.content for file in api_files(playbook, owners=owners)}
    documents = {f"api/v1/{FOLDERS[each.kind]}/{each.ref}.json": each for each in playbook.entries()}
    assert (
        json.dumps(playbook_document(playbook, owners=owners), indent=1, ensure_ascii=False).encode() + b"\n"
        == (files["api/v1/playbook.json"])
    )
    for uri, each in documents.items():
        made = json.dumps(entry_document(each, owners=owners), indent=1, ensure_ascii=False)
        assert files[uri] == made.encode() + b"\n"


def test_the_schema_rejects_invalid_documents() -> None:
    """A missing key, an unknown key and a wrong type are invalid."""
    validator = jsonschema.Draft202012Validator(document_schema())
    for change in ({"calls": None}, {"surprise": 1}, {"version": 2}, {"stages": [{"id": "a"}]}):
        assert not validator.is_valid({**playbook_document(load(ROOT).playbook), **change})


def test_every_entry_has_a_file_and_no_owner_is_named() -> None:
    """Owners appear only on request."""
    playbook = load(ROOT).playbook
    files = {file.uri: json.loads(file.content) for file in api_files(playbook)}
    assert len(files) == 2 + len(list(playbook.entries()))
    assert files["api/v1/questions/why-now/what-changed.json"]["ref"] == "why-now/what-changed"
    assert files["api/v1/calls/first-meeting.json"] in files["api/v1/playbook.json"]["calls"]
    owners = {entry.owner for entry in playbook.entries() if entry.owner}
    assert owners
    assert not any('"owner": ' in json.dumps(file) for uri, file in files.items() if not uri.endswith("schema.json"))
    with_owners = next(iter(api_files(playbook, owners=True))).content.decode()
    assert all(json.dumps(owner, ensure_ascii=False) in with_owners for owner in owners)


def test_the_command_writes_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second export writes the same bytes, so it changes nothing."""
    assert main(["export", "--json", str(tmp_path), "--root", str(ROOT)]) == 0
    assert main(["export", "--json", str(tmp_path), "--root", str(ROOT)]) == 0
    assert " 0 changed, 0 removed" in capsys.readouterr().out
    assert json.loads((tmp_path / "api/v1/playbook.json").read_text())["version"] == 1


@pytest.mark.slow
def test_every_site_has_the_export(built_site: Path) -> None:
    """The document below `api/v1/` of a built site matches its schema, and is not stored for offline use."""
    folder = built_site / "api/v1"
    made = json.loads((folder / "playbook.json").read_text(encoding="utf-8"))
    schema = json.loads((folder / made["$schema"]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(made)
    for key, folder_name in (("calls", "calls"), ("banks", "questions"), ("barriers", "barriers")):
        for entry in made[key]:
            assert json.loads((folder / folder_name / f"{entry['id']}.json").read_text(encoding="utf-8")) == entry
            assert (built_site / entry["address"].strip("/") / "index.html").is_file()
    assert "api/v1" not in (built_site / "sw.js").read_text(encoding="utf-8")


def test_settings_control_the_sites_export(tmp_path: Path) -> None:
    """`api: false` omits the export; only `owners: true` names owners."""
    messy.lay_out(tmp_path, 1)
    settings = tmp_path / "playbook/playbook.yml"
    before = settings.read_text(encoding="utf-8")
    barriers = tmp_path / "playbook/barriers.yml"
    barriers.write_text("- id: kept\n  title: Kept\n  owner: someone@example.com\n", encoding="utf-8")

    def offered(publish: str) -> dict[str, str]:
        settings.write_text(f"{before}\n{publish}\n", encoding="utf-8")
        site = make_site(load(tmp_path).playbook, tmp_path)
        return {file.uri: file.content.decode() for file in site.files if file.uri.startswith("api/")}

    assert offered("publish: {api: false}") == {}
    assert "someone@example.com" not in "".join(offered("").values())
    assert "someone@example.com" in offered("publish: {owners: true}")["api/v1/barriers/kept.json"]


def test_llms_txt_is_off_by_default(tmp_path: Path) -> None:
    """With the setting it lists every page."""
    assert list(llms_files(load(ROOT).playbook)) == []
    messy.lay_out(tmp_path, 1)
    settings = tmp_path / "playbook/playbook.yml"
    settings.write_text(settings.read_text() + "\npublish: {llms_txt: true}\n")
    (made,) = llms_files(load(tmp_path).playbook)
    for ref in load(tmp_path).playbook.calls:
        assert f"](calls/{ref}/): " in made.content.decode()


def test_files_after_an_edit_equal_those_of_a_new_playbook(tmp_path: Path) -> None:
    """Under `serve`, the texts of unchanged entries are reused even where their positions change."""
    session = Session(keep_warm=True)
    for seed in range(6):
        root = tmp_path / str(seed)
        messy.lay_out(root, seed // 2)
        if seed % 2:
            bank = sorted((root / "playbook" / "questions").glob("*.yml"))[0]
            text = re.sub(r"^title: .*$", "title: Another", bank.read_text(encoding="utf-8"), flags=re.MULTILINE)
            bank.write_text(text, encoding="utf-8")
        edited = [(file.uri, file.content) for file in api_files(load(root, session=session).playbook)]
        assert edited == [(file.uri, file.content) for file in api_files(load(root).playbook)]
