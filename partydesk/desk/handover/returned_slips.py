"""What the committee sent back: each fault with a way to its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, empty, link, period_title, pill, row, rule, text
from partydesk.desk.kit.messages import repolish

if TYPE_CHECKING:
    from partydesk.exchange.replies.faults import Fault
    from partydesk.exchange.replies.slip import Slip


class ReturnedCard(Card):
    """A return slip or receipt, opened. `start_wanted` carries the NavigationTarget of a fault."""

    start_wanted = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.slip: Slip | None = None
        self.title = text("", "section", wrap=True)
        self.study = text("", "small", wrap=True)
        self.study.hide()
        self._body = QVBoxLayout()
        self._body.setSpacing(6)
        line = row(self.title, link("收起", self.hide))
        line.setStretch(0, 1)
        self.rows.addLayout(line)
        self.rows.addWidget(self.study)
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
        elif slip.accepted and slip.faults:
            self.title.setText(
                f"{what}已收下，连导出后改过的 {len(slip.faults)} 处一起收的；请在这里照改，"
                "再写出时修订号会加 1"
            )
        elif slip.accepted:
            self.title.setText(f"{what}已收下")
        elif number := sum(bool(fault.message) for fault in slip.faults):
            self.title.setText(f"{what}退回来了，有 {number} 处要改")
        elif slip.faults:
            self.title.setText(f"{what}退回来了")
        else:
            self.title.setText(f"{what}退回来了，没有写明要改哪里，请联系党委")
        self.study.setText(slip.study_taken)
        self.study.setVisible(bool(slip.study_taken))
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
        from partydesk.exchange.replies.fault_state import state_of

        assert self.slip is not None
        parts = (fault.place, fault.was_and_is, fault.sentence)
        told = "　".join(part for part in parts if part)
        self._body.addWidget(text(told, wrap=True))
        with self._context.store.read() as connection:
            state = state_of(connection, self.slip, fault)
        if state.state == "deleted":
            self._body.addLayout(row(pill("已删去", "idle"), text("这条在回收站里", "hint"), None))
        elif state.uid:
            target = NavigationTarget(
                state.kind, state.uid, column=state.column, fault=fault.sentence
            )
            line = row(link("改这一条", lambda: self.start_wanted.emit(target)))
            if state.state == "corrected":
                line.addWidget(pill("已改", "ok"))
            line.addStretch(1)
            self._body.addLayout(line)
        elif fault.kind and (fault.row or fault.digest):
            self._body.addWidget(text("支部工作台里没有这一条", "hint"))
