"""What rows would do, shown before they are taken with one button: a sheet's, or pasted ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.imports.questions import Questions
from partydesk.desk.imports.tables import COLUMNS, FINDINGS, ROWS, WORDS, PreviewTables
from partydesk.desk.kit import cards
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.page import Page
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.store.progress import Progress, silent

if TYPE_CHECKING:
    from partydesk.exchange.roster.answers import Answers
    from partydesk.exchange.roster.proposal import Proposal


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
        on_keys(self, self.closed, "Esc")
        on_keys(self, self._enter, "Return", "Enter")

    def again(self) -> None:
        """Read the rows once more."""
        raise NotImplementedError

    def another(self) -> None:
        """Take other rows instead."""

    def show_found(self, found: Proposal) -> None:
        """Show what taking this would do."""
        before = self.proposal.source if self.proposal is not None else found.source
        same = self.proposal is not None and (before.path, before.sheet, before.kind) == (
            found.source.path,
            found.source.sheet,
            found.source.kind,
        )
        self.proposal, source = found, found.source
        if found.parts:
            how = f"{len(found.parts)} 张工作表，共 {found.rows:,} 行数据"
            self._file.setText(f"{Path(source.path).name}　{how}")
        elif source.path:
            how = f"表头在第 {source.header_row} 行，共 {found.rows} 行数据"
            self._file.setText(f"{Path(source.path).name}　{how}")
        else:
            how = "第一行是表头" if source.header_row else "没有表头，按列表里的顺序收"
            self._file.setText(f"剪贴板　{how}，共 {found.rows:,} 行数据")
        counts = (found.added, found.updated, found.unchanged, found.asked, found.refused)
        self.questions.show_asked(found)
        for pill, count, (word, _tone) in zip(self._pills, counts, WORDS.values(), strict=True):
            pill.setText(f"{word} {count:,}")
            pill.setVisible(count > 0 or word == "新增")
        left_out = len(source.left_out)
        self._told.setText(f"有 {left_out} 行是合计、说明或签字，没有算" if left_out else "")
        known = self.pages.currentWidget() is self.preview and same
        self.tables.show_found(found)
        count = found.added + found.updated
        self.take_button.setText(f"收下 {count:,} 条" if count else "没有要收的")
        self.take_button.setEnabled(count > 0)
        self.pages.setCurrentWidget(self.preview)
        # Of rows out of a list remarks can wait; what is kept out cannot.
        first = [p for p in found.findings if p.fatal or not source.policy.from_list]
        if not known:
            self.tables.turn_to(FINDINGS if first else ROWS)
        if not source.fields:
            self.tables.turn_to(COLUMNS)
        if not known:
            self.settle()
        else:
            self.tables.turn_to(self.tables.current)

    def map_columns(self, mapped: Mapping[str, str]) -> None:
        """Read the columns as a person says they are."""
        found = self.proposal
        if found is None:
            return

        def work(progress: Progress) -> Proposal:
            from partydesk.exchange.roster.intake import remapped

            return remapped(self.context.store, found, mapped, progress)

        self.context.run("正在逐行核对", work, self.show_found, self)

    def forget_mapping(self) -> None:
        """Read the columns by their headers alone, now and from now on."""
        found = self.proposal
        if found is None:
            return
        from partydesk.exchange.roster.intake import forget

        def work() -> bool:
            forget(self.context.store, found)
            return True

        if self.context.attempt(work):
            self.map_columns({})

    def answer_row(self, at: int, answer: str) -> None:
        """Decide one row by its answer."""
        from partydesk.exchange.roster.answers import Answers

        if self.proposal is not None:
            given = self.proposal.source.answers
            rows = {**given.rows, at: answer}
            self.answer(Answers(given.same, rows, given.fields, given.clears))

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
        """Put the cursor on the button that goes on; never on one that replaces what is there."""
        (self.take_button if self._harmless else self.cancel_button).setFocus()

    @property
    def _harmless(self) -> bool:
        found = self.proposal
        return self.take_button.isEnabled() and found is not None and not found.replaces

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
        """Enter presses the button it is on; everywhere else it takes rows that replace nothing."""
        if self.pages.currentWidget() is not self.preview:
            return
        front = self.focusWidget()
        if isinstance(front, QPushButton):
            front.click()
        elif self._harmless:
            self.take_button.click()
        else:
            self.take_button.setFocus()

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
        for word, tone in WORDS.values():
            pill = cards.text(word, "pill")
            pill.setProperty("tone", tone)
            self._pills.append(pill)
            row.addWidget(pill)
        self._told = cards.text("", "hint")
        row.addSpacing(8)
        row.addWidget(self._told, 1)
        body.addLayout(row)
        self.tables = PreviewTables()
        self.tables.mapped.connect(self.map_columns)
        self.tables.forgotten.connect(self.forget_mapping)
        self.tables.answered.connect(self.answer_row)
        self.items, self.columns = self.tables.items, self.tables.columns
        self.changes, self.findings = self.tables.changes, self.tables.findings
        body.addWidget(self.tables, 1)
        whole.addLayout(body, 1)
        whole.addWidget(self._foot())
        return page

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
