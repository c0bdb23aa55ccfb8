"""Turn a `Site` into pages and files of MkDocs or ProperDocs. Only this package imports mkdocs."""

from precall.hosts.mkdocs.plugin import Host, PrecallPlugin

__all__ = ["Host", "PrecallPlugin"]
