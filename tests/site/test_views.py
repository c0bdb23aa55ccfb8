"""The pages around a call: their permitted content, their stored fields, and the fields passed to other pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from precall.content.loader import load
from precall.content.model import Call, Playbook
from precall.core import text
from precall.render import html
from precall.site.views import view_files
from precall.site.views.words import view_words
from tests.support.call_pages import CallSite, Visit, call_site, playbook, visit
from tests.support.served import dialog_left

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["call_site", "playbook"]

VIEWS = ("call", "agenda", "debrief")
SECRET = "Zyzzyva-quokka"


class Source(HTMLParser):
    """A page's source: the words that are shown, the words anywhere in it, and what a strict policy forbids."""

    UNSEEN: ClassVar = {"script", "style", "template", "title"}

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.all: list[str] = []
        self.inline: list[str] = []
        self.links: list[str] = []
        self._open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element opens."""
        self._open.append(tag)
        found = {name: value or "" for name, value in attrs}
        self.all += found.values()
        self.shown += [found[name] for name in ("aria-label", "placeholder") if name in found]
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in found and found.get("type") != "application/json"):
            self.inline.append(tag)
        self.links += [found[name] for name in ("href", "src") if name in found]

    def handle_endtag(self, tag: str) -> None:
        """An element closes."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Words, or what a script holds."""
        self.all.append(data)
        if not self.UNSEEN.intersection(self._open):
            self.shown.append(data)

    def handle_comment(self, data: str) -> None:
        """Collect comments, because readers of the source can see them."""
        self.all.append(data)


def words(*texts: str) -> set[str]:
    """The words of texts, in small letters."""
    return {word for each in texts for word in re.findall(r"[^\W\d_]+", each.lower())}


def set_aside(call: Call) -> set[str]:
    """The words of what is set aside during a call."""
    return words(call.outcome.best, call.outcome.smallest, *call.hope_to_hear, call.return_ or "")


def pages(playbook: Playbook, root: Path) -> dict[str, str]:
    """The views' sources by their uri."""
    return {file.uri: file.content.decode() for file in view_files(playbook, root) if file.uri.endswith(".html")}


@pytest.fixture(scope="session")
def made(playbook: Playbook, repository: Path) -> dict[str, str]:
    """The views of our playbook."""
    return pages(playbook, repository)


def with_calls(playbook: Playbook, *calls: Call) -> Playbook:
    """The playbook with other words in some calls."""
    return Playbook(
        playbook.settings,
        stages=playbook.stages,
        calls={**playbook.calls, **{call.ref: call for call in calls}},
        banks=playbook.banks,
        questions=playbook.questions,
        principles=playbook.principles,
        barriers=playbook.barriers,
        sources=playbook.sources,
    )


def unfold(page: Page) -> None:
    """Open what is folded."""
    for fold in page.locator("main details > summary").all():
        fold.click()


def changed(call: Call, **fields: object) -> Call:
    """The call with other words."""
    return call.model_copy(update=fields).located_at(call.location)


@pytest.mark.parametrize("view", ["call", "agenda"])
def test_no_word_of_the_outcome_is_in_the_source(playbook: Playbook, made: dict[str, str], view: str) -> None:
    """For all calls, the page's source has no word of the outcome that is not also in its visible text."""
    # Words of the template itself, which are on every call's page.
    everywhere = set.intersection(*(words(*Source(made[f"{view}/{ref}/index.html"]).all) for ref in playbook.calls))
    for ref, call in playbook.calls.items():
        source = Source(made[f"{view}/{ref}/index.html"])
        # Ids of the call and of what it shows are addresses, and keys in storage.
        ids = words(ref, *call.questions, *call.barriers)
        leaked = set_aside(call) & words(*source.all) - words(*source.shown) - everywhere - ids
        assert leaked == set(), ref


@pytest.mark.parametrize("view", ["call", "agenda"])
def test_the_outcome_makes_no_difference(playbook: Playbook, made: dict[str, str], repository: Path, view: str) -> None:
    """With any other outcome, hope and cue, the page is the same to the byte: nothing of them can be read from it."""
    outcome = {"best": SECRET, "smallest": SECRET}
    others = [
        changed(call, outcome=call.outcome.model_copy(update=outcome), hope_to_hear=(SECRET,), return_=SECRET)
        for call in playbook.calls.values()
    ]
    found = pages(with_calls(playbook, *others), repository)
    for ref in playbook.calls:
        uri = f"{view}/{ref}/index.html"
        assert found[uri] == made[uri]
        assert SECRET not in found[uri]
        # The change is one that a page can show.
        assert SECRET in found[f"debrief/{ref}/index.html"]


