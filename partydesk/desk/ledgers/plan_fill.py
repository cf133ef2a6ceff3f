"""整列排: a whole column of 年度计划 by a rule (每月第一个星期五), its days shown before."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, dialog_column, row, text
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.ui_settings import keep_ui_setting
from partydesk.operations.year_plan import Proposed, fill_column, proposed_days
from partydesk.records.findings import UserError
from partydesk.rules.working_days import UNKNOWN
from partydesk.store import settings

USUAL = "每月第三个星期五 14:00"
_DAYS = "一二三四五六日"
_PAUSE = 120  # milliseconds without a key before the days are shown


class ColumnFill(QDialog):
    """Plans a column of a year. `filled` says that it was done, in words."""

    filled = Signal(str)

    def __init__(
        self, context: AppContext, year: int, column: str, label: str, *, others: bool,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._context, self._year, self._column = context, year, column
        self._key = f"plan.rule.{column}"
        self.setWindowTitle("整列排")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        with context.store.read() as connection:
            kept = settings.get(connection, self._key, USUAL)
        self.rule = QLineEdit(kept)
        self.rule.setAccessibleName("哪天")
        self.theme = QLineEdit()
        self.theme.setAccessibleName("主题")
        self.theme.setPlaceholderText(
            "例如：志愿服务：清洁家园" if others else f"不写就是“{label}”"
        )
        self.days = text("", "small", wrap=True)
        self.days.setMinimumHeight(110)
        self.days.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        self.save = button("排这一列", self.fill, "main")
        self.save.setDefault(True)
        whole = dialog_column(self, 520)
        whole.setSpacing(theme.ROOM)
        whole.addWidget(text(f"{year} 年{label}，整列排", "section"))
        hint = "也可以写：每月 15 日、每季度末月最后一个周三 14:00。放假的挪到工作日。"
        whole.addWidget(text(hint, "hint", wrap=True))
        for words, line in (("哪天", self.rule), ("主题", self.theme)):
            label_ = text(words, "label")
            label_.setFixedWidth(40)
            whole.addLayout(row(label_, line))
        whole.addWidget(self.days)
        whole.addWidget(self.wrong)
        whole.addLayout(row(None, button("取消", self.reject), self.save))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.show_days)
        self.rule.textChanged.connect(lambda _text: self._pause.start())
        self.rule.selectAll()
        self.rule.setFocus()
        self.show_days()

    def show_days(self) -> None:
        """Say on which days the rule falls."""
        self._say(self.rule, "")
        try:
            found = proposed_days(self._context.store, self._year, self._column, self.rule.text())
        except UserError as error:
            self.days.setText(error.message)
            self.save.setText("排这一列")
            self.save.setEnabled(False)
            return
        ahead = [each for each in found if each.starts_at is not None]
        self.days.setText(_told(found))
        self.save.setText(f"排 {len(ahead)} 次")
        self.save.setEnabled(bool(ahead))

    def fill(self) -> None:
        """Plan the column, or say what is wrong."""
        self._say(self.theme, "")
        try:
            done = fill_column(
                self._context.store, self._year, self._column, self.rule.text(), self.theme.text()
            )
        except UserError as error:
            self._say(self.theme if error.code == "no-kind" else self.rule, error.message)
            return
        keep_ui_setting(self._context, self._key, self.rule.text().strip())
        self.filled.emit(done.words)
        self.accept()

    def _say(self, where: QLineEdit, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))
        repolish(where, "faulty", "true" if words else "false")
        if words:
            where.setFocus()


def _told(found: list[Proposed]) -> str:
    """The days, and the months that are left as they are."""
    lines = []
    remarks = dict.fromkeys(each.remark for each in found if each.remark)
    # What is said of the whole year is said once.
    general = [each for each in remarks if UNKNOWN in each]
    for each in found:
        if each.starts_at is not None:
            day = (
                f"{each.starts_at:%m-%d} 周{_DAYS[each.starts_at.weekday()]} {each.starts_at:%H:%M}"
            )
            lines.append(
                f"{day}（{each.remark}）" if each.remark and each.remark not in general else day
            )
    left: dict[str, list[str]] = {}
    for each in found:
        if each.why:
            left.setdefault(each.why, []).append(str(each.month))
    said = "；".join(f"{'、'.join(months)} 月{why}" for why, months in left.items())
    days = "　".join(lines)
    return "\n".join(part for part in (days, *general, f"不动：{said}" if said else "") if part)
