"""A coach's judgement of a sentence becomes a finding, with its reason and the words that decided it."""

from __future__ import annotations

from dataclasses import replace

from precall.check.registry import Finding, finding_at
from precall.coach import Judgement
from precall.content.model import Sentence


def coach_finding(sentence: Sentence, judged: Judgement, message: str, hint: str) -> Finding:
    """A finding about what the coach judged, with its reason; the words that decided are underlined."""
    because = f"{message}. {judged.because[0]}" if judged.because else f"{message}."
    if not judged.spans:
        return Finding(sentence.entry, sentence.loc, because, hint)
    # The coach read plain words. Where Markdown stands between them, all of the text is underlined.
    plain = replace(sentence, text=judged.text)
    start, end = judged.spans[0]
    return finding_at(plain, start, end, because, hint)
