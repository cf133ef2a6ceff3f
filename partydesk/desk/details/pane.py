"""The pane beside a list: everything filled in about the row under the cursor, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.details.lookup import RecordLookup
from partydesk.desk.kinds import KindView
from partydesk.desk.kit import cards, theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.icons import icon
from partydesk.records.base import kind_of
from partydesk.records.fields import Kind, Privacy, fields
from partydesk.store.shown_rows import cell_text

if TYPE_CHECKING:
    from partydesk.desk.attached.section import FilesSection
    from partydesk.desk.details.sections import RecordSections

_LABEL = 112  # the width of the label column: eight characters


class DetailPane(QFrame):
    """Follows the list. `edit_wanted`, `remove_wanted`, `repeat_wanted` and `close_wanted` ask the
    page to act; `record_wanted` carries kind and uid of another record that the pane leads to,
    `settle_wanted` an Obligation to be settled, or what is said of a plan.

    `print_wanted` carries the button below which the papers about the record are to be offered,
    `affairs_wanted` that below which what can be done about it is.
    """

    edit_wanted = Signal()
    print_wanted = Signal(object)
    remove_wanted = Signal()
    repeat_wanted = Signal()
    affairs_wanted = Signal(object)
    close_wanted = Signal()
    record_wanted = Signal(str, str)
    settle_wanted = Signal(object)

    def __init__(
        self, context: AppContext, listing: KindView, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._store, self._listing = context, context.store, listing
        self._row: Mapping[str, Any] = {}
        self._tab = ""
        self._revealed: set[str] = set()
        self._known: Any = None
        self._answered = False
        self._below = QVBoxLayout()
        self._beneath: RecordSections | None = None
        self._files: FilesSection | None = None
        self._asker = RecordLookup(context, self)
        self._asker.answered.connect(self._tell)
        self.setProperty("role", "pane")
        self.setAccessibleName("所选记录")
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        self._scroller = QScrollArea(self)
        self._scroller.setWidgetResizable(True)
        self._scroller.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outside.addWidget(self._scroller)
        self._folded = False

    def show_row(self, row: Mapping[str, Any]) -> None:
        """Show this row of the list; an empty one says that nothing is chosen."""
        if row.get("id") != self._row.get("id"):
            # Looking at somebody else masks again what was shown.
            self._revealed.clear()
            self._known = None
        self._row = row
        self._build()
        if row and self._listing.details:
            self._asker.ask(self._listing.kind, int(row["id"]))
        else:
            self._asker.leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # What is told may have changed meanwhile, or was not asked for while out of sight.
        self._asker.again()

    def _tell(self, known: Any) -> None:
        self._known, self._answered = known, True
        if self._beneath is not None:
            self._beneath.show_known(known)
        elif self._tab == "资料":
            self._sections()

    def set_folded(self, folded: bool) -> None:
        """Whether the pane lies over the list and needs a way back."""
        if folded != self._folded:
            self._folded = folded
            if self._scroller.widget() is not None:
                self._build()

    def attach_pasted(self) -> bool:
        """Attach the pictures on the clipboard to the record in sight; whether there were any."""
        from partydesk.desk.attached.adding import in_clipboard
        from partydesk.documents.photographs import is_picture

        sources = in_clipboard() if self._files is not None else []
        if not sources or not all(not isinstance(s, Path) or is_picture(s.name) for s in sources):
            return False
        assert self._files is not None  # else there would be no sources
        self._files.take(sources)
        return True

    @property
    def row(self) -> Mapping[str, Any]:
        """The row shown, empty for none."""
        return self._row

    @property
    def known(self) -> Any:
        """What was found out about the row; None until then."""
        return self._known

    @property
    def read_only(self) -> bool:
        """Whether the row came from a branch."""
        return self._row.get("submission") is not None

    @property
    def _uid(self) -> str:
        return str(self._row["uid"])

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        self._beneath = self._files = None
        inside = QWidget(self)
        inside.setProperty("role", "inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(theme.GAP)
        if self._row:
            self._head(inside, column)
            self._tabs(inside, column)
            if self._tab == "历史":
                self._history(column)
            elif self._tab != "资料":
                from partydesk.desk.details import related_rows

                gathered = self._listing.gathered
                related_rows.fill(column, self._store, gathered, int(self._row["id"]))
            else:
                self._values(inside, column)
                self._below = QVBoxLayout()
                column.addLayout(self._below)
                if not self.read_only:
                    from partydesk.desk.attached.section import FilesSection

                    self._files = FilesSection(self._context, self._listing.kind, self._uid)
                    column.addWidget(self._files)
                # The first time they wait for the answer, with which the rules are loaded.
                if self._answered:
                    self._sections()
        else:
            column.addWidget(
                _label(inside, f"选中一条{self._listing.title}，这里看全部内容。", "small")
            )
        column.addStretch(1)
        # The old content goes only after this: one of its buttons may have asked for the change.
        focused, old = QApplication.focusWidget(), self._scroller.takeWidget()
        self._scroller.setWidget(inside)
        if self._row and old is not None and focused is not None and old.isAncestorOf(focused):
            self._chip.setFocus()  # what had it goes
        if old is not None:
            old.deleteLater()

    def _head(self, inside: QWidget, column: QVBoxLayout) -> None:
        kind = self._listing.kind
        known = fields(kind_of(kind))
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        if self._folded:
            back = QPushButton(inside)
            back.setProperty("role", "quiet")
            back.setIcon(icon("back"))
            back.setToolTip("回到列表（Esc）")
            back.setAccessibleName("回到列表")
            back.clicked.connect(self.close_wanted)
            row.addWidget(back)
        title = _label(inside, self.title(), "title")
        title.setWordWrap(True)
        title.setSizePolicy(
            title.sizePolicy().Policy.Expanding, title.sizePolicy().Policy.Preferred
        )
        row.addWidget(title, 1)
        if self._listing.choose:
            papers = QPushButton("打印", inside)
            papers.setProperty("role", "quiet")
            papers.setToolTip("打印这条记录的材料")
            papers.clicked.connect(lambda: self.print_wanted.emit(papers))
            row.addWidget(papers, 0, Qt.AlignmentFlag.AlignTop)
        if not self.read_only and self._listing.affairs and self._store.writable:
            affairs = QPushButton("办理", inside)
            affairs.setToolTip("转出、转正、换职务等：一步办好，也能一步撤销")
            affairs.clicked.connect(lambda: self.affairs_wanted.emit(affairs))
            row.addWidget(affairs, 0, Qt.AlignmentFlag.AlignTop)
        if not self.read_only:
            edit = QPushButton("编辑", inside)
            edit.setIcon(icon("edit"))
            edit.setToolTip("编辑这条记录（回车）")
            edit.clicked.connect(self.edit_wanted)
            remove = QPushButton(inside)
            remove.setIcon(icon("remove"))
            remove.setProperty("role", "quiet")
            remove.setToolTip("删除这条记录（Delete），可以撤销")
            remove.setAccessibleName("删除")
            remove.clicked.connect(self.remove_wanted)
            row.addWidget(edit, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        pills = QWidget(inside)
        line = FlowLayout(pills, spacing=6)
        for name, field in known.items():
            if field.kind is not Kind.CHOICE or field.choices is None or not self._row.get(name):
                continue
            choice = field.choices.by_code.get(str(self._row[name]))
            toned = choice is not None and choice.tone != "idle"
            # The state of the record and whatever is out of the ordinary; the rest is below.
            if choice is not None and (name == self._listing.chips_by or toned):
                line.addWidget(_pill(pills, choice.label, choice.tone))
        if self.read_only:
            line.addWidget(_pill(pills, "由支部报送，只读", "info"))
        elif self._listing.copied and self._store.writable:
            again = QPushButton("照这次再记一次", pills)
            again.setProperty("role", "link")
            again.setProperty("small", True)
            again.setToolTip("新记一次，照这次填好，只改主题和日期（Ctrl+D）")
            again.clicked.connect(self.repeat_wanted)
            line.addWidget(again)
        column.addWidget(pills)
        pills.setVisible(line.count() > 0)

    def title(self) -> str:
        """What names the record shown."""
        return title_of(self._listing.kind, self._row)

    def _tabs(self, inside: QWidget, column: QVBoxLayout) -> None:
        gathered = self._listing.gathered
        names = ["资料", *([kind_of(gathered).title] if gathered else ()), "历史"]
        if self._tab not in names:
            self._tab = "资料"
        bar = QWidget(inside)
        line = FlowLayout(bar, spacing=6)
        for name in names:
            chip = QPushButton(name, bar)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setChecked(name == self._tab)
            if chip.isChecked():
                self._chip = chip
            chip.clicked.connect(lambda _=False, name=name: self._turn_to(name))
            line.addWidget(chip)
        column.addWidget(bar)

    def _turn_to(self, name: str) -> None:
        self._tab = name
        self._build()

    def _history(self, column: QVBoxLayout) -> None:
        if self.read_only:
            column.addWidget(_label(self, "这条记录由支部报送，修改经过在支部那里。", "small"))
            return
        from partydesk.desk.details import history_tab

        history_tab.fill(column, self._store, self._listing.kind, str(self._row["uid"]))

    def _sections(self) -> None:
        """Tell beneath the fields what is known by now."""
        from partydesk.desk.details.sections import RecordSections

        self._beneath = RecordSections(self._context, self._listing.kind, self._row, self._known)
        self._beneath.record_wanted.connect(self.record_wanted)
        self._beneath.settle_wanted.connect(self.settle_wanted)
        self._below.addWidget(self._beneath)
        self._beneath.show()

    def _values(self, inside: QWidget, column: QVBoxLayout) -> None:
        kind = self._listing.kind
        beneath = self._listing.told
        grid = _grid()
        line = 0
        if self.read_only or kind not in ("organisation",):
            text = cell_text(kind, "organisation", self._row)
            if self._store.role == "committee" and text:
                line = self._pair(inside, grid, line, "所属党组织", text)
        for name, field in fields(kind_of(kind)).items():
            text = cell_text(kind, name, self._row)
            if text and name in self._listing.worded:
                text = self._listing.worded[name](self._row[name])
            if name == _named(kind) or name in beneath:
                continue  # it is the title, or told below
            if not text or (field.kind is Kind.CHOICE and text == "无"):
                continue
            # What a branch sent is masked already: there is nothing behind it to show.
            secret = field.privacy is not Privacy.PUBLIC and "*" not in str(self._row.get(name))
            if secret and name in self._revealed:
                text = cell_text(kind, name, self._row, reveal=True)
            elif field.privacy is Privacy.CONFIDENTIAL:
                text = "已隐藏"
            line = self._pair(inside, grid, line, field.label, text, name if secret else "")
        for each in kind_of(kind).derived:
            text = cell_text(kind, each.name, self._row)
            if text and each.name not in beneath:
                line = self._pair(inside, grid, line, each.label, text)
        column.addLayout(grid)

    def _pair(
        self, inside: QWidget, grid: QGridLayout, line: int, label: str, text: str, secret: str = ""
    ) -> int:
        name = _label(inside, label, "label")
        name.setWordWrap(True)
        name.setFixedWidth(_LABEL)
        value = _label(inside, text, "")
        value.setWordWrap(True)
        value.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(f"{label}：{text}")
        grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
        if not secret:
            grid.addWidget(value, line, 1)
            return line + 1
        shown_now = secret in self._revealed
        toggle = QPushButton("隐藏" if shown_now else "显示", inside)
        toggle.setProperty("role", "link")
        toggle.setProperty("small", True)
        toggle.setAccessibleName(f"{toggle.text()}{label}")
        toggle.clicked.connect(lambda: self._reveal(secret))
        cell = QHBoxLayout()
        cell.setSpacing(theme.TIGHT)
        # A long text needs the line to itself and its link at the end; a number has it beside.
        value.setWordWrap(len(text) > 20)
        cell.addWidget(value, 1 if value.wordWrap() else 0)
        cell.addWidget(toggle, 0, Qt.AlignmentFlag.AlignTop)
        if not value.wordWrap():
            cell.addStretch(1)
        grid.addLayout(cell, line, 1)
        return line + 1

    def _reveal(self, name: str) -> None:
        self._revealed ^= {name}
        self._build()


def title_of(kind: str, row: Mapping[str, Any]) -> str:
    """What names a record: its topic, name or number; else what kind of thing it is."""
    named = _named(kind)
    return (cell_text(kind, named, row) if named else "") or kind_of(kind).title


def _named(kind: str) -> str:
    known = fields(kind_of(kind))
    return next((n for n in ("topic", "name", "number") if n in known), "")


def _label(parent: QWidget, text: str, role: str) -> QLabel:
    return cards.text(text, role, parent=parent)


def _pill(parent: QWidget, text: str, tone: str) -> QLabel:
    made = _label(parent, text, "")
    made.setProperty("tone", tone)
    return made


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, theme.TIGHT, 0, 0)
    grid.setHorizontalSpacing(theme.GAP)
    grid.setVerticalSpacing(theme.GAP)
    grid.setColumnStretch(1, 1)
    return grid