def test_the_agenda_says_nothing_that_is_said_among_ourselves(
    playbook: Playbook, made: dict[str, str], repository: Path
) -> None:
    """Title, notes, barriers, questions, cues: none of them changes what the client is sent."""
    call = playbook.calls["first-meeting"]
    other = changed(
        call,
        title=SECRET,
        notes=SECRET,
        when=SECRET,
        objective=SECRET,
        free_value=(SECRET,),
        listen_for=(SECRET,),
        barriers=(),
        questions=(),
        principles=(),
        play_back=SECRET,
        keywords=(SECRET,),
        owner=SECRET,
    )
    uri = "agenda/first-meeting/index.html"
    assert pages(with_calls(playbook, other), repository)[uri] == made[uri]


def test_the_debrief_brings_the_outcome_back_after_the_client(playbook: Playbook, made: dict[str, str]) -> None:
    """The debrief shows the outcome, after all questions about the client."""
    for ref, call in playbook.calls.items():
        page = made[f"debrief/{ref}/index.html"]
        at = page.index(str(html.line(call.outcome.best)))
        for field in ("heard", "missed", "better", "promised"):
            assert page.index(f'data-keeps="{field}"') < page.index("<details") < at
        for field in ("met", "happened", "hoped", "exact"):
            assert page.index("<details") < page.index(f'data-keeps="{field}"') < at
        for field in ("reached", "chased", "opened", "flat", "change"):
            assert page.index(f'data-keeps="{field}"') > at


def test_every_agenda_speaks_to_the_client(playbook: Playbook) -> None:
    """Texts for a client address them as "you", never as "they", and are short."""
    for ref, call in playbook.calls.items():
        assert call.agenda, ref
        said = (call.agenda.purpose, *call.agenda.take_away)
        assert not words(*said) & {"client", "clients", "they", "them", "their", "theirs"}, ref
        assert len(call.agenda.purpose) <= 140, ref
        assert call.agenda.take_away, ref


def test_an_agenda_falls_back_to_the_objective(playbook: Playbook, repository: Path) -> None:
    """A call without text for the client still has an agenda: its objective and its free value."""
    call = playbook.calls["first-meeting"]
    page = pages(with_calls(playbook, changed(call, agenda=None)), repository)["agenda/first-meeting/index.html"]
    assert str(html.line(call.objective)) in page
    assert all(str(html.line(each)) in page for each in call.free_value)


def test_nothing_is_inline(made: dict[str, str]) -> None:
    """Pages have no inline styles and scripts, so that the strictest policy can be used."""
    assert {uri: found for uri, page in made.items() if (found := Source(page).inline)} == {}


def test_every_link_leads_to_a_file(made: dict[str, str], call_site: CallSite) -> None:
    """Links are relative and name the file, so that they hold on a disk; what they name exists."""
    for uri, page in made.items():
        for link in Source(page).links:
            assert not re.match(r"[a-z]+:|/", link), (uri, link)
            target = (call_site.folder / uri).parent / link.partition("#")[0]
            # The call's own page is made with the site's other pages.
            theirs = re.fullmatch(r"\.\./\.\./calls/([a-z0-9-]+)/index\.html", link)
            themed = link in ("../../index.html", "../../my-calls/index.html")
            assert target.is_file() or themed or (theirs and theirs[1] in call_site.playbook.calls), (uri, link)


