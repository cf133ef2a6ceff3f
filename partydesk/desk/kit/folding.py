"""A pane beside a list that lies over the list where the window is too narrow for both."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from partydesk.desk.kit import theme


class FoldingPane:
    """Keeps `pane` in the layout of `beside`, or folds it over `page`.

    `tell` is called with whether it is folded, for a pane that shows a way back then.
    """

    def __init__(
        self, page: QWidget, beside: QWidget, pane: QWidget, tell: Callable[[bool], None]
    ) -> None:
        self._page, self._beside, self.pane, self._tell = page, beside, pane, tell
        self._open = False
        pane.setFixedWidth(theme.PANE)

    @property
    def folded(self) -> bool:
        """Whether the page is too narrow for list and pane side by side."""
        return self._page.width() < theme.FOLD

    @property
    def covers(self) -> bool:
        """Whether the pane lies over the list now."""
        return self.folded and self.pane.isVisible()

    def arrange(self) -> None:
        """Put the pane where the width of the page wants it."""
        line = self._beside.layout()
        self._tell(self.folded)
        if line is None:
            return
        if self.folded:
            line.removeWidget(self.pane)
            self.pane.setParent(self._page)
            width = theme.PANE
            self.pane.setGeometry(self._page.width() - width, 0, width, self._page.height())
            self.pane.setVisible(self._open)
            self.pane.raise_()
        elif self.pane.parent() is not self._beside:
            line.addWidget(self.pane)
            self.pane.show()

    def unfold(self) -> None:
        """Show a folded pane."""
        if self.folded:
            self._open = True
            self.pane.setVisible(True)
            self.pane.raise_()

    def fold(self) -> None:
        """Put a pane that lies over the list away."""
        self._open = False
        if self.folded:
            self.pane.hide()
