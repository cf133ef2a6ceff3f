"""退回支部: what the slip will say, with the officer's own words beside, and until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from partydesk.desk.forms.dates import tidy_date
from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, row, rule, scrolled, text
from partydesk.desk.kit.messages import repolish
from partydesk.records import clock

if TYPE_CHECKING:
    from partydesk.exchange.replies.faults import Fault, Words

_MOST = 60  # faults with a line for words; more would only slow the dialog down
_LONGEST = 300  # characters of what an officer adds
_WIDTH = 620


class ReturnDialog(QDialog):
    """Asks for words and a day before a return slip is written; `do` is called with them."""

    def __init__(
        self, page: QWidget, name: str, faults: Sequence[Fault], do: Callable[[Words], object]
    ) -> None:
        super().__init__(page.window())
        self._faults, self._do = list(faults), do
        self.lines: list[QLineEdit] = []
        self.setWindowTitle("退回支部")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        whole.setSpacing(theme.ROOM)
        counted = f"，有 {len(faults)} 处要改" if faults else "，没有发现要改的地方"
        whole.addWidget(text(f"退回{name}{counted}", "section", wrap=True))
        self.general = _line("想对支部说的话（可以不填），例如：请核对 8 月的活动")
        self.general.setAccessibleName("对支部说的话")
        whole.addWidget(self.general)
        self.until = QLineEdit()
        self.until.setPlaceholderText("20260930")
        self.until.setFixedWidth(116)
        self.until.setAccessibleName("什么时候以前改好")
        self.until.editingFinished.connect(lambda: self.until.setText(tidy_date(self.until.text())))
        whole.addLayout(
            row(text("改好的期限", "label"), self.until, text("可以不填", "hint"), None)
        )
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        whole.addWidget(self.wrong)
        if faults:
            whole.addWidget(self._listed(), 1)
        self.yes = button("写退回单", self._go, "main")
        self.yes.setDefault(True)
        whole.addLayout(row(None, button("取消", self.reject), self.yes))
        room = page.window().height() - 80
        self.setFixedWidth(_WIDTH)
        self.resize(_WIDTH, min(room, 250 + 108 * min(len(faults), 5)))
        self.general.setFocus()

    def _listed(self) -> QWidget:
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 0, 8, 0)
        body.setSpacing(6)
        for number, fault in enumerate(self._faults[:_MOST]):
            if number:
                body.addWidget(rule())
            body.addWidget(text(fault.place or "整份表", "small"))
            said = "。".join(part for part in (fault.was_and_is, fault.message) if part)
            body.addWidget(text(said, wrap=True))
            line = _line("这一处要说的（可以不填）")
            line.setAccessibleName(f"{fault.place or '整份表'}要说的")
            self.lines.append(line)
            body.addWidget(line)
        if len(self._faults) > _MOST:
            more = f"还有 {len(self._faults) - _MOST} 处，都会写进退回单"
            body.addWidget(text(more, "hint"))
        body.addStretch(1)
        return scrolled(inside)

    def _go(self) -> None:
        from partydesk.exchange.replies.faults import Words

        until, wrong = self._day()
        repolish(self.until, "faulty", "true" if wrong else "false")
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        if wrong:
            self.until.setFocus()
            return
        each = {
            (fault.sheet, fault.row, fault.column): line.text().strip()
            for fault, line in zip(self._faults, self.lines, strict=False)
            if line.text().strip()
        }
        words = Words(self.general.text().strip(), until, each)
        self.accept()
        self._do(words)

    def _day(self) -> tuple[date | None, str]:
        """The day, and what is wrong with it."""
        told = tidy_date(self.until.text()).strip()
        if not told:
            return None, ""
        try:
            until = date.fromisoformat(told)
        except ValueError:
            return None, f"期限“{told}”不是日期；例如 20260930"
        if until < clock.today():
            return None, f"期限 {told} 已经过了"
        return until, ""


def _line(hint: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(hint)
    line.setMaxLength(_LONGEST)
    return line
