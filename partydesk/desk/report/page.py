"""述职报告: the figures, the report as it will be on paper, its words changed where they stand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, link, stack, text
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.live_page import LivePage
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.period_chooser import PeriodChooser
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.report.editing import Editing
from partydesk.desk.report.figures_panel import FiguresPanel
from partydesk.desk.report.gathering import Looked, look, records_it, standing, usual_year
from partydesk.desk.report.organisation_chooser import OrganisationChooser
from partydesk.desk.report.sheet import Sheet
from partydesk.records.clock import today
from partydesk.records.periods import Period
from partydesk.store.progress import Progress

if TYPE_CHECKING:
    from partydesk.desk.evidence.model import Evidence

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
        self.editing.changed.connect(self.refresh)
        self.editing.opened.connect(self.panel.set_editing)

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        self.chooser = PeriodChooser()
        self.chooser.choose(usual_year(today()))
        self.chooser.hide()
        self.chooser.chosen.connect(self._period_chosen)
        self.panel = FiguresPanel()
        self.sheet = Sheet(editable=self.context.store.writable)
        self.panel.chosen.connect(self.sheet.choose)
        self.panel.evidence_wanted.connect(self.show_evidence)
        self.panel.none_wanted.connect(self.declare_none)
        self.panel.fill_wanted.connect(self.fill_in)
        self.panel.insert_wanted.connect(lambda id: self.editing.insert(id))
        self.panel.toggle.clicked.connect(self._arrange)
        self.sheet.figure_clicked.connect(self._figure_clicked)
        self.said = text("", "small", wrap=True)
        self.across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.across.setSpacing(theme.ROOM)
        self.across.addWidget(self.panel)
        self.across.addWidget(self.sheet, 1)
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        column.setSpacing(theme.GAP)
        column.addLayout(self._head())
        column.addWidget(self.chooser)
        # Beside what is said of the text: the head's line is full in a narrow window.
        below = QHBoxLayout()
        below.addWidget(self.said, 1)
        below.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(below)
        column.addLayout(self.across, 1)
        self.places = QStackedWidget()
        self.places.addWidget(main)
        stack(self).addWidget(self.places)
        hand_on_focus(self, self.panel)

    def _head(self) -> QHBoxLayout:
        self.title = text("述职报告", "title")
        self.period_button = button("", self._toggle_chooser)
        self.period_button.setIcon(icon("down"))
        self.period_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # its arrow behind
        self.whose = OrganisationChooser()
        self.whose.code_chosen.connect(self.choose_organisation)
        self.whose.setVisible(self.context.store.role == "committee")
        self.reset_button = link("恢复原文", lambda: self.editing.reset_all())
        self.reset_button.setToolTip("所有改过的文字都回到程序写的")
        self.reset_button.setEnabled(False)
        self.print_button = button("打印", self.print_report)
        self.print_button.setToolTip("先看一看，再打印或者存成 PDF")
        self.word_button = button("导出 Word", partial(self.export, ".docx"), "main")
        self.word_button.setIcon(icon("export", "on_accent"))
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.GAP)
        for part in (self.title, self.period_button, self.whose):
            self.head.addWidget(part)
        self.head.addStretch(1)
        self.head.setStretchFactor(self.whose, 20)
        for part in (self.print_button, self.word_button):
            self.head.addWidget(part)
        self._say_period()
        return self.head

    def lead_with(self, parts: QWidget) -> None:
        """Put the parts of the tab in the place of the title."""
        self.title.hide()
        self.head.insertWidget(0, parts)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def period(self) -> Period:
        """The period of the report."""
        return self.chooser.period

    def choose_organisation(self, code: str | None) -> None:
        """Show the report of this organisation, None for the file's own."""
        if not self.editing.settle():
            self._offer()
            return
        self._code = code
        self.refresh()

    def load(self) -> None:
        """Write the report anew, off the screen."""
        store, period, code = self.context.store, self.period, self._code

        def work(_progress: Progress) -> Looked:
            return look(store, period, code)

        self.context.query("正在写报告", work, self.show_looked, self, failed=self._failed)

    def show_looked(self, looked: Looked) -> None:
        """Show this report."""
        report = looked.report
        other = self.looked is None or (
            (self.looked.report.code, self.looked.report.period) != (report.code, report.period)
        )
        self.looked = looked
        if other:
            self.sheet.choose("")
            self.sheet.area.verticalScrollBar().setValue(0)
        self.sheet.show_report(report)
        store = self.context.store
        mine = frozenset(f.id for f in report.figures if records_it(store, looked, f.id))
        self.panel.show_report(report, mine if store.writable else frozenset(), _counted())
        self._offer()
        words, tone = standing(looked)
        self.said.setText(words)
        repolish(self.said, "said", tone)
        self.editing.show_report(report)
        edited = any(block.edited for block in report.every)
        self.reset_button.setEnabled(edited and store.writable)
        self.shown.emit()

    def _offer(self) -> None:
        if self.looked is not None:
            self.whose.offer(self.looked.whose, self.looked.report.code)

    def _say_period(self) -> None:
        # Two dates are too long for the line; the report's title says them.
        self.period_button.setText("自选期间" if ".." in self.period.text else self.period.title)
        self.period_button.setAccessibleName(f"期间：{self.period.title}")
        self.period_button.setToolTip(tip_text(f"{self.period.title}；点这里换一个期间"))

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
        from partydesk.desk.evidence.key_figures import of_indicator
        from partydesk.desk.evidence.list_page import EvidencePage

        store, period = self.context.store, self.period
        whole = self.looked.own and store.role == "committee"
        scope = None if whole else self.looked.one.id

        def find() -> Evidence:
            with store.read() as connection:
                return of_indicator(connection, figure, period, scope)

        page = EvidencePage(self.context, find, figure=(figure, period) if whole else None)
        page.push_wanted.connect(self.push_wanted)
        page.record_wanted.connect(self.record_wanted)
        page.opened.connect(lambda line: self.record_wanted.emit(line.kind, line.uid))
        page.closed.connect(lambda: self._uncover(page))
        self.places.addWidget(page)
        self.places.setCurrentWidget(page)
        page.setFocus()

    def _uncover(self, page: QWidget) -> None:
        self.places.removeWidget(page)
        page.deleteLater()
        self.panel.setFocus()

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
        self.panel.choose(figure)

    # -- period --------------------------------------------------------------------------------

    def _toggle_chooser(self) -> None:
        self.chooser.setVisible(self.chooser.isHidden())

    def _period_chosen(self) -> None:
        self.chooser.hide()
        if self.looked is not None and not self.editing.settle():
            self._choose_quietly(self.looked.report.period)
            return
        self._say_period()
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
        self._arrange()

    def _arrange(self) -> None:
        """Figures beside the report; above it, or instead of it, where there is no room."""
        folded = self.width() < theme.FOLD
        direction = QBoxLayout.Direction
        self.across.setDirection(direction.TopToBottom if folded else direction.LeftToRight)
        self.panel.set_folded(folded)
        alone = folded and self.panel.is_open and self.height() < _ROOM_FOR_BOTH
        self.across.setStretchFactor(self.panel, 1 if folded and self.panel.is_open else 0)
        self.sheet.setVisible(not alone)


def _counted() -> frozenset[str]:
    """The figures whose rows can be listed."""
    from partydesk.rules.indicators import BEYOND, INDICATORS

    return frozenset(each.id for each in (*INDICATORS, *BEYOND))
