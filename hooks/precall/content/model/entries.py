"""What the playbook is made of: calls, question banks, questions, principles, barriers, sources and stages.

These classes are the only declaration of the content. Validation, the JSON Schema of the editors' tools and the field
reference in the documentation are read from them, so a field's description is written for the person who fills it in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr
from pydantic.fields import FieldInfo

from precall.content.model.fields import (
    BarrierRefs,
    CallRefs,
    Day,
    Line,
    Lines,
    Number,
    PrincipleRefs,
    Prose,
    QuestionRefs,
    ReferenceKind,
    Slug,
    SourceRefs,
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
        """Keep the docstring where Python was told to strip docstrings: JSON Schema has it as the description."""
        if cls.__doc__ is None:
            cls.__doc__ = docstring(cls)


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """Where an entry was written, and what it is called by those who refer to it."""

    ref: str
    document: Document
    loc: Loc
    fingerprint: str = field(default="", compare=False, repr=False)
    """That of the entry, once somebody has asked for it."""


class Allow(Part):
    """A finding of the checker that is accepted on purpose."""

    rule: Slug = Field(description="The rule's id, as the finding names it.", examples=["overused-question"])
    reason: Line = Field(description="Why the finding may stand, for the next editor.")


@lru_cache(maxsize=1_024)
def _shared_set(names: frozenset[str]) -> set[str]:
    """Return one set of some names: thousands of entries give the same fields."""
    return set(names)


class Located(Part):
    """What knows where it was written."""

    _location: SourceLocation = PrivateAttr()

    @property
    def location(self) -> SourceLocation:
        """Where it was written."""
        # Asked for a million times in a large playbook, and pydantic's own way there takes ten times as long.
        return self.__pydantic_private__["_location"]  # type: ignore[index,no-any-return]  # there since it was placed

    @property
    def ref(self) -> str:
        """The id by which others refer to it; a question's is `bank/question`."""
        return self.location.ref

    def located_at(self, location: SourceLocation) -> Self:
        """Itself, now knowing where it stands."""
        self._location = location
        # Pydantic notes for each entry which fields were given, in a set of its own.
        given = _shared_set(frozenset(self.__pydantic_fields_set__))
        object.__setattr__(self, "__pydantic_fields_set__", given)
        return self


class Entry(Located):
    """What every entry may carry."""

    kind: ClassVar[ReferenceKind]

    keywords: Annotated[Lines, Prose("typed")] = Field(
        (),
        description="What reps type when they look for this, in their own words.",
        examples=[["cold call", "1st call"]],
    )
    owner: Annotated[Line | None, Prose("name")] = Field(None, description="Who keeps this right.")
    reviewed: Day | None = Field(None, description="When somebody last read this and found it right, as 2026-11-01.")
    allow: Annotated[tuple[Allow, ...], BeforeValidator(not_empty)] = Field(
        (), description="Findings of the checker that are accepted here on purpose."
    )
    aliases: Tags = Field(
        (),
        description="Ids that it had before. Their addresses lead here: links, QR codes and printed cards live on.",
        examples=[["intro-meeting"]],
    )

    @property
    def fingerprint(self) -> str:
        """Sixteen signs that stand for all that it says, for its id, and for the files in which it says so."""
        location = self.location
        if not location.fingerprint:
            # A place says nothing else of it, and an entry has no room for it that costs nothing.
            object.__setattr__(location, "fingerprint", self._fingerprint())
        return location.fingerprint

    def _fingerprint(self) -> str:
        made = blake2b(self.model_dump_json().encode(errors="surrogatepass"), digest_size=8)
        made.update("\0".join((self.kind, self.ref, *self.location.document.paths)).encode(errors="surrogatepass"))
        return made.hexdigest()


