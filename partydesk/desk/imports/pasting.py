"""粘贴: rows copied in WPS or Excel, shown with all they would do, and taken with one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from partydesk.desk.imports.preview import ImportPreview
from partydesk.desk.kit.app_context import AppContext
from partydesk.records.registry import kind_of
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.desk.lists.page import ListPage
    from partydesk.exchange.roster.proposal import Proposal


class PastePage(ImportPreview):
    """Shows what pasted rows would do."""

    another_words = "再粘贴一次"
    cancellable = True

    def __init__(
        self, context: AppContext, found: Proposal, shown: Sequence[tuple[str, str]]
    ) -> None:
        kind = found.source.kind
        super().__init__(context, kind, f"粘贴{kind_of(kind).title}")
        self._shown_columns = shown
        self.findings.setColumnHidden(0, True)  # a clipboard has no sheets
        self.show_found(found)

    def another(self) -> None:
        """Look at what is on the clipboard now."""
        text = clipboard_text(self.context)
        if text:
            propose(self.context, self.kind, text, self._shown_columns, self, self.show_found)

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

    def show(found: Proposal) -> None:
        preview = PastePage(context, found, shown)
        push(preview)
        preview.settle()

    propose(context, page.listing.kind, text, shown, page, show)


def propose(
    context: AppContext,
    kind: str,
    text: str,
    shown: Sequence[tuple[str, str]],
    parent: QWidget,
    show: Callable[[Proposal], None],
) -> None:
    """Read a pasted text off the screen, then show what it would do."""

    def work(progress: Progress) -> Proposal:
        from partydesk.exchange.roster.intake import propose_pasted

        return propose_pasted(context.store, kind, text, shown, progress)

    context.run("正在核对粘贴的内容", work, show, parent)
