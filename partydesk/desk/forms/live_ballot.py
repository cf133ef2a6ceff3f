"""How a ballot comes out, said while its numbers are typed: enough present, passed, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from partydesk.desk.forms.lines import LABEL
from partydesk.desk.kinds import BALLOT
from partydesk.desk.kit.cards import pill, text
from partydesk.desk.kit.messages import repolish
from partydesk.records import clock
from partydesk.records.checking import read_values
from partydesk.records.record_checks import ballot
from partydesk.records.study import StudySession
from partydesk.rules.norms.ballots import barred, norm_of, verdict

WATCHED = frozenset({*BALLOT, "starts_at"})
"""The fields that a verdict goes by."""


class LiveBallot(QWidget):
    """Stands below the numbers; hidden while they tell of no ballot."""

    def __init__(self, organ: str) -> None:
        """`organ` is the sort of organisation that votes (its kind)."""
        super().__init__()
        self._organ = organ
        self.mark = pill("", "idle")
        self.told = text("", wrap=True)
        across = QHBoxLayout(self)
        across.setContentsMargins(LABEL + 12, 0, 0, 0)
        across.setSpacing(10)
        across.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.told, 1)
        self.hide()

    def judge(self, raw: Mapping[str, object]) -> None:
        """Say how the ballot stands that these texts of the fields tell of."""
        values, _ = read_values(StudySession, dict(raw), strict=True)
        said = self._said({column: values.get(column) for column in WATCHED})
        self.setVisible(said is not None)
        if said is not None:
            words, tone, sentence = said
            self.mark.setText(words)
            repolish(self.mark, "tone", tone)
            self.told.setText(sentence)

    def _said(self, values: Mapping[str, Any]) -> tuple[str, str, str] | None:
        kind = values["ballot_kind"]
        refused = barred(self._organ, kind)
        if refused is not None:
            return (*refused.outcome, refused.text)
        entitled, present = values["entitled"], values["voters_present"]
        if not entitled or present is None:
            return None
        wrong = next(iter(ballot(SimpleNamespace(**values))), None)
        if wrong is not None:
            return "请核对", "warn", wrong.message
        at = values["starts_at"]
        day = at.date() if isinstance(at, datetime) else None
        written = values["written_votes"] or 0
        told = verdict(kind, entitled, present, values["in_favour"], written, day)
        article = norm_of(self._organ, kind, day or clock.today()).article
        by = article if kind else f"没有选表决事项，按一般决议算，{article}"
        return (*told.outcome, f"{told.text}（{by}）")
