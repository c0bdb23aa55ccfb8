"""Make the reference pages for editors: the fields of the content, and the rules that check it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from precall.check.example import path_of
from precall.check.registry import Example, RuleText, Special
from precall.content.field_reference import FieldFacts, reference
from precall.content.urls import Address
from precall.render.artifacts import Page
from precall.site.pages.templates import Templates

FIELDS = Address("editors/fields")
RULES = Address("editors/rules")

_MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)


@dataclass(frozen=True)
class Group:
    """Keys of one object."""

    within: str
    """The keys above them, such as `stages.allow`; empty for the keys of the file or its entries."""
    anchor: str
    fields: tuple[FieldFacts, ...]


@dataclass(frozen=True)
class ShownFile:
    """One file of an example."""

    path: str
    code: Markup
    marked: tuple[tuple[int, str], ...]
    """The lines, from 1, and the marked words."""


def pages(templates: Templates, rules: Sequence[RuleText]) -> Iterator[Page]:
    """Yield the field reference, the index of rules, and a page for each rule."""
    # Reps do not search these pages.
    meta = {"search": {"exclude": True}}
    title = templates.plain("fields.title")

    def fields() -> Page:
        kinds = [(kind, list(_groups(kind.fields, "", _slug(kind.name)))) for kind in reference()]
        content = templates.render("fields.html", FIELDS, title=title, kinds=kinds, rules=RULES)
        return Page(FIELDS, title, content, meta={**meta, "description": templates.plain("fields.description")})

    yield templates.page(FIELDS, fields)
    yield templates.page(
        RULES,
        lambda: Page(
            RULES,
            templates.plain("rules.title"),
            templates.render("rules.html", RULES, title=templates.plain("rules.title"), rules=rules, of=rule_address),
            meta={**meta, "description": templates.plain("rules.description")},
        ),
    )
    for rule in rules:
        yield templates.page(rule_address(rule.id), partial(_rule, templates, rule))


def _rule(templates: Templates, rule: RuleText) -> Page:
    here = rule_address(rule.id)
    bad, good = _shown(rule.bad), _shown(rule.good)
    content = templates.render("rule.html", here, rule=rule, rules=RULES, wrong=bad, right=good)
    return Page(here, rule.id, content, meta={"search": {"exclude": True}, "description": rule.summary})


def _groups(fields: tuple[FieldFacts, ...], within: str, anchor: str) -> Iterator[Group]:
    yield Group(within, anchor, fields)
    for field in fields:
        if field.fields:
            key = f"{within}.{field.key}" if within else field.key
            yield from _groups(field.fields, key, f"{anchor}-{_slug(field.key)}")


def _slug(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", name.lower())


def rule_address(rule: str) -> Address:
    """Return the address of a rule's page; for an empty id, of the index of rules."""
    return Address(f"{RULES.folder}/{rule}") if rule else RULES


def _shown(example: Example) -> list[ShownFile]:
    return [_file(path_of(path), content) for path, content in example.items()]


def _file(path: str, content: str | bytes | Special) -> ShownFile:
    if isinstance(content, Special):
        return ShownFile(path, Markup("({})").format(content.value), ())
    text = content.decode("utf-8", "backslashreplace") if isinstance(content, bytes) else content
    marked = tuple((text.count("\n", 0, found.start()) + 1, found[1]) for found in _MARKED.finditer(text))
    code = _MARKED.sub(r"<mark>\1</mark>", html.escape(text.rstrip("\n")))
    # On one line, so that a host that parses Markdown does not see blocks in it.
    return ShownFile(path, Markup(code.replace("\n", "&#10;")), marked)  # escaped above
