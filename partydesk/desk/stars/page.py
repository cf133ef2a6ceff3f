"""星级评定: how this branch, or every branch, stands by the star scheme of a year."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, stack, text
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.elided import Elided
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.folding import FoldingPane
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.side_pane import SidePane
from partydesk.desk.printing.shown_table import ShownTable, TableTools, table_of
from partydesk.desk.stars.board_view import BoardView
from partydesk.desk.stars.branch_view import BranchView
from partydesk.records.findings import UserError
from partydesk.rules.stars.year import Year, read_year, usual_year, years
from partydesk.store.progress import Progress

_NARROWEST = 640  # pixels


class StarsPage(LivePage):
    """A score leads to the records behind it; `shown` says that all stands.

    A branch sees itself; a committee the ranking and, from there, any branch.
    """

    shown = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._committee = context.store.role == "committee"
        self._branch = 0  # the branch a committee looks at; 0: at all of them
        self.now: Year | None = None
        self.held: Year | UserError | None = None  # found while somebody typed into the table
        self.pane = SidePane()
        self.pane.close_wanted.connect(self._fold)
        self.branch_view = BranchView(context, self.pane)
        self.branch_view.record_wanted.connect(self.record_wanted)
        self.branch_view.table.clicked.connect(self._unfold)
        self.branch_view.table.pane_wanted.connect(self._to_form)
        # Only once the editor is really gone.
        self.branch_view.table.typed.connect(self._show_held, Qt.ConnectionType.QueuedConnection)
        self.board_view = BoardView(self.pane)
        self.board_view.review_wanted.connect(self.show_branch)
        self.board_view.table.clicked.connect(self._unfold)
        self.empty = EmptyState("", "\n", [])
        self._build()
        self.folding = FoldingPane(self, self.full, self.pane, self.pane.set_folded)
        for table in (self.branch_view.table, self.board_view.table):
            table.installEventFilter(self)
        # The pane folds away before list and pane together need more than there is.
        self.setMinimumWidth(_NARROWEST)

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        self.back = button("返回排名", self.show_board)
        self.back.setIcon(icon("back"))
        self.back.setToolTip("回到所有党组织的排名（Esc）")
        self.title = text("星级评定", "title")
        self.chooser = ComboBox()
        self.chooser.setFixedWidth(104)
        self.chooser.setAccessibleName("年度")
        self._offer_years(usual_year())
        self.chooser.activated.connect(lambda _: self.choose_year(self.year))
        self.caption = Elided("", "hint")
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tools = TableTools(self.context, self, self._as_shown)
        self.scheme_button = button("方案…", self.edit_scheme)
        self.scheme_button.setToolTip("看评分方案：项目、分数线、目标、一票否决")
        self.head = head = QHBoxLayout()
        head.setSpacing(10)
        for part in (self.back, self.title, self.chooser):
            head.addWidget(part)
        head.addWidget(self.caption, 1)
        head.addWidget(self.tools)
        head.addWidget(self.scheme_button)
        self.back.hide()
        self.places = QStackedWidget()
        for view in (self.branch_view, self.board_view, self.empty, QWidget()):
            self.places.addWidget(view)
        self.places.setCurrentIndex(self.places.count() - 1)  # blank until all is read
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(theme.AIR, 14, 16, 14)
        column.setSpacing(theme.ROOM)
        column.addLayout(head)
        column.addWidget(self.places, 1)
        self.full = QWidget()
        across = QHBoxLayout(self.full)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(main, 1)
        across.addWidget(self.pane)
        stack(self).addWidget(self.full)
        hand_on_focus(self, self.places)
        self.places.currentChanged.connect(self._pass_focus)

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of the tab first; a committee's title still says at whom one looks."""
        self.title.setVisible(self._committee)
        self.head.insertWidget(0, parts)

    def _offer_years(self, chosen: int) -> None:
        found = self.context.attempt(lambda: years(self.context.store), writes=False) or [chosen]
        self.chooser.clear()
        for year in sorted({*found, chosen}, reverse=True):
            self.chooser.addItem(f"{year} 年", year)
        self.chooser.setCurrentIndex(self.chooser.findData(chosen))

    # -- what is shown -------------------------------------------------------------------------

    @property
    def year(self) -> int:
        """The year this is about."""
        return int(self.chooser.currentData())

    def choose_year(self, year: int) -> None:
        """Show another year."""
        if self.chooser.findData(year) < 0:
            self._offer_years(year)
        self.chooser.setCurrentIndex(self.chooser.findData(year))
        self.now = None
        self.refresh()

    def load(self) -> None:
        """Score the year anew, off the screen; the panel covers the page only the first time."""
        self.held = None
        year, store = self.year, self.context.store

        def work(_progress: Progress) -> Year | UserError:
            try:
                return read_year(store, year)
            except UserError as error:
                return error  # it stands on the page, not at the foot of the window

        panel = None if self.now else self
        self.context.query("正在算星级得分", work, self._show, self, parent=panel)

    def _show_held(self) -> None:
        found, self.held = self.held, None
        if found is not None:
            self._show(found)

    def _show(self, found: Year | UserError) -> None:
        if self.branch_view.table.editing:
            self.held = found  # showing it now would take the editor away
            return
        if isinstance(found, UserError):
            self.now = None
            self._show_empty("这一年评不了星级", found.message)
        else:
            self.now = found
            if not found.by_id:
                self._show_empty(
                    "还没有党组织",
                    "在“党组织与企业”里登记支部，或者在“收表汇总”里收下它们的报送表，"
                    "这里就有排名。评什么、怎么评，点右上角的“方案…”看。",
                )
            elif not self._committee:
                self._show_branch(found, next(iter(found.by_id)))
            elif self._branch in found.by_id:
                self._show_branch(found, self._branch)
            else:
                self._show_board(found)
        self.shown.emit()

    def _show_empty(self, title: str, words: str) -> None:
        self._branch = 0
        self.back.hide()
        self.title.setText("星级评定")
        self.caption.setText("")
        self.empty.title.setText(title)
        self.empty.text.setText(words.replace("，", "，\n", 1).replace("。", "。\n").strip())
        self._turn_to(self.empty)
        self._fold()

    def _show_branch(self, year: Year, branch: int) -> None:
        scored = year.by_id[branch]
        self.back.setVisible(self._committee)
        self.title.setText(scored.name if self._committee else "星级评定")
        self.caption.setText(year.scheme.name)
        self._turn_to(self.branch_view)
        self.branch_view.show_branch(year, scored)
        self.branch_view.show_pane()

    def _show_board(self, year: Year) -> None:
        self._branch = 0
        self.back.hide()
        self.title.setText("星级评定")
        scored = sum(1 for place in year.board if place.rank is not None)
        self.caption.setText(f"{year.scheme.name}　{len(year.board)} 个党组织，{scored} 个有得分")
        self._turn_to(self.board_view)
        self.board_view.show_board(year)
        self.board_view.show_pane()

    def _turn_to(self, view: QWidget) -> None:
        """Put a view in front; without rows there is nothing to copy and no pane."""
        self.places.setCurrentWidget(view)
        self.tools.setEnabled(view is not self.empty)
        self._place_pane()

    def _place_pane(self) -> None:
        self.folding.arrange()
        if not self.folding.folded:
            self.pane.setVisible(self.places.currentWidget() is not self.empty)

    def show_branch(self, branch: int) -> None:
        """Look at one branch item by item."""
        if self.now is None or branch not in self.now.by_id:
            return
        self._branch = branch
        self.folding.fold()
        self._show_branch(self.now, branch)
        self.branch_view.table.setFocus()

    def look_at(self, branch: int, year: int) -> None:
        """Look at one branch in a year, as soon as that is scored."""
        self._branch = branch
        if self.now is not None and self.now.year == year:
            self.show_branch(branch)
        else:
            self.choose_year(year)

    def show_board(self) -> None:
        """Back to the ranking."""
        if self.now is None:
            return
        before = self._branch
        self.folding.fold()
        self._show_board(self.now)
        self.board_view.go_to(before)
        self.board_view.table.setFocus()

    def _as_shown(self) -> ShownTable | None:
        """The table in front."""
        if self.now is None or self.places.currentWidget() is self.empty:
            return None
        if self.places.currentWidget() is self.board_view:
            return table_of(f"{self.now.year} 年星级排名", self.board_view.table, "个党组织")
        who = f"{self.title.text()} " if self._committee else ""
        return table_of(f"{who}{self.now.year} 年星级评定", self.branch_view.table, "行")

    def edit_scheme(self) -> None:
        """Show the scheme; a committee may change it."""
        from partydesk.desk.stars.scheme_dialog import SchemeDialog

        self.scheme_dialog = SchemeDialog(self.context, self.year, self)
        self.scheme_dialog.kept.connect(self.refresh)
        self.scheme_dialog.open()

    # -- events --------------------------------------------------------------------------------

    def _unfold(self) -> None:
        self.folding.unfold()

    def _to_form(self) -> None:
        self.folding.unfold()
        self.branch_view.focus_form()

    def _pass_focus(self) -> None:
        """What is read now takes the focus that waited for it."""
        view = self.places.currentWidget()
        if view is not None:
            hand_on_focus(self.places, view)
            if self.places.hasFocus():
                view.setFocus()

    def _fold(self) -> None:
        self.folding.fold()
        view = self.places.currentWidget()
        if view is not None:
            view.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tools.set_small(self.width() < theme.FOLD)
        self._place_pane()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space in a list shows the folded pane; the tables would take it for a search."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
            and self.folding.folded
        ):
            self._unfold()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.folding.covers:
            self._fold()
        elif event.key() == Qt.Key.Key_Escape and self._branch:
            self.show_board()
        else:
            super().keyPressEvent(event)
