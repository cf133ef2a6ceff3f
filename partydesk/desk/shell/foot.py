"""The bar at the window's foot: whose records these are, what was left unsaved, the last backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from partydesk.desk.kit import cards, theme
from partydesk.desk.kit.plain_text import caption, tip_text

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext
    from partydesk.desk.shell.tasks import BackupState


class Foot(QFrame):
    """Whose, unsaved and saved. `draft_wanted` carries (kind, uid or "") of a draft to go on
    with."""

    draft_wanted = Signal(str, str)

    unsaved: QPushButton
    _context: AppContext

    def __init__(self, name: str, code: str) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self.setFixedHeight(theme.FOOT)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 0, 16, 0)
        self.whose = cards.text("", "small", parent=self)
        self.standing = cards.text("", "small", parent=self)
        self._row.addWidget(self.whose)
        self._row.addStretch(1)
        self._row.addWidget(self.standing)
        self._say_whose(name, code)

    def furnish(self, context: AppContext) -> None:
        """Follow the records from now on."""
        self._context = context
        self.standing.setText("已保存")
        # What was left unsaved is said here, where it lies over nothing.
        self.unsaved = cards.link("", self._to_draft)
        self.unsaved.setProperty("small", True)
        self.unsaved.hide()
        self._row.insertWidget(2, self.unsaved)
        self._row.insertSpacing(3, theme.ROOM)

    def show_whose(self) -> None:
        """Name the organisation as it is called now."""
        own = self._context.store.own
        self._say_whose(own.name, own.code)

    def _say_whose(self, name: str, code: str) -> None:
        self.whose.setText(f"{name}　·　{code}")

    def show_backups(self, state: BackupState) -> None:
        """Say when the last backup was made, or what is in its way."""
        self.standing.setText(state.text)
        role = "failed" if state.tone == "bad" else "small"
        if self.standing.property("role") != role:
            self.standing.setProperty("role", role)
            theme.restyle(self.standing)
        self.standing.setToolTip(tip_text(state.text))

    def look_for_drafts(self) -> None:
        """Say that something typed was never saved, and lead back to it."""
        from partydesk.desk.forms.drafts import waiting
        from partydesk.records.registry import kind_of

        home, writable = self._context.store.home, self._context.store.writable
        found = waiting(home) if home.drafts.is_dir() and writable else []
        self.unsaved.setVisible(bool(found))
        if not found:
            return
        latest = found[0]
        title = kind_of(latest.kind).title
        more = f"等 {len(found)} 份" if len(found) > 1 else ""
        said = f"{latest.kept_at:%m-%d %H:%M} 填的{title}{more}还没有保存，接着填"
        self.unsaved.setText(caption(said))
        self.unsaved.setAccessibleName(said)

    def look_again(self) -> None:
        """Follow the drafts as long as one is told of."""
        if not self.unsaved.isHidden():
            self.look_for_drafts()

    def _to_draft(self) -> None:
        """Go on with what was left unsaved last."""
        from partydesk.desk.forms.drafts import waiting

        self.unsaved.hide()
        for latest in waiting(self._context.store.home)[:1]:
            self.draft_wanted.emit(latest.kind, latest.uid)
