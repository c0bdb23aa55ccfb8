"""A folder with an `mkdocs.yml` becomes a built site, by MkDocs in this process."""

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
from precall.hosts.mkdocs.plugin import log as ours

CONFIG = "mkdocs.yml"

Tell = Callable[[str, str], None]
"""Takes a level, `note`, `warning` or `error`, and a message; the level is empty for a problem, which names its own."""


def build_site(root: Path, tell: Tell, folder: Path | None = None, *, strict: bool = False) -> Path | None:
    """Build the site of a root and return its folder; None when problems, told by then, have stopped the build.

    `folder` takes the place of what `mkdocs.yml` names. With `strict`, warnings stop it too. Pages come to the
    addresses that stand on cards, whatever the settings say.

    Raises PrecallError where no build could begin or be written.
    """
    with _telling(tell):
        config = _config(root, folder, strict=strict)
        site = Path(config.site_dir)
        try:
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
        except Abort as refusal:
            if isinstance(refusal.__cause__, PrecallError):
                raise refusal.__cause__ from None
            tell("error", str(refusal))
            return None
        except OSError as error:
            raise PrecallError(f"The site cannot be built: {cannot_write(error, site)}") from None
        finally:
            config.plugins.on_shutdown()
    return site


def serve_site(root: Path, address: str | None, *, open_browser: bool, strict: bool, verbosity: str) -> bool:
    """Serve the site of a root with `mkdocs serve` until Ctrl-C; return False when it could not be built.

    `verbosity` is `quiet`, `verbose` or empty. Raises PrecallError where there are no settings.
    """
    options = {
        "--config-file": str(_settings(root)),
        "--dev-addr": address,
        "--open": open_browser,
        "--strict": strict,
        f"--{verbosity}": bool(verbosity),
    }
    words = ["serve"]
    for name, value in options.items():
        words += [name, value] if isinstance(value, str) else [name] if value else []
    try:
        cli.main(words, "mkdocs", standalone_mode=False)
    except Abort as refusal:
        logging.getLogger("mkdocs").error("%s", refusal)
        return False
    return True


def _settings(root: Path) -> Path:
    path = root / CONFIG
    if not path.is_file():
        raise PrecallError(
            f"{path} is not there, and a site is built by its settings.",
            "Name the folder that holds it with --root, or begin a site with: precall new site DIR",
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
        raise PrecallError(f"{path} has a setting that cannot be, told above.") from None
    except ConfigurationError as error:
        raise PrecallError(f"{path} cannot be read: {' '.join(str(error).split())}") from None
    # A hook's methods and a plugin's stand in one list.
    if not any(isinstance(getattr(method, "__self__", None), Host) for method in config.plugins.events["config"]):
        raise PrecallError(
            f"{path} does not name Precall, so the site would be without its playbook.",
            "Add precall under plugins:, as in: plugins: [search, precall]",
        )
    return config


class _Teller(logging.Handler):
    """Passes on what MkDocs, its theme and its plugins warn of, and all that Precall has to say."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING or record.name == ours.name:
            level = "note" if record.levelno < logging.WARNING else "warning"
            level = "error" if record.levelno >= logging.ERROR else level
            # A problem names its severity itself, after its place.
            self._tell("" if getattr(record, "is_problem", False) else level, record.getMessage())


@contextmanager
def _telling(tell: Tell) -> Iterator[None]:
    log, teller, level = logging.getLogger("mkdocs"), _Teller(tell), ours.level
    log.addHandler(teller)
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(teller)
        ours.setLevel(level)
