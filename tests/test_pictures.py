"""The committed pictures are of pages and commands that exist, small, and all in use."""

from __future__ import annotations

import re

import click
import pytest

from precall.cli.main import app
from precall.content.loader import load
from precall.site.assemble import make_site
from tests.support import pictures
from tests.support.paths import ROOT

AGAIN = "Run `make pictures`, look at them, and commit them."


def test_every_picture_is_made_and_used() -> None:
    """The folder has the files of the list and no other; the README or the manual shows each with a description."""
    # `make bench` draws the plot.
    names = {name for picture in pictures.pictures() for name in picture.files} | {"speed.svg"}
    assert {path.name for path in pictures.FOLDER.iterdir()} == names, AGAIN
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    for name in names:
        assert f"pictures/{name}" in text, f"No page shows {name}."
    shown = re.findall(r"<img [^>]*>", text)
    assert shown
    assert all(re.search(r'alt="[^"]{20,}"', image) for image in shown)


def test_every_picture_is_small() -> None:
    """A page with all of them opens fast on a phone."""
    for path in pictures.FOLDER.iterdir():
        assert path.stat().st_size <= pictures.MOST_BYTES, path.name


@pytest.mark.parametrize("picture", pictures.PAGES, ids=lambda picture: picture.name)
def test_the_page_of_a_picture_exists(picture: pictures.PagePicture) -> None:
    """A picture of a page that is gone or has another address is stale."""
    site = make_site(load(ROOT).playbook, ROOT)
    uris = {*(page.address.html_uri for page in site.pages), *(file.uri for file in site.files)}
    assert f"{picture.url.strip('/')}/index.html" in uris, f"{picture.name}: {AGAIN}"


@pytest.mark.parametrize("picture", [*pictures.CARDS, *pictures.TERMINALS], ids=lambda picture: picture.name)
def test_the_command_of_a_picture_exists(picture: pictures.CardPicture | pictures.TerminalPicture) -> None:
    """A picture of a command that is gone is stale."""
    assert app.get_command(click.Context(app), picture.command[0]), f"{picture.name}: {AGAIN}"


@pytest.mark.parametrize("picture", pictures.TERMINALS, ids=lambda picture: picture.name)
def test_the_rules_in_a_picture_are_still_found(picture: pictures.TerminalPicture) -> None:
    """The picture names the rules that the command reports today."""
    found = re.compile(r"\[([a-z-]+)\]")
    shown = (pictures.FOLDER / picture.files[0]).read_text(encoding="utf-8")
    printed = re.sub(r"\x1b\[\d*m", "", pictures.terminal_output(picture))
    assert set(found.findall(printed)) == set(found.findall(re.sub("<[^>]*>", "", shown))) != set(), AGAIN
