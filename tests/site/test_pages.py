"""Every entry has a page, every link has a target, and the outcome is only inside its fold."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from precall.check import example as examples
from precall.check.registry import all_rules
from precall.content import urls as addresses
from precall.content.field_reference import FieldFacts, reference
from precall.content.loader import load
from precall.content.model import Playbook
from precall.content.urls import address
from precall.core import text
from precall.core.errors import PrecallError
from precall.render.artifacts import SITE_LINK, Page, headings
from precall.site.pages.templates import OWN_FOLDER
from tests.support.made_pages import make_pages
from tests.support.markup import DREADFUL, ELEMENTS
from tests.support.page_reader import PageReader, visible_words

ROOT = Path(__file__).parents[2]
LayOut = Callable[..., Path]
READY = ("cards/", "call/", "agenda/", "debrief/")
"""The folders of pages without the theme."""


@cache
def our_playbook() -> Playbook:
    """Return our own playbook."""
    loaded = load(ROOT)
    assert not loaded.problems
    return loaded.playbook


@cache
def our_pages() -> Mapping[str, Page]:
    """Return the pages of our own playbook by their uri."""
    pages = list(make_pages(our_playbook(), ROOT))
    by_uri = {page.address.html_uri: page for page in pages}
    assert len(by_uri) == len(pages), "two pages at one address"
    return by_uri


@cache
def our_parsed_pages() -> Mapping[str, PageReader]:
    """Return the same pages as a browser parses them."""
    return {uri: PageReader(page) for uri, page in our_pages().items()}


def test_every_entry_has_a_page_and_an_anchor() -> None:
    """An entry's address is a page made from its file; a question or a source is at its anchor on one."""
    for entry in our_playbook().entries():
        there = address(entry)
        assert there.html_uri in our_pages(), entry.ref
        if there.anchor:
            assert there.anchor in our_parsed_pages()[there.html_uri].ids, entry.ref
        else:
            assert our_pages()[there.html_uri].source == entry.location.document.source.path


def test_every_index_links_to_every_entry_of_its_kind() -> None:
    """Each entry is one step away from its index."""
    for kind, index in {
        "stage": addresses.STAGES,
        "call": addresses.CALLS,
        "bank": addresses.BANKS,
        "principle": addresses.PRINCIPLES,
        "barrier": addresses.BARRIERS,
    }.items():
        links = our_parsed_pages()[index.html_uri].links
        for entry in our_playbook().of_kind(kind).values():  # type: ignore[arg-type]  # the keys are kinds
            assert address(entry).link_from(index) in links, entry.ref
    home = our_parsed_pages()["index.html"].links
    assert all(address(call).link_from(addresses.HOME) in home for call in our_playbook().calls.values())


def test_every_link_leads_to_an_existing_page_and_anchor() -> None:
    """The site has no broken link."""
    for uri, read in our_parsed_pages().items():
        for link in read.links:
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            if link.startswith(SITE_LINK):
                path = path.removeprefix(SITE_LINK)
                assert (ROOT / "docs" / path).is_file() or f"{path.removesuffix('/')}/index.html" in our_pages(), link
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(uri), path, "index.html")) if path else uri
            assert target in our_pages() or target.startswith(READY), f"{uri}: {link}"
            assert not anchor or anchor in our_parsed_pages()[target].ids, f"{uri}: {link}"


def test_references_are_links_both_ways() -> None:
    """If one entry refers to another, their pages link to each other."""
    playbook = our_playbook()
    for entry in playbook.entries():
        for use in playbook.uses.get((entry.kind, entry.ref), ()):
            here, there = address(entry), address(use.entry)
            if here.folder == there.folder:
                continue
            back = {link.partition("#")[0] for link in our_parsed_pages()[here.html_uri].links}
            forth = our_parsed_pages()[there.html_uri].links
            assert there.link_from(here).partition("#")[0] in back, f"{entry.ref} <- {use.entry.ref}"
            assert here.link_from(there) in forth, f"{use.entry.ref} -> {entry.ref}"


def test_no_page_has_an_anchor_twice() -> None:
    """An address with an anchor is unique."""
    for uri, read in our_parsed_pages().items():
        assert len(read.ids) == len(set(read.ids)), uri


def test_the_outcome_is_only_in_its_fold() -> None:
    """The objective comes first on a call's page; outcome and hopes are later, only inside the fold."""
    for call in our_playbook().calls.values():
        read = our_parsed_pages()[address(call).html_uri]
        page = our_pages()[address(call).html_uri]
        hidden = [call.outcome.best, call.outcome.smallest, *call.hope_to_hear]
        for line in hidden:
            assert visible_words(line) in read.inside("pc-outcome"), call.ref
            assert visible_words(line) not in read.outside("pc-outcome"), call.ref
            assert visible_words(line) not in json.dumps(page.meta, ensure_ascii=False)
        words = " ".join(words for words, _ in read.words)
        assert words.index(visible_words(call.objective)) < words.index(visible_words(call.outcome.best))
        assert visible_words(call.objective) in read.outside("pc-outcome")


