"""Find the fonts for cards among the installed packages: ours, and any other `fontpkg-*`.

Source Sans 3 has Latin with all accents, Greek and Cyrillic; Noto Sans Arabic has Arabic. A team that writes in
another script installs a package for it.
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
    """Return every installed font family with its folder: ours first, then the others by name."""
    folders = {}
    for point in metadata.entry_points(group=_GROUP):
        package = point.load()
        folders[str(package.FAMILY)] = Path(package.ROOT) / "files"
    missing = [name for name in (MAIN_FAMILY, *FALLBACKS) if name not in folders]
    if missing:
        names = " ".join("fontpkg-" + name.lower().replace(" ", "-") for name in missing)
        raise PrecallError(f"A font for cards is not installed: {', '.join(missing)}.", f"pip install {names}")
    ours = [MAIN_FAMILY, *FALLBACKS]
    return {name: folders[name] for name in (*ours, *sorted(set(folders) - set(ours)))}
