"""What the page of dues prints: the year's papers as PDF or Word, the receipt of one payment."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from partydesk.desk.kinds import view_of
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.printing.offers import Offer, in_word
from partydesk.documents.printing import PAPERS
from partydesk.records.periods import parse_period

_RECEIPT = "dues-receipt"


def papers_menu(
    context: AppContext, page: QWidget, here: Callable[[], tuple[int, str, str]]
) -> QMenu:
    """A menu of them, made anew whenever it opens. `here` tells the year shown and of the payment
    under the cursor its uid and what tells it from others."""
    menu = QMenu(page)

    def fill() -> None:
        menu.clear()
        year, uid, about = here()
        for what in view_of("dues_payment").papers:
            label = PAPERS[what].label
            offer = Offer(what, label, label, about=context.store.own.short_name,
                          period=parse_period(str(year)))  # fmt: skip
            for each in (offer, *in_word(offer)):
                _add(context, page, menu, each)
        menu.addSeparator()
        label = PAPERS[_RECEIPT].label
        named = f"{label}：{about.replace('_', ' ')}" if uid else f"{label}：先点一笔交了的"
        offer = Offer(_RECEIPT, label, named, uid=uid or None, about=about)
        for each in (offer, *(in_word(offer) if uid else ())):
            _add(context, page, menu, each, bool(uid))

    menu.aboutToShow.connect(fill)
    fill()
    return menu


def _add(
    context: AppContext, page: QWidget, menu: QMenu, offer: Offer, enabled: bool = True
) -> None:
    from partydesk.desk.printing.writing import print_offer

    action = menu.addAction(offer.label, lambda: print_offer(context, offer, page))
    action.setEnabled(enabled)