def fields_by_key(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by their keys in YAML, what every entry may carry last."""
    shared = Entry.model_fields if issubclass(model, Entry) else {}
    fields = sorted(model.model_fields.items(), key=lambda item: item[0] in shared)
    return {field.alias or name: field for name, field in fields}


class Outcome(Part):
    """What we get out of a call. It is set aside while we listen."""

    best: Line = Field(
        description="The most this call can bring us. In our diary, order book, file or number. "
        "On the card: about 80 characters."
    )
    smallest: Line = Field(
        description="The least that still makes the call worth our time. On the card: about 80 characters."
    )


class Agenda(Part):
    """What the client reads before a call. Nothing else that is written here reaches them."""

    purpose: Line = Field(
        description="What the call is for, said to the client: one sentence with you, in at most 140 characters.",
        examples=["To hear how things stand for you, and whether you would do best to change nothing."],
    )
    take_away: Lines = Field(
        (),
        description="What the client will have at the end whether or not they go on, said to the client: "
        "your, not their. Without it the agenda takes free_value as it stands.",
        examples=[["A one-page picture of how others in your position handle this"]],
    )


class Call(Entry):
    """One kind of call or meeting, with what it does for the client and what it does for us."""

    kind: ClassVar[ReferenceKind] = "call"

    title: Line = Field(
        description="What the team calls it. On the card: about 36 characters.", examples=["First meeting"]
    )
    stage: StageRef = Field(description="The stage of the sales process it belongs to.")
    channel: Literal["phone", "video", "meeting", "message"] = Field(description="How it takes place.")
    when: Line = Field(description="When a rep has this call and no other.")
    minutes: Annotated[Number, Field(ge=1, le=600)] = Field(description="How long it takes, in minutes.", examples=[45])
    objective: Line = Field(
        description="What the conversation does for the client, worth having even if they never buy. "
        "On the card: about 140 characters."
    )
    outcome: Outcome = Field(
        description="What we get out of it: folded away until the client's picture has been played back."
    )
    free_value: Lines = Field(
        (),
        description="What the client gets in this call whether or not they buy. On the card: about 2 of 70 characters.",
    )
    agenda: Agenda | None = Field(
        None, description="What the client reads when the agenda is sent. Without it the objective stands there."
    )
    agree: Annotated[Line | None, Prose("aloud")] = Field(
        None,
        description="What is said at the start, to agree on time and purpose. Spoken. "
        "On the card: about 120 characters.",
    )
    questions: QuestionRefs = Field(
        (),
        description="The questions to choose from, each as bank/question, the best first. "
        "On the card: about 5 of 60 characters.",
    )
    listen_for: Lines = Field(
        (),
        description="What in the client's world to listen for: their words, not our chance. "
        "On the card: about 4 of 50 characters.",
    )
    hope_to_hear: Annotated[Lines, Prose("client")] = Field(
        (),
        description="What we hope to hear, named so that it can be watched. Printed on the flap, with the outcome. "
        "On the card: about 2 of 50 characters.",
    )
    barriers: BarrierRefs = Field(
        (), description="Barriers to change that show up in this call. On the card: about 4 of 34 characters."
    )
    principles: PrincipleRefs = Field(
        (),
        description="Principles to keep in mind; the first stands on the card. On the card: about 1 of 95 characters.",
    )
    play_back: Annotated[Line | None, Prose("aloud")] = Field(
        None,
        description="How to play the client's picture back, and ask whether it is right. Spoken. "
        "On the card: about 110 characters.",
    )
    return_: Line | None = Field(
        None,
        alias="return",
        description="The cue at which the outcome may be opened again. On the card: about 90 characters.",
    )
    next: CallRefs = Field((), description="The calls that most often follow.")
    tags: Tags = Field((), description="Short names to filter by.")
    notes: Text | None = Field(None, description="How to run it. Paragraphs and lists.")


class Question(Entry):
    """One question that opens the client's world."""

    kind: ClassVar[ReferenceKind] = "question"

    id: Slug = Field(description="Its name within the bank: small letters, digits and hyphens.")
    ask: Annotated[Line, Prose("aloud")] = Field(description="The question as it is asked aloud.")
    why: Text | None = Field(None, description="What the answer shows, and why that matters to the client.")
    listen_for: Lines = Field((), description="What in the answer deserves a second question.")
    follow_ups: Annotated[Lines, Prose("aloud")] = Field((), description="What to ask next, to hear more of the same.")
    tags: Tags = Field((), description="Short names to filter by.")


class Bank(Entry):
    """A question bank: questions with one purpose."""

    kind: ClassVar[ReferenceKind] = "bank"

    title: Line = Field(description="What the bank is about.")
    purpose: Line = Field(description="What these questions let the client talk about.")
    questions: Annotated[tuple[Question, ...], BeforeValidator(not_empty)] = Field(
        description="The questions, in the order in which they are best asked.", min_length=1
    )
    tags: Tags = Field((), description="Short names to filter by.")
    notes: Text | None = Field(None, description="How to use the bank. Paragraphs and lists.")


class Principle(Entry):
    """One principle of the method."""

    kind: ClassVar[ReferenceKind] = "principle"

    id: Slug = Field(description="Its name: small letters, digits and hyphens.")
    title: Line = Field(description="The principle in a few words.")
    say: Line = Field(description="The principle in one sentence that a rep can remember.")
    why: Text | None = Field(None, description="Why it holds. Paragraphs and lists.")
    do: Lines = Field((), description="What it looks like when done.")
    avoid: Lines = Field((), description="What it looks like when forgotten.")
    sources: SourceRefs = Field((), description="Where the idea comes from.")
    tags: Tags = Field((), description="Short names to filter by.")


class Barrier(Entry):
    """One barrier to change on the client's side."""

    kind: ClassVar[ReferenceKind] = "barrier"

    id: Slug = Field(description="Its name: small letters, digits and hyphens.")
    title: Line = Field(description="The barrier in a few words.")
    sounds_like: Annotated[Lines, Prose("client")] = Field((), description="How clients say it, in their words.")
    may_mean: Text | None = Field(None, description="What may lie beneath. Paragraphs and lists.")
    questions: QuestionRefs = Field((), description="Questions that let it surface, each as bank/question.")
    tags: Tags = Field((), description="Short names to filter by.")
    notes: Text | None = Field(None, description="What else to know. Paragraphs and lists.")


class SourceEntry(Entry):
    """Where an idea comes from."""

    kind: ClassVar[ReferenceKind] = "source"

    id: Slug = Field(description="Its name: small letters, digits and hyphens.")
    title: Annotated[Line, Prose("name")] = Field(description="The work's title, or what it is.")
    about: Line | None = Field(None, description="What it gave us, in our words.")
    author: Annotated[Line | None, Prose("name")] = Field(None, description="Who wrote it.")
    url: Url | None = Field(None, description="Where it can be read: an address that begins with https://.")
    year: Line | None = Field(None, description="When it was written.")


class Stage(Entry):
    """One stage of the sales process, named for what the client does."""

    kind: ClassVar[ReferenceKind] = "stage"

    id: Slug = Field(description="Its name: small letters, digits and hyphens.")
    title: Line = Field(description="What the client does now, in a word or two.")
    client_is: Line = Field(description='What the client is doing, to go on from "The client is".')
