"""A call's pages know the way to one another, from file to file, so that the ways hold on a disk as on a server."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from precall.content import urls
from precall.content.model import Call
from precall.content.urls import HOME, MY_CALLS, Address

ASSETS = "assets/precall"
"""The folder, from the site's root, that serves the style sheets and scripts of these pages."""


@dataclass(frozen=True)
class Around:
    """Relative links from one page of a call."""

    call: str
    """The call's id."""
    root: str
    """The site's root, which keeps this site's storage apart from others on the same host."""
    assets: str
    """The folder of style sheets and scripts, with a slash behind it."""
    home: str
    my_calls: str
    about: str
    card: str
    view: str
    agenda: str
    debrief: str


def around(call: Call, here: Address) -> Around:
    """The links of a page that stands at `here`."""
    return Around(
        call=call.ref,
        root=HOME.link_from(here),
        assets=posixpath.relpath(ASSETS, here.folder) + "/",
        home=HOME.link_from(here, file=True),
        my_calls=MY_CALLS.link_from(here, file=True),
        about=urls.address(call).link_from(here, file=True),
        card=urls.card(call).link_from(here, file=True),
        view=urls.call_view(call).link_from(here, file=True),
        agenda=urls.agenda(call).link_from(here, file=True),
        debrief=urls.debrief(call).link_from(here, file=True),
    )
