"""One branch's year: where it stands, its items, and the pane of the item under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, stack
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.side_pane import SidePane
from partydesk.desk.stars import items_model
from partydesk.desk.stars.item_pane import ItemPane
from partydesk.desk.stars.items_model import VetoLine, label_of, lines_of
from partydesk.desk.stars.items_table import ItemsTable
from partydesk.desk.stars.summary import Summary
from partydesk.desk.stars.veto_pane import VetoPane
from partydesk.operations import star_scores
from partydesk.operations.star_scores import Place
from partydesk.records.findings import UserError
from partydesk.store import rows

if TYPE_CHECKING:
    from partydesk.desk.stars.items_model import Line
    from partydesk.rules.stars.scoring import Scored
    from partydesk.rules.stars.year import Year

_NOTHING = "选中一项，这里看它的要求、怎么算的和评分。"


class BranchView(QWidget):
    """Summary and table; what they say of an item stands in `pane`.

    A committee gives its scores here, a branch its own. `record_wanted` carries kind and uid.
    """

    record_wanted = Signal(str, str)

    def __init__(self, context: AppContext, pane: SidePane) -> None:
        super().__init__()
        self._context, self._pane = context, pane
        self._committee = context.store.role == "committee"
        self._year: Year | None = None
        self._scored: Scored | None = None
        self._line: Line | None = None
        self.summary = Summary()
        self.summary.notice.clicked.connect(self.print_notice)
        self.table = ItemsTable(self._typed, self.wrong_with)
        self.table.chosen.connect(self._chosen)
        self.table.measure_wanted.connect(lambda line: self.open_rows(line))
        self.table.refused.connect(lambda words: context.tell(words, "warn"))
        self.item_pane = ItemPane(self._committee, pane)
        self.item_pane.save_wanted.connect(self.save)
        self.item_pane.rows_wanted.connect(lambda: self.open_rows(self._line))
        self.veto_pane = VetoPane(self._committee, pane)
        self.veto_pane.decided.connect(self.decide)
        card = Card()
        card.rows.setContentsMargins(1, 3, 1, 3)
        card.rows.addWidget(self.table)
        column = stack(self, theme.ROOM)
        column.addWidget(self.summary)
        column.addWidget(card, 1)
        hand_on_focus(self, self.table)

    # -- showing -------------------------------------------------------------------------------

    @property
    def branch(self) -> int:
        """The id of the branch shown, 0 for none."""
        return self._scored.organisation if self._scored else 0

    def show_branch(self, year: Year, scored: Scored) -> None:
        """Show this branch's year."""
        self._year, self._scored = year, scored
        self.summary.show_standing(year, scored)
        editable = items_model.REVIEW if self._committee else items_model.SELF
        self.table.show_lines(lines_of(year.scheme, scored), editable)

    def show_pane(self) -> None:
        """Let the pane say what is under the cursor."""
        self._chosen(self._line)

    def _chosen(self, line: Line | None) -> None:
        self._line = line
        year, scored = self._year, self._scored
        if line is None or year is None or scored is None:
            self._pane.say(_NOTHING)
            return
        label = label_of(line)
        key = (scored.organisation, year.year, label)
        if isinstance(line, VetoLine):
            self.veto_pane.show_veto(key, line, year.written_here(line.given))
            in_force = any(veto.label == label for veto in scored.vetoes)
            self._pane.show_body(
                self.veto_pane, label, *(("发生", "bad") if in_force else ("没有", "idle"))
            )
        elif not isinstance(line, items_model.Group):
            self.item_pane.show_item(key, line, year.written_here(line.given))
            self._pane.show_body(self.item_pane, label, "计算" if line.item.rule else "自评")

    def focus_form(self) -> None:
        """Put the cursor where the pane takes a score or a reason."""
        veto = isinstance(self._line, VetoLine)
        (self.veto_pane.form.words if veto else self.item_pane.form.score).setFocus()

    def open_rows(self, line: Line | None) -> None:
        """Show the records behind a computed item."""
        if line is None or isinstance(line, items_model.Group | VetoLine):
            return
        if line.measure is None or not line.measure.rows:
            self._context.tell(f"“{line.item.label}”没有算进来的记录", "idle")
            return
        from partydesk.desk.stars.rows_dialog import RowsDialog
        from partydesk.rules.stars.computed import RULES

        self.rows_dialog = RowsDialog(line.item, line.measure, RULES[line.item.rule].counted, self)
        self.rows_dialog.record_wanted.connect(self.record_wanted)
        self.rows_dialog.show()

    def print_notice(self) -> None:
        """Print the notice of this branch's stars, or write it as Word."""
        from partydesk.desk.printing.offers import Offer
        from partydesk.desk.printing.writing import print_offer
        from partydesk.documents.printing import PAPERS
        from partydesk.records.periods import parse_period

        if self._year is None or self._scored is None:
            return
        paper = PAPERS["star-notice"]
        with self._context.store.read() as connection:
            row = rows.get(connection, "organisation", self._scored.organisation) or {}
        uid = str(row.get("uid", ""))
        offer = Offer("star-notice", paper.label, paper.label, uid, self._scored.name,
                      period=parse_period(str(self._year.year)))  # fmt: skip
        print_offer(self._context, offer, self)

    # -- giving --------------------------------------------------------------------------------

    def place(self, label: str) -> Place:
        """Where a score given here goes."""
        assert self._year is not None and self._scored is not None
        item = next((i for i in self._year.scheme.items if i.label == label), None)
        return Place(
            self._scored.organisation,
            self._year.year,
            self._year.scheme.name,
            label,
            "review_score" if self._committee else "self_score",
            item.points if item is not None else 1.0,
            self._scored.name if self._committee else "",
            item.before if item is not None else (),
        )

    def wrong_with(self, label: str, text: str) -> str:
        """What is wrong with a typed score, in words; nothing when it will do."""
        try:
            star_scores.read_score(text, self.place(label))
        except UserError as error:
            return error.message
        return ""

    def _typed(self, label: str, text: str) -> bool:
        """A score typed into the table."""
        return self._give(label, text, None)

    def save(self) -> None:
        """Keep the score and the evidence that stand in the pane."""
        form, line = self.item_pane.form, self._line
        if line is None or isinstance(line, items_model.Group | VetoLine) or not form.dirty:
            return
        wrong = self.wrong_with(line.item.label, form.score.text())
        form.say(wrong)
        if wrong:
            form.score.setFocus()
            return
        if self._give(line.item.label, form.score.text(), form.words.toPlainText()):
            form.saved()

    def _give(self, label: str, text: str, words: str | None) -> bool:
        place = self.place(label)

        def work() -> bool:
            score = star_scores.read_score(text, place)
            star_scores.give(self._context.store, place, score, words)
            return True

        if not self._context.attempt(work):
            return False
        self._context.tell_done(f"已记下 {place.told}")
        return True

    def decide(self, happened: bool) -> None:
        """Say that the veto under the cursor happened, or take it back."""
        line, form = self._line, self.veto_pane.form
        if not isinstance(line, VetoLine):
            return
        place, reason = self.place(line.veto.label), form.words.toPlainText()
        try:
            star_scores.check_reason(place, happened, reason)
        except UserError as error:
            form.say(error.message, score=False)
            form.words.setFocus()
            return
        if self._context.attempt(
            lambda: (star_scores.set_veto(self._context.store, place, happened, reason), True)
        ):
            form.saved()
            done = "已记为发生" if happened else "已撤回"
            self._context.tell_done(f"“{line.veto.label}”{done}")
