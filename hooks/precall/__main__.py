"""`python -m precall` is the command `precall`."""

from precall.cli.main import run

run()
