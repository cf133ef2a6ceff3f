"""粘贴: rows copied in WPS or Excel, shown with all they would do, and taken with one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from partydesk.desk.imports.preview import ImportPreview
from partydesk.desk.kit.app_context import AppContext
from partydesk.records.base import kind_of
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.desk.lists.page import ListPage
    from partydesk.exchange.roster.intake import Proposal
    from partydesk.exchange.roster.pasted import Pasted


class PastePage(ImportPreview):
    """Shows what pasted rows would do."""

    another_words = "再粘贴一次"
    cancellable = True

    def __init__(
        self, context: AppContext, pasted: Pasted, shown: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(context, pasted.kind, f"粘贴{kind_of(pasted.kind).title}")
        self._shown_columns = shown
        self.findings.setColumnHidden(0, True)  # a clipboard has no sheets
        self.show_pasted(pasted)

    def show_pasted(self, pasted: Pasted) -> None:
        """Show what taking these rows would do."""
        self.pasted = pasted
        how = "第一行是表头" if pasted.headed else "没有表头，按列表里的顺序收"
        self.show_found(pasted, f"剪贴板　{how}，共 {pasted.rows:,} 行数据")

    def looks_first(self, found: Proposal | Pasted) -> bool:
        """Remarks can wait; what is kept out cannot."""
        return any(finding.fatal for finding in found.findings)

    def take_all(self, progress: Progress) -> None:
        """Write the rows."""
        from partydesk.exchange.roster.pasted import take_pasted

        take_pasted(self.context.store, self.pasted, progress)

    def another(self) -> None:
        """Look at what is on the clipboard now."""
        text = clipboard_text(self.context)
        if text:
            propose(self.context, self.kind, text, self._shown_columns, self, self.show_pasted)

    def again(self) -> None:
        """Look again: the records have changed meanwhile."""
        self.another()


def clipboard_text(context: AppContext) -> str:
    """What is on the clipboard as text; "" where there is none, and why is told."""
    data = QGuiApplication.clipboard().mimeData()
    if data is None:
        return ""
    if data.hasUrls():
        context.tell(
            "剪贴板里是文件，不是表格里的几行。请在 WPS 或 Excel 里打开它，选中几行再复制", "warn"
        )
    elif data.text().strip():
        return data.text()
    elif data.hasImage():
        context.tell(
            "剪贴板里是图片，读不出文字。请在 WPS 或 Excel 里选中几行，按 Ctrl+C 再来粘贴", "warn"
        )
    else:
        context.tell("剪贴板里没有文字。请先在 WPS 或 Excel 里选中几行，按 Ctrl+C", "warn")
    return ""


def paste_into(context: AppContext, page: ListPage, push: Callable[[PastePage], object]) -> None:
    """Show, on a page given to `push`, what the clipboard would do to a list."""
    shown = [(column.name, column.label) for column in page.column_choice.shown]
    text = clipboard_text(context)
    if not text:
        return

    def show(pasted: Pasted) -> None:
        preview = PastePage(context, pasted, shown)
        push(preview)
        preview.settle()

    propose(context, page.listing.kind, text, shown, page, show)


def propose(
    context: AppContext,
    kind: str,
    text: str,
    shown: Sequence[tuple[str, str]],
    parent: QWidget,
    show: Callable[[Pasted], None],
) -> None:
    """Read a pasted text off the screen, then show what it would do."""

    def work(progress: Progress) -> Pasted:
        from partydesk.exchange.roster.pasted import propose_pasted

        return propose_pasted(context.store, kind, text, shown, progress)

    context.run("正在核对粘贴的内容", work, show, parent)
