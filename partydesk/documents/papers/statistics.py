"""党内统计表: the tables of a half-year or year, on paper across."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Part, Signed, heading, note
from partydesk.documents.page import ACROSS
from partydesk.documents.print_job import PrintJob
from partydesk.records.periods import parse_period
from partydesk.rules.statistics import statistics
from partydesk.rules.statistics_tables import tables


def draft(order: PrintJob) -> Draft:
    """The tables of the period, by default this year."""
    period = order.period or parse_period(str(order.today.year))
    found = statistics(order.reading.connection, period, order.today)
    parts: list[Part] = []
    for table in tables(found):
        rows = tuple(
            tuple("" if each is None else str(each) for each in line) for line in table.rows
        )
        shares = (34.0, *[12.0] * (len(table.heads) - 1))
        centred = frozenset(range(1, len(table.heads)))
        parts += [heading(table.title), Listing(table.heads, rows, shares, centred, small=True)]
        parts += [note(table.note)] if table.note else []
    if found.odd:
        names = {each.id: each.name for each in found.branches}
        rows = tuple((each.name, names.get(each.organisation, ""), each.why) for each in found.odd)
        parts += [heading("日期要核对的"),
                  Listing(("姓名", "党组织", "哪里不对"), rows, (30, 60, 90))]  # fmt: skip
    if found.coverage:
        parts.append(note(found.coverage))
    parts.append(Signed(("负责人", "填报人")))
    return Draft(
        f"党内统计表（{period.title}）", f"{order.name}　{order.as_of}", tuple(parts), ACROSS
    )
