"""Choosing whose report: the committee's own or a branch's, by its name, pinyin or code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy

from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.suggest import SuggestLine, matching
from partydesk.desk.report.gathering import Whose

LEAST, _MOST = 150, 230


class OrganisationChooser(ComboBox):
    """`code_chosen` carries the organisation's code."""

    code_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._whose: tuple[Whose, ...] = ()
        self._now = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.line = SuggestLine(lambda typed: matching(typed, self._names()))
        self.setLineEdit(self.line)
        self.setCompleter(None)  # type: ignore[arg-type]  # Qt takes none for no completer
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(_MOST)
        self.setMaxVisibleItems(16)
        self.setToolTip("看哪个党组织的报告；可以输入名称、拼音首字母或编码")
        self.setAccessibleName("看谁的报告")
        self.activated.connect(self._picked)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._settle)

    def offer(self, whose: Sequence[Whose], code: str) -> None:
        """Offer these, with the one of this code chosen."""
        self._now = code
        if tuple(whose) != self._whose:
            self._whose = tuple(whose)
            self.clear()
            self.addItems(self._names())
        self._settle()

    def _picked(self, at: int) -> None:
        # Before the report is there nobody is offered yet.
        if at < len(self._whose):
            self._choose(self._whose[at].code)

    def _names(self) -> list[str]:
        return [
            f"{each.name}（本级）" if at == 0 else f"{each.name}　{each.code}"
            for at, each in enumerate(self._whose)
        ]

    def _typed(self, text: str) -> None:
        """What was picked from the suggestions, or typed in full."""
        names = self._names()
        if text in names and not self.line.offering:
            self._choose(self._whose[names.index(text)].code)

    def _choose(self, code: str) -> None:
        if code != self._now:
            self._now = code
            self.code_chosen.emit(code)

    def _settle(self) -> None:
        """Half a name is no choice: say again whose report this is."""
        if self.line.offering:
            return
        for at, each in enumerate(self._whose):
            if each.code == self._now:
                self.setCurrentIndex(at)
                self.line.setText(self._names()[at])
                self.line.setCursorPosition(0)
