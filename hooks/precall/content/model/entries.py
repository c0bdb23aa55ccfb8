"""The models of the content: calls, question banks, questions, principles, barriers, sources and stages.

They are the only declaration of the content: validation, the JSON Schemas, the field reference and the form editor are
derived from them. A field's description addresses the person who fills the field in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from precall.content.model.fields import (
    BarrierRefs,
    Boolean,
    CallRefs,
    Day,
    Keywords,
    Line,
    Lines,
    Number,
    PrincipleRefs,
    Prose,
    QuestionRefs,
    ReferenceKind,
    Slug,
    SourceRefs,
    Spoken,
    SpokenLines,
    StageRef,
    Tags,
    Text,
    Url,
    not_empty,
)
from precall.content.source_map import Document, Loc
from precall.core.docstrings import docstring


class Part(BaseModel):
    """A group of fields. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Restore the docstring if Python strips docstrings: JSON Schema uses it as the description."""
        if cls.__doc__ is None:
            cls.__doc__ = docstring(cls)


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """The place where an entry was written, and its name in references."""

    ref: str
    document: Document
    loc: Loc
    fingerprint: str = field(default="", compare=False, repr=False)
    """The entry's fingerprint, once it has been computed."""
    is_draft: bool = False
    """Whether the entry, or the bank that holds it, is a draft."""
    blanks: tuple[str, ...] = ()
    """The required keys of a draft that have no valid value yet; the entry has a placeholder for each."""


class Allow(Part):
    """A finding of the checker that is accepted on purpose."""

    rule: Slug = Field(description="The id of the rule, as the finding names it.", examples=["overused-question"])
    reason: Line = Field(description="The reason why the finding is accepted, for the next editor.")


class Located(Part):
    """A part of the content with its source location."""

    _location: SourceLocation = PrivateAttr()

    @property
    def location(self) -> SourceLocation:
        """The place where it was written."""
        # A large playbook reads this a million times, and pydantic's own attribute access takes ten times as long.
        return self.__pydantic_private__["_location"]  # type: ignore[index,no-any-return]  # set by located_at

    @property
    def ref(self) -> str:
        """The id that references use; a question's is `bank/question`."""
        return self.location.ref

    def located_at(self, location: SourceLocation) -> Self:
        """Store the source location, and return this object."""
        self._location = location
        # pydantic stores the names of the set fields of each entry, and thousands of these sets are equal.
        object.__setattr__(self, "__pydantic_fields_set__", _shared(frozenset(self.__pydantic_fields_set__)))
        return self


@cache
def _shared(names: frozenset[str]) -> set[str]:
    return set(names)


class Entry(Located):
    """The fields that every entry may have."""

    kind: ClassVar[ReferenceKind]

    keywords: Keywords = Field(
        (),
        description="Words that reps type when they look for this.",
        examples=[["cold call", "1st call"]],
    )
    owner: Annotated[Line | None, Prose("name")] = Field(None, description="The person who keeps this right.")
    reviewed: Day | None = Field(
        None, description="The day on which somebody last read this and found it right, as 2026-11-01."
    )
    allow: Annotated[tuple[Allow, ...], BeforeValidator(not_empty)] = Field(
        (), description="Findings of the checker that are accepted here on purpose."
    )
    aliases: Tags = Field(
        (),
        description="Earlier ids of this entry. Links, QR codes and printed cards with an earlier id still work.",
        examples=[["intro-meeting"]],
    )
    draft: Boolean = Field(
        False,
        description="Whether this is not finished. Only precall serve shows a draft, and its problems are notices.",
        exclude=True,
    )

    @property
    def is_draft(self) -> bool:
        """Whether this entry, or the bank that holds it, is a draft."""
        return self.location.is_draft

    @property
    def fingerprint(self) -> str:
        """A hash of 16 characters of the entry's fields, its id and the files that contribute to it."""
        location = self.location
        if not location.fingerprint:
            # The model is frozen and has no cheap place of its own for a cached value.
            object.__setattr__(location, "fingerprint", self._fingerprint())
        return location.fingerprint

    def _fingerprint(self) -> str:
        digest = blake2b(self.model_dump_json().encode(errors="surrogatepass"), digest_size=8)
        location = self.location
        facts = (self.kind, self.ref, *location.document.paths, *(("draft", *location.blanks) if self.is_draft else ()))
        digest.update("\0".join(facts).encode(errors="surrogatepass"))
        return digest.hexdigest()


class Outcome(Part):
    """Our gain from a call. It is set aside while we listen."""

    best: Line = Field(
        description="The most that this call can bring us: in our diary, order book, file or numbers. "
        "On the card: about 80 characters."
    )
    smallest: Line = Field(
        description="The least that still makes the call worth our time. On the card: about 80 characters."
    )


class Agenda(Part):
    """The text that the client reads before a call. Nothing else in this file reaches them."""

    purpose: Line = Field(
        description="The purpose of the call, in words for the client: one sentence with you, at most 140 characters.",
        examples=["To hear how things stand for you, and whether you would do best to change nothing."],
    )
    take_away: Lines = Field(
        (),
        description="The things that the client will have at the end whether or not they go on, in words for the "
        "client: your, not their. Without it the agenda shows free_value.",
        examples=[["A one-page picture of how others in your position handle this"]],
    )


