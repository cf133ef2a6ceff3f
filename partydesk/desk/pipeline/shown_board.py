"""The board as a table: what stands on each card, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from partydesk.desk.pipeline.words import next_line, pill_of
from partydesk.desk.printing.shown_table import ShownTable
from partydesk.rules.pipeline_card import STAGES, Card


def board_table(found: Sequence[Card], today: date, branches: bool) -> ShownTable:
    """Everybody on the board, in its order; with their branch where it is of many `branches`."""
    heads = [("姓名", 8), ("从哪天", 10), ("怎样了", 20), ("还差", 18), ("下一步", 24), ("", 8)]
    if branches:
        heads.insert(1, ("支部", 14))
    groups = []
    for stage in STAGES:
        rows = [_row(card, today, branches) for card in found if card.stage == stage.code]
        if rows:
            groups.append((stage.title, rows))
    return ShownTable("发展党员", heads, groups, "人")


def _row(card: Card, today: date, branches: bool) -> list[str]:
    step = card.next
    cells = [
        card.name,
        card.since.isoformat() if card.since else "",
        card.told,
        "、".join(card.lacking),
        next_line(step) if step is not None else "",
        pill_of(card, today)[0],
    ]
    if branches:
        cells.insert(1, card.branch)
    return cells
