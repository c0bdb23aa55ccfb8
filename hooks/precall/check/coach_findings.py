"""Findings of rules that report a verdict of the coach, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import Field

from precall.check.config import rule_config
from precall.check.registry import Finding, finding_at
from precall.coach import Judgement
from precall.coach.model import SURE_PERCENT
from precall.coach.service import Judge
from precall.content.model import Part, Playbook, Sentence
from precall.content.model.fields import Percent


class CoachOptions(Part):
    """The confidence that the rule needs."""

    percent_sure: Percent = Field(
        SURE_PERCENT,
        description="The confidence that the coach needs to report a finding, in percent: at 95, 95 of 100 are right.",
    )


def steering_percent(playbook: Playbook) -> int:
    """Return the confidence in percent that the playbook sets for `steering-question`."""
    percent: int = getattr(rule_config(playbook.settings, "steering-question").options, "percent_sure", SURE_PERCENT)
    return percent


def coach_findings(
    sentences: Iterable[Sentence],
    judge: Judge,
    verdict: str,
    options: CoachOptions,
    *,
    message: str,
    hint: str,
) -> Iterator[Finding]:
    """Find the sentences that get a verdict with enough confidence.

    Args:
        sentences: The sentences to judge.
        judge: Judges one sentence, as inline Markdown, and gives its reasons with `explains=True`.
        verdict: The verdict to report.
        options: The options of the rule.
        message: The message without its full stop. The coach's reason is added to it.
        hint: How to fix it.
    """
    for sentence in sentences:
        judgement = judge(sentence.text)
        if judgement.verdict == verdict and judgement.is_sure(options.percent_sure):
            explained = judge(sentence.text, explains=True)
            yield _finding(sentence, explained, f"{message}. {''.join(explained.because[:1])}".rstrip(), hint)


def _finding(sentence: Sentence, judgement: Judgement, message: str, hint: str) -> Finding:
    """Return a finding that underlines the words that decided the judgement."""
    if not judgement.spans:
        return Finding(sentence.entry, sentence.loc, message, hint)
    # The coach reads text without Markdown. If there is Markdown between the words, all of the text is underlined.
    start, end = judgement.spans[0][0], judgement.spans[-1][1]
    return finding_at(replace(sentence, text=judgement.text), start, end, message, hint)
