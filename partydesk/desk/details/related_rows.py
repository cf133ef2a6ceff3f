"""Rows that belong to a record, gathered by their state: one line of names for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from partydesk.desk.kit.cards import pill, rule, text
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.store import queries
from partydesk.store.store import Store

_MANY = 60  # rows that are shown; more are counted


def fill(column: QVBoxLayout, store: Store, kind: str, id: int) -> None:
    """Put the lines of the kind that belong to the record with this id into a column."""
    with store.read() as connection:
        query = queries.Query(kind, where={kind_of(kind).belongs_to: id})
        found = queries.ids(connection, query)
        rows = queries.window(connection, kind, found[:_MANY])
    for words, state in _lines(kind, rows):
        line = QHBoxLayout()
        line.addWidget(pill(*state), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text(words, wrap=True), 1)
        column.addLayout(line)
        column.addWidget(rule())
    if not found:
        column.addWidget(text(f"还没有{kind_of(kind).called()}。", "small"))
    elif len(found) > len(rows):
        column.addWidget(text(f"还有 {len(found) - len(rows)} 条，编辑时看全部。", "small"))


def _lines(kind: str, rows: Mapping[int, Mapping[str, Any]]) -> list[tuple[str, tuple[str, str]]]:
    """For each state its names with their notes, and (label, tone) of its pill."""
    state = fields(kind_of(kind))["state"]
    lines = []
    # What is out of the ordinary comes first.
    for choice in sorted(state.choices or (), key=lambda choice: choice.tone == "ok"):
        names = [
            f"{row['name']}（{row['note']}）" if row["note"] else str(row["name"])
            for row in rows.values()
            if row["state"] == choice.code
        ]
        if names:
            lines.append(("、".join(names), (f"{choice.label} {len(names)}", choice.tone)))
    return lines
