"""The files of the theme are listed without its hidden folders."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.base import load_config
from mkdocs.structure.files import Files

from precall.hosts.mkdocs.theme_files import skip_hidden_folders


def test_mkdocs_finds_the_same_files_without_reading_hidden_folders(tmp_path: Path) -> None:
    """Material and a team's own folder give the same files of the site, while fewer are listed."""
    for name in ("assets/own.css", ".hidden/icon.svg", "assets/.hidden/icon.svg", ".dot", "robots.txt"):
        path = tmp_path / "own" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Example\ntheme: {name: material, custom_dir: own}\n")
    config = load_config(str(tmp_path / "mkdocs.yml"))

    def found() -> tuple[list[tuple[str, str | None]], int]:
        environment = config.theme.get_env()
        files = Files([])
        files.add_files_from_theme(environment, config)
        return [(file.src_uri, file.abs_src_path) for file in files], len(environment.list_templates())

    files, listed = found()
    skip_hidden_folders(config.theme)
    faster, fewer = found()
    assert faster == files
    assert {"assets/own.css", "robots.txt"} <= {uri for uri, _ in files}
    assert fewer < listed / 10
    assert config.theme.get_env().get_template(".icons/material/pencil.svg").render().startswith("<svg")
