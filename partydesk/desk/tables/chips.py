"""Filter chips over a list, each with how many rows it would show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget
from sqlalchemy import ColumnElement

from partydesk.desk.kit.flow import FlowLayout
from partydesk.records.values import Stored


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: its label and the stored values of the page's column that it lets through, or
    the condition of its rows, which no other chip counts."""

    label: str
    values: tuple[Stored, ...] = ()
    condition: Callable[[], ColumnElement[bool]] | None = None

    @property
    def everything(self) -> bool:
        """Whether it filters nothing."""
        return not self.values and self.condition is None


ALL = Chip("全部")


class ChipBar(QWidget):
    """Chips of which one is chosen. Chips nobody falls under are not shown."""

    chosen = Signal(object)

    def __init__(
        self, chips: Sequence[Chip], parent: QWidget | None = None, *, everything: bool = True
    ) -> None:
        super().__init__(parent)
        self._chips = (ALL, *chips) if everything else tuple(chips)
        self._buttons: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = FlowLayout(self, spacing=6)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for number, chip in enumerate(self._chips):
            button = QPushButton(chip.label, self)
            button.setProperty("role", "chip")
            button.setCheckable(True)
            button.setChecked(number == 0)
            self._group.addButton(button, number)
            self._buttons.append(button)
            row.addWidget(button)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._chips[number]))
        self.setAccessibleName("筛选")

    @property
    def current(self) -> Chip:
        """The chosen chip."""
        return self._chips[max(0, self._group.checkedId())]

    def choose(self, label: str) -> None:
        """Choose the chip with this label, as a click does; others are left as they are."""
        for chip, button in zip(self._chips, self._buttons, strict=True):
            if chip.label == label and not button.isChecked():
                button.setChecked(True)
                self.chosen.emit(chip)

    def mark(self, label: str) -> None:
        """Mark the chip with this label without acting on it."""
        for chip, button in zip(self._chips, self._buttons, strict=True):
            if chip.label == label:
                button.setChecked(True)

    def set_counts(self, counts: Mapping[Any, int], aside: int = 0) -> None:
        """Show how many rows each chip stands for; `aside` is the number of the one with a
        condition."""
        for chip, button in zip(self._chips, self._buttons, strict=True):
            number = aside
            if chip.everything:
                number = sum(counts.values())
            elif chip.condition is None:
                number = sum(counts.get(value, 0) for value in chip.values)
            button.setText(f"{chip.label} {number:,}")
            button.setAccessibleName(f"{chip.label}，{number} 条")
            button.setVisible(chip.everything or number > 0 or button.isChecked())
        self.updateGeometry()

    def name_all(self, number: int) -> None:
        """Rows can fall under several chips: how many there are in all."""
        for chip, button in zip(self._chips, self._buttons, strict=True):
            if chip.everything:
                button.setText(f"{chip.label} {number:,}")
                button.setAccessibleName(f"{chip.label}，{number} 条")
