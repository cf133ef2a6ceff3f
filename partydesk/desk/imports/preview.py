"""What rows would do, shown before they are taken with one button: a sheet's, or pasted ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.imports.questions import Questions
from partydesk.desk.kit import cards
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.page import Page
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.records.fields import fields
from partydesk.records.registry import kind_of
from partydesk.store.progress import Progress, silent

if TYPE_CHECKING:
    from partydesk.exchange.roster.answers import Answers
    from partydesk.exchange.roster.proposal import Decision, Proposal

_WORDS = {
    "add": ("新增", "ok"),
    "update": ("更新", "info"),
    "same": ("不变", "idle"),
    "ask": ("要问", "warn"),
    "refuse": ("收不下", "bad"),
}


class ImportPreview(Page):
    """Shows a proposal. Nothing is written before 收下.

    `closed` asks whoever shows the page to put it away; `taken` carries how many rows went in.
    A page of its kind says where the rows come from: `again` reads them once more when the store
    has changed meanwhile; `another` leads to other rows in the words `another_words`,
    `cancellable` says whether the writing can be stopped.
    """

    taken = Signal(int)
    another_words = ""
    cancellable = False

    def __init__(self, context: AppContext, kind: str, title: str) -> None:
        super().__init__()
        self.context, self.kind, self.title = context, kind, title
        self.proposal: Proposal | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.pages = QStackedWidget()
        whole.addWidget(self.pages, 1)
        self.preview = self._shown()
        self.pages.addWidget(self.preview)
        for keys, do in (
            ("Esc", self.closed.emit),
            ("Return", self._enter),
            ("Enter", self._enter),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def again(self) -> None:
        """Read the rows once more."""
        raise NotImplementedError

    def another(self) -> None:
        """Take other rows instead."""

    def show_found(self, found: Proposal) -> None:
        """Show what taking this would do."""
        self.proposal, source = found, found.source
        if source.path:
            how = f"表头在第 {source.header_row} 行，共 {found.rows} 行数据"
            self._file.setText(f"{Path(source.path).name}　{how}")
        else:
            how = "第一行是表头" if source.header_row else "没有表头，按列表里的顺序收"
            self._file.setText(f"剪贴板　{how}，共 {found.rows:,} 行数据")
        counts = (found.added, found.updated, found.unchanged, found.asked, found.refused)
        self.questions.show_asked(found)
        for pill, count, (word, _tone) in zip(self._pills, counts, _WORDS.values(), strict=True):
            pill.setText(f"{word} {count:,}")
            pill.setVisible(count > 0 or word == "新增")
        left_out = len(source.left_out)
        self._told.setText(f"有 {left_out} 行是合计、说明或签字，没有算" if left_out else "")
        self._fill(found)
        count = found.added + found.updated
        self.take_button.setText(f"收下 {count:,} 条" if count else "没有要收的")
        self.take_button.setEnabled(count > 0)
        self.pages.setCurrentWidget(self.preview)
        # Of rows out of a list remarks can wait; what is kept out cannot.
        first = [p for p in found.findings if p.fatal or not source.policy.from_list]
        self._chips[3 if first else 0].click()
        self.settle()

    def answer(self, answers: Answers) -> None:
        """Decide the same rows by other answers."""
        found = self.proposal
        if found is None:
            return

        def work(progress: Progress) -> Proposal:
            from partydesk.exchange.roster.intake import answered

            return answered(self.context.store, found, answers, progress)

        self.context.run("正在逐行核对", work, self.show_found, self)

    def settle(self) -> None:
        """Put the cursor on the button that goes on."""
        (self.take_button if self.take_button.isEnabled() else self.cancel_button).setFocus()

    def take(self) -> None:
        """Write everything the proposal says, in one operation."""
        found = self.proposal
        if found is None:
            return

        def work(progress: Progress) -> int:
            from partydesk.exchange.roster.intake import apply

            progress(0, 1, f"正在写入 {found.added + found.updated:,} 条")
            # A file's rows are written in a moment: half-way through there is nothing to stop.
            apply(self.context.store, found, progress if self.cancellable else silent)
            return found.added + found.updated

        def done(count: int) -> None:
            waiting = found.refused + found.asked
            left = f"，{waiting:,} 行没有收" if waiting else ""
            failed = next((p for p in found.findings if p.code == "backup-failed"), None)
            if failed is not None:
                self.context.tell(f"已收下 {count:,} 条{left}。{failed.message}", "warn")
            else:
                self.context.tell_done(
                    f"已收下：新增 {found.added:,}，更新 {found.updated:,}{left}"
                )
            self.taken.emit(count)
            self.closed.emit()

        self.context.run(
            "正在收下", work, done, self, cancellable=self.cancellable, failed=self._failed
        )

    # ------------------------------------------------------------------------------------------

    def _enter(self) -> None:
        """Enter presses the button it is on, and takes the rows everywhere else."""
        if self.pages.currentWidget() is not self.preview:
            return
        front = self.focusWidget()
        button = front if isinstance(front, QPushButton) else self.take_button
        button.click()

    def _failed(self, error: BaseException) -> None:
        from partydesk.records.findings import UserError

        if isinstance(error, UserError) and error.code == "stale":
            self.again()

    def _shown(self) -> QWidget:
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        body = QVBoxLayout()
        body.setContentsMargins(20, 16, 20, 12)
        body.setSpacing(12)
        head = QHBoxLayout()
        title = cards.text(self.title, "title")
        self._file = cards.text("", "hint")
        head.addWidget(title)
        head.addSpacing(8)
        head.addWidget(self._file, 1)
        if self.another_words:
            other = QPushButton(self.another_words)
            other.setProperty("role", "link")
            other.clicked.connect(self.another)
            head.addWidget(other)
        body.addLayout(head)
        self.above = QVBoxLayout()
        self.above.setContentsMargins(0, 0, 0, 0)
        body.addLayout(self.above)
        self.questions = Questions(self.answer)
        body.addWidget(self.questions)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._pills: list[QLabel] = []
        for word, tone in _WORDS.values():
            pill = cards.text(word, "pill")
            pill.setProperty("tone", tone)
            self._pills.append(pill)
            row.addWidget(pill)
        self._told = cards.text("", "hint")
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
        self.findings = PlainTable(
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
        for number, table in enumerate((self.items, self.columns, self.changes, self.findings)):
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
        hint = cards.text("现在还什么都没有写进去。收下后一步可以撤销。", "hint")
        row.addWidget(hint, 1)
        self.cancel_button = QPushButton("取消")
        self.cancel_button.clicked.connect(self.closed.emit)
        self.take_button = QPushButton("收下")
        self.take_button.setProperty("role", "main")
        self.take_button.clicked.connect(self.take)
        row.addWidget(self.cancel_button)
        row.addWidget(self.take_button)
        return foot

    def _fill(self, found: Proposal) -> None:
        declared = fields(kind_of(self.kind))
        self.items.show_rows(
            [
                (str(item.row), Cell(*_WORDS[item.action]), item.name, _why(item))
                for item in found.items
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
                for column in found.columns
            ]
        )
        self.changes.show_rows(
            [
                (str(change.row), change.column, change.before, change.after, change.why)
                for change in found.changes
            ]
        )
        self.findings.show_rows(
            [
                (
                    finding.sheet,
                    str(finding.row or ""),
                    finding.column,
                    Cell("收不下", "bad") if finding.fatal else Cell("请核对", "warn"),
                    finding.message,
                )
                for finding in found.findings
            ]
        )
        unread = sum(1 for column in found.columns if not column.field)
        words = (
            f"每一行 {len(found.items):,}",
            f"列 {len(found.columns)}" + (f"（{unread} 列不收）" if unread else ""),
            f"改写的值 {len(found.changes):,}",
            f"要看的 {len(found.findings):,}",
        )
        for chip, text in zip(self._chips, words, strict=True):
            chip.setText(text)


def _why(item: Decision) -> str:
    if item.action == "ask":
        texts = "；".join(text for _, text in item.candidates) if not item.about else ""
        return f"{item.question}登记的是：{texts}" if texts else item.question
    if item.action == "refuse":
        return item.why
    return "；".join(
        f"{label}：{old or '空'} → {new or '空'}" for label, (old, new) in item.differs.items()
    )
