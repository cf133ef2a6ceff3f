"""责任清单: what each holder is to do, how often, and how far it is done in a year."""

from __future__ import annotations

from itertools import groupby

from partydesk.documents.draft import Draft, Listing, Part, Signed, heading
from partydesk.documents.page import ACROSS
from partydesk.documents.print_job import PrintJob
from partydesk.records.duty import AREA_KIND
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.duties import DutyRow, duties, share

_HEADS = ("序号", "责任事项", "多久一次", "起止", "责任依据", "应做", "已做", "最近一次")
_SHARES = (10, 88, 20, 44, 44, 14, 14, 24)


def draft(order: PrintJob) -> Draft:
    """Those of one area or post, or of all. Raises UserError where there are none."""
    reading = order.reading
    area = str(order.row["uid"]) if order.row else ""
    found = [
        each
        for each in duties(reading.connection, (reading.organisation,))
        if area in ("", each.area_uid)
    ]
    if not found:
        raise UserError("nothing", "还没有责任事项，先在“责任清单”里加上")
    year = order.period.last.year if order.period else order.today.year
    parts: list[Part] = []
    for (name, holder, kind), group in groupby(found, lambda e: (e.area, e.holder, e.kind)):
        rows = list(group)
        parts.append(heading(f"{AREA_KIND.label(kind)}：{name}　责任人：{holder}"))
        parts.append(_table(order, rows, year))
    parts.append(Signed(("责任人", "书记")))
    named = f"{found[0].holder}责任清单" if area else f"{year}年责任清单"
    return Draft(named, f"{order.name}　{year}年　{order.as_of}", tuple(parts), ACROSS)


def _table(order: PrintJob, rows: list[DutyRow], year: int) -> Listing:
    period = parse_period(str(year))
    lines = []
    sources = {
        uid: source or ""
        for uid, source in order.reading.connection.exec_driver_sql("SELECT uid, source FROM duty")
    }
    for number, each in enumerate(rows, 1):
        told = share((each,), period, order.today)
        last = [done.on for done in each.done if done.on in period]
        span = f"{each.first} 起" if each.last is None else f"{each.first} 至 {each.last}"
        lines.append((
            str(number), each.text, each.how_often, span, sources.get(each.uid, ""),
            str(told.asked), str(told.done), f"{last[-1]:%m-%d}" if last else "",
        ))  # fmt: skip
    return Listing(_HEADS, tuple(lines), _SHARES, frozenset({0}), small=True)
