"""Build the site; or, with --offline, one zip file that is unpacked and read from the disk, search and cards too."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

NAME = "build"
HELP = "build the site, or a zip file of it that needs no host and no network"

OUT = Path("playbook.zip")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall build` takes."""
    parser.add_argument("--strict", action="store_true", help="let warnings stop the build too")
    parser.add_argument("--offline", action="store_true", help="write a zip file in place of the site's folder")
    parser.add_argument("--out", type=Path, metavar="FILE", help=f"with --offline: the zip file (default: {OUT})")


def run(options: argparse.Namespace) -> int:
    """Build; 1 when the playbook or the site has problems, and what was built before is left as it was."""
    from precall.core.errors import PrecallError
    from precall.hosts.mkdocs.build import build_site

    if options.offline:
        return _offline(options.root, options.out or OUT, strict=options.strict)
    if options.out:
        raise PrecallError("--out names the zip file of --offline, and is nothing without it.", "Add --offline.")
    site = build_site(options.root, _tell, strict=options.strict)
    if site is None:
        return 1
    print(f"{site}: {sum(1 for _ in site.rglob('*.html'))} pages.")
    return 0


def _offline(root: Path, out: Path, *, strict: bool) -> int:
    from precall.core.errors import PrecallError
    from precall.hosts.mkdocs.build import build_site
    from precall.site.publish.archive import archive

    # Before the build, which takes a while.
    if out.is_dir():
        raise PrecallError(f"{out} is a folder.", f"Name the file in it, as in: --out {out / OUT}")
    if not out.parent.is_dir():
        raise PrecallError(f"There is no folder {out.parent} to write {out.name} to.")
    with tempfile.TemporaryDirectory(prefix="precall-") as folder:
        site = build_site(root, _tell, Path(folder) / "site", strict=strict)
        if site is None:
            return 1
        try:
            made = archive(site, out)
        except OSError as error:
            raise PrecallError(f"{out} cannot be written: {(error.strerror or str(error)).lower()}.") from None
    print(f"{out}: {made.files} files, {made.size / 1e6:.1f} MB. Unpack it all, then open index.html.")
    return 0


def _tell(level: str, said: str) -> None:
    print(f"{level}: {said}", file=sys.stderr)
