"""The sealed sentences go in; the tables of the docs come out: how often the coach is right, and where it is wrong.

    python training/report.py                 the sealed part
    python training/report.py --split tune    another part (the weights have seen train and tune)
    python training/report.py --real          two public sources that the coach has not learnt from, and plain forms

Uses the weights as they ship. Needs scikit-learn, for the naive Bayes baseline.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from sentences import HERE, LABELS, Sentence, load, plain_words
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

sys.path.insert(0, str(Path(__file__).parents[1] / "hooks"))
from precall.coach import judge_objective, judge_question

JUDGES = {"objective": judge_objective, "question": judge_question}
KEYWORDS = {
    "objective": (
        "understand see feel help clarity picture decide idea know confident "
        "give learn explain leave free listen their choose plan safe",
        "meeting book sign contract budget close deal get secure win "
        "commit order data approval pipeline quote renew referral next appointment",
    ),
    "question": (
        "what how tell describe happened changed feel day team story "
        "last noticed tried matter worry surprised usually walk why who",
        "would could demo meeting budget sign quote price contract call "
        "send next decision start interested ready we us our if",
    ),
}
"""Twenty keywords for each label, as a baseline."""


def balanced(truth: np.ndarray, guess: np.ndarray) -> float:
    """Return the mean of the two recalls; not a number if one label is missing."""
    if truth.all() or not truth.any():
        return float("nan")
    return float((guess[truth].mean() + (~guess[~truth]).mean()) / 2)


def keyword_guess(judgement: str, sentences: list[Sentence]) -> np.ndarray:
    """Return the guesses of the keyword baseline."""
    keep, flag = (set(words.split()) for words in KEYWORDS[judgement])
    words = [plain_words(sentence.text).split() for sentence in sentences]
    return np.array([sum(w in flag for w in row) > sum(w in keep for w in row) for row in words])


def bayes_guess(judgement: str, sentences: list[Sentence], flag: str) -> np.ndarray:
    """Return the guesses of naive Bayes over single words, trained on the same sentences."""
    known = [sentence for sentence in load(judgement) if sentence.split in ("train", "tune")]
    counter = CountVectorizer(token_pattern=r"[A-Za-z0-9']+")
    fitted = MultinomialNB().fit(counter.fit_transform([s.text for s in known]), [s.label == flag for s in known])
    return np.asarray(fitted.predict(counter.transform([s.text for s in sentences])), dtype=bool)


def row(name: str, sentences: list[Sentence], truth: np.ndarray, guess: np.ndarray) -> str:
    """Return a row of the first table."""
    hard = np.array([sentence.level == "hard" for sentence in sentences])
    values = (balanced(truth, guess), balanced(truth[hard], guess[hard]), balanced(truth[~hard], guess[~hard]))
    mixed = values[1] / 3 + values[2] * 2 / 3
    return f"| {name} | " + " | ".join(f"{value:.3f}" for value in (*values, mixed)) + " |"


def report(judgement: str, split: str) -> None:
    """Print the tables of one judgement."""
    keep, flag = LABELS[judgement]
    sentences = [sentence for sentence in load(judgement) if sentence.split == split]
    truth = np.array([sentence.label == flag for sentence in sentences])
    results = [JUDGES[judgement](sentence.text) for sentence in sentences]
    guess = np.array([result.verdict == flag for result in results])
    flagged = np.array([result.flag for result in results])
    hard = sum(sentence.level == "hard" for sentence in sentences)
    print(f"\n## {judgement}: {len(sentences)} sentences, {hard} of them hard\n")
    print("| balanced accuracy | all | hard | plain | one third hard |\n| --- | --- | --- | --- | --- |")
    print(row("the coach", sentences, truth, guess))
    print(row("naive Bayes over words", sentences, truth, bayes_guess(judgement, sentences, flag)))
    print(row("20 keywords a side", sentences, truth, keyword_guess(judgement, sentences)))
    for hand in sorted({sentence.hand for sentence in sentences}):
        chosen = [index for index, sentence in enumerate(sentences) if sentence.hand == hand]
        if len(chosen) >= 50:
            print(row(f"the coach, {hand} hand", [sentences[index] for index in chosen], truth[chosen], guess[chosen]))
    print(f"\n| | said {keep} | said {flag} | recall |\n| --- | --- | --- | --- |")
    for name, part in ((keep, ~truth), (flag, truth)):
        recall = guess[part].mean() if name == flag else (~guess[part]).mean()
        print(f"| is {name} | {int((~guess[part]).sum())} | {int(guess[part].sum())} | {recall:.3f} |")
    print(f"| precision | {(~truth[~guess]).mean():.3f} | {truth[guess].mean():.3f} | |")
    print(
        f"\nFlagged at the default threshold: {int(flagged.sum())}, of which {int(truth[flagged].sum())} are {flag}: "
        f"precision {truth[flagged].mean():.3f}, recall {flagged[truth].mean():.3f}."
    )


def read_rows(name: str) -> list[list[str]]:
    """Return the cells of a file of this folder, without its header or comment."""
    return [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()[1:]]


def report_real() -> None:
    """Print how the two sources and the plain forms are judged."""
    print("| | sentences | balanced accuracy | flags: precision | recall |\n| --- | --- | --- | --- | --- |")
    table = [cells for cells in read_rows("real.tsv") if cells[2] != "unsure"]
    judged = {
        judgement: [(cells, JUDGES[judgement](cells[3])) for cells in table if cells[1] == judgement]
        for judgement in LABELS
    }
    for judgement, (_, flag) in LABELS.items():
        for source in ("first", "second", "both"):
            own = [(cells[2] == flag, result) for cells, result in judged[judgement] if source in (cells[0], "both")]
            truth = np.array([is_flag for is_flag, _ in own])
            guess = np.array([result.verdict == flag for _, result in own])
            flagged = np.array([result.flag for _, result in own])
            print(
                f"| {judgement}, {source} | {len(own)} | {balanced(truth, guess):.3f} "
                f"| {truth[flagged].mean():.3f} | {flagged[truth].mean():.3f} |"
            )
    print("\n| confidence | sentences | right | mean confidence |\n| --- | --- | --- | --- |")
    every = [(result.confidence, cells[2] == result.verdict) for rows in judged.values() for cells, result in rows]
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 0.95), (0.95, 0.97), (0.97, 1.01)):
        part = [(confidence, right) for confidence, right in every if low <= confidence < high]
        if part:
            sure, right = np.mean(part, axis=0)
            print(f"| {low} to {min(high, 1)} | {len(part)} | {right:.3f} | {sure:.3f} |")
    cells = read_rows("forms.tsv")
    texts = [
        form[1].format(topic=topic, task=task)
        for form in cells
        if form[0] == "form"
        for kind, topic, *rest in cells
        if kind == "topic"
        for task in rest
    ]
    results = [judge_question(text) for text in texts]
    steering, flagged = sum(each.verdict == "steer" for each in results), sum(each.flag for each in results)
    print(f"\nPlain forms: {len(texts)} questions, {steering} called steering, {flagged} flagged.")


def main() -> None:
    """Print the tables of both judgements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("sealed", "tune", "train"), default="sealed")
    parser.add_argument("--real", action="store_true", help="the sources that the coach has not learnt from")
    options = parser.parse_args()
    if options.real:
        report_real()
        return
    for judgement in LABELS:
        report(judgement, options.split)


if __name__ == "__main__":
    main()
