"""Fit the numbers of the ranking (`browser/parameters.js`) on queries by people who did not make the search.

    PYTHONPATH=.:hooks python -m tests.search.fit [ROUNDS [by-writer]]

builds our playbook and the second one, and prints the shares of queries that are answered by one of the first three
results. With rounds (three are enough, and take minutes) it then changes one number after the other, keeps what
answers more, and prints the numbers. With `by-writer` it cross-validates instead, on our playbook: it fits without
one writer after the other, and scores each with the numbers that were fitted on the others. It needs node. The
reserved writers are never read.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.search import compare, score
from tests.search.sites import build
from tests.support.paths import ROOT

HERE = Path(__file__).parent
SCRIPTS = ROOT / "hooks/precall/search/browser"
BY_WRITER = "by-writer"
HOURS = 4


def query_set(name: str, site: Path, weight: float, queries: Iterable[score.Query]) -> dict[str, Any]:
    """Return a site and queries as `fit.mjs` takes them; the weight is what the set counts."""
    asked = [
        # Queries by other people have their writer in the place of the half.
        {"text": query.text, "kind": query.category, "writer": query.half, "targets": sorted(query.targets)}
        for query in queries
    ]
    return {"name": name, "site": str(site), "weight": weight, "queries": asked}


def fitted(playbook: str) -> list[score.Query]:
    """Return the queries of the writers that are not reserved."""
    writers = [writer for writer in compare.writers(playbook) if writer not in compare.RESERVED]
    return compare.labelled(playbook, writers)


def main(arguments: Sequence[str]) -> None:
    """Print the scores; fit for as many rounds as the argument says."""
    node = shutil.which("node")
    if node is None:
        sys.exit("Node is missing: install it to fit the ranking.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        ours = build(folder / "ours")
        sets = [query_set("our playbook", ours, 0.6, fitted("ours"))]
        if BY_WRITER not in arguments:
            second = build(folder / "second", playbook=HERE / "second")
            sets += [
                query_set("second playbook", second, 0.25, fitted("second")),
                query_set("our own queries", ours, 0.15, score.queries()),
            ]
        (folder / "sets.json").write_text(json.dumps(sets), encoding="utf-8")
        subprocess.run(
            [node, HERE / "fit.mjs", folder / "sets.json", SCRIPTS, *arguments], check=True, timeout=HOURS * 3600
        )


if __name__ == "__main__":
    main(sys.argv[1:])
