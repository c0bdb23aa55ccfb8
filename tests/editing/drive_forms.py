"""Drive Sveltia CMS in a browser on a copy of our playbook: saved content passes the check.

`make editor-test` runs these tests.

The folder is in the browser's private file system, with the interface of a folder that a user opens from the disk.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from precall.check.runner import check_folder
from precall.content.loader import load
from precall.editing import form_editor
from precall.editing.admin_page import AdminOptions, admin_files
from tests.support.paths import ROOT
from tests.support.served import served
from tests.support.values import playbook_values

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PACKAGE = ROOT / ".cache/editors/node_modules/@sveltia/cms"

CHOOSE = """
window.showDirectoryPicker = async () => (await navigator.storage.getDirectory()).getDirectoryHandle("site");
FileSystemHandle.prototype.queryPermission = async () => "granted";
FileSystemHandle.prototype.requestPermission = async () => "granted";
"""
FILL = """async (files) => {
  const site = await (await navigator.storage.getDirectory()).getDirectoryHandle("site", { create: true });
  await site.getDirectoryHandle(".git", { create: true });
  for (const [path, text] of Object.entries(files)) {
    const parts = path.split("/");
    let folder = site;
    for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create: true });
    const file = await (await folder.getFileHandle(parts.at(-1), { create: true })).createWritable();
    await file.write(text);
    await file.close();
  }
}"""
READ = """async () => {
  const found = {};
  const walk = async (folder, path) => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === "directory") await walk(handle, `${path}${name}/`);
      else found[path + name] = await (await handle.getFile()).text();
    }
  };
  await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle("site"), "");
  return found;
}"""


@pytest.fixture
def editor(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Return the form editor with a copy of our playbook open in it."""
    for name, made in admin_files(AdminOptions(), ROOT).items():
        (tmp_path / name).write_bytes(made)
    shutil.copy(PACKAGE / "dist/sveltia-cms.js", tmp_path)
    files = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in (ROOT / "playbook").rglob("*.yml")}
    with served(tmp_path) as url:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.add_init_script(CHOOSE)
        # A browser opens a folder only for a page from the same machine.
        page.goto(url.replace("127.0.0.1", "localhost") + "/index.html")
        page.evaluate(FILL, files)
        page.get_by_role("button", name="Work with Local Repository").click()
        page.get_by_text("First meeting").first.wait_for()
        yield page
        context.close()


def opened(page: Page, collection: str, entry: str) -> None:
    page.get_by_role("option", name=collection).or_(page.get_by_text(collection, exact=True)).first.click()
    page.get_by_text(entry, exact=True).first.click()
    page.get_by_role("button", name="Save").wait_for()
    page.wait_for_timeout(1500)


def saved(page: Page, folder: Path) -> Path:
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("Entry saved").first.wait_for()
    for path, text in page.evaluate(READ).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def test_the_configuration_matches_the_editors_schema() -> None:
    """The installed version supports every widget and option."""
    schema = json.loads((PACKAGE / "schema/sveltia-cms.json").read_text(encoding="utf-8"))
    config = json.loads(json.dumps(form_editor.configuration({"name": "github", "repo": "a/b"})))
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(config)] == []


@pytest.mark.parametrize(
    ("collection", "entry", "field"),
    [
        ("Calls", "First meeting", "When"),
        ("Question banks", "Why now", "Purpose"),
        ("Lists and settings", "Settings file", "Team"),
    ],
)
def test_a_changed_entry_passes_the_check(
    editor: Page, tmp_path: Path, collection: str, entry: str, field: str
) -> None:
    """After one text is changed and saved, the playbook has no problem and otherwise the same content."""
    opened(editor, collection, entry)
    box = editor.get_by_role("textbox", name=field, exact=True).first
    before = box.input_value()
    box.fill(f"{before} It is so.")
    folder = saved(editor, tmp_path / "after")
    assert check_folder(folder).errors == []
    old, new = (
        json.dumps(playbook_values(load(root).playbook), default=str, sort_keys=True) for root in (ROOT, folder)
    )
    assert new != old
    assert new.replace(" It is so.", "") == old


def test_a_changed_list_passes_the_check(editor: Page, tmp_path: Path) -> None:
    """A file that is a list of entries is still a list afterwards."""
    opened(editor, "Lists and settings", "List of barriers")
    editor.get_by_role("button", name="Expand All").first.click()
    box = editor.get_by_role("textbox", name="Title", exact=True).first
    before = box.input_value()
    box.fill(f"{before} again")
    folder = saved(editor, tmp_path / "after")
    assert check_folder(folder).errors == []
    old, new = (
        json.dumps(playbook_values(load(root).playbook), default=str, sort_keys=True) for root in (ROOT, folder)
    )
    assert new != old
    assert new.replace(f"{before} again", before) == old
