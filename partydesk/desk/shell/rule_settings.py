"""The settings of the rules: deadlines, the last day for a year's 组织生活会, kinds that count,
the share of 优秀, holidays of years to come."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from sqlalchemy import Connection

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, row, text
from partydesk.desk.kit.flow import FlowLayout
from partydesk.operations.rule_settings import choose_rules
from partydesk.records.fields import Choices
from partydesk.records.integrity import TALK_KIND
from partydesk.records.kinds import SESSION_KIND
from partydesk.rules import deadlines, park_settings

Pair = tuple[str, str]


class RuleSettings(QWidget):
    """What is changed is kept at once; what cannot be is said, and the old value stands again."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.days: dict[str, QLineEdit] = {}
        self.life = QLineEdit()
        self.life.setFixedWidth(72)
        self.life.setAccessibleName("组织生活会和民主评议最迟哪一天")
        self.life.editingFinished.connect(self._keep_life)
        self.study: dict[str, QCheckBox] = {}
        self.talks: dict[str, QCheckBox] = {}
        self.cap = QLineEdit()
        self.cap.setFixedWidth(72)
        self.cap.setAccessibleName("民主评议优秀最多占正式党员的")
        self.cap.editingFinished.connect(self._keep_cap)
        self.holidays = QPlainTextEdit()
        self.holidays.setTabChangesFocus(True)
        self.holidays.setFixedHeight(110)
        self.holidays.setAccessibleName("以后年份的放假和调休")
        self.holidays.setPlaceholderText("休 2027-01-01至2027-01-03\n班 2027-01-09")
        self.save = button("保存放假和调休", self._keep_holidays)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 8, 0)
        whole.setSpacing(theme.GAP)
        whole.addWidget(text("改了就保存，不能撤销；要改回来，再改一次。", "hint", wrap=True))
        whole.addWidget(self._deadlines())
        whole.addWidget(self._life())
        told = "时间记进党员的学时的活动。志愿服务、劳动不算学时。"
        whole.addWidget(
            self._kinds("算学时的活动", told, SESSION_KIND, self.study, self._keep_study)
        )
        told = "记进廉政谈心谈话次数的谈话。"
        whole.addWidget(self._kinds("算次数的谈话", told, TALK_KIND, self.talks, self._keep_talks))
        whole.addWidget(self._review())
        whole.addWidget(self._days_off())
        whole.addStretch(1)
        self.setEnabled(context.store.writable)

    def _deadlines(self) -> QWidget:
        told = "期间结束以后几天内交。提醒、报送、催交都照它算；园区定了几天就填几天。"
        card = _card("报送期限", told)
        flow = FlowLayout(spacing=12, least=300)
        card.rows.addLayout(flow)
        for each in deadlines.SPAN:
            box = QLineEdit()
            box.setFixedWidth(48)
            box.setValidator(QIntValidator(0, 9999, box))
            box.setAccessibleName(f"{each.label}在期间结束后几天内交")
            box.editingFinished.connect(lambda code=each.code: self._keep_days(code))
            self.days[each.code] = box
            part = QWidget()
            part.setLayout(row(text(each.label, "label"), box, text("天")))
            flow.addWidget(part)
        return card

    def _life(self) -> QWidget:
        told = (
            "一年的组织生活会和民主评议最迟哪一天开，写月和日；1 至 4 月是次年的。园区没有定的，"
            "按条例在第四季度，就是 12-31。次年年初开的，在活动里写上所属年度。"
        )
        card = _card("组织生活会", told)
        card.rows.addLayout(row(text("最迟", "label"), self.life, None))
        return card

    def _kinds(
        self, title: str, told: str, kinds: Choices, boxes: dict[str, QCheckBox],
        keep: Callable[[], None],
    ) -> QWidget:  # fmt: skip
        card = _card(title, told)
        flow = FlowLayout(spacing=12, least=300)
        card.rows.addLayout(flow)
        for each in kinds:
            box = QCheckBox(each.label)
            box.clicked.connect(lambda _on: keep())
            boxes[each.code] = box
            flow.addWidget(box)
        return card

    def _review(self) -> QWidget:
        told = "评为优秀的一般不超过正式党员的三分之一；园区另有规定的在这里改，写成 1/3 或者 30%。"
        card = _card("民主评议", told)
        card.rows.addLayout(row(text("优秀最多占正式党员的", "label"), self.cap, None))
        return card

    def _days_off(self) -> QWidget:
        told = (
            "公示算工作日要知道放假和调休。新的一年通知出来以后在这里填，一行写“休”或“班”和日期，"
            "连着的几天用“至”。"
        )
        card = _card("放假和调休", told)
        card.rows.addWidget(self.holidays)
        card.rows.addLayout(row(None, self.save))
        return card

    # -- what is kept --------------------------------------------------------------------------

    def show_kept(self, connection: Connection) -> None:
        """Show what is kept; what somebody is typing stays."""
        for code, number in deadlines.allowed(connection).items():
            if not self.days[code].hasFocus():
                self.days[code].setText(str(number))
        if not self.life.hasFocus():
            self.life.setText(park_settings.life_meeting_until(connection))
        if not self.cap.hasFocus():
            self.cap.setText(str(park_settings.review_cap(connection)))
        _tick(self.study, park_settings.study_kinds(connection))
        _tick(self.talks, park_settings.talk_kinds(connection))
        if not self.holidays.document().isModified():
            self._show_holidays(connection)

    def _show_holidays(self, connection: Connection) -> None:
        kept = park_settings.holiday_lines(park_settings.holidays(connection))
        if kept != self.holidays.toPlainText():
            self.holidays.setPlainText(kept)
        self.holidays.document().setModified(False)

    def _keep_days(self, code: str) -> None:
        written = self.days[code].text()
        with self._context.store.read() as connection:
            kept = deadlines.allowed(connection)[code]
        if written == str(kept):
            return
        days = {code: int(written or 0)}
        if not self._keep(lambda: choose_rules(self._context.store, None, days)):
            self.days[code].setText(str(kept))

    def _keep_life(self) -> None:
        written = self.life.text()
        with self._context.store.read() as connection:
            kept = park_settings.life_meeting_until(connection)
        if written != kept and not self._keep_pair(
            lambda: park_settings.life_meeting_until_pair(written)
        ):
            self.life.setText(kept)

    def _keep_cap(self) -> None:
        written = self.cap.text()
        with self._context.store.read() as connection:
            kept = str(park_settings.review_cap(connection))
        if written != kept and not self._keep_pair(lambda: park_settings.review_cap_pair(written)):
            self.cap.setText(kept)

    def _keep_study(self) -> None:
        self._keep_pair(lambda: park_settings.study_kinds_pair(_ticked(self.study)))

    def _keep_talks(self) -> None:
        self._keep_pair(lambda: park_settings.talk_kinds_pair(_ticked(self.talks)))

    def _keep_holidays(self) -> None:
        """Keep what was typed; what is not understood stays to be mended."""
        written = self.holidays.toPlainText()

        def pair() -> Pair:
            return park_settings.holidays_pair(park_settings.read_holiday_lines(written))

        if self._keep_pair(pair, again=False):
            with self._context.store.read() as connection:
                self._show_holidays(connection)
        else:
            self.holidays.setFocus()

    def _keep_pair(self, pair: Callable[[], Pair], *, again: bool = True) -> bool:
        return self._keep(
            lambda: choose_rules(self._context.store, None, None, pair()), again=again
        )

    def _keep(self, do: Callable[[], None], *, again: bool = True) -> bool:
        """Do it and say so; whether it was done. Else show what is kept (`again`)."""

        def work() -> bool:
            do()
            return True

        done = bool(self._context.attempt(work))
        if done:
            self._context.tell("已保存规则设置，提醒和组织生活都照它重新算", "ok")
        elif again:
            with self._context.store.read() as connection:
                self.show_kept(connection)
        return done


def _card(title: str, told: str) -> Card:
    card = Card()
    card.rows.addWidget(text(title, "section"))
    card.rows.addWidget(text(told, "hint", wrap=True))
    return card


def _tick(boxes: dict[str, QCheckBox], codes: Collection[str]) -> None:
    for code, box in boxes.items():
        box.setChecked(code in codes)


def _ticked(boxes: dict[str, QCheckBox]) -> list[str]:
    return [code for code, box in boxes.items() if box.isChecked()]
