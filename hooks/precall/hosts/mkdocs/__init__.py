"""A `Site` goes in; pages and files of MkDocs or ProperDocs come out. Only this package imports mkdocs."""

from precall.hosts.mkdocs.plugin import Host, PrecallPlugin

__all__ = ["Host", "PrecallPlugin"]
