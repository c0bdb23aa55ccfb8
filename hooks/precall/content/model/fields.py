"""The types of the content's fields (lines, texts, ids, references, dates, periods) and their validation."""

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
"""Maximum characters of one text. A page of notes has about 3,000."""

MAX_ID_LENGTH = 80
"""Maximum characters of an id. An address with the id must fit on paper."""

PLACEHOLDERS = frozenset({"...", "…", "todo", "tbd", "tba", "fixme", "xxx", "~", "null", "-", "--", "?"})
"""Placeholder texts, in small letters, that people write until they have the real text."""

_BEGINS_AS_PLACEHOLDER = re.compile(r"(?:TODO|TBD|TBA|FIXME|XXX)\b|[Ll]orem ipsum\b|(?:\?+|\.{3,}|_{2,}|\u2026+)$")
"""How a text begins that comes later; in small letters "todo" may be a word of the text."""

_PLACEHOLDER_STARTS = frozenset("TFXLl?._\u2026")

MAX_PLACEHOLDER = max(map(len, PLACEHOLDERS))

_QUOTES = {
    **dict.fromkeys('"\u201c\u201d\u201e\u201f', '"\u201c\u201d'),
    **dict.fromkeys("'\u2018\u2019\u201a\u201b", "'\u2018\u2019"),
    **dict.fromkeys("\u00ab\u00bb", "\u00ab\u00bb"),
    **dict.fromkeys("\u2039\u203a", "\u2039\u203a"),
}
"""Each character that opens a quotation, with those that may close it."""

_AFTER_QUOTES = ".,;!?\u2026"
"""Punctuation that may follow the closing quote of a sentence."""

_WEB = re.compile(r"https?://[^/?#\s]+", re.IGNORECASE)

