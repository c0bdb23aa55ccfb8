"""A build overlaps the setting of PDFs with its other work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from precall.cards.pdf import CardTypesetter
from precall.check.runner import check_loaded
from precall.core.cache import NO_CACHE
from precall.hosts.mkdocs import parallel_check
from precall.hosts.mkdocs.build import build_site

SETTINGS = """\
site_name: Example
site_url: https://playbook.example.org/
theme: {name: material, font: false}
plugins: [search, precall]
"""


def test_pdfs_are_set_while_the_content_is_checked(
    lay_out: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other processor would have nothing to do until then. The PDF is complete in the published site."""
    root = lay_out()
    (root / "docs").mkdir()
    hook = Path(parallel_check.__file__).parents[3] / "playbook.py"
    (root / "mkdocs.yml").write_text(f"{SETTINGS.replace(', precall', '')}hooks: ['{hook}']\n", encoding="utf-8")
    monkeypatch.setenv(NO_CACHE, "1")
    begun = threading.Event()
    set_pdf = CardTypesetter.pdf

    def pdf(*args: Any, **options: Any) -> bytes:
        begun.set()
        return set_pdf(*args, **options)

    def checked(*args: Any) -> Any:
        assert begun.wait(60), "the first PDF is begun before the check ends"
        return check_loaded(*args)

    monkeypatch.setattr(CardTypesetter, "pdf", pdf)
    monkeypatch.setattr(parallel_check, "check_loaded", checked)
    site = build_site(root, lambda _level, _text: None)
    assert site is not None
    assert (site / "cards" / "first-meeting" / "first-meeting.pdf").read_bytes().startswith(b"%PDF-")
