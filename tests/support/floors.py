"""The packages by floor: a package imports only packages on lower floors."""

from __future__ import annotations

FLOORS = {
    "core": 1,
    "content": 2,
    "render": 3,
    "coach": 3,
    "cards": 4,
    "search": 4,
    "exports": 4,
    "check": 5,
    "site": 6,
    "editing": 6,
    "hosts": 7,
    "cli": 8,
}
"""Each package and its floor. A package imports packages of lower floors, and nothing from its own floor or above."""
