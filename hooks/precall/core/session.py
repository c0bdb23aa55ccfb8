"""The state that all parts of one command or build share: cache, progress reporter, objects in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from precall.core.cache import Cache, user_cache
from precall.core.progress import Progress

T = TypeVar("T")


@dataclass(eq=False)
class Session:
    """One run. Without arguments it has no cache file and no output."""

    cache: Cache = field(default_factory=Cache)
    """Values that later runs reuse."""
    progress: Progress = field(default_factory=Progress)
    """Shows the progress of long tasks."""
    keep_warm: bool = False
    """Whether this process rebuilds after edits, so that results should stay in memory."""
    _shared: dict[Callable[[Session], Any], Any] = field(default_factory=dict, repr=False)

    @classmethod
    def for_user(cls, progress: Progress | None = None, *, keep_warm: bool = False) -> Self:
        """Open a session with the user's cache."""
        return cls(user_cache(), progress or Progress(), keep_warm)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def shared(self, make: Callable[[Session], T]) -> T:
        """Return the result of `make`, a class or a function, which is called once in a session, on first use."""
        if make not in self._shared:
            self._shared[make] = make(self)
        result: T = self._shared[make]
        return result

    def free_memory(self) -> None:
        """Drop the shared objects, unless `keep_warm` is set."""
        if not self.keep_warm:
            self._shared.clear()

    def close(self) -> None:
        """Write the cache, and drop the shared objects."""
        self._shared.clear()
        self.cache.close()
