"""An artifact is made again exactly when a part of the playbook that it read has changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path

import pytest

from precall.content.loader import load
from precall.content.model import GROUPS, Call, Playbook
from precall.render.artifact_cache import ArtifactCache, Dependency
from precall.render.dependencies import (
    SETTINGS,
    TEMPLATES,
    Builder,
    BuildStep,
    EntryMemo,
    Fingerprints,
    TrackedPlaybook,
    Tracker,
)
from precall.site.assemble import make_site
from tests.support.paths import ROOT

READS: dict[str, tuple[Callable[[Playbook], object], Dependency]] = {
    "an entry": (lambda playbook: playbook.calls["first-meeting"].title, ("entry", "call", "first-meeting")),
    "an entry that is not there": (lambda playbook: playbook.calls.get("nowhere"), ("entry", "call", "nowhere")),
    "whether it is there": (lambda playbook: "first-meeting" in playbook.calls, ("entry", "call", "first-meeting")),
    "all of a kind": (lambda playbook: [call.title for call in playbook.calls.values()], ("entries", "call")),
    "how many": (lambda playbook: len(playbook.questions), ("count", "question")),
    "whether there are any": (lambda playbook: bool(playbook.barriers), ("count", "barrier")),
    "their ids": (lambda playbook: dict.fromkeys(playbook.banks), ("ids", "bank")),
    "the order": (lambda playbook: playbook.calls_in_order, ("calls_in_order",)),
    "the day": (lambda playbook: playbook.day, ("day",)),
    "the revision": (lambda playbook: playbook.revision, ("revision",)),
    "all entries": (lambda playbook: list(playbook.entries()), ("all",)),
    "all uses": (lambda playbook: playbook.uses, ("all",)),
    "an entry's neighbours": (
        lambda playbook: playbook.neighbours(_whole(playbook).calls["first-meeting"]),
        ("neighbours", "call", "first-meeting"),
    ),
    "who uses it": (
        lambda playbook: playbook.users(_whole(playbook).principles["two-lines"], "call"),
        ("users", "principle", "two-lines", "call"),
    ),
    "the calls that use it": (
        lambda playbook: playbook.calls_using(_whole(playbook).principles["two-lines"]),
        ("calls_using", "principle", "two-lines"),
    ),
    "the title of a question's bank": (
        lambda playbook: playbook.bank_title(_whole(playbook).questions["why-now/what-changed"]),
        ("bank_title", "why-now"),
    ),
    "a stage's calls": (
        lambda playbook: playbook.calls_of(_whole(playbook).stages["understand"]),
        ("calls_of", "understand"),
    ),
    "whether a stage has calls": (
        lambda playbook: playbook.has_calls(_whole(playbook).stages["understand"]),
        ("has_calls", "understand"),
    ),
}


def _whole(playbook: Playbook) -> Playbook:
    return playbook.whole if isinstance(playbook, TrackedPlaybook) else playbook


@pytest.mark.parametrize("what", READS)
def test_reading_a_part_records_it(what: str) -> None:
    """A tracked playbook returns the playbook's values and records exactly the parts that are read."""
    read, dependency = READS[what]
    tracker = Tracker(load(ROOT).playbook)
    with tracker.recording() as dependencies:
        assert read(tracker.playbook) == read(tracker.whole)
    assert dependencies == {dependency}
    assert Fingerprints(tracker.whole)[dependency] or what == "an entry that is not there"


def test_every_part_of_a_playbook_is_recorded() -> None:
    """A new field of the playbook must be recorded too."""
    # Pages show the drafts that are entries; these two are for the check and the command line.
    untracked = {"settings", "companies", "dropped_references", "today", "session", "drafts", "left_out"}
    assert {each.name for each in fields(Playbook)} == {*GROUPS, *untracked}
    tracked = {name for name in vars(TrackedPlaybook) if not name.startswith("_")} - {"of", "record"}
    own = {name for name in vars(Playbook) if not name.startswith("_")} - {each.name for each in fields(Playbook)}
    # These depend on the groups, or on parts that do not change.
    assert own - tracked == {"of_kind", "bank_of", "company_of"}


def test_a_changed_title_changes_its_entrys_and_lists_fingerprints(ours: Path) -> None:
    """The fingerprints of other entries stay equal."""
    before = Fingerprints(load(ours).playbook)
    path = ours / "playbook/calls/first-meeting.yml"
    path.write_text(re.sub("^title: .*", "title: The first hour", path.read_text(), flags=re.MULTILINE))
    after = Fingerprints(load(ours).playbook)
    changed: list[Dependency] = [
        *(("entry", "call", "first-meeting"), ("entries", "call"), ("calls_in_order",), ("revision",), ("all",)),
        ("calls_using", "principle", "two-lines"),
    ]
    same: list[Dependency] = [
        *(("entry", "call", "second-meeting"), ("entry", "call", "nowhere"), ("count", "call"), ("ids", "call")),
        *(("entries", "question"), ("day",), SETTINGS, TEMPLATES),
    ]
    assert [each for each in changed if before[each] == after[each]] == []
    assert [each for each in same if before[each] != after[each]] == []


