"""A generated page hands its HTML to MkDocs, and neither reads it again and again nor holds it in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.commands.build import _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from precall.content.urls import METHOD
from precall.hosts.mkdocs.generated_file import page_file
from precall.hosts.mkdocs.page import PrecallPage
from precall.render.artifacts import Content, Page, digest_of

HTML = b'<h1 id="_top">The method</h1>\n<p><a href="site:method.md">This page</a></p>\n'


@pytest.fixture
def config(tmp_path: Path) -> MkDocsConfig:
    """The settings of a site without content of its own."""
    config = MkDocsConfig()
    (tmp_path / "docs").mkdir()
    config.load_dict({"site_name": "Site", "docs_dir": str(tmp_path / "docs"), "site_dir": str(tmp_path / "site")})
    config.validate()
    config.plugins._current_plugin = None
    return config


def test_the_html_of_a_page_is_read_once_while_mkdocs_reads_the_page(config: MkDocsConfig) -> None:
    """Afterwards it is not in memory, so the next look reads it again."""
    reads: list[None] = []

    def read() -> bytes:
        reads.append(None)
        return HTML

    ours = Page(METHOD, "The method", Content(digest_of(HTML), read))
    file = page_file(ours, config)
    page = PrecallPage(None, file, config, ours)
    _populate_page(page, config, Files([file]))
    assert len(reads) == 1
    assert "The method" in (page.content or "")
    assert len(reads) == 2


def test_html_that_a_plugin_changes_is_the_pages_content(config: MkDocsConfig) -> None:
    """A new version of the page takes its place."""
    ours = Page(METHOD, "The method", HTML.decode())
    file = page_file(ours, config)
    page = PrecallPage(None, file, config, ours)
    _populate_page(page, config, Files([file]))
    page.content = "<p>Another text</p>"
    assert page.content == "<p>Another text</p>"
    page.update(ours)
    assert page.content is None
