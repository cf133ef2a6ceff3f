"""年度述职: the report and the stars behind one tab, with chips to turn between them."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QStackedWidget, QWidget

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import stack
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.page import Page
from partydesk.desk.tables.chips import Chip, ChipBar

REPORT, STARS = "述职报告", "星级评定"


class ReportTab(Page):
    """Makes each page when it is first turned to."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pages: dict[str, Page] = {}
        self.stack = QStackedWidget()
        stack(self).addWidget(self.stack)
        self.turn_to(REPORT)

    def turn_to(self, title: str) -> None:
        """Show the page of this title."""
        if title not in self._pages:
            page = self._report() if title == REPORT else self._stars()
            page.record_wanted.connect(self.record_wanted)
            page.start_wanted.connect(self.start_wanted)
            self._pages[title] = page
            self.stack.addWidget(page)
        page = self._pages[title]
        self.stack.setCurrentWidget(page)
        hand_on_focus(self, page)
        page.setFocus()

    def show_stars(self, branch: int, year: int) -> None:
        """Show how a branch stands in a year."""
        from partydesk.desk.stars.page import StarsPage

        self.turn_to(STARS)
        page = self._pages[STARS]
        if isinstance(page, StarsPage):
            page.look_at(branch, year)

    @property
    def part(self) -> str:
        """The stars, where they are in front."""
        return STARS if self.stack.currentWidget() is self._pages.get(STARS) else ""

    def _report(self) -> Page:
        from partydesk.desk.report.page import ReportPage

        page = ReportPage(self._context)
        page.lead_with(self._chips(REPORT))
        return page

    def _stars(self) -> Page:
        from partydesk.desk.stars.page import StarsPage

        page = StarsPage(self._context)
        # A branch's page is only of itself; a committee's title says which branch one looks at.
        page.title.setVisible(self._context.store.role == "committee")
        _put_before(page.title, self._chips(STARS))
        return page

    def _chips(self, here: str) -> ChipBar:
        bar = ChipBar([Chip(title, (title,)) for title in (REPORT, STARS)], everything=False)
        bar.setAccessibleName("述职和星级")
        bar.mark(here)

        def turn(chip: Chip) -> None:
            bar.mark(here)  # each page's own chips go on saying which it is
            self.turn_to(chip.label)

        bar.chosen.connect(turn)
        bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        bar.setFixedSize(bar.one_line())
        return bar


def _put_before(there: QWidget, widget: QWidget) -> None:
    """Put a widget into the line another stands in, before it."""
    holder = there.parentWidget()
    assert holder is not None
    for line in holder.findChildren(QBoxLayout):
        if (at := line.indexOf(there)) >= 0:
            line.insertWidget(at, widget)
            return