def test_the_fold_is_closed_and_its_label_is_the_cue() -> None:
    """The call's cue is outside of the fold, and search excludes the fold."""
    for call in our_playbook().calls.values():
        page = our_pages()[address(call).html_uri].html
        fold = re.search(r"<details class=\"pc-outcome\"[^>]*>", page)
        assert fold
        assert " open" not in fold[0]
        assert "data-search-exclude" in fold[0]
        if call.return_:
            assert visible_words(call.return_) in our_parsed_pages()[address(call).html_uri].outside("pc-outcome")


def test_a_call_without_a_cue_has_the_default_cue() -> None:
    """The label of the fold is then the method's cue."""
    bare = next(call for call in our_playbook().calls.values()).model_copy(update={"return_": None})
    bare.located_at(next(iter(our_playbook().calls.values())).location)
    playbook = Playbook(our_playbook().settings, stages=our_playbook().stages, calls={bare.ref: bare})
    page = next(page for page in make_pages(playbook, ROOT) if page.address == address(bare))
    assert "Only once the picture has been played back" in PageReader(page).outside("pc-outcome")


def test_the_whole_call_can_be_read_on_its_page() -> None:
    """The page has every text of the call, and its questions with their follow-ups."""
    playbook = our_playbook()
    for call in playbook.calls.values():
        words = " ".join(words for words, _ in our_parsed_pages()[address(call).html_uri].words)
        lines = [call.title, call.when, *call.free_value, call.agree, *call.listen_for, call.play_back]
        questions = [playbook.questions[ref] for ref in call.questions]
        lines += [question.ask for question in questions] + [each for one in questions for each in one.follow_ups]
        for line in lines:
            assert line is None or visible_words(line) in words, f"{call.ref}: {line}"


def test_the_pages_are_the_same_each_time() -> None:
    """Two builds of one playbook are equal."""
    assert list(make_pages(our_playbook(), ROOT)) == list(make_pages(our_playbook(), ROOT))


def test_descriptions_are_plain_words_and_keywords_are_not_printed(lay_out: LayOut) -> None:
    """Descriptions for other programs have no markup; keywords are only for search."""
    principles = (
        "- id: two-lines\n  title: '*Two* lines'\n  say: 'Write **both**, <b>now</b>.'\n  keywords: [zebra crossing]\n"
    )
    root = lay_out({"principles.yml": principles})
    page = next(page for page in make_pages(load(root).playbook, root) if page.address.folder == "principles/two-lines")
    assert page.title == "Two lines"
    assert page.meta == {"description": "Write both, <b>now</b>.", "kind": "principle", "keywords": ["zebra crossing"]}
    assert "zebra" not in page.html


def test_spoken_words_have_one_pair_of_quotes(lay_out: LayOut) -> None:
    """The page writes quotes around them, also if the editor has typed some."""
    spoken = {"agree": "'\"Half an hour?\"'", "play_back": "\u201cIs that right?\u201d"}
    root = lay_out(
        {**examples.call(**spoken), **examples.barriers(sounds_like="\n    - '\"No budget.\"'\n    - Not now.")}
    )
    pages = {page.address.folder: page.html for page in make_pages(load(root).playbook, root)}
    for folder, words in (
        ("barriers/burned-before", "No budget."),
        ("barriers/burned-before", "Not now."),
        ("barriers", "No budget."),
        ("calls/first-meeting", "Half an hour?"),
        ("calls/first-meeting", "Is that right?"),
    ):
        assert re.search(rf"[^\"\u201c&;]\u201c{re.escape(words)}\u201d[^\"\u201d&]", pages[folder])


def test_rules_have_pages_that_search_excludes() -> None:
    """A rule's page shows its examples in full, and names the marked words."""
    assert "editors/rules/index.html" in our_pages()
    for rule in all_rules().values():
        page = our_pages()[f"editors/rules/{rule.id}/index.html"]
        assert page.meta["search"] == {"exclude": True}
        words = " ".join(words for words, _ in PageReader(page).words)
        assert visible_words(rule.summary) in words
        for example in (rule.bad, rule.good):
            for content in example.values():
                if isinstance(content, str):
                    shown = " ".join(re.sub("[⟦⟧]", "", content).split())
                    assert re.sub(r"\s", "", shown) in re.sub(r"\s", "", words), rule.id
        assert "⟦" not in words


