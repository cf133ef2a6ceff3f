"""导入: a stranger's sheet is read, shown with all it would do, and taken with one button."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.desk import Desk
from partydesk.desk.dropping import FILTER, dropped_files, dropped_sheet
from partydesk.desk.empty import EmptyState
from partydesk.desk.forms.combo import ComboBox
from partydesk.desk.plain_table import Cell, Column, PlainTable
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.exchange.intake import Proposal
    from partydesk.exchange.intake_judging import Item

_WORDS = {
    "add": ("新增", "ok"),
    "update": ("更新", "info"),
    "same": ("不变", "idle"),
    "refuse": ("收不下", "bad"),
}
_TITLES = {"member": "导入党员花名册", "enterprise": "导入企业台账"}


class ImportPage(QWidget):
    """Reads a sheet into records of one kind. Nothing is written before 收下.

    `closed` asks whoever shows the page to put it away; `taken` carries how many rows went in.
    """

    closed = Signal()
    taken = Signal(int)

    def __init__(self, desk: Desk, kind: str, path: Path | None = None) -> None:
        super().__init__()
        self.desk, self.kind = desk, kind
        self.path: Path | None = None
        self.proposal: Proposal | None = None
        self.setAcceptDrops(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._pages = QStackedWidget()
        whole.addWidget(self._pages, 1)
        what = "花名册" if kind == "member" else "台账"
        self._begin = EmptyState(
            _TITLES[kind],
            f"把{what}拖到这里，表头和说明行会自动认出来。\n"
            "先看每一行会怎样，再决定收不收；看的时候什么都不会写进去。",
            [
                (f"选择{what}…", "main", "import", self.choose),
                ("返回", "", "", self.closed.emit),
            ],
        )
        self._pages.addWidget(self._begin)
        self._pages.addWidget(self._shown())
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.closed.emit)
        if path is not None:
            self.read(path)

    def choose(self) -> None:
        """Ask for a file."""
        name, _ = QFileDialog.getOpenFileName(self, _TITLES[self.kind], "", FILTER)
        if name:
            self.read(Path(name))

    def read(self, path: Path, sheet: str | None = None) -> None:
        """Read a file and show what it would do."""

        def work(progress: Progress) -> tuple[Proposal, list[str]]:
            from partydesk.exchange.intake import propose
            from partydesk.exchange.sheet_names import visible_sheets
            from partydesk.exchange.workers import Readers

            with Readers(workers=1) as readers:
                progress(0, 2, f"正在读“{path.name}”")
                names = visible_sheets(path, readers)
                progress(1, 2, "正在逐行核对")
                found = propose(self.desk.store, path, self.kind, sheet, readers)
            return found, names

        def show(result: tuple[Proposal, list[str]]) -> None:
            self.path = path
            self.show_proposal(*result)

        self.desk.run(f"正在读“{path.name}”", work, show, self)

    def show_proposal(self, proposal: Proposal, sheets: list[str]) -> None:
        """Show what taking it would do."""
        self.proposal = proposal
        name = Path(proposal.path).name
        self._file.setText(f"{name}　表头在第 {proposal.header_row} 行，共 {proposal.rows} 行数据")
        self.sheet_box.blockSignals(True)
        self.sheet_box.clear()
        self.sheet_box.addItems(sheets)
        self.sheet_box.setCurrentText(proposal.sheet)
        self.sheet_box.blockSignals(False)
        self._sheet_row.setVisible(len(sheets) > 1)
        counts = (proposal.added, proposal.updated, proposal.unchanged, proposal.refused)
        for pill, count, (word, _tone) in zip(self._pills, counts, _WORDS.values(), strict=True):
            pill.setText(f"{word} {count:,}")
            pill.setVisible(count > 0 or word == "新增")
        told = [f"有 {len(proposal.left_out)} 行是合计、说明或签字，没有算"]
        self._told.setText(told[0] if proposal.left_out else "")
        self._fill(proposal)
        count = proposal.added + proposal.updated
        self.take_button.setText(f"收下 {count:,} 条" if count else "没有要收的")
        self.take_button.setEnabled(count > 0)
        self._pages.setCurrentIndex(1)
        self._chips[0 if not proposal.problems else 3].click()
        self.take_button.setFocus()

    def take(self) -> None:
        """Write everything the proposal says, in one operation."""
        proposal = self.proposal
        if proposal is None:
            return

        def work(progress: Progress) -> int:
            from partydesk.exchange.intake import take

            progress(0, 1, f"正在写入 {proposal.added + proposal.updated:,} 条")
            take(self.desk.store, proposal)
            return proposal.added + proposal.updated

        def done(count: int) -> None:
            left = f"，{proposal.refused:,} 行没有收" if proposal.refused else ""
            failed = next((p for p in proposal.problems if p.code == "backup-failed"), None)
            if failed is not None:
                self.desk.tell(f"已收下 {count:,} 条{left}。{failed.message}", "warn")
            else:
                self.desk.tell_done(
                    f"已收下：新增 {proposal.added:,}，更新 {proposal.updated:,}{left}"
                )
            self.taken.emit(count)
            self.closed.emit()

        # Half-way through there is nothing to stop: it is one transaction of a moment.
        self.desk.run("正在收下", work, done, self, cancellable=False, failed=self._again)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_sheet(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            self.read(files[0])

    # ------------------------------------------------------------------------------------------

    def _again(self, error: BaseException) -> None:
        from partydesk.records.problems import Refusal

        if isinstance(error, Refusal) and error.code == "stale" and self.path is not None:
            self.read(self.path, self.proposal.sheet if self.proposal else None)

    def _shown(self) -> QWidget:
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        body = QVBoxLayout()
        body.setContentsMargins(20, 16, 20, 12)
        body.setSpacing(12)
        head = QHBoxLayout()
        title = QLabel(_TITLES[self.kind])
        title.setProperty("role", "title")
        self._file = QLabel()
        self._file.setProperty("role", "hint")
        self._file.setTextFormat(Qt.TextFormat.PlainText)
        other = QPushButton("换一个文件")
        other.setProperty("role", "link")
        other.clicked.connect(self.choose)
        head.addWidget(title)
        head.addSpacing(8)
        head.addWidget(self._file, 1)
        head.addWidget(other)
        body.addLayout(head)
        self._sheet_row = QWidget()
        row = QHBoxLayout(self._sheet_row)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel("读哪张工作表")
        label.setProperty("role", "label")
        self.sheet_box = ComboBox()
        self.sheet_box.setMinimumWidth(220)
        self.sheet_box.activated.connect(self._other_sheet)
        label.setBuddy(self.sheet_box)
        row.addWidget(label)
        row.addWidget(self.sheet_box)
        row.addStretch(1)
        body.addWidget(self._sheet_row)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._pills: list[QLabel] = []
        for word, tone in _WORDS.values():
            pill = QLabel(word)
            pill.setProperty("role", "pill")
            pill.setProperty("tone", tone)
            self._pills.append(pill)
            row.addWidget(pill)
        self._told = QLabel()
        self._told.setProperty("role", "hint")
        row.addSpacing(8)
        row.addWidget(self._told, 1)
        body.addLayout(row)
        body.addLayout(self._chooser())
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._tables)
        body.addWidget(card, 1)
        whole.addLayout(body, 1)
        whole.addWidget(self._foot())
        return page

    def _chooser(self) -> QHBoxLayout:
        self._tables = QStackedWidget()
        self.items = PlainTable(
            [
                Column("行", 56, True),
                Column("会怎样", 96),
                Column("姓名或名称", 190),
                Column("说明"),
            ]
        )
        self.columns = PlainTable(
            [Column("表里的列", 260), Column("收到哪一项", 220), Column("说明")]
        )
        self.changes = PlainTable(
            [
                Column("行", 56, True),
                Column("列", 150),
                Column("表里写的", 200),
                Column("收成", 200),
                Column("为什么"),
            ]
        )
        self.problems = PlainTable(
            [
                Column("工作表", 110),
                Column("行", 56, True),
                Column("列", 130),
                Column("", 84),
                Column("哪里不对，怎么办"),
            ]
        )
        row = QHBoxLayout()
        row.setSpacing(6)
        group = QButtonGroup(self)
        self._chips: list[QPushButton] = []
        for number, table in enumerate((self.items, self.columns, self.changes, self.problems)):
            chip = QPushButton()
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            group.addButton(chip)
            chip.clicked.connect(lambda _checked, n=number: self._tables.setCurrentIndex(n))
            self._chips.append(chip)
            self._tables.addWidget(table)
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 18, 10)
        row.setSpacing(8)
        hint = QLabel("现在还什么都没有写进去。收下后一步可以撤销。")
        hint.setProperty("role", "hint")
        row.addWidget(hint, 1)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.closed.emit)
        self.take_button = QPushButton("收下")
        self.take_button.setProperty("role", "main")
        self.take_button.clicked.connect(self.take)
        row.addWidget(cancel)
        row.addWidget(self.take_button)
        return foot

    def _other_sheet(self) -> None:
        if self.path is not None:
            self.read(self.path, self.sheet_box.currentText())

    def _fill(self, proposal: Proposal) -> None:
        declared = fields(kind_of(self.kind))
        self.items.show_rows(
            [
                (str(item.row), Cell(*_WORDS[item.action]), item.name, _why(item, proposal))
                for item in proposal.items
            ]
        )
        self.columns.show_rows(
            [
                (
                    column.header,
                    declared[column.field].label
                    if column.field in declared
                    else Cell("不收", "idle"),
                    column.note,
                )
                for column in proposal.columns
            ]
        )
        self.changes.show_rows(
            [
                (str(change.row), change.column, change.before, change.after, change.why)
                for change in proposal.changes
            ]
        )
        self.problems.show_rows(
            [
                (
                    problem.sheet,
                    str(problem.row or ""),
                    problem.column,
                    Cell("收不下", "bad") if problem.fatal else Cell("请核对", "warn"),
                    problem.message,
                )
                for problem in proposal.problems
            ]
        )
        unread = sum(1 for column in proposal.columns if not column.field)
        words = (
            f"每一行 {len(proposal.items):,}",
            f"列 {len(proposal.columns)}" + (f"（{unread} 列不收）" if unread else ""),
            f"改写的值 {len(proposal.changes):,}",
            f"要看的 {len(proposal.problems):,}",
        )
        for chip, text in zip(self._chips, words, strict=True):
            chip.setText(text)


def _why(item: Item, proposal: Proposal) -> str:
    if item.action == "refuse":
        return next((p.message for p in proposal.problems if p.fatal and p.row == item.row), "")
    return "；".join(
        f"{label}：{old or '空'} → {new or '空'}" for label, (old, new) in item.differs.items()
    )
