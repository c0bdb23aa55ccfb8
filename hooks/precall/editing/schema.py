"""Convert the content model to JSON Schemas, one for each kind of YAML file, for text editors.

Schemas give completion, hovers and early warnings; `precall check` is authoritative. The two differ on purpose:
Precall reads every scalar as text, while text editors give it a type first. So the schema of a text field also accepts
numbers (`year: 2013`), but not true, false or null, which are usually mistakes; and an id of digits needs quotes in
text editors.

The schemas are draft 7, which yaml-language-server supports best. References are inlined, because draft 7 ignores keys
next to a `$ref`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from precall.check import config
from precall.check.runner import CheckResult
from precall.content import urls
from precall.content.excludes import hideable
from precall.content.loader import LoadResult
from precall.content.model import FILES, FileKind, Playbook, Settings, fields_by_key
from precall.content.model.fields import ReferenceKind
from precall.core.files import write_atomic

FOLDER = ".vscode/precall"
"""The folder of the schemas below the root, next to the VS Code settings that refer to them."""

Schema = dict[str, Any]


def schema_files(loaded: LoadResult | CheckResult) -> dict[str, str]:
    """Return the content of each schema by file name, with this playbook's ids as choices."""
    made = _SchemaBuilder(loaded)
    return {
        f"{kind.schema}.schema.json": json.dumps(made.of(kind), ensure_ascii=False, indent=2) + "\n" for kind in FILES
    }


def refresh(root: Path, loaded: LoadResult | CheckResult) -> list[str]:
    """Update the schemas below a root folder, if it has them and their ids have changed.

    Returns the names of the written files: none while the content has errors, because ids may be missing, and none if
    the folder is not writable.
    """
    folder = root / FOLDER
    if loaded.errors or not folder.is_dir():
        return []
    written: list[str] = []
    for name, text in schema_files(loaded).items():
        with suppress(OSError, UnicodeDecodeError):
            # Do not restore a schema that the team has deleted.
            if (folder / name).read_text(encoding="utf-8") != text:
                write_atomic(folder / name, text.encode())
                written.append(name)
    return written


def schemas_without_ids() -> dict[str, Schema]:
    """Return each schema by name, in a version for any playbook: references may have any id."""
    making = _SchemaBuilder(LoadResult(Playbook(Settings.model_construct(title="", team="", stages=())), ()))
    return {kind.schema: making.of(kind) for kind in FILES}


def vscode_files() -> dict[str, str]:
    """Return the settings files of VS Code that assign the schemas to files, by file name."""
    settings = {
        "yaml.schemas": {f"./{FOLDER}/{kind.schema}.schema.json": kind.pattern for kind in FILES},
        # The schema store on the web assigns `playbook.yml` to another tool, and it needs network requests.
        "yaml.schemaStore.enable": False,
        "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2, "files.encoding": "utf8"},
    }
    extensions = {"recommendations": ["redhat.vscode-yaml"]}
    return {
        "settings.json": json.dumps(settings, indent=2) + "\n",
        "extensions.json": json.dumps(extensions, indent=2) + "\n",
    }


class _SchemaBuilder:
    """Builds the schemas for one playbook."""

    def __init__(self, loaded: LoadResult | CheckResult) -> None:
        self.ids = loaded.ids
        self.playbook = loaded.playbook
        self.inherited = loaded.inherited
        self.definitions: Mapping[str, Schema] = {}

    def of(self, kind: FileKind) -> Schema:
        """Return the schema of one kind of file."""
        raw = kind.model.model_json_schema()
        self.definitions = raw.get("$defs", {})
        if kind.model is Settings:
            raw["properties"][config.KEY] |= config.schema()
            if self.inherited:
                raw["properties"]["hide"]["items"] = {"enum": hideable(self.inherited)}
        entry = self.plain(raw)
        # pydantic puts the fields common to all entries first, but people look for the title.
        entry["properties"] = {key: entry["properties"][key] for key in fields_by_key(kind.model)}
        made: Schema = {"type": "array", "items": entry} if kind.many else entry
        return {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$comment": "Written by `precall schema` from the content model; run it again instead of editing.",
            "title": f"{kind.name[0].upper()}{kind.name[1:]}",
            **made,
        }

    def plain(self, raw: Schema) -> Schema:
        """Return a schema in draft 7: with hovers and known ids, without definitions, nulls and generated titles."""
        raw = self.resolved(raw)
        made: Schema = {}
        for key, value in raw.items():
            match key:
                case "$defs" | "title" | "$ref":
                    continue
                case "default" if value in (None, [], {}):
                    continue
                case "required" if self.inherited:
                    # An override needs no other keys, and a schema cannot tell which entries are overrides.
                    made[key] = [name for name in value if name in ("id", "rule", "reason")]
                case "ge" | "le":
                    made["minimum" if key == "ge" else "maximum"] = value
                case "properties":
                    made[key] = {name: self.plain(schema) for name, schema in value.items()}
                case "items":
                    made[key] = self.plain(value)
                case "additionalProperties" if isinstance(value, dict):
                    made[key] = self.plain(value)
                case _:
                    made[key] = value
        if "description" in made:
            made["markdownDescription"] = _hover(made)
        if "x-reference" in made:
            made.update(self.choices(made["x-reference"]))
        return made

    def resolved(self, raw: Schema) -> Schema:
        """Return the schema with its reference inlined, and without null as an alternative."""
        others = [option for option in raw.get("anyOf", []) if option.get("type") != "null"]
        if len(others) == 1:
            raw = {**others[0], **{key: value for key, value in raw.items() if key != "anyOf"}}
        if "$ref" in raw:
            named = self.definitions[raw["$ref"].rsplit("/", 1)[-1]]
            raw = {**named, **{key: value for key, value in raw.items() if key != "$ref"}}
        return raw

    def choices(self, kind: ReferenceKind) -> Schema:
        """Return the ids that a reference may have, with their titles; an empty schema if the playbook has none."""
        ids = sorted(self.ids.get(kind, ()))
        if not ids:
            return {}
        entries = self.playbook.of_kind(kind)
        titles = [urls.plain_title(entries[id_]) if id_ in entries else "" for id_ in ids]
        return {"enum": ids, "markdownEnumDescriptions": titles}


def _hover(schema: Schema) -> str:
    examples = ", ".join(
        f"`{', '.join(map(str, example)) if isinstance(example, list) else example}`"
        for example in schema.get("examples", [])
    )
    return str(schema["description"]) + (f"\n\nFor example: {examples}" if examples else "")
