"""Write a playbook of any size, the same for the same seed, for tests and measurements of large playbooks.

Sentences are made from frames and words of many trades, so that they are as long and as different as sentences that
people write. Some questions steer, and some are near-duplicates, as in any real playbook.

    python tests/support/generate.py DIR --calls 1000 --questions 10000 --seed 1
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

NEWEST_REVIEW = date(2026, 10, 1)
BANK_SIZE = 100

QUALIFIERS = """\
the present|the old|the new|the whole|the daily|the weekly|the yearly|the shared|the second|the outside
the planned|the promised|the unused|the temporary|the original|the paper|the regional|the winter""".replace(
    "\n", "|"
).split("|")

THINGS = """\
stock count|month-end close|payroll run|booking system|delivery round|pension plan|will|life cover|mortgage
rent review|school visit|night shift|spare parts store|cold store|repair log|complaints book|training day|stand-up
safety check|invoice approval|travel budget|marketing calendar|website form|phone line|waiting list|menu|harvest plan
planting schedule|insurance renewal|tax return|audit|board paper|grant application|hiring round|handover note|rota
expense claim|customer survey|loyalty card|price list|catalogue|sample order|production line|packing station|loading bay
fleet of vans|fuel card|data backup|password list|support queue|software update|test environment|release plan
patient record|theatre list|discharge letter|ward round|tenancy agreement|boiler service|roof repair|garden contract
parish hall|team away day|succession plan|family trust|savings pot|emergency fund|care arrangement|home office"""

PEOPLE = """you|your partner|your finance director|the people on the night shift|your sister|the branch in the north
the newest colleague|your predecessor|the drivers|the reception desk|your accountant|the trustees|the owner|the children
the foreman|your deputy|the auditors|the pharmacist|the head teacher|the warehouse team|your best customer|the union
the landlord|your parents|the project office|the help desk|the volunteers|the chair of the board|the fitters"""

TIMES = """last winter|the move|the merger|your first year here|the audit in spring|the summer|the flood|the year end
the last price rise|the holidays|the new rules came in|Monday|the change of management|the birth of your daughter
the last contract|the power cut|the new building opened|the inspection|the big order|the strike|the first invoice"""

DOINGS = """goes wrong|runs late|is finished|falls over|takes too long|comes up|gets in the way|is forgotten|breaks down
works as it should|costs more than it ought to|changes hands|is explained to somebody new|is left to one person|stops"""

FEELINGS = (
    """uneasy|proud|tired|curious|relieved|impatient|torn|calm|surprised|responsible|left alone|confident|sceptical"""
)

LISTENING = """What has changed about {thing} since {time}?|Who notices first when {thing} {doing}?
How did {thing} come to be the way it is?|What would {person} miss if {thing} were gone?
When did {person} last speak about {thing}?|How do {person} and the others talk about {thing}?
What do you do on a day when {thing} {doing}?|Why was {thing} set up like that after {time}?
Which part of {thing} makes you {feeling}?|What did you try with {thing} before {time}?
How would {person} describe {thing} to a stranger?|Who pays for it when {thing} {doing}?
What works well about {thing} as it is?|Is {thing} something that {person} would rather leave alone?
What did {time} teach you about {thing}?|How often does it happen that {thing} {doing}?
Where were you when {thing} first made you {feeling}?|Whose idea was {thing}?
What would happen to {thing} if nobody touched it until after {time}?|What does {thing} cost you in hours?
Do you ever feel {feeling} about {thing}?|How does {person} feel about {thing} these days?
What is it like to come back to {thing} after {time}?|What have you stopped doing since {thing} {doing} so often?
If {thing} stayed as it is for ten years, who would mind?|Has {thing} ever surprised you?
What do {person} not know about {thing}?|What was said about {thing} around {time}?
Who was {feeling} when {thing} was decided?|What keeps {person} up at night when {thing} {doing}?
How do you explain {thing} to {person}?|What would have to be true for {thing} to be fine as it is?
Tell me about the last time {thing} {doing}.|When is {thing} at its best?
What did {person} hope for from {thing} in the beginning?|How much of {thing} do you do by hand?
What do you admire about how {person} handle {thing}?|What has {thing} got to do with {time}?
Which promise about {thing} was not kept?|Was {thing} ever better than it is now?
What goes through your mind when {thing} {doing}?|Who else would be {feeling} to hear that {thing} {doing}?"""

STEERING = """Could we put an hour in the diary before {time} to go through {thing}?
Wouldn't you agree that {thing} needs our attention now?|What budget have you set aside for {thing}?
Who has to sign off on {thing} so that we can start?|If we showed you how to fix {thing}, would you be ready to order?
Shall I send the proposal for {thing} over to {person}?|What would it take to get your go-ahead on {thing}?"""

WHY = """{Person} may see {thing} in another light, and the client is the one to say which counts.
The answer dates the matter: it shows whether {thing} was a worry before {time} or has become one since.
Most people have a story about {thing}, and in the story stands what they would not put in a list.
It lets the client say that {thing} is fine as it is, and that may well be the truth.
Whoever feels {feeling} about {thing} will not say so unless somebody asks and then waits."""

LISTEN_FOR = """A name|A date|A number|Relief|A sigh|What they leave out|The word "but"|A joke that is none|Pride
Who is blamed|A cost nobody counts|A promise to somebody|Tiredness|Something already tried|A plan of their own"""

FOLLOW_UPS = """What happened then?|Who told you about {thing}?|How did {person} take it?|What did you make of that?
How long did that last?|What would {person} say to that?|Was it like that before {time}?|What did it cost you?
How sure are you of that?|What did you leave out just now?|Which of these matters most to you?"""

OBJECTIVES = """The client knows what {thing} costs them and what it would take to leave it as it is.
They can explain to {person} why {thing} {doing}, in words of their own.
Whoever feels {feeling} about {thing} has been heard, and knows what can be done without us.
The client sees which of the ways to deal with {thing} suits them, ours or another.
{Person} and the client understand each other better about {thing} than before {time}."""

BEST = """A second meeting in the diary with {person}|A signed order for {thing}|Two names that we may ring
A date by which they tell us about {thing}|The order book entry that we have waited for since {time}"""
SMALLEST = """Leave to send a page on {thing}|A date in our diary to ring again|The name of whoever decides on {thing}
A note in our file on how {thing} is paid for"""

WHEN = """{Person} asked us about {thing}, and we have met once before.
The client has read our note on {thing} and wants to know more.
It is some weeks since {time}, and nobody has spoken about {thing} since."""

FREE_VALUE = """A page on how others handle {thing}|The three questions to put to anyone who offers help with {thing}
A checklist for the week after {time}|One thing about {thing} that can be changed at no cost"""

AGREE = """We have {minutes} minutes. What would make this worth your time?
I would like to hear about {thing} first, and to say little myself. Is that all right with you?"""
PLAY_BACK = """What I heard is ..., and that {thing} ... Did I get that right?
Let me say it back to you: {thing} ..., {person} ..., and you would rather ... What did I miss?"""

NOTES = """- Leave the laptop shut while they speak of {thing}.
- If {thing} is fine as it is, say so. That is a good call too.
- {Person} may be in the room: ask for their view first."""

TITLES = """First word about {thing}|Review of {thing}|After {time}|Meeting with {person} about {thing}
When {thing} {doing}|Second look at {thing}|Call about {thing} before {time}"""


def generate(
    root: Path, calls: int = 1000, questions: int = 10_000, seed: int = 1, *, principles: int | None = None
) -> Path:
    """Write a playbook below `root/playbook` and return `root`. By default it has as many principles as barriers."""
    random = Random(seed)
    folder = root / "playbook"
    for name in ("calls", "questions"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    refs: list[str] = []
    for bank, start in enumerate(range(0, questions, BANK_SIZE)):
        size = min(BANK_SIZE, questions - start)
        _write(folder / f"questions/bank-{bank}.yml", _bank(random, size))
        refs += [f"bank-{bank}/question-{index}" for index in range(size)]
    entries = max(4, min(60, calls // 10))
    _write(folder / "principles.yml", _principles(random, principles or entries))
    _write(folder / "barriers.yml", _barriers(random, entries, refs))
    _write(folder / "sources.yml", [line for n in range(3) for line in (f"- id: source-{n}", f"  title: Work {n}")])
    stages = [f"stage-{number}" for number in range(6)]
    _write(folder / "playbook.yml", _settings(stages))
    for number in range(calls):
        # Every bank is led to.
        first = [refs[number * BANK_SIZE % len(refs)]] if refs else []
        chosen = dict.fromkeys([*first, *random.sample(refs, min(6, len(refs)))])
        call = _call(random, stages[number % len(stages)], list(chosen), number, entries)
        _write(folder / f"calls/call-{number}.yml", call)
    return root


def _write(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def _options(stock: str) -> list[str]:
    return stock.replace("\n", "|").split("|")


def _say(random: Random, stock: str, **more: object) -> str:
    person = random.choice(_options(PEOPLE))
    return random.choice(_options(stock)).format(
        thing=f"{random.choice(QUALIFIERS)} {random.choice(_options(THINGS))}",
        person=person,
        Person=person[0].upper() + person[1:],
        time=random.choice(_options(TIMES)),
        doing=random.choice(_options(DOINGS)),
        feeling=random.choice(_options(FEELINGS)),
        **more,
    )


def _line(key: str, text: str, indent: int = 0) -> str:
    return f"{' ' * indent}{key}: {json.dumps(text, ensure_ascii=False)}"


def _list(key: str, texts: Sequence[str], indent: int = 0) -> Iterator[str]:
    yield f"{' ' * indent}{key}:"
    yield from (f"{' ' * indent}  - {json.dumps(text, ensure_ascii=False)}" for text in dict.fromkeys(texts))


def _kept(random: Random, indent: int = 0) -> list[str]:
    owner = random.choice(["Sales enablement", "Team north", "Team south", "Key accounts"])
    reviewed = NEWEST_REVIEW - timedelta(days=random.randrange(150))
    return [_line("owner", owner, indent), f"{' ' * indent}reviewed: {reviewed}"]


def _settings(stages: Sequence[str]) -> list[str]:
    lines = ["title: Sales playbook", "team: Example team", "words:", "  avoid:", "    prospect: client", "stages:"]
    for number, stage in enumerate(stages):
        lines += [
            f"  - id: {stage}",
            f"    title: Stage {number}",
            "    client_is: weighing what to change and what to keep",
        ]
    return [*lines, "synonyms:", "  - [payroll, wages]", "  - [pension, retirement]", "review_every: 1 year"]


def _bank(random: Random, size: int) -> list[str]:
    lines = [_line("title", _say(random, "Questions about {thing}")), _line("purpose", _say(random, WHY))]
    lines += [*_kept(random), "questions:"]
    for index in range(size):
        stock = STEERING if random.random() < 0.05 else LISTENING
        lines += [f"  - id: question-{index}", _line("ask", _say(random, stock), 4), _line("why", _say(random, WHY), 4)]
        lines += _list("listen_for", random.sample(_options(LISTEN_FOR), 3), 4)
        lines += _list("follow_ups", [_say(random, FOLLOW_UPS) for _ in range(2)], 4)
    return lines


def _call(random: Random, stage: str, refs: Sequence[str], number: int, entries: int) -> list[str]:
    minutes = random.choice([10, 20, 30, 45, 60, 90])
    lines = [_line("title", f"{_say(random, TITLES)} ({number})"), f"stage: {stage}"]
    lines += [f"channel: {random.choice(['phone', 'video', 'meeting', 'message'])}", _line("when", _say(random, WHEN))]
    lines += [f"minutes: {minutes}", _line("objective", _say(random, OBJECTIVES)), "outcome:"]
    lines += [_line("best", _say(random, BEST), 2), _line("smallest", _say(random, SMALLEST), 2)]
    lines += _list("free_value", [_say(random, FREE_VALUE) for _ in range(2)])
    lines += [_line("agree", _say(random, AGREE, minutes=minutes))]
    lines += _list("questions", refs) if refs else []
    lines += _list("listen_for", random.sample(_options(LISTEN_FOR), 4))
    lines += _list("barriers", [f"barrier-{(number + step) % entries}" for step in range(3)])
    lines += _list("principles", [f"principle-{(number + step) % entries}" for step in range(2)])
    lines += [_line("play_back", _say(random, PLAY_BACK)), "return: Only once they have said the picture is right."]
    lines += _list("keywords", [_say(random, "{thing}"), _say(random, "{time}")])
    notes = [f"  {random.choice(NOTES.splitlines())}" for _ in range(3)]
    return [*lines, "notes: |", *(_say(random, note) for note in notes), *_kept(random)]


def _principles(random: Random, count: int) -> list[str]:
    lines: list[str] = []
    for number in range(count):
        lines += [f"- id: principle-{number}", f"  title: Principle {number}", _line("say", _say(random, WHY), 2)]
        lines += [_line("why", _say(random, WHY), 2), *_list("sources", [f"source-{number % 3}"], 2), *_kept(random, 2)]
    return lines


def _barriers(random: Random, count: int, refs: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for number in range(count):
        lines += [f"- id: barrier-{number}", f"  title: Barrier {number}"]
        lines += _list("sounds_like", [_say(random, "We never change {thing} before {time}.")], 2)
        lines += _list("questions", random.sample(refs, min(3, len(refs))), 2) if refs else []
        lines += _kept(random, 2)
    return lines


def main() -> None:
    """Write the playbook that the command line describes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    generate(options.folder, options.calls, options.questions, options.seed)


if __name__ == "__main__":
    main()
