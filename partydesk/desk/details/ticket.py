"""A problem beneath its fields: every step on a line, how long it took, how its limit stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy import Connection

from partydesk.desk.details.parts import StepRow, article, section, small, wrapped
from partydesk.desk.kit.cards import link, pill, row
from partydesk.desk.kit.plain_text import tip_text
from partydesk.records import clock
from partydesk.records.ticket import STATE, TicketStep
from partydesk.rules.ticket_summary import AboutTicket, Step, about_ticket


def about(connection: Connection, id: int) -> AboutTicket | None:
    """What is known of a problem today."""
    return about_ticket(connection, id, clock.today())


def fill(
    column: QVBoxLayout, _row: object, known: AboutTicket | None,
    go: Callable[[str, str], object], *_ways: object,
) -> None:  # fmt: skip
    """Put the steps into a column once they are known, before them what it was made of."""
    if known is None:
        return
    if known.origin is not None:
        kind, uid, words = known.origin
        section(column, "从哪里来", link("打开", partial(go, kind, uid)))
        column.addWidget(wrapped(words))
    limit = None
    if known.limit:
        limit = pill(known.limit, known.tone)
        limit.setToolTip(tip_text(article(known.item) if known.item is not None else ""))
    section(column, TicketStep.title, limit)
    if known.taken:
        column.addWidget(small(known.taken))
    line = QVBoxLayout()
    line.setSpacing(0)
    for number, step in enumerate(known.steps):
        line.addWidget(_step(step, first=number == 0, last=number == len(known.steps) - 1))
    column.addLayout(line)
    if not known.steps:
        column.addWidget(small("还没有办理记录。"))


def _step(step: Step, *, first: bool, last: bool) -> StepRow:
    choice = STATE.by_code.get(step.state)
    tone = choice.tone if choice is not None else "idle"
    made = StepRow(tone, done=True, first=first, last=last)
    when = wrapped("　".join(part for part in (step.at[:16], step.by) if part), "small")
    line = row(when)
    line.setStretch(0, 1)
    if choice is not None:
        line.addWidget(pill(choice.label, tone), 0, Qt.AlignmentFlag.AlignTop)
    made.rows.addLayout(line)
    made.rows.addWidget(wrapped(step.note))
    return made
