"""导入: a stranger's sheet is read, shown with all it would do, and taken with one button."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from partydesk.desk.imports.preview import ImportPreview
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.dropping import SheetTaken, sheet_filter
from partydesk.desk.kit.empty import EmptyState
from partydesk.records.registry import kind_of
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.exchange.roster.proposal import Proposal

_EVERY = "全部工作表"


class ImportPage(SheetTaken, ImportPreview):
    """Reads a sheet into records of one kind."""

    another_words = "换一个文件"

    def __init__(self, context: AppContext, kind: str, path: Path | None = None) -> None:
        record = kind_of(kind)
        super().__init__(context, kind, f"导入{record.roster}")
        self.path: Path | None = None
        self.setAcceptDrops(True)
        what = record.roster.removeprefix(record.title)
        begin = EmptyState(
            self.title,
            f"把{what}拖到这里，表头和说明行会自动认出来。\n"
            "先看每一行会怎样，再决定收不收；看的时候什么都不会写进去。",
            [
                (f"选择{what}…", "main", "import", self.choose),
                ("返回", "", "", self.closed.emit),
            ],
        )
        self.pages.insertWidget(0, begin)
        self.pages.setCurrentIndex(0)
        self._add_sheets()
        if path is not None:
            self.read(path)

    def choose(self) -> None:
        """Ask for a file."""
        name, _ = QFileDialog.getOpenFileName(self, self.title, "", sheet_filter())
        if name:
            self.read(Path(name))

    def another(self) -> None:
        """Ask for another file."""
        self.choose()

    def read(self, path: Path, sheet: str | None = None) -> None:
        """Read a file and show what it would do."""

        def work(progress: Progress) -> tuple[Proposal, list[str]]:
            from partydesk.exchange.reading.sheet_names import visible_sheets
            from partydesk.exchange.reading.workers import Readers
            from partydesk.exchange.roster.intake import propose, propose_sheets

            with Readers(workers=1) as readers:
                progress(0, 2, f"正在读“{path.name}”")
                names = visible_sheets(path, readers)
                progress(1, 2, "正在逐行核对")
                store = self.context.store
                if sheet == _EVERY:
                    found = propose_sheets(store, path, self.kind, readers, progress=progress)
                else:
                    found = propose(store, path, self.kind, sheet, readers, guess=True)
            return found, names

        def show(result: tuple[Proposal, list[str]]) -> None:
            self.path = path
            self.show_proposal(*result)

        self.context.run(f"正在读“{path.name}”", work, show, self)

    def again(self) -> None:
        """Read the file once more."""
        if self.path is not None:
            found = self.proposal
            self.read(self.path, (_EVERY if found.parts else found.source.sheet) if found else None)

    def show_proposal(self, proposal: Proposal, sheets: list[str]) -> None:
        """Show what taking it would do, and which sheets there are."""
        self.sheet_box.blockSignals(True)
        self.sheet_box.clear()
        self.sheet_box.addItems([*sheets, _EVERY] if len(sheets) > 1 else sheets)
        self.sheet_box.setCurrentText(_EVERY if proposal.parts else proposal.source.sheet)
        self.sheet_box.blockSignals(False)
        self._sheet_row.setVisible(len(sheets) > 1)
        self.show_found(proposal)

    def _add_sheets(self) -> None:
        self._sheet_row = QWidget()
        row = QHBoxLayout(self._sheet_row)
        row.setContentsMargins(0, 0, 0, 0)
        label = text("读哪张工作表", "label")
        self.sheet_box = ComboBox()
        self.sheet_box.setMinimumWidth(220)
        self.sheet_box.activated.connect(self._other_sheet)
        label.setBuddy(self.sheet_box)
        row.addWidget(label)
        row.addWidget(self.sheet_box)
        row.addStretch(1)
        self.above.addWidget(self._sheet_row)

    def _other_sheet(self) -> None:
        if self.path is not None:
            self.read(self.path, self.sheet_box.currentText())
