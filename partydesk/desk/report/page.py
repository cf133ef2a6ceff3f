"""述职报告: the figures, the report as it will be on paper, its words changed where they stand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.across import Across
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import link, stack, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.period_chooser import PeriodChooser
from partydesk.desk.report.editing import Editing
from partydesk.desk.report.evidence import counted, lay_evidence
from partydesk.desk.report.figure_strip import FigureStrip
from partydesk.desk.report.gathering import Looked, look, records_it, standing, usual_year
from partydesk.desk.report.head import ReportHead
from partydesk.desk.report.kind_chooser import KindChooser
from partydesk.desk.report.planning import Planning
from partydesk.desk.report.sheet import EXTRA, Sheet
from partydesk.desk.report.side import FIGURES, THREE_COLUMNS, Side
from partydesk.records.clock import today
from partydesk.records.periods import Period
from partydesk.store.progress import Progress

_ROOM_FOR_BOTH = 560  # pixels of height, figures and report one above the other


class ReportPage(LivePage):
    """A figure leads to its records or the work that fills it in; `shown`: the report stands."""

    pause = 400
    shown = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.looked: Looked | None = None
        self._code: str | None = None
        self._build()
        self.editing = Editing(context, self.sheet, self)
        self.planning = Planning(context, self.editing, self)
        self.planning.changed.connect(self.refresh)
        self._connect_plan()
        self.editing.changed.connect(self.refresh)
        self.editing.opened.connect(self.panel.set_editing)

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        self.chooser = PeriodChooser()
        self.chooser.choose(usual_year(today()))
        self.chooser.hide()
        self.chooser.chosen.connect(self._period_chosen)
        self.side = Side(editable=self.context.store.writable)
        self.panel = self.side.figures
        self.sheet = Sheet(editable=self.context.store.writable)
        self.panel.chosen.connect(self.sheet.choose)
        self.panel.evidence_wanted.connect(self.show_evidence)
        self.panel.none_wanted.connect(self.declare_none)
        self.panel.fill_wanted.connect(self.fill_in)
        self.panel.insert_wanted.connect(lambda id: self.editing.insert(id))
        self.side.arranged.connect(self._share_height)
        self.sheet.figure_clicked.connect(self._figure_clicked)
        self.said = text("", "small", wrap=True)
        self.across = Across()
        self.across.setSpacing(theme.ROOM)
        self.across.addWidget(self.side)
        self.strip = FigureStrip(editable=self.context.store.writable)
        self.strip.evidence_wanted.connect(self.show_evidence)
        self.strip.fill_wanted.connect(self.fill_in)
        self.strip.words_wanted.connect(lambda id: self.editing.edit(id))
        self.middle = QWidget()
        paper = stack(self.middle, theme.GAP)
        paper.addWidget(self.sheet, 1)
        paper.addWidget(self.strip)
        self.across.addWidget(self.middle, 1)
        self.kinds = KindChooser(committee=self.context.store.role == "committee")
        self.kinds.kind_chosen.connect(self._kind_chosen)
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        column.setSpacing(theme.GAP)
        self.head = ReportHead()
        if self.context.store.role != "committee":
            self.head.whose.hide()
        self.head.say_period(self.chooser.period)
        self.head.period_button.clicked.connect(self._toggle_chooser)
        self.head.whose.code_chosen.connect(self.choose_organisation)
        self.head.print_button.clicked.connect(self.print_report)
        self.head.word_button.clicked.connect(partial(self.export, ".docx"))
        self.whose, self.word_button = self.head.whose, self.head.word_button
        self.print_button, self.period_button = self.head.print_button, self.head.period_button
        self.reset_button = link("恢复原文", lambda: self.editing.reset_all())
        self.reset_button.setToolTip("所有改过的文字都回到程序写的")
        self.reset_button.setEnabled(False)
        column.addLayout(self.head)
        column.addWidget(self.chooser)
        # Beside what is said of the text: the head's line is full in a narrow window.
        below = QHBoxLayout()
        below.addWidget(self.side.bar)
        below.addWidget(self.kinds)
        below.addWidget(self.said, 1)
        below.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(below)
        column.addLayout(self.across, 1)
        self.places = QStackedWidget()
        self.places.addWidget(main)
        stack(self).addWidget(self.places)
        hand_on_focus(self, self.side)

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of the tab in the place of the title."""
        self.head.lead_with(parts)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def period(self) -> Period:
        """The period of the report."""
        return self.chooser.period

    @property
    def _of_committee(self) -> bool:
        own = self.looked is None or self.looked.own
        return own and self.context.store.role == "committee"

    def choose_organisation(self, code: str | None) -> None:
        """Show the report of this organisation, None for the file's own."""
        if not self.editing.settle():
            self._offer()
            return
        self._code = code
        own = self.looked is None or code in (None, self.looked.whose[0].code)
        self.kinds.offer(self.kinds.kind, committee=own and self.context.store.role == "committee")
        self.refresh()

    def load(self) -> None:
        """Write the report anew, off the screen."""
        store, period, code = self.context.store, self.period, self._code
        kind = self.kinds.kind

        def work(_progress: Progress) -> Looked:
            return look(store, period, code, kind)

        self.context.query("正在写报告", work, self.show_looked, self, failed=self._failed)

    def show_looked(self, looked: Looked) -> None:
        """Show this report."""
        report = looked.report
        other = self.looked is None or (
            (self.looked.report.code, self.looked.report.period, self.looked.report.kind)
            != (report.code, report.period, report.kind)
        )
        self.looked = looked
        self.strip.renew(report, other=other)
        if other:
            self.sheet.choose("")
            self.sheet.area.verticalScrollBar().setValue(0)
        self.sheet.show_report(report)
        store = self.context.store
        mine = frozenset(f.id for f in report.figures if records_it(store, looked, f.id))
        self.panel.show_report(report, mine if store.writable else frozenset(), counted())
        self.side.show_report(report)
        self.kinds.offer(report.kind, committee=self._of_committee)
        self._offer()
        words, tone = standing(looked)
        self.said.setText(words)
        repolish(self.said, "said", tone)
        self.editing.show_report(report)
        self.planning.show_report(report)
        edited = any(block.edited for block in report.every)
        self.reset_button.setEnabled(edited and store.writable)
        self.shown.emit()

    def _connect_plan(self) -> None:
        view, candidates = self.side.outline.view, self.side.candidates
        view.switched.connect(self.planning.switch)
        view.moved.connect(self.planning.move)
        view.chosen.connect(self.sheet.see)
        candidates.picked.connect(self.planning.pick)
        candidates.evidence_wanted.connect(self.record_wanted)
        self.side.outline.add_wanted.connect(lambda part: self.editing.edit(f"{EXTRA}{part}"))
        self.side.outline.last_wanted.connect(self.planning.take_last)

    def _kind_chosen(self) -> None:
        if self.looked is not None and not self.editing.settle():
            self.kinds.offer(self.looked.report.kind, committee=self._of_committee)
            return
        self.side.stop_picking()
        self.refresh()

    def _offer(self) -> None:
        if self.looked is not None:
            self.whose.offer(self.looked.whose, self.looked.report.code)

    def _failed(self, _error: BaseException) -> None:
        # The organisation may just have been removed: back to one's own, once.
        if self._code is not None:
            self._code = None
            self.refresh()

    # -- doing ---------------------------------------------------------------------------------

    def show_evidence(self, figure: str) -> None:
        """Lay the rows behind a figure over the page."""
        if self.looked is None or not self.editing.settle():
            return
        whole = self.looked.own and self.context.store.role == "committee"
        scope = None if whole else self.looked.one.id
        page = lay_evidence(self.places, self.context, figure, self.period, scope)
        page.push_wanted.connect(self.push_wanted)
        page.record_wanted.connect(self.record_wanted)
        page.opened.connect(lambda line: self.record_wanted.emit(line.kind, line.uid))
        page.closed.connect(self.side.setFocus)

    def declare_none(self, figure: str) -> None:
        """Record that there truly was none of a figure in this period."""
        from partydesk.desk.evidence.figures_list import declare_none

        declare_none(self.context, figure, self.period)

    def fill_in(self, figure: str) -> None:
        """Ask for the form that records what a figure counts."""
        from partydesk.desk.report.filling import target_of

        if self.editing.settle():
            self.start_wanted.emit(target_of(figure, self.period, today(), self.context.store.role))

    def export(self, suffix: str) -> None:
        """Write the report to a file (.docx or .pdf), what is being typed included."""
        if self.looked is None or not self.editing.settle():
            return
        from partydesk.desk.report.exporting import choose

        choose(self.context, self.looked, suffix, self)

    def print_report(self) -> None:
        """Show the report's pages to be printed or saved, what is being typed included."""
        if self.looked is None or not self.editing.settle():
            return
        from partydesk.desk.report.exporting import print_report

        print_report(self.context, self.looked, self)

    def _figure_clicked(self, figure: str) -> None:
        self.sheet.choose(figure)
        if self.side.here == FIGURES:
            self.panel.choose(figure)
        elif self.looked is not None:
            mine = records_it(self.context.store, self.looked, figure)
            self.strip.show_figure(self.looked.report, figure, self.sheet.here(figure), mine=mine)

    # -- period --------------------------------------------------------------------------------

    def _toggle_chooser(self) -> None:
        self.chooser.setVisible(self.chooser.isHidden())

    def _period_chosen(self) -> None:
        self.chooser.hide()
        if self.looked is not None and not self.editing.settle():
            self._choose_quietly(self.looked.report.period)
            return
        self.head.say_period(self.period)
        self.refresh()

    def _choose_quietly(self, period: Period) -> None:
        self.chooser.blockSignals(True)
        self.chooser.choose(period)
        self.chooser.blockSignals(False)

    # -- events --------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight (another tab, the program closing): what was typed is kept."""
        self.editing.settle()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.fit(self.width())
        self._arrange()

    def _arrange(self) -> None:
        """Outline and figures beside the report; above it, or instead of it, without room."""
        folded = self.width() < theme.FOLD
        self.across.set_wide(not folded)
        self.side.arrange(folded=folded, wide=self.width() >= THREE_COLUMNS)

    def _share_height(self) -> None:
        folded = self.width() < theme.FOLD
        alone = folded and self.side.is_open and self.height() < _ROOM_FOR_BOTH
        self.across.setStretchFactor(self.side, 1 if folded and self.side.is_open else 0)
        if self.side.candidates_apart and self.across.indexOf(self.side.candidates) < 0:
            self.across.addWidget(self.side.candidates)
        self.middle.setVisible(not alone)
