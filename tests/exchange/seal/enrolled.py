"""Enrolled branches and their committees; sealed workbooks opened by who has the password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from partydesk.exchange.merge import cards
from partydesk.exchange.seal import packed, workbook
from partydesk.exchange.seal.held import Held, held, take
from partydesk.exchange.seal.keys import CardKey
from partydesk.records.periods import parse_period
from partydesk.store.store import Store
from tests.exchange import making


@dataclass
class Branch:
    """A branch and its committee, with the card that the branch took."""

    store: Store
    committee: Store
    folder: Path

    @property
    def card(self) -> Held:
        with self.store.read() as connection:
            found = held(connection)
        assert found is not None
        return found

    @property
    def key(self) -> CardKey:
        return self.card.key


def enrolled(folder: Path, committee: Store, code: str = "P0312", seed: int = 2) -> Branch:
    """A branch that is in the committee's register and has taken its card."""
    store = making.branch(folder, code, seed)
    known = {"code": code, "name": store.own.name, "short_name": store.own.short_name}
    with committee.write("登记支部") as writer:
        writer.add("organisation", known)
    branch = Branch(store, committee, folder)
    enrol(branch)
    return branch


def enrol(branch: Branch) -> cards.Made:
    """Make the branch's next card and have it taken."""
    made = cards.make(branch.committee, branch.store.own.code, branch.folder, "周示例")
    take(branch.store, made.file, made.code)
    return made


def plain(file: Path, key: CardKey) -> bytes:
    """The workbook inside a sealed file."""
    opened = workbook.Cards((key,)).opened(file.read_bytes(), file.name)
    assert opened is not None
    return opened.package


def rewritten(
    file: Path,
    out: Path,
    key: CardKey,
    change: Callable[[Any], None] | None = None,
    *,
    by: CardKey | None = None,
    period: str = making.YEAR,
) -> Path:
    """A sealed workbook opened, changed by another program and saved with its password again: with
    the password of the card `by`."""
    package = plain(file, key)
    if change is not None:
        book = load_workbook(BytesIO(package))
        change(book)
        buffer = BytesIO()
        book.save(buffer)
        package = buffer.getvalue()
    out.write_bytes(workbook.encrypted(package, by or key, parse_period(period)))
    return out


def facts(file: Path, key: CardKey) -> dict[str, str]:
    """The metadata of a sealed workbook."""
    sheet = load_workbook(BytesIO(plain(file, key)))["元数据"]
    return {str(row[0].value): str(row[1].value or "") for row in sheet.iter_rows()}


def set_facts(**values: Any) -> Callable[[Any], None]:
    """Sets these keys of the metadata, and adds those that are not there; None takes one away."""

    def change(book: Any) -> None:
        sheet = book["元数据"]
        rows = {row[0].value: row for row in sheet.iter_rows()}
        for name, value in values.items():
            if name not in rows:
                sheet.append([name, value])
            elif value is None:
                sheet.delete_rows(rows[name][0].row)
                rows = {row[0].value: row for row in sheet.iter_rows()}
            else:
                rows[name][1].value = value

    return change


def packed_sheets(file: Path, key: CardKey) -> packed.Packed | None:
    """The rows packed in a sealed workbook, where they count."""
    return packed.read(plain(file, key), key)