class Call(Entry):
    """One kind of call or meeting: what it does for the client, and what it does for us."""

    kind: ClassVar[ReferenceKind] = "call"

    title: Line = Field(
        description="The team's name for it. On the card: about 36 characters.", examples=["First meeting"]
    )
    stage: StageRef = Field(description="The stage of the sales process it belongs to.")
    channel: Literal["phone", "video", "meeting", "message"] = Field(description="The way it takes place.")
    when: Line = Field(description="The situation in which a rep has this call and no other.")
    minutes: Annotated[Number, Field(ge=1, le=600)] = Field(description="Its length in minutes.", examples=[45])
    objective: Line = Field(
        description="The good that the conversation does for the client, worth having even if they never buy. "
        "On the card: about 140 characters."
    )
    outcome: Outcome = Field(
        description="The result for us: folded away until the client's picture has been played back."
    )
    free_value: Lines = Field(
        (),
        description="The things that the client gets in this call whether or not they buy. "
        "On the card: about 2 of 70 characters.",
    )
    agenda: Agenda | None = Field(
        None, description="The text that the client reads when the agenda is sent. Without it they read the objective."
    )
    agree: Annotated[Spoken | None, Prose("aloud")] = Field(
        None,
        description="The words at the start that agree on time and purpose. Spoken. On the card: about 120 characters.",
    )
    questions: QuestionRefs = Field(
        (),
        description="The questions to choose from, each as bank/question, the best first. "
        "On the card: about 5 of 60 characters.",
    )
    listen_for: Lines = Field(
        (),
        description="Signs in the client's world to listen for: their words, not our chance. "
        "On the card: about 4 of 50 characters.",
    )
    hope_to_hear: Annotated[Lines, Prose("client")] = Field(
        (),
        description="Words that we hope to hear, named so that we notice the hope. Printed on the flap, with the "
        "outcome. On the card: about 2 of 50 characters.",
    )
    barriers: BarrierRefs = Field(
        (), description="Barriers to change that show up in this call. On the card: about 4 of 34 characters."
    )
    principles: PrincipleRefs = Field(
        (),
        description="Principles to keep in mind; the first is on the card. On the card: about 1 of 95 characters.",
    )
    play_back: Annotated[Spoken | None, Prose("aloud")] = Field(
        None,
        description="The words that play the client's picture back, and ask whether it is right. Spoken. "
        "On the card: about 110 characters.",
    )
    return_: Line | None = Field(
        None,
        alias="return",
        description="The cue at which the outcome may be opened again. On the card: about 90 characters.",
    )
    next: CallRefs = Field((), description="The calls that most often follow.")
    tags: Tags = Field((), description="Short names to filter by.")
    notes: Text | None = Field(None, description="Advice on how to run the call. Paragraphs and lists.")


class Question(Entry):
    """One question that opens the client's world."""

    kind: ClassVar[ReferenceKind] = "question"

    id: Slug = Field(description="Its name within the bank: small letters, digits and hyphens.")
    ask: Annotated[Line, Prose("aloud")] = Field(description="The question as it is asked aloud.")
    why: Text | None = Field(None, description="The reason to ask: what the answer shows, and why it matters to them.")
    listen_for: Lines = Field((), description="Signs in the answer that deserve a second question.")
    follow_ups: Annotated[Lines, Prose("aloud")] = Field((), description="Questions to ask next, to hear more.")
    tags: Tags = Field((), description="Short names to filter by.")


class Bank(Entry):
    """A question bank: questions with one purpose."""

    kind: ClassVar[ReferenceKind] = "bank"

    title: Line = Field(description="The subject of the bank.")
    purpose: Line = Field(description="The things that these questions let the client talk about.")
    questions: Annotated[tuple[Question, ...], BeforeValidator(not_empty)] = Field(
        description="The questions, in the order in which they are best asked.", min_length=1
    )
    tags: Tags = Field((), description="Short names to filter by.")
    notes: Text | None = Field(None, description="Advice on how to use the bank. Paragraphs and lists.")


class ListedEntry(Entry):
    """An entry in a file that lists all entries of its kind."""

    id: Slug = Field(description="Its name: small letters, digits and hyphens.")


class Principle(ListedEntry):
    """One principle of the method."""

    kind: ClassVar[ReferenceKind] = "principle"

    title: Line = Field(description="The principle in a few words.")
    say: Line = Field(description="The principle in one sentence that a rep can remember.")
    why: Text | None = Field(None, description="The reason why it holds. Paragraphs and lists.")
    do: Lines = Field((), description="Examples of doing it.")
    avoid: Lines = Field((), description="Examples of forgetting it.")
    sources: SourceRefs = Field((), description="The sources of the idea.")
    tags: Tags = Field((), description="Short names to filter by.")


class Barrier(ListedEntry):
    """One barrier to change on the client's side."""

    kind: ClassVar[ReferenceKind] = "barrier"

    title: Line = Field(description="The barrier in a few words.")
    sounds_like: Annotated[SpokenLines, Prose("client")] = Field((), description="Ways in which clients say it.")
    may_mean: Text | None = Field(None, description="Reasons that may lie beneath it. Paragraphs and lists.")
    questions: QuestionRefs = Field((), description="Questions that bring it to light, each as bank/question.")
    tags: Tags = Field((), description="Short names to filter by.")
    notes: Text | None = Field(None, description="Anything else worth knowing. Paragraphs and lists.")


class SourceEntry(ListedEntry):
    """The source of an idea."""

    kind: ClassVar[ReferenceKind] = "source"

    title: Annotated[Line, Prose("name")] = Field(description="The title of the work, or a description of it.")
    about: Line | None = Field(None, description="The idea that we took from it, in our words.")
    author: Annotated[Line | None, Prose("name")] = Field(None, description="The author.")
    url: Url | None = Field(None, description="The address at which it can be read: it begins with https://.")
    year: Line | None = Field(None, description="The year in which it was written.")


class Stage(ListedEntry):
    """One stage of the sales process, named for what the client does."""

    kind: ClassVar[ReferenceKind] = "stage"

    title: Line = Field(description="The client's task now, in a word or two.")
    client_is: Line = Field(description='The words that complete the sentence "The client is ...".')
