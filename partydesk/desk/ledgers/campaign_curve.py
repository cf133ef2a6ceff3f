"""每周进度: how many are done by week, the goal as a line, where it ends at this pace."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from partydesk.desk.kit import theme
from partydesk.rules.campaign_standing import Campaign

_LEFT, _RIGHT, _TOP, _FOOT = 30.0, 66.0, 24.0, 20.0  # pixels around the drawing
_DOT = 4.0  # radius of the last point, which may lie on the drawing's upper edge
HEIGHT, LOW, LEAST = 168, 96, 280


class CampaignCurve(QWidget):
    """The drawing; what it shows is said in words too."""

    def __init__(self) -> None:
        super().__init__()
        self.whole: Campaign | None = None
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_campaign(self, whole: Campaign) -> None:
        """Draw a campaign."""
        self.whole = whole
        unit = whole.head.unit
        said = "，".join(f"第 {each.week} 周 {each.done} {unit}" for each in whole.weeks())
        self.setAccessibleName(f"每周进度：{said or '还没开始'}；目标 {whole.goal} {unit}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        whole = self.whole
        if whole is None:
            return
        painter, now = QPainter(self), theme.colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.sized(theme.SMALL))
        top = max(whole.goal, whole.done, whole.outlook, 1)
        box = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_FOOT)

        def at(day: float, value: float) -> QPointF:
            return QPointF(
                box.left() + box.width() * day / whole.days,
                box.bottom() - box.height() * value / top,
            )

        self._scale(painter, whole, box, top)
        painter.setPen(QPen(QColor(now.text3), 1, Qt.PenStyle.DashLine))
        painter.drawLine(at(0, 0), at(whole.days, whole.goal))
        points = [at(0, 0)] + [
            at((each.on - whole.head.first).days + 1, each.done) for each in whole.weeks()
        ]
        ink, ground = now.tone("ok")
        if len(points) > 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            under = [*points, QPointF(points[-1].x(), box.bottom())]
            painter.drawPolygon(QPolygonF([QPointF(box.left(), box.bottom()), *under]))
            painter.setPen(QPen(ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            if 0 < whole.day < whole.days:
                painter.setPen(QPen(ink, 1.5, Qt.PenStyle.DotLine))
                painter.drawLine(points[-1], at(whole.days, whole.outlook))
                x = points[-1].x()
                painter.setPen(QPen(QColor(now.accent), 1))
                painter.drawLine(QPointF(x, 2), QPointF(x, box.bottom()))
                side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                # Above the highest that the curve can come to: it covers no point of it.
                painter.drawText(QRectF(x - 64, 0, 60, _TOP - _DOT - 2), side, "今天")
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(points[-1], _DOT, _DOT)
        self._ends(painter, whole, at(whole.days, whole.goal), at(whole.days, whole.outlook))
        painter.end()

    @staticmethod
    def _scale(painter: QPainter, whole: Campaign, box: QRectF, top: int) -> None:
        now = theme.colours()
        steps = (n * 10**power for power in range(7) for n in (1, 2, 5))
        step = next(each for each in steps if top <= 4 * each)
        for value in range(0, top + 1, step):
            y = box.bottom() - box.height() * value / top
            painter.setPen(QPen(QColor(now.line), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(QColor(now.text2))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 8, _LEFT - 6, 16), side, str(value))
        weeks = -(-whole.days // 7)
        room = box.width() / max(weeks, 1)
        every = max(1, int(-(-56 // max(room, 1))))
        for week in range(1, weeks + 1, every):
            if week * 7 > whole.days and week > 1:
                break  # the last one ends at the edge, too near to the one before
            x = box.left() + box.width() * min(week * 7, whole.days) / whole.days
            place = QRectF(x - 34, box.bottom() + 3, 68, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"第 {week} 周")

    @staticmethod
    def _ends(painter: QPainter, whole: Campaign, goal: QPointF, outlook: QPointF) -> None:
        """The goal, and where it ends at this pace, named at the right."""
        now, side = theme.colours(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(now.text2))
        place = QRectF(goal.x() + 6, goal.y() - 9, _RIGHT - 6, 18)
        painter.drawText(place, side, f"目标 {whole.goal}")
        if 0 < whole.day < whole.days:
            y = outlook.y() if abs(outlook.y() - goal.y()) > 16 else goal.y() + 16
            painter.setPen(now.tone("ok")[0])
            painter.drawText(QRectF(goal.x() + 6, y - 9, _RIGHT - 6, 18), side,
                             f"约 {whole.outlook}")  # fmt: skip
