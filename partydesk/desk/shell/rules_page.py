"""规则: every norm there is, what it says, by which article, on or off."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.back_button import back_button
from partydesk.desk.kit.cards import button, row, stack, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.rules.rulebook import Rule, matching, rulebook
from partydesk.store.writing import OperationChanges

_COLUMNS = (Column("类别", 88), Column("规则", 190), Column("要求"), Column("依据"),
            Column("提醒", 92))  # fmt: skip
_WIDTHS = (10, 20, 34, 30, 10)  # characters of the columns in a sheet and on paper
_TONES = {"开": "ok", "关": "idle", "一直提醒": "info"}


class RulesPage(LivePage):
    """The list follows the search; the rule under the cursor is told in full below it.

    `settings_wanted` carries the section of 设置 where they are set.
    """

    help_key = "rules"
    settings_wanted = Signal(str)

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.rules: list[Rule] = []
        self.listed: list[Rule] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找规则、条文…")
        self.search.setAccessibleName("查找规则")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(270)
        self.search.textChanged.connect(lambda _text: self._show())
        self.search.returnPressed.connect(self._into_list)
        self.count = text("", "small")
        self.table = PlainTable(_COLUMNS)
        self.table.setAccessibleName("全部规则")
        self.table.chosen.connect(self._tell)
        self.table.opened.connect(lambda _row: self._toggle())
        self.title = text("", "section")
        self.says = text("", wrap=True)
        self.article = text("", "hint", wrap=True)
        self.box = QCheckBox("提醒这一项")
        self.box.clicked.connect(self._switch_current)
        self._current = ""
        self._build()

    def _build(self) -> None:
        back = back_button(self.closed.emit)
        settings = button("规则的设置", lambda: self.settings_wanted.emit("rules"))
        self.tools = TableTools(self.context, self, self._as_shown)
        title = text("规则", "title")
        head = row(back, title, self.count, None, self.search, self.tools, settings)
        head.setContentsMargins(theme.AIR, 14, theme.AIR, 0)
        detail = QFrame()
        detail.setProperty("role", "card")
        below = QVBoxLayout(detail)
        below.setContentsMargins(16, 10, 16, 10)
        below.setSpacing(4)
        below.addLayout(row(self.title, None, self.box))
        below.addWidget(self.says)
        below.addWidget(self.article)
        book = QWidget()
        left = stack(book, theme.GAP)
        left.setContentsMargins(theme.AIR, 0, theme.AIR, 16)
        left.addWidget(self.table, 1)
        left.addWidget(detail)
        whole = stack(self, theme.ROOM)
        whole.addLayout(head)
        whole.addWidget(book, 1)
        on_keys(self, self.closed, "Esc")
        on_keys(self.table, self._toggle, "Space", alone=True)
        hand_on_focus(self, self.search)

    # -- what is shown -------------------------------------------------------------------------

    def concerns(self, changes: OperationChanges) -> bool:
        """Only a change of the rules, which is told as one of the organisation."""
        return "organisation" in changes.kinds

    def load(self) -> None:
        """Read the rules as they stand."""
        with self.context.store.read() as connection:
            self.rules = rulebook(connection)
        self._show()

    def _show(self) -> None:
        self.listed = matching(self.rules, self.search.text())
        here = self._current
        self.table.show_rows([_cells(rule) for rule in self.listed])
        whole, seen = len(self.rules), len(self.listed)
        self.count.setText(f"共 {whole} 条" if seen == whole else f"{seen} 条，共 {whole} 条")
        ids = [rule.norm.id for rule in self.listed]
        if ids:
            self.table.selectRow(ids.index(here) if here in ids else 0)
        else:
            self._tell(-1)

    def _as_shown(self) -> ShownTable:
        """The rules in sight, for sheet and paper."""
        labels = (column.label for column in _COLUMNS)
        heads = list(zip(labels, _WIDTHS, strict=True))
        return ShownTable("规则", heads, [("", self.table.texts)])

    def _tell(self, at: int) -> None:
        """Tell the rule in a row in full."""
        rule = self.listed[at] if 0 <= at < len(self.listed) else None
        self.box.setVisible(rule is not None and rule.on is not None)
        if rule is None:
            self._current = ""
            self.title.setText("没有找到这样的规则" if self.rules else "")
            self.says.setText("换个词再找：规则的名称、要求、条文，汉字、拼音首字母都可以。")
            self.article.setText("")
            return
        self._current = rule.norm.id
        self.title.setText(rule.norm.label)
        self.says.setText(f"{rule.norm.says}。{rule.norm.remedy}。")
        mark = "" if rule.article.startswith(rule.mark) else rule.mark
        told = [mark, rule.article, rule.span]
        if rule.earlier:
            told.append(f"以前依据{rule.earlier}")
        if rule.on is None:
            told.append("一直提醒，不能关")
        lines = [" · ".join(part for part in told if part)]
        lines += [f"{each.label}：{each.says}（{each.article}）" for each in rule.also]
        self.article.setText("\n".join(lines))
        self.box.setChecked(bool(rule.on))
        self.box.setEnabled(self.context.store.writable)

    # -- switching -----------------------------------------------------------------------------

    def switch(self, id: str, on: bool) -> None:
        """Ask for a custom from now on, or no longer."""
        from partydesk.operations.rule_settings import switch_custom

        def work() -> bool:
            switch_custom(self.context.store, id, on)
            return True

        if self.context.attempt(work):
            what = "提醒、计数都照它算" if on else "不再提醒"
            self.context.tell(f"已{'打开' if on else '关掉'}，{what}；要改回来，再点一次", "ok")
        else:
            self.refresh()

    def _switch_current(self, on: bool) -> None:
        self.switch(self._current, on)

    def _into_list(self) -> None:
        self.table.setFocus()

    def _toggle(self) -> None:
        rule = next((each for each in self.listed if each.norm.id == self._current), None)
        if rule is None:
            return
        if rule.on is None:
            self.context.tell(f"“{rule.norm.label}”是条文规定的，不能关", "idle")
        elif self.context.store.writable:
            self.switch(rule.norm.id, not rule.on)


def _cells(rule: Rule) -> list[Cell | str]:
    article = f"{rule.mark}：{rule.article}" if rule.mark else rule.article
    return [
        rule.group, rule.norm.label, rule.norm.says,
        rule.article if rule.article.startswith(rule.mark) else article,
        Cell(rule.state, _TONES[rule.state]),
    ]  # fmt: skip