def test_hostile_text_stays_text(lay_out: Callable[..., Path]) -> None:
    """Markup, quotes and template signs in YAML reach every view as words."""
    hostile = "</p><script>alert(1)</script> \" ' {{ 7 * 7 }} &amp;"
    quoted = json.dumps(hostile)
    root = lay_out(
        {
            "calls/first-meeting.yml": f"""\
title: {quoted}
stage: understand
channel: meeting
when: {quoted}
minutes: 45
objective: {quoted}
outcome: {{best: {quoted}, smallest: {quoted}}}
agenda: {{purpose: {quoted}, take_away: [{quoted}]}}
agree: {quoted}
questions: [why-now/what-changed]
listen_for: [{quoted}]
hope_to_hear: [{quoted}]
barriers: [burned-before]
play_back: {quoted}
""",
            "questions/why-now.yml": f"title: {quoted}\npurpose: x\nquestions: [{{id: what-changed, ask: {quoted}}}]\n",
        }
    )
    playbook = load(root).playbook
    files = {file.uri: file.content.decode() for file in view_files(playbook, root)}
    for view in VIEWS:
        page = files[f"{view}/first-meeting/index.html"]
        assert "alert(1)</script>" not in page
        assert "49" not in page.replace("45", "")
        assert text.plain_line(hostile) in "".join(Source(page).all)
    data = files["cards/questions.js"].removeprefix("precall.banksAre(").removesuffix(");\n")
    assert json.loads(data)[0]["questions"][0]["ask"] == text.plain_line(hostile)


def test_the_smallest_playbook_has_every_view(lay_out: Callable[..., Path]) -> None:
    """A missing field leaves no empty part on a page."""
    root = lay_out({"calls/first-meeting.yml": SMALLEST_CALL})
    found = pages(load(root).playbook, root)
    assert set(found) == {f"{view}/first-meeting/index.html" for view in VIEWS}
    said = view_words(load(root).playbook.settings)
    during = "".join(Source(found["call/first-meeting/index.html"]).shown)
    assert said["view-objective"] in during
    for part in ("view-agree", "view-listen", "view-barriers", "view-play-back", "view-more"):
        assert said[part] not in during
    agenda = "".join(Source(found["agenda/first-meeting/index.html"]).shown)
    assert said["agenda-take-away"] not in agenda
    assert said["agenda-agree"] not in agenda
    assert said["debrief-named"] not in found["debrief/first-meeting/index.html"]


SMALLEST_CALL = """\
title: First meeting
stage: understand
channel: meeting
when: We have not met before.
minutes: 45
objective: The client sees more.
outcome: {best: A date., smallest: A name.}
"""


