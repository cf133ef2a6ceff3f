"""入党积极分子考察表: the particulars, each 考察 with its opinion, the reports, who signs."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Lines, Listing, Part, Signed, heading
from partydesk.documents.papers.cultivation import particulars
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day

_FREE = 6  # rows to be written by hand


def draft(order: PrintJob) -> Draft:
    """The form of one person, filled in as far as there are records."""
    row, reading = order.row, order.reading
    assert row is not None  # what is printed needs the uid of a member
    seen = reading.listed("inspection", member=row["id"])
    reports = reading.listed("thought_report", member=row["id"])
    rows = [
        (day(e["on"]), *(reading.text("inspection", e, name) for name in ("opinion", "by")))
        for e in seen
    ]
    rows += [("", "", "")] * max(0, _FREE - len(rows))
    listed = [(day(e["on"]), reading.text("thought_report", e, "theme")) for e in reports]
    parts: tuple[Part, ...] = (
        particulars(order, row, "applied_on", "activist_on", "mentors", "talked_on"),
        heading("考察情况（每半年一次）"),
        Listing(("考察日期", "表现和意见", "考察人"), tuple(rows), (38, 98, 26)),
        heading("思想汇报"),
        Listing(("日期", "题目"), tuple(listed), (38, 124)),
        heading("支部委员会意见"),
        Lines(4),
        Signed(("培养联系人", "支部书记")),
    )
    name = str(row["name"])
    return Draft("入党积极分子考察表", order.name, parts, named=f"{name}考察表")
