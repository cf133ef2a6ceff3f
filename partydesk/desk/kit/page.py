"""What the window knows of every page, whatever it shows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """The common part of pages: behind a tab, beside its lists, or laid over it.

    `record_wanted` carries kind and uid of a record to open, `start_wanted` the NavigationTarget
    of work that begins here, `list_wanted` a kind and the Narrowing of its list, `push_wanted` a
    Page to be laid over this one; `closed` asks whoever laid it there to take it away.
    """

    help_key = ""
    """The key of a page that is laid over others and has a chapter of its own in the manual."""

    record_wanted = Signal(str, str)
    start_wanted = Signal(object)
    list_wanted = Signal(str, object)
    push_wanted = Signal(object)
    closed = Signal()

    @property
    def part(self) -> str:
        """The title of the part of the page that is in front, for the manual; "" for the whole."""
        return ""

    def lead_with(self, chips: QWidget) -> None:
        """Put the chips that turn to other parts of the tab before the page's own head."""
        raise NotImplementedError
