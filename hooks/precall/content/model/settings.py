"""The team's own settings, which `playbook/playbook.yml` holds: names, stages, words, synonyms, reviews, cards."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from precall.content.model.entries import Located, Part, Stage
from precall.content.model.fields import Inherited, Line, Lines, Number, Period, Shape, Url, not_empty


def _truth(value: Any) -> Any:
    # What YAML itself takes for a truth besides these two surprises more people than it serves.
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise PydanticCustomError("literal_error", "choice", {"expected": "'true' or 'false'"})
        return value == "true"
    return value


Truth = Annotated[bool, BeforeValidator(_truth), Shape("true or false", "truths")]


class WordChoice(Part):
    """The words that the team uses, and those it does not."""

    client: Line = Field("client", description="What the team calls the people it serves.")
    avoid: dict[Line, Line] = Field(
        default_factory=dict, description="Words that the team does not use, each with the word it uses instead."
    )


class CardSettings(Part):
    """How cards are printed unless a rep chooses otherwise."""

    paper: Literal["a4", "letter", "half-letter", "a5", "a6", "4x6", "3x5"] = Field(
        "a4", description="The sheet that cards are printed on."
    )
    questions: Annotated[Number, Field(ge=3, le=5)] = Field(
        5, description="How many questions stand on a card, 3 to 5."
    )


class PublishSettings(Part):
    """What the site offers besides its pages."""

    edit: Url | None = Field(
        None,
        description="Where the files of this folder are edited, for playbooks that extend it; the file's path follows.",
        examples=["https://git.example.com/sales/company/edit/main/"],
    )
    api: Truth = Field(
        True,
        description="Whether the site has api/v1/: all that its pages say as JSON, for a CRM, a bot or a slide.",
    )
    owners: Truth = Field(
        False,
        description="Whether that JSON names each entry's owner, and pages and cards show owners' e-mail addresses.",
    )
    authors: Truth = Field(
        False, description="Whether the page of what changed names those who changed it, as Git knows them."
    )
    llms_txt: Truth = Field(
        False, description="Whether the site has an llms.txt, by which language models find their way."
    )


def _a_group(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(words) < 2:
        raise PydanticCustomError("lone_synonym", "lone")
    return words


SynonymGroup = Annotated[
    tuple[Line, ...],
    BeforeValidator(not_empty),
    AfterValidator(_a_group),
    Field(json_schema_extra={"minItems": 2}),
]


class Settings(Located):
    """The team's settings."""

    extends: Line | None = Field(
        None,
        description="The playbook that this one is built on: a folder, as in ../company, or an installed package.",
        examples=["../company"],
    )
    hide: Lines = Field(
        (),
        description="Entries of the playbook it extends that do not apply here: the folder and the id.",
        examples=[["calls/trade-fair", "questions/why-now/what-changed"]],
    )
    title: Line = Field(description="The playbook's title, on every page.", examples=["Sales playbook"])
    team: Line = Field(description="Whose playbook it is.")
    language: Annotated[
        str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"), Shape("a language code", "language codes")
    ] = Field("en", description="The language of the content, as a language code.", examples=["en", "de"])
    words: WordChoice = Field(
        default_factory=WordChoice, description="The words that the team uses, and those it does not."
    )
    stages: Annotated[tuple[Stage, ...], BeforeValidator(not_empty), Inherited("chosen")] = Field(
        description="The sales process in order, each stage named for what the client does.", min_length=1
    )
    synonyms: Annotated[tuple[SynonymGroup, ...], BeforeValidator(not_empty), Inherited("joined")] = Field(
        (), description="Groups of words that reps use for the same thing; search treats them alike."
    )
    review_every: Period = Field("6 months", description="How often an entry is read again, as in 6 months.")
    cards: CardSettings = Field(default_factory=CardSettings, description="How cards are printed.")
    checks: dict[str, Any] = Field(
        default_factory=dict,
        description="What the checker looks for: a rule's id with off, warning or error, or with settings of its own.",
        examples=[{"near-duplicate": "off", "hard-to-read": {"severity": "error", "words": 25}}],
    )
    publish: PublishSettings = Field(
        default_factory=PublishSettings, description="What the site offers besides its pages."
    )
