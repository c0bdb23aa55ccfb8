"""A company's playbook with a team's laid over it says what the team says, and else what the company says."""

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
from precall.site.pages import make_pages

COMPANY = {
    **{f"company/playbook/{name}": str(text) for name, text in example.SMALLEST.items()},
    "company/playbook/playbook.yml": example.SETTINGS
    + "words: {client: client, avoid: {prospect: client}}\nsynonyms: [[price, cost]]\n"
    + "publish: {edit: https://git.example.com/company/edit/main/}\n",
}
NORTH = {"north/playbook/playbook.yml": "extends: ../company\nteam: Team north\n"}


def lay(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in {**COMPANY, **NORTH, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "north"


def said(loaded: LoadResult) -> list[str]:
    return [f"{each.path}:{each.span.line}:{each.span.column} {each.rule} {each.hint}" for each in loaded.problems]


def test_a_team_that_says_nothing_has_the_companys_playbook(tmp_path: Path) -> None:
    """All entries and settings are the company's, but for what the team says of itself."""
    north, company = load(lay(tmp_path, {})), load(tmp_path / "company")
    assert said(north) == []
    own, theirs = playbook_document(north.playbook), playbook_document(company.playbook)
    assert own["settings"] == {**theirs["settings"], "team": "Team north"}
    assert {**own, "settings": {}} == {**theirs, "settings": {}}


def test_a_team_changes_the_fields_it_names(tmp_path: Path) -> None:
    """Groups are joined key by key, lists are replaced whole, and all else stays as the company has it."""
    changed = "minutes: 20\noutcome: {best: An order in the book.}\nfree_value: [One page.]\n"
    north = load(lay(tmp_path, {"north/playbook/calls/first-meeting.yml": changed})).playbook.calls["first-meeting"]
    company = load(tmp_path / "company").playbook.calls["first-meeting"]
    assert (north.minutes, north.outcome.best, north.free_value) == (20, "An order in the book.", ("One page.",))
    assert north.outcome.smallest == company.outcome.smallest
    left = {"minutes", "outcome", "free_value"}
    assert north.model_dump(exclude=left) == company.model_dump(exclude=left)


def test_entries_in_lists_are_joined_by_their_ids(tmp_path: Path) -> None:
    """The company's come first, changed where the team changes them; the team's own follow."""
    north = lay(
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


def test_settings_are_joined_as_the_model_says(tmp_path: Path) -> None:
    """Words and synonyms add to the company's; stages, once given, are the team's choice, with what they leave out."""
    stages = "stages:\n  - {id: pilot, title: Pilot, client_is: trying it}\n  - {id: understand, title: See}\n"
    text = f"extends: ../company\nteam: T\nwords: {{avoid: {{deal: sale}}}}\nsynonyms: [[van, lorry]]\n{stages}"
    settings = load(lay(tmp_path, {"north/playbook/playbook.yml": text})).playbook.settings
    assert settings.words.avoid == {"prospect": "client", "deal": "sale"}
    assert settings.synonyms == (("price", "cost"), ("van", "lorry"))
    assert [(each.id, each.title, each.client_is) for each in settings.stages] == [
        ("pilot", "Pilot", "trying it"),
        ("understand", "See", "working out whether this is worth changing"),
    ]


def test_what_is_hidden_is_gone_from_the_lists_that_name_it(tmp_path: Path) -> None:
    """An entry, a whole bank or one question; inherited entries no longer name it, and nothing is wrong."""
    more = "  - id: who\n    ask: Who noticed first?\n"
    north = lay(
        tmp_path,
        {
            "company/playbook/questions/why-now.yml": str(example.SMALLEST[example.BANK]) + more,
            "north/playbook/playbook.yml": "extends: ../company\nteam: T\n"
            "hide: [barriers/burned-before, questions/why-now/what-changed]\n",
        },
    )
    loaded = load(north)
    assert said(loaded) == []
    assert list(loaded.playbook.questions) == ["why-now/who"]
    call = loaded.playbook.calls["first-meeting"]
    assert (call.barriers, call.questions) == ((), ())


def test_what_is_hidden_says_which_lists_miss_it(tmp_path: Path) -> None:
    """At its line: the entries that named it, empty lists first; a list that the team says anew misses nothing."""
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
    north = lay(tmp_path, files)
    (problem,) = (each for each in check_folder(north).problems if each.rule == "lost-reference")
    assert (problem.path, problem.span.line, problem.span.column) == ("playbook/playbook.yml", 3, 8)
    assert problem.message == (
        "Because this entry is hidden, questions is empty in barriers/burned-before, calls/first-meeting; "
        "questions is shorter in calls/second."
    )
    assert problem.hint == (
        "If that is not right, write questions: in your own playbook/barriers.yml, under id: burned-before."
    )


def test_what_a_level_below_hides_is_told_there(tmp_path: Path) -> None:
    """A team is not told what the group hides that it extends; the group is."""
    hides = "extends: ../company\nhide: [barriers/burned-before]\n"
    north = lay(
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
            "for a folder beside this one write ../not-installed-anywhere.",
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
def test_a_problem_names_the_file_that_said_it(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    """At its line and column, with the way out, whether the company said it or the team."""
    found = said(load(lay(tmp_path, files)))
    assert any(each.startswith(problem) for each in found), found
    assert len(found) == 1


def test_a_reference_to_what_is_hidden_says_who_hid_it(tmp_path: Path) -> None:
    """A team that names what a level below it hides reads which file and line hid it."""
    north = lay(
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


def test_levels_lie_over_one_another(tmp_path: Path) -> None:
    """The nearest that says something has it."""
    north = lay(
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


def test_an_installed_package_is_extended_without_being_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is found by its name, and its own code does nothing."""
    north = lay(tmp_path, {"north/playbook/playbook.yml": "extends: acme-playbook\nteam: T\n"})
    (tmp_path / "company").rename(tmp_path / "acme_playbook")
    (tmp_path / "acme_playbook/__init__.py").write_text("raise SystemExit\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    loaded = load(north)
    assert said(loaded) == []
    path = loaded.playbook.calls["first-meeting"].location.document.source.path
    assert path == "acme_playbook/playbook/calls/first-meeting.yml"


def test_a_team_is_not_told_the_companys_warnings(tmp_path: Path) -> None:
    """What is untouched is the company's to mend; a field that the team says itself is the team's."""
    files = {"company/playbook/calls/first-meeting.yml": example.call(objective="Close the deal.")[example.CALL]}
    north = lay(tmp_path, files)
    assert "outcome-as-objective" in {each.rule for each in check_folder(tmp_path / "company").problems}
    assert check_folder(north).problems == ()
    (north / "playbook/calls").mkdir()
    (north / "playbook/calls/first-meeting.yml").write_text("objective: Close the order.\n", encoding="utf-8")
    assert [each.path for each in check_folder(north).problems] == ["playbook/calls/first-meeting.yml"]


def test_a_card_follows_the_merged_content(tmp_path: Path) -> None:
    """Its revision changes with what the team says, and with what the company says."""

    def revision() -> str:
        playbook = load(tmp_path / "north").playbook
        return make_card(playbook, playbook.calls["first-meeting"]).revision

    north = lay(tmp_path, {})
    first = revision()
    (north / "playbook/calls").mkdir()
    (north / "playbook/calls/first-meeting.yml").write_text("minutes: 20\n", encoding="utf-8")
    second = revision()
    company = tmp_path / "company/playbook/calls/first-meeting.yml"
    company.write_text(company.read_text(encoding="utf-8").replace("one idea", "two ideas"), encoding="utf-8")
    assert len({first, second, revision()}) == 3


def test_pages_and_pencils_say_whose_an_entry_is(tmp_path: Path) -> None:
    """Inherited, inherited and changed, or the team's own; the pencil opens the file that was last to say something."""
    own = str(example.SMALLEST[example.BANK])
    changed = "- id: burned-before\n  may_mean: More.\n"
    north = lay(tmp_path, {"north/playbook/questions/ours.yml": own, "north/playbook/barriers.yml": changed})
    playbook = load(north).playbook
    edit = editing(playbook, "here/{}".format)
    pages = {page.address.folder: page for page in make_pages(playbook, north)}
    assert "From the playbook of Example team." in pages["calls/first-meeting"].html
    assert "From the playbook of Example team, with changes" in pages["barriers/burned-before"].html
    assert "From the playbook" not in pages["questions/ours"].html
    company = "https://git.example.com/company/edit/main/playbook/calls/first-meeting.yml"
    assert edit(pages["calls/first-meeting"].source) == company
    assert edit(pages["barriers/burned-before"].source) == "here/playbook/barriers.yml"


def test_a_companys_templates_are_the_teams_too(tmp_path: Path) -> None:
    """Pages, cards and views are made from them, where the team has none of its own; a package's are never run."""
    templates = {
        "pages/barrier.html": "Heard it? Tell the company.",
        "card.html": "<p>The company's card.</p>",
        "agenda.html": "The company's agenda.",
        "card.typ": "The company's card, set.",
    }
    files = {f"company/templates/{name}": text for name, text in templates.items()}
    north = lay(tmp_path, {**files, "north/templates/agenda.html": "Our agenda."})

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


def test_a_page_is_made_anew_when_a_companys_template_changes(tmp_path: Path) -> None:
    """What is kept between builds goes by the company's templates too."""
    north = lay(tmp_path, {"company/templates/pages/barrier.html": "One."})
    playbook, cache = load(north).playbook, ArtifactCache()

    def said() -> str:
        pages = make_pages(playbook, north, builder=Builder(playbook, north, cache))
        return next(page.html for page in pages if page.address.folder == "barriers/burned-before")

    assert said() == "One.\n"
    (tmp_path / "company/templates/pages/barrier.html").write_text("Two.", encoding="utf-8")
    assert said() == "Two.\n"


def test_schemas_know_inherited_ids_and_ask_for_no_field(tmp_path: Path) -> None:
    """An override is right in an editor's tool, an inherited id completes, and so does what can be hidden."""
    made = schema.schema_files(load(lay(tmp_path, {})))
    assert json.loads(made["call.schema.json"])["required"] == []
    assert json.loads(made["barriers.schema.json"])["items"]["required"] == ["id"]
    assert "why-now/what-changed" in made["call.schema.json"]
    assert "questions/why-now/what-changed" in made["playbook.schema.json"]


def test_no_command_writes_to_the_company(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A team tidies its own files only, and an inherited entry is renamed where it stands."""
    changed = "title:   First\nminutes: 20\n"
    north = lay(tmp_path, {"north/playbook/calls/first-meeting.yml": changed})
    before = {path: path.read_bytes() for path in (tmp_path / "company").rglob("*") if path.is_file()}
    assert main(["fmt", "--root", str(north)]) == 0
    for old in ("call:first-meeting", "barrier:burned-before"):
        assert main(["rename", "--root", str(north), old, "other"]) == 2
        assert "../company/playbook/" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (tmp_path / "company").rglob("*") if path.is_file()} == before


def test_a_team_renames_and_begins_entries_of_its_own(tmp_path: Path) -> None:
    """Also where they stand in a bank of the company's, and where only the team refers to them."""
    north = lay(
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
