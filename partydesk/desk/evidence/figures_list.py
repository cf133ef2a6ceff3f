"""全部数字: the figures of the yearly report and those beyond it, each leading to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from partydesk.desk.evidence.key_figures import BLANK
from partydesk.desk.evidence.model import coverage_of, own_scope
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, row, stack, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.period_chooser import PeriodChooser
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.operations import records
from partydesk.records import clock
from partydesk.records.figures import NONE_MEANS
from partydesk.records.periods import Period, parse_period
from partydesk.store.store import Store

_REPORT, _BEYOND = "年度报告的数字", "报告之外的数字"
_COLUMNS = (Column("数字", 290), Column("", 90, True), Column("单位", 88), Column("怎样数", 0))


@dataclass(frozen=True, slots=True)
class Counted:
    """One number of a period: `value` None is missing; what is worked out from others has no
    records of its own, it is not `counted`."""

    id: str
    label: str
    unit: str
    definition: str
    value: float | int | None
    rows: int
    in_report: bool
    counted: bool = True


def count(store: Store, period: Period) -> tuple[Counted, ...]:
    """All numbers that the file's own organisation can have, in the report's order.

    A branch has not the figures that only the committee keeps.
    """
    from partydesk.rules import indicators
    from partydesk.rules.derived_indicators import derive

    own = own_scope(store)
    scope = None if own is None else (own,)
    with store.read() as connection:
        tally = indicators.tally(connection, period)
        worked_out = derive(connection, period, scope)
    report = {each.id for each in indicators.INDICATORS}
    found = []
    for each in (*indicators.INDICATORS, *indicators.BEYOND):
        if own is not None and "B" not in each.held_by:
            continue
        value = tally.value(each.id, scope)
        found.append(
            Counted(
                each.id, each.label, each.unit, each.definition, value.value, value.evidence,
                each.id in report,
            )
        )  # fmt: skip
    found += [
        Counted(
            each.id, each.label, each.unit, each.definition, each.value,
            each.evidence if each.opens else 0, False, False,
        )
        for each in worked_out
    ]  # fmt: skip
    return tuple(found)


def declare_none(context: AppContext, figure: str, period: Period) -> None:
    """Record that there truly was none of a figure in a period, and say so."""
    label = context.attempt(lambda: records.declare_none(context.store, figure, period))
    if label is not None:
        context.tell_done(f"已记下{period.title}没有“{label}”")


class FiguresList(LivePage):
    """The numbers of a chosen period. `opened` carries (indicator id, Period) whose rows are
    wanted."""

    opened = Signal(str, object)

    def __init__(self, context: AppContext, period: Period | None = None) -> None:
        super().__init__(context)
        self.period = period or parse_period(str(clock.today().year))
        self.counted: tuple[Counted, ...] = ()
        self.chooser = PeriodChooser()
        self.chooser.mark(self.period)
        self.chooser.hide()
        self.chooser.chosen.connect(self._choose)
        self.whose = text(self.period.title, "section")
        other = button("换个期间", self._toggle)
        self.left_out = text("", "hint")
        self.none_button = button("本期没有", self._none)
        self.none_button.setToolTip(tip_text(NONE_MEANS))
        self.open_button = button("看依据", self._open)
        self.chips = ChipBar([Chip(_REPORT, (1,)), Chip(_BEYOND, (0,))], everything=False)
        self.chips.chosen.connect(lambda _chip: self._show())
        self.table = PlainTable(_COLUMNS)
        self.table.setAccessibleName("全部数字")
        self.table.opened.connect(lambda _row: self._open())
        self.table.chosen.connect(lambda _row: self._enable())
        on_keys(self.table, self._open, "Return", "Enter", alone=True)
        card = Card()
        card.rows.setContentsMargins(1, 3, 1, 3)
        card.rows.addWidget(self.table)
        whole = stack(self, theme.GAP)
        self.tools = TableTools(context, self, self._as_shown)
        parts = (self.none_button, self.tools, self.open_button)
        whole.addLayout(row(self.whose, other, self.left_out, None, *parts))
        whole.addWidget(self.chooser)
        whole.addWidget(self.chips)
        whole.addWidget(card, 1)
        hand_on_focus(self, self.table)
        self._enable()

    def load(self) -> None:
        """Count again."""
        period, store = self.period, self.context.store

        def work(_progress: object) -> tuple[tuple[Counted, ...], str]:
            with store.read() as connection:
                covered = coverage_of(connection, period)
            return count(store, period), covered

        self.context.query("正在数数字", work, lambda found: self.show_counted(*found), self)

    def show_counted(self, counted: tuple[Counted, ...], covered: str = "") -> None:
        """Show these numbers, and of how many branches they are."""
        from partydesk.rules.indicators import INDICATORS

        self.counted = counted
        report = sum(each.in_report for each in counted)
        self.chips.set_counts({1: report, 0: len(counted) - report})
        others = len(INDICATORS) - report
        self.left_out.setText(f"报告里另外 {others} 个数字由党委填" if others else covered)
        self._show()

    @property
    def shown(self) -> Sequence[Counted]:
        """The numbers in sight."""
        wanted = self.chips.current.values[0] == 1
        return [each for each in self.counted if each.in_report == wanted]

    @property
    def current(self) -> Counted | None:
        """The number under the cursor."""
        at = self.table.currentIndex().row()
        return self.shown[at] if 0 <= at < len(self.shown) else None

    def _as_shown(self) -> ShownTable | None:
        """The numbers in sight, for sheet and paper."""
        if not self.counted:
            return None
        heads = (("数字", 28), ("数", 8), ("单位", 8), ("怎样数", 44))
        title = f"{self.period.title}的数字"
        return ShownTable(title, heads, [(self.chips.current.label, self.table.texts)], "个数字")

    def _show(self) -> None:
        at = max(0, self.table.currentIndex().row())
        self.table.show_rows([_cells(each) for each in self.shown])
        if self.shown:
            self.table.selectRow(min(at, len(self.shown) - 1))
        self._enable()

    def _enable(self) -> None:
        now = self.current
        self.open_button.setEnabled(now is not None and self._leads(now))
        self.none_button.setVisible(now is not None and now.value is None and now.in_report)

    def _leads(self, counted: Counted) -> bool:
        """Whether there is something to see: records, or for a committee why there are none now."""
        committee = self.context.store.role == "committee"
        return counted.rows > 0 or (committee and counted.counted)

    def _open(self) -> None:
        now = self.current
        if now is None:
            return
        if self._leads(now):
            self.opened.emit(now.id, self.period)
        else:
            said = "是 0，没有可看的记录"
            if now.value is None:
                said = "还没有记录"
            elif now.value:
                said = f"是算出来的：{now.definition}"
            self.context.tell(f"{self.period.title}的“{now.label}”{said}", "idle")

    def _none(self) -> None:
        if self.current is not None:
            declare_none(self.context, self.current.id, self.period)

    def _toggle(self) -> None:
        self.chooser.setVisible(self.chooser.isHidden())

    def _choose(self, period: Period) -> None:
        self.period = period
        self.whose.setText(period.title)
        self.chooser.hide()
        self.refresh()


def _cells(counted: Counted) -> list[Cell | str]:
    if counted.value is None:
        return [counted.label, "", Cell(BLANK, "warn"), counted.definition]
    return [counted.label, f"{counted.value:,.12g}", counted.unit, counted.definition]
