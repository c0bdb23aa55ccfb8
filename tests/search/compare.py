"""Compare the search with Material's own, Pagefind and MiniSearch, on queries by people who did not make it.

    npm install --prefix /tmp/others pagefind minisearch
    PYTHONPATH=.:hooks python -m tests.search.compare /tmp/others

prints, for both playbooks, the share of queries that are answered by one of the first three results: for the writers
that the ranking was fitted on, and for the two that nobody looked at. It prints totals, never queries. Queries that no
entry answers are left out. All engines get the same entries: Pagefind and MiniSearch one document each, with title,
keywords and text.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from precall.content.loader import load
from precall.search.documents import SearchDocument, entry_documents
from tests.search import score
from tests.search.sites import build, served
from tests.support.browsers import launched
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LABELS = Path(__file__).parent / "hands" / "labels"
RESERVED = ("5", "8")
"""Writers whose queries were neither fitted on nor read."""
KINDS = ("plain", "misspelled", "beginning")

Answers = list[list[list[str]]]

MAKE_PAGEFIND = """
import { readFileSync } from "fs";
const { createIndex, close } = await import(process.argv[2] + "/node_modules/pagefind/lib/index.js");
const { index } = await createIndex();
for (const each of JSON.parse(readFileSync(process.argv[3], "utf8"))) {
  const content = [each.title, each.keywords, each.text].join(". ");
  await index.addCustomRecord({ url: each.url, content, language: "en", meta: { title: each.title } });
}
await index.writeFiles({ outputPath: process.argv[4] });
await close();
"""

ASK_PAGEFIND = """async queries => {
  const pagefind = await import("/pagefind/pagefind.js");
  await pagefind.options({ excerptLength: 1 });
  await pagefind.init();
  const answers = [];
  for (const query of queries) {
    const { results } = await pagefind.search(query);
    const found = await Promise.all(results.slice(0, 3).map(result => result.data()));
    answers.push(found.map(({ raw_url, url }) => [(raw_url || url).replace(/^\\//, "")]));
  }
  return answers;
}"""

ASK_MINISEARCH = """([documents, queries]) => {
  const engine = new MiniSearch({ fields: ["title", "keywords", "text"], idField: "url" });
  engine.addAll(documents);
  const options = { boost: { title: 3, keywords: 2 }, prefix: true, fuzzy: 0.2 };
  return queries.map(query => engine.search(query, options).slice(0, 3).map(({ id }) => [id.replace(/^\\//, "")]));
}"""


def labelled(playbook: str, writers: Sequence[str]) -> list[score.Query]:
    """Return the answerable queries of some writers, with the entries of a playbook that answer them."""
    return [query for writer in writers for query in _labels(LABELS / f"{playbook}-writer-{writer}.tsv", writer)]


def _labels(path: Path, writer: str) -> Iterator[score.Query]:
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, query, targets = line.split("\t")[:3]
        if kind in KINDS and targets.strip() not in ("", "-"):
            yield score.Query(query, kind, writer, frozenset(targets.split()))


def writers(playbook: str) -> list[str]:
    """Return the writers whose queries are labelled on a playbook."""
    return sorted(path.stem.rpartition("-")[2] for path in LABELS.glob(f"{playbook}-writer-*.tsv"))


def plain_documents(documents: Sequence[SearchDocument]) -> list[dict[str, str]]:
    """Return documents as other engines take them."""
    return [
        {
            "url": document.address.path,
            "title": document.title,
            "keywords": ". ".join(document.keywords),
            "text": " ".join((*document.sounds_like, *document.lead, *document.lines, *document.context)),
        }
        for document in documents
    ]


def pagefind(browser: Browser, others: Path, documents: Sequence[Mapping[str, str]], texts: Sequence[str]) -> Answers:
    """Return the first results of Pagefind."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "documents.json").write_text(json.dumps(documents), encoding="utf-8")
        (folder / "index.html").write_text("<!doctype html><html lang=en><title>Pagefind</title></html>")
        script = folder / "make.mjs"
        script.write_text(MAKE_PAGEFIND)
        node = shutil.which("node")
        assert node, "Pagefind's index is made with node"
        subprocess.run(
            [node, script, others, folder / "documents.json", folder / "pagefind"], check=True, timeout=300,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with served(folder) as address:
            page = browser.new_page()
            page.goto(address)
            answers: Answers = page.evaluate(ASK_PAGEFIND, list(texts))
            page.close()
    return answers


def minisearch(browser: Browser, others: Path, documents: Sequence[Mapping[str, str]], texts: Sequence[str]) -> Answers:
    """Return the first results of MiniSearch, with prefixes and typing errors."""
    page = browser.new_page()
    page.add_script_tag(path=others / "node_modules/minisearch/dist/umd/index.js")
    answers: Answers = page.evaluate(ASK_MINISEARCH, [list(documents), list(texts)])
    page.close()
    return answers


def compare(browser: Browser, others: Path, name: str, root: Path, folder: Path) -> None:
    """Print the scores of all engines on one playbook."""
    site = build(folder, playbook=root)
    documents = plain_documents(entry_documents(load(root).playbook))
    all_writers = writers(name)
    fitted = labelled(name, [writer for writer in all_writers if writer not in RESERVED])
    sets = {"fitted": fitted, "hidden": labelled(name, RESERVED)}
    if name == "ours":
        sets["own 209"] = score.queries()
    for label, queries in sets.items():
        texts = [query.text for query in queries]
        engines = {
            "ours": score.ours(browser, site, texts),
            "Material": score.materials(browser, site, texts),
            "Pagefind": pagefind(browser, others, documents, texts),
            "MiniSearch": minisearch(browser, others, documents, texts),
        }
        print_table(f"{name}, {label}", queries, engines)


def print_table(title: str, queries: Sequence[score.Query], engines: Mapping[str, Any]) -> None:
    """Print the shares at 3 and at 1 of each engine."""
    sys.stdout.write(f"\n| {title} | queries | {' | '.join(f'{name}: at 3 | at 1' for name in engines)} |\n")
    scores = {name: score.score(queries, answers) for name, answers in engines.items()}
    for kind in ("all", *KINDS):
        if kind in scores["ours"]:
            cells = " | ".join(f"{of[kind].at_3:.3f} | {of[kind].at_1:.3f}" for of in scores.values())
            sys.stdout.write(f"| {kind} | {scores['ours'][kind].count} | {cells} |\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> None:
    """Compare on both playbooks; the argument is the folder with the other engines."""
    others = Path(arguments[0]).resolve()
    roots = {"ours": ROOT, "second": Path(__file__).parent / "second"}
    with tempfile.TemporaryDirectory() as temporary, launched() as browser:
        for name in arguments[1:] or roots:
            compare(browser, others, name, roots[name], Path(temporary) / name)


if __name__ == "__main__":
    main(sys.argv[1:])
