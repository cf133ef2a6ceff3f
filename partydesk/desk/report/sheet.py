"""The report as a sheet of paper that scrolls: its blocks, and the one that is being edited."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from partydesk.desk.kit.cards import scrolled, stack, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.report.block_editor import BlockEditor
from partydesk.desk.report.block_row import BlockRow, Shown, Whisper
from partydesk.desk.report.setting import CHARACTER, PAPER, SIDE, rights, title_lines
from partydesk.documents.report.content import Block, Level, Report
from partydesk.documents.report.paper import numbers
from partydesk.documents.report.templates import Run, runs, text_of

EXTRA = "extra:"
STEPS = f"{EXTRA}next"
"""The place behind the next steps: what is added there is an item of its own."""


class Sheet(QWidget):
    """Shows a report. Signals carry the block's id: `edit_wanted`, `reset_wanted` (back to the
    program's words), `left_out` (take the block out), `moved` (with -1 up, 1 down);
    `step_wanted` asks for a new next step, `figure_clicked` carries a figure's id."""

    edit_wanted = Signal(str)
    reset_wanted = Signal(str)
    left_out = Signal(str)
    moved = Signal(str, int)
    step_wanted = Signal()
    figure_clicked = Signal(str)

    def __init__(self, *, editable: bool) -> None:
        super().__init__()
        self._editable = editable
        self._rows: dict[str, BlockRow] = {}
        self._others: list[QWidget] = []
        self._chosen = ""
        self.report: Report | None = None
        self.editor: BlockEditor | None = None
        self.paper = QFrame()
        self.paper.setProperty("role", "card")
        self.paper.setFixedWidth(PAPER + 2)
        self._column = QVBoxLayout(self.paper)
        self._column.setContentsMargins(1, 44, 1, 48)
        self._column.setSpacing(0)
        inside = QWidget()
        across = QHBoxLayout(inside)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignTop)
        across.addStretch(1)
        self.area = scrolled(inside)
        stack(self).addWidget(self.area)
        self.waiting = text("正在写报告…", "hint")
        self.waiting.setContentsMargins(SIDE, 0, 0, 0)
        self._column.addWidget(self.waiting)

    # -- showing -------------------------------------------------------------------------------

    @property
    def rows(self) -> list[BlockRow]:
        """The rows in sight, in order."""
        blocks = self.report.blocks if self.report is not None else ()
        return [self._rows[b.id] for b in blocks if b.id in self._rows]

    def show_report(self, report: Report) -> None:
        """Show this; the place, the cursor and what is being edited stay as they are."""
        place = self.area.verticalScrollBar().value()
        self.report = report
        self.waiting.hide()
        labels = _labels(report)
        before, right = numbers(report.blocks), rights(report.blocks)
        titled = title_lines(report)
        gone = self._rows
        self._rows = {}
        self._clear()
        for block in report.every:
            if self.editor is not None and block.id == self.editor.block_id:
                self._column.addWidget(self.editor)
                continue
            if block.id == STEPS and self.editor is not None and self._adds_step(report):
                self._column.addWidget(self.editor)
            if block.text.strip():
                row = gone.pop(block.id, None) or self._new_row(block.id)
                read = titled if titled and block.level is Level.TITLE else block.runs
                if block.id in before:
                    read = (Run(before[block.id]), *read)
                shown = Shown(block, read, right.get(block.id, 0.0), _note(block))
                row.show_block(shown, labels, self._chosen)
                self._rows[block.id] = row
                self._column.addWidget(row)
                row.show()
            elif self._editable:
                self._whisper(block)
        for row in gone.values():
            row.hide()
            row.deleteLater()
        titles = "、".join(table.title for table in report.tables)
        attached = text(f"导出的文件后面另附：{titles}", "hint")
        attached.setContentsMargins(SIDE + 2 * CHARACTER, 24, SIDE, 0)
        self._add(attached)
        if self.editor is not None:
            self.editor.edit.refresh(report.tokens)
        self._reach()
        self.area.verticalScrollBar().setValue(place)

    def choose(self, token: str) -> None:
        """Mark a figure and bring its sentence into sight; "" marks none."""
        self._chosen = token
        if self.report is None:
            return
        labels = _labels(self.report)
        first: BlockRow | None = None
        for row in self.rows:
            assert row.shown is not None
            row.show_block(row.shown, labels, token)
            if token and first is None and row.has(token):
                first = row
        if first is not None:
            seen: QWidget = first
            self.area.ensureWidgetVisible(seen, 0, 60)

    def see(self, id: str) -> None:
        """Bring a part, or the first block of a paragraph, into sight."""
        blocks = self.report.blocks if self.report is not None else ()
        first = next((b.id for b in blocks if id in (b.id, b.paragraph)), "")
        if first in self._rows:
            seen: QWidget = self._rows[first]
            self.area.ensureWidgetVisible(seen, 0, 60)

    def here(self, token: str) -> str:
        """The id of the block with a figure: the one with the cursor, else the first."""
        rows = [row for row in self.rows if row.has(token)]
        rows.sort(key=lambda row: not row.hasFocus())
        return rows[0].shown.block.id if rows and rows[0].shown is not None else ""

    def _adds_step(self, report: Report) -> bool:
        assert self.editor is not None
        return all(block.id != self.editor.block_id for block in report.every)

    def _new_row(self, id: str) -> BlockRow:
        row = BlockRow({}, self._editable)
        row.clicked.connect(self.figure_clicked)
        row.edit_wanted.connect(partial(self.edit_wanted.emit, id))
        row.menu_wanted.connect(partial(self._menu, id))
        row.step.connect(partial(self._step, row))
        return row

    def _whisper(self, block: Block) -> None:
        """What stands where a block is empty."""
        if block.id == STEPS:
            self._add(Whisper("＋ 加一条打算", self.step_wanted.emit))
        elif block.id.startswith(EXTRA):
            words = "＋ 加一条问题" if block.level is Level.ITEM else "＋ 加一段"
            self._add(Whisper(words, partial(self.edit_wanted.emit, block.id)))
        elif block.default:
            words = text_of(runs(block.default, lambda _token: Run("…")))
            do = partial(self.reset_wanted.emit, block.id)
            self._add(Whisper(f"已去掉一段，点这里恢复：{words}", do))

    def _add(self, widget: QWidget) -> None:
        self._others.append(widget)
        self._column.addWidget(widget)

    def _clear(self) -> None:
        while self._column.count():
            self._column.takeAt(0)
        for widget in self._others:
            widget.hide()
            widget.deleteLater()
        self._others = []

    # -- editing -------------------------------------------------------------------------------

    def open_editor(
        self, id: str, level: Level, kept: str, template: str, said: Mapping[str, Run]
    ) -> BlockEditor:
        """Put an editor in the place of a block; `kept` is what is kept of it now."""
        assert self.report is not None
        self.editor = BlockEditor(id, level, kept, template, said)
        self.show_report(self.report)
        self.editor.show()
        self.editor.setFocus()
        QTimer.singleShot(0, self.editor, self._see_editor)
        return self.editor

    def close_editor(self) -> None:
        """Put the editor away; the cursor goes to the block it stood for."""
        if self.editor is None:
            return
        editor, self.editor = self.editor, None
        focused = editor.edit.hasFocus()
        editor.hide()
        editor.deleteLater()
        if self.report is not None:
            self.show_report(self.report)
            row = self._rows.get(editor.block_id)
            if row is not None and focused:
                row.setFocus()

    def _see_editor(self) -> None:
        if self.editor is not None:
            self.area.ensureWidgetVisible(self.editor, 0, 40)

    def _menu(self, id: str, where: QPoint) -> None:
        self.menu(id).popup(where)

    def menu(self, id: str) -> QMenu:
        """What can be done with a block."""
        assert self.report is not None
        block = self.report.block(id)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("修改\tF2", partial(self.edit_wanted.emit, id))
        if block.edited and block.default:
            menu.addAction("恢复原文", partial(self.reset_wanted.emit, id))
        if block.own_step:
            ids = [each.id for each in self.report.own_steps]
            up = menu.addAction("上移", partial(self.moved.emit, id, -1))
            up.setEnabled(id != ids[0])
            down = menu.addAction("下移", partial(self.moved.emit, id, 1))
            down.setEnabled(id != ids[-1])
        if block.level in (Level.BODY, Level.ITEM):
            menu.addAction("去掉这一段", partial(self.left_out.emit, id))
        return menu

    # -- moving about --------------------------------------------------------------------------

    def _step(self, row: BlockRow, by: int) -> None:
        rows = self.rows
        there = rows.index(row) + by
        if 0 <= there < len(rows):
            rows[there].setFocus()
            self.area.ensureWidgetVisible(rows[there], 0, 20)
            self._reach()

    def _reach(self) -> None:
        """One row is reached by Tab, the others from it by the arrows."""
        rows = self.rows
        here = next((row for row in rows if row.hasFocus()), rows[0] if rows else None)
        for row in rows:
            policy = Qt.FocusPolicy.StrongFocus if row is here else Qt.FocusPolicy.ClickFocus
            row.setFocusPolicy(policy)
        if here is not None:
            hand_on_focus(self, here)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for row in self._rows.values():
                row.restyle()


def _note(block: Block) -> str:
    if not block.edited:
        return ""
    return "已改" if block.default else "另加"


def _labels(report: Report) -> dict[str, str]:
    """Every number of the report by the token it has in a sentence."""
    return {figure.id: figure.label for figure in (*report.more, *report.figures)}
