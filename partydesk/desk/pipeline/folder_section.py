"""材料: what is there of one person on the way and what lacks, with what is added and printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from partydesk.desk.kit.cards import button, link, pill, row, rule, text
from partydesk.desk.kit.side_pane import PaneBody
from partydesk.desk.pipeline.papers import OFFERED

if TYPE_CHECKING:
    from partydesk.rules.cultivation_folder import Item

_LOGS = (("记考察", "inspection"), ("记思想汇报", "thought_report"))


def add_folder(
    body: PaneBody,
    items: Sequence[Item],
    log: Callable[[str], None],
    paper: Callable[[str, str], None],
    *,
    editable: bool,
) -> None:
    """Tell of them below the steps. `log` adds an entry of a kind, `paper` prints a paper (its key
    and the suffix of its file)."""
    if not items:
        return
    column = body.column
    column.addWidget(rule())
    there, lacking = [each for each in items if each.there], [e for e in items if e.lacks]
    words = f"有 {len(there)} 样" + (f"，缺 {len(lacking)} 样" if lacking else "，该有的都有")
    papers = button("打印材料", lambda: None)
    papers.setMenu(_menu(body, paper))
    column.addLayout(row(text("材料", "section"), text(words, "small"), None, papers))
    for each in items:
        if each.there or each.lacks:
            state = text(each.told, "small") if each.there else pill("缺", "bad")
            column.addLayout(row(text(each.label, "" if each.there else "label"), None, state))
    if editable:
        links = [link(words, partial(log, kind)) for words, kind in _LOGS]
        column.addLayout(row(*links, None))


def _menu(body: PaneBody, paper: Callable[[str, str], None]) -> QMenu:
    from partydesk.documents.printing import PAPERS

    menu = QMenu(body)
    for what in OFFERED:
        label = PAPERS[what].label
        menu.addAction(label, partial(paper, what, ".pdf"))
        menu.addAction(f"{label}（Word）", partial(paper, what, ".docx"))
    return menu
