"""What the sections of a pane are put together from: heads, a bar, the steps of a timeline."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import pill, row, rule, text
from partydesk.desk.kit.plain_text import tip_text
from partydesk.records import clock
from partydesk.rules.norms.declared import STATE, Obligation, State

_HEIGHT = 8  # pixels of a bar
_DOT = 10  # pixels across
_INDENT = 20  # pixels from the line's side to the words


class Bar(QWidget):
    """How much there is of what is wanted; `words` tell it to who cannot see it."""

    def __init__(self, share: float, tone: str, words: str) -> None:
        super().__init__()
        self._share, self._tone = min(max(share, 0.0), 1.0), tone
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.setToolTip(tip_text(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(now.idle_ground))
        painter.drawRoundedRect(whole, _HEIGHT / 2, _HEIGHT / 2)
        if self._share:
            painter.setBrush(now.tone(self._tone)[0])
            # Never less than the round of its own ends.
            whole.setWidth(max(whole.width() * self._share, _HEIGHT))
            painter.drawRoundedRect(whole, _HEIGHT / 2, _HEIGHT / 2)
        painter.end()


class StepRow(QWidget):
    """One step on a line from above to below: a full dot for what is done, else a hollow one.

    `rows` is what stands beside the dot.
    """

    def __init__(self, tone: str, *, done: bool, first: bool, last: bool) -> None:
        super().__init__()
        self._tone, self._done, self._first, self._last = tone, done, first, last
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(_INDENT, 0, 0, 0 if last else theme.GAP)
        self.rows.setSpacing(2)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        across, middle = _DOT / 2, 11.0  # the middle of the first line of words
        painter.setPen(QPen(QColor(now.line2), 1.5))
        if not self._first:
            painter.drawLine(int(across), 0, int(across), int(middle))
        if not self._last:
            painter.drawLine(int(across), int(middle), int(across), self.height())
        ink = now.tone(self._tone)[0]
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(ink if self._done else QColor(now.surface))
        painter.drawEllipse(QRectF(1, middle - across + 1, _DOT - 2, _DOT - 2))
        painter.end()


def section(column: QVBoxLayout, title: str, said: QWidget | None = None, tip: str = "") -> None:
    """A line, and the head of a section with what is said at its right."""
    column.addWidget(rule())
    head = text(title, "section")
    head.setToolTip(tip_text(tip))
    column.addLayout(row(head, None, said) if said is not None else row(head, None))


def small(words: str, tone: str = "") -> QLabel:
    """Small words, coloured by a tone."""
    made = text(words, "small")
    if tone in ("ok", "warn", "bad"):
        made.setProperty("said", tone)
    return made


def wrapped(words: str, role: str = "") -> QLabel:
    """Words that go on in the next line, and can be selected."""
    made = text(words, role, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def beside(first: QWidget, words: QWidget, *, last: QWidget | None = None) -> QHBoxLayout:
    """Something small, then words that take the room there is, all beginning on one line."""
    line = QHBoxLayout()
    line.setSpacing(theme.GAP)
    line.addWidget(first, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(words, 1, Qt.AlignmentFlag.AlignTop)
    if last is not None:
        line.addWidget(last, 0, Qt.AlignmentFlag.AlignTop)
    return line


def article(item: Obligation) -> str:
    """Where the rule stands and what to do, for a tip."""
    return "\n".join(part for part in (item.norm.says, item.norm.article, item.norm.remedy) if part)


def tone_of(item: Obligation) -> str:
    """How pressing something open is."""
    if item.state is State.DUE and item.due is not None:
        return "warn" if (item.due - clock.today()).days <= item.norm.lead else "info"
    choice = STATE.by_code[item.state]
    return choice.tone


def state_pill(item: Obligation) -> QLabel:
    """How something open stands: by how many days, or its state's own word."""
    days = (item.due - clock.today()).days if item.due is not None else None
    words = STATE.label(item.state)
    if item.state is State.MISSED:
        words = "不合期限"
    elif item.state is State.OVERDUE and days is not None:
        words = f"逾期 {-days} 天"
    elif item.state is State.DUE and days is not None:
        words = f"还有 {days} 天" if days else "今天"
    made = pill(words, tone_of(item))
    made.setToolTip(tip_text(article(item)))
    return made


def day_of(moment: object) -> date | None:
    """The day of a stored date or moment."""
    written = str(moment or "")[:10]
    return date.fromisoformat(written) if written else None
