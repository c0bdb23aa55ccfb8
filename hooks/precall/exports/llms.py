"""A playbook becomes an `llms.txt`, what it is and where its pages are, where the settings ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from precall.content.model import Bank, Barrier, Call, Entry, Playbook, Principle, Stage
from precall.content.urls import address, plain_title
from precall.core import text
from precall.render.artifacts import ReadyFile


def llms_files(playbook: Playbook) -> Iterator[ReadyFile]:
    """`llms.txt` where `publish: {llms_txt: true}` is set; else nothing."""
    if not playbook.settings.publish.llms_txt:
        return
    lines = [f"# {_plain(playbook.settings.title)}", "", f"> {_plain(playbook.settings.team)}", ""]
    for kind in ("call", "bank", "principle", "barrier", "stage"):
        entries = playbook.of_kind(kind).values()
        if entries:
            lines += [f"## {kind.capitalize()}s", ""]
            lines += [
                f"- [{plain_title(each)}]({address(each).path.lstrip('/')}): {_plain(_about(each))}" for each in entries
            ]
            lines.append("")
    yield ReadyFile("llms.txt", "\n".join(lines).encode())


def _about(entry: Entry) -> str:
    match entry:
        case Call():
            return entry.objective
        case Bank():
            return entry.purpose
        case Principle():
            return entry.say
        case Barrier():
            return " / ".join(entry.sounds_like)
        case Stage():
            return entry.client_is
    raise TypeError(type(entry))


def _plain(said: str) -> str:
    return text.plain_line(said)
