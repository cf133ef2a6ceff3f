"""The report written to a file that the person names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.remembered_folder import remember_folder, suggested
from partydesk.desk.kit.written_file import opening
from partydesk.desk.printing.writing import show_print
from partydesk.desk.report.gathering import Looked, file_name
from partydesk.operations.settings.keys import PAPERS_FOLDER
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.documents.report.writing import Written

_FILTERS = {".docx": "Word 文档 (*.docx)", ".pdf": "PDF 文件 (*.pdf)"}


def choose(context: AppContext, looked: Looked, suffix: str, page: QWidget) -> None:
    """Ask where the report goes, and write it."""
    start = suggested(context, PAPERS_FOLDER, file_name(looked, suffix))
    name, _ = QFileDialog.getSaveFileName(page, "报告存到哪里", start, _FILTERS[suffix])
    if name:
        remember_folder(context, PAPERS_FOLDER, Path(name).parent)
        out = Path(name)
        right = out.suffix.lower() == suffix
        export(context, looked, out if right else out.with_name(out.name + suffix), page)


def print_report(context: AppContext, looked: Looked, page: QWidget) -> None:
    """Show the report's pages with the numbers of this moment, to be printed."""
    report, store = looked.report, context.store
    code = None if looked.own else report.code

    def write(out: Path, progress: Progress) -> None:
        from partydesk.documents.report.writing import write_report

        progress(0, 1, out.name)
        write_report(store, report.period, out, code, kind=report.kind)

    show_print(context, "报告", file_name(looked, ".pdf"), write, "", page)


def export(context: AppContext, looked: Looked, out: Path, page: QWidget) -> None:
    """Write the report off the screen with the numbers of this moment, and offer to open it."""
    report, store = looked.report, context.store
    code = None if looked.own else report.code

    def work(progress: Progress) -> Written:
        from partydesk.documents.report.writing import write_report

        progress(0, 1, out.name)
        return write_report(store, report.period, out, code, kind=report.kind)

    def done(written: Written) -> None:
        action = opening(context, out)
        if written.missing:
            said = f"“{out.name}”写好了，里面还有 {len(written.missing)} 项数字〔待填〕"
            context.tell(said, "warn", action)
        else:
            context.tell(f"“{out.name}”写好了", "ok", action)

    context.run(f"正在写“{out.name}”", work, done, page, cancellable=False)
