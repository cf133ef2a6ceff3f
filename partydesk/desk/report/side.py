"""What stands beside the report: its outline or its figures, and what a paragraph is told from."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.parts_bar import PartsBar
from partydesk.desk.report.candidates_panel import CandidatesPanel
from partydesk.desk.report.figures_panel import FiguresPanel
from partydesk.desk.report.outline_panel import OutlinePanel
from partydesk.documents.report.content import Report

OUTLINE, FIGURES = "outline", "figures"
THREE_COLUMNS = 1290
"""Pixels of width from which the candidates stand in a column of their own."""


class Side(QWidget):
    """The column at the left; its `bar`, which turns between the two, stands in the page's head,
    and `candidates` is put at the right by the page, or here in the place
    of the outline where there is no room. `arranged`: something opened or closed."""

    arranged = Signal()

    def __init__(self, *, editable: bool) -> None:
        super().__init__()
        self.bar = PartsBar(((OUTLINE, "段落"), (FIGURES, "数字")), OUTLINE)
        self.bar.setAccessibleName("报告的段落和数字")
        for each in self.bar.buttons.values():
            each.setToolTip("")
        self.outline = OutlinePanel(editable=editable)
        self.figures = FiguresPanel()
        self.candidates = CandidatesPanel(editable=editable)
        self.candidates.setParent(self)
        self.here = OUTLINE
        self._folded = self._picking = False
        self._wide = True
        self._report: Report | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.GAP)
        self.column.addWidget(self.outline, 1)
        self.column.addWidget(self.figures, 1)
        self.bar.chosen.connect(self.turn)
        self.outline.view.pick_wanted.connect(self.pick)
        self.candidates.closed.connect(self.stop_picking)
        for toggle in (self.outline.toggle, self.figures.toggle):
            toggle.clicked.connect(self.arranged)
        hand_on_focus(self, self.outline)
        self._show()

    @property
    def is_open(self) -> bool:
        """Whether a folded side shows what it holds."""
        now: QObject = self.figures if self.here == FIGURES else self.outline
        return self._picking or bool(getattr(now, "is_open", False))

    def turn(self, key: str) -> None:
        """Show the outline or the figures."""
        self.here = key
        self.bar.turn_to(key)
        self._picking = False
        self._show()

    def show_report(self, report: Report) -> None:
        """Show the outline of this, and what can be picked now."""
        self._report = report
        self.outline.show_report(report)
        if self._picking and not self._offer(self.candidates.paragraph):
            self.stop_picking()

    def pick(self, paragraph: str) -> None:
        """Show what a paragraph can be told from."""
        if self._offer(paragraph):
            self._picking = True
            self._show()

    def stop_picking(self) -> None:
        """Put the candidates away."""
        self._picking = False
        self._show()

    @property
    def picking(self) -> bool:
        """Whether candidates are shown."""
        return self._picking

    def _offer(self, paragraph: str) -> bool:
        if self._report is None:
            return False
        for part in self._report.outline:
            for each in part.paragraphs:
                if each.id == paragraph and each.on:
                    self.candidates.show_candidates(self._report, each, part.label)
                    return True
        return False

    def arrange(self, *, folded: bool, wide: bool) -> None:
        """Above the report when folded; the candidates in a column of their own when wide."""
        self._folded, self._wide = folded, wide
        self.outline.set_folded(folded)
        self.figures.set_folded(folded)
        self._show()

    @property
    def candidates_apart(self) -> bool:
        """Whether the candidates stand at the right of the report."""
        return self._wide and not self._folded

    def _show(self) -> None:
        instead = self._picking and not self.candidates_apart
        if instead and self.column.indexOf(self.candidates) < 0:
            self.column.addWidget(self.candidates, 1)
        self.candidates.setVisible(self._picking)
        self.outline.setVisible(self.here == OUTLINE and not instead)
        self.figures.setVisible(self.here == FIGURES and not instead)
        self.candidates.set_wide(self._folded)
        self.arranged.emit()
