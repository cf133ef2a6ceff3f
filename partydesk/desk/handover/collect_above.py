"""What stands above the list of 本期收表: what was read, and who is in nobody's register."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from partydesk.desk.handover.collect_offer import OfferCard
from partydesk.desk.handover.unknown_card import UnknownCard

_LOW = 520  # pixels of height from which there is room for everything


class CollectAbove(QWidget):
    """Both cards. In a low window they are small, and go where one thing is looked at closely."""

    def __init__(self, offer: OfferCard, unknown: UnknownCard) -> None:
        super().__init__()
        self._offer, self._unknown = offer, unknown
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(offer)
        self._rows.addWidget(unknown)

    def make_room(self, height: int, around: QLayout, *, close: bool) -> bool:
        """Fit into a page of this height, whose rows lie `around`; whether it is a low one."""
        low = height <= _LOW
        for rows in (around, self._rows):
            rows.setSpacing(6 if low else 12)
        for card in (self._offer, self._unknown):
            card.rows.setContentsMargins(12, 2 if low else 8, 12, 2 if low else 8)
        self._offer.hint.setVisible(not low)  # the chips say the same
        self.setVisible(not low or not close)
        return low
