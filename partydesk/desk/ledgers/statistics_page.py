"""党内统计: the tables of a half-year or year, each difference opened to the people who make it."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from partydesk.desk.evidence.model import Evidence, Group, Line
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, row, stack, text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.written_file import tell_written
from partydesk.desk.overview.navigation import OverviewNavigation
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.desk.tables.plain_table import Cell, Column, PlainTable
from partydesk.records import clock
from partydesk.records.periods import Period, parse_period
from partydesk.rules.statistics import Statistics, statistics
from partydesk.rules.statistics_tables import Row, Sheet, tables
from partydesk.store.store import Store

_NAME, _NUMBER = 190, 92  # pixels


def spans(year: int) -> list[Period]:
    """The periods offered: this year and the one before, whole and by halves."""
    texts = (f"{each}{part}" for each in (year, year - 1) for part in ("", "H1", "H2"))
    return [parse_period(each) for each in texts]


class StatisticsPage(LivePage):
    """One table at a time, chosen by chips; Enter on a line with a difference opens it."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.found: Statistics | None = None
        self.sheets: tuple[Sheet, ...] = ()
        self.ways = OverviewNavigation(context, self)
        self.periods = ComboBox()
        self.periods.setAccessibleName("期间")
        for each in spans(clock.today().year):
            self.periods.addItem(each.title, each)
        self.periods.currentIndexChanged.connect(lambda _: self.refresh())
        self.said = text("", "small", wrap=True)
        self.open_button = button("看差数是谁", self.open_odd)
        self.print_button = QPushButton("打印")
        menu = QMenu(self.print_button)
        menu.addAction("打印统计表", lambda: self._print(".pdf"))
        menu.addAction("统计表（Word）", lambda: self._print(".docx"))
        menu.addAction("存成 Excel…", self.write_sheet)
        self.print_button.setMenu(menu)
        self.chips = ChipBar([Chip(name, (name,)) for name in _TITLES], everything=False)
        self.chips.chosen.connect(lambda _chip: self._show())
        self.card = Card()
        self.card.rows.setContentsMargins(1, 3, 1, 3)
        self.table: PlainTable | None = None
        whole = stack(self, theme.GAP)
        whole.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        self.head = row(self.periods, None, self.open_button, self.print_button)
        whole.addLayout(self.head)
        whole.addWidget(self.chips)
        whole.addWidget(self.said)
        whole.addWidget(self.card, 1)
        hand_on_focus(self, self.periods)

    @property
    def period(self) -> Period:
        """The one chosen."""
        chosen = self.periods.currentData()
        assert isinstance(chosen, Period)  # each entry holds one
        return chosen

    def lead_with(self, head: QWidget) -> None:
        """The parts of the tab, before everything else."""
        self.head.insertWidget(0, head)

    def load(self) -> None:
        """Count again."""
        store, period = self.context.store, self.period
        self.context.query("正在统计", lambda _: count(store, period), self.show_found, self)

    def show_found(self, found: Statistics) -> None:
        """Show these tables."""
        self.found, self.sheets = found, tables(found)
        self._show()

    def _show(self) -> None:
        if not self.sheets or self.found is None:
            return
        shown = next(each for each in self.sheets if each.title == self.chips.current.values[0])
        columns = [Column(shown.heads[0], _NAME)]
        columns += [Column(head, _NUMBER, True) for head in shown.heads[1:]]
        if self.table is not None:
            self.card.rows.removeWidget(self.table)
            self.table.deleteLater()
        self.table = PlainTable(tuple(columns))
        self.table.setAccessibleName(shown.title)
        self.table.opened.connect(lambda _row: self.open_odd())
        self.card.rows.addWidget(self.table)
        self.table.show_rows([_cells(shown, each) for each in shown.rows])
        odd = len(self.found.odd)
        words = [shown.note, self.found.coverage]
        if self.found.change.difference or odd:
            words.append(f"差数 {self.found.change.difference}，日期要核对的 {odd} 人")
        self.said.setText("。".join(each.rstrip("。") for each in words if each))
        self.open_button.setEnabled(bool(odd))

    def open_odd(self) -> None:
        """The people whose dates make the differences."""
        if self.found is not None and self.found.odd:
            found = self.found
            self.ways.cover(lambda: _odd(found))

    def _print(self, suffix: str) -> None:
        from partydesk.desk.printing.offers import Offer
        from partydesk.desk.printing.writing import print_offer
        from partydesk.documents.printing import PAPERS

        paper = PAPERS["statistics"]
        offer = Offer("statistics", paper.label, paper.label, suffix=suffix,
                      about=self.context.store.own.short_name, period=self.period)  # fmt: skip
        print_offer(self.context, offer, self)

    def write_sheet(self) -> None:
        """The tables as a workbook."""
        from partydesk.desk.kit.asked_file import ask_file

        store, period = self.context.store, self.period
        out = ask_file(self.context, self, "存成 Excel", f"党内统计_{period.text}.xlsx")
        if out is None:
            return
        from partydesk.exchange.rollup.statistics import write_statistics

        made = self.context.attempt(lambda: write_statistics(store, period, out), writes=False)
        if made is not None:
            tell_written(self.context, f"已写出“{made.name}”", made)


_TITLES = ("党员数量变化", "党员基本情况", "按工作岗位")


def count(store: Store, period: Period) -> Statistics:
    """The tables, counted off the screen."""
    with store.read() as connection:
        return statistics(connection, period, clock.today())


def _cells(sheet: Sheet, line: Row) -> list[Cell | str]:
    cells: list[Cell | str] = [str(line[0])]
    for head, number in zip(sheet.heads[1:], line[1:], strict=True):
        shown = "" if number is None else f"{number:,}"
        cells.append(Cell(shown, "bad") if head == "差数" and number else shown)
    return cells


def _odd(found: Statistics) -> Evidence:
    names = {each.id: each.name for each in found.branches}
    lines = tuple(
        Line((each.name, names.get(each.organisation, ""), each.why), "member", each.uid)
        for each in found.odd
    )
    columns = (("姓名", 120), ("党组织", 200), ("哪里不对", 0))
    said = "这些人的日期使应有数和实有数对不上；补上或改正以后，差数就没有了"
    return Evidence(f"差数是谁　{found.period.title}", said, columns, (Group("名单", lines),))
