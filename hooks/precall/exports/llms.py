"""Make `llms.txt`, with the playbook's title and a list of its pages, if the settings enable it."""

from __future__ import annotations

from collections.abc import Iterator

from precall.content.model import Bank, Barrier, Call, Entry, Playbook, Principle, Stage
from precall.content.urls import address, plain_title
from precall.core import text
from precall.render.artifacts import ReadyFile


def llms_files(playbook: Playbook) -> Iterator[ReadyFile]:
    """Yield `llms.txt` if the settings have `publish: {llms_txt: true}`, else nothing."""
    if not playbook.settings.publish.llms_txt:
        return
    lines = [f"# {text.plain_line(playbook.settings.title)}", "", f"> {text.plain_line(playbook.settings.team)}", ""]
    for kind in ("call", "bank", "principle", "barrier", "stage"):
        entries = playbook.of_kind(kind).values()
        if entries:
            lines += [f"## {kind.capitalize()}s", ""]
            for entry in entries:
                path, about = address(entry).path.lstrip("/"), text.plain_line(_description(entry))
                lines.append(f"- [{plain_title(entry)}]({path}): {about}")
            lines.append("")
    yield ReadyFile("llms.txt", "\n".join(lines).encode())


def _description(entry: Entry) -> str:
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
