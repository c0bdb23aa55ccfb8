"""Pages that are set into a learnt frame are those that the theme would have rendered, to the byte."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from precall.check import example
from tests.support.paths import ROOT
from tests.support.processes import python
from tests.support.sites import copy_of_ours

OVERRIDES = {
    "address": '{% extends "base.html" %}{% block content %}{{ page.url }} {{ super() }}{% endblock %}',
    "kind": '{% extends "base.html" %}{% block content %}{{ page.meta.kind }} {{ super() }}{% endblock %}',
    "all": '{% extends "base.html" %}{% block content %}{{ page.meta.items() | list }} {{ super() }}{% endblock %}',
    "twice": '{% extends "base.html" %}{% block content %}{{ page.content | upper }} {{ super() }}{% endblock %}',
    "title": '{% extends "base.html" %}{% block content %}{{ page.title | e }} {{ page.title | tojson }} {{ super() }}'
    "{% endblock %}",
    "long": '{% extends "base.html" %}{% block content %}{% if page.title | length > 14 %}long{% endif %}{{ super() }}'
    "{% endblock %}",
    "contents": '{% extends "base.html" %}{% block content %}{% for each in page.toc %}{{ each.children | length }}'
    "{% endfor %}{{ super() }}{% endblock %}",
}


@dataclass
class Built:
    """What came of a build."""

    pages: dict[str, bytes]
    framed: int
    """How many were set into a frame."""

    def differs(self, other: Built) -> list[str]:
        """The names of pages that the other has not, or otherwise."""
        return [
            name for name in self.pages.keys() | other.pages.keys() if self.pages.get(name) != other.pages.get(name)
        ]


def built(folder: Path, *, plain: bool, site: str) -> Built:
    """A folder's site, built one way or the other."""
    config = folder / "mkdocs.yml"
    kept = config.read_text(encoding="utf-8")
    config.write_text(f"{kept}\nextra: {{precall: {{pdfs: never, plain: {str(plain).lower()}}}}}\n", encoding="utf-8")
    ran = python("-m", "mkdocs", "build", "--verbose", "--site-dir", folder / site, cwd=folder)
    config.write_text(kept, encoding="utf-8")
    assert ran.code == 0, ran.out
    pages = {path.relative_to(folder / site).as_posix(): path.read_bytes() for path in (folder / site).rglob("*.html")}
    found = re.search(r"(\d+) pages were set into a frame", ran.out)
    return Built(pages, int(found[1]) if found else -1)


@pytest.mark.slow
def test_every_page_of_our_playbook_is_what_the_plain_way_makes(ours: Path) -> None:
    """Nothing is lost or changed on the short way, on any page."""
    fast, plain = built(ours, plain=False, site="fast"), built(ours, plain=True, site="plain")
    assert fast.differs(plain) == []
    assert plain.framed == 0
    # All but those of the navigation, the first ones of each frame, and a few with headings within headings.
    assert fast.framed > 60
    both = [folder / "search" / "search_index.json" for folder in (ours / "fast", ours / "plain")]
    assert both[0].read_bytes() == both[1].read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small playbook's site with a folder for changes to the theme."""
    folder = tmp_path_factory.mktemp("small")
    example.lay_out(folder, {})
    kept = copy_of_ours(tmp_path_factory.mktemp("ours") / "ours")
    text = re.sub(r"\nnav:.*", "\n", (kept / "mkdocs.yml").read_text(encoding="utf-8"), flags=re.DOTALL)
    (folder / "mkdocs.yml").write_text(text.replace("name: material", "name: material\n  custom_dir: theme"), "utf-8")
    (folder / "theme").mkdir()
    (folder / "docs").mkdir(exist_ok=True)
    call = (folder / "playbook/calls/first-meeting.yml").read_text(encoding="utf-8")
    titles = ["Short", 'It is a "longer" & title', "The client's third", "Fourth <i>call</i>", "F"]
    for number, title in enumerate(titles):
        text = re.sub(r"^title: .*$", f"title: {json.dumps(title)}", call, flags=re.MULTILINE)
        (folder / f"playbook/calls/call-{number}.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", OVERRIDES)
def test_a_changed_theme_stays_right(small: Path, name: str) -> None:
    """Whatever a team's theme makes of a page's facts, it is what stands on the page."""
    (small / "theme" / "main.html").write_text(OVERRIDES[name], encoding="utf-8")
    fast, plain = built(small, plain=False, site="fast"), built(small, plain=True, site="plain")
    assert fast.differs(plain) == []
    shutil.rmtree(small / "fast")


def test_the_door_names_every_event_of_the_host() -> None:
    """A hook hears only of the events that its module names."""
    host = (ROOT / "hooks/precall/hosts/mkdocs/plugin.py").read_text(encoding="utf-8")
    door = (ROOT / "hooks/playbook.py").read_text(encoding="utf-8")
    assert set(re.findall(r"def (on_\w+)", host)) == set(re.findall(r"^(on_\w+) =", door, re.MULTILINE))
