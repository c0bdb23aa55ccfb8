"""The kinds of value that content is made of: lines, texts, ids, references, periods; and what makes each wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from unicodedata import combining, normalize

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from precall.core import text as texts
from precall.core.problems import quoted

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_TEXT_LENGTH = 20_000
"""Characters of one text. A page of notes has about 3,000."""

MAX_ID_LENGTH = 80
"""Characters of an id. An address with it must fit on paper."""

_WEB = re.compile(r"https?://[^/?#\s]+", re.IGNORECASE)

RESERVED_IDS = frozenset(
    {"index", "con", "prn", "aux", "nul", "assets", "search", "api", "admin", "404", "sitemap"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
"""Names that are taken: by an index page, by the site's own folders, or by Windows, which cannot save such a file."""

ReferenceKind = Literal["stage", "call", "bank", "question", "principle", "barrier", "source"]

KIND_WORDS: Mapping[ReferenceKind, str] = {
    "stage": "stage",
    "call": "call",
    "bank": "question bank",
    "question": "question",
    "principle": "principle",
    "barrier": "barrier",
    "source": "source",
}
"""What an editor calls an entry of each kind."""


@dataclass(frozen=True)
class Reference:
    """Marks a field whose text is the id of another entry, for the loader, the schema and whoever renames."""

    kind: ReferenceKind

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        schema["x-reference"] = self.kind
        return schema


@dataclass(frozen=True)
class Inherited:
    """Marks a list of the settings that a team does not simply replace when its playbook extends another.

    `joined`: the team's items follow the company's. `chosen`: the team's list says which entries there are and in which
    order, and an entry in it takes from the company's what it does not say itself.
    """

    how: Literal["joined", "chosen"]


Voice = Literal["ours", "aloud", "client", "typed", "name"]
"""Whose words a text holds: the team's in writing, a rep's aloud, a client's, what somebody types into the search, or a
name that somebody else gave."""


@dataclass(frozen=True)
class Prose:
    """Marks a field of text, for the rules that judge sentences. A mark on a field outdoes the one on its type."""

    voice: Voice = "ours"


def _said(value: str) -> str:
    said = value.strip()
    if not said:
        raise PydanticCustomError("empty_text", "empty")
    if len(said) > MAX_TEXT_LENGTH:
        raise PydanticCustomError("long_text", "long", {"characters": len(said)})
    unsafe = [href for href in texts.links(said) if not texts.is_safe(href)]
    if unsafe:
        raise PydanticCustomError("unsafe_link", "unsafe", {"links": unsafe})
    return said


def _url(value: str) -> str:
    said = _one_line(value)
    if not (_WEB.match(said) and texts.is_safe(said)):
        raise PydanticCustomError("url", "url")
    return said


def _one_line(value: str) -> str:
    line = " ".join(_said(value).split())
    # Most are one line as they were typed, and stand in memory once.
    return value if line == value else line


def id_fault(value: str) -> tuple[str, str, str] | None:
    """What is wrong with an id, as rule, message and hint; None when it is right."""
    if "/" in value or "\\" in value or value in (".", ".."):
        return (
            "invalid-id",
            f"{quoted(value)} is a path, and an id is a single name.",
            _suggest_id(re.split(r"[/\\]", value)[-1]),
        )
    if value.lower() in RESERVED_IDS:
        return (
            "reserved-id",
            f'"{value}" is a name that the site or an operating system keeps for itself.',
            "Choose a longer name.",
        )
    if len(value) > MAX_ID_LENGTH:
        return (
            "invalid-id",
            f"This id has {len(value)} characters; the most is {MAX_ID_LENGTH}.",
            "Choose a shorter one: it stands on paper.",
        )
    if not SLUG.fullmatch(value):
        return (
            "invalid-id",
            f"{quoted(value)} is no id: small letters, digits and single hyphens make one.",
            _suggest_id(value),
        )
    return None


def _suggest_id(value: str) -> str:
    slug = slug_of(value)
    return f'Write "{slug}".' if slug else "Write it in small letters, digits and hyphens."


def slug_of(value: str) -> str:
    """The id nearest to some words: letters without their accents, all else a hyphen; empty when nothing is left."""
    bare = "".join(sign for sign in normalize("NFKD", value[:200].casefold()) if not combining(sign))
    return "-".join(re.findall(r"[a-z0-9]+", bare))[:MAX_ID_LENGTH].strip("-")


