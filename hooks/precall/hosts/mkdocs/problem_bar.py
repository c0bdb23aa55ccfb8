"""Show the errors of the last edit on the pages of MkDocs' server: as a bar, and as a section of the state page.

The files of the pages are unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup
from mkdocs.exceptions import Abort

from precall.content.source import BUILTIN_TEMPLATES
from precall.core.problems import Problem
from precall.hosts.mkdocs.sections import ProblemsFound
from precall.render.html import ASSETS
from precall.render.i18n import DEFAULT, Language, language

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

MAX_LISTED = 100
"""Maximum number of problems on a page. `precall check` lists all of them."""

_STATE_PAGE = b'<ul class="pc-tiles">'
"""The element of the state page before which the section is inserted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One problem, in the form shown on a page."""

    place: str
    """File and line, as in `playbook/barriers.yml:7`; empty if the problem has none."""
    message: str
    """The problem and how to fix it."""


class ProblemBar:
    """The errors of the last edit, as HTML. The server's threads may read it while the builder replaces it."""

    def __init__(self) -> None:
        self.language = language(DEFAULT)
        self._bar_and_section = (b"", b"")

    def show_on(self, server: LiveReloadServer) -> None:
        """Let a server add the bar to each page that it sends."""
        inject: Callable[[bytes, int], bytes] = server._inject_js_into_html

        def with_bar(page: bytes, epoch: int) -> bytes:
            return inject(self.added_to(page), epoch)

        server._inject_js_into_html = with_bar  # type: ignore[method-assign]  # MkDocs has no event for it

    def added_to(self, page: bytes) -> bytes:
        """Return a page with the bar at its end and, if it is the state page, the section at its top."""
        bar, section = self._bar_and_section
        if not bar:
            return page
        if section and _STATE_PAGE in page:
            page = page.replace(_STATE_PAGE, section + _STATE_PAGE, 1)
        before, end, after = page.rpartition(b"</body>")
        return before + bar + end + after if end else page + bar

    def report(self, problems: Sequence[Problem]) -> None:
        """Show the errors of a site without the faulty entries; remove the bar if there are none."""
        # The state page of such a site already lists its problems.
        self._bar_and_section = _rendered(self.language, _lines(problems), "out")[0], b""

    def refuse(self, abort: Abort) -> None:
        """Show the reason why the site does not have the last edit."""
        lines = _lines(abort.problems) if isinstance(abort, ProblemsFound) else []
        self._bar_and_section = _rendered(self.language, lines or [Line("", str(abort))], "kept")


def _lines(problems: Sequence[Problem]) -> list[Line]:
    return [
        Line(f"{problem.path}:{problem.span.line}", f"{problem.message} {problem.hint}".rstrip())
        for problem in problems
        if problem.severity == "error"
    ]


def _rendered(words: Language, lines: Sequence[Line], notice: str) -> tuple[bytes, bytes]:
    """Return the HTML of the bar and that of the state page's section; both are empty without a problem."""
    if not lines:
        return b"", b""
    # Do not use the team's templates, because the fault may be in one of them.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(BUILTIN_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    more = len(lines) - MAX_LISTED
    values = {
        "title": words.say("problems.title"),
        "count": words.say("problems.count", count=len(lines)),
        "notice": words.say(f"problems.{notice}"),
        "all": words.say("problems.all"),
        "more": words.say("state.findings.more", count=more) if more > 0 else "",
        "problems": lines[:MAX_LISTED],
        "language": words.code,
        "css": Markup((ASSETS / "problem_bar.css").read_text(encoding="utf-8")),
    }
    bar, section = (
        environment.get_template(name).render(values).encode() for name in ("problem_bar.html", "problem_section.html")
    )
    return bar, section