def test_a_team_may_set_a_view_of_its_own_and_still_not_the_outcome(playbook: Playbook, tmp_path: Path) -> None:
    """A team's template replaces ours, and its context has no outcome."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "call_view.html").write_text(
        "{{ shown.title }}|{{ shown.outcome is defined }}|{{ call is defined }}", encoding="utf-8"
    )
    assert pages(playbook, tmp_path)["call/first-meeting/index.html"] == "First meeting|False|False"


def test_the_views_use_the_teams_word_for_the_client(playbook: Playbook) -> None:
    """All views use the word for the client from the settings."""
    chosen = playbook.settings.words.model_copy(update={"client": "patient"})
    said = view_words(playbook.settings.model_copy(update={"words": chosen}))
    assert said["client"] == "Patient"
    assert said["debrief-better"] == "What is the patient better off with?"


@pytest.fixture
def rep(browser: Browser, call_site: CallSite) -> Iterator[Visit]:
    """A rep with an empty browser."""
    with visit(browser, call_site) as made:
        yield made


@pytest.mark.browser
def test_the_view_shows_the_card_as_it_was_filled(rep: Visit) -> None:
    """Client, objective and questions are those of the card; its outcome is nowhere in the page."""
    card = rep.open("/cards/first-meeting/#pick=why-now/set-it-off,why-now/what-changed")
    card.wait_for_selector(".told:not(:empty)")
    card.fill('.card [name="client"]', "Nora <b>Weiß</b>")
    card.fill('.card [name="objective.own"]', "Nora sees which depot costs her most.")
    card.fill('.card [name="outcome.own"]', SECRET)
    view = rep.open("/call/first-meeting/")
    expect(view.locator(".who").first).to_have_text("Nora <b>Weiß</b>", use_inner_text=True)
    expect(view.locator(".objective p").first).to_have_text(
        "Nora sees which depot costs her most.", use_inner_text=True
    )
    assert view.locator("[data-questions] .tick").all_inner_texts() == [
        "What set this off?",
        "What has changed since you last looked at this?",
    ]
    assert view.locator("[data-more] .ask").count() > 0
    assert SECRET not in view.content()
    assert SECRET in card.evaluate("JSON.stringify(localStorage)")


@pytest.mark.browser
def test_the_call_goes_on_in_the_debrief(rep: Visit) -> None:
    """Ticks and words survive a reload and are in the debrief, which shows the outcome again."""
    card = rep.open("/cards/first-meeting/")
    card.fill('.card [name="client"]', "Nora")
    card.fill('.card [name="outcome.own"]', "A day in the Bremen depot.")
    view = rep.open("/call/first-meeting/")
    view.check("[data-questions] input >> nth=2")
    view.fill("#heard", "We count twice.\nNobody likes it.")
    view.fill('[data-keeps="words too-busy"]', "Not before spring")
    view.reload()
    expect(view.locator("[data-questions] input >> nth=2")).to_be_checked()
    expect(view.locator("#heard")).to_have_value("We count twice.\nNobody likes it.")
    view.click("text=Go to the debrief")
    # Its script fills the page in once it is there.
    expect(view.locator("#client")).to_have_value("Nora")
    expect(view.locator("#heard").first).to_have_value("We count twice.\nNobody likes it.")
    expect(view.locator('[data-keeps="barrier too-busy"]').first).to_be_checked()
    expect(view.locator('[data-keeps="words too-busy"]').first).to_have_value("Not before spring")
    assert "A day in the Bremen depot." in view.inner_text(".outcome")
    options = view.locator("#opened option").all_text_contents()
    assert options == ["", "How does this work today, from start to end?"]


@pytest.mark.browser
def test_the_debrief_goes_into_the_crm(rep: Visit) -> None:
    """Copied or saved, it is Markdown in the page's order, the client first, with nothing that was left empty."""
    page = rep.open("/debrief/first-meeting/")
    page.fill("#client", "Nora / Söhne")
    page.fill("#date", "2026-12-03")
    page.fill("#heard", "We count twice.\nNobody likes it.\n\nThe lease")
    unfold(page)
    page.fill("#happened", "She showed us round.\nThen we sat down.")
    page.fill('[data-keeps="words too-busy"]', "Not before spring")
    page.fill('[data-keeps="whose too-busy"]', "Ali")
    page.check('[data-keeps="how too-busy"] >> nth=0')
    page.click("text=One more barrier")
    page.fill('[data-keeps="barrier other-1"]', "The lease")
    page.check('[data-keeps="met"] >> nth=1')
    page.check('[data-keeps="reached"] >> nth=3')
    page.select_option("#opened", index=1)
    page.click("text=Copy as Markdown")
    page.wait_for_selector("[role=status]:not(:empty)")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert (
        copied
        == """\
# Debrief: First meeting

**Client:** Nora / Söhne

**Date:** 2026-12-03

## First, what it was for them

**Heard:**

We count twice.␣␣
Nobody likes it.

The lease

## More about them

### The objective

The client leaves with a clearer picture of what staying put costs them, and one idea they can use without us.

**Was it met?** In part

**What happened?**

She showed us round.␣␣
Then we sat down.

### Barriers to change

- **Too busy** (Ali, They said it): “Not before spring”

- **The lease**

## Now the outcome

**Best**

A second meeting in both diaries with the people who feel the problem.

**Smallest**

Permission to send a one-page summary of what we heard.

**What came of it?** A step of the client's own

## How I listened

**Which question opened most?** What would make this time well spent for you?
""".replace("␣", " ")
    )
    with page.expect_download() as saved:
        page.click("text=Save as a file")
    assert saved.value.suggested_filename == "debrief-first-meeting-2026-12-03-Nora-Söhne.md"
    assert saved.value.path().read_text(encoding="utf-8") == copied
    page.reload()
    expect(page.locator('[data-keeps="barrier other-1"]')).to_have_value("The lease")
    expect(page.locator('[data-keeps="reached"] >> nth=3')).to_be_checked()


