"""What the committee sent back: each fault with a way to its record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, empty, link, period_title, pill, row, rule, text
from partydesk.desk.kit.messages import repolish
from partydesk.records.fields import fields
from partydesk.records.registry import kind_of, kinds
from partydesk.store import rows

if TYPE_CHECKING:
    from partydesk.exchange.replies.slip import Fault, Slip


class ReturnedCard(Card):
    """A return slip or receipt, opened. `start_wanted` carries the NavigationTarget of a fault."""

    start_wanted = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.slip: Slip | None = None
        self.title = text("", "section", wrap=True)
        self._body = QVBoxLayout()
        self._body.setSpacing(6)
        line = row(self.title, link("收起", self.hide))
        line.setStretch(0, 1)
        self.rows.addLayout(line)
        self.rows.addLayout(self._body)

    def show_slip(self, slip: Slip) -> None:
        """Show this slip."""
        self.slip = slip
        own = self._context.store.own
        if slip.org_code != own.code:
            self.slip = None
            self.hide()
            self._context.tell(
                f"这张退回单是给 {slip.org_name}（{slip.org_code}）的，不是本支部的", "warn"
            )
            return
        what = f"{period_title(slip.period[:20])}第 {slip.revision} 版"
        if slip.doubt:
            word = "回执" if slip.accepted else "退回单"
            self.title.setText(
                f"这张{word}对不上：{slip.doubt}。没有记下；请向党委核实，要的话请党委重新开出"
            )
        elif slip.accepted:
            self.title.setText(f"{what}已收下")
        elif slip.faults:
            self.title.setText(f"{what}退回来了，有 {len(slip.faults)} 处要改")
        else:
            self.title.setText(f"{what}退回来了，没有写明要改哪里，请联系党委")
        repolish(self.title, "role", "section" if slip.accepted and not slip.doubt else "alarm")
        self.refresh()
        self.show()

    def refresh(self) -> None:
        """Show the faults again: some may have been mended."""
        empty(self._body)
        faults = self.slip.faults if self.slip else ()
        for number, fault in enumerate(faults):
            if number:
                self._body.addWidget(rule())
            self._add(fault)

    def _add(self, fault: Fault) -> None:
        place = " ".join(
            part
            for part in (fault.sheet, f"第 {fault.row} 行" if fault.row else "", fault.column)
            if part
        )
        self._body.addWidget(text(f"{place}　{fault.message}".strip(), wrap=True))
        record = self._record(fault)
        if record is None:
            return
        line = row(link("改这一条", lambda: self.start_wanted.emit(_target(fault))))
        if self.slip is not None and str(record["updated_at"]) > _utc(self.slip.made_at):
            line.addWidget(pill("已改", "ok"))
        line.addStretch(1)
        self._body.addLayout(line)

    def _record(self, fault: Fault) -> Mapping[str, Any] | None:
        """The record a fault names; a stranger's slip may name one, or a kind, that is not here."""
        if fault.kind not in kinds():
            return None
        with self._context.store.read() as connection:
            found = rows.find(connection, fault.kind, fault.uid)
        return found if found is not None and found["deleted_at"] is None else None


def _target(fault: Fault) -> NavigationTarget:
    """The form of a fault's record, in the field it is about, with what is wrong beside it."""
    named = (name for name, each in fields(kind_of(fault.kind)).items()
             if fault.column in (name, each.label))  # fmt: skip
    return NavigationTarget(fault.kind, fault.uid, column=next(named, ""), fault=fault.message)


def _utc(stamp: str) -> str:
    """A stamp of a slip in the form records keep: `2026-11-23 07:03:42`, UTC."""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S")
