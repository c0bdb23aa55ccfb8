"""The browser judges as Python does, with the same files, verdicts, confidences and reasons."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from precall.coach import Judgement, judge_objective, judge_question
from precall.site.coach_files import BROWSER, DATA, SCRIPTS, coach_files
from tests.support.paths import ROOT
from tests.support.processes import python

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

JUDGES = {"objective": judge_objective, "question": judge_question}
STRANGE = [
    "",
    " ",
    "🙂",
    "これは何ですか",
    "Ελληνικά;",
    "?" * 50,
    "a" * 3000,
    "get the meeting " * 200,
    '"' * 99,
    "ﷺİßﬁ",
    "'''",
    "$",
    "-",
    "n't",
    "e\u0301",
    "constructor __proto__ toString hasOwnProperty",
    "🙂 Très bien: build rapport so that Zoë puts us through ... 🙂 ok?",
    "Ask “her” what’s on €5 notes – she’d rather not – and don't push, ÉMILE wouldn't, would he?",
]


@pytest.fixture(scope="module")
def coach_page(browser: Browser) -> Page:
    """Return a page with only the two scripts of the coach."""
    page = browser.new_page()
    for file in coach_files():
        page.add_script_tag(content=file.content.decode())
    return page


def labelled(judgement: str) -> list[str]:
    lines = (ROOT / "training" / f"{judgement}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t")[5] for line in lines]


def as_in_browser(judged: Judgement) -> dict[str, Any]:
    """Return a judgement in the form that the browser returns."""

    def units(place: int) -> int:
        return len(judged.text[:place].encode("utf-16-le", "surrogatepass")) // 2

    in_browser: dict[str, Any] = {
        "verdict": judged.verdict,
        "confidence": judged.confidence,
        "because": list(judged.because),
        "spans": [[units(start), units(end)] for start, end in judged.spans],
        "flag": judged.flag,
    }
    if judged.open is not None:
        in_browser |= {
            "open": judged.open,
            "double": judged.double,
            "leading": judged.leading,
            "tieDown": judged.tie_down,
        }
    return in_browser


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("judgement", sorted(JUDGES))
def test_the_browser_judges_as_python_does(coach_page: Page, judgement: str) -> None:
    """For every labelled and unusual sentence, verdict, confidence (to 1e-6), reasons and spans are equal."""
    texts = [*labelled(judgement), *STRANGE]
    script = "([judgement, texts]) => texts.map(text => precallCoach[judgement](text))"
    found = coach_page.evaluate(script, [judgement, texts])
    for text, here in zip(texts, found, strict=True):
        there = as_in_browser(JUDGES[judgement](text))
        assert here.pop("confidence") == pytest.approx(there.pop("confidence"), abs=1e-6), text
        assert here == there, text


def test_the_files_are_small_and_named_by_their_content() -> None:
    """Both files have less than 350 KB, and the same lists and weights give the same names."""
    files = coach_files()
    assert sum(len(gzip.compress(file.content)) for file in files) < 350_000
    assert [file.uri for file in files] == [file.uri for file in coach_files()]
    assert all(file.uri.startswith("assets/precall/coach") and file.uri.endswith(".js") for file in files)


def test_every_script_is_part_of_the_site() -> None:
    """Every script of the folder is loaded exactly once."""
    assert sorted((*SCRIPTS, DATA.name)) == sorted(path.name for path in Path(BROWSER).iterdir())


def test_the_shipped_data_is_what_the_lists_and_weights_make() -> None:
    """The script that no build makes is up to date; if it is not, run python training/browser_data.py."""
    made = python(ROOT / "training" / "browser_data.py", "--check")
    assert made.code == 0, made.out
    assert json.loads(DATA.read_bytes().partition(b".data = ")[2].rstrip(b";\n"))["lexicon"]["classes"]