@pytest.mark.browser
def test_the_agenda_goes_to_the_client(rep: Visit) -> None:
    """The text has the client's fields, the rep's entries, and space for the client's points."""
    card = rep.open("/cards/first-meeting/")
    for name in ("client", "date", "objective.own", "outcome.own", "known"):
        card.fill(f'.card [name="{name}"]', {"client": "Nora", "date": "3 December"}.get(name, SECRET))
    page = rep.open("/agenda/first-meeting/")
    page.fill("#told", "The lease\nThe night shift")
    page.click("text=Copy as text")
    page.wait_for_selector("[role=status]:not(:empty)")
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == """\
Agenda

For: Nora

When: 3 December

Time: 45 minutes

What this is for

To get a clear picture of how things stand for you, and whether it would serve you best to leave all as it is.

Your points

They come first. Please add, strike out or change what you like.

What you have told us already:

The lease
The night shift

1.
2.
3.

What you will have at the end, whether or not we go on

- A one-page picture of how others in your position handle this
- One thing you could change this week at no cost

How we would like to begin

We have 45 minutes. What would make this worth your time? At the end we both say honestly if it was.
"""
    )
    assert SECRET not in page.content()


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS)
def test_clearing_a_view_clears_the_call(rep: Visit, view: str) -> None:
    """The same button with the same meaning is on every page of a call."""
    page = rep.open(f"/{view}/first-meeting/")
    page.locator("main input[type=text], main textarea").first.fill("Something")
    assert "Something" in page.evaluate("JSON.stringify({...localStorage})")
    page.click("text=Clear what I typed")
    page.click("text=Clear it all")
    dialog_left(page)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.locator("main input[type=text], main textarea").first.input_value() == ""
    page.reload()
    assert page.locator("main input[type=text], main textarea").first.input_value() == ""
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS)
def test_typing_asks_nothing_of_any_network(rep: Visit, view: str) -> None:
    """Once a page is there, filling it in sends no request at all."""
    page = rep.open(f"/{view}/first-meeting/")
    unfold(page)
    before = list(rep.asked)
    for field in page.locator("main textarea, main input[type=text]").all():
        field.fill("Words")
    page.wait_for_timeout(300)
    assert rep.asked == before


@pytest.mark.browser
def test_long_words_are_printed_whole(rep: Visit) -> None:
    """A field grows with what is typed, on screen and on paper; nothing is cut off."""
    import pypdfium2

    page = rep.open("/debrief/first-meeting/")
    said = " ".join(f"word{number}" for number in range(400))
    unfold(page)
    page.fill("#happened", said)
    page.reload()  # folded again, which paper is not
    printed = pypdfium2.PdfDocument(page.pdf())
    found = " ".join(" ".join(sheet.get_textpage().get_text_range().split()) for sheet in printed)
    assert said in found


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(browser: Browser, call_site: CallSite, view: str, width: int, scheme: str) -> None:
    """No violation on the page as it comes, filled in, and with its dialog open; nothing is wider than the screen."""
    with visit(browser, call_site, viewport={"width": width, "height": 844}, color_scheme=scheme) as rep:
        page = rep.open(f"/{view}/first-meeting/")
        axe = Axe()
        found = axe.run(page).response["violations"]
        unfold(page)
        for field in page.locator("main textarea, main input[type=text]").all():
            field.fill("Donaudampfschifffahrtsgesellschaftskapitän" * 3)
        for tick in page.locator("main input[type=checkbox]:visible").all():
            tick.check()
        found += axe.run(page).response["violations"]
        page.click("text=Clear what I typed")
        found += axe.run(page).response["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.parametrize("view", [*VIEWS, "cards"])
def test_the_bar_leaves_a_phone_to_the_call(browser: Browser, call_site: CallSite, view: str) -> None:
    """The bar is two lines high, also on the page with large text, and each link is large enough for a thumb."""
    with visit(browser, call_site, viewport={"width": 390, "height": 844}) as rep:
        page = rep.open(f"/{view}/first-meeting/")
        heights = page.locator(".bar a:visible").evaluate_all("all => all.map((each) => each.offsetHeight)")
        height = page.locator(".bar").evaluate("(bar) => bar.offsetHeight")
    assert len(heights) >= 6
    assert min(heights) >= 44
    assert height < 3 * 44


@pytest.mark.browser
def test_a_page_without_storage_reports_it(browser: Browser, call_site: CallSite) -> None:
    """Without storage the page works and reports that nothing is kept."""
    with visit(browser, call_site) as rep:
        rep.context.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
        )
        for view in VIEWS:
            page = rep.open(f"/{view}/first-meeting/")
            assert "keeps nothing" in page.inner_text("[data-kept-note]")
        card = rep.open("/cards/first-meeting/", measured=True)
        assert "keeps nothing" in card.inner_text("[data-kept-note]")
        card.fill('.card [name="client"]', "Nora")
        expect(card.locator('.card [name="client"]').first).to_have_value("Nora")
