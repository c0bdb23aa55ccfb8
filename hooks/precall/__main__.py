"""`python -m precall` is the command `precall`."""

from precall.cli import run

run()