RESERVED_IDS = frozenset(
    {"index", "con", "prn", "aux", "nul", "assets", "search", "api", "admin", "404", "sitemap"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
"""Names that index pages or the site's own folders use, and names that Windows reserves."""

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
"""The name of each kind in messages."""


@dataclass(frozen=True)
class Reference:
    """Marks a field whose text is the id of another entry."""

    kind: ReferenceKind

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        schema["x-reference"] = self.kind
        return schema


@dataclass(frozen=True)
class Inherited:
    """Marks a list of the settings that has a special merge when a playbook extends another.

    `joined`: the team's items follow the company's. `chosen`: the team's list decides which entries there are and in
    which order; an entry in it inherits the fields that it does not set.
    """

    how: Literal["joined", "chosen"]


Voice = Literal["ours", "aloud", "client", "typed", "name"]
"""The voice of a text: the team in writing, a rep speaking, a client, a search query, or a name."""


@dataclass(frozen=True)
class Prose:
    """Marks a text field for the rules that check sentences. A mark on a field overrides the one on its type."""

    voice: Voice = "ours"


def _refuse_blank(text: str) -> None:
    if not text:
        raise PydanticCustomError("empty_text", "empty")
    if text.casefold() in PLACEHOLDERS:
        raise PydanticCustomError("placeholder", "placeholder")


def _text(value: str) -> str:
    text = value.strip()
    size = len(text)
    if size <= MAX_PLACEHOLDER:
        _refuse_blank(text)
    if text[0] in _PLACEHOLDER_STARTS and _BEGINS_AS_PLACEHOLDER.match(text):
        raise PydanticCustomError("placeholder", "placeholder")
    if size > MAX_TEXT_LENGTH:
        raise PydanticCustomError("long_text", "long", {"characters": size})
    unsafe = [href for href in texts.links(text) if not texts.is_safe(href)]
    if unsafe:
        raise PydanticCustomError("unsafe_link", "unsafe", {"links": unsafe})
    return text


def _url(value: str) -> str:
    url = _one_line(value)
    if not (_WEB.match(url) and texts.is_safe(url)):
        raise PydanticCustomError("url", "url")
    return url


def _one_line(value: str) -> str:
    line = " ".join(_text(value).split())
    # Most values already are one line: returning the same object keeps one copy in memory.
    return value if line == value else line


def unquoted(text: str) -> str:
    """Return a text without quotes around all of it, because the site writes its own around spoken words."""
    closing = _QUOTES.get(text[:1], "")
    said = text.rstrip(_AFTER_QUOTES)
    words = said[1:-1].strip()
    if not words or not closing or said[-1] not in closing:
        return text
    # Inside a word such a character is an apostrophe; elsewhere it begins or ends another quotation.
    marks = "".join(mark for mark, others in _QUOTES.items() if others == closing)
    return text if re.search(rf"(?<!\w)[{marks}]|[{marks}](?!\w)", words) else words + text[len(said) :]


def _typed(value: str) -> str:
    return value if value in ("~", "null") else _one_line(value)


def id_fault(value: str) -> tuple[str, str, str] | None:
    """Return the rule, message and hint for an invalid id; None if the id is valid."""
    if "/" in value or "\\" in value or value in (".", ".."):
        return (
            "invalid-id",
            f"{quoted(value)} is a path, but an id is a single name.",
            _suggest_id(value),
        )
    if value.lower() in RESERVED_IDS:
        return (
            "reserved-id",
            f'"{value}" is reserved: the site or an operating system uses this name.',
            "Choose a longer name.",
        )
    if len(value) > MAX_ID_LENGTH:
        return (
            "invalid-id",
            f"This id has {len(value)} characters; the limit is {MAX_ID_LENGTH}.",
            "Choose a shorter id: it is printed in addresses.",
        )
    if not SLUG.fullmatch(value):
        return (
            "invalid-id",
            f"{quoted(value)} is not an id. An id has small letters, digits and single hyphens.",
            _suggest_id(value),
        )
    return None


def suggested_id(value: str) -> str:
    """Return a valid id like another text; of a path, its last part. Empty when nothing is left."""
    return value if SLUG.fullmatch(value) else slug_of(re.split(r"[/\\]", value)[-1])


def _suggest_id(value: str) -> str:
    slug = suggested_id(value)
    return f'Write "{slug}".' if slug else "Write it in small letters, digits and hyphens."


def slug_of(value: str) -> str:
    """Return words as an id: letters without accents, hyphens for everything else; empty if nothing remains."""
    plain = "".join(char for char in normalize("NFKD", value[:200].casefold()) if not combining(char))
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:MAX_ID_LENGTH].strip("-")


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
    # pydantic would read a number as seconds since 1970.
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        raise PydanticCustomError("day", "day")
    return value.strip() if isinstance(value, str) else value


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{1,6}", value.strip()):
        raise PydanticCustomError("whole_number", "number")
    return value


def not_empty(value: Any) -> Any:
    """Reject the empty text that YAML gives to a key of a list or group without a value."""
    if value == "":
        raise PydanticCustomError("empty_text", "empty")
    return value


def _no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    first: dict[str, int] = {}
    repeated = [index for index, value in enumerate(values) if first.setdefault(value, index) != index]
    if repeated:
        raise PydanticCustomError("repeated", "repeated", {"indexes": repeated})
    return values


@dataclass(frozen=True)
class Shape:
    """The name of a type of value in the field reference."""

    one: str
    many: str


_TEXT_SCHEMA = {"type": ["string", "number"], "minLength": 1, "maxLength": MAX_TEXT_LENGTH}
"""`year: 2013` is text to the loader and a number to YAML tools, so the schema accepts both."""

Line = Annotated[
    str,
    AfterValidator(_one_line),
    Field(json_schema_extra={**_TEXT_SCHEMA}),
    Shape("one line of text", "lines of text"),
    Prose(),
]
"""One line of text; inline Markdown."""

Spoken = Annotated[Line, AfterValidator(unquoted)]
"""One line that somebody says; the site writes it in quotes, so those that an editor types around it are dropped."""

Text = Annotated[
    str,
    AfterValidator(_text),
    Field(json_schema_extra={**_TEXT_SCHEMA}),
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
"""The address of a web page, with its scheme."""

_UNIQUE = Field(json_schema_extra={"uniqueItems": True})

Lines = Annotated[tuple[Line, ...], BeforeValidator(not_empty)]
"""A list of lines."""

SpokenLines = Annotated[tuple[Spoken, ...], BeforeValidator(not_empty)]
"""A list of lines that somebody says."""

Keywords = Annotated[
    tuple[
        Annotated[
            str,
            AfterValidator(_typed),
            Field(json_schema_extra={**_TEXT_SCHEMA}),
            Shape("one line of text", "lines of text"),
            Prose("typed"),
        ],
        ...,
    ],
    BeforeValidator(not_empty),
]
"""Words that users type into the search; no word counts as a placeholder."""

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


def _boolean(value: Any) -> Any:
    # YAML 1.1 also reads yes, on and y as true, which surprises more people than it helps.
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise PydanticCustomError("literal_error", "choice", {"expected": "'true' or 'false'"})
        return value == "true"
    return value


Boolean = Annotated[bool, BeforeValidator(_boolean), Shape("true or false", "booleans")]
"""True or false."""

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
"""A length of time: `6 months`."""


def count_and_unit(period: str) -> tuple[int, str]:
    """Return the number of a Period and its unit in the singular, such as 6 and `month`."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(period)
    return int(match[1]), match[2]


def days(period: str) -> int:
    """Return the length of a Period in days; a month counts as 30, a year as 365."""
    count, unit = count_and_unit(period)
    return count * {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
