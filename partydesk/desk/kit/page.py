"""What the window knows of every page, whatever it shows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """The common part of pages: behind a tab, beside its lists, or laid over it.

    `record_wanted` carries kind and uid of a record to open, `start_wanted` the NavigationTarget
    of work that begins here, or the Obligation that is to be settled, `list_wanted` a kind and the
    Narrowing of its list, `push_wanted` a Page to be laid over this one; `closed` asks whoever
    laid it there to take it away.
    """

    help_key = ""
    """The key of a page that is laid over others and has a chapter of its own in the manual."""

    record_wanted = Signal(str, str)
    start_wanted = Signal(object)
    list_wanted = Signal(str, object)
    push_wanted = Signal(object)
    closed = Signal()

    def lead_with(self, parts: QWidget) -> None:
        """Put what turns to the other parts of the tab in the place of the page's title."""
        raise NotImplementedError

    def add(self) -> bool:
        """Begin what 新增 means on this page; False where it is asked what to add."""
        return False
