"""Measure how well a built site's search answers reps' queries, and Material's own search on the same site.

`PYTHONPATH=.:hooks python -m tests.search.score` prints the table.

A query is answered if one of its targets is among the first three results. Material's results are in groups, and a
group counts as one result, whichever of its pages is the target.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.search.sites import MATERIAL_INDEX, build, served
from tests.support.browsers import launched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUERIES = Path(__file__).parent / "queries.tsv"

ASK_OURS = """queries => {
  precallSearch.answer({type: 0});
  if (precallSearch.related) precallSearch.add("related", precallSearch.related);
  const ask = query => precallSearch.answer({type: 2, data: query}).data.items;
  return queries.map(query => ask(query).map(group => group.map(item => item.location)));
}"""

ASK_MATERIAL = """async ([url, index, queries]) => {
  const worker = new Worker(url);
  const ask = message => new Promise(done => {
    worker.onmessage = event => done(event.data);
    worker.postMessage(message);
  });
  await ask({type: 0, data: {...index, options: {suggest: false}}});
  const answers = [];
  for (const query of queries) {
    const { data } = await ask({type: 2, data: query});
    answers.push(data.items.map(group => group.map(item => item.location)));
  }
  return answers;
}"""


@dataclass(frozen=True)
class Query:
    """A query and the addresses that answer it."""

    text: str
    category: str
    half: str
    """`tune` for those that were looked at while the search was made, `judge` for the others."""
    targets: frozenset[str]


@dataclass(frozen=True)
class Score:
    """The shares of a set of queries that were answered, each from 0 to 1."""

    count: int
    at_3: float
    at_1: float
    mean_reciprocal_rank: float


def queries() -> list[Query]:
    """Return all queries."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Query(row["query"], row["category"], row["half"], frozenset(row["targets"].split())) for row in rows]


def ours(browser: Browser, site: Path, texts: Sequence[str]) -> list[list[list[str]]]:
    """Return our results for each query: groups of addresses."""
    page = browser.new_page()
    for name in ("worker", "index", "related"):
        for path in (site / "search").glob(f"{name}.*.js"):
            page.add_script_tag(path=path)
    answers: list[list[list[str]]] = page.evaluate(ASK_OURS, list(texts))
    page.close()
    return answers


def materials(browser: Browser, site: Path, texts: Sequence[str]) -> list[list[list[str]]]:
    """Return the results of Material's own search, which ignores stop words, for each query."""
    index = json.loads((site / "search" / MATERIAL_INDEX).read_text(encoding="utf-8"))
    index["config"]["pipeline"] = ["stopWordFilter"]
    worker = next((site / "assets" / "javascripts" / "workers").glob("search.*.js")).name
    with served(site) as address:
        page = browser.new_page()
        page.goto(f"{address}404.html")
        url = f"{address}assets/javascripts/workers/{worker}"
        answers: list[list[list[str]]] = page.evaluate(ASK_MATERIAL, [url, index, list(texts)])
        page.close()
    return answers


def rank(query: Query, groups: Iterable[Iterable[str]]) -> int:
    """Return the position of the first right result, from 1, or 0 if there is none."""
    for place, group in enumerate(groups, 1):
        if any(f"/{location}" in query.targets for location in group):
            return place
    return 0


def score(all_queries: Sequence[Query], answers: Sequence[Iterable[Iterable[str]]]) -> dict[str, Score]:
    """Return the scores of all queries, of each category and of each half."""
    ranks = [rank(query, groups) for query, groups in zip(all_queries, answers, strict=True)]
    sets: dict[str, list[int]] = {"all": ranks}
    for query, place in zip(all_queries, ranks, strict=True):
        sets.setdefault(query.category, []).append(place)
        sets.setdefault(f"half: {query.half}", []).append(place)
    return {name: _score(places) for name, places in sets.items()}


def _score(places: Sequence[int]) -> Score:
    count = len(places)
    return Score(
        count,
        sum(0 < place <= 3 for place in places) / count,
        sum(place == 1 for place in places) / count,
        sum(1 / place for place in places if place) / count,
    )


def table(named: dict[str, dict[str, Score]]) -> str:
    """Return the scores as a table, one column for each search."""
    lines = [f"{'':14}{'queries':>8}" + "".join(f"{name + ': at 3':>18}{'at 1':>7}{'MRR':>7}" for name in named)]
    for category, first in next(iter(named.values())).items():
        cells = "".join(
            f"{scores[category].at_3:18.3f}{scores[category].at_1:7.3f}{scores[category].mean_reciprocal_rank:7.3f}"
            for scores in named.values()
        )
        lines.append(f"{category:14}{first.count:8}{cells}")
    return "\n".join(lines)


def compare(browser: Browser, site: Path) -> dict[str, dict[str, Score]]:
    """Return the scores of both searches on all queries."""
    all_queries = queries()
    texts = [query.text for query in all_queries]
    return {
        "ours": score(all_queries, ours(browser, site, texts)),
        "Material": score(all_queries, materials(browser, site, texts)),
    }


def main(folders: Sequence[str]) -> None:
    """Print the table, for an existing site or for one that is built now."""
    with tempfile.TemporaryDirectory() as temporary, launched() as browser:
        site = Path(folders[0]) if folders else build(Path(temporary))
        sys.stdout.write(table(compare(browser, site)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
