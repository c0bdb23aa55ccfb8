"""The commands, one module each, with the click command in `command`. Commands import other modules when they run."""
