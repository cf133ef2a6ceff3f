"""The first run after whose data it is: the roster is taken in, then what is due is shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, text
from partydesk.desk.kit.dropping import SheetTaken, sheet_filter
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.page import Page

STEPS = ("你是谁", "党员名册", "该办的事")


class StepsHead(QWidget):
    """The three steps side by side: those behind ticked, the present one filled."""

    def __init__(self, present: int) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for number, words in enumerate(STEPS, 1):
            behind = number < present
            role = "ticked" if behind else "step" if number == present else "label"
            mark = text("✓" if behind else str(number), role)
            mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
            title = text(words, "section" if number == present else "label")
            if number > 1:
                line.addWidget(text("→", "hint"))
            line.addWidget(mark)
            line.addWidget(title)
        line.addStretch(1)
        self.setAccessibleName(f"第 {present} 步，共 {len(STEPS)} 步：{STEPS[present - 1]}")


class RosterStep(SheetTaken, Page):
    """The second step: a roster from any sheet, looked at before it is taken; or not now.

    `back` asks for the first step again. `passed` carries how many rows went in, 0 for none.
    """

    back = Signal()
    passed = Signal(int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.setAcceptDrops(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = QFrame()
        head.setProperty("role", "bar")
        inside = QHBoxLayout(head)
        inside.setContentsMargins(20, 10, 16, 10)
        inside.addWidget(StepsHead(2), 1)
        whole.addWidget(head)
        self.pages = QStackedWidget()
        self.begin = EmptyState(
            "把党员名册收进来",
            "把园区发的花名册或汇总表拖到这里，表头和说明行会自动认出来；\n"
            "先看每一行会怎样，再决定收不收。没有现成的表可以先跳过，以后随时能收。",
            [
                ("选择花名册…", "main", "import", self.choose),
                ("先跳过", "", "", lambda: self.passed.emit(0)),
                ("上一步", "link", "", self.back.emit),
            ],
        )
        self.pages.addWidget(self.begin)
        whole.addWidget(self.pages, 1)
        hand_on_focus(self, self.begin.buttons[0])
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.begin)
        leave.activated.connect(lambda: self.passed.emit(0))

    def choose(self) -> None:
        """Ask for the roster."""
        name, _ = QFileDialog.getOpenFileName(self, "选择花名册", "", sheet_filter())
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Show what taking this sheet would do."""
        from partydesk.desk.imports.page import ImportPage

        page = ImportPage(self.context, "member", path)

        def put_away() -> None:
            self.pages.removeWidget(page)
            page.deleteLater()
            self.begin.buttons[0].setFocus()

        # It closes itself after taking, too; what was taken is told first.
        page.closed.connect(put_away)
        page.taken.connect(self.passed)
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)


class DueStep(QFrame):
    """The third step, a strip over the overview: what to do there; it goes when it was read."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 8, 16, 8)
        line.setSpacing(20)
        line.addWidget(StepsHead(3))
        line.addWidget(
            text("该办的都列在下面，最急的在最前；点右边的按钮就开始办", "small", wrap=True), 1
        )
        self.read_button = button("知道了", self._read)
        line.addWidget(self.read_button)

    def _read(self) -> None:
        self.hide()
        self.deleteLater()
