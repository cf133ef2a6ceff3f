"""公示: who is to take the next stage, from when to when, whom one tells."""

from __future__ import annotations

from datetime import date

from partydesk.documents.draft import Draft, Words, plain, right
from partydesk.documents.papers.cultivation import BLANK, DAY, NEXT, particulars
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import Row, day
from partydesk.rules.norms.pipeline import PUBLICITY
from partydesk.rules.park_settings import holidays
from partydesk.rules.working_days import working_days


def draft(order: PrintJob) -> Draft:
    """The notice of one person."""
    row, reading = order.row, order.reading
    assert row is not None  # what is printed needs the uid of a member
    step = NEXT["activist" if _before_candidacy(row) else str(row["category"])]
    name = str(row["name"])
    start, end = day(row["publicised_from"]) or DAY, day(row["publicised_to"]) or DAY
    phone = reading.text("organisation", order.organisation, "phone") or BLANK * 2
    contact = reading.text("organisation", order.organisation, "contact") or BLANK
    parts = (
        Words(f"根据《中国共产党发展党员工作细则》，经支部研究、报上级党委同意，"
              f"拟将{name}同志{step}，现予公示。"),
        particulars(order, row, "applied_on", "activist_on", "mentors"),
        Words(f"公示时间：{start}至{end}（{_how_long(order, row)}）。"),
        Words("公示期间，对公示对象有意见的，可以来人、来电、来信向支部反映。反映情况要实事求是，"
              "提倡署实名。"),
        plain(f"联系人：{contact}　　联系电话：{phone}"),
        right(order.name),
        right(day(row["publicised_from"]) or day(order.today.isoformat())),
    )  # fmt: skip
    return Draft(f"拟将{name}同志{step}的公示", "", parts, named=f"{name}公示")


def _how_long(order: PrintJob, row: Row) -> str:
    """The working days from the first day to the last; what is asked while one is open."""
    first, last = row["publicised_from"], row["publicised_to"]
    if not (first and last):
        return PUBLICITY.says
    began, ended = date.fromisoformat(str(first)), date.fromisoformat(str(last))
    extra = holidays(order.reading.connection)
    return f"{working_days(began, ended, extra).days} 个工作日"


def _before_candidacy(row: Row) -> bool:
    """Whether the days of the notice are those before somebody was made a candidate."""
    published, made = row["publicised_from"], row["candidate_on"]
    return bool(published and made and str(published) <= str(made))
