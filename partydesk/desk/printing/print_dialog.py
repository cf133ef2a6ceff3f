"""Before anything is printed: its pages, the printer, copies, from which page to which."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, row, text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.printing.pdf_pages import PdfPages
from partydesk.desk.printing.preview import Preview
from partydesk.desk.printing.printers import print_pages, printer_named, printers
from partydesk.store.progress import Progress

_EDGE = 10  # pixels beside a number
_NONE = "这台电脑上没有打印机。可以存成 PDF，拿到有打印机的电脑上打印。"


class PrintDialog(QDialog):
    """Prints by itself; it ends with the result SAVE where the PDF is to be put somewhere."""

    SAVE = 2

    def __init__(
        self,
        context: AppContext,
        title: str,
        pages: PdfPages | None,
        told: str,
        parent: QWidget | None,
    ) -> None:
        """`pages` None: they cannot be drawn here, which `told` says."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"打印{title}")
        self._context, self._title, self._pages = context, title, pages
        self.printers = ComboBox()
        self.printers.setAccessibleName("打印机")
        self.printers.addItems(printers() if pages is not None else [])
        number = len(pages.sizes) if pages is not None else 1
        self.copies = _spin(self, 1, 99, 1, "份数")
        self.first = _spin(self, 1, number, 1, "从第几页")
        self.last = _spin(self, 1, number, number, "到第几页")
        self.first.valueChanged.connect(lambda value: self.last.setMinimum(value))
        ready = self.printers.count() > 0
        self.said = text("" if ready or pages is None else _NONE, "late", wrap=True)
        self.said.setVisible(bool(self.said.text()))
        self.print_button = button("打印", self._print, "main" if ready else "")
        for each in (self.print_button, self.printers, self.copies, self.first, self.last):
            each.setEnabled(ready)
        self.save_button = button("存成 PDF…", self.save, "" if ready else "main")
        self.print_button.setDefault(ready)
        self.save_button.setDefault(not ready)
        self._build(told, number)
        self.resize(min(960, self.screen().availableSize().width() - 40),
                    min(680, self.screen().availableSize().height() - 60))  # fmt: skip

    def _build(self, told: str, number: int) -> None:
        side = QVBoxLayout()
        side.setSpacing(theme.ROOM)
        side.addWidget(text(self._title, "section", wrap=True))
        form = QFormLayout()
        form.setHorizontalSpacing(theme.ROOM)
        form.setVerticalSpacing(theme.GAP)
        form.addRow(text("打印机", "label"), self.printers)
        form.addRow(text("份数", "label"), self.copies)
        for each in (self.first, self.last):
            each.setVisible(number > 1)
        if number > 1:
            pages = row(self.first, text("到"), self.last, text(f"共 {number} 页", "hint"), None)
            form.addRow(text("页码", "label"), pages)
        side.addLayout(form)
        side.addWidget(self.said)
        if told:
            side.addWidget(text(told, "hint", wrap=True))
        side.addStretch(1)
        no = button("取消", self.reject)
        no.setAutoDefault(False)
        side.addLayout(row(self.save_button, None, no, self.print_button))
        beside = QWidget()
        beside.setLayout(side)
        beside.setFixedWidth(340)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        whole.setSpacing(theme.AIR)
        if self._pages is not None:
            self.preview = Preview(self._context, self._pages)
            self.first.valueChanged.connect(self.preview.go_to)
            whole.addWidget(self.preview, 1)
        whole.addWidget(beside)
        (self.print_button if self.print_button.isEnabled() else self.save_button).setFocus()

    def save(self) -> None:
        """Let the PDF be put somewhere."""
        self.done(self.SAVE)

    def _print(self) -> None:
        pages, name = self._pages, self.printers.currentText()
        assert pages is not None
        first, last, copies = self.first.value(), self.last.value(), self.copies.value()

        def work(progress: Progress) -> int:
            print_pages(pages, printer_named(name), first, last, copies, progress)
            return last - first + 1

        def done(number: int) -> None:
            times = f"，{copies} 份" if copies > 1 else ""
            self._context.tell(f"{self._title}：{number} 页{times}，已交给打印机“{name}”", "ok")
            self.accept()

        self._context.run(
            f"正在打印{self._title}", work, done, self,
            when_cancelled="已停下，打印机可能已经收到前几页",
        )  # fmt: skip


class _Number(QSpinBox):
    """A number without buttons. Under a style sheet Qt leaves it a pixel to be seen in."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._give_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        self.lineEdit().setGeometry(self.rect().adjusted(_EDGE, 1, -_EDGE, -1))


def _spin(parent: QWidget, least: int, most: int, value: int, name: str) -> QSpinBox:
    made = _Number(parent)
    made.setRange(least, most)
    made.setValue(value)
    made.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    made.setFixedWidth(56)
    made.setAccessibleName(name)
    return made
