"""The form editor's page runs one exact script under its own policy, and other pages keep the site's policy."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from precall.cli.main import main
from precall.editing import form_editor
from precall.editing.admin_page import AdminOptions, admin_files
from precall.site.publish import finish
from tests.support.paths import ROOT
from tests.support.processes import python
from tests.support.sites import copy_of_ours


def page_of(**choices: str | bool) -> str:
    return admin_files(AdminOptions(**choices), ROOT)["index.html"].decode()  # type: ignore[arg-type]


def test_the_script_is_one_exact_file() -> None:
    """The script is a file next to the page, or one version on the web; both need the known digest."""
    local, web = page_of(), page_of(local_script=False)
    assert '<script src="sveltia-cms.js" integrity="sha384-' in local
    assert f"@sveltia/cms@{form_editor.VERSION}/dist/sveltia-cms.js" in web
    assert form_editor.INTEGRITY in web
    assert "unpkg" not in local
    assert f"{form_editor.PACKAGE}@{form_editor.VERSION}" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_policy_allows_one_script_and_two_hosts() -> None:
    """The hosts are the code host and the host of the fonts."""
    for page, hosts in (
        (page_of(), {"api.github.com", "github.com"}),
        (page_of(host="gitlab"), {"gitlab.com"}),
        (page_of(host="gitlab", server="https://git.acme.de/api/v4"), {"git.acme.de"}),
    ):
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
        assert policy
        assert "script-src &#39;self&#39;;" in policy[1]
        assert "unsafe-eval" not in policy[1]
        assert set(re.findall(r"https://([^/ ;]+)", policy[1])) == hosts | {"cdn.jsdelivr.net"}


def test_the_command_writes_and_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints how to get a missing script, and `--check` lists stale files."""
    command = ["admin", str(tmp_path / "admin"), "--root", str(ROOT), "--repo", "acme/playbook", "--host", "gitlab"]
    assert main([*command, "--check"]) == 1
    assert main(command) == 0
    assert f"npm pack @sveltia/cms@{form_editor.VERSION}" in capsys.readouterr().out
    assert main([*command, "--check"]) == 0
    config = json.loads((tmp_path / "admin/config.json").read_text(encoding="utf-8"))
    assert config["backend"] == {"name": "gitlab", "repo": "acme/playbook", "branch": "main"}
    assert config["site_url"] == "https://playbook.example.com/"
    (tmp_path / "admin/sveltia-cms.js").write_text("")
    assert main(command) == 0
    assert "npm pack" not in capsys.readouterr().out


def test_an_unwritable_folder_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error is a sentence, and the exit code is 2."""
    (tmp_path / "file").write_text("")
    assert main(["admin", str(tmp_path / "file/admin"), "--root", str(ROOT)]) == 2
    assert "cannot be written to" in capsys.readouterr().err


@pytest.mark.slow
def test_the_site_publishes_the_page_unchanged(tmp_path: Path) -> None:
    """Other pages keep their strict policy, and the page is not stored for offline use."""
    folder = copy_of_ours(tmp_path / "ours")
    assert main(["admin", "--root", str(folder)]) == 0
    ran = python("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path / "site", cwd=folder)
    assert ran.code == 0, ran.out
    page = (tmp_path / "site/admin/index.html").read_text(encoding="utf-8")
    assert page == (folder / "docs/admin/index.html").read_text(encoding="utf-8")
    home = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert "unsafe-inline" not in home
    headers = (tmp_path / "site/_headers").read_text(encoding="utf-8")
    assert "Content-Security-Policy: frame-ancestors 'none'\n" in headers
    assert "same-origin-allow-popups" in headers
    assert '"admin/' not in (tmp_path / "site/sw.js").read_text(encoding="utf-8")


def test_without_the_page_the_header_has_the_whole_policy(tmp_path: Path) -> None:
    """Only a page with its own policy loosens the header that a host sends."""
    (tmp_path / "index.html").write_text('<head><meta charset="utf-8"></head>', encoding="utf-8")
    finish(tmp_path, "Ours", None, "en")
    assert "default-src 'none'" in (tmp_path / "_headers").read_text(encoding="utf-8")
    shutil.rmtree(tmp_path)
