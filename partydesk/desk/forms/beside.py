"""What a form has at the right of its fields, or below them where the window is narrow."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from partydesk.desk.forms.body import FormBody
from partydesk.desk.kit import theme
from partydesk.desk.kit.messages import repolish

LEAST = 760  # pixels the fields need beside something else


class Beside(QHBoxLayout):
    """The fields, and at their right `side`, at most `most` pixels wide."""

    def __init__(self, body: FormBody, side: QWidget | None, most: int) -> None:
        super().__init__()
        self._body, self._side, self._most = body, side, most
        self.setSpacing(0)
        self.addWidget(body.area, 1)
        if side is not None:
            self.addWidget(side)

    def arrange(self, width: int) -> None:
        """Put the side where a form of this width has room for it."""
        side = self._side
        if side is None:
            return
        beside = width >= theme.FOLD
        if beside:
            # The fields need their width; the side makes do with what is left.
            side.setFixedWidth(min(self._most, width - LEAST))
        if beside == (self.indexOf(side) >= 0):
            return
        if beside:
            self._body.rows.removeWidget(side)
            side.setMinimumHeight(0)
            self.addWidget(side)
        else:
            self.removeWidget(side)
            side.setMinimumWidth(0)
            side.setMaximumWidth(16_777_215)
            side.setMinimumHeight(420)
            self._body.add_last(side)
        repolish(side, "role", "pane" if beside else "card")
        side.show()
