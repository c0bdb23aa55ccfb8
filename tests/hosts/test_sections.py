"""Several playbooks in one site: each has its own address; home links to all; the search shows the team."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from precall.check import example
from precall.check.runner import check_folder
from precall.cli.main import main
from precall.core.errors import PrecallError
from precall.hosts.sections import Section, configured_playbooks, join_sections
from precall.render.artifacts import nowhere
from precall.site.assemble import make_site
from tests.support.paths import ROOT
from tests.support.processes import python
from tests.support.served import served, settles, tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MKDOCS = f"""\
site_name: All teams
site_url: https://sales.firm.test/books/
edit_uri: https://git.example.com/sales/edit/main/all/docs/
theme: {{name: material, font: false, features: [content.action.edit]}}
hooks: [{(ROOT / "hooks/playbook.py").as_posix()}]
plugins: [search]
validation:
  links: {{not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}}
extra: {{precall: {{playbooks: [{{root: ../first, at: north}}, ../south]}}}}
"""


def lay_out(folder: Path) -> Path:
    """Write two teams next to a folder with the site's settings, and return that folder."""
    for name, team in (("first", "Team <North>"), ("south", "Team South")):
        settings = example.SETTINGS.replace("Example team", team)
        example.lay_out(folder / name, {"playbook.yml": settings})
    (folder / "all/docs").mkdir(parents=True)
    (folder / "all/mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    return folder / "all"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A strict build of both."""
    root = lay_out(tmp_path_factory.mktemp("sections"))
    ran = python("-m", "mkdocs", "build", "--strict", "--quiet", cwd=root)
    assert ran.code == 0, ran.out
    return root / "site"


def test_each_is_at_its_address_and_the_home_leads_to_each(built: Path) -> None:
    """Pages, cards and JSON are below the team's address, and none at the root."""
    for at in ("north", "south"):
        for page in ("calls/first-meeting", "cards/first-meeting", "questions/why-now", ""):
            assert (built / at / page / "index.html").is_file()
        assert (built / at / "api/v1/playbook.json").is_file()
    assert not (built / "calls").exists()
    home = (built / "index.html").read_text(encoding="utf-8")
    assert 'href="north/"' in home
    assert 'href="south/"' in home
    assert "Team <North>" in html.unescape(home)
    assert "<North>" not in home


def test_cards_and_edit_links_have_the_teams_addresses(built: Path) -> None:
    """Printed cards have the team's address, and edit links open the team's file."""
    assert "sales.firm.test/books/north/cards/first-meeting" in (
        built / "north/cards/first-meeting/index.html"
    ).read_text(encoding="utf-8")
    page = (built / "south/calls/first-meeting/index.html").read_text(encoding="utf-8")
    assert "https://git.example.com/sales/edit/main/south/playbook/calls/first-meeting.yml" in page


def test_one_search_names_the_team(built: Path) -> None:
    """The same call of both teams is found twice, each with its team and its address."""
    (file,) = (built / "search").glob("index.*.js")
    text = file.read_text(encoding="utf-8")
    index: dict[str, Any] = json.loads(text[text.index(".index = ") + 9 :].rstrip().removesuffix(";"))
    urls = index["urls"].split("\n")
    assert {"north/calls/first-meeting/", "south/calls/first-meeting/"} <= set(urls)
    assert "First meeting (Team South)" in json.dumps(index["titles"])
    assert len(urls) == len(set(urls))


@pytest.mark.browser
def test_each_team_has_its_own_conversations(browser: Browser, built: Path) -> None:
    """The card, the page during the call, My calls and home of a team show only its own conversations."""
    with served(built) as url, tour(browser, viewport={"width": 1280, "height": 900}) as rep:
        page = rep.page()
        for at, client in (("north", "Petra"), ("south", "Ali")):
            page.goto(f"{url}/{at}/cards/first-meeting/")
            page.wait_for_selector(".builder[data-measured]", state="attached")
            expect(page.locator('.card [name="client"]').first).to_have_value("")
            page.fill('.card [name="client"]', client)
        for at, client in (("north", "Petra"), ("south", "Ali")):
            page.goto(f"{url}/{at}/call/first-meeting/")
            expect(page.locator(".bar [data-client]").first).to_have_text(client, use_inner_text=True)
            page.click(".bar >> text=My calls")
            page.wait_for_selector(".pc-my-calls:not([hidden])")
            settles(page, page.locator(".pc-conversations [data-client]").all_inner_texts, [client])
            page.goto(f"{url}/{at}/my-calls/tally/")
            page.wait_for_selector(".pc-tally:not([hidden])")
            page.goto(f"{url}/{at}/")
            settles(page, page.locator(".pc-today .pc-target__name").all_inner_texts, [client])
            page.click(".pc-today .pc-target")
            page.wait_for_url(f"{url}/{at}/cards/first-meeting/**")
            expect(page.locator('.card [name="client"]').first).to_have_value(client)
    assert rep.wrong == []


def test_a_problem_of_two_playbooks_is_logged_once(tmp_path: Path) -> None:
    """A draft of the company is in every playbook that extends it."""
    draft = "- id: no-time\n  title: No time\n  may_mean:\n  draft: true\n"
    example.lay_out(tmp_path / "first", {"barriers.yml": str(example.SMALLEST["barriers.yml"]) + draft})
    (tmp_path / "south/playbook").mkdir(parents=True)
    (tmp_path / "south/playbook/playbook.yml").write_text("extends: ../first\nteam: Team South\n", encoding="utf-8")
    (tmp_path / "all/docs").mkdir(parents=True)
    (tmp_path / "all/mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    ran = python("-m", "mkdocs", "build", cwd=tmp_path / "all")
    assert ran.code == 0, ran.out
    assert ran.out.count('"may_mean" is empty') == 1


def test_a_home_that_somebody_wrote_stays(tmp_path: Path) -> None:
    """Then none is made; and one playbook alone is the whole site, as it was."""
    root = lay_out(tmp_path)
    playbook = check_folder(root.parent / "south").playbook
    site = make_site(playbook, root.parent / "south")
    section = Section("south", root.parent / "south", playbook, site, nowhere)
    assert "index.md" not in {
        page.address.markdown_uri for page in join_sections([section], "All", has_home=True).pages
    }
    assert "index.md" in {page.address.markdown_uri for page in join_sections([section], "All", has_home=False).pages}
    assert join_sections([Section("", root, playbook, site, nowhere)], "All", has_home=False) is site


@pytest.mark.parametrize(
    "options",
    [
        {"playbooks": "north"},
        {"playbooks": []},
        {"playbooks": [{"at": "north"}]},
        {"playbooks": [{"root": "a", "to": "b"}]},
        {"playbooks": ["North team"]},
        {"playbooks": [{"root": "a", "at": "search"}]},
        {"playbooks": ["teams/north", "old/north"]},
    ],
)
def test_what_cannot_be_is_refused_in_words(options: dict[str, Any]) -> None:
    """No list, no folder, an unknown key, no address, or one address twice."""
    with pytest.raises(PrecallError, match=r"mkdocs\.yml"):
        configured_playbooks(options, Path())


def test_the_check_of_several_names_files_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One run checks all folders; paths for a code host are also right for a single folder."""
    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["check", "first", "south"]) == 0
    (tmp_path / "south/playbook/calls/first-meeting.yml").write_text("title:\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["check", "first", "south", "--format", "concise"]) == 1
    assert capsys.readouterr().out.startswith("south/playbook/calls/first-meeting.yml:1:1: error")
    assert main(["check", "--root", "south", "--format", "github"]) == 1
    assert "file=south/playbook/calls/first-meeting.yml," in capsys.readouterr().out
