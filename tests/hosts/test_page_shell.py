"""Pages filled into a shell are byte-identical with pages rendered in full; a changed theme renders each in full."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment
from mkdocs.structure.nav import Navigation

from precall.hosts.mkdocs import plugin
from precall.hosts.mkdocs.build import build_site
from precall.hosts.mkdocs.page_shell import PageShells
from tests.support.generate import generate
from tests.support.paths import ROOT

SETTINGS = f"""\
site_name: Tom's "book" & <more>
site_url: https://playbook.example.org/
edit_uri: https://git.example.org/edit/docs/
theme: {{name: material, font: false, features: [content.action.edit, navigation.footer, toc.follow]}}
plugins: [search]
hooks: [{(ROOT / "hooks/playbook.py").as_posix()}, other.py]
nav: [index.md, about.md]
extra: {{precall: {{pdfs: never}}}}
"""
TITLES = (
    "It's theirs",
    "Tom's and Ann's",
    'A price "and" a value',
    "R&D <b>first</b>",
    "{{ page.title }} {% raw %}",
    "Grüße, 你好 🙂",
    "PRECALL'title",
    "*Strong* `words` [linked](https://example.org/)",
    "&amp; &lt;",
)

OWN_BLOCK = '{% extends "base.html" %}{% block extrahead %}<meta name="own" content="{{ OWN }}">{% endblock %}'
ON_ENV = f"""
from jinja2 import ChoiceLoader, DictLoader
def on_env(env, config, files):
    env.loader = ChoiceLoader([DictLoader({{"main.html": {OWN_BLOCK.replace("OWN", "page.content")!r}}}), env.loader])
    return env
"""
ON_PAGE_CONTEXT = """
def on_page_context(context, page, config, nav):
    context["config"].copyright = page.url
    return context
"""

Build = Callable[..., dict[str, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A playbook with several entries of each kind, some of them with odd titles."""
    root = generate(tmp_path / "root", calls=8, questions=300)
    (root / "docs").mkdir()
    (root / "docs/about.md").write_text("# About\n\n## Us\n", encoding="utf-8")
    (root / "other.py").write_text("", encoding="utf-8")
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    with (root / "playbook/playbook.yml").open("a", encoding="utf-8") as file:
        file.write("cards: {questions: 3}\nchecks: {card-overflow: off}\n")
    with (root / "playbook/principles.yml").open("a", encoding="utf-8") as file:
        for number, title in enumerate(TITLES):
            entry = {"id": f"odd-{number}", "title": title, "say": f"{title}, in a text."}
            file.write(f"- {json.dumps(entry, ensure_ascii=False)}\n")
    return root


@pytest.fixture
def build(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build the site, and return its pages by their uris; `shells` gets the shells of the build."""

    def run(shells: list[PageShells], *, in_full: bool = False) -> dict[str, str]:
        class Recorded(PageShells):
            def __init__(self, env: Environment, nav: Navigation) -> None:
                super().__init__(env, nav)
                shells.append(self)

        with monkeypatch.context() as patch:
            patch.setattr(plugin, "PageShells", Recorded)
            if in_full:
                patch.setattr(plugin, "is_plain_material", lambda config: False)
            said: list[str] = []
            site = build_site(root, lambda level, message: said.append(f"{level}: {message}"), tmp_path / "site")
        assert site is not None, said
        return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}

    return run


def test_filled_pages_are_those_rendered_in_full(build: Build) -> None:
    """Calls, banks, principles with odd titles, barriers and rules."""
    shells: list[PageShells] = []
    filled = build(shells)
    assert shells[0].filled > 60
    assert filled == build([], in_full=True)
    assert "<title>It's theirs - " in filled["principles/odd-0/index.html"]
    assert "<title>PRECALL'title - " in filled["principles/odd-6/index.html"]


def test_a_team_that_overrides_a_template(root: Path, build: Build) -> None:
    """Every page is rendered with it."""
    (root / "overrides").mkdir()
    (root / "overrides/main.html").write_text(OWN_BLOCK.replace("OWN", "page.url"), encoding="utf-8")
    (root / "mkdocs.yml").write_text(SETTINGS.replace("font: false", "font: false, custom_dir: overrides"), "utf-8")
    shells: list[PageShells] = []
    pages = build(shells)
    assert shells == []
    for name in ("odd-0", "odd-1", "odd-2", "odd-3"):
        assert f'<meta name="own" content="principles/{name}/">' in pages[f"principles/{name}/index.html"]


def test_a_plugin_that_changes_what_templates_see(root: Path, build: Build) -> None:
    """Every page is rendered with that."""
    (root / "other.py").write_text(ON_PAGE_CONTEXT, encoding="utf-8")
    shells: list[PageShells] = []
    pages = build(shells)
    assert shells == []
    for name in ("odd-0", "odd-1", "odd-2", "odd-3"):
        assert f"principles/{name}/\n" in pages[f"principles/{name}/index.html"].partition("md-copyright")[2]


def test_a_plugin_that_replaces_the_theme_s_template(root: Path, build: Build) -> None:
    """The second page of each shell differs from the one rendered in full, so no shell is used."""
    (root / "other.py").write_text(ON_ENV, encoding="utf-8")
    shells: list[PageShells] = []
    pages = build(shells)
    assert [each.filled for each in shells] == [0]
    assert pages == build([], in_full=True)
