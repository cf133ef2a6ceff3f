"""规则设置: local customs added to the national rules, and until when sheets are due."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, row, text
from partydesk.desk.kit.flow import FlowLayout


class CustomsDialog(QDialog):
    """Lists the customs. `kept` tells that a choice was kept."""

    kept = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        from partydesk.rules.norms import NORMS, custom

        super().__init__(parent)
        self._context = context
        self.setWindowTitle("规则设置")
        self.setMinimumWidth(520)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        with context.store.read() as connection:
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
        self.days: dict[str, QLineEdit] = {}
        if context.store.role == "committee":
            whole.addWidget(self._days())
        whole.addStretch(1)
        save = button("保存", self.save, "main")
        save.setDefault(True)
        whole.addLayout(row(None, button("取消", self.reject), save))

    def _days(self) -> QWidget:
        """How many days after a period's end its sheet is due."""
        from partydesk.rules.deadlines import MOST_DAYS, SPAN, allowed

        with self._context.store.read() as connection:
            days = allowed(connection)
        card = Card()
        card.rows.addWidget(text("报送期限", "section"))
        told = "期间结束以后几天内交。收表时据此算谁晚了几天，党委自己定。"
        card.rows.addWidget(text(told, "hint", wrap=True))
        flow = FlowLayout(spacing=12, least=400)
        card.rows.addLayout(flow)
        for each in SPAN:
            box = QLineEdit(str(days[each.code]))
            box.setFixedWidth(48)
            box.setValidator(QIntValidator(1, MOST_DAYS, box))
            box.setAccessibleName(f"{each.label}在期间结束后几天内交")
            self.days[each.code] = box
            part = QWidget()
            part.setLayout(row(text(each.label, "label"), box, text("天")))
            flow.addWidget(part)
        return card

    def save(self) -> None:
        """Keep the choice in this file."""
        from partydesk.operations.rule_settings import choose_rules
        from partydesk.rules import deadlines

        ids = frozenset(id for id, box in self.boxes.items() if box.isChecked())
        wrong = next((box for box in self.days.values() if not box.hasAcceptableInput()), None)
        if wrong is not None:
            self._context.tell(f"报送期限要填 1 到 {deadlines.MOST_DAYS} 天", "warn")
            wrong.setFocus()
            return
        days = {code: int(box.text()) for code, box in self.days.items()}

        def work() -> bool:
            choose_rules(self._context.store, ids, days)
            return True

        if self._context.attempt(work):
            self._context.tell("已保存规则设置，提醒和组织生活都照它重新算", "ok")
            self.kept.emit()
            self.accept()
