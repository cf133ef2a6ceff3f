"""接手: a copy of records becomes this computer's, and whoever takes them over says who it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.kit import cards, theme
from partydesk.desk.kit.cards import button, in_the_middle, row
from partydesk.records.fields import fields
from partydesk.records.organisation import Organisation
from partydesk.store.portable_copy import PortableCopy

_WIDE, _EDGE = 620, 28  # pixels


class TakeOverPage(QWidget):
    """Whose records, of when, how many; the secretary's name. `wanted` carries that name.

    `same` fills the name in that the records hold: the same person on another computer. `left`
    asks to begin anew, `back` for what was there before.
    """

    wanted = Signal(str)
    left = Signal()
    back = Signal()

    def __init__(self, found: PortableCopy, path: Path, *, same: bool) -> None:
        super().__init__()
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(_WIDE)
        column = QVBoxLayout(card)
        column.setContentsMargins(_EDGE, 24, _EDGE, 24)
        column.setSpacing(theme.ROOM)
        title = "这台电脑上还没有记录，恢复这份备份？" if same else "接手前任的数据"
        column.addWidget(cards.text(title, "title"))
        made = f"{found.backup.made_at:%Y-%m-%d %H:%M}"
        self.text = cards.text(
            f"“{found.owner}”的备份，{made} 时的样子，共 {found.records:,} 条。文件：{path}",
            "small",
            wrap=True,
        )
        # The layout around it asks for no height that depends on the width.
        self.text.setFixedWidth(_WIDE - 2 * _EDGE)
        self.text.ensurePolished()
        self.text.setMinimumHeight(self.text.heightForWidth(_WIDE - 2 * _EDGE) + 4)
        column.addWidget(self.text)
        label = fields(Organisation)["secretary"].label
        self.name = QLineEdit(found.secretary if same else "")
        self.name.setFixedWidth(180)
        self.name.setAccessibleName(f"现在的{label}")
        self.name.returnPressed.connect(self._go)
        said = f"备份里写的{label}是“{found.secretary}”" if found.secretary else ""
        if not same:
            said = "你的姓名。" + (f"{said}，恢复以后改成你" if said else "")
        self.hint = cards.text(said, "hint", wrap=True)
        column.addLayout(row(cards.text(f"现在的{label} *", "label"), self.name, None))
        column.addWidget(self.hint)
        self.wrong = cards.text("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        self.buttons = [
            button("恢复这份备份" if same else "恢复并开始", self._go, "main"),
            button("不恢复，新建一份" if same else "返回", self._away),
        ]
        self._same = same
        column.addLayout(row(None, *reversed(self.buttons)))
        in_the_middle(self, card)

    def showEvent(self, event: object) -> None:
        """Begin with the name."""
        self.name.setFocus()

    def _away(self) -> None:
        (self.left if self._same else self.back).emit()

    def _go(self) -> None:
        name = self.name.text().strip()
        if not name and not self._same:
            self.wrong.setText("请写现在的书记姓名，问候、谈话和材料都用它")
            self.wrong.show()
            self.name.setFocus()
            return
        self.wanted.emit(name)
