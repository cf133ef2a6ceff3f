"""留痕: who took, withdrew, returned or decided what, when and why; narrowed, printed, exported."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.handover.taking_back import answers_menu
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, local_time, period_title, row, text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.exchange.merge import trace
from partydesk.exchange.merge.register_answers import GivenAnswer, answers
from partydesk.records import clock
from partydesk.records.clock import local_day
from partydesk.store.store import Store

_COLUMNS = (
    Column("时间", 160), Column("操作人", 110), Column("做了什么", 96), Column("党组织", 180),
    Column("期间", 150), Column("版本", 76), Column("为什么"),
)  # fmt: skip
_EVERYBODY, _NOBODY = "全部操作人", "没有记名"
_SINCE = (("全部时间", 0), ("今天", 1), ("7 天以来", 7), ("30 天以来", 30), ("一年以来", 366))


class TracePage(LivePage):
    """The acts, newest first. Nothing here changes them."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.acts: list[trace.Act] = []
        self.names: dict[str, str] = {}
        self.shown: list[trace.Act] = []
        self._told: dict[trace.Act, list[Cell | str]] = {}
        self.given: list[GivenAnswer] = []
        self.tools = TableTools(context, self, self._as_shown)
        self._title = text("留痕", "title")
        self.back_button = button("撤回回答", self._open_answers)
        self.back_button.setToolTip("答过“这份表是哪个支部的”，答错了在这里撤回")
        self._head = row(self._title, None, self.back_button, self.tools)
        self.branch = QLineEdit()
        self.branch.setPlaceholderText("支部名称或编码")
        self.branch.setAccessibleName("只看哪个支部")
        self.branch.setClearButtonEnabled(True)
        self.branch.setFixedWidth(180)
        self.branch.textChanged.connect(lambda _: self._show())
        self.operator, self.since = ComboBox(), ComboBox()
        self.operator.setAccessibleName("只看谁做的")
        self.since.setAccessibleName("从什么时候起")
        self.since.addItems([words for words, _ in _SINCE])
        for box in (self.operator, self.since):
            box.setMinimumWidth(130)
            box.currentIndexChanged.connect(lambda _: self._show())
        self.chips = ChipBar([Chip(act, (act,)) for act in trace.ACTS])
        self.chips.chosen.connect(lambda _chip: self._show())
        self.table = PlainTable(_COLUMNS)
        self.table.setAccessibleName("留痕")
        card = Card()
        card.rows.setContentsMargins(1, 1, 1, 1)
        card.rows.addWidget(self.table)
        self.list = card
        words = "收下、撤回、退回、定下重复的，都在这里各留一行：\n谁、什么时候、为什么。只增不改。"
        self.empty = EmptyState("还没有收过表", words, [])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 14, theme.AIR, 12)
        whole.setSpacing(10)
        whole.addLayout(self._head)
        filters = row(self.branch, self.operator, self.since, None)
        whole.addLayout(filters)
        whole.addWidget(self.chips)
        whole.addWidget(card, 1)
        whole.addWidget(self.empty, 1)
        hand_on_focus(self, self.table)

    def lead_with(self, parts: QWidget) -> None:
        self._title.hide()
        self._head.insertWidget(0, parts)

    def showEvent(self, event: QShowEvent) -> None:
        self._stale = True  # an act need not change a record
        super().showEvent(event)

    def load(self) -> None:
        """Read the log."""
        store = self.context.store
        self.context.query("正在读留痕", lambda _: _read(store), self.show_acts, self)

    def show_acts(self, found: tuple[list[trace.Act], dict[str, str], list[GivenAnswer]]) -> None:
        """Show these acts, and the answers that can be taken back; what they are narrowed by
        stays."""
        self.acts, self.names, self.given = found
        self.back_button.setVisible(bool(self.given) and self.context.store.writable)
        self._told = {act: self._cells(act) for act in self.acts}
        people = sorted({act.operator or _NOBODY for act in self.acts})
        kept = self.operator.currentText()
        self.operator.blockSignals(True)
        self.operator.clear()
        self.operator.addItems([_EVERYBODY, *people])
        self.operator.setCurrentIndex(max(0, self.operator.findText(kept)))
        self.operator.blockSignals(False)
        for each in (self.list, self.chips, self.branch, self.operator, self.since):
            each.setVisible(bool(self.acts))
        self.empty.setVisible(not self.acts)
        self._show()

    def _open_answers(self) -> None:
        menu = answers_menu(self.context, self, self.given, self.refresh)
        menu.popup(self.back_button.mapToGlobal(self.back_button.rect().bottomLeft()))

    def _show(self) -> None:
        rest = [act for act in self.acts if self._lets_through(act)]
        counts: dict[object, int] = {}
        for act in rest:
            counts[act.act] = counts.get(act.act, 0) + 1
        self.chips.set_counts(counts)
        chip = self.chips.current
        self.shown = [act for act in rest if chip.everything or act.act in chip.values]
        self.table.show_rows([self._told[act] for act in self.shown])

    def _lets_through(self, act: trace.Act) -> bool:
        who = self.operator.currentText()
        if who not in ("", _EVERYBODY, act.operator or _NOBODY):
            return False
        days = _SINCE[max(0, self.since.currentIndex())][1]
        if days and local_day(act.at) < _first(days):
            return False
        sought = self.branch.text().strip().casefold()
        name = self.names.get(act.organisation, "")
        return not sought or sought in act.organisation.casefold() or sought in name.casefold()

    def _cells(self, act: trace.Act) -> list[Cell | str]:
        name = self.names.get(act.organisation, "")
        return [
            local_time(act.at, "%Y-%m-%d %H:%M"),
            act.operator or _NOBODY,
            Cell(act.act, trace.TONES[act.act]),
            f"{act.organisation} {name}".strip(),
            period_title(act.period) if act.period else "",
            f"第 {act.revision} 版" if act.revision else "",
            act.reason,
        ]

    def _as_shown(self) -> ShownTable | None:
        if not self.shown:
            return None
        widths = (16, 12, 8, 22, 16, 8, 40)
        heads = [(column.label, width) for column, width in zip(_COLUMNS, widths, strict=True)]
        return ShownTable("留痕", heads, [("", self.table.texts)])


def _first(days: int) -> date:
    return clock.today() - timedelta(days=days - 1)


def _read(store: Store) -> tuple[list[trace.Act], dict[str, str], list[GivenAnswer]]:
    """The acts, the organisations' short names by code, and the answers that stand."""
    with store.read() as connection:
        names = {
            str(code): str(name)
            for code, name in connection.exec_driver_sql(
                "SELECT code, coalesce(nullif(short_name, ''), name) FROM organisation "
                "ORDER BY deleted_at IS NULL, id"
            )
        }
    # Who resembled nobody was registered without an act: withdrawing what was taken undoes it.
    found = trace.acts(store)
    asked = {act.organisation for act in found if act.act == trace.ANSWERED}
    return found, names, [each for each in answers(store) if each.file_code in asked]
