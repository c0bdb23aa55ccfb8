"""The repository's path."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
"""The repository's root."""

CASES = ROOT / "tests" / "cases"
"""Playbooks with the problems that are expected in each."""
