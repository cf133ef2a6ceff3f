"""The sections beneath a record's fields: at once what the row tells, the rest when it is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.details.lookup import details_of
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext


class RecordSections(QWidget):
    """The sections of one record; `known` is what was found out about it, None for not yet.

    `record_wanted` carries kind and uid of a record that one of them leads to, `settle_wanted` an
    Obligation to be settled, or what is said of a plan.
    """

    record_wanted = Signal(str, str)
    settle_wanted = Signal(object)

    def __init__(
        self, context: AppContext, kind: str, row: Mapping[str, Any], known: Any = None
    ) -> None:
        super().__init__()
        self._context, self._kind, self._row = context, kind, row
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._inside: QWidget | None = None
        self.show_known(known)

    def show_known(self, known: Any) -> None:
        """Tell what was found out."""
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, theme.TIGHT, 0, 0)
        column.setSpacing(theme.GAP)
        details_of(self._kind).fill(
            column,
            self._row,
            known,
            self.record_wanted.emit,
            self.settle_wanted.emit,
            self._context,
        )
        if self._inside is not None:
            self._whole.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = made
        self._whole.addWidget(made)
        made.show()  # at once, not an event later: nothing is to jump
