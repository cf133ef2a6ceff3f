"""Writing a submission sealed: encrypted, with its rows packed inside, proved before it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from partydesk.exchange.reading.book import Book
from partydesk.exchange.reading.reader import read_own
from partydesk.exchange.seal import packed, sealed, workbook
from partydesk.exchange.seal.held import Held, held
from partydesk.exchange.submission.columns import CODES, COVER, METADATA
from partydesk.exchange.submission.heading import Heading
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store.atomic import not_read_back
from partydesk.store.store import Store

_LEFT_OUT = ("rows:", "was:")
"""Lines of the metadata that only tell what was edited: packed rows are not."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """What seals a submission: the card that is held, the period it is for."""

    card: Held
    period: Period

    @property
    def password(self) -> str:
        """The password of the workbook."""
        return self.card.key.password(self.period)

    def facts(self, told: Mapping[str, str], version: int, heading: Heading) -> dict[str, str]:
        """The seal over these facts of the metadata, as more of them."""
        card = self.card
        handed = {sealed.HANDED_OVER: card.handed_over_on} if card.handed_over_on else {}
        return handed | sealed.make(
            {**told, **handed}, version, heading.revision, card.key, card.committee_uid,
            card.private, card.public,
        )  # fmt: skip

    def write(
        self, file: Path, make: Callable[[Path], object], prove: Callable[[Book], object]
    ) -> str:
        """Have the plain workbook made within the home, `prove` what was read of it, and write it
        encrypted to `file`; the SHA-256 of that.

        Raises UserError when it cannot be written or read back.
        """
        with TemporaryDirectory(prefix="partydesk-") as folder:
            plain = Path(folder) / "plain.xlsx"
            make(plain)
            book = read_own(plain)
            prove(book)
            package = packed.append(plain.read_bytes(), _kept(book), self.card.key)
        data = workbook.encrypted(package, self.card.key, self.period)
        file.write_bytes(data)
        there = file.read_bytes()
        opened = workbook.Cards((self.card.key,)).opened(there, file.name)
        if opened is None or opened.package != package:
            raise not_read_back()
        return hashlib.sha256(there).hexdigest()


def sealer(connection: Connection, period: Period) -> Sealer | None:
    """What seals this file's submissions; None where it holds no card."""
    card = held(connection)
    return Sealer(card, period) if card is not None else None


def opening(card: Sealer | None) -> workbook.Cards:
    """What opens the submissions that this file sealed itself."""
    return workbook.Cards((card.card.key,) if card is not None else ())


def password(store: Store, period: Period) -> str:
    """The password of this file's own sealed workbooks for a period. Raises UserError without a
    card."""
    with store.read() as connection:
        made = sealer(connection, period)
    if made is None:
        raise UserError("no-card", "本机没有登记卡，报送表没有加封，也就没有密码")
    return made.password


def _kept(book: Book) -> list[tuple[str, bool, packed.Rows]]:
    """What is packed: the cells that a reader judges."""
    sheets: list[tuple[str, bool, packed.Rows]] = []
    for sheet in book.sheets:
        rows = sheet.rows
        if sheet.name == METADATA:
            rows = [row for row in rows if not str(row[0]).startswith(_LEFT_OUT)]
            width = max(
                (at for row in rows for at, cell in enumerate(row, 1) if cell not in ("", None)),
                default=0,
            )
            rows = [row[:width] for row in rows]
        if sheet.name not in (COVER, CODES):
            sheets.append((sheet.name, sheet.hidden, list(rows)))
    return sheets
