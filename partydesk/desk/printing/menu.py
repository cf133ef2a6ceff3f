"""The papers as entries of a menu; one that cannot be printed now says why when pointed at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from partydesk.desk.printing.offers import Offer


def fill(menu: QMenu, groups: Sequence[Sequence[Offer]], do: Callable[[Offer], object]) -> None:
    """Add the groups, with lines between them; `do` is given the offer somebody takes."""
    menu.setToolTipsVisible(True)
    for number, group in enumerate(groups):
        if number:
            menu.addSeparator()
        for offer in group:
            act = menu.addAction(offer.label)
            # Without words of its own an entry would show its label again.
            act.setToolTip(offer.reason or " ")
            act.setEnabled(not offer.reason)
            act.triggered.connect(lambda _=False, offer=offer: do(offer))


def menu_of(
    groups: Sequence[Sequence[Offer]], do: Callable[[Offer], object], parent: QWidget
) -> QMenu:
    """A menu of its own, gone once it is closed."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    fill(menu, groups, do)
    return menu


def pop_up_below(menu: QMenu, button: QPushButton) -> None:
    """Open a menu below a button, its right edges in line where it would leave the window."""
    left = button.mapToGlobal(QPoint(0, button.height() + 4))
    window = button.window()
    edge = window.mapToGlobal(QPoint(window.width(), 0)).x()
    left.setX(min(left.x(), edge - menu.sizeHint().width() - 4))
    menu.popup(left)