def test_every_key_of_every_file_is_explained() -> None:
    """The field reference has each key of the model with its description, and search excludes the page."""

    def all_of(fields: tuple[FieldFacts, ...]) -> Iterator[FieldFacts]:
        for field in fields:
            yield field
            yield from all_of(field.fields)

    page = our_pages()["editors/fields/index.html"]
    words = " ".join(words for words, _ in our_parsed_pages()["editors/fields/index.html"].words)
    assert page.meta["search"] == {"exclude": True}
    for kind in reference():
        assert kind.path in words
        for field in all_of(kind.fields):
            assert field.key in words
            assert visible_words(field.description) in words


def test_a_custom_template_overrides_ours(lay_out: LayOut) -> None:
    """A custom template of the same name can extend the built-in one; other templates stay built-in."""
    root = lay_out()
    own = root / OWN_FOLDER
    own.mkdir(parents=True)
    (own / "barrier.html").write_text("<h1>{{ entry.title }}</h1>\n<p>Ours alone.</p>\n", encoding="utf-8")
    (own / "stage.html").write_text(
        '{% include "precall/stage.html" %}\n{% filter markdown %}And *more*.{% endfilter %}\n', encoding="utf-8"
    )
    pages = {page.address.folder: page.html for page in make_pages(load(root).playbook, root)}
    assert pages["barriers/burned-before"] == "<h1>Burned before</h1>\n<p>Ours alone.</p>\n"
    assert pages["stages/understand"].startswith('<h1 id="_top">Understand')
    assert pages["stages/understand"].endswith("<p>And <em>more</em>.</p>\n")
    assert "pc-objective" in pages["calls/first-meeting"]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("<h1>{{ entry.title ", "templates/pages/barrier.html:1: "),
        ("\n{% if %}", "templates/pages/barrier.html:2: "),
        ("\n\n{{ entry.titel }}", "templates/pages/barrier.html:3: "),
        ("{{ say('no.such.words') }}", "templates/pages/barrier.html:1: "),
        ("{{ entry.title|shout }}", "templates/pages/barrier.html:1: "),
        ("{% include 'missing.html' %}", "templates/pages/barrier.html:1: "),
    ],
)
def test_an_error_in_a_custom_template_has_its_location(lay_out: LayOut, template: str, message: str) -> None:
    """The message has the file and the line, and there is no traceback."""
    root = lay_out()
    (root / OWN_FOLDER).mkdir(parents=True)
    (root / OWN_FOLDER / "barrier.html").write_text(template, encoding="utf-8")
    with pytest.raises(PrecallError) as caught:
        list(make_pages(load(root).playbook, root))
    assert message in str(caught.value).replace("\\", "/")


def test_templates_escape_text_after_any_operation(lay_out: LayOut) -> None:
    """Text that was joined, cut, or passed through a macro or a block is escaped unless a filter has rendered it."""
    root = lay_out({"principles.yml": "- id: two-lines\n  title: <b>x</b>\n  say: '*y*'\n"})
    (root / OWN_FOLDER).mkdir(parents=True)
    (root / OWN_FOLDER / "principle.html").write_text(
        "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}"
        "{{ entry.title }} {{ entry.title ~ '!' }} {{ [entry.title, entry.say|line]|join(', ') }} {{ m(entry.title) }}"
        "{% set block %}<u>{{ entry.title }}</u>{% endset %}{{ block }}{{ m(entry.say|line) }}",
        encoding="utf-8",
    )
    page = next(page for page in make_pages(load(root).playbook, root) if page.address.folder == "principles/two-lines")
    assert "<b>" not in page.html
    assert PageReader(page).elements == ["em", "i", "u", "i", "em"]


FULL = {
    "playbook.yml": """\
title: WORD
team: WORD
words: {client: WORD}
stages:
  - {id: understand, title: WORD, client_is: WORD, keywords: [WORD], owner: WORD}
  - {id: choose, title: WORD, client_is: WORD}
""",
    "calls/first-meeting.yml": """\
title: WORD
stage: understand
channel: meeting
when: WORD
minutes: 45
objective: WORD
outcome: {best: WORD, smallest: WORD}
free_value: [WORD]
agree: WORD
questions: [why-now/what-changed]
listen_for: [WORD]
hope_to_hear: [WORD]
barriers: [burned-before]
principles: [two-lines]
play_back: WORD
return: WORD
next: [second-meeting]
tags: [a-tag]
notes: WORD
keywords: [WORD]
owner: WORD
reviewed: 2026-11-01
""",
    "calls/second-meeting.yml": """\
title: WORD
stage: choose
channel: phone
when: WORD
minutes: 5
objective: WORD
outcome: {best: WORD, smallest: WORD}
""",
    "questions/why-now.yml": """\
title: WORD
purpose: WORD
notes: WORD
owner: WORD
questions:
  - {id: what-changed, ask: WORD, why: WORD, listen_for: [WORD], follow_ups: [WORD, WORD, WORD], tags: [a-tag]}
""",
    "principles.yml": """\
- id: two-lines
  title: WORD
  say: WORD
  why: WORD
  do: [WORD]
  avoid: [WORD]
  sources: [a-book]
""",
    "barriers.yml": """\
- id: burned-before
  title: WORD
  sounds_like: [WORD]
  may_mean: WORD
  notes: WORD
  questions: [why-now/what-changed]
""",
    "sources.yml": """\
- {id: a-book, title: WORD, about: WORD, author: WORD, url: https://example.com/a-book, year: WORD}
""",
}


