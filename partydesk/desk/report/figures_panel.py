"""The figures beside the report: which are there, which are missing, and what to do about one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QVBoxLayout

from partydesk.desk.kit import theme
from partydesk.desk.kit.cards import button, row, rule, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.report.figures_model import FIGURE, ROW, FiguresDelegate, FiguresModel, by_part
from partydesk.desk.report.folded_card import FoldedCard
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.documents.report.content import Figure, Report
from partydesk.records.figures import NONE_MEANS

WIDTH = 380
_ALL, _MISSING = "全部", "待填"


class FiguresPanel(FoldedCard):
    """Signals carry the figure's id: `chosen`, `evidence_wanted`, `none_wanted` (there was
    none), `fill_wanted` (record some), `insert_wanted` (put it into what is being edited)."""

    chosen = Signal(str)
    evidence_wanted = Signal(str)
    none_wanted = Signal(str)
    fill_wanted = Signal(str)
    insert_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(WIDTH)
        self._report: Report | None = None
        self._current: Figure | None = None
        self._editing = False
        self._mine: frozenset[str] = frozenset()
        self._counted: frozenset[str] = frozenset()
        self.count = text("", "small")
        head = row(text("各项数字", "section"), self.count, None, self.toggle)
        head.setContentsMargins(theme.CELL - 1, 0, 6, 0)
        self.rows.addLayout(head)
        body = self.lay_body()
        self.chips = ChipBar([Chip(_ALL, (0,)), Chip(_MISSING, (1,))], everything=False)
        self.chips.chosen.connect(lambda _chip: self._list())
        chips = row(self.chips)
        chips.setContentsMargins(theme.CELL - 1, 0, theme.CELL - 1, 0)
        body.addLayout(chips)
        self.model = FiguresModel()
        self.view = self.inside = QTableView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(FiguresDelegate(self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.setMouseTracking(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setMinimumHeight(2 * ROW)
        self.view.horizontalHeader().hide()
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(ROW)
        self.view.setAccessibleName("各项数字")
        self.view.selectionModel().currentChanged.connect(self._moved)
        self.view.doubleClicked.connect(lambda _index: self._act())
        on_keys(self.view, self._act, "Return", "Enter", alone=True)
        body.addWidget(self.view, 1)
        body.addWidget(rule())
        body.addLayout(self._foot())
        hand_on_focus(self, self.view)
        self._detail()

    def _foot(self) -> QVBoxLayout:
        """What is said of the figure under the cursor, and what can be done about it."""
        self.said = text("", "small", wrap=True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.fill = button("去填", lambda: self._tell(self.fill_wanted))
        self.none = button("本期没有", lambda: self._tell(self.none_wanted))
        self.none.setToolTip(tip_text(NONE_MEANS))
        self.evidence = button("看依据", lambda: self._tell(self.evidence_wanted))
        self.insert = button("插到文中", lambda: self._tell(self.insert_wanted))
        self.insert.setToolTip("放到正在改的一段里，光标所在的地方")
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.CELL - 1, 2, theme.CELL - 1, 0)
        foot.setSpacing(6)
        foot.addWidget(self.said)
        foot.addLayout(row(self.fill, self.none, self.evidence, self.insert, None))
        return foot

    # -- showing -------------------------------------------------------------------------------

    def show_report(self, report: Report, mine: frozenset[str], counted: frozenset[str]) -> None:
        """Show the figures; `mine` are those recorded in this file, `counted` those whose rows
        can be listed."""
        self._report, self._mine, self._counted = report, mine, counted
        lacking = sum(figure.value is None for figure in report.figures)
        self.chips.set_counts({0: len(report.figures), 1: lacking})
        self.chips.setVisible(0 < lacking < len(report.figures))
        if not lacking:
            self.chips.mark(_ALL)
        self.count.setText(
            f"{len(report.figures)} 项" + (f"，{lacking} 项待填" if lacking else "，都有了")
        )
        self._list()

    def choose(self, id: str) -> None:
        """Put the cursor on a figure; one that is not listed is only told about."""
        place = self.model.place(id)
        if not place.isValid() and self._report and id in {f.id for f in self._report.figures}:
            self.chips.mark(_ALL)
            self._list()
            place = self.model.place(id)
        if place.isValid():
            self.view.setCurrentIndex(place)
            return
        self.view.selectionModel().clear()
        more = self._report.more if self._report else ()
        self._current = next((figure for figure in more if figure.id == id), None)
        self._detail()

    def set_editing(self, editing: bool) -> None:
        """Whether a figure can be put into words just now."""
        self._editing = editing
        self._detail()

    @property
    def current(self) -> Figure | None:
        """The figure that is told about."""
        return self._current

    def _list(self) -> None:
        if self._report is None:
            return
        before = self._current.id if self._current is not None else ""
        place = self.view.verticalScrollBar().value()
        only = self.chips.current.label == _MISSING and not self.chips.isHidden()
        selection = self.view.selectionModel()
        selection.blockSignals(True)
        self.model.show(by_part(self._report, missing=only))
        again = self.model.place(before)
        if again.isValid():
            self.view.setCurrentIndex(again)
        selection.blockSignals(False)
        every = (*self._report.figures, *self._report.more)
        self._current = next((figure for figure in every if figure.id == before), None)
        self.view.verticalScrollBar().setValue(place)
        self._detail()

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        figure = now.data(FIGURE) if now.isValid() else None
        if figure is not None:
            self._current = figure
            self._detail()
            self.chosen.emit(figure.id)

    def _detail(self) -> None:
        now = self._current
        missing = now is not None and now.value is None
        mine = now is not None and now.id in self._mine
        if now is None:
            self.said.setText("点一项数字，右边就指出它在哪一句；双击看依据。")
        elif missing and not mine:
            self.said.setText(f"{now.label}：由别的党组织记录，报来以后就有。")
        else:
            self.said.setText(f"{now.label}：{now.definition}。")
        self.said.setToolTip(tip_text(self.said.text()))
        self.fill.setVisible(missing and mine)
        self.none.setVisible(missing and mine)
        rows = now.evidence if now is not None else 0
        self.evidence.setText(f"看依据（{rows:,} 条）")
        self.evidence.setVisible(rows > 0 and now is not None and now.id in self._counted)
        self.insert.setVisible(self._editing and now is not None)

    # -- doing ---------------------------------------------------------------------------------

    def _tell(self, signal: SignalInstance) -> None:
        if self._current is not None:
            signal.emit(self._current.id)

    def _act(self) -> None:
        """Double click or Enter: into the words while they are edited, else what helps most."""
        for each in (self.insert, self.evidence, self.fill):
            if not each.isHidden():
                each.click()
                return

    # -- where there is little room ------------------------------------------------------------

    def arrange(self) -> None:
        """What is said of a figure is always as high: the list does not jump from one to the
        next."""
        super().arrange()
        self.said.setFixedHeight(20 if self.folded else 36)
