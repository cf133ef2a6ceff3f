"""Parts that several pages are put together from: cards, pills, links, lines of facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6 import QtCore
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.kit import theme
from partydesk.desk.kit.plain_text import caption


class Card(QFrame):
    """A surface with a border; `rows` is what stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(16, 14, 16, 14)
        self.rows.setSpacing(10)


def text(
    words: str = "", role: str = "", *, wrap: bool = False, parent: QWidget | None = None
) -> QLabel:
    """A label of a role, never read as markup: what a stranger wrote stays letters."""
    label = QLabel(words) if parent is None else QLabel(words, parent)
    label.setProperty("textFormat", 0)  # PlainText; QtCore.Qt is not made for it (shell.frame)
    if role:
        label.setProperty("role", role)
    label.setWordWrap(wrap)
    return label


def pill(words: str, tone: str) -> QLabel:
    """A state, by word and colour."""
    label = text(words, "pill")
    label.setProperty("tone", tone)
    return label


def link(words: str, do: Callable[[], object]) -> QPushButton:
    """A button that reads like a link."""
    button = QPushButton(caption(words))
    button.setProperty("role", "link")
    button.clicked.connect(lambda: do())
    return button


def button(words: str, do: Callable[[], object], role: str = "") -> QPushButton:
    """A button."""
    made = QPushButton(caption(words))
    if role:
        made.setProperty("role", role)
    made.clicked.connect(lambda: do())
    return made


def rule() -> QFrame:
    """A one-pixel line."""
    line = QFrame()
    line.setProperty("role", "rule")
    return line


def row(*parts: QWidget | None, spacing: int = 8) -> QHBoxLayout:
    """Parts side by side; None is where the room goes."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for part in parts:
        if part is None:
            made.addStretch(1)
        else:
            made.addWidget(part)
    return made


def stack(holder: QWidget, spacing: int | None = None) -> QVBoxLayout:
    """What stands in a widget one above the other, from edge to edge."""
    made = QVBoxLayout(holder)
    made.setContentsMargins(0, 0, 0, 0)
    if spacing is not None:
        made.setSpacing(spacing)
    return made


def dialog_column(dialog: QWidget, least: int) -> QVBoxLayout:
    """What stands in a dialog that is at least so many pixels wide, and wider where its parts take
    more (a minimum of its own would let them be squeezed over each other)."""
    made = QVBoxLayout(dialog)
    made.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
    made.addStrut(least - 2 * theme.AIR)
    return made


def empty(layout: QLayout) -> None:
    """Take everything out of a layout, for good."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


def scrolled(inside: QWidget) -> QScrollArea:
    """The widget in an area that scrolls up and down only."""
    inside.setProperty("role", "inside")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area


def in_the_middle(page: QWidget, card: QWidget) -> None:
    """The card in the middle of a page of its own, scrolled where there is no room for it."""
    inside = QWidget()
    middle = QVBoxLayout(inside)
    middle.addStretch(1)
    middle.addWidget(card, 0, QtCore.Qt.AlignmentFlag.AlignHCenter)
    middle.addStretch(1)
    outside = QVBoxLayout(page)
    outside.setContentsMargins(0, 0, 0, 0)
    outside.addWidget(scrolled(inside))


def local_time(stamp: str, form: str = "%m-%d %H:%M") -> str:
    """A UTC stamp, to the second or finer, as the local day and time."""
    try:
        moment = datetime.fromisoformat(stamp).replace(tzinfo=UTC)
    except ValueError:
        return stamp
    return moment.astimezone().strftime(form)


def period_title(written: str) -> str:
    """2026Q3 as people say it; what is no period stays as it is."""
    from partydesk.records.findings import UserError
    from partydesk.records.periods import parse_period

    try:
        return parse_period(written).title
    except UserError:
        return written
