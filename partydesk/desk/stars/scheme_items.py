"""The items of a scheme being edited: the list at the left, the chosen one's fields beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.kit.cards import Card, button, row, scrolled, text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.stars.scheme_draft import SHARE, STEPS, TARGET, ItemDraft
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable

_WAYS = ((SHARE, "按比例"), (TARGET, "到一定数得满分"), (STEPS, "分级给分"))


class SchemeItems(QWidget):
    """Edits a list of ItemDraft in place; `edited` tells that something changed."""

    edited = Signal()

    def __init__(self, *, read_only: bool) -> None:
        super().__init__()
        from partydesk.rules.stars.computed import COUNTED, RULES

        self._rules = RULES
        self.items: list[ItemDraft] = []
        self._faulty: set[int] = set()
        self._loading = False
        self.table = PlainTable(
            [Column("类别", 104), Column("项目"), Column("分值", 58, True), Column("怎么算", 132)]
        )
        self.table.setAccessibleName("方案的项目")
        self.table.setMinimumHeight(120)
        self.table.chosen.connect(self._load)
        card = Card()
        card.rows.setContentsMargins(1, 3, 1, 3)
        card.rows.addWidget(self.table)
        self.tools = QWidget()
        self.tools.setLayout(
            row(
                button("添加", self.add),
                button("删除", self.remove),
                None,
                button("上移", lambda: self.move_by(-1)),
                button("下移", lambda: self.move_by(1)),
            )
        )
        if read_only:
            self.tools.hide()
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(card, 1)
        left.addWidget(self.tools)
        self.lines: dict[str, QLineEdit] = {}
        self.rule = ComboBox()
        self.rule.addItem("自评", "")
        for rule in RULES.values():
            unit = f"按{COUNTED[rule.id].unit}数" if rule.counted else "按比例"
            self.rule.addItem(f"{rule.label}（{unit}）", rule.id)
        self.way = ComboBox()
        for way, label in _WAYS:
            self.way.addItem(label, way)
        for choice in (self.rule, self.way):
            # As wide as the form, not as the longest of its choices.
            choice.setSizeAdjustPolicy(
                ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.says = text("", "hint", wrap=True)
        self._labels: dict[QWidget, QWidget] = {}
        self.form = QWidget()
        self._lay_out()
        self.form.setEnabled(False)
        self._read_only = read_only
        self.rule.activated.connect(lambda _: self._rule_chosen())
        self.way.activated.connect(lambda _: self._typed())
        area = scrolled(self.form)
        area.setFixedWidth(392)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(16)
        whole.addLayout(left, 1)
        whole.addWidget(area)

    def _lay_out(self) -> None:
        grid = self._grid = QGridLayout(self.form)
        grid.setContentsMargins(0, 2, 10, 2)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self._line("group", "类别")
        self._line("label", "项目").setToolTip("得分按名称记：改了名，按原来名称打的分不再算进来")
        self._line("points", "分值", 92)
        self._put("怎么算", self.rule)
        grid.addWidget(self.says, grid.rowCount(), 1)
        self._put("给分", self.way)
        self._line("target", "满分要求", 92).setPlaceholderText("4 或 90%")
        self._line("steps", "分级").setPlaceholderText("80%=70%，95%=100%")
        self._line("nothing_due", "没有要办的").setPlaceholderText(
            "给几成分，例如 100%；空着由自评"
        )
        self._line("evidence", "依据")
        grid.setRowStretch(grid.rowCount(), 1)

    def _line(self, name: str, label: str, width: int = 0) -> QLineEdit:
        line = QLineEdit()
        if width:
            line.setFixedWidth(width)
        line.textEdited.connect(lambda _: self._typed())
        self.lines[name] = line
        self._put(label, line)
        return line

    def _put(self, label: str, field: QWidget) -> None:
        named = text(label, "label")
        named.setBuddy(field)
        field.setAccessibleName(label)
        self._labels[field] = named
        number = self._grid.rowCount()
        self._grid.addWidget(named, number, 0, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(field, number, 1)

    # -- the list ------------------------------------------------------------------------------

    @property
    def current(self) -> int:
        """The row under the cursor, -1 for none."""
        return self.table.currentIndex().row()

    def show_items(self, items: list[ItemDraft], at: int = 0) -> None:
        """Edit these; the list itself is changed."""
        self.items = items
        self._faulty = set()
        self._list(at)

    def mark(self, faulty: set[int]) -> None:
        """Show which rows have something wrong."""
        self._faulty = faulty
        self._list(self.current)

    def go_to(self, number: int) -> None:
        """Put the cursor on a row."""
        self.table.selectRow(number)
        self.table.scrollTo(self.table.model().index(number, 0))

    def add(self) -> None:
        """A new item below the one under the cursor, in its group."""
        at = self.current + 1 if self.current >= 0 else len(self.items)
        group = self.items[at - 1].group if self.items else ""
        self.items.insert(at, ItemDraft(group=group))
        self._changed(at)
        self.lines["label"].setFocus()

    def remove(self) -> None:
        """Take the item under the cursor out."""
        if 0 <= self.current < len(self.items):
            at = self.current
            del self.items[at]
            self._changed(min(at, len(self.items) - 1))

    def move_by(self, step: int) -> None:
        """Let the item under the cursor change places with its neighbour."""
        at, to = self.current, self.current + step
        if 0 <= at < len(self.items) and 0 <= to < len(self.items):
            self.items[at], self.items[to] = self.items[to], self.items[at]
            self._changed(to)

    def _changed(self, at: int) -> None:
        self._faulty = set()
        self._list(at)
        self.edited.emit()

    def _list(self, at: int) -> None:
        self.table.show_rows([self._cells(n, item) for n, item in enumerate(self.items)])
        if self.items:
            self.go_to(min(max(at, 0), len(self.items) - 1))
        else:
            self._load(-1)

    def _cells(self, number: int, item: ItemDraft) -> list[Cell | str]:
        rule = self._rules.get(item.rule)
        how: Cell | str = rule.label if rule else item.rule or "自评"
        if number in self._faulty:
            how = Cell("要改", "bad")
        return [item.group, item.label or "（没有名称）", item.points, how]

    # -- the fields ----------------------------------------------------------------------------

    def _load(self, number: int) -> None:
        there = 0 <= number < len(self.items)
        self.form.setEnabled(there and not self._read_only)
        item = self.items[number] if there else ItemDraft()
        self._loading = True
        for name, line in self.lines.items():
            if line.text() != getattr(item, name):
                line.setText(getattr(item, name))
                line.setCursorPosition(0)
        self.rule.setCurrentIndex(max(0, self.rule.findData(item.rule)))
        self.way.setCurrentIndex(self.way.findData(item.way))
        self._loading = False
        self._offer(item)

    def _offer(self, item: ItemDraft) -> None:
        """Only the fields that this way of scoring needs are there."""
        rule = self._rules.get(item.rule)
        self.says.setText(rule.says if rule else "支部给自己打分，党委评定。")
        computed = rule is not None
        for field, needed in (
            (self.way, computed),
            (self.lines["target"], computed and item.way == TARGET),
            (self.lines["steps"], computed and item.way == STEPS),
            (self.lines["nothing_due"], rule is not None and not rule.counted),
        ):
            field.setVisible(needed)
            self._labels[field].setVisible(needed)

    def _rule_chosen(self) -> None:
        rule = self._rules.get(str(self.rule.currentData()))
        if rule is not None and rule.counted and self.way.currentData() == SHARE:
            self.way.setCurrentIndex(self.way.findData(TARGET))
        if rule is None or rule.counted:
            self.lines["nothing_due"].clear()
        self._typed()

    def _typed(self) -> None:
        number = self.current
        if self._loading or not 0 <= number < len(self.items):
            return
        item = self.items[number]
        for name, line in self.lines.items():
            setattr(item, name, line.text())
        item.rule, item.way = str(self.rule.currentData()), str(self.way.currentData())
        self._offer(item)
        self._list(number)
        self.edited.emit()
