"""Each part of a hand-written page becomes a document."""

from __future__ import annotations

from precall.content.urls import Address
from precall.search.pages import page_documents

PAGE = """
<h1 id="t">Handbook<a class="headerlink" href="#t">¶</a></h1>
<p>How we <em>work</em>.</p><script>var no = 1</script>
<h2 id="travel">Travel &amp; cost<a class="headerlink" href="#travel">¶</a></h2>
<ul><li>Trains <b>first</b></li><li>Then cars<br>if need be</li></ul>
<div data-search-exclude><p>Hidden</p></div>
<table><tr><th>What</th><td>Who</td></tr></table>
<h3>No anchor</h3><p>Stays with travel.</p>
"""


def test_each_heading_with_an_id_is_a_document() -> None:
    """Scripts, permalinks and excluded parts are omitted; a heading without an id stays in its part."""
    page, travel = page_documents("Handbook", "handbook", PAGE)
    assert (page.title, page.address, page.kind) == ("Handbook", Address("handbook"), "page")
    assert page.lead == ("How we work.",)
    assert (travel.title, travel.address) == ("Travel & cost", Address("handbook", "travel"))
    assert (*travel.lead, *travel.lines) == (
        "Trains first",
        "Then cars if need be",
        "What",
        "Who",
        "No anchor",
        "Stays with travel.",
    )
    assert travel.context == ("Handbook",)


def test_empty_page_has_its_title() -> None:
    """A page without text becomes a document with a title."""
    (page,) = page_documents("Empty", "empty", "")
    assert (page.title, page.lead, page.lines) == ("Empty", (), ())
