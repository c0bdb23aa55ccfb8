"""Check a playbook and set its cards in a copy of the process, while the process itself makes pages."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from precall.check.registry import RuleText, rule_texts
from precall.check.runner import CheckResult, check_loaded
from precall.coach.service import coach_of
from precall.content.loader import LoadResult
from precall.content.model import Playbook
from precall.content.review_dates import epoch_day
from precall.core.background import in_background
from precall.core.gc_pause import release_memory
from precall.site.card_pdfs import CardPdfs, PdfCompiler, Result


class ParallelCheck:
    """The check of a loaded playbook, and the PDFs of its cards.

    Args:
        root: The playbook's folder.
        loaded: The playbook.
        published: The part of it that the site shows.
        site_url: The start of URLs on PDFs.
        with_pdfs: Whether there are PDFs.
        forks: Whether a copy of the process does the work. It begins at once, and each result is waited for. Otherwise
            this process does it when a result is asked for; only PDFs are set in threads.

    """

    def __init__(
        self,
        root: Path,
        loaded: LoadResult,
        published: Playbook,
        site_url: str | None,
        *,
        with_pdfs: bool,
        forks: bool,
    ) -> None:
        self._loaded = loaded
        work = partial(_work, root, loaded, published, site_url, with_pdfs=with_pdfs, in_copy=forks)
        self._results = in_background(work, loaded.playbook.session) if forks else work()
        self._received: list[Any] = []
        self.pdfs = CardPdfs(published, root, self._keys, self._pdfs()) if with_pdfs else None

    def wait_for_judgements(self) -> None:
        """Wait until the coach's judgements of all sentences are cached, if a copy makes them."""
        self._receive(_JUDGED)

    def result(self) -> CheckResult:
        """Return the result of the check."""
        playbook = replace(self._loaded.playbook, today=epoch_day())
        return CheckResult(playbook, self._receive(_PROBLEMS)[0], self._loaded.ids, self._loaded.inherited)

    def rule_texts(self) -> Sequence[RuleText]:
        """Return the texts of all rules. Only the check needs the rules themselves, which take long to import."""
        texts: Sequence[RuleText] = self._receive(_PROBLEMS)[1]
        return texts

    def stop(self) -> None:
        """End the work: nobody needs its results."""
        self._results.close()

    def _keys(self) -> Mapping[str, str]:
        keys: Mapping[str, str] = self._receive(_KEYS)
        return keys

    def _pdfs(self) -> Iterator[Result]:
        self._receive(_PROBLEMS)
        yield from self._results

    def _receive(self, index: int) -> Any:
        while len(self._received) <= index:
            self._received.append(next(self._results))
        return self._received[index]


_JUDGED, _KEYS, _PROBLEMS = range(3)
"""The order of the results of `_work`; the PDFs are after them."""


def _work(
    root: Path, loaded: LoadResult, published: Playbook, site_url: str | None, *, with_pdfs: bool, in_copy: bool
) -> Generator[Any, None, None]:
    with ExitStack() as stack:
        if in_copy:
            # Pages show judgements too, so they are sent before the rest of the check is done.
            coach_of(published).judge_all(published)
        yield None
        compiler = stack.enter_context(PdfCompiler(published, root, site_url)) if with_pdfs else None
        yield compiler.keys if compiler else {}
        yield check_loaded(root, loaded, epoch_day()).problems, rule_texts()
        if in_copy:
            release_memory()
        if compiler:
            yield from compiler.results()
