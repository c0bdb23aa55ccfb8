"""Command-line arguments go in; printed lines and an exit code come out. Only this package prints."""
