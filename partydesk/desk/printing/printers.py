"""Sending pages to a printer, from one page to another, in copies."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from partydesk.desk.printing.pdf_pages import PdfPages
from partydesk.records.findings import UserError
from partydesk.store.progress import Progress, silent

_DOTS = 300  # to the inch; more is not seen on paper


def printers() -> list[str]:
    """The names of the printers there are, the usual one first."""
    names = [info.printerName() for info in QPrinterInfo.availablePrinters()]
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(names, key=lambda name: name != usual)


def printer_named(name: str) -> QPrinter:
    """The printer of this name. Raises UserError where there is none any more."""
    info = QPrinterInfo.printerInfo(name)
    if info.isNull():
        raise UserError("no-printer", f"找不到打印机“{name}”，请看它是否还连着；也可以存成 PDF")
    return QPrinter(info, QPrinter.PrinterMode.HighResolution)


def print_pages(
    pages: PdfPages,
    printer: QPrinter,
    first: int,
    last: int,
    copies: int = 1,
    progress: Progress = silent,
) -> None:
    """Print pages `first` to `last` (from 1), each as large as it is and turned as it is.

    Raises UserError where the printer takes nothing, Cancelled by `progress`.
    """
    rounds = 1
    if printer.supportsMultipleCopies():
        printer.setCopyCount(copies)
    else:
        rounds = copies
    printer.setFullPage(True)
    _turn(printer, pages.sizes[first - 1])
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("print-failed", "打印机没有接收，什么都没有打印。请看它是否开着、有没有纸")
    try:
        total, done = rounds * (last - first + 1), 0
        for _ in range(rounds):
            for number in range(first - 1, last):
                if done:
                    _turn(printer, pages.sizes[number])
                    printer.newPage()
                progress(done, total, f"第 {number + 1} 页")
                dots = min(_DOTS, printer.resolution())
                size = pages.sizes[number]
                paper = printer.resolution() / 72
                where = QRectF(0, 0, size.width() * paper, size.height() * paper)
                painter.drawImage(where, pages.image(number, dots))
                done += 1
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()


def _turn(printer: QPrinter, size: QSizeF) -> None:
    """Paper of a page's size, lying across where the page does."""
    across = size.width() > size.height()
    upright = size.transposed() if across else size
    printer.setPageSize(QPageSize(upright, QPageSize.Unit.Point, "", _FUZZY))
    orientation = QPageLayout.Orientation
    printer.setPageOrientation(orientation.Landscape if across else orientation.Portrait)


_FUZZY = QPageSize.SizeMatchPolicy.FuzzyMatch
"""A4 to the point or not: the printer's A4 is meant."""
