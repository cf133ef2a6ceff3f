"""The columns of one data sheet: what stands in its cells becomes stored values, or is told.

A column's values repeat, so each different cell is judged once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from partydesk.exchange.reading.cell_values import take_cell
from partydesk.exchange.submission.columns import DIGEST, UID, Column, Role, SheetLayout
from partydesk.exchange.submission.hand_filled import without_numbering
from partydesk.exchange.submission.heading import UID as SOUND_UID
from partydesk.exchange.submission.heading import Heading
from partydesk.exchange.submission.model import Held
from partydesk.exchange.submission.reading_findings import Findings
from partydesk.exchange.submission.sheet_cells import SheetCells
from partydesk.exchange.submission.template_reader import Names, natural, typed_name
from partydesk.records.declared import Field
from partydesk.records.values import Stored, Unreadable, is_blank, read, to_stored

_UIDS = re.compile(rf"(?:{SOUND_UID.pattern}\n)*+")


class ColumnReader:
    """Reads the columns of a submission's sheets; what it finds wrong it adds to `findings`.

    `hand` is for what was filled in by hand, whose references are `names` of rows read before;
    `taken_before` for what is read again by the rules that held when it was taken.
    """

    def __init__(
        self,
        layouts: dict[str, SheetLayout],
        heading: Heading,
        findings: Findings,
        *,
        hand: bool,
        taken_before: bool,
    ) -> None:
        self.layouts = layouts
        self.heading = heading
        self.findings = findings
        self.hand = hand
        self.taken_before = taken_before
        self.names = Names()

    def column(self, layout: SheetLayout, column: Column, sheet: SheetCells) -> list[Stored]:
        """The stored values of a field or reference, one a row."""
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

    def uids(self, layout: SheetLayout, sheet: SheetCells, held: Held) -> list[str]:
        """The uids of the rows, whose columns are in `held`; made where the sheet has none."""
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
