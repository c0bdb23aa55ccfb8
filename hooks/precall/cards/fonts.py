"""The fonts that cards are set in: ours, the same on every machine, and any other `fontpkg-*` that is installed.

Source Sans 3 has Latin with all accents, Greek and Cyrillic; Noto Sans Arabic has Arabic. A team that writes in
another script installs a package for it, and it is found here.
"""

from __future__ import annotations

from functools import cache
from importlib import metadata
from pathlib import Path

from precall.core.errors import PrecallError

MAIN_FAMILY = "Source Sans 3"
FALLBACKS = ("Noto Sans Arabic",)

_GROUP = "fontpkg.family"


@cache
def font_families() -> dict[str, Path]:
    """Every installed font family and its folder: ours first, then the others by name."""
    found = {}
    for point in metadata.entry_points(group=_GROUP):
        package = point.load()
        found[str(package.FAMILY)] = Path(package.ROOT) / "files"
    missing = [name for name in (MAIN_FAMILY, *FALLBACKS) if name not in found]
    if missing:
        names = " ".join("fontpkg-" + name.lower().replace(" ", "-") for name in missing)
        raise PrecallError(f"A font that cards are set in is missing: {', '.join(missing)}.", f"pip install {names}")
    ours = [MAIN_FAMILY, *FALLBACKS]
    return {name: found[name] for name in (*ours, *sorted(set(found) - set(ours)))}
