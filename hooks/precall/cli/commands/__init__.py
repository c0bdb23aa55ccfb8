"""The commands, one module each, with the click command in `command`. A command imports what it needs when it runs."""
