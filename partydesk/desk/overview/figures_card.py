"""The four figures: each opens the rows it counts; one that is missing can be declared none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from partydesk.desk.evidence.key_figures import Figure
from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import Card, empty, link, row, text
from partydesk.desk.kit.elided import Elided
from partydesk.desk.kit.plain_text import tip_text
from partydesk.records.figures import NONE_MEANS

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class FigureCard(Card):
    """One number. `opened` asks for its evidence, `none_wanted` says there was nothing."""

    opened = Signal()
    none_wanted = Signal()

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.figure = figure
        self.setProperty("opens", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumWidth(150)
        said = f"{figure.number}{figure.unit}，{figure.said}"
        self.setAccessibleName(f"{figure.label}：{said}")
        self.setToolTip("看依据")
        self.rows.setContentsMargins(16, 8, 12, 10)
        self.rows.setSpacing(0)
        number = row(text(figure.number, "figure"), text(figure.unit, "small"), None, spacing=5)
        self.rows.addLayout(number)
        self.rows.addWidget(Elided(figure.label))
        told = Elided(figure.said, "small")
        told.setProperty("said", figure.tone)
        told.setFixedHeight(theme.PILL)  # as high as with a link beside it
        last = row(told, None)
        self.rows.addSpacing(2)
        if figure.missing:
            none = link("本期没有", self.none_wanted.emit)
            none.setProperty("small", "true")
            none.setToolTip(tip_text(NONE_MEANS))
            last.insertWidget(1, none)
        self.rows.addLayout(last)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        on = QApplication.focusWidget()
        within = on is not None and on is not self and self.isAncestorOf(on)
        if event.key() in _KEYS and not within:  # a button within it leaves Enter to us
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class FiguresRow(QWidget):
    """The figures side by side. `opened` and `none_wanted` carry a figure's id."""

    opened = Signal(str)
    none_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._cards = QHBoxLayout(self)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(theme.ROOM)
        self.cards: list[FigureCard] = []
        self.setMinimumHeight(104)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these."""
        focused = next((c.figure.id for c in self.cards if c.hasFocus()), "")
        empty(self._cards)
        self.cards = []
        for figure in figures:
            card = FigureCard(figure)
            card.opened.connect(lambda id=figure.id: self.opened.emit(id))
            card.none_wanted.connect(lambda id=figure.id: self.none_wanted.emit(id))
            # Some have more to say than others.
            self._cards.addWidget(card, 10 + len(figure.said) // 3)
            self.cards.append(card)
            if figure.id == focused:
                card.setFocus()
