"""计票结果报告单: every count of an election in words, the votes of each, who signs."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Pairs, Signed, Words, heading
from partydesk.documents.papers.election import number, on, post, stood, what
from partydesk.documents.print_job import PrintJob
from partydesk.rules.norms.election_result import judge


def draft(order: PrintJob) -> Draft:
    """The report of those who counted."""
    row = order.row
    assert row is not None  # what is printed needs the uid of an election
    candidates = stood(order)
    result = judge(row, candidates)
    returned, valid = row["returned"], row["valid"]
    void = "" if returned is None or valid is None else str(returned - valid)
    pairs = (
        ("应到会有选举权", f"{number(row['entitled'])} 人"),
        ("实到会有选举权", f"{number(row['present'])} 人"),
        ("发出选票", f"{number(row['issued'])} 张"),
        ("收回选票", f"{number(returned)} 张"),
        ("有效票", f"{number(valid)} 张"),
        ("无效票", f"{void or number(None)} 张"),
        ("应选名额", f"{number(row['seats'])} 名"),
        ("选举日期", on(row["held_on"])),
    )
    rows = tuple(
        (str(n), str(e["name"]), post(e), number(e["votes"]), number(e["against"]),
         number(e["abstained"]), "当选" if e["elected"] else "")
        for n, e in enumerate(candidates, 1)
    )  # fmt: skip
    heads = ("序号", "姓名", "职务", "赞成", "不赞成", "弃权", "结果")
    verdict = {True: "本次选举有效。", False: "本次选举无效。", None: ""}[result.valid]
    parts = (
        Pairs(pairs),
        Listing(heads, rows, (12, 34, 34, 18, 18, 18, 22), frozenset({0, 3, 4, 5, 6})),
        heading("结果"),
        Words(f"{result.text}。{verdict}" if result.text else "（清点后填写）"),
        Signed(("总监票人", "监票人", "计票人")),
    )
    return Draft(f"{what(order)}计票结果报告单", order.name, parts)
