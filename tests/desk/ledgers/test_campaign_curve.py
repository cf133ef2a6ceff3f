"""每周进度 as it is drawn: what is written over the drawing covers nothing of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from partydesk.desk.kit import theme
from partydesk.desk.ledgers.campaign_curve import CampaignCurve
from partydesk.rules.campaign_standing import Campaign, Head, StepOf, Subject, Tick


def _all_done_early() -> Campaign:
    """The highest that a curve can be: all are done, half of the days are to come."""
    first, last = date(2026, 9, 1), date(2026, 9, 30)
    head = Head(1, "u", "百日攻坚", first, last, "firm", None, "", "", 1)
    step = StepOf(1, "s", 1, "建台账", "", last)
    done = {1: Tick(date(2026, 9, 2), "", "t", True, "")}
    subjects = [Subject(str(n), str(n), f"{n}厂", 1, "", "", done, [step]) for n in range(8)]
    return Campaign(head, [step], subjects, date(2026, 9, 15))


def _reach(image: QImage, colour: QColor, within: QRect) -> QRect:
    """What pixels of exactly this colour span."""
    found = QRect()
    for y in range(within.top(), within.bottom()):
        for x in range(within.left(), within.right()):
            if QColor(image.pixel(x, y)) == colour:
                found |= QRect(x, y, 1, 1)
    return found


def test_the_mark_of_today_stands_above_the_peak(qtbot: Any) -> None:
    curve = CampaignCurve()
    qtbot.addWidget(curve)
    curve.resize(600, curve.height())
    curve.show_campaign(_all_done_early())
    image = curve.grab().toImage()
    now, whole = theme.colours(), QRect(0, 0, 600, curve.height())
    curve_ink = _reach(image, now.tone("ok")[0], QRect(30, 0, 500, whole.height()))
    peak_x = 30 + (600 - 30 - 66) // 2
    words = _reach(image, QColor(now.accent), QRect(peak_x - 40, 0, 36, whole.height()))
    assert not words.isEmpty() and not curve_ink.isEmpty()
    assert words.bottom() < curve_ink.top()
