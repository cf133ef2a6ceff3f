"""Reading a submission back: from cells to stored values, with every doubt named.

Runs in worker processes: which file it is and by which format it is judged; its sheets are judged
in `decoder`. Validation is complete; the merge trusts what comes out of here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from partydesk.exchange.reading.book import Book
from partydesk.exchange.reading.reader import read_book
from partydesk.exchange.seal import sealed
from partydesk.exchange.seal.workbook import Cards
from partydesk.exchange.submission.columns import (
    FORMAT,
    FORMAT_VERSION,
    METADATA,
    RETURN_FORMAT,
    TEMPLATE_FORMAT,
    SheetLayout,
)
from partydesk.exchange.submission.decoder import Decoder
from partydesk.exchange.submission.hand_filled import (
    copied_sheets,
)
from partydesk.exchange.submission.heading import metadata_heading, readable_number
from partydesk.exchange.submission.model import (
    Held,
    ReadSubmission,
    RefusedSubmission,
    Whose,
)
from partydesk.exchange.submission.template_reader import (
    cover_heading,
    refuse_exported,
)
from partydesk.records.findings import UserError

SLIP = "slip"
"""The code of the refusal of a return slip or receipt, which is no submission."""

Layouts = tuple[SheetLayout, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a worker is handed to read submissions with: the data sheets, since making them from
    the declarations would load the database library into each, and the cards that open them."""

    layouts: Layouts
    cards: Cards = Cards()


def read_submission(path: str, wanted: Wanted | None = None) -> ReadSubmission:
    """Read and judge one submission file; the function a worker runs.

    Raises UserError when the file is no submission or holds anything that cannot be right.
    """
    if wanted is None:
        from partydesk.exchange.submission.layout import data_sheets

        wanted = Wanted(tuple(data_sheets()))
    book = read_book(path, keep_blanks=True, cards=wanted.cards, packed_too=True)
    return decode(book, wanted.layouts)


def read_taken(path: str, code: str = "", cards: Cards | None = None) -> ReadSubmission:
    """Read again what was judged and taken before, by the rules that held then. `code` is what it
    was taken to call its organisation: it names the rows of a sheet filled in by hand. `cards`
    open what was sealed.

    What stricter rules would refuse today must not keep its branch from going on. Raises
    UserError when the file is damaged.
    """
    from partydesk.exchange.submission.layout import data_sheets

    book = read_book(path, keep_blanks=True, cards=cards, packed_too=True)
    return decode(book, tuple(data_sheets()), taken_before=True, taken_as=code)


def metadata_of(book: Book) -> dict[str, str]:
    """Key and value of the hidden 元数据 sheet; empty when there is none."""
    for sheet in book.sheets:
        if sheet.name == METADATA:
            return {
                str(row[0]): "".join(str(part) for part in row[1:] if part not in (None, ""))
                for row in sheet.rows
                if row and row[0] not in (None, "")
            }
    return {}


def decode(
    book: Book, layouts: Layouts, *, taken_before: bool = False, taken_as: str = ""
) -> ReadSubmission:
    """Judge a book that was read; see `read_submission` and, for `taken_before`, `read_taken`.

    Raises UserError for no submission.
    """
    meta = metadata_of(book)
    name = Path(book.path).name
    if not meta and (copied := copied_sheets(book, layouts)):
        some = "、".join(f"“{sheet}”" for sheet in copied[:4])
        raise UserError(
            "not-a-submission",
            f"“{name}”里有报送表的{some}，却没有“{METADATA}”：多半是只把几张表复制到了另一本里，"
            "看不出是谁、哪一期的。请交原来的那一本；没有的，把内容填到空白模板里再交",
        )
    if not meta:
        raise UserError(
            "not-a-submission",
            f"“{name}”里没有“{METADATA}”工作表，不是支部工作台写出的报送表。"
            "如果是花名册或台账，请到“党员”或“党组织与企业”页导入",
        )
    if meta.get("format") == RETURN_FORMAT:
        raise UserError(SLIP, f"“{name}”是退回单或回执，交给支部打开，这里不收")
    if meta.get("format") not in (FORMAT, TEMPLATE_FORMAT):
        raise UserError("not-a-submission", f"“{name}”不是报送表，是程序写的别的表")
    version = readable_number(meta.get("version", ""))
    if taken_before:
        version = max(1, version or 1)
    if not version:
        raise UserError(
            "damaged-metadata",
            f"“{name}”的元数据里格式版本“{meta.get('version', '')[:20]}”不对，请支部重新导出",
        )
    if version > FORMAT_VERSION:
        raise UserError(
            "newer-format",
            f"“{name}”由更新的支部工作台写出（格式版本 {version}，本程序只懂到 {FORMAT_VERSION}）。"
            "请先升级本机的支部工作台，再收这份表",
        )
    hand_filled = meta["format"] == TEMPLATE_FORMAT
    # A hand-filled sheet may lack any column; what was exported is judged by its own format.
    as_written = (
        layouts
        if hand_filled
        else tuple(layout.at(version) for layout in layouts if layout.since <= version)
    )
    if not hand_filled:
        sheets = [layout.sheet for layout in as_written]
        heading = metadata_heading(meta, version, sheets, taken_before=taken_before)
    else:
        if not taken_before:
            refuse_exported(name, meta)
        heading = cover_heading(book, taken_before=taken_before, taken_as=taken_as)
    try:
        submitted = Decoder(book, as_written, meta, heading, hand_filled, taken_before).run()
    except UserError as error:
        whose = Whose(
            heading.org_uid, heading.org_code, heading.org_name, heading.period.text,
            heading.revision, book.sha256,
        )  # fmt: skip
        raise RefusedSubmission(error, whose) from error
    _widen(submitted, as_written, layouts)
    submitted.opened = book.opened
    submitted.seal = sealed.read(meta, version, heading.revision, packed=book.packed)
    return submitted


def _widen(submitted: ReadSubmission, as_written: Layouts, layouts: Layouts) -> None:
    """Give the rows of an older format the columns and kinds that came later, without values."""
    before = {layout.kind: layout for layout in as_written}
    for layout in layouts:
        held = submitted.held.get(layout.kind)
        if held is None:
            submitted.held[layout.kind] = Held([], [[] for _ in layout.names])
        elif before[layout.kind].names != layout.names:
            had = dict(zip(before[layout.kind].names, held.columns, strict=True))
            blank = (None,) * len(held.uids)
            held.columns = [had.get(name, blank) for name in layout.names]
