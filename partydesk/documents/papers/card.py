"""政治生日贺卡: a card for the day a member joined the Party, one to a page (A5 across)."""

from __future__ import annotations

from datetime import date
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer

from partydesk.documents.page import CARD, Printed, height, room
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import Row, day
from partydesk.records.findings import UserError
from partydesk.records.periods import Period, months_after

_RED = Color(0.66, 0.09, 0.09)


class _Frame(Flowable):  # type: ignore[misc] # reportlab ships no types
    """Two thin red lines around the card; takes no room."""

    def wrap(self, width: float, height_left: float) -> tuple[float, float]:
        """No room at all."""
        return 0, 0

    def draw(self) -> None:
        """The frame, measured from the upper left corner of the text."""
        canvas = self.canv
        canvas.setStrokeColor(_RED)
        for gap, thick in ((11 * mm, 1.2), (9 * mm, 0.4)):
            canvas.setLineWidth(thick)
            canvas.rect(-gap, -height(CARD) - gap, room(CARD) + 2 * gap, height(CARD) + 2 * gap)


def card(order: PrintJob) -> Printed:
    """The card of one member, or of everybody whose day falls into the period.

    Raises UserError where there is nobody, or no date of joining.
    """
    if order.row is not None:
        found = [(order.row, _nearest(order.row, order.today))]
        title = f"{order.row['name']}政治生日贺卡"
    else:
        period = order.period or _this_month(order.today)
        found = [
            (row, falls)
            for row in order.reading.members()
            if (falls := anniversary(row["joined_on"], period)) is not None
        ]
        title = f"政治生日贺卡（{period.title}）"
        if not found:
            raise UserError(
                "nothing-to-print", f"{period.title}没有党员过政治生日，没有可打印的贺卡"
            )
        found.sort(key=lambda each: each[1])
    story: list[Any] = []
    for row, falls in found:
        story += [PageBreak()] if story else []
        story += _card(order, row, falls)
    return Printed(title, story, CARD)


def anniversary(joined_on: object, period: Period) -> date | None:
    """The first anniversary of this day (a stored date) within the period, None for none."""
    if not joined_on:
        return None
    joined = date.fromisoformat(str(joined_on))
    for year in range(period.first.year, period.last.year + 1):
        falls = months_after(joined, 12 * (year - joined.year))
        if falls in period and year > joined.year:
            return falls
    return None


def _nearest(row: Row, today: date) -> date:
    if not row["joined_on"]:
        raise UserError(
            "no-joined-on",
            f"“{row['name']}”没有登记加入党组织日期，算不出政治生日。请先在党员信息里填上",
        )
    joined = date.fromisoformat(str(row["joined_on"]))
    falls = [months_after(joined, 12 * (today.year + n - joined.year)) for n in (-1, 0, 1)]
    later = [each for each in falls if each > joined] or [months_after(joined, 12)]
    return min(later, key=lambda each: abs(each - today))


def _card(order: PrintJob, row: Row, falls: date) -> list[Any]:
    lettering = order.lettering
    years = falls.year - int(str(row["joined_on"])[:4])
    return [
        _Frame(),
        Spacer(0, 6 * mm),
        lettering("政治生日贺卡", "card-title", textColor=_RED),
        Spacer(0, 6 * mm),
        lettering(f"{row['name']}同志：", "card-name"),
        lettering(
            f"{day(row['joined_on'])}，您光荣加入中国共产党。{day(falls.isoformat())}"
            f"是您的第 {years} 个政治生日，支部全体同志向您表示祝贺！",
            "card",
        ),
        lettering(
            "回望入党那一天的心愿，感谢您一路的付出。愿您不忘来时的路，在岗位上继续走在前面，"
            "工作顺利，身体健康，阖家幸福。",
            "card",
        ),
        Spacer(0, 8 * mm),
        lettering(order.name, "card-right"),
        lettering(day(falls.isoformat()), "card-right"),
    ]


def _this_month(today: date) -> Period:
    from partydesk.records.periods import parse_period

    return parse_period(f"{today:%Y-%m}")
