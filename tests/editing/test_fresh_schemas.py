"""The schemas of a site stay up to date: every command that changes ids rewrites them, if the site has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from precall.cli.main import main
from precall.editing.schema import FOLDER

LayOut = Callable[..., Path]


@pytest.fixture
def root(lay_out: LayOut) -> Path:
    folder = lay_out()
    assert main(["schema", "--root", str(folder)]) == 0
    return folder


def is_fresh(root: Path) -> bool:
    return main(["schema", "--check", "--root", str(root)]) == 0


def test_commands_that_change_ids_write_the_schemas_again(root: Path, tmp_path: Path) -> None:
    """`new`, `rename`, `import` and `check` after an edit by hand."""
    for arguments in (["new", "barrier", "No time"], ["rename", "no-time", "no-hours"]):
        assert main([*arguments, "--root", str(root)]) == 0
        assert is_fresh(root), arguments
    assert "no-hours" in (root / FOLDER / "call.schema.json").read_text(encoding="utf-8")
    (tmp_path / "x.csv").write_text("Objection\nToo far away\n", encoding="utf-8")
    assert main(["import", str(tmp_path / "x.csv"), "--write", "--root", str(root)]) == 0
    assert is_fresh(root)
    with (root / "playbook/barriers.yml").open("a", encoding="utf-8") as file:
        file.write("- id: by-hand\n  title: By hand\n")
    assert not is_fresh(root)
    assert main(["check", "--root", str(root)]) == 0
    assert is_fresh(root)


def test_errors_and_missing_schemas_change_nothing(root: Path) -> None:
    """With errors ids may be missing; without the folder there is nothing to keep fresh."""
    before = (root / FOLDER / "call.schema.json").read_bytes()
    with (root / "playbook/barriers.yml").open("a", encoding="utf-8") as file:
        file.write("- id: by-hand\n  title:\n")
    assert main(["check", "--root", str(root)]) == 1
    assert (root / FOLDER / "call.schema.json").read_bytes() == before
    for path in (root / FOLDER).iterdir():
        path.unlink()
    (root / "playbook/barriers.yml").write_text("- id: by-hand\n  title: By hand\n", encoding="utf-8")
    main(["check", "--root", str(root)])
    assert list((root / FOLDER).iterdir()) == []
