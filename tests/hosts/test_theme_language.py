"""A site in another language is completely in that language, with its writing direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from precall.hosts.theme_language import set_theme_language
from precall.render.i18n import language
from tests.support import printed
from tests.support.processes import python
from tests.support.served import KINDS, served, tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = (
    *(path.partition("#")[0] for kind, path in KINDS.items() if kind not in ("how-to", "not found", "state")),
    "/cards/first-meeting/",
    "/call/first-meeting/",
    "/agenda/first-meeting/",
    "/debrief/first-meeting/",
    "/editors/",
)

ARABIC = {
    "playbook/playbook.yml": """\
title: دليل المبيعات
team: فريقنا
language: ar
stages:
  - {id: understand, title: الفهم, client_is: يفكر هل الأمر يستحق التغيير}
""",
    "playbook/calls/first-meeting.yml": """\
title: اللقاء الأول
stage: understand
channel: meeting
when: وافق العميل على اللقاء ولم نلتق من قبل.
minutes: 45
objective: يخرج العميل بصورة أوضح عما يكلفه البقاء على حاله.
outcome:
  best: موعد ثان في تقويم الطرفين.
  smallest: إذن بإرسال صفحة واحدة عما سمعناه.
agree: أمامنا 45 دقيقة. ما الذي يجعلها تستحق وقتكم؟
questions: [why-now/what-changed]
listen_for: [كلماتهم هم, ما جربوه من قبل]
barriers: [burned-before]
play_back: ما سمعته هو ... هل فهمت ذلك جيدا؟
""",
    "playbook/questions/why-now.yml": """\
title: لماذا الآن
purpose: لماذا يتحدثون إلينا اليوم.
questions:
  - id: what-changed
    ask: ما الذي تغير منذ آخر مرة؟
    why: الجواب يبين متى بدأت المشكلة ولمن هي.
    listen_for: [حدث, شخص, رقم]
    follow_ups: [من لاحظ ذلك أولا؟]
""",
    "playbook/barriers.yml": """\
- id: burned-before
  title: تجربة سيئة سابقة
  sounds_like: [جربنا ذلك قبل عامين.]
  may_mean: خابت آمالهم ويخشون أن تخيب مرة أخرى.
""",
}

SETTINGS = {
    "docs/about.md": "# …\n",
    "mkdocs.yml": """\
site_name: Playbook
site_url: https://playbook.example.org/
theme: {name: material, font: false, features: [navigation.tabs, navigation.indexes, content.action.edit]}
edit_uri: https://git.example.org/edit/docs/
plugins: [search, precall]
nav: [index.md, method.md]
""",
}

GERMAN = {
    "playbook/playbook.yml": """\
title: Vertriebshandbuch
team: Unser Team
language: de-CH
words: {client: Kundschaft}
stages:
  - {id: understand, title: Verstehen, client_is: klären was sich lohnt}
""",
    "playbook/calls/first-meeting.yml": """\
title: Erstes Treffen
stage: understand
channel: meeting
when: Ein Treffen ist vereinbart, und wir kennen uns noch nicht.
minutes: 45
objective: Die Kundschaft geht mit einem klareren Bild davon, was das Bleiben kostet.
outcome: {best: Ein zweites Treffen steht im Kalender., smallest: Wir dürfen eine Seite schicken.}
free_value: [Ein Bild davon, wie andere damit umgehen]
agree: Wir haben 45 Minuten. Was würde sie lohnend machen?
questions: [why-now/what-changed]
listen_for: [Eigene Worte für die Sache]
hope_to_hear: [Wir haben Sie schon gesucht.]
barriers: [burned-before]
principles: [two-lines]
play_back: Gehört habe ich ... Stimmt das so?
next: [first-meeting]
owner: Anna
reviewed: 2026-11-01
notes: Den Rechner zulassen.
""",
    "playbook/questions/why-now.yml": """\
title: Warum jetzt
purpose: Warum wir heute miteinander reden.
questions:
  - id: what-changed
    ask: Was hat sich seit dem letzten Mal geändert?
    why: Die Antwort zeigt, seit wann es das Problem gibt.
    listen_for: [Ein Ereignis]
    follow_ups: [Wer hat es zuerst bemerkt?]
""",
    "playbook/barriers.yml": """\
- id: burned-before
  title: Gebranntes Kind
  sounds_like: [Das haben wir schon versucht.]
  may_mean: Es ging einmal schief.
  questions: [why-now/what-changed]
""",
    "playbook/principles.yml": """\
- id: two-lines
  title: Zwei Zeilen
  say: Eine Zeile für die anderen, eine für uns.
  why: Sonst hören wir nur uns.
  do: [Beide aufschreiben]
  avoid: [Sie vermischen]
  sources: [a-book]
""",
    "playbook/sources.yml": """\
