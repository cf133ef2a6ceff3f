"""责任清单: who does what how often; a click a time, a quarter's share, a list for each holder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QPushButton, QVBoxLayout

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, row, text
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import caption
from partydesk.desk.ledgers.acting_page import ActingPage
from partydesk.desk.ledgers.campaign_paste import day_and_note
from partydesk.desk.ledgers.duty_cells import (
    AREA,
    HOLDER,
    DutyGrid,
    day_to_record,
    done_in,
    month_span,
)
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.operations import duties as work
from partydesk.records import clock
from partydesk.records.duty import AREA_KIND
from partydesk.records.periods import parse_period
from partydesk.records.values import Unreadable
from partydesk.rules.duties import DutyRow, duties, share
from partydesk.store.writing import OperationChanges

_HINT = "点一格记做了，再点取消；能直接输“9-18 做了什么”；回车打开那一条、那项责任或那个岗位"
_ALL = ""
_KINDS = {"duty", "duty_area", "duty_done", "organisation"}


class DutyPage(ActingPage):
    """A year of duties, of one kind of area or all. Each act is one step to undo."""

    hint = _HINT

    pause = 200

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.year, self.chosen, self.second_half = clock.today().year, _ALL, False
        self.found: list[DutyRow] = []
        self.grid = DutyGrid()
        self.grid.cells.writable = context.store.writable
        self._places: dict[int, str] = {}
        self._build()
        self.grid.touched.connect(self.touch)
        self.grid.opened.connect(self._open)
        self.grid.erased.connect(self.clear)
        self.grid.cells.typed.connect(self.type_in)
        hand_on_focus(self, self.grid)

    def _build(self) -> None:
        self.back = self.stepper("back", "前一年", lambda: self.turn_to(self.year - 1))
        self.next = self.stepper("next", "后一年", lambda: self.turn_to(self.year + 1))
        self._year = text(f"{self.year} 年", "label")
        self.half = button("", self._turn_half, "link")
        self.area_button = button("加岗位…", lambda: self._start("duty_area"))
        self.print_button = button("打印导出…", self._print)
        self.print_button.setIcon(icon("print"))
        self.print_button.setToolTip("打印、导出责任清单")
        self.print_button.setAccessibleName("打印、导出责任清单")
        self.add_button = button("加一项责任…", self.add, "main")
        self.add_button.setIcon(icon("add", "on_accent"))
        self.tools = TableTools(self.context, self, self._as_shown)
        self.tools.setParent(self)
        self.tools.hide()  # it is reached by the menu: there is no room for three buttons more
        self.head = row(
            self.back, self._year, self.next, None, self.area_button, self.print_button,
            self.add_button,
        )  # fmt: skip
        self._group = QButtonGroup(self)
        self.chips: dict[str, QPushButton] = {}
        for key in (_ALL, *AREA_KIND.by_code):
            chip = button("", partial(self.choose, key), "chip")
            chip.setCheckable(True)
            chip.setChecked(key == self.chosen)
            self._group.addButton(chip)
            self.chips[key] = chip
        self.share = text("", "small")
        self.card = Card()
        self.card.rows.setContentsMargins(1, 1, 1, 1)
        self.card.rows.addWidget(self.grid)
        self.empty = EmptyState(
            "还没有责任清单",
            "先设网格、责任区或岗位，写明责任人；再一项一项写做什么、多久一次。\n"
            "到时候会提醒，做完点一下；意识形态、一岗双责、从严治党的责任也记在这里。",
            [("加岗位…", "main", "add", lambda: self._start("duty_area"))],
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        whole.setSpacing(theme.GAP)
        whole.addLayout(self.head)
        whole.addLayout(row(*self.chips.values(), None, self.half))
        whole.addLayout(told := row(self.said, self.share))
        told.setStretch(0, 1)
        whole.addWidget(self.card, 1)
        whole.addWidget(self.empty, 1)

    # -- what is shown -------------------------------------------------------------------------

    def concerns(self, changes: OperationChanges) -> bool:
        """The duties and who holds them."""
        return bool(changes.kinds & _KINDS)

    def load(self) -> None:
        """Ask for the duties."""
        store = self.context.store
        with store.read() as connection:
            self.found = duties(connection)
            areas = connection.exec_driver_sql(
                "SELECT count(*) FROM duty_area WHERE deleted_at IS NULL AND submission IS NULL"
            ).scalar()
            names = connection.exec_driver_sql(
                "SELECT id, coalesce(nullif(short_name, ''), name) FROM organisation"
            ).fetchall()
        self._places = {id: name for id, name in names if id != store.own.id}
        self.add_button.setEnabled(bool(areas) and store.writable)
        self.area_button.setEnabled(store.writable)
        self.next.setEnabled(self.year < clock.today().year)
        self._show()

    def _show(self) -> None:
        there, today = bool(self.found), clock.today()
        for part in (self.card, self.said, self.share):
            part.setVisible(there)
        self.empty.setVisible(not there)
        for key, chip in self.chips.items():
            of_kind = self._of(key)
            chip.setText(f"{AREA_KIND.label(key) or '全部'} {len(of_kind)}")
            chip.setVisible(bool(of_kind))
        shown = self._of(self.chosen)
        narrow = self.width() < theme.FOLD
        half = range(7, 13) if self.second_half else range(1, 7)
        months = tuple(half if narrow else range(1, 13))
        self.half.setVisible(narrow and there)
        self.print_button.setText("" if narrow else "打印导出…")
        self.add_button.setText("加责任…" if narrow else "加一项责任…")
        self.half.setText("看上半年" if self.second_half else "看下半年")
        self.grid.show_duties(shown, self.year, months, today, self._places)
        quarters = [f"{self.year}Q{number}" for number in range(1, 5)]
        told = [
            f"{'一二三四'[number]}季度 {each.done}/{each.asked}（{each.rate:g}%）"
            for number, quarter in enumerate(quarters)
            if (each := share(shown, parse_period(quarter), today)).rate is not None
        ]
        self.share.setText("　".join(told[-2:] if narrow else told))

    def _of(self, key: str) -> list[DutyRow]:
        return [each for each in self.found if key in (_ALL, each.kind)]

    def choose(self, key: str) -> None:
        """Show the duties of one kind of area."""
        self.chosen = key
        self.chips[key].setChecked(True)
        self._show()
        self.grid.setFocus()

    def turn_to(self, year: int) -> None:
        """Show another year, no later than this."""
        self.year = min(max(2000, year), clock.today().year)
        self._year.setText(f"{self.year} 年")
        self.say("")
        self.refresh()

    def _turn_half(self) -> None:
        self.second_half = not self.second_half
        self._show()

    # -- doing ---------------------------------------------------------------------------------

    def add(self) -> bool:
        """A duty, of the area that the cursor is in."""
        duty = self.grid.duty
        values: dict[str, object] = {}
        if duty is not None and duty.own:
            with self.context.store.read() as connection:
                values["duty_area"] = connection.exec_driver_sql(
                    "SELECT id FROM duty_area WHERE uid = ? AND submission IS NULL",
                    (duty.area_uid,),
                ).scalar()
        column = "text" if values else "duty_area"
        self.start_wanted.emit(NavigationTarget("duty", defaults=values, column=column))
        return True

    def touch(self, at: int, column: int) -> None:
        """Record a duty as done in a month, or take the month's last record back."""
        month, duty = self.grid.cells.month(column), self._duty(at)
        if not month or duty is None or not self.grid.cells.writable:
            return
        store, today = self.context.store, clock.today()
        day = day_to_record(duty, self.year, month, today)
        done = done_in(duty, self.year, month)
        if day is not None:
            self.act(lambda: work.do(store, duty, day))
        elif done:
            self.act(lambda: work.undo(store, duty, done[-1].uid))
        else:
            self.say(f"{month} 月还没到，到了再记")

    def clear(self, places: Sequence[tuple[int, int]]) -> None:
        """Take the last record of the first chosen cell back."""
        at, column = places[0] if places else (-1, -1)
        month, duty = self.grid.cells.month(column), self._duty(at)
        done = done_in(duty, self.year, month) if duty is not None and month else []
        if duty is not None and done and self.grid.cells.writable:
            self.act(lambda: work.undo(self.context.store, duty, done[-1].uid))

    def type_in(self, at: int, column: int, words: str) -> None:
        """Record the day and note that were typed; nothing takes the record back."""
        month, duty = self.grid.cells.month(column), self._duty(at)
        if duty is None or not month:
            return
        if not words:
            self.clear([(at, column)])
            return
        first, last = month_span(self.year, month)
        try:
            day, note = day_and_note(words, self.year)
        except Unreadable as error:
            self.say(error.message)
            return
        day = day or min(clock.today(), last)
        if not first <= day <= last:
            self.say(f"{day} 不在 {month} 月，请在那个月的格里记")
            return
        done, store = done_in(duty, self.year, month), self.context.store
        if done:
            self.act(lambda: work.change(store, duty, done[-1].uid, day, note))
        else:
            self.act(lambda: work.do(store, duty, day, note))

    def _open(self, at: int, column: int) -> None:
        month, duty = self.grid.cells.month(column), self._duty(at)
        if duty is None:
            return
        done = done_in(duty, self.year, month) if month else []
        if done:
            self.start_wanted.emit(NavigationTarget("duty_done", done[-1].uid))
        elif month:
            self.touch(at, column)
        elif column in (AREA, HOLDER):
            self.start_wanted.emit(NavigationTarget("duty_area", duty.area_uid))
        else:
            self.start_wanted.emit(NavigationTarget("duty", duty.uid))

    def _start(self, kind: str) -> None:
        self.start_wanted.emit(NavigationTarget(kind))

    def _print(self) -> None:
        """Everybody's list, or that of one holder."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction("照现在显示的样子", self.tools.print_)
        menu.addAction("导出成表格…", self.tools.export)
        menu.addAction("复制这张表", self.tools.copy)
        menu.addSeparator()
        menu.addAction("全部责任清单", lambda: self._print_of("", "全部"))
        own = {each.area_uid: f"{each.holder}（{each.area}）" for each in self.found if each.own}
        for uid, name in own.items():
            menu.addAction(caption(name), partial(self._print_of, uid, name))
        menu.popup(self.print_button.mapToGlobal(self.print_button.rect().bottomLeft()))

    def _as_shown(self) -> ShownTable | None:
        cells = self.grid.cells
        if not cells.duties:
            return None
        heads = [(head, 36 if head == "责任事项" else 12) for head in cells.heads]
        rows = [
            [str(cells.index(at, column).data() or "") for column in range(len(heads))]
            for at in range(cells.rows())
        ]
        return ShownTable(f"{self.year} 年责任清单", heads, [("", rows)], "项")

    def _print_of(self, uid: str, name: str) -> None:
        from partydesk.desk.printing.offers import Offer
        from partydesk.desk.printing.writing import print_offer

        period = parse_period(str(self.year))
        offer = Offer("duty-list", "责任清单", name, uid or None, name, period=period)
        print_offer(self.context, offer, self)

    def _duty(self, at: int) -> DutyRow | None:
        shown = self.grid.cells.duties
        return shown[at] if 0 <= at < len(shown) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.found and (self.width() < theme.FOLD) is (len(self.grid.cells.months) == 12):
            self.second_half = clock.today().month > 6
            self._show()
