"""A run of a command or of a build, and what its parts share: the cache, the progress reporter, objects in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from precall.core.cache import Cache, user_cache
from precall.core.progress import Progress

T = TypeVar("T")


@dataclass(eq=False)
class Session:
    """One run. Without arguments it stores nothing and shows nothing."""

    cache: Cache = field(default_factory=Cache)
    """Values that later runs use again."""
    progress: Progress = field(default_factory=Progress)
    """Shows how far long work is."""
    keep_warm: bool = False
    """Whether this process makes the same again after edits, so that results are worth their memory."""
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
        """Return this session's one result of `make`, a class or a function; it is made when it is first needed."""
        if make not in self._shared:
            self._shared[make] = make(self)
        result: T = self._shared[make]
        return result

    def free_memory(self) -> None:
        """Drop shared objects, unless they are worth their memory."""
        if not self.keep_warm:
            self._shared.clear()

    def close(self) -> None:
        """Write the cache, and drop everything."""
        self._shared.clear()
        self.cache.close()
