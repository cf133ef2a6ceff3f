"""The history of a record in its pane: each change, who made it when, what was there before."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from partydesk.desk.kit.cards import row, rule, text
from partydesk.store.history import Event, history
from partydesk.store.store import Store


def fill(column: QVBoxLayout, store: Store, kind: str, uid: str) -> None:
    """Put the changes into a column, the latest first."""
    with store.read() as connection:
        events = history(connection, kind, uid)
    for event in events:
        _event(event, column)
    if not events:
        column.addWidget(text("还没有修改记录。", "small"))


def _event(event: Event, column: QVBoxLayout) -> None:
    when = text(f"{event.at:%Y-%m-%d %H:%M}　{event.actor}", "small")
    column.addLayout(row(text(event.what), None, when))
    for each in event.differences:
        line = f"{each.label}：{each.before or '（空）'} → {each.after or '（空）'}"
        column.addWidget(text(line, "small", wrap=True))
    column.addWidget(rule())
