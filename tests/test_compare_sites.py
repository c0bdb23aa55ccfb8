"""The comparison of two built sites finds what a reader would notice, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.compare_sites import differences, main

PAGE = """\
<html><head><title>Call</title><script>var words = 1</script></head><body>
<h1 id="call">First call</h1>
<p>What to ask. <a href="../barriers/#price">The price</a></p>
</body></html>
"""


def site(folder: Path, page: str = PAGE, uri: str = "calls/index.html") -> Path:
    """Write a site of one page."""
    (folder / uri).parent.mkdir(parents=True)
    (folder / uri).write_text(page, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("First call", "Next call", {"headings: -h1#call First call", "headings: +h1#call Next call"}),
        ("h1", "h2", {"headings: -h1#call First call", "headings: +h2#call First call"}),
        ('id="call"', 'id="top"', {"anchors: -call", "anchors: +top"}),
        ("#price", "#trust", {"links: -barriers/#price", "links: +barriers/#trust"}),
        ("What to ask", "Whom to ask", {"text: -What to ask. The price", "text: +Whom to ask. The price"}),
    ],
)
def test_a_difference_is_found(tmp_path: Path, old: str, new: str, expected: set[str]) -> None:
    """In a heading, its level, an anchor, a link, and the text."""
    found = set(differences(site(tmp_path / "before"), site(tmp_path / "after", PAGE.replace(old, new))))
    assert {f"calls/index.html: {line}" for line in expected} <= found


def test_a_page_at_another_address_is_found(tmp_path: Path) -> None:
    """On both sides."""
    before, after = site(tmp_path / "before"), site(tmp_path / "after", uri="call/index.html")
    assert list(differences(before, after)) == ["call/index.html: only after", "calls/index.html: only before"]


def test_equal_sites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Spaces, scripts and the way in which a link is written are no difference."""
    same = PAGE.replace("var words", "var other").replace("First call", "First\n call")
    same = same.replace("../barriers/", "/barriers/")
    before, after = site(tmp_path / "before"), site(tmp_path / "after", same)
    assert main([str(before), str(after)]) == 0
    assert capsys.readouterr().out == "no difference\n"
    (after / "calls/index.html").write_text(PAGE.replace("ask", "tell"), encoding="utf-8")
    assert main([str(before), str(after)]) == 1
