"""The bar above the list of 收表汇总: chips that narrow it, and what can be written out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget

from partydesk.desk.handover.collect_files import CollectFiles
from partydesk.desk.handover.collect_rows import FILTERS, Standing
from partydesk.desk.kit import icons
from partydesk.desk.kit.cards import button
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.plain_text import tip_text


class CollectBar(QWidget):
    """`filtered` carries the states to show (none: all); `conflicts_wanted` asks for 两边都报."""

    filtered = Signal(tuple)
    conflicts_wanted = Signal()
    copy_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, answer: Callable[[], object], roll_up: Callable[[], object]) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        flow = FlowLayout(spacing=6, least=300)
        line.addLayout(flow, 1)
        group = QButtonGroup(self)
        self.chips: list[QPushButton] = []
        for words, states in FILTERS:
            chip = _chip(words, group)
            chip.clicked.connect(lambda _checked, these=states: self.filtered.emit(these))
            self.chips.append(chip)
            flow.addWidget(chip)
        self.chips[0].setChecked(True)
        self.conflict_chip = _chip("两边都报", group)
        self.conflict_chip.clicked.connect(self.conflicts_wanted)
        flow.addWidget(self.conflict_chip)
        self.remind_button = button("催交名单", self._offer_list)
        self.remind_button.setIcon(icons.icon("bell"))
        self.answer_button = button("写回退回单和回执", answer)
        self.answer_button.setIcon(icons.icon("stick"))
        self.rollup_button = button("生成汇总表", roll_up)
        self.rollup_button.setIcon(icons.icon("table"))
        for each in (self.remind_button, self.answer_button, self.rollup_button):
            line.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)

    def set_narrow(self, narrow: bool) -> None:
        """Call the buttons by fewer words, so that the chips beside them keep to a line."""
        for each, words, short in (
            (self.remind_button, "催交名单", "催交"),
            (self.answer_button, "写回退回单和回执", "写回单"),
            (self.rollup_button, "生成汇总表", "汇总表"),
        ):
            each.setText(short if narrow else words)
            each.setAccessibleName(words)

    def show_lines(self, lines: Sequence[Standing], held: CollectFiles) -> None:
        """Count the lines of each chip, and the slips that can be written for what is `held`."""
        for chip, (words, states) in zip(self.chips, FILTERS, strict=True):
            count = sum(1 for line in lines if not states or line.state in states)
            chip.setText(f"{words} {count}")
            chip.setVisible(not states or count > 0 or chip.isChecked())
        self.remind_button.setEnabled(any(line.state in ("missing", "late") for line in lines))
        receipts, returns = len(held.to_acknowledge), len(held.to_return)
        self.answer_button.setEnabled(bool(receipts or returns))
        self.answer_button.setToolTip(
            tip_text(f"回执 {receipts} 份，退回单 {returns} 份（Ctrl+R）")
        )

    def show_conflicts(self, waiting: int, standing: int) -> None:
        """Count the conflicts; the chip is there as long as any stand."""
        self.conflict_chip.setText(f"两边都报 {waiting}")
        self.conflict_chip.setVisible(bool(standing))
        repolish(self.conflict_chip, "tone", "warn" if waiting else None)

    def choose(self, number: int) -> None:
        """Press the chip of that number."""
        self.chips[number].setChecked(True)
        self.filtered.emit(FILTERS[number][1])

    def _offer_list(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("复制，粘贴到群里", self.copy_wanted.emit)
        menu.addAction("存成表格…", self.save_wanted.emit)
        button = self.remind_button
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))


def _chip(words: str, group: QButtonGroup) -> QPushButton:
    chip = QPushButton(words)
    chip.setProperty("role", "chip")
    chip.setCheckable(True)
    group.addButton(chip)
    return chip
