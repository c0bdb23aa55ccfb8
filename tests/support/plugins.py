"""Build the sites whose plugins the tests do not install, and read them in a browser.

python -m tests.support.plugins [NAME...]

It installs the plugins of `tests/cases/sites/*/requirements.txt` and this package into `.cache/plugins`, which needs a
package index. Pictures of the pages are in `.cache/plugins/pictures/NAME`.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from tests.support import site_cases
from tests.support.browsers import launched
from tests.support.paths import ROOT
from tests.support.processes import python, run

HOME = ROOT / ".cache/plugins"


def main(named: Sequence[str]) -> int:
    """Print the result of each case; return 1 if one is not as expected."""
    names = list(named) or site_cases.names(with_requirements=True)
    wrong = 0
    program = HOME / "environment/bin/python"
    needed = [line for name in names for line in (site_cases.CASES / name / "requirements.txt").read_text().split()]
    if not program.exists():
        python("-m", "venv", HOME / "environment")
    made = run(program, "-m", "pip", "install", "--quiet", ROOT, *needed, limit=600)
    if made.code:
        print(made.out)
        return 1
    with launched() as browser:
        for name in names:
            shutil.rmtree(HOME / "sites" / name, ignore_errors=True)
            pictures = HOME / "pictures" / name
            pictures.mkdir(parents=True, exist_ok=True)
            folder = site_cases.lay_out(name, HOME / "sites" / name)
            built = site_cases.build(folder, {"PYTHONPATH": str(ROOT / "hooks")}, program)
            expected = site_cases.expected(name)
            missing = [line for line in expected if line not in built.out]
            if missing or built.code != (1 if expected else 0):
                wrong += 1
                print(f"{name}: not as expected, exit code {built.code}\n{built.out}")
                continue
            if not expected:
                try:
                    site_cases.check_in_browser(browser, folder / "site", pictures)
                except AssertionError as error:
                    wrong += 1
                    print(f"{name}: {error}")
                    continue
            print(f"{name}: {'refused with a reason' if expected else 'built strict and read in a browser'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
