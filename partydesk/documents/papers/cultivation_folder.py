"""发展党员材料清单: which papers of somebody are there, which lack, which come later."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Signed, note
from partydesk.documents.papers.cultivation import called, particulars
from partydesk.documents.print_job import PrintJob
from partydesk.rules.cultivation_folder import folder


def draft(order: PrintJob) -> Draft:
    """The list of one person."""
    row = order.row
    assert row is not None  # what is printed needs the uid of a member
    items = folder(order.reading.connection, row, order.today)
    rows = tuple(
        (str(number), each.label, "有" if each.there else "缺" if each.lacks else "以后",
         each.told, "")
        for number, each in enumerate(items, 1)
    )  # fmt: skip
    parts = (
        particulars(order, row),
        Listing(("序号", "材料", "有无", "日期、份数或人员", "核对"), rows, (12, 60, 16, 56, 18),
                frozenset({0, 2})),
        note(f"按记录列出，{called(row)}。“以后”的是还没到那一步；纸质原件逐件核对后打钩。"),
        Signed(("经手人",)),
    )  # fmt: skip
    name = str(row["name"])
    return Draft("发展党员材料清单", f"{order.name}　{order.as_of}", parts, named=f"{name}材料清单")
