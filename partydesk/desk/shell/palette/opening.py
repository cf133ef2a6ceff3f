"""The palette of a window, and what it offers when it is opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.plans.notice import copy_text
from partydesk.desk.printing.writing import print_offer
from partydesk.desk.shell.palette import sources
from partydesk.desk.shell.palette.finding import Doors, Sources
from partydesk.desk.shell.palette.palette import Palette
from partydesk.documents.notice_texts import NoticeText

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
        window.places.open_record,
        window.places.search_list,
        lambda offer: print_offer(context, offer, window),
        partial(_copy, context),
        window.places.begin,
    )
    listings = {view.kind: view for tab in window.places.tabs for view in tab.listings}
    return Sources(
        context.store,
        sources.duties(window),
        sources.actions(window),
        sources.pages(window),
        tuple(listings.values()),
        recent,
        doors,
    )


def _copy(context: AppContext, uid: str, text: NoticeText) -> None:
    """Put a session's text onto the clipboard, as it reads now."""
    from partydesk.documents.notices import text_of

    with context.store.read() as connection:
        words = text_of(connection, context.store.own.id, uid, text)
    copy_text(context, words, text.label)
