"""The line on 报送 that says whether what is written is sealed, and takes an enrolment card."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from partydesk.desk.handover import park_rules
from partydesk.desk.handover.card_dialogs import EnrolDialog
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import link, row, text
from partydesk.exchange.seal import held
from partydesk.exchange.seal.card import SUFFIX, lying_in
from partydesk.operations import enrolling
from partydesk.operations.enrolling import Offered
from partydesk.records.findings import UserError


class CardLine(QWidget):
    """`taken` says that a card was taken."""

    taken = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.said = text("", "small", wrap=True)
        self._found: Path | None = None
        self.link = link("收下登记卡…", self._go)
        line = row(self.said, self.link)
        line.setStretch(0, 1)
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)
        self.refresh()

    def refresh(self) -> None:
        """Say which card is held."""
        with self._context.store.read() as connection:
            card = held.held(connection)
        if card is None:
            self.said.setText("没有登记卡，写出的不加封")
            self.link.setText("收下登记卡…")
        else:
            known = "。书记换了，前任知道这张卡，请向党委要一张新的" if card.handed_over_on else ""
            self.said.setText(
                f"加封：{card.committee_name}发的第 {card.number} 号登记卡　"
                f"本机的指纹 {card.fingerprint}{known}"
            )
            self.link.setText("换登记卡…")
        self.link.setEnabled(self._context.store.writable)
        if self._found is not None:
            self.said.setText(f"{self.said.text()}。“{self._found.parent}”里有一张给本支部的登记卡")
            self.link.setText(f"收下“{self._found.name}”…")

    def look_into(self, folders: Iterable[Path]) -> None:
        """Offer a card of this organisation that lies in one of these and is newer than the one
        that is held."""
        with self._context.store.read() as connection:
            now = held.held(connection)
        number, code = now.number if now else 0, self._context.store.own.code
        found = [card for folder in folders if (card := lying_in(folder, code, number))]
        self._found = found[0] if found else None
        self.refresh()

    def _go(self) -> None:
        if self._found is not None and self._found.is_file():
            self.offer(self._found)
        else:
            self.choose()

    def choose(self, start: str = "") -> None:
        """Ask for a card's file."""
        name, _ = QFileDialog.getOpenFileName(self, "收下登记卡", start, f"登记卡 (*{SUFFIX})")
        if name:
            self.offer(Path(name))

    def offer(self, file: Path) -> None:
        """Ask for the code of this card, and take it."""

        def look(code: str, other: bool) -> str:
            try:
                offered = enrolling.look(self._context.store, file, code, other_committee=other)
            except UserError as error:
                return error.message
            if offered.changes:
                # Seen before they hold.
                park_rules.ask(
                    self, offered.told, offered.changes, partial(self._take, offered, other)
                )
            else:
                self._take(offered, other)
            return ""

        EnrolDialog(self, file.name, look).open()

    def _take(self, offered: Offered, other: bool) -> None:
        store = self._context.store
        card = self._context.attempt(lambda: enrolling.take(store, offered, other_committee=other))
        if card is None:
            return
        self._found = None
        self.refresh()
        self.taken.emit()
        self._context.tell(
            f"已收下第 {card.number} 号登记卡，以后的报送表都加封；"
            f"本机的指纹 {card.fingerprint}，党委会打电话来核对",
            "ok",
        )
