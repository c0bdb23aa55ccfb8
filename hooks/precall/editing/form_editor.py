"""Make the configuration of a form editor, for people who avoid YAML, from the JSON Schemas of the content.

The editor is Sveltia CMS. Every field has a widget; references are chosen from the existing entries, and enumerations
from their values. Saving rewrites the whole file, without its comments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from precall.check import config
from precall.content.field_reference import FieldFacts, reference
from precall.content.model import FILES, FileKind
from precall.content.model.fields import KIND_WORDS, ReferenceKind
from precall.editing import schema

PACKAGE = "@sveltia/cms"
VERSION = "0.221.1"
"""An exact version: `make editor-test` checks the files that its forms write with our models."""
INTEGRITY = "sha384-JQ+XsKx/UzwdTiNnFStza3XtqqQoVtyNPApkfvwlzZDfhe7giE9CnfQrpHqgv3k6"
"""The digest of the package's `dist/sveltia-cms.js`. Browsers refuse a script with another digest."""
SCRIPT = "sveltia-cms.js"

Widget = dict[str, Any]

LISTS = "lists"
"""The collection of the files that hold many entries, and of the settings."""


def _in_list(name: str) -> Widget:
    return {"collection": LISTS, "file": name, "value_field": f"{name}.*.id", "display_fields": [f"{name}.*.title"]}


RELATIONS: dict[ReferenceKind, Widget] = {
    "stage": {
        "collection": LISTS,
        "file": "playbook",
        "value_field": "stages.*.id",
        "display_fields": ["stages.*.title"],
    },
    "call": {"collection": "call", "value_field": "{{slug}}", "display_fields": ["title"]},
    "bank": {"collection": "questions", "value_field": "{{slug}}", "display_fields": ["title"]},
    "question": {
        "collection": "questions",
        "value_field": "{{slug}}/{{questions.*.id}}",
        "display_fields": ["questions.*.ask"],
    },
    "principle": _in_list("principles"),
    "barrier": _in_list("barriers"),
    "source": _in_list("sources"),
}
"""For each kind of entry: its collection, the value to write, and the fields to show."""


def configuration(backend: Widget, site_url: str | None = None) -> dict[str, Any]:
    """Return the whole configuration. `backend` is the editor's own setting for the location of the files."""
    facts = {kind.path: kind.fields for kind in reference()}
    schemas = schema.schemas_without_ids()
    made = {kind.schema: list(_fields(schemas[kind.schema], facts[kind.pattern])) for kind in FILES}
    folders = [kind for kind in FILES if "*" in kind.pattern]
    return {
        "backend": backend,
        "app_title": "Playbook",
        **({"site_url": site_url} if site_url else {}),
        "media_folder": "docs/images",
        "public_folder": "/images",
        "show_preview_links": False,
        "editor": {"preview": False},
        # In content, an empty text is an error, but an optional key may be missing.
        "output": {"omit_empty_optional_fields": True, "yaml": {"quote": "none"}},
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [
            *(_folder(kind, made[kind.schema]) for kind in folders),
            {
                "name": LISTS,
                "label": "Lists and settings",
                "files": [_file(kind, made[kind.schema]) for kind in FILES if kind not in folders],
            },
        ],
    }


def _folder(kind: FileKind, fields: list[Widget]) -> Widget:
    return {
        "name": kind.schema,
        "label": f"{kind.name.capitalize()}s",
        "label_singular": kind.name.capitalize(),
        "folder": kind.pattern.rpartition("/")[0],
        "extension": "yml",
        "format": "yaml",
        "identifier_field": "title",
        # A file's name is its id, to which other entries refer; `precall rename` changes it.
        "slug": {"template": "{{title}}", "editable": False},
        "fields": fields,
    }


def _file(kind: FileKind, fields: list[Widget]) -> Widget:
    if kind.many:
        items = {"label_singular": "Entry", "collapsed": True, "summary": "{{title}}", "fields": fields}
        fields = [{"name": kind.schema, "label": kind.schema.capitalize(), "widget": "list", "root": True, **items}]
    return {
        "name": kind.schema,
        "label": kind.name.capitalize(),
        "file": kind.pattern,
        "format": "yaml",
        "fields": fields,
    }


def _fields(of: schema.Schema, facts: tuple[FieldFacts, ...]) -> Iterator[Widget]:
    """Yield a widget for each key of a mapping, in the model's order."""
    properties = of["items"]["properties"] if of["type"] == "array" else of["properties"]
    for fact in facts:
        if fact.key == config.KEY:
            # A rule's setting is a text or a group, which a form cannot offer, so the key is hidden and unchanged.
            yield {"name": fact.key, "widget": "hidden"}
            continue
        widget = _widget(properties[fact.key], fact)
        named = {"name": fact.key, "label": fact.key.replace("_", " ").capitalize(), "comment": fact.description}
        yield {**named, "required": fact.required, **widget}


def _widget(of: schema.Schema, fact: FieldFacts) -> Widget:
    if fact.refers_to:
        return _relation(fact.refers_to, many=of["type"] == "array")
    match of["type"]:
        case "array":
            return _list(of, fact)
        case "object" if fact.fields:
            return {"widget": "object", "collapsed": not fact.required, "fields": list(_fields(of, fact.fields))}
        case "object":
            return {"widget": "keyvalue", "key_label": "Word", "value_label": "Instead"}
        case "boolean":
            return {"widget": "boolean", "default": of["default"]}
        case "integer":
            return {"widget": "number", "value_type": "int", "min": of["minimum"], "max": of["maximum"], **_default(of)}
    return _scalar(of, fact)


def _scalar(of: schema.Schema, fact: FieldFacts) -> Widget:
    if "enum" in of:
        return {"widget": "select", "options": of["enum"], **_default(of)}
    if of.get("format") == "date":
        return {"widget": "datetime", "type": "date", "format": "YYYY-MM-DD"}
    widget: Widget = {"widget": "text" if fact.takes.startswith("text") else "string", **_default(of)}
    if "pattern" in of:
        widget["pattern"] = [of["pattern"], f"Write {fact.takes}."]
    return widget


def _list(of: schema.Schema, fact: FieldFacts) -> Widget:
    least = {"min": of["minItems"]} if "minItems" in of else {}
    if fact.fields:
        shown = "{{ask}}" if any(field.key == "ask" for field in fact.fields) else "{{title}}{{rule}}"
        return {
            "widget": "list",
            "collapsed": True,
            "summary": shown,
            **least,
            "fields": list(_fields(of, fact.fields)),
        }
    item = of["items"]
    if item["type"] == "array":
        inner = {
            "widget": "list",
            "min": item["minItems"],
            "field": {"name": "word", "label": "Word", "widget": "string"},
        }
        return {"widget": "list", **least, "field": {"name": "group", "label": "Group", **inner}}
    one = {"name": "item", "label": "Item", "widget": "string"}
    if "pattern" in item:
        one["pattern"] = [item["pattern"], "Lowercase letters, digits and hyphens."]  # type: ignore[assignment]
    return {"widget": "list", **least, "field": one}


def _relation(kind: ReferenceKind, *, many: bool) -> Widget:
    known = RELATIONS[kind]
    # Search in the shown text and in the ids.
    searched = [*known["display_fields"], *([] if "{{" in known["value_field"] else [known["value_field"]])]
    return {
        "widget": "relation",
        "multiple": many,
        **known,
        "search_fields": searched,
        "hint": f"A {KIND_WORDS[kind]}.",
    }


def _default(of: schema.Schema) -> Widget:
    return {"default": of["default"]} if "default" in of else {}
