"""疑似重复: pairs of records that may be one, by kind; each is joined, or said to be two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, row, text
from partydesk.desk.listings import TABS
from partydesk.desk.lists.join_dialog import JoinDialog
from partydesk.desk.tables.chips import Chip, ChipBar
from partydesk.desk.tables.plain_table import Column, PlainTable
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.store import joins, queries
from partydesk.store.progress import Progress
from partydesk.store.shown_rows import cell_text
from partydesk.store.writing import OperationChanges

if TYPE_CHECKING:
    from partydesk.exchange.roster.suspected import Pair

_NOTHING = "没有找到像是重复的记录。"


class SuspectedPairs(QDialog):
    """Lists the pairs of one kind at a time."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        listings = [o for tab in TABS[context.store.role] for o in tab.listings]
        # What others send sheets of is what comes in twice.
        self._listings = [
            o for o in listings if kind_of(o.kind).roster and not kind_of(o.kind).not_joined
        ]
        self._found: Mapping[str, list[Pair]] = {}
        self.setWindowTitle("疑似重复")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 520)
        words = (
            "名称相同、别的也对得上的，两条两条列在这里。是同一个的合并，不是的说一声，以后不再列。"
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        whole.setSpacing(theme.ROOM)
        whole.addWidget(text(words, "small", wrap=True))
        self.chips = ChipBar([Chip(o.title, (o.kind,)) for o in self._listings], everything=False)
        self.chips.chosen.connect(lambda _: self._show())
        whole.addWidget(self.chips)
        self.table = PlainTable([Column("留下的"), Column("并过去的"), Column("为什么", 250)])
        self.table.setAccessibleName("疑似重复的记录")
        self.table.opened.connect(lambda _: self.join())
        whole.addWidget(self.table, 1)
        self.nothing = text("正在找……", "small")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        whole.addWidget(self.nothing, 1)
        self.join_button = button("合并成一个…", self.join, "main")
        self.apart_button = button("不是同一个", self.set_apart)
        whole.addLayout(row(None, button("关闭", self.close), self.apart_button, self.join_button))
        context.changed.connect(self._heard)
        self._show()
        self._find(first=True)

    def pairs(self) -> list[Pair]:
        """The pairs of the kind that is shown."""
        return list(self._found.get(str(self.chips.current.values[0]), ()))

    def join(self) -> None:
        """Ask for what is to stand of the chosen pair."""
        if pair := self._chosen():
            JoinDialog(self._context, pair.kind, pair.ids, self).open()

    def set_apart(self) -> None:
        """Remember that the chosen pair are two."""
        pair, store = self._chosen(), self._context.store
        if pair is None:
            return

        def work() -> bool:
            with store.transaction() as connection:
                joins.set_apart(connection, pair.kind, *pair.uids)
            return True

        if self._context.attempt(work):
            self._find()

    def _chosen(self) -> Pair | None:
        at, pairs = self.table.currentIndex().row(), self.pairs()
        return pairs[at] if 0 <= at < len(pairs) else None

    def _find(self, *, first: bool = False) -> None:
        kinds = [each.kind for each in self._listings]

        def work(_: Progress) -> dict[str, list[Pair]]:
            from partydesk.exchange.roster.suspected import by_kind

            with self._context.store.read() as connection:
                return by_kind(connection, kinds)

        def show(found: dict[str, list[Pair]]) -> None:
            self._found = found
            self.chips.set_counts(
                {each.kind: len(found.get(each.kind, ())) for each in self._listings}
            )
            if first and found:
                kind = next(iter(found))
                self.chips.mark(next(o.title for o in self._listings if o.kind == kind))
            self._show()

        self._context.run("正在找疑似重复的记录", work, show, self)

    def _show(self) -> None:
        pairs = self.pairs()
        rows: list[tuple[str, str, str]] = []
        with self._context.store.read() as connection:
            for pair in pairs:
                stored = queries.window(connection, pair.kind, pair.ids)
                first, second = (
                    _told(pair.kind, stored[each]) if each in stored else "" for each in pair.ids
                )
                rows.append((first, second, pair.why))
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.nothing.setText(_NOTHING)
        self.nothing.setVisible(not rows)
        for each in (self.join_button, self.apart_button):
            each.setEnabled(bool(rows))
        if rows:
            self.table.selectRow(0)

    def _heard(self, done: OperationChanges) -> None:
        if done.kinds & {each.kind for each in self._listings}:
            self._find()


def _told(kind: str, stored: Mapping[str, Any]) -> str:
    """What tells one record from another of its name."""
    record = kind_of(kind)
    listed = (name for name, field in fields(record).items() if field.listed)
    names = dict.fromkeys((*record.described_by, *record.natural_key, *record.lasting, *listed))
    texts = (cell_text(kind, name, stored) for name in names)
    return "，".join(text for text in texts if text)
