"""晨会: the year's days of what is ticked, a click a day, one for all working days of a month."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, row, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.icons import icon
from partydesk.desk.ledgers.acting_page import ActingPage
from partydesk.desk.ledgers.tick_grid import TickGrid
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.operations.ticks import tick, tick_working_days, untick
from partydesk.records import clock
from partydesk.records.kinds import SESSION_KIND, TICKED
from partydesk.rules.ticks import TickDay, TickYear, tick_year
from partydesk.store.writing import OperationChanges

_HINT = ("点一天打勾，再点取消；空格也行，Ctrl+D 把这个月到今天的工作日全勾上。"
         "只记开了，要记内容和到会的回车打开那天。")  # fmt: skip


class TicksPage(ActingPage):
    """One kind of the ticked at a time; all of it by keys too."""

    hint = _HINT

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.year = clock.today().year
        self.shown: TickYear | None = None
        self.kind = "morning_meeting"
        self.grid = TickGrid()
        self._build()
        self.grid.toggled.connect(self.toggle)
        self.grid.shown_wanted.connect(self._open)
        self.grid.month_wanted.connect(self.tick_month)
        hand_on_focus(self, self.grid)

    def _build(self) -> None:
        self.back = self.stepper("back", "前一年", lambda: self.turn_to(self.year - 1))
        self.next = self.stepper("next", "后一年", lambda: self.turn_to(self.year + 1))
        self._year = text(f"{self.year} 年", "label")
        self.undo = QPushButton()
        self.undo.setIcon(icon("undo"))
        self.undo.setToolTip("撤销（Ctrl+Z）")
        self.undo.setAccessibleName("撤销")
        self.undo.clicked.connect(lambda: self.context.undo())
        self.tools = TableTools(self.context, self, self._as_shown)
        self.head = row(self.back, self._year, self.next, None, self.tools, self.undo)
        self._group = QButtonGroup(self)
        self.kinds: dict[str, QPushButton] = {}
        for kind in sorted(TICKED, key=lambda each: each != self.kind):
            chip = button(SESSION_KIND.label(kind), partial(self.turn_to_kind, kind), "chip")
            chip.setCheckable(True)
            chip.setChecked(kind == self.kind)
            self._group.addButton(chip)
            self.kinds[kind] = chip
        self.count = text("", "small")
        card = Card()
        card.rows.setContentsMargins(4, 6, 8, 8)
        card.rows.addWidget(self.grid, 1)
        card.rows.addStretch(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        whole.setSpacing(theme.ROOM)
        whole.addLayout(self.head)
        whole.addLayout(row(*self.kinds.values(), None, self.count))
        whole.addWidget(self.said)
        whole.addWidget(card, 1)

    def concerns(self, changes: OperationChanges) -> bool:
        """Sessions, and the start day."""
        return bool(changes.kinds & {"session", "organisation"})

    def load(self) -> None:
        """Ask for the year."""
        store, today = self.context.store, clock.today()
        with store.read() as connection:
            self.shown = tick_year(connection, store.own.id, self.kind, self.year)
        self.grid.show_year(self.shown, today)
        total = sum(self.shown.held(month) for month in range(1, 13))
        month = f"，本月 {self.shown.held(today.month)} 次" if self.year == today.year else ""
        remark = f"。{self.shown.remark}" if self.shown.remark else ""
        self.count.setText(f"{self.year} 年 {total} 次{month}{remark}")

    def _as_shown(self) -> ShownTable | None:
        """The year for sheet and paper: a month a line, a tick a day."""
        year = self.shown
        if year is None:
            return None
        days = range(1, 32)
        heads = [("月", 4), *((str(day), 5) for day in days), ("次数", 4)]
        rows = [
            [
                f"{month} 月",
                *(_written(day) for day in year.month(month)),
                *([""] * (len(days) - len(year.month(month)))),
                str(year.held(month) or ""),
            ]
            for month in range(1, 13)
        ]
        title = f"{self.year} 年{SESSION_KIND.label(self.kind)}"
        return ShownTable(title, heads, [("", rows)], "个月")

    def turn_to(self, year: int) -> None:
        """Show another year, no later than this."""
        self.year = min(max(2000, year), clock.today().year)
        self._year.setText(f"{self.year} 年")
        self.next.setEnabled(self.year < clock.today().year)
        self.say("")
        self.refresh()

    def turn_to_kind(self, kind: str) -> None:
        """Show another of the ticked kinds."""
        self.kind = kind
        self.kinds[kind].setChecked(True)
        self.say("")
        self.refresh()
        self.grid.setFocus()

    def toggle(self, day: TickDay) -> None:
        """Tick a day, or take its tick off."""
        store = self.context.store
        if day.held:
            self.act(lambda: untick(store, self.kind, day.day))
        else:
            self.act(lambda: tick(store, self.kind, [day.day]))

    def tick_month(self, month: int) -> None:
        """Tick all working days of a month until today."""
        store = self.context.store
        made: list[int] = []
        self.act(lambda: made.append(tick_working_days(store, self.kind, self.year, month)))
        if made:
            label = SESSION_KIND.label(self.kind)
            self.say(f"{month} 月补了 {made[0]} 天{label}，按 Ctrl+Z 一次撤销", "small")

    def add(self) -> bool:
        """A session with all that can be said of it."""
        self.start_wanted.emit(NavigationTarget("session", defaults={"kind": self.kind}))
        return True

    def _open(self, day: TickDay) -> None:
        self.start_wanted.emit(NavigationTarget("session", day.uid))


def _written(day: TickDay) -> str:
    """A day on paper: √, how often where it was more than once, 休, else nothing."""
    if day.held:
        return str(day.held) if day.held > 1 else "√"
    return "" if day.works else "休"
