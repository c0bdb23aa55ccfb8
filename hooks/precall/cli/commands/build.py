"""`precall build`: build the site, or with --offline a zip file of it for reading from the disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from precall.cli.group import Command, FilePath
from precall.cli.invocation import Invocation
from precall.cli.output import echo_error, report

OUT = Path("playbook.zip")


@click.command(
    "build",
    cls=Command,
    short_help="Build the site, or a zip file of it.",
    help="Build the site, as mkdocs build does. With --offline, build one zip file that needs no host and no network.",
)
@click.option("--strict", is_flag=True, help="Let warnings stop the build too.")
@click.option("--offline", is_flag=True, help="Write a zip file instead of the site's folder.")
@click.option("--out", type=FilePath(".zip"), metavar="FILE", help=f"With --offline: the zip file (default: {OUT}).")
@click.pass_obj
def command(invocation: Invocation, strict: bool, offline: bool, out: Path | None) -> int:
    """Build the site. Return 1 if the playbook or the site has problems; the last site is then unchanged."""
    if out and not offline:
        raise click.UsageError("--out needs --offline.")
    if offline:
        return _offline(invocation, out or OUT, strict=strict)
    from precall.hosts.mkdocs.build import build_site

    site = build_site(invocation.site_root, _report, strict=strict)
    if site is None:
        return 1
    invocation.say(f"{site}: {sum(1 for _ in site.rglob('*.html'))} pages.")
    return 0


def _offline(invocation: Invocation, out: Path, *, strict: bool) -> int:
    from precall.core.errors import PrecallError
    from precall.core.targets import refuse_target
    from precall.hosts.mkdocs.build import build_site
    from precall.site.publish.archive import archive

    # Check this first: the build takes a while.
    refuse_target(out, invocation.site_root)
    if out.is_dir():
        raise PrecallError(f"{out} is a folder.", f"Name the file in it, as in: --out {out / OUT}")
    if not out.parent.is_dir():
        raise PrecallError(f"There is no folder {out.parent} to write {out.name} to.")
    with tempfile.TemporaryDirectory(prefix="precall-") as folder:
        site = build_site(invocation.site_root, _report, Path(folder) / "site", strict=strict)
        if site is None:
            return 1
        try:
            made = archive(site, out)
        except OSError as error:
            raise PrecallError(f"{out} cannot be written: {(error.strerror or str(error)).lower()}.") from None
    invocation.say(f"{out}: {made.files} files, {made.size / 1e6:.1f} MB. Unpack it all, then open index.html.")
    return 0


def _report(level: str, message: str) -> None:
    if level:
        report(level, message)
    else:
        echo_error(message)
