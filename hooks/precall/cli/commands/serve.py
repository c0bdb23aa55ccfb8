"""`precall serve`: serve the site on this machine, and rebuild it after edits."""

from __future__ import annotations

import re
from typing import Any

import click

from precall.cli.group import Command
from precall.cli.invocation import Invocation


class Address(click.ParamType[str]):
    """The address of a served site, as HOST:PORT."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address, or fail if the text is not one."""
        found = re.fullmatch(r"\[?([^\[\]\s]+?)\]?:(\d+)", str(value))
        if found is None or not 0 < int(found[2]) < 65536:
            self.fail(f'"{value}" is not a host and a port. Write it as in 127.0.0.1:8000.', param, ctx)
        return str(value)


@click.command(
    "serve",
    cls=Command,
    short_help="Serve the site on this machine, and show every edit at once.",
    help="Serve the site on this machine, as mkdocs serve does, and show every edit at once. Stop it with Ctrl-C.",
)
@click.option(
    "-a",
    "--address",
    type=Address(),
    metavar="HOST:PORT",
    help="The address of the site (default: dev_addr in mkdocs.yml, otherwise 127.0.0.1:8000).",
)
@click.option("--open", "open_", is_flag=True, help="Open the site in a browser.")
@click.option("--strict", is_flag=True, help="Let warnings stop the build too.")
@click.pass_obj
def command(invocation: Invocation, address: str | None, open_: bool, strict: bool) -> int:
    """Serve the site until Ctrl-C. Return 1 if it could not be built."""
    from precall.hosts.mkdocs.build import serve_site

    is_built = serve_site(
        invocation.site_root,
        address,
        open_browser=open_,
        strict=strict,
        verbosity="quiet" if invocation.is_quiet else "verbose" if invocation.is_verbose else "",
    )
    return 0 if is_built else 1
