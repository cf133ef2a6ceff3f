"""规则设置: local customs that the park may add to the national rules, switched on or off."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from partydesk.desk import theme
from partydesk.desk.cards import Card, button, row, text
from partydesk.desk.desk import Desk
from partydesk.store import settings


class CustomsDialog(QDialog):
    """Lists the customs. `kept` tells that a choice was kept."""

    kept = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        from partydesk.rules.norms import NORMS, custom

        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("规则设置")
        self.setMinimumWidth(520)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        with desk.store.read() as connection:
            chosen = custom.chosen(connection)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        whole.setSpacing(theme.ROOM)
        told = "党章和条例规定的事一直会提醒。下面几项是园区自己的要求，勾上才提醒、才算缺。"
        whole.addWidget(text(told, "small", wrap=True))
        card = Card()
        self.boxes: dict[str, QCheckBox] = {}
        for norm in NORMS.values():
            if not norm.custom:
                continue
            box = QCheckBox(norm.label)
            box.setChecked(norm.id in chosen)
            box.setAccessibleDescription(f"{norm.says}，{norm.remedy}")
            says = text(f"{norm.says}。{norm.remedy}（{norm.article}）", "hint", wrap=True)
            says.setContentsMargins(24, 0, 0, 0)
            card.rows.addWidget(box)
            card.rows.addWidget(says)
            self.boxes[norm.id] = box
        whole.addWidget(card)
        whole.addStretch(1)
        save = button("保存", self.save, "main")
        save.setDefault(True)
        whole.addLayout(row(None, button("取消", self.reject), save))

    def save(self) -> None:
        """Keep the choice in this file."""
        from partydesk.rules.norms import custom

        ids = frozenset(id for id, box in self.boxes.items() if box.isChecked())

        def work() -> bool:
            with self._desk.store.transaction() as connection:
                settings.put(connection, *custom.as_setting(ids))
            return True

        if self._desk.attempt(work):
            self._desk.tell("已保存规则设置，提醒和组织生活都照它重新算", "ok")
            self.kept.emit()
            self.accept()
