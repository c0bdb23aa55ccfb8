"""The coach's lists and weights go in; the script from which a page in the browser reads them comes out.

    python training/browser_data.py            writes hooks/precall/coach/browser/data.js
    python training/browser_data.py --check    writes nothing; exit code 1 if the script on disk differs

`train.py` does it too. The script is the same for every site, so no build makes it. Needs nothing but Precall.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "hooks"))
from precall.coach.lexicon import read_json
from precall.site.coach_files import DATA

LISTS = ("lexicon", "grammar", "signs", "reasons", "foreign")
MODELS = ("objective", "question")
MAX_SHARED = 25
"""Letters that a name shares with the one before it: as many as there are letters to count them with."""
NEEDED = ("keep", "flag", "boundary", "keep_sure", "flag_sure", "intercept")
"""The other parts of a model that a page needs, besides its weights."""


def browser_data() -> bytes:
    """Return the script. A page that was opened from a file can load no JSON."""
    known = {name: read_json(f"{name}.json") for name in LISTS}
    known |= {name: packed(read_json(f"{name}.json")) for name in MODELS}
    data = "(self.precallCoach = self.precallCoach || {}).data = " + json.dumps(known, separators=(",", ":")) + ";\n"
    return data.encode()


def packed(model: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model as pages fetch it: by kind the names of its features in order, and their weights in hundredths.

    A name is a letter for how much of the one before it comes first (A: nothing), and what follows. It halves what a
    phone has to fetch.
    """
    weights: dict[str, list[str]] = {}
    for kind, by_name in model["weights"].items():
        names = sorted(by_name)
        lines: list[str] = []
        for before, name in zip(["", *names], names, strict=False):
            shared = 0
            while shared < min(len(before), len(name), MAX_SHARED) and before[shared] == name[shared]:
                shared += 1
            lines.append(chr(ord("A") + shared) + name[shared:])
        weights[kind] = ["\n".join(lines), " ".join(str(by_name[name]) for name in names)]
    return {name: model[name] for name in NEEDED} | {"weights": weights}


def write(*, check: bool = False) -> bool:
    """Write the script, unless `check`; return whether the one on disk was up to date."""
    new = browser_data()
    is_current = DATA.exists() and DATA.read_bytes() == new
    if not check:
        DATA.write_bytes(new)
    print(f"{DATA.name}: {'unchanged' if is_current else 'differs' if check else 'written'}")
    return is_current


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the script on disk and write nothing")
    options = parser.parse_args()
    sys.exit(not write(check=options.check) and options.check)
