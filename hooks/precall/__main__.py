"""`python -m precall` is the command `precall`."""

from precall.cli import main

raise SystemExit(main())
