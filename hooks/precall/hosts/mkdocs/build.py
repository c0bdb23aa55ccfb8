"""Build or serve the site of a folder with an `mkdocs.yml`, by MkDocs in this process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.__main__ import cli
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError

from precall.core.errors import PrecallError, cannot_write
from precall.hosts.mkdocs.plugin import Host
from precall.hosts.mkdocs.plugin import log as precall_log

CONFIG = "mkdocs.yml"

Report = Callable[[str, str], None]
"""Called with a level (`note`, `warning`, `error`) and a message. The level of a problem is empty; its text has one."""


def build_site(root: Path, report: Report, folder: Path | None = None, *, strict: bool = False) -> Path | None:
    """Build a site and return its folder; None if problems, which have been reported, stopped the build.

    Pages have the URLs that are printed on cards, even if `use_directory_urls` is off.

    Args:
        root: The folder of `mkdocs.yml`.
        report: Called with each message.
        folder: The folder to build into, instead of `site_dir` in `mkdocs.yml`.
        strict: Whether warnings stop the build.

    Raises:
        PrecallError: The build cannot start, or the site cannot be written.

    """
    with _reporting(report):
        config = _config(root, folder, strict=strict)
        site = Path(config.site_dir)
        try:
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
        except Abort as abort:
            if isinstance(abort.__cause__, PrecallError):
                raise abort.__cause__ from None
            report("error", str(abort))
            return None
        except OSError as error:
            raise PrecallError(f"The site cannot be built: {cannot_write(error, site)}") from None
        finally:
            config.plugins.on_shutdown()
    return site


def serve_site(root: Path, address: str | None, *, open_browser: bool, strict: bool, verbosity: str) -> bool:
    """Serve a site with `mkdocs serve` until Ctrl-C; return False if it cannot be built.

    Args:
        root: The folder of `mkdocs.yml`.
        address: The host and port; None for those in `mkdocs.yml`.
        open_browser: Whether to open the site in a browser.
        strict: Whether warnings stop the build.
        verbosity: `quiet`, `verbose` or empty.

    Raises:
        PrecallError: There is no `mkdocs.yml`.

    """
    options = {
        "--config-file": str(_settings(root)),
        "--dev-addr": address,
        "--open": open_browser,
        "--strict": strict,
        f"--{verbosity}": bool(verbosity),
    }
    arguments = ["serve"]
    for name, value in options.items():
        arguments += [name, value] if isinstance(value, str) else [name] if value else []
    try:
        cli.main(arguments, "mkdocs", standalone_mode=False)
    except Abort as abort:
        logging.getLogger("mkdocs").error("%s", abort)
        return False
    return True


def _settings(root: Path) -> Path:
    path = root / CONFIG
    if not path.is_file():
        raise PrecallError(
            f"{path} does not exist, so there is no site to build.",
            "Name the folder that holds it with --root, or start a site with: precall new site DIR",
        )
    return path


def _config(root: Path, folder: Path | None, *, strict: bool) -> MkDocsConfig:
    path = _settings(root)
    try:
        config = load_config(
            str(path),
            site_dir=str(folder.resolve()) if folder else None,
            strict=strict or None,
            use_directory_urls=True,
        )
    except Abort:
        raise PrecallError(f"{path} has an invalid setting, listed above.") from None
    except ConfigurationError as error:
        raise PrecallError(f"{path} cannot be read: {' '.join(str(error).split())}") from None
    # This list has the methods of both hooks and plugins.
    if not any(isinstance(getattr(method, "__self__", None), Host) for method in config.plugins.events["config"]):
        raise PrecallError(
            f"{path} does not name Precall, so the site would lack its playbook.",
            "Add precall under plugins:, as in: plugins: [search, precall]",
        )
    return config


class _ReportHandler(logging.Handler):
    """Reports warnings and errors of MkDocs, its theme and its plugins, and all messages of Precall."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING or record.name == precall_log.name:
            level = "note" if record.levelno < logging.WARNING else "warning"
            level = "error" if record.levelno >= logging.ERROR else level
            # The text of a problem already has its severity.
            self._report("" if getattr(record, "is_problem", False) else level, record.getMessage())


@contextmanager
def _reporting(report: Report) -> Iterator[None]:
    log, handler, level = logging.getLogger("mkdocs"), _ReportHandler(report), precall_log.level
    log.addHandler(handler)
    precall_log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        precall_log.setLevel(level)
