"""表决票: four on a page, to be cut, for a secret ballot about one person."""

from __future__ import annotations

from partydesk.documents.draft import Cut, Draft, Listing, Part, note, plain
from partydesk.documents.papers.cultivation import NEXT
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day

_ON_PAGE = 4


def draft(order: PrintJob) -> Draft:
    """The slips of one person; how many pages are needed stands in the note."""
    row = order.row
    assert row is not None  # what is printed needs the uid of a member
    name = str(row["name"])
    step = NEXT.get(str(row["category"]), NEXT["full"])
    voters = [m for m in order.reading.members() if m["category"] == "full"]
    one: tuple[Part, ...] = (
        plain(f"表决票　　　　{day(order.today.isoformat())}"),
        plain(order.name),
        Listing(("表决事项", "同意", "不同意", "弃权"), ((f"将{name}同志{step}", "", "", ""),),
                (90, 24, 24, 24)),
        note("在一格里画“○”，只画一格，画两格以上的无效。"),
    )  # fmt: skip
    parts: list[Part] = []
    for number in range(_ON_PAGE):
        parts += [Cut()] if number else []
        parts += one
    pages = -(-len(voters) // _ON_PAGE)
    parts.append(note(f"有表决权的正式党员 {len(voters)} 名，印 {pages} 张；盖章后裁开。"))
    return Draft("无记名表决票", "", tuple(parts), named=f"{name}表决票", close=True)