def full(lay_out: LayOut, words: str) -> dict[str, PageReader] | None:
    """Return all pages of a playbook in which every text is `words`, or None if it is invalid."""
    root = lay_out({path: content.replace("WORD", json.dumps(words)) for path, content in FULL.items()})
    loaded = load(root)
    if loaded.problems:
        assert {problem.rule for problem in loaded.problems} & {"unsafe-link", "yaml-syntax"}
        return None
    return {page.address.html_uri: PageReader(page) for page in make_pages(loaded.playbook, root)}


@pytest.mark.parametrize("typed", DREADFUL)
def test_hostile_text_adds_no_markup_to_any_page(lay_out: LayOut, typed: str) -> None:
    """Pages have the same elements, attributes and anchors as with a plain word in every text."""
    usual = full(lay_out, "word")
    dreadful = full(lay_out, typed)
    assert usual is not None
    if dreadful is None:
        return
    for uri, read in dreadful.items():
        assert [tag for tag in read.elements if tag not in ELEMENTS] == [
            tag for tag in usual[uri].elements if tag not in ELEMENTS
        ], uri
        assert read.attributes == usual[uri].attributes, uri
        assert [each for each in read.ids if not each.startswith("_")] == [
            each for each in usual[uri].ids if not each.startswith("_")
        ], uri
        assert all(text.is_safe(link.removeprefix(SITE_LINK)) for link in read.links)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/calls/first-meeting/", "site:calls/first-meeting/"),
        ("calls/first-meeting.md", "site:calls/first-meeting.md"),
        ("../calls/first-meeting/#objective", "site:calls/first-meeting/#objective"),
        ("#notes", "#notes"),
        ("https://example.com/x", "https://example.com/x"),
    ],
)
def test_an_editors_link_starts_at_the_sites_root(lay_out: LayOut, href: str, expected: str) -> None:
    """A host can resolve the link, in any notation, from every page that shows the text."""
    root = lay_out({"principles.yml": f"- id: two-lines\n  title: Two lines\n  say: 'See [this]({href}).'\n"})
    page = next(page for page in make_pages(load(root).playbook, root) if page.address.folder == "principles/two-lines")
    assert f'<a href="{expected}">this</a>' in page.html


def test_headings_make_the_table_of_contents() -> None:
    """Every page begins with its title; every heading has an id, and its text has no permalink."""
    for uri, page in our_pages().items():
        found = headings(page.html)
        assert (found[0].level, found[0].id) == (1, "_top"), uri
        assert {each.level for each in found[1:]} <= {2, 3}
        assert len(found) == len(re.findall("<h[1-6]", page.html)), uri
        assert not [each for each in found if re.search("[¶<]|&para;", each.name) or not each.name], uri


def test_a_questions_anchor_differs_from_our_headings(lay_out: LayOut) -> None:
    """A question keeps its anchor even if its id is a word of our own headings."""
    ids = ["notes", "calls", "top", "used-in", "questions"]
    bank = "title: Notes\npurpose: Words.\nnotes: How.\nquestions:\n" + "".join(
        f"  - {{id: {id_}, ask: What of {id_}?}}\n" for id_ in ids
    )
    root = lay_out({"questions/notes.yml": bank})
    page = next(page for page in make_pages(load(root).playbook, root) if page.address.folder == "questions/notes")
    assert [each for each in PageReader(page).ids if each in ids] == ids


def test_the_pictures_of_the_method_show_the_playbook() -> None:
    """The page of the method has four steps with both lines, and every stage with a link to each of its calls."""
    page = our_pages()["method/index.html"].html
    assert len(re.findall(r'<p class="pc-flow__side">', page)) == 8
    process = page[page.index('<ol class="pc-map">') :]
    for stage in our_playbook().stages.values():
        for entry in (stage, *our_playbook().calls_of(stage)):
            assert f'href="{address(entry).link_from(addresses.METHOD)}"' in process
