"""Before printing: pages as they will be, which, how often, on what; without a printer a PDF."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QPushButton

from partydesk.desk.kit.messages import Message
from partydesk.desk.lists.export import export_listing, pages_of
from partydesk.desk.lists.page import ListPage
from partydesk.desk.printing import print_dialog, printers
from partydesk.desk.printing.pdf_pages import PdfPages, open_pages
from partydesk.desk.printing.print_dialog import PrintDialog
from partydesk.desk.printing.printers import print_pages
from partydesk.desk.shell.window import Window
from partydesk.desk.tables.columns import for_others
from partydesk.records.findings import UserError
from partydesk.store.progress import silent
from tests.documents.reading_pdf import squeezed, text

pytest.importorskip("pypdfium2")
WAIT = 20_000


@pytest.fixture
def roster(window: Window, tmp_path: Path) -> Path:
    """The list of members as PDF."""
    return as_pdf(window, "members", tmp_path / "名册.pdf")


def as_pdf(window: Window, tab: str, out: Path) -> Path:
    window.turn_to(tab)
    page = window.space.list_page
    assert page is not None
    write = pages_of(window.context.store, page.listing, page.model, page.column_choice.shown)
    write(out, silent)
    return out


def on_paper(pages: PdfPages, out: Path, first: int, last: int) -> PdfPages:
    """What a printer that writes a PDF has put on paper."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    print_pages(pages, printer, first, last)
    return open_pages(out)


def alike(one: QImage, other: QImage) -> bool:
    """Whether two pages show the same, seen from far enough that the grain of dots is gone."""
    small = [
        image.scaled(30, 42, mode=Qt.TransformationMode.SmoothTransformation).convertToFormat(
            QImage.Format.Format_Grayscale8
        )
        for image in (one, other)
    ]
    off = [
        abs(small[0].pixelColor(x, y).lightness() - small[1].pixelColor(x, y).lightness())
        for x in range(30)
        for y in range(42)
    ]
    return sum(off) / len(off) < 6


def test_what_is_printed_is_what_the_pdf_shows(roster: Path, tmp_path: Path) -> None:
    pages = open_pages(roster)
    printed = on_paper(pages, tmp_path / "纸.pdf", 1, len(pages.sizes))
    assert len(printed.sizes) == len(pages.sizes)
    for number, size in enumerate(pages.sizes):
        paper = printed.sizes[number]
        assert abs(paper.width() - size.width()) < 4 and abs(paper.height() - size.height()) < 4
        assert alike(pages.image(number, 72), printed.image(number, 72))
    blank = QImage(595, 842, QImage.Format.Format_RGB32)
    blank.fill(0xFFFFFFFF)
    assert not alike(pages.image(0, 72), blank)


def test_only_the_pages_asked_for_are_printed(roster: Path, tmp_path: Path) -> None:
    one = open_pages(roster)
    pages = PdfPages(one.data, one.sizes)
    last = len(pages.sizes)
    printed = on_paper(pages, tmp_path / "末页.pdf", last, last)
    assert len(printed.sizes) == 1 and alike(printed.image(0, 72), pages.image(last - 1, 72))


def arranged(page: ListPage, chance: random.Random) -> None:
    """Some order, some groups or none, some of the columns, each at some place."""
    from partydesk.store.grouping import groupable

    columns = list(page.columns)
    by = [each.name for each in columns if groupable(page.model.kind, each.name)]
    page.order.group_by(chance.choice(["", *by]))
    order = chance.sample(columns, k=min(2, len(columns)))
    page.order.use(tuple((each.name, chance.random() < 0.5) for each in order))
    for each in columns:
        page.column_choice.set_shown(each, each is columns[0] or chance.random() < 0.5)
    for _ in range(3):
        here = columns.index(chance.choice(page.column_choice.shown))
        page.column_choice.move(here, chance.choice((-1, 1)))
    if chance.random() < 0.5:
        page.search_now(str(page.model.row(0).get("name") or "")[:1])


def as_shown(page: ListPage) -> list[list[str]]:
    """The rows on the screen as others may read them, from left to right, heads of groups among
    them as a line of one cell."""
    columns = page.column_choice.shown
    lines = []
    for row in range(page.model.rowCount()):
        head = page.model.head(row)
        if head is not None:
            lines.append([f"{head.label}（{head.number:,}）"])
            continue
        texts = [page.model.text(row, page.columns.index(each)) for each in columns]
        lines.append([for_others(*each) for each in zip(columns, texts, strict=True)])
    return lines


