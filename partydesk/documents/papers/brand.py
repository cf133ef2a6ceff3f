"""品牌: one page that shows a branch's brand."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Pairs, Part, Words, heading
from partydesk.documents.print_job import PrintJob

_PARTS = (("品牌内涵", "meaning"), ("主要举措", "measures"), ("取得成效", "results"))


def draft(order: PrintJob) -> Draft:
    """The brand asked for."""
    row = order.row or {}
    since = str(row.get("since") or "")

    def text(column: str) -> str:
        """A text as it stands on paper: numbers of people are masked."""
        return order.reading.text("brand", row, column) if row else ""

    pairs = (("所属党组织", order.name), ("牵头人", text("lead")),
             ("创建日期", since))  # fmt: skip
    parts: list[Part] = [Pairs(tuple(pair for pair in pairs if pair[1]), wide=True)]
    for title, column in _PARTS:
        lines = [line.strip() for line in text(column).splitlines() if line.strip()]
        if lines:
            parts.append(heading(title))
            parts += [Words(line) for line in lines]
    return Draft(f"“{text('name')}”党建品牌", order.name, tuple(parts))
