"""Drive the server of VS Code's YAML extension on a copy of our playbook: it completes keys and reports problems.

`make editor-test` runs these tests.
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
    """A client of the server, with the settings that we write for VS Code."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.reported: dict[str, list[dict[str, Any]]] = {}
        self._number = 0
        self._ended = ExitStack()
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        # One limit for all requests of a test.
        self._process = self._ended.enter_context(started("node", SERVER, "--stdio", limit=600, cwd=root, **streams))
        self.request(
            "initialize", processId=None, rootUri=root.as_uri(), capabilities=CAPABILITIES, workspaceFolders=None
        )
        self._notify("initialized")
        self._notify("workspace/didChangeConfiguration", settings=self._settings())

    def close(self) -> None:
        """End the connection."""
        self._ended.close()

    def diagnostics(self, path: str, text: str | None = None) -> list[dict[str, Any]]:
        """Open a file, as on disk or with another text, and return its diagnostics."""
        uri = (self.root / path).as_uri()
        content = (self.root / path).read_text(encoding="utf-8") if text is None else text
        self.reported.pop(uri, None)
        self._notify(
            "textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": content}
        )
        while uri not in self.reported:
            self._next_message()
        return self.reported[uri]

    def request_at(self, method: str, path: str, line: int, character: int) -> Any:
        """Return the server's response to a request at a position, counted from 0."""
        return self.request(
            f"textDocument/{method}",
            textDocument={"uri": (self.root / path).as_uri()},
            position={"line": line, "character": character},
        )

    def request(self, method: str, **params: Any) -> Any:
        """Return the server's response to a request."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._next_message()
            if message.get("id") == self._number and "method" not in message:
                return message.get("result")

    def _settings(self) -> dict[str, Any]:
        wired = json.loads(schema.vscode_files()["settings.json"])
        schemas = {(self.root / name).as_uri(): pattern for name, pattern in wired["yaml.schemas"].items()}
        on = {"validate": True, "hover": True, "completion": True}
        return {"yaml": {**on, "schemas": schemas, "schemaStore": {"enable": wired["yaml.schemaStore.enable"]}}}

    def _notify(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._process.stdin.flush()

    def _next_message(self) -> dict[str, Any]:
        """Return the next message, after responding to the server's own requests."""
        out = self._process.stdout
        assert out
        length = 0
        while line := out.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(out.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.reported[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": self._answer(message)})
        return message

    def _answer(self, message: dict[str, Any]) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        settings = self._settings()
        return [settings.get(item.get("section"), {}) for item in message["params"]["items"]]


CAPABILITIES = {
    "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
    },
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Return the server in a copy of our playbook with its schemas."""
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
    """The server reports no error in any file."""
    for path in sorted((server.root / "playbook").rglob("*.yml")):
        assert server.diagnostics(path.relative_to(server.root).as_posix()) == [], path


def test_every_key_is_completed(server: Server) -> None:
    """A call with nothing but its title is completed with every other key."""
    server.diagnostics(CALL, "title: New\n\n")
    offered = {item["label"] for item in server.request_at("completion", CALL, 1, 0)["items"]}
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
    """A reference is completed with existing ids, an enumeration with its values."""
    server.diagnostics(CALL, f"title: New\n{line}")
    lines = f"title: New\n{line}".split("\n")
    found = server.request_at("completion", CALL, len(lines) - 1, len(lines[-1]))["items"]
    assert offered in {item["label"] for item in found}


def test_every_key_shows_its_description(server: Server) -> None:
    """The hover of a key shows the model's description."""
    text = (server.root / CALL).read_text(encoding="utf-8")
    server.diagnostics(CALL)
    for number, line in enumerate(text.splitlines()):
        key = line.partition(":")[0]
        if key in fields_by_key(Call):
            shown = server.request_at("hover", CALL, number, 1)
            assert (fields_by_key(Call)[key].description or "")[:60] in shown["contents"]["value"], key


TYPED = ("missing-key", "unknown-key", "wrong-type", "unknown-reference", "invalid-id", "yaml-syntax")


@pytest.mark.parametrize("rule", TYPED)
def test_the_server_and_the_check_report_the_same_lines(rule: str, tmp_path: Path) -> None:
    """For each rule that a schema can express, the wrong example has an error at the line of the finding."""
    example.lay_out(tmp_path, all_rules()[rule].bad)
    found = [problem for problem in check_folder(tmp_path).problems if problem.rule == rule]
    assert found
    # The valid ids are those of the right playbook.
    server = wired(tmp_path)
    try:
        for problem in found:
            lines = {each["range"]["start"]["line"] + 1 for each in server.diagnostics(problem.path)}
            assert problem.span.line in lines, (problem, lines)
    finally:
        server.close()