def same(cell: str, value: object) -> bool:
    """Whether a cell of a workbook says what stands on the screen; there a number has its unit."""
    if isinstance(value, (int, float)):
        return float(cell.replace(",", "").rstrip("%")) == float(value)
    return cell == (value or "")


@given(st.randoms(use_true_random=False))
@settings(max_examples=2, phases=(Phase.generate,))
def test_every_list_is_exported_and_printed_as_it_is_shown(
    window: Window, tmp_path: Path, chance: random.Random
) -> None:
    from openpyxl import load_workbook

    views = [(tab.key, part) for tab in window.places.tabs for part in tab.parts if part.view]
    for tab, part in views:
        window.turn_to(tab, part.key)
        page = window.space.list_page
        assert isinstance(page, ListPage)
        page.search_now("")
        arranged(page, chance)
        model, columns, store = page.model, page.column_choice.shown, window.context.store
        paper, sheet = tmp_path / f"{part.key}.pdf", tmp_path / f"{part.key}.xlsx"
        pages_of(store, page.listing, model, columns)(paper, silent)
        title = page.listing.title
        export_listing(store, model.query, columns, sheet, title, silent, model.group_by)
        shown = as_shown(page)

        (first, *_), header, *rows = load_workbook(sheet).active.values  # type: ignore[union-attr]
        assert first == title
        assert list(header) == [column.label for column in columns]
        assert len(rows) == len(shown), part.key
        for line, written in zip(shown, rows, strict=True):
            full = [*line, *([""] * (len(columns) - len(line)))]
            wrong = [pair for pair in zip(full, written, strict=True) if not same(*pair)]
            assert not wrong, (part.key, wrong)

        read, at = squeezed(text(paper)), 0
        assert squeezed(title) in read
        assert not shown or all(squeezed(each.label) in read for each in columns)
        for line in shown:
            cell = squeezed(next((each for each in line if each), ""))[:6]
            assert cell in read[at:], (part.key, line)
            at = read.index(cell, at) + len(cell)


@pytest.fixture
def one_printer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A printer there is, whose paper is a PDF."""
    paper = tmp_path / "出纸.pdf"

    def named(_name: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(paper))
        return made

    monkeypatch.setattr(print_dialog, "printers", lambda: ["会议室打印机"])
    monkeypatch.setattr(print_dialog, "printer_named", named)
    yield paper


def asked(window: Window, qtbot: Any) -> PrintDialog:
    qtbot.waitUntil(lambda: bool(window.findChildren(PrintDialog)), timeout=WAIT)
    (dialog,) = window.findChildren(PrintDialog)
    return dialog  # type: ignore[no-any-return]


def test_a_list_is_looked_at_and_printed(window: Window, one_printer: Path, qtbot: Any) -> None:
    told: list[Message] = []
    window.context.told.connect(told.append)
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    page.view.setFocus()
    page.print_list()
    dialog = asked(window, qtbot)
    assert dialog.printers.currentText() == "会议室打印机" and not dialog.said.isVisible()
    for number in (dialog.copies, dialog.first, dialog.last):
        line = number.lineEdit()
        assert line.width() >= line.fontMetrics().horizontalAdvance("99"), "it is seen"
    qtbot.waitUntil(lambda: bool(dialog.preview.sheets._drawn), timeout=WAIT)
    dialog.print_button.click()
    qtbot.waitUntil(one_printer.exists, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    assert "已交给打印机“会议室打印机”" in told[-1].text
    assert open_pages(one_printer).sizes
    assert window.focusWidget() is page.view, "where one came from"


def test_without_a_printer_it_says_so_and_offers_the_pdf(
    window: Window, qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinters", staticmethod(list))
    monkeypatch.setattr(print_dialog, "printers", printers.printers)
    out = tmp_path / "名册 存.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    window.turn_to("members")
    page = window.space.list_page
    assert page is not None
    page.print_list()
    dialog = asked(window, qtbot)
    assert not dialog.print_button.isEnabled()
    assert "没有打印机" in dialog.said.text() and dialog.said.isVisible()
    buttons = {each.text() for each in dialog.findChildren(QPushButton)}
    assert {"打印", "存成 PDF…", "取消"} <= buttons
    dialog.save_button.click()
    qtbot.waitUntil(out.exists, timeout=WAIT)
    assert open_pages(out).sizes


def test_a_printer_that_has_gone_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError) as refused:
        printers.printer_named("没有这台")
    assert "存成 PDF" in refused.value.message
