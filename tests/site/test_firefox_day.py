"""A rep's day with three clients in Firefox: the second engine keeps what is typed, and keeps clients apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.firefox import Firefox, find_firefox, running

pytestmark = pytest.mark.browser

PETRA, JOERG, ZOE = "Petra Hartmann", "Jörg Weiß & Söhne", "Zoë Öztürk"

PUT = """([selector, value]) => {
  const field = document.querySelector(selector);
  if (field.type === "checkbox" || field.type === "radio") return field.click();
  field.value = value;
  field.dispatchEvent(new Event("input", {bubbles: true}));
}"""
GET = "(selector) => document.querySelector(selector).value"


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    """A running Firefox, where there is one."""
    program = find_firefox()
    if program is None:
        pytest.skip("There is no Firefox on the PATH nor in PRECALL_FIREFOX.")
    with running(program) as started:
        started.resize(1280, 900)
        yield started


def test_firefox_keeps_three_clients_apart_through_a_day(firefox: Firefox, address: str) -> None:
    """Each client's card, call, debrief, row in My calls and place among today's calls on home."""
    ids = {}
    for call, client in (("first-meeting", PETRA), ("first-meeting", JOERG), ("discovery", ZOE)):
        firefox.open(f"{address}/cards/{call}/#new")
        # A fragment alone would not load the page again.
        firefox.open(f"{address}/404.html")
        firefox.open(f"{address}/cards/{call}/#new")
        firefox.run(PUT, ['.card [name="client"]', client])
        firefox.run(PUT, ["ol.asked .answer", f"{client} answered"])
        ids[client] = firefox.run("() => precall.here.id")
        firefox.open(f"{address}/call/{call}/")
        assert firefox.run("() => document.querySelector('.bar [data-client]').textContent") == client
        firefox.run(PUT, ["#heard", f"What {client} said"])
        firefox.run(PUT, ["[data-questions] input", ""])
        firefox.open(f"{address}/debrief/{call}/")
        assert firefox.run(GET, "#heard") == f"What {client} said"
        assert firefox.run(GET, "[data-answers] textarea") == f"{client} answered"
        firefox.run(PUT, ["#missed", f"Missed with {client}"])
    assert len(set(ids.values())) == 3
    for client, id_ in ids.items():
        call = "discovery" if client == ZOE else "first-meeting"
        firefox.open(f"{address}/404.html")
        firefox.open(f"{address}/debrief/{call}/#with={id_}")
        assert firefox.run(GET, "#missed") == f"Missed with {client}"
    firefox.open(f"{address}/my-calls/")
    names = "() => [...document.querySelectorAll('.pc-conversations [data-client]')].map((each) => each.textContent)"
    assert sorted(firefox.run(names)) == sorted(ids)
    firefox.open(f"{address}/")
    today = "() => [...document.querySelectorAll('.pc-today .pc-target__name')].map((each) => each.textContent)"
    assert sorted(firefox.run(today)) == sorted(ids)
