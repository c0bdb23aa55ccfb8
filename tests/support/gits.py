"""A playbook under Git, with commits on given days."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

AUTHOR = "Ann Editor"
ADDRESS = "ann@example.com"


def git(root: Path, *arguments: str, day: str = "2026-01-01") -> str:
    """Run Git without the user's settings; a commit has the time of noon on the day, or the hour in the day."""
    when = day if "T" in day else f"{day}T12:00:00+00:00"
    own = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", AUTHOR), ("EMAIL", ADDRESS), ("DATE", when))
        },
    }
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", "-C", str(root), *arguments],
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(root: Path, day: str, **files: str | None) -> str:
    """Write files below `playbook/` (None deletes one, `/` is `__`, `.yml` is added), and commit all changes."""
    for name, content in files.items():
        path = root / "playbook" / f"{name.replace('__', '/')}.yml"
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    if not (root / ".git").exists():
        git(root, "init", "-q")
    git(root, "add", "-A", day=day)
    git(root, "commit", "-q", "--allow-empty", "-m", "Change", day=day)
    return git(root, "rev-parse", "HEAD")
