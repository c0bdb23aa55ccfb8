"""Control when memory is freed: a garbage collection would traverse a large playbook many times during loading."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def gc_paused() -> Iterator[None]:
    """Turn the collector off during the block: otherwise it takes two thirds of the loading time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def freeze_objects(*, collect: bool = False) -> None:
    """Exclude all current objects from collection: otherwise collection takes a third of a build's time.

    Args:
        collect: collect first. A process that freezes repeatedly would otherwise never free its garbage.

    """
    gc.unfreeze()
    if collect:
        gc.collect()
    gc.freeze()


def release_memory() -> None:
    """Give freed memory back to the system, where the C library keeps it: 28 of 261 MiB after checking 1,000 calls."""
    # Few runs need it.
    import ctypes  # noqa: PLC0415

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
