"""Reading a submission back: from cells to stored values, with every doubt named.

Runs in worker processes, column by column: a column's values repeat, so each different cell is
judged once. Validation is complete; the merge trusts what comes out of here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partydesk.exchange.reading.cell_values import take_cell
from partydesk.exchange.reading.reader import Book, Sheet, read_book
from partydesk.exchange.seal import sealed
from partydesk.exchange.seal.workbook import Cards
from partydesk.exchange.submission import (
    below_read,
    canonical,
    dues_read,
    figures_sheet,
    plausible,
)
from partydesk.exchange.submission.columns import (
    COVER,
    DIGEST,
    FORMAT,
    FORMAT_VERSION,
    INDICATORS,
    METADATA,
    RETURN_FORMAT,
    TEMPLATE_FORMAT,
    UID,
    Column,
    Role,
    SheetLayout,
)
from partydesk.exchange.submission.hand_filled import (
    bare,
    copied_sheets,
    resembling,
    without_numbering,
)
from partydesk.exchange.submission.heading import UID as SOUND_UID
from partydesk.exchange.submission.heading import Heading, metadata_heading, readable_number
from partydesk.exchange.submission.links import check_links
from partydesk.exchange.submission.model import (
    EditedRow,
    FigureCell,
    Held,
    ReadSubmission,
    RefusedSubmission,
    Whose,
)
from partydesk.exchange.submission.reading_findings import Findings
from partydesk.exchange.submission.row_changes import DELETED, edited_rows
from partydesk.exchange.submission.sheet_cells import SheetCells, cells_of, places_of
from partydesk.exchange.submission.template_reader import (
    Names,
    cover_heading,
    natural,
    refuse_exported,
    typed_name,
)
from partydesk.exchange.submission.together import tell_together
from partydesk.records.declared import Field
from partydesk.records.findings import UserError
from partydesk.records.values import Stored, Unreadable, is_blank, read, to_stored

SLIP = "slip"
"""The code of the refusal of a return slip or receipt, which is no submission."""

_UIDS = re.compile(rf"(?:{SOUND_UID.pattern}\n)*+")

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
        submitted = _Decoder(book, as_written, meta, heading, hand_filled, taken_before).run()
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


class _Decoder:
    """One submission on its way from cells to rows."""

    def __init__(
        self,
        book: Book,
        layouts: Layouts,
        meta: dict[str, str],
        heading: Heading,
        hand_filled: bool,
        taken_before: bool,
    ) -> None:
        self.book = book
        self.heading = heading
        self.taken_before = taken_before
        self.layouts = {layout.kind: layout for layout in layouts}
        self.meta = meta
        self.hand = hand_filled
        self.findings = Findings()
        # Our own sheets hide columns and whole sheets by design.
        self.findings.tell_all(
            note for note in book.notes if note.code not in ("hidden-columns", "hidden-sheet")
        )
        self.edited: list[EditedRow] = []
        self.held: dict[str, Held] = {}
        self.digests: dict[str, str] = {}
        # The row of the sheet that each uid of a kind stands in.
        self.numbers: dict[str, dict[str, int]] = {}
        self.names = Names()
        self.remarks: list[str] = []

    def run(self) -> ReadSubmission:
        by_name = self._sheets_by_name()
        for layout in self.layouts.values():
            sheet = by_name.get(layout.sheet) or self._renamed(layout, by_name)
            if sheet is not None:
                self._sheet(layout, sheet)
                continue
            self.held[layout.kind] = Held([], [[] for _ in layout.names])
            if not self.hand:
                self.findings.fail(
                    "no-sheet", f"缺少工作表“{layout.sheet}”，请支部重新导出", layout.sheet
                )
            elif layout.kind == "organisation":
                self._own_row(layout, [])
        self.findings.raise_if_fatal()
        shortened = {edited.sheet for edited in self.edited if edited.change == DELETED}
        check_links(self.layouts, self.held, self.numbers, shortened, self.findings)
        self.findings.raise_if_fatal()
        tell_together(self.layouts, self.held, self.numbers, self.findings)
        heading = self.heading
        figures = None if self.hand else figures_sheet.unpack(self.meta)
        figure_cells: list[FigureCell] = []
        if not self.taken_before:
            self.remarks += plausible.remarks(
                self.layouts, self.held, self.numbers, heading, hand_filled=self.hand
            )
            if figures is not None:
                figure_cells = figures_sheet.changed(by_name.get(INDICATORS), figures)
                self.findings.tell_all(figures_sheet.findings(figure_cells))
        if self.hand:
            heading.org_uid = self.held["organisation"].uids[0]
            heading.org_name = str(self.held["organisation"].columns[0][0])
        content = canonical.content_digest(
            [heading.org_uid, heading.org_code, heading.period.text], self.digests
        )
        return ReadSubmission(
            org_uid=heading.org_uid,
            org_code=heading.org_code,
            org_name=heading.org_name,
            period=heading.period.text,
            first_day=heading.period.first.isoformat(),
            last_day=heading.period.last.isoformat(),
            revision=heading.revision,
            made_at=heading.made_at,
            program=heading.program,
            sha256=self.book.sha256,
            content=content,
            declared=self.meta.get("content", ""),
            previous=heading.previous,
            hand_filled=self.hand,
            held=self.held,
            edited=self.edited,
            findings=self.findings.told,
            order=heading.order,
            figures=figures,
            figure_cells=figure_cells,
            remarks=self.remarks,
            below=None if self.hand else below_read.unpack(self.meta),
            dues=None if self.hand else dues_read.unpack(self.meta),
        )

    def _sheets_by_name(self) -> dict[str, Sheet]:
        by_name: dict[str, Sheet] = {}
        for sheet in self.book.sheets:
            key = sheet.name.strip()
            if key in by_name:
                self.findings.fail("sheet-twice", f"有两张“{key}”工作表，请只留一张", key)
            by_name[key] = sheet
        return by_name

    def _renamed(self, layout: SheetLayout, by_name: Mapping[str, Sheet]) -> Sheet | None:
        """A sheet that lost its name, or was copied in, by its header."""
        taken = {COVER, INDICATORS, METADATA, *(each.sheet for each in self.layouts.values())}
        found = resembling(layout, by_name, taken, hand_filled=self.hand)
        if found is not None:
            words = f"工作表“{found.name}”按表头认作“{layout.sheet}”"
            self.findings.tell("sheet-renamed", words, layout.sheet)
        return found

    def _sheet(self, layout: SheetLayout, sheet: Sheet) -> None:
        if self.hand and not self.taken_before:
            sheet = bare(layout, sheet, self.findings)
        places = places_of(layout, sheet, self.findings, hand_filled=self.hand)
        if any(finding.sheet == layout.sheet for finding in self.findings.fatal):
            self.held[layout.kind] = Held([], [[] for _ in layout.names])
            return
        cells = cells_of(sheet, places, hand_filled=self.hand)
        if not self.taken_before:
            self.remarks += plausible.foreign_codes(layout, cells, self.heading.org_code)
        columns = [
            self._column(layout, column, cells)
            for column in layout.columns
            if column.role in (Role.FIELD, Role.REFERENCE)
        ]
        held = Held([], list(columns))
        held.uids = uids = self._uids(layout, cells, held)
        self.held[layout.kind] = held
        self.numbers[layout.kind] = dict(zip(uids, cells.numbers, strict=True))
        self._digest(layout, held, cells)
        if self.hand:
            self.names.learn(layout, held)
        if layout.kind == "organisation":
            self._own_row(layout, uids)

    def _own_row(self, layout: SheetLayout, uids: Sequence[str]) -> None:
        """The organisation's own sheet holds the one row that the heading speaks of."""
        if len(uids) != 1:
            self.findings.fail(
                "organisation", f"应只有本组织 1 行，这里有 {len(uids)} 行", layout.sheet
            )
        elif not self.hand and uids[0] != self.heading.org_uid:
            self.findings.fail(
                "organisation", f"编号与“{METADATA}”里的不同，不是同一个组织，请支部重新导出",
                layout.sheet, self.numbers[layout.kind][uids[0]], UID, uids[0],
            )  # fmt: skip

    def _column(self, layout: SheetLayout, column: Column, sheet: SheetCells) -> list[Stored]:
        field = column.field
        assert field is not None  # fields and references are made from a declaration
        cells, numbers = sheet.column(column.header), sheet.numbers
        if column.role is Role.REFERENCE:
            if self.hand:
                return self._by_name(layout, column, sheet)
            # One object for equal uids: half of what then travels back from the worker.
            uids = {cell: str(cell) if cell else None for cell in set(cells)}
            return list(map(uids.__getitem__, cells))
        # Each different cell is judged once, at the first row it stands in.
        first: dict[Any, int] = {}

        def number_of(cell: Any) -> int:
            if not first:
                first.update(
                    (c, n) for c, n in zip(reversed(cells), reversed(numbers), strict=True)
                )
            return first[cell]

        memo = {cell: self._cell(layout, field, cell, number_of) for cell in dict.fromkeys(cells)}
        result: list[Stored] = list(map(memo.__getitem__, cells))
        if field.required and None in memo.values():
            for place, value in enumerate(result):
                # What stands there and cannot be read has been told already.
                if value is None and is_blank(cells[place]):
                    self.findings.fail(
                        "required", f"{field.label}必须填写", layout.sheet, numbers[place],
                        field.label,
                    )  # fmt: skip
        return result

    def _cell(
        self, layout: SheetLayout, field: Field, cell: Any, number_of: Callable[[Any], int]
    ) -> Stored:
        if cell is None or cell == "":
            return None
        try:
            # By hand people write as in any sheet of theirs.
            by_hand = self.hand and not self.taken_before
            typed = (
                take_cell(field, cell).value if by_hand else read(field, cell, strict=not self.hand)
            )
            value = to_stored(typed)
        except Unreadable as error:
            self.findings.fail(
                error.code, error.message, layout.sheet, number_of(cell), field.label, cell
            )
            return None
        # A masked identity number or telephone cannot be judged, and need not be.
        if isinstance(value, str) and "*" not in value and not self.taken_before:
            for judge in (*field.checks, *(field.new_checks if self.hand else ())):
                if (message := judge(value)) is not None:
                    self.findings.fail(
                        judge.__name__,
                        message,
                        layout.sheet,
                        number_of(cell),
                        field.label,
                    )
        return value

    def _uids(self, layout: SheetLayout, sheet: SheetCells, held: Held) -> list[str]:
        numbers = sheet.numbers
        uids = [str(cell).strip() if cell else "" for cell in sheet.column(UID)]
        if self.hand and not self.taken_before:
            uids = without_numbering(layout, uids, UID, self.findings)
            self._refuse_uids(layout, sheet, uids)
        sound = _UIDS.fullmatch("".join(f"{uid}\n" for uid in uids)) is not None
        for place, uid in enumerate(() if sound else uids):
            if uid and not SOUND_UID.fullmatch(uid):
                self.findings.fail("bad-uid", "编号被改动了，请恢复或重新导出", layout.sheet,
                           numbers[place], UID, uid)  # fmt: skip
            elif not uid:
                uids[place] = natural(layout, self.heading.org_code, held.row(place))
        if len(set(uids)) != len(uids):
            seen: dict[str, int] = {}
            for uid, number in zip(uids, numbers, strict=True):
                if uid in seen:
                    alike = "是同一条记录" if self.hand else "的编号相同"
                    self.findings.fail(
                        "uid-twice",
                        f"与第 {seen[uid]} 行{alike}，一条记录只能有一行，请删去多余的一行",
                        layout.sheet, number, UID, uid,
                    )  # fmt: skip
                seen.setdefault(uid, number)
        return uids

    def _refuse_uids(self, layout: SheetLayout, sheet: SheetCells, uids: list[str]) -> None:
        """What a program numbered is no hand-filled row: as one, its edits would not be told."""
        for header, cells in ((UID, uids), (DIGEST, sheet.column(DIGEST))):
            for place, cell in enumerate(cells):
                if not is_blank(cell):
                    self.findings.fail(
                        "exported-row",
                        f"手工填写的模板里“{header}”要留空。已经用支部工作台的，请直接导出报送表；"
                        "手工填的，请清空这一列再交",
                        layout.sheet, sheet.numbers[place], header, cell,
                    )  # fmt: skip
                    break

    def _digest(self, layout: SheetLayout, held: Held, sheet: SheetCells) -> None:
        texts = canonical.row_texts(held.uids, held.columns)
        digest = canonical.sheet_digest(texts)
        self.digests[layout.sheet] = digest
        if not self.hand and digest != self.meta.get(f"digest:{layout.sheet}"):
            edited = edited_rows(
                layout, held, texts, sheet.column(DIGEST), sheet.numbers, self.meta
            )
            if not edited and not self.taken_before:
                self.findings.fail(
                    "damaged-metadata",
                    f"内容与导出时不同，而“{METADATA}”里逐行的校验也被改动了，"
                    "看不出改了哪一行，请支部重新导出",
                    layout.sheet,
                )
            self.edited += edited

    def _by_name(self, layout: SheetLayout, column: Column, sheet: SheetCells) -> list[Stored]:
        field = column.field
        assert field is not None  # references are made from a declaration
        names = (c.header for c in layout.columns if c.role is Role.FIELD and c.name == "name")
        label = field.text_label or next(names, "")
        if not label:
            return [None] * len(sheet.numbers)  # the sheet has no place for it
        result: list[Stored] = []
        for place, cell in enumerate(sheet.column(label)):
            text = typed_name(cell)
            uid = self.names.find(field.refers, text)
            # Two of one name are told by nothing here.
            if uid is None and text and not field.loose:
                several = self.names.several(field.refers, text)
                what = "有几条，请写全" if several else "找不到"
                self.findings.fail(
                    "broken-link", f"“{text}”在“{self.layouts[field.refers].sheet}”表里{what}",
                    layout.sheet, sheet.numbers[place], label, text,
                )  # fmt: skip
            result.append(uid)
        return result
