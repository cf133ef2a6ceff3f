"""登记卡: which branch has one, made, replaced, ended, its fingerprint compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from partydesk.desk.handover.card_dialogs import EndDialog, FingerprintDialog
from partydesk.desk.handover.operator_bar import OperatorBar
from partydesk.desk.handover.removable_drives import removable_drives
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.back_button import back_button
from partydesk.desk.kit.cards import Card, button, empty, link, local_time, row, text
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.kit.written_file import tell_written
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.exchange.merge import cards
from partydesk.exchange.merge.cards import BranchCard, Made
from partydesk.exchange.seal.issued import STATES
from partydesk.rules.coverage import NOBODY_BELOW
from partydesk.store.progress import Progress

_COLUMNS = (
    Column("编码", 90), Column("党组织"), Column("登记卡", 80), Column("状态", 110),
    Column("指纹", 90), Column("发卡", 110),
)  # fmt: skip
_NONE = ("没有卡", "idle")
_LISTED = 12  # codes shown; all are copied


class CardsPage(LivePage):
    """The branches of the register with their cards; what can be done is about the one chosen."""

    help_key = "cards"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.found: list[BranchCard] = []
        self._made: list[Made] = []
        self.said = text("", "hint", wrap=True)
        self.all_button = button("给没有卡的都发…", self.make_all, "main")
        head = row(back_button(self.closed.emit), text("登记卡", "title"), self.said,
                   self.all_button)  # fmt: skip
        head.setStretch(2, 1)
        self.who = OperatorBar(context)
        self.codes = Card()
        self.codes.hide()
        self.table = PlainTable(_COLUMNS)
        self.table.setAccessibleName("各支部的登记卡")
        self.table.chosen.connect(lambda _at: self._show_actions())
        self._list = Card()
        self._list.rows.setContentsMargins(1, 1, 1, 1)
        self._list.rows.addWidget(self.table)
        self._actions = FlowLayout(least=300)
        words = "先登记支部，或收下它们的报送表，\n再在这里发登记卡。"
        self.empty = EmptyState(NOBODY_BELOW, words, [])
        self.empty.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 14, theme.AIR, 12)
        whole.setSpacing(10)
        whole.addLayout(head)
        whole.addWidget(self.who)
        whole.addWidget(self.codes)
        whole.addWidget(self._list, 1)
        whole.addWidget(self.empty, 1)
        whole.addLayout(self._actions)
        hand_on_focus(self, self.table)
        on_keys(self, self.closed, "Esc")

    # Showing ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Ask how the cards stand."""
        store = self.context.store
        self.context.query("正在看登记卡", lambda _: cards.standing(store), self.show_cards, self)

    def show_cards(self, found: Sequence[BranchCard]) -> None:
        """Show these; the branch that was chosen stays."""
        kept = self.current.branch.code if self.current is not None else ""
        self.found = list(found)
        self.table.show_rows([_cells(each) for each in self.found])
        lacking = sum(each.card is None for each in self.found)
        open_ = sum(each.card is not None and each.card.state == "unconfirmed" for each in found)
        parts = [f"{len(self.found)} 个支部"]
        parts += [f"{lacking} 个没有卡"] if lacking else []
        parts += [f"{open_} 个指纹待核对"] if open_ else []
        parts.append("有卡的支部报来的表加封：看得出是谁写的，路上改不了")
        self.said.setText("，".join(parts))
        self.all_button.setVisible(bool(lacking))
        for each in (self._list, self.said):
            each.setVisible(bool(self.found))
        self.empty.setVisible(not self.found)
        codes = [each.branch.code for each in self.found]
        if codes:
            self.table.selectRow(codes.index(kept) if kept in codes else 0)
        self._show_actions()

    @property
    def current(self) -> BranchCard | None:
        """The branch that is chosen."""
        at = self.table.currentIndex().row()
        return self.found[at] if 0 <= at < len(self.found) else None

    def _show_actions(self) -> None:
        empty(self._actions)
        now = self.current
        if now is None:
            return
        state = now.card.state if now.card is not None else ""

        def add(words: str, do: Callable[[], object]) -> None:
            made = button(words, do)
            self._actions.addWidget(made)
            made.show()

        add("发登记卡…" if state in ("", "ended") else "换发登记卡…", self.make_one)
        if state == "unconfirmed":
            add("核对指纹…", self.confirm)
        if state not in ("", "ended"):
            add("停用…", self.end)

    def _show_codes(self) -> None:
        """The one-time codes of the cards just made: here, and nowhere else."""
        empty(self.codes.rows)
        count = f"{len(self._made)} 张登记卡已写好，口令只显示这一次" if self._made else ""
        head = row(text(count, "section"), None, link("复制口令", self._copy),
                   link("记好了，收起", self._forget))  # fmt: skip
        self.codes.rows.addLayout(head)
        why = "在电话里把口令告诉支部书记，不要写在 U 盘上，也不要同文件一起发。"
        self.codes.rows.addWidget(text(why, "small", wrap=True))
        for each in self._made[:_LISTED]:
            where = f"{each.organisation}　第 {each.number} 号　{each.file.name}"
            code = text(each.code, "section")
            code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            name = text(where, "small", wrap=True)
            line = row(code, name)
            line.setStretch(1, 1)
            self.codes.rows.addLayout(line)
        if len(self._made) > _LISTED:
            more = f"还有 {len(self._made) - _LISTED} 个没有列出，都在“复制口令”里"
            self.codes.rows.addWidget(text(more, "small"))
        self.codes.setVisible(bool(self._made))

    def _copy(self) -> None:
        lines = [f"{each.organisation}\t{each.name}\t{each.code}" for each in self._made]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.context.tell(f"{len(lines)} 个口令已复制", "ok")

    def _forget(self) -> None:
        self._made = []
        self._show_codes()

    # Doing ------------------------------------------------------------------------------------

    def make_one(self) -> None:
        """Make the card of the branch that is chosen."""
        if (now := self.current) is not None:
            self._make([now.branch.code])

    def make_all(self) -> None:
        """Make the cards of all that have none."""
        self._make([each.branch.code for each in self.found if each.card is None])

    def _make(self, codes: Sequence[str]) -> None:
        sticks = [each.path for each in removable_drives() if each.usable]
        start = str(sticks[0]) if sticks else ""
        now = {each.branch.code: each.card for each in self.found}
        ends = any(card is not None and not card.ended_at for card in map(now.get, codes))
        words = "登记卡写到哪个文件夹" + ("（写好新卡，旧卡当场停用）" if ends else "")
        name = QFileDialog.getExistingDirectory(self, words, start)
        if not name:
            return
        store = self.context.store

        def work(progress: Progress) -> list[Made]:
            return cards.make_all(store, Path(name), codes, progress=progress)

        def done(made: list[Made]) -> None:
            self._made = made
            self._show_codes()
            self.refresh()
            files = [each.file for each in made]
            tell_written(self.context, f"写好 {len(made)} 张登记卡：{name}", *files)

        def go() -> None:
            # One that is written ends the branch's card before: it is not left half done.
            self.context.run("正在写登记卡", work, done, self, cancellable=False)

        self.who.first(go)

    def confirm(self) -> None:
        """Ask what the branch says its fingerprint is, and compare."""
        if (now := self.current) is None:
            return
        code = now.branch.code

        def do(said: str) -> None:
            card = self.context.attempt(lambda: cards.confirm(self.context.store, code, said))
            if card is not None:
                self.refresh()
                self.context.tell(f"{code} 的指纹 {card.fingerprint} 已核对", "ok")

        named = now.branch.short_name or now.branch.name
        asking = FingerprintDialog(self, named, lambda said: self.who.first(lambda: do(said)))
        asking.open()

    def end(self) -> None:
        """Ask, then end the card of the branch that is chosen."""
        if (now := self.current) is None:
            return
        code = now.branch.code

        def do() -> None:
            card = self.context.attempt(lambda: cards.end(self.context.store, code))
            if card is not None:
                self.refresh()
                self.context.tell(f"{code} 的第 {card.number} 号登记卡已停用", "ok")

        named = now.branch.short_name or now.branch.name
        EndDialog(self, named, lambda: self.who.first(do)).open()


def _cells(each: BranchCard) -> list[Cell | str]:
    card = each.card
    words, tone = STATES[card.state] if card is not None else _NONE
    return [
        each.branch.code,
        each.branch.name,
        f"第 {card.number} 号" if card is not None else "—",
        Cell(words, tone),
        card.fingerprint if card is not None else "",
        local_time(card.made_at, "%Y-%m-%d") if card is not None else "",
    ]
