"""The recovery code on paper; it goes to the printer and to no file."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from partydesk.desk.printing.printers import printers
from partydesk.records import clock
from partydesk.records.findings import UserError


def paper(code: str, owner: str) -> QTextDocument:
    """The page: whose, of when, the code, what it is for."""
    made = QTextDocument()
    made.setHtml(
        f"<h2>支部工作台 恢复码</h2><p>{escape(owner)}</p><p>{clock.today():%Y 年 %m 月 %d 日}</p>"
        f"<p style='font-size:20pt'><b><tt>{escape(code)}</tt></b></p>"
        "<p>忘了密码时，在输入密码的地方点“忘了密码，用恢复码”，照这六组输入。大小写不要紧。</p>"
        "<p>拿到这张纸的人不用密码也能打开数据。请收在带锁的柜子里，和电脑、U 盘分开。</p>"
        "<p>换过恢复码以后，这张作废。</p>"
    )
    return made


def print_code(parent: QWidget, code: str, owner: str) -> None:
    """Ask for the printer and print. Raises UserError where there is none."""
    if not printers():
        raise UserError("no-printer", "没有找到打印机，请抄在纸上，逐组核对")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    asked = QPrintDialog(printer, parent)
    if asked.exec() == QDialog.DialogCode.Accepted:
        paper(code, owner).print_(printer)
