"""What leaves 收表汇总: return slips and receipts, the roll-up, the list of those missing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from partydesk.desk.collect_rows import Standing
from partydesk.desk.desk import Desk
from partydesk.desk.messages import Action
from partydesk.records.periods import Period
from partydesk.store.progress import Progress


def choose_slip(desk: Desk, line: Standing, page: QWidget) -> None:
    """Ask where the return slip or receipt for a file goes, and write it."""
    if line.file is None:
        return
    path = Path(line.file.file)
    word = "回执" if line.state == "unchanged" else "退回单"
    name, _ = QFileDialog.getSaveFileName(
        page,
        f"{word}存到哪里",
        str(path.with_name(f"{path.stem}_{word}.xlsx")),
        "表格 (*.xlsx)",
    )
    if name:
        write_slip(desk, path, Path(name), page)


def write_slip(desk: Desk, submission: Path, out: Path, page: QWidget) -> None:
    """Write the return slip or receipt for a submission."""

    def work(progress: Progress) -> Path:
        from partydesk.exchange.slip import write_slip

        progress(0, 1, out.name)
        return write_slip(desk.store, submission, out)

    def done(made: Path) -> None:
        desk.tell(f"已写好“{made.name}”，随 U 盘带回支部", "ok")

    desk.run(f"正在写“{out.name}”", work, done, page)


def choose_rollup(desk: Desk, period: Period, page: QWidget) -> None:
    """Ask where the roll-up goes, and write it."""
    name, _ = QFileDialog.getSaveFileName(
        page,
        "汇总表存到哪里",
        f"{desk.store.own.short_name}_{period.text}_汇总表.xlsx",
        "表格 (*.xlsx)",
    )
    if name:
        write_rollup(desk, period, Path(name), page)


def write_rollup(desk: Desk, period: Period, out: Path, page: QWidget) -> None:
    """Write the roll-up of the period, and offer to open it."""

    def work(progress: Progress) -> list[str]:
        from partydesk.exchange.rollup import write_rollup

        return write_rollup(desk.store, period, out, progress)

    def done(_sheets: list[str]) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        opening = Action("打开", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(out))))
        desk.tell(f"{period.title}的汇总表已写好：{out.name}", "ok", opening)

    desk.run(f"正在生成{period.title}的汇总表", work, done, page)


def copy_missing(desk: Desk, lines: Iterable[Standing]) -> None:
    """Put the list of those who have not handed in onto the clipboard."""
    absent = [f"{line.code}\t{line.name}" for line in lines if line.state == "missing"]
    QGuiApplication.clipboard().setText("\n".join(absent))
    desk.tell(f"{len(absent)} 个未交的支部已复制，可以直接粘贴到群里或表里", "ok")
