"""`precall completion`: print a shell script for the completion of commands, options and ids."""

from __future__ import annotations

import click

from precall.cli.group import Command
from precall.cli.output import echo


@click.command(
    "completion",
    cls=Command,
    short_help="Print the completion script for your shell.",
    help="""Print the script for the completion of commands, options and ids in your shell.

\b
  bash: precall completion bash >> ~/.bashrc
  zsh:  precall completion zsh >> ~/.zshrc
  fish: precall completion fish > ~/.config/fish/completions/precall.fish""",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), help="The shell that you use.")
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print click's script for one shell."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None, "click has all three"
    script = made(context.find_root().command, {}, "precall", "_PRECALL_COMPLETE")
    echo(script.source_template % script.source_vars(), end="")
    return 0
