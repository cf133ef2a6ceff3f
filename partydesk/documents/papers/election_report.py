"""选举结果报告: the branch reports to its committee and asks for approval."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Words, plain, right
from partydesk.documents.papers.above import above
from partydesk.documents.papers.election import number, on, post, stood, what
from partydesk.documents.print_job import PrintJob


def draft(order: PrintJob) -> Draft:
    """The letter about one election that was held."""
    row = order.row
    assert row is not None  # what is printed needs the uid of an election
    elected = [e for e in stood(order) if e["elected"]]
    names = tuple((str(n), str(e["name"]), post(e), number(e["votes"]))
                  for n, e in enumerate(elected, 1))  # fmt: skip
    agreed = f"经{on(row['agreed_on'])}批复同意，" if row["agreed_on"] else ""
    told = (
        f"{agreed}支部于{on(row['held_on'])}召开党员大会进行{what(order)}。"
        f"应到会有选举权的党员 {number(row['entitled'])} 名，实到 {number(row['present'])} 名；"
        f"发出选票 {number(row['issued'])} 张，收回 {number(row['returned'])} 张，"
        f"有效票 {number(row['valid'])} 张。按照规定程序，选举产生："
    )
    parts = (
        plain(f"{above(order)}："),
        Words(told),
        Listing(("序号", "姓名", "职务", "得票"), names, (14, 50, 60, 30), frozenset({0, 3})),
        Words("书记、副书记的任职请予批准，委员请予备案。"),
        Words("特此报告，请批复。"),
        right(order.name),
        right(on(row["reported_on"])),
    )
    return Draft(f"关于{what(order)}结果的报告", "", parts)
