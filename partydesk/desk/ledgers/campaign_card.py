"""每周进度: the numbers of a campaign beside its curve."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.kit.cards import Card, button, empty, pill, row, text
from partydesk.desk.kit.messages import repolish
from partydesk.desk.ledgers.campaign_curve import HEIGHT, LOW, CampaignCurve
from partydesk.rules.campaign_standing import Campaign

_NUMBERS = 200  # pixels


class CampaignCard(Card):
    """`change` opens what can be changed of the campaign, below the button `changing`."""

    def __init__(self, change: Callable[[], object]) -> None:
        super().__init__()
        self.rows.setContentsMargins(16, 10, 8, 6)
        self.rows.setSpacing(2)
        self.state, self.against = pill("", "info"), pill("", "warn")
        self.goal = text("", "small")
        self.changing = button("改目标和步骤…", change, "link")
        title = text("每周进度", "section")
        self.rows.addLayout(row(title, self.state, self.against, None, self.goal, self.changing))
        self.figures = QVBoxLayout()
        self.figures.setSpacing(2)
        self.beside = QWidget()
        self.beside.setLayout(self.figures)
        self.beside.setFixedWidth(_NUMBERS)
        self.curve = CampaignCurve()
        self.rows.addLayout(row(self.beside, self.curve))

    def show_campaign(self, whole: Campaign, *, writable: bool) -> None:
        """Tell how it stands."""
        head, unit, today = whole.head, whole.head.unit, whole.today
        ahead, over = today < head.first, today > head.last
        self.state.setText("还没开始" if ahead else "已结束" if over else "进行中")
        repolish(self.state, "tone", "idle" if ahead or over else "info")
        short = whole.asked - whole.done
        self.against.setVisible(not ahead and short > 0)
        self.against.setText(f"比目标少 {short} {unit}")
        self.goal.setText(f"完成 {whole.done}，目标 {whole.goal} {unit}做完 {len(whole.steps)} 步")
        self.changing.setEnabled(writable)
        self.curve.show_campaign(whole)
        empty(self.figures)
        should = "" if ahead else f"按目标今天该有 {whole.asked} {unit}"
        self._figure(str(whole.done), f"/ {whole.goal} {unit}做完", should)
        left = (head.last - today).days
        days = f"{head.first} 至 {head.last:%m-%d}" + ("" if ahead else f"，第 {whole.day} 天")
        self._figure(str(abs(left)), "天前结束" if over else "天后到期", days)
        if not ahead and not over:
            lacks = whole.goal - whole.outlook
            said = f"照这四周的走法，少 {lacks} {unit}" if lacks > 0 else "照这四周的走法"
            self._figure(str(whole.outlook), f"{unit}，到期能完成的", said)
        self.figures.addStretch(1)

    def set_low(self, low: bool) -> None:
        """Leave room for the grid in a low window: the curve alone, and less high."""
        self.beside.setVisible(not low)
        self.curve.setFixedHeight(LOW if low else HEIGHT)

    def _figure(self, number: str, what: str, below: str) -> None:
        self.figures.addLayout(row(text(number, "figure"), text(what, "small"), None, spacing=6))
        self.figures.addWidget(text(below, "small"))
