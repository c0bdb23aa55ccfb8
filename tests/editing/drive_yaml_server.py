"""The server behind VS Code's YAML extension, on a folder of ours: it helps, and objects where the check does.

`make editor-test` runs this.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from precall.check import example
from precall.check.registry import all_rules
from precall.check.runner import check_folder
from precall.content.loader import load
from precall.content.model import Call, fields_by_key
from precall.editing import schema
from tests.support.paths import ROOT
from tests.support.processes import started

SERVER = ROOT / ".cache/editors/node_modules/yaml-language-server/bin/yaml-language-server"

CALL = "playbook/calls/first-meeting.yml"


class Server:
    """A conversation with the server, as VS Code leads it with the settings that we write."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.noted: dict[str, list[dict[str, Any]]] = {}
        self._number = 0
        self._ended = ExitStack()
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        # The limit is for all that is asked of it.
        self._process = self._ended.enter_context(started("node", SERVER, "--stdio", limit=600, cwd=root, **streams))
        self.asked(
            "initialize", processId=None, rootUri=root.as_uri(), capabilities=CAPABILITIES, workspaceFolders=None
        )
        self._tell("initialized")
        self._tell("workspace/didChangeConfiguration", settings=self._settings())

    def close(self) -> None:
        """End the conversation."""
        self._ended.close()

    def opened(self, path: str, text: str | None = None) -> list[dict[str, Any]]:
        """What is wrong with a file, as it is on the disk or as somebody types it."""
        uri = (self.root / path).as_uri()
        said = (self.root / path).read_text(encoding="utf-8") if text is None else text
        self.noted.pop(uri, None)
        self._tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": said})
        while uri not in self.noted:
            self._hear()
        return self.noted[uri]

    def at(self, method: str, path: str, line: int, character: int) -> Any:
        """What the server answers at a place, counted from 0."""
        return self.asked(
            f"textDocument/{method}",
            textDocument={"uri": (self.root / path).as_uri()},
            position={"line": line, "character": character},
        )

    def asked(self, method: str, **params: Any) -> Any:
        """What the server answers."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            heard = self._hear()
            if heard.get("id") == self._number and "method" not in heard:
                return heard.get("result")

    def _settings(self) -> dict[str, Any]:
        wired = json.loads(schema.vscode_files()["settings.json"])
        schemas = {(self.root / name).as_uri(): pattern for name, pattern in wired["yaml.schemas"].items()}
        on = {"validate": True, "hover": True, "completion": True}
        return {"yaml": {**on, "schemas": schemas, "schemaStore": {"enable": wired["yaml.schemaStore.enable"]}}}

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        """The next message; the server's own questions are answered."""
        out = self._process.stdout
        assert out
        length = 0
        while line := out.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        heard: dict[str, Any] = json.loads(out.read(length))
        if heard.get("method") == "textDocument/publishDiagnostics":
            self.noted[heard["params"]["uri"]] = heard["params"]["diagnostics"]
        elif "method" in heard and "id" in heard:
            self._send({"id": heard["id"], "result": self._answer(heard)})
        return heard

    def _answer(self, heard: dict[str, Any]) -> Any:
        if heard["method"] != "workspace/configuration":
            return None
        settings = self._settings()
        return [settings.get(item.get("section"), {}) for item in heard["params"]["items"]]


CAPABILITIES = {
    "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
    },
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The server in a copy of our playbook with its schemas."""
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    made = wired(tmp_path)
    yield made
    made.close()


def wired(root: Path) -> Server:
    folder = root / schema.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema.schema_files(load(root)).items():
        (folder / name).write_text(text, encoding="utf-8")
    return Server(root)


def test_our_playbook_has_no_red_line(server: Server) -> None:
    """In any of its files."""
    for path in sorted((server.root / "playbook").rglob("*.yml")):
        assert server.opened(path.relative_to(server.root).as_posix()) == [], path


def test_every_key_is_completed(server: Server) -> None:
    """In a call of which nothing is written yet but its title."""
    server.opened(CALL, "title: New\n\n")
    offered = {item["label"] for item in server.at("completion", CALL, 1, 0)["items"]}
    assert set(fields_by_key(Call)) - {"title"} <= offered


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("stage: ", "understand"),
        ("channel: ", "phone"),
        ("questions: [", "why-now/what-changed"),
        ("barriers:\n  - ", "burned-before"),
        ("next:\n  - ", "second-meeting"),
    ],
)
def test_every_id_is_completed(server: Server, line: str, offered: str) -> None:
    """A reference offers the entries that there are, an enumeration its values."""
    server.opened(CALL, f"title: New\n{line}")
    lines = f"title: New\n{line}".split("\n")
    found = server.at("completion", CALL, len(lines) - 1, len(lines[-1]))["items"]
    assert offered in {item["label"] for item in found}


def test_every_key_explains_itself(server: Server) -> None:
    """Whoever rests on a key reads what the model says of it."""
    text = (server.root / CALL).read_text(encoding="utf-8")
    server.opened(CALL)
    for number, line in enumerate(text.splitlines()):
        key = line.partition(":")[0]
        if key in fields_by_key(Call):
            shown = server.at("hover", CALL, number, 1)
            assert (fields_by_key(Call)[key].description or "")[:60] in shown["contents"]["value"], key


TYPED = ("missing-key", "unknown-key", "wrong-type", "unknown-reference", "invalid-id", "yaml-syntax")


@pytest.mark.parametrize("rule", TYPED)
def test_red_lines_stand_where_the_check_reports(rule: str, tmp_path: Path) -> None:
    """Of each rule that a schema can hold: the wrong example has a red line where the check has its finding."""
    example.lay_out(tmp_path, all_rules()[rule].bad)
    found = [problem for problem in check_folder(tmp_path).problems if problem.rule == rule]
    assert found
    # The ids that may be named are those of the right playbook.
    server = wired(tmp_path)
    try:
        for problem in found:
            lines = {each["range"]["start"]["line"] + 1 for each in server.opened(problem.path)}
            assert problem.span.line in lines, (problem, lines)
    finally:
        server.close()
