"""A page of ours becomes HTML as MkDocs would have had it."""

from __future__ import annotations

import posixpath
from pathlib import Path
from random import Random

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import _RelativePathTreeprocessor

from precall.hosts.mkdocs.ready_page import Links

URIS = (
    *("index.md", "method.md", "method/deeper.md", "calls/index.md", "calls/a.md", "calls/a-b.md", "calls/b/index.md"),
    *("calls/b/c.md", "questions/index.md", "questions/calls.md", "north/index.md", "north/calls/a.md"),
)


@pytest.mark.parametrize("directories", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_a_link_leads_the_way_that_mkdocs_finds(tmp_path: Path, seed: int, *, directories: bool) -> None:
    """From every page to every page, itself and those below it among them, in whichever order they are asked for."""
    config = MkDocsConfig()
    config.load_dict({"site_name": "S", "docs_dir": str(tmp_path), "use_directory_urls": directories})
    config.validate()
    files = Files([File(uri, str(tmp_path), config.site_dir, directories) for uri in URIS])
    links = Links(files, config)
    pairs = [(one, other) for one in files for other in files]
    Random(seed).shuffle(pairs)
    for one, other in pairs:
        path = posixpath.relpath(other.src_uri, posixpath.dirname(one.src_uri) or ".")
        found = links.way(one, path)
        plain = _RelativePathTreeprocessor(one, files, config).path_to_url(path)
        assert found == (other, plain), (one.src_uri, other.src_uri)
    assert links.way(pairs[0][0], "nowhere.md") is None
