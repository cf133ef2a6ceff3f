"""What the panels beside the report have in common: where there is little room they stand above
it, only their head until they are opened."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.kit.cards import Card, link, stack

_ANY = 16_777_215  # Qt's own limit of a width


class FoldedCard(Card):
    """`body` is what is folded away, `toggle` the way to it in the head; `inside` is what the keys
    go to once it is opened. Beside the report it is `wide` pixels."""

    inside: QWidget

    def __init__(self, wide: int) -> None:
        super().__init__()
        self._wide = wide
        self._folded = self._open = False
        self.rows.setContentsMargins(1, 10, 1, 10)
        self.rows.setSpacing(6)
        self.toggle = link("展开", self._toggle)
        self.toggle.hide()
        self.body = QWidget()

    def lay_body(self) -> QVBoxLayout:
        """The column of the body, below the head."""
        self.rows.addWidget(self.body, 1)
        return stack(self.body, 6)

    @property
    def is_open(self) -> bool:
        """Whether a folded panel shows its body."""
        return self._open

    @property
    def folded(self) -> bool:
        """Whether it stands above the report."""
        return self._folded

    def set_folded(self, folded: bool) -> None:
        """Folded it stands above the report, only its head until it is opened."""
        self._folded = folded
        self.toggle.setVisible(folded)
        self.arrange()

    def arrange(self) -> None:
        """Show what is to be seen of it."""
        self.toggle.setText("收起" if self._open else "展开")
        if self._folded and not self._open and self.inside.hasFocus():
            self.toggle.setFocus()
        self.body.setVisible(self._open or not self._folded)
        if self._folded:
            self.setMinimumWidth(0)
            self.setMaximumWidth(_ANY)
        else:
            self.setFixedWidth(self._wide)

    def _toggle(self) -> None:
        self._open = not self._open
        self.arrange()
        if self._open:
            self.inside.setFocus()