def _id(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("empty_text", "empty")
    fault = id_fault(value)
    if fault:
        rule, message, hint = fault
        raise PydanticCustomError("id", "id", {"rule": rule, "message": message, "hint": hint})
    return value


def _reference(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("empty_text", "empty")
    return value.strip()


def _day(value: Any) -> Any:
    # Left alone, a number would be read as seconds since 1970.
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        raise PydanticCustomError("day", "day")
    return value.strip() if isinstance(value, str) else value


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{1,6}", value.strip()):
        raise PydanticCustomError("whole_number", "number")
    return value


def not_empty(value: Any) -> Any:
    """The value of a list's field, unless nothing stands behind its key."""
    # `questions:` with nothing behind it is an empty text to YAML; say so, instead of asking for a list.
    if value == "":
        raise PydanticCustomError("empty_text", "empty")
    return value


def _no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    first: dict[str, int] = {}
    again = [index for index, value in enumerate(values) if first.setdefault(value, index) != index]
    if again:
        raise PydanticCustomError("repeated", "repeated", {"indexes": again})
    return values


@dataclass(frozen=True)
class Shape:
    """What a kind of value is called in an editor's words, for the field reference."""

    one: str
    many: str


_SAID = {"type": ["string", "number"], "minLength": 1, "maxLength": MAX_TEXT_LENGTH}
"""A text that looks like a number is text to us, and a number to an editor's tool: `year: 2013` is right for both."""

Line = Annotated[
    str,
    AfterValidator(_one_line),
    Field(json_schema_extra={**_SAID}),
    Shape("one line of text", "lines of text"),
    Prose(),
]
"""One line of text; inline Markdown."""

Text = Annotated[
    str,
    AfterValidator(_said),
    Field(json_schema_extra={**_SAID}),
    Shape("text: paragraphs and lists", "texts"),
    Prose(),
]
"""A text of paragraphs and lists; Markdown."""

Slug = Annotated[
    str,
    AfterValidator(_id),
    Field(
        json_schema_extra={
            "pattern": f"^{SLUG.pattern}$",
            "maxLength": MAX_ID_LENGTH,
            "not": {"enum": sorted(RESERVED_IDS)},
        }
    ),
    Shape("an id", "short names"),
]
"""An id."""

Url = Annotated[
    str,
    AfterValidator(_url),
    Field(json_schema_extra={"format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#\\s]+"}),
    Shape("an address on the web", "addresses on the web"),
]
"""The address of a page, with its scheme."""

_UNIQUE = Field(json_schema_extra={"uniqueItems": True})

Lines = Annotated[tuple[Line, ...], BeforeValidator(not_empty)]
"""A list of lines."""

Tags = Annotated[tuple[Slug, ...], BeforeValidator(not_empty), AfterValidator(_no_repeats), _UNIQUE]
"""A list of short names to filter by."""

Day = Annotated[date, BeforeValidator(_day), Shape("a date, as 2026-11-01", "dates")]
"""A date as 2026-11-01."""

Number = Annotated[int, BeforeValidator(_whole), Shape("a whole number", "whole numbers")]
"""A whole number."""

Percent = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=100)]
"""A share in percent."""

_REF = AfterValidator(_reference)
StageRef = Annotated[str, _REF, Reference("stage")]
_MANY = (BeforeValidator(not_empty), AfterValidator(_no_repeats), _UNIQUE)
CallRefs = Annotated[tuple[Annotated[str, _REF, Reference("call")], ...], *_MANY]
QuestionRefs = Annotated[tuple[Annotated[str, _REF, Reference("question")], ...], *_MANY]
PrincipleRefs = Annotated[tuple[Annotated[str, _REF, Reference("principle")], ...], *_MANY]
BarrierRefs = Annotated[tuple[Annotated[str, _REF, Reference("barrier")], ...], *_MANY]
SourceRefs = Annotated[tuple[Annotated[str, _REF, Reference("source")], ...], *_MANY]

_PERIOD = re.compile(r"(\d{1,3}) (day|week|month|year)s?")


def _period(value: str) -> str:
    if not _PERIOD.fullmatch(value.strip()) or value.strip().startswith("0"):
        raise PydanticCustomError("period", "period")
    return value.strip()


Period = Annotated[
    str,
    AfterValidator(_period),
    Field(json_schema_extra={"pattern": r"^[1-9][0-9]{0,2} (day|week|month|year)s?$"}),
    Shape("a length of time, as 6 months", "lengths of time"),
]
"""A length of time in words: `6 months`."""


def days(period: str) -> int:
    """The length of a Period in days; a month counts as 30, a year as 365."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(period)
    return int(found[1]) * {"day": 1, "week": 7, "month": 30, "year": 365}[found[2]]
