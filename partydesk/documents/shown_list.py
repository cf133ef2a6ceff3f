"""A list on paper as the screen shows it: the same rows, order, columns and groups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from partydesk.records.clock import today
from partydesk.records.findings import UserError
from partydesk.store.progress import Progress
from partydesk.store.store import Store

MOST = 5_000  # rows; more is no paper to be read
_ACROSS, _SMALL = 62, 105  # characters of a row from which the page lies across, the type is small

Group = tuple[str, Sequence[Sequence[str]]]  # what the rows have in common ("" for none), rows


def print_list(
    store: Store,
    title: str,
    columns: Sequence[tuple[str, int]],
    groups: Sequence[Group],
    out: Path,
    progress: Progress,
) -> None:
    """Write rows of texts as PDF. `columns` are heads and widths in characters.

    Raises UserError for more than `MOST` rows or a file that cannot be written, Cancelled.
    """
    total = sum(len(rows) for _, rows in groups)
    if total > MOST:
        raise UserError(
            "too-many",
            f"这里有 {total:,} 行，一次最多打印 {MOST:,} 行。请先筛选，或改用“导出”",
        )
    from reportlab.lib.units import mm
    from reportlab.platypus import Spacer

    from partydesk.documents.fonts import fonts
    from partydesk.documents.page import ACROSS, UPRIGHT, Printed, room, set_paper
    from partydesk.documents.reading import day
    from partydesk.documents.tables import listing, widths
    from partydesk.documents.text_styles import TextStyle
    from partydesk.store.atomic import written

    lettering = TextStyle(fonts())
    name = store.own.name
    shares = [float(max(width, 2 * len(head) + 1)) for head, width in columns]
    page = ACROSS if sum(shares) > _ACROSS else UPRIGHT
    size = "small" if sum(shares) > _SMALL else "cell"
    story = [
        lettering(title, "title"),
        lettering(f"{name}　截至 {day(today().isoformat())}", "subtitle"),
        Spacer(0, 2 * mm),
    ]
    for label, rows in groups:
        if label:
            story.append(lettering(f"{label}（{len(rows):,}）", "heading"))
        heads = [head for head, _ in columns]
        story.append(listing(lettering, heads, rows, widths(shares, room(page)), size=size))
    story += [Spacer(0, 3 * mm), lettering(f"共 {total:,} 行。", "note")]
    with written(out) as temporary:
        set_paper(temporary, Printed(title, story, page), lettering, name, progress)
