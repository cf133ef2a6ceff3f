"""Parts of a page that stand side by side, or one below the other where there is no room."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget


class Across(QBoxLayout):
    """The layout of a widget, or of none yet; side by side until `set_wide` says otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        if parent is not None:
            parent.setLayout(self)

    def set_wide(self, wide: bool) -> None:
        """Whether there is room for them side by side."""
        ways = QBoxLayout.Direction
        self.setDirection(ways.LeftToRight if wide else ways.TopToBottom)

    def show_beside(self, main: QWidget, pane: QWidget) -> None:
        """The main part of a page and its pane, two to one, from edge to edge."""
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)
        self.addWidget(main, 2)
        self.addWidget(pane, 1)
