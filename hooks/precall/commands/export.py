"""Write the playbook's pages as files, for programs that take files instead of hooks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

NAME = "export"
HELP = "write the pages as Markdown files"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `precall export` takes."""
    parser.add_argument(
        "--markdown", type=Path, metavar="DIR", required=True, help="the folder to write Markdown pages to"
    )
    parser.add_argument("--site-url", metavar="URL", help="the site's address, for what is printed on cards")


def run(options: argparse.Namespace) -> int:
    """Check, then write; 1 when the playbook has errors, and nothing is written."""
    from precall.cards.site_url import site_url
    from precall.checker import check_folder
    from precall.formats import full
    from precall.freshness import epoch_day
    from precall.hosts.folder import write
    from precall.site import make_site

    checked = check_folder(options.root, epoch_day())
    if checked.problems:
        print(full(checked.problems), file=sys.stderr)
    if checked.errors:
        return 1
    site = make_site(
        checked.playbook,
        options.root,
        checked.problems,
        site_url=options.site_url or site_url(options.root),
        pdfs=True,
    )
    written = write(site, options.markdown, hand_written=options.root / "docs")
    print(f"{options.markdown}: {written.total} files, {written.changed} changed, {written.removed} removed.")
    for kind, uris in (("extra_css", site.style_sheets), ("extra_javascript", site.scripts)):
        if uris:
            print(f"{kind}: {', '.join(uris)}")
    return 0
