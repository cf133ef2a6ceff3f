"""党费: a year's months of everybody, a click a payment, one for a month that all have paid."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QHideEvent, QIcon, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, row, stack, text
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.folding import FoldingPane
from partydesk.desk.kit.icons import icon
from partydesk.desk.ledgers.acting_page import FoldingGridPage
from partydesk.desk.ledgers.dues_grid import DuesGrid, Totals
from partydesk.desk.ledgers.dues_pane import DuesPane
from partydesk.desk.ledgers.dues_papers import papers_menu
from partydesk.desk.ledgers.dues_paste import amount, taken
from partydesk.operations import dues
from partydesk.records import clock
from partydesk.records.money import yuan
from partydesk.records.values import Unreadable
from partydesk.rules.norms.dues_months import DuesMember, DuesState, DuesYear, dues_year
from partydesk.store.writing import OperationChanges

_HINT = "单位：元。点一格记交，输别的数就是多交或少交；能整块粘贴，Delete 取消，Ctrl+D 整月都交"
_ALL, _DUE, _OWED, _EXEMPT, _UNSET = "all", "due", "owed", "exempt", "unset"


class DuesPage(FoldingGridPage):
    """The own organisation's. Each act is one step to undo."""

    grid: DuesGrid
    hint = _HINT

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.year = clock.today().year
        self.shown: DuesYear | None = None
        self.chosen = _ALL
        self.grid = DuesGrid()
        self.grid.cells.writable = context.store.writable
        self.pane = DuesPane(self._income, self.settle, self._change, self._make_good)
        self._build()
        self.grid.paid.connect(self.pay)
        self.grid.cleared.connect(self.clear)
        self.grid.month_wanted.connect(self.pay_month)
        self.grid.base_wanted.connect(self._base_of)
        self.grid.pasted.connect(self.paste)
        self.grid.cells.typed.connect(self._typed)
        self.grid.selectionModel().currentChanged.connect(lambda *_: self._tell_member())
        hand_on_focus(self, self.grid)

    def _build(self) -> None:
        self.back = self.stepper("back", "前一年", lambda: self.turn_to(self.year - 1))
        self.next = self.stepper("next", "后一年", lambda: self.turn_to(self.year + 1))
        self._year = text(f"{self.year} 年", "label")
        self.all_paid = button("", lambda: self.pay_month(self._month), "main")
        self.all_paid.setIcon(icon("check", "on_accent"))
        self.print_button = QPushButton("打印")
        self.print_button.setIcon(icon("print"))
        self.print_button.setAccessibleName("打印")
        self.print_button.setToolTip("打印")
        self.print_button.setMenu(papers_menu(self.context, self, self._paid_here))
        self.head = row(self.back, self._year, self.next, None, self.print_button, self.all_paid)
        self._group = QButtonGroup(self)
        self.chips: dict[str, QPushButton] = {}
        for key in (_ALL, _DUE, _OWED, _EXEMPT, _UNSET):
            chip = button("", partial(self.choose, key), "chip")
            chip.setCheckable(True)
            chip.setChecked(key == self.chosen)
            self._group.addButton(chip)
            self.chips[key] = chip
        card = Card()
        card.rows.setContentsMargins(1, 1, 1, 1)
        card.rows.setSpacing(0)
        card.rows.addWidget(self.grid, 1)
        self.totals = Totals(self.grid)
        card.rows.addWidget(self.totals)
        roll = NavigationTarget(tab="members", part="member")
        self.empty = EmptyState(
            "名册里还没有党员",
            "每名党员每月应交多少、交了没有，在这里一格一格记。\n先把党员名册放进来。",
            [("去录入名册", "main", "", lambda: self.start_wanted.emit(roll))],
        )
        self.empty.hide()
        left = QVBoxLayout()
        left.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        left.setSpacing(theme.ROOM)
        left.addLayout(self.head)
        left.addLayout(row(*self.chips.values(), None))
        left.addWidget(self.said)
        self.card = card
        left.addWidget(card, 1)
        left.addWidget(self.empty, 1)
        beside = QWidget()
        inside = row(spacing=0)
        inside.addLayout(left, 1)
        beside.setLayout(inside)
        stack(self, 0).addWidget(beside)
        self.folding = FoldingPane(self, beside, self.pane, self.pane.set_folded)
        self.pane.close_wanted.connect(self.fold)

    # -- what is shown -------------------------------------------------------------------------

    def concerns(self, changes: OperationChanges) -> bool:
        """Dues, the roll, letters of transfer and the start day."""
        kinds = {"dues_base", "dues_payment", "member", "transfer", "organisation"}
        return bool(changes.kinds & kinds)

    def load(self) -> None:
        """Ask for the year."""
        store, today = self.context.store, clock.today()
        with store.read() as connection:
            self.shown = dues_year(connection, store.own.id, self.year, today)
        there = bool(self.shown.members)
        for widget in (self.card, self.said, *self.chips.values()):
            widget.setVisible(there)
        self.empty.setVisible(not there)
        self.next.setEnabled(self.year < today.year)
        month, open_here = self._month, len(self.shown.unpaid(self._month))
        self.all_paid.setText(f"{int(month[5:])} 月都交了")
        self.all_paid.setEnabled(open_here > 0 and self.context.store.writable)
        groups = {key: self._of(key) for key in self.chips}
        names = {
            _ALL: "全部", _DUE: f"{int(month[5:])} 月应交", _OWED: "欠交", _EXEMPT: "免交",
            _UNSET: "待核定",
        }  # fmt: skip
        for key, chip in self.chips.items():
            chip.setText(f"{names[key]} {len(groups[key])}")
        self.grid.show_year(self.shown, groups[self.chosen])
        self._tell_member()

    @property
    def _month(self) -> str:
        """This month, or the last one of a year that is over."""
        today = clock.today()
        return f"{today:%Y-%m}" if self.year == today.year else f"{self.year}-12"

    def _of(self, key: str) -> list[DuesMember]:
        if self.shown is None:
            return []
        month = self._month
        tests: dict[str, Callable[[DuesMember], bool]] = {
            _ALL: lambda each: True,
            _DUE: lambda each: each.months[month].state in (DuesState.DUE, DuesState.OWED),
            _OWED: lambda each: bool(each.owing),
            _EXEMPT: lambda each: each.has(DuesState.EXEMPT),
            _UNSET: lambda each: each.base is None,
        }
        return [each for each in self.shown.members if tests[key](each)]

    def choose(self, key: str) -> None:
        """Show some of the members."""
        self.chosen = key
        self.chips[key].setChecked(True)
        self.refresh()
        self.grid.setFocus()

    def turn_to(self, year: int) -> None:
        """Show another year, no later than this."""
        self.year = min(max(2008, year), clock.today().year)
        self._year.setText(f"{self.year} 年")
        self.say("")
        self.refresh()

    def _tell_member(self) -> None:
        member = self.grid.member
        if member is None:
            self.pane.show_nobody()
        else:
            self.pane.show_member(member, writable=self.context.store.writable)

    def _income(self, uid: str) -> int | None:
        with self.context.store.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT income FROM dues_base WHERE uid = ? AND submission IS NULL", (uid,)
            ).scalar()
        return None if found is None else int(found)

    # -- doing ---------------------------------------------------------------------------------

    def pay(self, uid: str, month: str) -> None:
        """Record a month as paid, what was due; without a 核定 say so."""
        member = self._member(uid)
        due = member.months[month].due if member else None
        if member is None or not due:
            whose = member.name if member else ""
            self.say(f"{whose}这个月没有核定应交多少，请直接输金额，或先核定（点姓名按回车）")
            return
        self._record({(uid, month): due}, f"记党费 {member.name} {int(month[5:])} 月")

    def type_in(self, uid: str, month: str, words: str) -> None:
        """Record the amount that was typed; nothing takes the payment back."""
        member = self._member(uid)
        if member is None:
            return
        label = f"记党费 {member.name} {int(month[5:])} 月"
        try:
            cents = amount(words) if words else None
        except Unreadable as error:
            self.say(error.message)
            return
        self._record({(uid, month): cents}, label)

    def _typed(self, row: int, column: int, words: str) -> None:
        found = self.grid.cells.of(row, column)
        if found is not None:
            self.type_in(found[0].uid, found[1].month, words)

    def clear(self, cells: list[tuple[str, str]]) -> None:
        """Take payments back."""
        if cells:
            self._record(dict.fromkeys(cells), f"取消党费 {len(cells)} 笔")

    def pay_month(self, month: str) -> None:
        """Record that all the others have paid a month too."""
        made: list[int] = []
        self.act(lambda: made.append(dues.pay_month(self.context.store, month)))
        if made:
            self.say(f"{int(month[5:])} 月记了 {made[0]} 人，按 Ctrl+Z 一次撤销", "small")

    def paste(self, block: str) -> None:
        """Take a block of amounts in; what is no amount keeps all of it out."""
        at = self.grid.currentIndex()
        if self.shown is None or not at.isValid():
            return
        cells = self.grid.cells
        column = max(0, at.column() - 2)
        amounts, lost = taken(block, cells.members, self.shown.months, at.row(), column)
        if lost or not amounts:
            more = f"等 {len(lost)} 处" if len(lost) > 2 else ""
            told = "；".join(lost[:2]) or "粘贴板里没有金额"
            self.say(f"没有贴：{told}{more}。改好再贴")
            return
        if self._record(dict(amounts), f"粘贴党费 {len(amounts)} 笔"):
            total = yuan(sum(amounts.values()))
            self.say(f"贴了 {len(amounts)} 笔，共 {total} 元，按 Ctrl+Z 一次撤销", "small")

    def settle(self, member: DuesMember) -> None:
        """Another 核定 of somebody, from this month on; the first from his first month here."""
        base = member.base
        month = self._month
        first = next((m for m, s in member.months.items() if s.state is not DuesState.OUT), month)
        values = {"member": member.id, "from_month": month if base else first}
        if base is not None:
            values["kind"] = base.kind
        self.start_wanted.emit(NavigationTarget("dues_base", defaults=values, column="income"))

    def add(self) -> bool:
        """A 核定, of whom the cursor is on."""
        if self.grid.member is None:
            self.start_wanted.emit(NavigationTarget("dues_base"))
        else:
            self.settle(self.grid.member)
        return True

    def _paid_here(self) -> tuple[int, str, str]:
        """The year shown, and of the payment under the cursor its uid and what tells it from
        others ("" where there is none)."""
        at, member = self.grid.currentIndex().column() - 2, self.grid.member
        if member is None or not 0 <= at < 12:
            return self.year, "", ""
        month = list(member.months.values())[at]
        return self.year, month.uid, f"{member.name}_{month.month}"

    def _base_of(self, uid: str) -> None:
        member = self._member(uid)
        if member is not None and self.folding.folded and not self.folding.covers:
            self.folding.unfold()
        elif member is not None:
            self.settle(member)

    def _change(self, uid: str) -> None:
        self.start_wanted.emit(NavigationTarget("dues_base", uid))

    def _make_good(self, member: DuesMember) -> None:
        self.act(lambda: dues.pay_arrears(self.context.store, member))

    def _member(self, uid: str) -> DuesMember | None:
        members = self.shown.members if self.shown is not None else ()
        return next((each for each in members if each.uid == uid), None)

    def _record(self, amounts: dict[tuple[str, str], int | None], label: str) -> bool:
        return self.act(lambda: dues.record(self.context.store, amounts, label))

    # -- events --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.folding.arrange()
        # Beside all the parts of the tab there is room for the drawing or the words.
        wide = self.width() >= theme.FOLD
        self.print_button.setText("打印" if wide else "")
        self.all_paid.setIcon(icon("check", "on_accent") if wide else QIcon())

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes back sees no base."""
        self.pane.forget()
        super().hideEvent(event)
