"""What in a submission is not likely beside what the committee has: told, never refused.

The limits stand in submission.plausible, with what is judged from the file alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from partydesk.exchange.merge import precedence
from partydesk.exchange.merge.conflicts import ConflictItem
from partydesk.exchange.merge.joint_sessions import JOINT_SESSION, NEAR_SESSION
from partydesk.exchange.submission.layout import sheet_of
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.plausible import (
    CLOCK_AHEAD,
    FAR_LEAST,
    FAR_TIMES,
    ROLL_LEAST,
    ROLL_TIMES,
)
from partydesk.exchange.submission.stamps import local
from partydesk.records import clock
from partydesk.records.base import kind_of
from partydesk.records.periods import Period, months_after, parse_period
from partydesk.rules import indicators

_MOST, _FEW = 6, 3  # figures, sessions named in a sentence


def clock_ahead(held: ReadSubmission) -> Iterator[str]:
    """A file written later than it is now; a whole day is asked about (revision_policy)."""
    now = clock.now().astimezone(UTC)
    made = datetime.fromisoformat(held.made_at).replace(tzinfo=UTC)
    if not held.hand_filled and made - now > CLOCK_AHEAD and not precedence.in_future(held.made_at):
        minutes = round((made - now) / timedelta(minutes=1))
        yield (
            f"写出时间 {local(held.made_at)} 比本机现在的时间晚 {minutes // 60} 小时 "
            f"{minutes % 60} 分，支部或本机的时钟不准，请核对"
        )


def far_figures(held: ReadSubmission, others: Sequence[ReadSubmission]) -> Iterator[str]:
    """Figures far from those of the period before, where the branch told of that one.

    Where a program kept no figures in the file, its rows are counted.
    """
    period = parse_period(held.period, exact=True)
    wanted = _before(period)
    last = next((each for each in others if (each.first_day, each.last_day) == wanted), None)
    if last is None:
        return
    now, then = _figures(held), _figures(last)
    if now.keys() != then.keys() and (held.figures is None or last.figures is None):
        now, then = _rows(held), _rows(last)
    far = [
        f"{label} {_number(then[label])} → {_number(now[label])}"
        for label in now
        if label in then and _far(then[label], now[label], FAR_TIMES, FAR_LEAST)
    ]
    before, after = _roll(last), _roll(held)
    if _far(before, after, ROLL_TIMES, ROLL_LEAST):
        far.insert(0, f"党员 {before} → {after}")
    if far:
        more = f" 等 {len(far)} 项" if len(far) > _MOST else ""
        then_called = parse_period(last.period, exact=True).title
        yield (
            f"与 {then_called}相比，差得多的有：{'、'.join(far[:_MOST])}{more}"
            f"（差到 {FAR_TIMES} 倍、{FAR_LEAST} 以上的才列；"
            f"党员是 {ROLL_TIMES:g} 倍、{ROLL_LEAST} 人以上）"
        )


def figures_sheet_edited(connection: Connection | None, held: ReadSubmission) -> Iterator[str]:
    """What the 指标 sheet was made to say, beside what its rows come to here; without a connection,
    where they are not taken, beside what they came to at the export."""
    cells = held.figure_cells
    if not cells:
        return
    if not cells[0].id:
        yield "“指标”表被删去或改了样子；指标是从记录数出来的，不收它，以记录为准"
        return
    known = {each.id: each.label for each in indicators.INDICATORS}
    counted = {cell.id: cell.was for cell in cells}
    word = "导出时数出来是"
    if connection is not None:
        tally = indicators.tally(connection, parse_period(held.period, exact=True), beyond=False)
        organisation = connection.exec_driver_sql(
            "SELECT id FROM organisation WHERE uid = ? AND code = ? AND submission IS NOT NULL",
            (held.org_uid, held.org_code),
        ).scalar_one()
        counted = {id: tally.value(id, (organisation,)).value for id in known}
        word = "数出来是"
    told = [
        f"{known[cell.id]}写的是 {cell.says or '空'}，{word} {_number(counted[cell.id])}"
        if cell.id in known
        else f"“{cell.label[:30]}”不是要报的指标"
        for cell in cells[:_MOST]
    ]
    more = f" 等 {len(cells)} 处" if len(cells) > _MOST else ""
    yield (
        f"“指标”表在导出后被改过：{'；'.join(told)}{more}。指标是从记录数出来的，不收它，以记录为准"
    )


def of_below(held: ReadSubmission) -> Iterator[str]:
    """What a committee's submission is: counts of all under it, and its own rows."""
    if held.below is not None:
        number = len(held.below["branches"])
        yield (
            f"这是党委的报送表：数字是它和下级 {number} 个党组织的合计"
            f"（{held.below['coverage']}），名册和活动只有它本级的；只算同一期间的数字。"
            "党委自己开的会等是各级党委自己的数字，不并进这里的，在它的名下看"
        )


def shared_sessions(code: str, period: Period, items: Sequence[ConflictItem]) -> Iterator[str]:
    """Sessions of a branch that others reported too: to be decided among the conflicts."""
    mine = [
        item
        for item in items
        if item.kind in (JOINT_SESSION, NEAR_SESSION)
        and item.state == "open"
        and any(
            side["organisation"] == code
            and period.first.isoformat() <= side["text"][:10] <= period.last.isoformat()
            for side in item.sides
        )
    ]
    if mine:
        more = f" 等 {len(mine)} 场" if len(mine) > _FEW else ""
        told = "；".join(_shared(item, code) for item in mine[:_FEW])
        yield (
            f"别的支部也报了，像是同一场：{told}{more}。现在各算各的，"
            "确是同一场的，请在“两边都报”里决定以哪方为准"
        )


def _shared(item: ConflictItem, code: str) -> str:
    """A session as this branch told it, and who else did."""
    told = next(side["text"] for side in item.sides if side["organisation"] == code)
    others = dict.fromkeys(s["organisation"] for s in item.sides if s["organisation"] != code)
    return f"{told}（{'、'.join(others) or '同一编码的另一支部'}）"


def _before(period: Period) -> tuple[str, str] | None:
    """First and last day of the period of the same sort right before; None for other spans."""
    months = (
        (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    )
    if period.first.day != 1 or (period.last + timedelta(days=1)).day != 1:
        return None
    return (
        months_after(period.first, -months).isoformat(),
        (period.first - timedelta(days=1)).isoformat(),
    )


def _figures(held: ReadSubmission) -> dict[str, float]:
    """Counts by label, without shares: those have no far."""
    known = {each.id: each for each in indicators.INDICATORS if each.part is None}
    return {
        known[id].label: value
        for id, value in (held.figures or {}).items()
        if id in known and value is not None
    }


def _rows(held: ReadSubmission) -> dict[str, float]:
    """Rows of the dated kinds by what people call them."""
    return {
        kind_of(kind).title: len(rows.uids)
        for kind, rows in held.held.items()
        if kind_of(kind).dated_by and kind in ("session", "talk", "ticket", "paper")
    }


def _roll(held: ReadSubmission) -> int:
    categories = held.held["member"].columns[sheet_of("member").names.index("category")]
    return sum(each in ("full", "probationary") for each in categories)


def _far(before: float, after: float, times: float, least: float) -> bool:
    high, low = max(before, after), min(before, after)
    return high - low >= least and high >= times * low


def _number(value: float | None) -> str:
    return "没有记录" if value is None else f"{value:g}"
