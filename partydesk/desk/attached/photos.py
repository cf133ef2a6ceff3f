"""Photographs in their place: a strip of them to be opened, and that of the sign-in sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from partydesk.desk.attached import opening
from partydesk.desk.attached.thumbnail import Thumbnail
from partydesk.desk.kit.cards import empty, link, row, stack, text
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.plain_text import tip_text
from partydesk.documents.photographs import SIGN_IN, is_picture
from partydesk.store.attachments import Kept

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext

STRIP, SHEET = 112, 132  # pixels of a picture's side


class Photo(Thumbnail):
    """A photograph that a click, Enter or Space opens."""

    def __init__(self, context: AppContext, kept: Kept, side: int = STRIP) -> None:
        super().__init__(context, kept, side)
        self._shown = kept
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tip_text(kept.name))
        self.setAccessibleName(f"照片 {kept.name}，回车打开")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open()
        else:
            super().keyPressEvent(event)

    def open(self) -> None:
        """Have the system show it."""
        opening.show(self._context, self._shown, self.window())


class PhotoStrip(QWidget):
    """All photographs among some files, side by side; hidden where there are none."""

    def __init__(self, context: AppContext, files: Sequence[Kept]) -> None:
        super().__init__()
        line = FlowLayout(self, spacing=6)
        self.photos = [Photo(context, each) for each in files if is_picture(each.name)]
        for each in self.photos:
            line.addWidget(each)
        self.setVisible(bool(self.photos))


class SignInPhoto(QWidget):
    """The photograph of the sign-in sheet, to tick the roll by; hidden where there is none."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._whole = stack(self, 4)
        self.photo: Photo | None = None
        self.hide()

    def show_files(self, files: Sequence[Kept]) -> None:
        """Show the one among these."""
        found = next((f for f in files if is_picture(f.name) and SIGN_IN in f.name), None)
        if found is None:
            self.photo = None
            self.hide()
            return
        empty(self._whole)
        self.photo = photo = Photo(self._context, found, SHEET)
        words = QWidget()
        inside = stack(words, 4)
        inside.addWidget(text("签到表", "label"))
        inside.addWidget(text("点照片放大看", "hint", wrap=True))
        inside.addWidget(link("放大", photo.open), 0, Qt.AlignmentFlag.AlignLeft)
        inside.addStretch(1)
        line = row(photo, words, spacing=10)
        line.setStretch(1, 1)
        self._whole.addLayout(line)
        self.show()
