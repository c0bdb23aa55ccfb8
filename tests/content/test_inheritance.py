"""A team's playbook merges with the playbook that it extends: the team's values win."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from precall.cards.card import make_card
from precall.cards.pdf import CardTypesetter
from precall.check import example
from precall.check.runner import check_folder
from precall.cli.main import main
from precall.content.loader import LoadResult, load
from precall.content.model import extended_roots
from precall.editing import schema
from precall.exports.json_export import playbook_document
from precall.render.artifact_cache import ArtifactCache
from precall.render.artifacts import editing
from precall.render.dependencies import Builder
from precall.site.assemble import make_site
from tests.support.made_pages import make_pages

COMPANY = {
    **{f"company/playbook/{name}": str(text) for name, text in example.SMALLEST.items()},
    "company/playbook/playbook.yml": example.SETTINGS
    + "words: {client: client, avoid: {prospect: client}}\nsynonyms: [[price, cost]]\n"
    + "publish: {edit: https://git.example.com/company/edit/main/}\n",
}
NORTH = {"north/playbook/playbook.yml": "extends: ../company\nteam: Team north\n"}


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write the company's playbook, the team's and more files; return the team's root folder."""
    for name, text in {**COMPANY, **NORTH, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "north"


def problems_of(loaded: LoadResult) -> list[str]:
    """Return the place, the rule and the hint of each problem."""
    return [f"{each.path}:{each.span.line}:{each.span.column} {each.rule} {each.hint}" for each in loaded.problems]


def test_a_team_without_overrides_has_the_companys_playbook(tmp_path: Path) -> None:
    """All entries and settings are the company's, except those that the team sets."""
    north, company = load(write_files(tmp_path, {})), load(tmp_path / "company")
    assert problems_of(north) == []
    own, theirs = playbook_document(north.playbook), playbook_document(company.playbook)
    assert own["settings"] == {**theirs["settings"], "team": "Team north"}
    assert {**own, "settings": {}} == {**theirs, "settings": {}}


def test_an_override_changes_only_the_fields_that_it_sets(tmp_path: Path) -> None:
    """Groups are merged key by key, lists are replaced, and everything else is inherited."""
    changed = "minutes: 20\noutcome: {best: An order in the book.}\nfree_value: [One page.]\n"
    north = load(write_files(tmp_path, {"north/playbook/calls/first-meeting.yml": changed})).playbook.calls[
        "first-meeting"
    ]
    company = load(tmp_path / "company").playbook.calls["first-meeting"]
    assert (north.minutes, north.outcome.best, north.free_value) == (20, "An order in the book.", ("One page.",))
    assert north.outcome.smallest == company.outcome.smallest
    left = {"minutes", "outcome", "free_value"}
    assert north.model_dump(exclude=left) == company.model_dump(exclude=left)


def test_lists_of_entries_are_merged_by_id(tmp_path: Path) -> None:
    """The company's entries come first, with the team's changes; the team's own follow."""
    north = write_files(
        tmp_path,
        {
            "north/playbook/barriers.yml": "- id: burned-before\n  may_mean: More.\n- {id: no-time, title: No time}\n",
            "north/playbook/questions/why-now.yml": "questions:\n  - {id: who, ask: Who noticed first?}\n"
            "  - {id: what-changed, tags: [opening]}\n",
        },
    )
    playbook = load(north).playbook
    assert list(playbook.barriers) == ["burned-before", "no-time"]
    assert (playbook.barriers["burned-before"].title, playbook.barriers["burned-before"].may_mean) == (
        "Burned before",
        "More.",
    )
    assert list(playbook.questions) == ["why-now/what-changed", "why-now/who"]
    assert playbook.questions["why-now/what-changed"].tags == ("opening",)
    assert playbook.banks["why-now"].title == "Why now"


def test_settings_are_merged_as_the_model_declares(tmp_path: Path) -> None:
    """Words and synonyms are added to the company's; the team's stages replace the company's."""
    stages = "stages:\n  - {id: pilot, title: Pilot, client_is: trying it}\n  - {id: understand, title: See}\n"
    text = f"extends: ../company\nteam: T\nwords: {{avoid: {{deal: sale}}}}\nsynonyms: [[van, lorry]]\n{stages}"
    settings = load(write_files(tmp_path, {"north/playbook/playbook.yml": text})).playbook.settings
    assert settings.words.avoid == {"prospect": "client", "deal": "sale"}
    assert settings.synonyms == (("price", "cost"), ("van", "lorry"))
    assert [(each.id, each.title, each.client_is) for each in settings.stages] == [
        ("pilot", "Pilot", "trying it"),
        ("understand", "See", "working out whether this is worth changing"),
    ]


def test_hidden_entries_are_removed_from_inherited_lists(tmp_path: Path) -> None:
    """An entry, a whole bank or one question: inherited entries no longer name it, and there is no problem."""
    more = "  - id: who\n    ask: Who noticed first?\n"
    north = write_files(
        tmp_path,
        {
            "company/playbook/questions/why-now.yml": str(example.SMALLEST[example.BANK]) + more,
            "north/playbook/playbook.yml": "extends: ../company\nteam: T\n"
            "hide: [barriers/burned-before, questions/why-now/what-changed]\n",
        },
    )
    loaded = load(north)
    assert problems_of(loaded) == []
    assert list(loaded.playbook.questions) == ["why-now/who"]
    call = loaded.playbook.calls["first-meeting"]
    assert (call.barriers, call.questions) == ((), ())


def test_a_hidden_entry_is_reported_with_the_lists_that_lost_it(tmp_path: Path) -> None:
    """Each list is reported at its line, empty lists first. A list that the team replaces is not reported."""
    bank = str(example.SMALLEST[example.BANK])
    files = {
        "company/playbook/questions/why-now.yml": f"{bank}  - id: who\n    ask: Who noticed?\n",
        "company/playbook/calls/second.yml": example.call(questions="[why-now/what-changed, why-now/who]")[
            example.CALL
        ],
        "company/playbook/calls/third.yml": example.call()[example.CALL],
        "north/playbook/calls/third.yml": "questions: [why-now/who]\n",
        "north/playbook/playbook.yml": "extends: ../company\nteam: T\nhide: [questions/why-now/what-changed]\n",
    }
    north = write_files(tmp_path, files)
    (problem,) = (each for each in check_folder(north).problems if each.rule == "lost-reference")
    assert (problem.path, problem.span.line, problem.span.column) == ("playbook/playbook.yml", 3, 8)
    assert problem.message == (
        "Because this entry is hidden, questions is empty in barriers/burned-before, calls/first-meeting; "
        "questions is shorter in calls/second."
    )
    assert problem.hint == (
        "If that is not right, write questions: in your own playbook/barriers.yml, under id: burned-before."
    )


def test_lost_references_are_reported_in_the_playbook_that_hides(tmp_path: Path) -> None:
    """A team gets no notice of what the group that it extends hides; the group does."""
    hides = "extends: ../company\nhide: [barriers/burned-before]\n"
    north = write_files(
        tmp_path, {"group/playbook/playbook.yml": hides, "north/playbook/playbook.yml": "extends: ../group\nteam: T\n"}
    )
    assert "lost-reference" in {each.rule for each in check_folder(tmp_path / "group").problems}
    assert "lost-reference" not in {each.rule for each in check_folder(north).problems}


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"north/playbook/playbook.yml": "extends: ../compny\nteam: T\n"},
            'playbook/playbook.yml:1:10 cannot-extend Did you mean "../company"?',
        ),
        (
            {"company/playbook/playbook.yml": f"extends: ../north\n{example.SETTINGS}"},
            "../company/playbook/playbook.yml:1:10 cannot-extend Delete one of the extends lines.",
        ),
        (
            {"north/playbook/playbook.yml": "extends: not-installed-anywhere\nteam: T\n"},
            "playbook/playbook.yml:1:10 cannot-extend Install it with pip install not-installed-anywhere; "
            "for a folder next to this one write ../not-installed-anywhere.",
        ),
        (
            {"north/playbook/playbook.yml": "extends: ../company\nteam: T\nhide: [calls/first-meting]\n"},
            'playbook/playbook.yml:3:8 unknown-hide Did you mean "calls/first-meeting"?',
        ),
        (
            {"north/playbook/calls/first-meting.yml": "minutes: 20\n"},
            'playbook/calls/first-meting.yml:1:1 unknown-override Did you mean "first-meeting"? '
            "Then rename the file to first-meeting.yml.",
        ),
        (
            {"north/playbook/questions/why-now.yml": "questions:\n  - {id: what-chnged, tags: [opening]}\n"},
            'playbook/questions/why-now.yml:2:10 unknown-override Did you mean "what-changed"?',
        ),
        (
            {"company/playbook/calls/first-meeting.yml": example.call(minutes="soon")[example.CALL]},
            "../company/playbook/calls/first-meeting.yml:5:10 wrong-type Write it in digits, as in minutes: 45.",
        ),
        (
            {"north/playbook/calls/first-meeting.yml": "minutes: 20\nstage: understnad\n"},
            'playbook/calls/first-meeting.yml:2:8 unknown-reference Did you mean "understand"?',
        ),
        (
            {"company/playbook/barriers.yml": "- id: burned-before\n   title: x\n"},
            "../company/playbook/barriers.yml:2:4 yaml-syntax ",
        ),
    ],
)
def test_a_problem_is_in_the_file_of_the_value(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    """At its line and column, with a hint, in the company's file or in the team's."""
    found = problems_of(load(write_files(tmp_path, files)))
    assert any(each.startswith(problem) for each in found), found
    assert len(found) == 1


def test_a_reference_to_a_hidden_entry_names_the_line_that_hides_it(tmp_path: Path) -> None:
    """If an extended playbook hides the entry, the message has its file and line."""
    north = write_files(
        tmp_path,
        {
            "group/playbook/playbook.yml": "extends: ../company\nhide:\n- barriers/burned-before\n",
            "north/playbook/playbook.yml": "extends: ../group\nteam: T\n",
            "north/playbook/calls/first-meeting.yml": "barriers: [burned-before]\n",
        },
    )
    (problem,) = load(north).problems
    assert (problem.path, problem.rule) == ("playbook/calls/first-meeting.yml", "hidden-reference")
    assert "../group/playbook/playbook.yml on line 3" in problem.message


def test_several_levels_of_inheritance(tmp_path: Path) -> None:
    """The value of the nearest level wins."""
    north = write_files(
        tmp_path,
        {
            "region/group/playbook/playbook.yml": "extends: ../../company\nteam: Group\n",
            "region/group/playbook/calls/first-meeting.yml": "minutes: 20\ntitle: Second\n",
            "north/playbook/playbook.yml": "extends: ../region/group\nteam: T\n",
            "north/playbook/calls/first-meeting.yml": "minutes: 10\n",
        },
    )
    call = load(north).playbook.calls["first-meeting"]
    assert (call.minutes, call.title, call.channel) == (10, "Second", "meeting")


def test_an_installed_package_is_extended_without_being_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is found by its name, and its code does not run."""
    north = write_files(tmp_path, {"north/playbook/playbook.yml": "extends: acme-playbook\nteam: T\n"})
    (tmp_path / "company").rename(tmp_path / "acme_playbook")
    (tmp_path / "acme_playbook/__init__.py").write_text("raise SystemExit\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    loaded = load(north)
    assert problems_of(loaded) == []
    path = loaded.playbook.calls["first-meeting"].location.document.source.path
    assert path == "acme_playbook/playbook/calls/first-meeting.yml"


def test_warnings_in_the_companys_files_are_not_reported(tmp_path: Path) -> None:
    """A warning about an inherited value is the company's; one about the team's value is reported."""
    files = {"company/playbook/calls/first-meeting.yml": example.call(objective="Close the deal.")[example.CALL]}
    north = write_files(tmp_path, files)
    assert "outcome-as-objective" in {each.rule for each in check_folder(tmp_path / "company").problems}
    assert check_folder(north).problems == ()
    (north / "playbook/calls").mkdir()
    (north / "playbook/calls/first-meeting.yml").write_text("objective: Close the order.\n", encoding="utf-8")
    assert [each.path for each in check_folder(north).problems] == ["playbook/calls/first-meeting.yml"]


def test_a_card_follows_the_merged_content(tmp_path: Path) -> None:
    """Its revision changes with the team's values and with the company's."""

    def revision() -> str:
        playbook = load(tmp_path / "north").playbook
        return make_card(playbook, playbook.calls["first-meeting"]).revision

    north = write_files(tmp_path, {})
    first = revision()
    (north / "playbook/calls").mkdir()
    (north / "playbook/calls/first-meeting.yml").write_text("minutes: 20\n", encoding="utf-8")
    second = revision()
    company = tmp_path / "company/playbook/calls/first-meeting.yml"
    company.write_text(company.read_text(encoding="utf-8").replace("one idea", "two ideas"), encoding="utf-8")
    assert len({first, second, revision()}) == 3


def test_pages_show_whether_an_entry_is_inherited(tmp_path: Path) -> None:
    """Inherited, inherited and changed, or the team's own; the edit link opens the file of the last change."""
    own = str(example.SMALLEST[example.BANK])
    changed = "- id: burned-before\n  may_mean: More.\n"
    north = write_files(tmp_path, {"north/playbook/questions/ours.yml": own, "north/playbook/barriers.yml": changed})
    playbook = load(north).playbook
    edit = editing(playbook, "here/{}".format)
    pages = {page.address.folder: page for page in make_pages(playbook, north)}
    assert "From the playbook of Example team." in pages["calls/first-meeting"].html
    assert "From the playbook of Example team, with changes" in pages["barriers/burned-before"].html
    assert "From the playbook" not in pages["questions/ours"].html
    company = "https://git.example.com/company/edit/main/playbook/calls/first-meeting.yml"
    assert edit(pages["calls/first-meeting"].source) == company
    assert edit(pages["barriers/burned-before"].source) == "here/playbook/barriers.yml"


def test_a_team_inherits_templates(tmp_path: Path) -> None:
    """Pages, cards and views use them if the team has none of its own; a package's templates are never run."""
    templates = {
        "pages/barrier.html": "Heard it? Tell the company.",
        "card.html": "<p>The company's card.</p>",
        "agenda.html": "The company's agenda.",
        "card.typ": "The company's card, set.",
    }
    files = {f"company/templates/{name}": text for name, text in templates.items()}
    north = write_files(tmp_path, {**files, "north/templates/agenda.html": "Our agenda."})

    def made(root: Path) -> dict[str, str]:
        playbook = load(root).playbook
        site = make_site(playbook, root)
        found = {page.address.folder: page.html for page in site.pages}
        return found | {file.uri: file.content.decode() for file in site.files if file.uri.endswith("/index.html")}

    found = made(north)
    assert "Heard it? Tell the company." in found["barriers/burned-before"]
    assert "The company's card." in found["cards/first-meeting/index.html"]
    assert found["agenda/first-meeting/index.html"].strip() == "Our agenda."
    playbook = load(north).playbook
    assert CardTypesetter.at(north, playbook.companies).template == b"The company's card, set."
    packaged = [replace(each, is_packaged=True) for each in playbook.companies]
    assert CardTypesetter.at(north, packaged).template == CardTypesetter.at(None).template
    assert extended_roots(packaged) == {}


def test_a_page_is_rebuilt_when_a_companys_template_changes(tmp_path: Path) -> None:
    """The keys of cached artifacts include the company's templates."""
    north = write_files(tmp_path, {"company/templates/pages/barrier.html": "One."})
    playbook, cache = load(north).playbook, ArtifactCache()

    def rendered() -> str:
        pages = make_pages(playbook, north, builder=Builder(playbook, north, cache))
        return next(page.html for page in pages if page.address.folder == "barriers/burned-before")

    assert rendered() == "One.\n"
    (tmp_path / "company/templates/pages/barrier.html").write_text("Two.", encoding="utf-8")
    assert rendered() == "Two.\n"


def test_schemas_list_inherited_ids_and_require_no_field(tmp_path: Path) -> None:
    """An override is valid in a text editor, and inherited ids and the items of `hide` complete."""
    made = schema.schema_files(load(write_files(tmp_path, {})))
    assert json.loads(made["call.schema.json"])["required"] == []
    assert json.loads(made["barriers.schema.json"])["items"]["required"] == ["id"]
    assert "why-now/what-changed" in made["call.schema.json"]
    assert "questions/why-now/what-changed" in made["playbook.schema.json"]


def test_no_command_writes_to_the_company(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A team formats its own files only, and an inherited entry must be renamed in the company's playbook."""
    changed = "title:   First\nminutes: 20\n"
    north = write_files(tmp_path, {"north/playbook/calls/first-meeting.yml": changed})
    before = {path: path.read_bytes() for path in (tmp_path / "company").rglob("*") if path.is_file()}
    assert main(["fmt", "--root", str(north)]) == 0
    for old in ("call:first-meeting", "barrier:burned-before"):
        assert main(["rename", "--root", str(north), old, "other"]) == 2
        assert "../company/playbook/" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (tmp_path / "company").rglob("*") if path.is_file()} == before


def test_a_team_renames_and_adds_entries_of_its_own(tmp_path: Path) -> None:
    """Also those in a company's bank, and those that only the team refers to."""
    north = write_files(
        tmp_path,
        {
            "north/playbook/questions/why-now.yml": "questions:\n  - {id: who, ask: Who noticed first?}\n",
            "north/playbook/calls/first-meeting.yml": "questions: [why-now/who, why-now/what-changed]\n",
        },
    )
    assert main(["rename", "--root", str(north), "why-now/who", "first"]) == 0
    assert main(["new", "principle", "Wait", "--root", str(north)]) == 0
    text = (north / "playbook/calls/first-meeting.yml").read_text(encoding="utf-8")
    assert text == "questions: [why-now/first, why-now/what-changed]\n"
    assert {each.rule for each in load(north).problems} == {"empty-text"}
