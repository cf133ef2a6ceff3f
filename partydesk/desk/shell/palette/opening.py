"""The palette of a window, and what it offers when it is opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from partydesk.desk.printing.writing import print_offer
from partydesk.desk.shell.palette import sources
from partydesk.desk.shell.palette.finding import Doors, Sources
from partydesk.desk.shell.palette.palette import Palette

if TYPE_CHECKING:
    from partydesk.desk.shell.window import Window


def palette_of(window: Window) -> Palette:
    """A palette over everything in the window."""
    centre = window.centralWidget()
    assert centre is not None
    return Palette(window.context, centre, partial(_sources, window))


def _sources(window: Window, recent: tuple[str, ...]) -> Sources:
    context = window.context
    doors = Doors(
        window.open_record,
        window.list_found,
        lambda offer: print_offer(context, offer, window),
        window.begin,
    )
    listings = {view.kind: view for tab in window.tabs for view in tab.listings}
    return Sources(
        context.store,
        sources.duties(window),
        sources.actions(window),
        sources.pages(window),
        tuple(listings.values()),
        recent,
        doors,
    )
