"""选票: the candidates by strokes of no order of merit, and lines to write others in."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, note, right
from partydesk.documents.papers.election import number, on, post, stood, what
from partydesk.documents.print_job import PrintJob

_FREE = 2  # rows to write somebody in


def draft(order: PrintJob) -> Draft:
    """The slip of one election, to be copied."""
    row = order.row
    assert row is not None  # what is printed needs the uid of an election
    listed = [e for e in stood(order) if not e["written_in"]]
    # Nobody is to be put before others by his votes of before.
    rows = [(str(e["name"]), post(e), "", "", "")
            for e in sorted(listed, key=lambda e: str(e["name"]))]  # fmt: skip
    rows += [("", "另选人", "", "", "")] * _FREE
    heads = ("候选人", "职务", "赞成", "不赞成", "弃权")
    parts = (
        Listing(heads, tuple(rows), (44, 36, 26, 26, 26), frozenset({2, 3, 4})),
        note(f"应选 {number(row['seats'])} 名，赞成的不能多于应选名额，多的整张无效，少的有效。"
             "在一格里画“○”；不赞成的可以在空行另选他人，写姓名并画“○”。"),
        right("（支部盖章）"),
        right(on(row["held_on"])),
    )  # fmt: skip
    return Draft(f"{order.name}{what(order)}选票", "", parts)
