"""Make the relative links between the pages of a call, to the HTML files, so that they work from a disk too."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from precall.content import urls
from precall.content.model import Call
from precall.content.urls import HOME, MY_CALLS, Address

ASSETS = "assets/precall"
"""The folder, from the site's root, of the style sheets and scripts of these pages."""


@dataclass(frozen=True)
class Around:
    """Relative links from one page of a call."""

    call: str
    """The call's id."""
    root: str
    """The site's root, which separates this site's storage from that of others on the same host."""
    assets: str
    """The folder of style sheets and scripts, with a slash at its end."""
    home: str
    my_calls: str
    about: str
    card: str
    view: str
    agenda: str
    debrief: str


def around(call: Call, here: Address) -> Around:
    """Return the links of the page at `here`."""
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
