"""The model of the settings in `playbook/playbook.yml`: names, stages, words, synonyms, reviews, cards, checks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from precall.content.model.entries import Located, Part, Stage
from precall.content.model.fields import Boolean, Inherited, Line, Lines, Number, Period, Shape, Url, not_empty


class WordChoice(Part):
    """The words that the team uses, and those it avoids."""

    client: Line = Field("client", description="The team's word for the people it serves.")
    avoid: dict[Line, Line] = Field(
        default_factory=dict, description="Words that the team avoids, each with the word it uses instead."
    )


class CardSettings(Part):
    """The defaults for printed cards; a rep can choose otherwise."""

    paper: Literal["a4", "letter", "half-letter", "a5", "a6", "4x6", "3x5"] = Field(
        "a4", description="The sheet that cards are printed on."
    )
    questions: Annotated[Number, Field(ge=3, le=5)] = Field(5, description="The number of questions on a card, 3 to 5.")


class PublishSettings(Part):
    """The files and links that the site offers besides its pages."""

    edit: Url | None = Field(
        None,
        description="The address at which this folder's files are edited, for playbooks that extend it; a file's "
        "path is added to it.",
        examples=["https://git.example.com/sales/company/edit/main/"],
    )
    api: Boolean = Field(
        True,
        description="Whether the site has api/v1/: the content as JSON, for a CRM, a bot or a slide.",
    )
    owners: Boolean = Field(
        False,
        description="Whether that JSON names each entry's owner, and pages and cards show owners' e-mail addresses.",
    )
    authors: Boolean = Field(
        False, description="Whether the page of changes names the authors of the changes, as Git knows them."
    )
    llms_txt: Boolean = Field(False, description="Whether the site has an llms.txt, a guide for language models.")


def _synonym_group(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(words) < 2:
        raise PydanticCustomError("lone_synonym", "lone")
    return words


SynonymGroup = Annotated[
    tuple[Line, ...],
    BeforeValidator(not_empty),
    AfterValidator(_synonym_group),
    Field(json_schema_extra={"minItems": 2}),
]


class Settings(Located):
    """The team's settings."""

    extends: Line | None = Field(
        None,
        description="The playbook that this one builds on: a folder, as in ../company, or an installed package.",
        examples=["../company"],
    )
    hide: Lines = Field(
        (),
        description="Entries of the extended playbook that do not apply here, each as its folder and id.",
        examples=[["calls/trade-fair", "questions/why-now/what-changed"]],
    )
    title: Line = Field(description="The playbook's title, on every page.", examples=["Sales playbook"])
    team: Line = Field(description="The team that the playbook belongs to.")
    language: Annotated[
        str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"), Shape("a language code", "language codes")
    ] = Field("en", description="The language of the content, as a language code.", examples=["en", "de"])
    words: WordChoice = Field(
        default_factory=WordChoice, description="The words that the team uses, and those it avoids."
    )
    stages: Annotated[tuple[Stage, ...], BeforeValidator(not_empty), Inherited("chosen")] = Field(
        description="The sales process in order, each stage named for what the client does.", min_length=1
    )
    synonyms: Annotated[tuple[SynonymGroup, ...], BeforeValidator(not_empty), Inherited("joined")] = Field(
        (), description="Groups of words that reps use for the same thing; the search treats them as one."
    )
    review_every: Period = Field(
        "6 months", description="The period after which an entry is reviewed again, as in 6 months."
    )
    cards: CardSettings = Field(default_factory=CardSettings, description="The defaults for printed cards.")
    checks: dict[str, Any] = Field(
        default_factory=dict,
        description="The rules of the checker: each id with off, notice, warning or error, or with its own settings.",
        examples=[{"near-duplicate": "off", "hard-to-read": {"severity": "error", "words": 25}}],
    )
    publish: PublishSettings = Field(
        default_factory=PublishSettings, description="The files and links that the site offers besides its pages."
    )
