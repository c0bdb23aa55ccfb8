"""The commands: a module each, with the click command in `command`. Each imports what it needs when it runs."""
