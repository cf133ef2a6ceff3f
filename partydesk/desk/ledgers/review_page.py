"""民主评议: a year's grades of everybody in one grid, typed and pasted, saved in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.forms.roll import around
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, pill, row, text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.ledgers.review_rows import ReviewCells, ReviewRow, columns, rows_of
from partydesk.desk.settling.sheet import Sheet
from partydesk.records import clock
from partydesk.records.review import GRADE
from partydesk.store.writing import OperationChanges

if TYPE_CHECKING:
    from partydesk.rules.review_year import ReviewYear

_BACK = 4  # years before this one that can be chosen
_PASTE = (
    "从 WPS 复制一块，点中一格按 Ctrl+V 就贴进来；姓名在第一列的话按姓名对。等次可以打拼音首字母。"
)


class ReviewSheet(Sheet):
    """The grid as a part of a page: Tab goes on from its last cell to what stands beside it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tab goes along the cells and out at either end."""
        at, steps = self.currentIndex(), {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
        step = steps.get(Qt.Key(event.key()), 0)
        ends = {1: (self.cells.rowCount() - 1, self.cells.columnCount() - 1), -1: (0, 0)}
        if step and (not at.isValid() or (at.row(), at.column()) == ends[step]):
            # With it on, the view would send itself the same key again, for ever.
            self.setTabKeyNavigation(False)
            self.focusNextPrevChild(step > 0)
            self.setTabKeyNavigation(True)
        else:
            super().keyPressEvent(event)


class ReviewPage(LivePage):
    """Members by 自评, 互评, 等次, 备注. What is typed is saved with 保存, or when one leaves."""

    pause = 200

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.found: ReviewYear | None = None
        self.sheet: Sheet | None = None
        self.cells: ReviewCells | None = None
        self._typed_rows: dict[tuple[int, str], dict[str, str]] = {}
        now = clock.today()
        self.chooser = ComboBox()
        self.chooser.setAccessibleName("年度")
        self.chooser.setFixedWidth(104)
        for year in range(now.year, now.year - _BACK, -1):
            self.chooser.addItem(f"{year} 年", year)
        if now.month <= 3:
            self.chooser.setCurrentIndex(1)  # last year's is still being held
        self.chooser.activated.connect(lambda _: self.refresh())
        self.counts = {choice.code: pill("", choice.tone) for choice in GRADE}
        self.cap = text("", "small")
        self.left = text("", "small")
        self.print_button = button("打印汇总表", self.print_summary)
        self.print_button.setIcon(icon("print"))
        self.save_button = button("保存", self.save, "main")
        self.save_button.setToolTip("填好的一次存下，一步可以撤销（Ctrl+S）")
        self.hint = text(_PASTE, "hint", wrap=True)
        self._build()

    def _build(self) -> None:
        self.head = row(self.chooser, None, self.print_button, self.save_button)
        self.frame = QFrame()
        self.frame.setProperty("role", "card")
        self._inside = QVBoxLayout(self.frame)
        self._inside.setContentsMargins(1, 3, 1, 3)
        roll = NavigationTarget(tab="members", part="member")
        meeting = NavigationTarget("session", defaults={"kind": "review_meeting"})
        self.empty = EmptyState(
            "名册里还没有党员",
            "开过民主评议后，每名党员的自评、互评和等次在这里一次填好，\n再打印汇总表上报。",
            [
                ("去录入名册", "main", "", lambda: self.start_wanted.emit(roll)),
                ("记一次民主评议", "", "add", lambda: self.start_wanted.emit(meeting)),
            ],
        )
        self.empty.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        whole.setSpacing(theme.ROOM)
        whole.addLayout(self.head)
        self.line = row(*self.counts.values(), self.cap, None, self.left)
        whole.addLayout(self.line)
        whole.addWidget(self.frame, 1)
        whole.addWidget(self.hint)
        whole.addWidget(self.empty, 1)
        on_keys(self, self.save, "Ctrl+S")

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of the tab before the year."""
        self.head.insertWidget(0, parts)

    @property
    def year(self) -> int:
        """The year this is about."""
        return int(self.chooser.currentData())

    # -- what is shown -------------------------------------------------------------------------

    def concerns(self, changes: OperationChanges) -> bool:
        """Changes of members, reviews, meetings, and of what is asked of them."""
        return bool({"member", "review", "session", "exemption", "organisation"} & changes.kinds)

    def load(self) -> None:
        """Ask who takes part, off the screen."""
        store, year = self.context.store, self.year

        def work(_progress: object) -> ReviewYear:
            from partydesk.rules.review_year import review_year

            with store.read() as connection:
                return review_year(connection, store.own.id, year, clock.today())

        self.context.query("正在看民主评议", work, self.show_year, self)

    def show_year(self, found: ReviewYear) -> None:
        """Show this year; what was typed and not saved stays."""
        if found.year != self.year:
            return  # another one has been asked for meanwhile
        self._keep()
        self.found = found
        rows = rows_of(found)
        for each in rows:
            each.typed.update(self._typed_rows.get((found.year, each.uid), {}))
        here = self.hasFocus() or (self.sheet is not None and self.sheet.hasFocus())
        at = self.sheet.currentIndex() if self.sheet is not None else None
        place = (at.row(), at.column()) if at is not None and at.isValid() else None
        if self.sheet is not None:
            self._inside.removeWidget(self.sheet)
            self.sheet.deleteLater()
        self.cells = ReviewCells(columns(), rows)
        self.cells.typed.connect(self._count)
        self.sheet = ReviewSheet(self.cells, around(self.context.store), self.context.undo)
        self.sheet.left.connect(self.chooser.setFocus)
        self.sheet.pasted.connect(lambda lost: self.hint.setText(lost or _PASTE))
        if not self.context.store.writable:
            self.sheet.setEditTriggers(Sheet.EditTrigger.NoEditTriggers)
        self._inside.addWidget(self.sheet)
        hand_on_focus(self, self.sheet)
        if place is not None:
            self.sheet.setCurrentIndex(self.cells.index(*place))
        if here:
            self.sheet.setFocus()
        there = bool(rows)
        self.empty.setVisible(not there)
        for widget in (self.frame, self.hint, self.cap, self.left):
            widget.setVisible(there)
        self._count()

    @property
    def rows(self) -> list[ReviewRow]:
        """The rows as they stand."""
        found = self.cells.rows if self.cells is not None else []
        return [each for each in found if isinstance(each, ReviewRow)]

    def _count(self) -> None:
        from partydesk.rules.review_year import said_of

        self._keep()
        graded = [each for each in self.rows if not each.why]
        codes = [GRADE.codes.get(each.text("grade"), "") for each in graded]
        for choice in GRADE:
            number = codes.count(choice.code)
            self.counts[choice.code].setText(f"{choice.label} {number}")
            self.counts[choice.code].setVisible(number > 0)
        if self.found is not None:
            words, tone = said_of(codes, len(graded), self.found.cap)
            self.cap.setText(words)
            repolish(self.cap, "said", tone)
        none_yet = codes.count("")
        unsaved = sum(bool(each.typed) for each in self.rows)
        told = [f"还有 {none_yet} 人没有等次"] if none_yet else []
        told += [f"{unsaved} 人还没有保存"] if unsaved else []
        self.left.setText("，".join(told))
        self.save_button.setEnabled(unsaved > 0 and self.context.store.writable)
        self.print_button.setEnabled(any(each.kept.get("grade") for each in graded))

    # -- doing ---------------------------------------------------------------------------------

    def save(self) -> None:
        """Save what is sound in one step; what is red or lacks a grade stays as it is typed."""
        from partydesk.operations.reviews import save_reviews

        sound = [each for each in self.rows if each.sound]
        left = sum(bool(each.typed) for each in self.rows) - len(sound)
        if not sound:
            if left:
                self.context.tell(f"没有存：{left} 人的还要补等次，或改红色的格子", "warn")
            return
        graded = [each.graded() for each in sound]
        year, store = self.year, self.context.store
        before = [(each, dict(each.typed), dict(each.kept)) for each in sound]
        for each in sound:
            each.kept.update(each.typed)
            each.typed.clear()
        self._keep()
        uids = self.context.attempt(lambda: save_reviews(store, year, graded))
        if uids is None:
            for each, typed, kept in before:
                each.typed.update(typed)
                each.kept.update(kept)
            self._count()
            return
        for each, uid in zip(sound, uids, strict=True):
            each.review = uid
        self._count()
        more = f"，{left} 人的还没有存" if left else ""
        self.context.tell_done(f"已保存 {year} 年民主评议 {len(sound)} 人{more}")

    def add(self) -> bool:
        """Into the first cell that is empty."""
        if self.sheet is None or not self.rows:
            return False
        self.sheet.begin()
        return True

    def print_summary(self) -> None:
        """Print the year's summary, with what is typed saved first."""
        from partydesk.desk.printing.offers import Offer
        from partydesk.desk.printing.writing import print_offer
        from partydesk.documents.printing import PAPERS
        from partydesk.records.periods import parse_period

        self.save()
        paper = PAPERS["review-summary"]
        period = parse_period(str(self.year))
        about = self.context.store.own.short_name
        offer = Offer("review-summary", paper.label, paper.label, about=about, period=period)
        print_offer(self.context, offer, self)

    def _keep(self) -> None:
        """Keep what is typed while another year, or the store's answer, is shown."""
        if self.found is not None:
            for each in self.rows:
                self._typed_rows.pop((self.found.year, each.uid), None)
                if each.typed:
                    self._typed_rows[self.found.year, each.uid] = dict(each.typed)

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight (another part, the program closing): what is sound is saved."""
        if any(each.sound for each in self.rows) and self.context.store.writable:
            self.save()
        super().hideEvent(event)