@pytest.mark.parametrize(("has_template", "same"), [(False, True), (True, False)])
def test_a_page_depends_on_the_titles_of_the_entries_next_to_it(ours: Path, has_template: bool, same: bool) -> None:
    """Our templates show nothing else of them, but a custom template may show every field."""
    if has_template:
        (ours / "templates/pages").mkdir(parents=True)
        (ours / "templates/pages/bank.html").write_text("{{ previous.purpose if previous }}")
    banks = list(load(ours).playbook.banks.values())
    dependency = ("neighbours", "bank", banks[1].ref)
    path = ours / banks[0].location.document.source.path
    text = path.read_text(encoding="utf-8")

    def fingerprint(key: str) -> str:
        path.write_text(re.sub(f"^{key}: .*", f"{key}: Another text of this field", text, flags=re.MULTILINE))
        return Fingerprints(load(ours).playbook, ours)[dependency]

    before = Fingerprints(load(ours).playbook, ours)[dependency]
    assert fingerprint("title") != before
    assert (fingerprint("purpose") == before) is same


def test_a_site_with_cached_artifacts_equals_a_new_one(ours: Path) -> None:
    """After any edit, cached and new artifacts together are the site of a full build."""
    cache = ArtifactCache()
    make_site(load(ours).playbook, ours, artifacts=cache)
    for path in sorted((ours / "playbook").glob("**/*.yml"))[::5]:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(": The ", ": That ").replace("What ", "Whatever "), encoding="utf-8")
        playbook = load(ours).playbook
        made, whole = make_site(playbook, ours, artifacts=cache), make_site(playbook, ours)
        assert made == whole, path
        assert [page.html for page in made.pages] == [page.html for page in whole.pages], path


def _title(builder: Builder) -> bytes:
    return builder.playbook.calls["first-meeting"].title.encode()


def test_an_unchanged_playbook_comes_from_the_cache() -> None:
    """A second build of the same content makes no artifact."""
    cache, playbook = ArtifactCache(), load(ROOT).playbook
    counts = []
    for _ in range(2):
        builder = Builder(playbook, ROOT, cache)
        builder.build(BuildStep("title", partial(_title, builder)))
        counts.append(builder.made)
    assert counts == [1, 0]


@pytest.mark.parametrize("inputs", [("http://a",), ("http://b",), (None,), ()])
def test_other_inputs_make_another_artifact(inputs: tuple[object, ...]) -> None:
    """An address or an option that a page uses is one of its inputs."""
    cache, playbook = ArtifactCache(), load(ROOT).playbook
    Builder(playbook, ROOT, cache).build(BuildStep("page", lambda: b"first", inputs=("http://a",)))
    second = Builder(playbook, ROOT, cache).build(BuildStep("page", lambda: b"second", inputs=inputs))
    assert second.content.read() == (b"first" if inputs == ("http://a",) else b"second")


def test_a_changed_custom_template_makes_everything_again(ours: Path) -> None:
    """The template's name does not matter, since any template may include another."""
    cache, playbook = ArtifactCache(), load(ours).playbook
    Builder(playbook, ours, cache).build(BuildStep("page", lambda: b"first"))
    (ours / "templates/pages").mkdir(parents=True)
    (ours / "templates/pages/call.html").write_text("{{ entry.title }}")
    assert Builder(playbook, ours, cache).build(BuildStep("page", lambda: b"second")).content.read() == b"second"


def test_evicted_content_is_made_again() -> None:
    """An artifact can be read after its content was removed from the cache."""
    cache = ArtifactCache()
    made = Builder(load(ROOT).playbook, ROOT, cache).build(BuildStep("page", lambda: ([1], b"made")))
    cache.remove_unused()
    cache.remove_unused()
    assert (made.facts, made.content.read()) == ([1], b"made")


def test_a_memo_is_renewed_when_an_entry_that_it_reads_changes(ours: Path) -> None:
    """A result depends only on the entry's text, its lists and its line number."""
    made: list[str] = []

    def stage_title(playbook: Playbook, call: Call) -> str:
        made.append(call.ref)
        return f"{playbook.stages[call.stage].title}, {len(playbook.barriers)}"

    memo = EntryMemo(stage_title)

    def run() -> list[str]:
        made.clear()
        playbook = load(ours).playbook
        wanted = [stage_title(playbook, call) for call in playbook.calls.values()]
        made.clear()
        assert list(memo.of(playbook, playbook.calls.values())) == wanted
        return list(made)

    everything = run()
    assert len(everything) == len(load(ours).playbook.calls)
    settings = ours / "playbook/playbook.yml"
    barriers = ours / "playbook/barriers.yml"
    barriers.write_text(barriers.read_text() + "- {id: another, title: Another, sounds_like: [Well]}\n")
    assert run() == everything
    call = ours / "playbook/calls/first-meeting.yml"
    call.write_text("# A line more.\n" + call.read_text())
    memo_run = run()
    assert "first-meeting" in memo_run
    settings.write_text(settings.read_text().replace("title: Understand", "title: Grasp"))
    assert run()