- {id: a-book, title: Ein Buch, author: Anna, url: "https://books.example.org/"}
""",
}


class Told(HTMLParser):
    """Collects the texts of a page that are shown or read aloud, with the names and hints of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        # Keys that editors type are the same in every language.
        self._silent = tag in ("script", "style", "code")
        named = ("title", "aria-label", "placeholder", "alt")
        told = {name: value for name, value in attrs if value}
        # Words for scripts are next to their keys, which begin with a small letter.
        self.texts += [
            each for name, each in told.items() if name in named or (name[:5] == "data-" and each[0].isupper())
        ]

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        self._silent = False

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._silent and data.strip():
            self.texts.append(" ".join(data.split()))


def _built(root: Path, files: dict[str, str]) -> tuple[Path, str]:
    """Build a site, and return its folder and the output of the build."""
    for name, text in (SETTINGS | files).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    ran = python("-m", "precall", "build", "--root", root)
    assert ran.code == 0, ran.out
    return root / "site", ran.out


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small playbook in German, with an entry of every kind."""
    site, said = _built(tmp_path_factory.mktemp("german"), GERMAN)
    assert "no words of its own" not in said
    return site


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small playbook in Arabic, whose interface nobody has translated."""
    site, said = _built(tmp_path_factory.mktemp("arabic"), ARABIC)
    assert 'note: Precall has no words of its own in "ar" yet, so headings and buttons are in English' in said
    return site


def _told(site: Path, path: str) -> list[str]:
    page = Told()
    page.feed((site / path.strip("/") / "index.html").read_text(encoding="utf-8"))
    return page.texts


@pytest.mark.parametrize("path", PAGES)
def test_no_english_is_left_of_the_interface(german: Path, path: str) -> None:
    """All texts of the interface are German: headings, buttons, names for screen readers, and texts of scripts.

    Rules and fields are described in English, like the command line.
    """
    english, ours = language("en").words, language("de").words
    foreign = {text.replace("{client}", "Kundschaft") for text in english.values() if text not in ours.values()}
    foreign |= {"Search", "Skip to content", "Back to top", "Type to start searching", "Edit this page"}
    assert [text for text in _told(german, path) if text in foreign] == []
    markup = (german / path.strip("/") / "index.html").read_text(encoding="utf-8")
    assert re.search('<html lang="de(-CH)?"', markup)


def test_a_theme_is_told_once() -> None:
    """If the theme lacks a language, it stays in English; a language set in mkdocs.yml is kept."""
    import material

    dirs = [str(Path(material.__file__).parent / "templates")]
    for chosen, code, spoken in (("en", "de-CH", "de"), ("en", "tlh", "en"), ("fr", "de", "fr"), ("en", "ar", "ar")):
        theme = {"language": chosen}
        set_theme_language(theme, dirs, code)
        assert theme["language"] == spoken
    assert set_theme_language({}, dirs, "de-CH") == set_theme_language({}, dirs, "en") == ""
    assert "from right to left" not in set_theme_language({}, dirs, "tlh")
    assert "from right to left" in set_theme_language({}, dirs, "ar")


@pytest.fixture(scope="module")
def address(arabic: Path) -> Iterator[str]:
    """The address at which the Arabic playbook is served."""
    with served(arabic) as url:
        yield url


RTL = (
    "/",
    "/calls/first-meeting/",
    "/questions/why-now/",
    "/barriers/burned-before/",
    "/cards/first-meeting/",
    "/call/first-meeting/",
    "/agenda/first-meeting/",
    "/debrief/first-meeting/",
)


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_from_right_to_left(browser: Browser, address: str, width: int) -> None:
    """The first heading begins at the right edge, nothing is cut off at either side, and there is no error."""
    with tour(browser, viewport={"width": width, "height": 800}) as reader:
        page = reader.page()
        for path in RTL:
            page.goto(address + path)
            way, ends, wide = page.evaluate(
                """() => {
                  const range = document.createRange();
                  range.selectNodeContents(document.querySelector("h1"));
                  const { left, right } = range.getBoundingClientRect();
                  const box = document.querySelector("h1").getBoundingClientRect();
                  return [getComputedStyle(document.querySelector("h1")).direction,
                          box.right - right <= left - box.left + 1, document.documentElement.scrollWidth];
                }"""
            )
            assert (way, ends) == ("rtl", True), path
            assert wide <= width or path.startswith("/cards/"), path
    assert reader.wrong == []


def test_a_card_in_arabic_is_set_in_an_arabic_font(arabic: Path) -> None:
    """The PDF has its language and the card's words, and the title is at the right."""
    card = printed.read((arabic / "cards" / "first-meeting" / "first-meeting.pdf").read_bytes())
    assert card.language == "ar"
    signs = card.sheets[0].signs
    letters = [sign.box for sign in signs if re.match("[\u0600-\u06ff\ufb50-\ufeff]", sign.text)]
    inner = max(box.right for box in letters)
    # Every line of it begins at the right edge of a column: the title, the objective, and what is agreed first.
    for size in sorted({round(sign.size) for sign in signs})[-3:]:
        line = [sign.box for sign in signs if round(sign.size) == size]
        assert max(box.right for box in line) > inner - 8
    assert min(box.left for box in letters) > 8
