"""The command line: run a command and print its results. Only this package prints."""
