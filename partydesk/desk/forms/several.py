"""The same record for several people at once: who, and whether each is to have their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from partydesk.desk.forms.lines import LABEL
from partydesk.desk.kit.cards import link
from partydesk.records.names import split_names

Pick = tuple[str, Callable[[], Sequence[str]]]
"""A way to fill in many names: what it is called, and how they are found when it is wanted."""


class Several(QWidget):
    """Below the line of names: links that fill in many, and 对 6 人各记一次.

    `always`: the record is one person's, so that each of several has their own anyhow. `picked`
    carries the names that were chosen, `changed` that each is to have their own, or not.
    """

    picked = Signal(object)
    changed = Signal()

    def __init__(self, picks: Sequence[Pick], *, always: bool) -> None:
        super().__init__()
        self._always = always
        self._names: tuple[str, ...] = ()
        self.each = QCheckBox("")
        self.each.clicked.connect(lambda _on: self.changed.emit())
        line = QHBoxLayout(self)
        line.setContentsMargins(LABEL + 12, 0, 0, 0)
        line.setSpacing(4)
        self.links = {}
        for words, find in picks:
            made = link(words, partial(self._pick, find))
            made.setProperty("small", "true")
            self.links[words] = made
            line.addWidget(made)
        line.addSpacing(8)
        line.addWidget(self.each)
        line.addStretch(1)
        self.show_names("")

    @property
    def names(self) -> tuple[str, ...]:
        """Those who are each to have a record of their own; none where there is one for all."""
        wanted = len(self._names) > 1 and (self._always or self.each.isChecked())
        return self._names if wanted else ()

    def show_names(self, written: object) -> None:
        """Say how many people are written there now."""
        self._names = tuple(dict.fromkeys(split_names(str(written or ""))))
        number = len(self._names)
        self.each.setText(f"对 {number} 人各记一次" if not self._always else f"{number} 人各记一份")
        self.each.setVisible(number > 1)
        self.each.setEnabled(not self._always)
        if self._always:
            self.each.setChecked(True)

    def _pick(self, find: Callable[[], Sequence[str]]) -> None:
        self.picked.emit(tuple(find()))
