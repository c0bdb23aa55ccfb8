"""Many sentences are judged by a program of its own: it reads JSON, and writes JSON."""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Read where the package lies, and pairs of a judgement's name and a plain text; write the judgements' values."""
    asked = json.load(sys.stdin)
    sys.path.insert(0, asked["package"])
    # Only now is it known where they lie.
    from precall.coach.judge import judge_objective, judge_question  # noqa: PLC0415

    judges = {judge.__name__: judge for judge in (judge_objective, judge_question)}
    json.dump([judges[name](text).values() for name, text in asked["texts"]], sys.stdout)


if __name__ == "__main__":
    main()
