"""请示: the branch asks its committee to agree that somebody takes the next stage."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Words, plain, right
from partydesk.documents.papers.above import above
from partydesk.documents.papers.ballot import ballot_in_words
from partydesk.documents.papers.cultivation import BLANK, DAY, NEXT, meeting_about
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day


def draft(order: PrintJob) -> Draft:
    """The letter of one person; what is not known is left to be written."""
    row, reading = order.row, order.reading
    assert row is not None  # what is printed needs the uid of a member
    name, category = str(row["name"]), str(row["category"])
    step = NEXT.get(category, NEXT["full"])

    def text(column: str) -> str:
        return reading.text("member", row, column) or BLANK

    born = day(row["birth_date"]) or DAY
    told = (
        f"{name}，{text('sex')}，{text('ethnicity')}，{born}出生，{text('education')}学历，"
        f"现在{text('enterprise')}工作。{day(row['applied_on']) or DAY}递交入党申请书"
    )
    if category != "applicant":
        told += f"，{day(row['activist_on']) or DAY}确定为入党积极分子，培养联系人{text('mentors')}"
    if category in ("candidate", "probationary", "full"):
        told += f"，{day(row['candidate_on']) or DAY}列为发展对象，入党介绍人{text('sponsors')}"
    if category in ("probationary", "full"):
        told += f"，{day(row['joined_on']) or DAY}经支部大会接收为预备党员"
    parts = [plain(f"{above(order)}："), Words(f"{told}。"), Words(_looked_after(order))]
    meeting = meeting_about(order, row) if category in ("probationary", "full") else None
    vote = ballot_in_words(meeting) if meeting is not None else ""
    if vote:
        parts.append(Words(vote))
    parts += [
        Words(f"经支部研究，拟将{name}同志{step}。"),
        Words("妥否，请批示。"),
        right(order.name),
        right(day(order.today.isoformat())),
    ]
    return Draft(f"关于将{name}同志{step}的请示", "", tuple(parts), named=f"{name}请示")


def _looked_after(order: PrintJob) -> str:
    """What the log tells of his cultivation."""
    assert order.row is not None
    reading, member = order.reading, order.row["id"]
    seen = reading.listed("inspection", member=member)
    reports = len(reading.listed("thought_report", member=member))
    told = f"培养期间支部考察 {len(seen)} 次" if seen else "培养期间支部考察　　次"
    told += f"，本人交思想汇报 {reports} 篇" if reports else ""
    opinion = reading.text("inspection", seen[-1], "opinion").rstrip("。") if seen else ""
    if opinion and not opinion.startswith("（"):  # a day of before the log has none
        told += f"。最近一次（{day(seen[-1]['on'])}）的意见：{opinion}"
    return f"{told}。"
