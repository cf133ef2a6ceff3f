"""Choosing the kind of report."""

from __future__ import annotations

from PySide6.QtCore import Signal

from partydesk.desk.kit.combo import ComboBox
from partydesk.documents.report.report_kinds import REPORT_KINDS


class KindChooser(ComboBox):
    """The kinds that a role writes; `kind_chosen` when somebody takes another."""

    kind_chosen = Signal()

    def __init__(self, *, committee: bool) -> None:
        super().__init__()
        self.setAccessibleName("哪种报告")
        self.setToolTip("年度述职、半年小结、书记述职、情况通报、一页简报")
        self.offer("yearly", committee=committee)
        self.activated.connect(lambda _at: self.kind_chosen.emit())

    @property
    def kind(self) -> str:
        """The code of the kind."""
        return str(self.currentData())

    def offer(self, kind: str, *, committee: bool) -> None:
        """Offer the kinds that such an organisation writes, with this one chosen if it does."""
        kinds = [each for each in REPORT_KINDS.values() if committee or not each.committee_only]
        if [each.code for each in kinds] != [self.itemData(at) for at in range(self.count())]:
            self.clear()
            for each in kinds:
                self.addItem(each.label, each.code)
        self.setCurrentIndex(max(0, self.findData(kind)))
