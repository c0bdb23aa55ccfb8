"""Hosts of a site: MkDocs and similar generators, or a plain folder. Only this package imports them."""
