"""A site built with a cold, a warm, a corrupt or no cache is the same site, byte for byte."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from precall.core.cache import FILE, NO_CACHE, Cache
from precall.core.cache import version as precall_version
from precall.render import artifact_cache
from precall.site.assemble import CACHE
from tests.support.processes import python

SETTINGS = """\
site_name: Example
site_url: https://playbook.example.org/
theme: {name: material, font: false}
plugins: [search, precall]
extra: {precall: {pdfs: always}}
"""
BINARY = {"documents", "card-pdfs", "contents"}
"""Namespaces of values that are not JSON."""


@pytest.fixture
def root(lay_out: Callable[..., Path]) -> Path:
    """The smallest site, with PDFs."""
    folder = lay_out()
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    return folder


def built(root: Path, folder: Path, **env: str) -> dict[str, bytes]:
    """Build the site with the user's cache in a folder, and return its files."""
    site = folder / "site"
    ran = python(
        *("-m", "mkdocs", "build", "--quiet", "--site-dir", site),
        cwd=root,
        env={"XDG_CACHE_HOME": str(folder / "user"), **env},
    )
    assert ran.code == 0, ran.out
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def namespaces(file: Path) -> set[str]:
    """Return the namespaces that a cache file holds."""
    with sqlite3.connect(file) as database:
        found = {name for (name,) in database.execute("SELECT DISTINCT namespace FROM entries")}
    database.close()
    return found


def flip_bits(file: Path, _: str) -> None:
    """Change the first byte of every value, which its digest then does not match."""
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT rowid, value FROM entries").fetchall()
        for row, value in rows:
            database.execute("UPDATE entries SET value = ? WHERE rowid = ?", (bytes([value[0] ^ 1]) + value[1:], row))
    database.close()


def store_nonsense(file: Path, version: str) -> None:
    """Give every key a value of the wrong form, with the right digest."""
    with Cache(file, version) as cache:
        for namespace in namespaces(file):
            keys = cache.get_all(namespace)
            assert keys, namespace
            nonsense = b"\xff\x00nonsense" if namespace in BINARY - {"card-pdfs"} else b'["no", "sense"]'
            if namespace != "card-pdfs":
                cache.put_many(namespace, dict.fromkeys(keys, nonsense))


@pytest.mark.parametrize("spoil", [flip_bits, store_nonsense])
def test_a_corrupt_cache_changes_nothing(root: Path, tmp_path: Path, spoil: Callable[[Path, str], None]) -> None:
    """In every namespace of both cache files."""
    folder = tmp_path / "outside"
    without = built(root, folder, **{NO_CACHE: "1"})
    assert not (folder / "user").exists()
    assert built(root, folder) == without
    files = {folder / "user" / "precall" / FILE: "", root / CACHE / artifact_cache.FILE: precall_version()}
    held = set().union(*map(namespaces, files))
    assert held >= {"documents", "judgements", "file-results", "card-heights", "card-pdfs", "facts", "contents"}
    assert built(root, folder) == without
    for file, version in files.items():
        spoil(file, version)
    assert built(root, folder) == without
    for file in files:
        file.write_bytes(b"no database" * 1000)
    assert built(root, folder) == without
