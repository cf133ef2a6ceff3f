"""The report written to a file that the person names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.written_file import tell_written
from partydesk.desk.printing.writing import show_print
from partydesk.desk.report.gathering import Looked, file_name
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.documents.report.writing import Written


def choose(context: AppContext, looked: Looked, suffix: str, page: QWidget) -> None:
    """Ask where the report goes, and write it."""
    out = ask_file(context, page, "报告存到哪里", file_name(looked, suffix))
    if out is not None:
        export(context, looked, out, page)


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
        said, tone = f"“{out.name}”写好了", "ok"
        if written.missing:
            said, tone = f"{said}，里面还有 {len(written.missing)} 项数字〔待填〕", "warn"
        tell_written(context, said, out, tone=tone)

    context.run(f"正在写“{out.name}”", work, done, page, cancellable=False)
