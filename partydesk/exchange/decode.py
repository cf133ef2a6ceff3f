"""Reading a submission back: from cells to stored values, with every doubt named.

Runs in worker processes, column by column: a column's values repeat, so each different cell is
judged once. Validation is complete; the merge trusts what comes out of here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import compress
from pathlib import Path
from typing import Any

from partydesk.exchange import canonical, originals
from partydesk.exchange.columns import (
    COVER,
    DIGEST,
    FORMAT,
    FORMAT_VERSION,
    METADATA,
    TEMPLATE_FORMAT,
    UID,
    Column,
    Role,
    SheetLayout,
)
from partydesk.exchange.reader import Book, Sheet, read_book
from partydesk.exchange.submitted import EditedRow, Held, Submitted, Values
from partydesk.records.declared import Field, Kind
from partydesk.records.periods import parse_period
from partydesk.records.problems import Problem, Refusal
from partydesk.records.uids import natural_uid
from partydesk.records.values import Stored, Unreadable, is_blank, read, shown, to_stored

MOST_PROBLEMS = 200
_UID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_UIDS = re.compile(rf"(?:{_UID.pattern}\n)*+")


Layouts = tuple[SheetLayout, ...]


def read_submission(path: str, layouts: Layouts | None = None) -> Submitted:
    """Read and judge one submission file; the function a worker runs.

    `layouts` are the data sheets. A worker is handed them: making them from the declarations
    would load the database library into each.

    Raises Refusal when the file is no submission or holds anything that cannot be right.
    """
    if layouts is None:
        from partydesk.exchange.layout import data_sheets

        layouts = tuple(data_sheets())
    return decode(read_book(path, keep_blanks=True), layouts)


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


def decode(book: Book, layouts: Layouts) -> Submitted:
    """Judge a book that was read; see `read_submission`."""
    meta = metadata_of(book)
    name = Path(book.path).name
    if not meta:
        raise Refusal(
            "not-a-submission",
            f"“{name}”里没有“{METADATA}”工作表，不是支部工作台写出的报送表。"
            "如果是花名册或台账，请到“党员”或“党组织与企业”页导入",
        )
    if meta.get("format") not in (FORMAT, TEMPLATE_FORMAT):
        raise Refusal("not-a-submission", f"“{name}”不是报送表（是退回单、回执或别的表）")
    try:
        version = int(float(meta.get("version", "")))
    except ValueError:
        raise Refusal("damaged-metadata", f"“{name}”的元数据缺少格式版本，请支部重新导出") from None
    if version > FORMAT_VERSION:
        raise Refusal(
            "newer-format",
            f"“{name}”由更新的支部工作台写出（格式版本 {version}，本程序只懂到 {FORMAT_VERSION}）。"
            "请先升级本机的支部工作台，再收这份表",
        )
    return _Decoder(book, layouts, meta, meta["format"] == TEMPLATE_FORMAT).run()


class _Decoder:
    """One submission on its way from cells to rows."""

    def __init__(
        self, book: Book, layouts: Layouts, meta: dict[str, str], hand_filled: bool
    ) -> None:
        self.book = book
        self.layouts = {layout.kind: layout for layout in layouts}
        self.meta = meta
        self.hand = hand_filled
        # Our own sheets hide columns and whole sheets by design.
        self.problems: list[Problem] = [
            note for note in book.notes if note.code not in ("hidden-columns", "hidden-sheet")
        ]
        self.fatal: list[Problem] = []
        self.edited: list[EditedRow] = []
        self.held: dict[str, Held] = {}
        self.digests: dict[str, str] = {}
        # The row of the sheet that each uid of a kind stands in.
        self.numbers: dict[str, dict[str, int]] = {}
        self.org_code = meta.get("org_code", "")
        # (kind, readable text) → uid, for hand-filled rows that refer to others by name; None
        # where several rows bear the text.
        self.by_text: dict[tuple[str, str], str | None] = {}

    def run(self) -> Submitted:
        heading = self._hand_heading() if self.hand else self._heading()
        by_name = self._sheets_by_name()
        for layout in self.layouts.values():
            sheet = by_name.get(layout.sheet)
            if sheet is None:
                if not self.hand:
                    self._fail(
                        "no-sheet", f"缺少工作表“{layout.sheet}”，请支部重新导出", layout.sheet
                    )
                self.held[layout.kind] = Held([], [[] for _ in layout.names])
                continue
            self._sheet(layout, sheet)
        if not self.fatal:
            self._check_links()
        if self.fatal:
            first = self.fatal[0]
            more = f"（共 {len(self.fatal)} 处）" if len(self.fatal) > 1 else ""
            raise Refusal("invalid-submission", f"{first}{more}", [*self.fatal, *self.problems])
        if self.hand:
            heading["org_uid"] = self.held["organisation"].uids[0]
            heading["org_name"] = str(self.held["organisation"].columns[0][0])
        content = canonical.content_digest(
            [heading["org_uid"], heading["org_code"], heading["period"]], self.digests
        )
        return Submitted(
            org_uid=heading["org_uid"],
            org_code=heading["org_code"],
            org_name=heading["org_name"],
            period=heading["period"],
            first_day=heading["first_day"],
            last_day=heading["last_day"],
            revision=int(heading["revision"]),
            made_at=heading["made_at"],
            program=heading["program"],
            sha256=self.book.sha256,
            content=content,
            declared=self.meta.get("content", ""),
            hand_filled=self.hand,
            held=self.held,
            edited=self.edited,
            problems=self.problems,
        )

    def _fail(
        self, code: str, message: str, sheet: str = "", row: int = 0, column: str = "",
        value: object = "",
    ) -> None:  # fmt: skip
        if len(self.fatal) < MOST_PROBLEMS:
            self.fatal.append(Problem(code, message, sheet, row, column, str(value)[:100]))

    def _heading(self) -> dict[str, str]:
        wanted = ("org_uid", "org_code", "org_name", "period", "revision", "made_at", "program")
        missing = [key for key in (*wanted, "content") if not self.meta.get(key)]
        if missing:
            raise Refusal(
                "damaged-metadata",
                f"“{METADATA}”工作表不完整（缺 {'、'.join(missing)}），请支部重新导出",
            )
        heading = {key: self.meta[key] for key in wanted}
        period = parse_period(heading["period"])
        heading |= {"first_day": period.first.isoformat(), "last_day": period.last.isoformat()}
        try:
            heading["revision"] = str(int(float(heading["revision"])))
        except ValueError:
            raise Refusal(
                "damaged-metadata", f"修订号“{heading['revision']}”不是数字，请支部重新导出"
            ) from None
        return heading

    def _hand_heading(self) -> dict[str, str]:
        """Who and what for, from the cover a person filled in."""
        filled: dict[str, str] = {}
        cover = next((sheet for sheet in self.book.sheets if sheet.name == COVER), None)
        for row in cover.rows if cover else []:
            label = str(row[0] or "").strip() if row else ""
            value = row[1] if len(row) > 1 else None
            if label and value not in (None, ""):
                if isinstance(value, float) and value == int(value):
                    value = int(value)
                filled[label.rstrip("：:")] = str(value).strip()
        for label in ("组织编码", "期间"):
            if label not in filled:
                raise Refusal("cover-empty", f"“{COVER}”工作表里没有填“{label}”，请支部填好再交")
        period = parse_period(filled["期间"])
        revision = filled.get("修订号", "1")
        self.org_code = filled["组织编码"]
        return {
            "org_uid": "",
            "org_code": self.org_code,
            "org_name": "",
            "period": period.text,
            "first_day": period.first.isoformat(),
            "last_day": period.last.isoformat(),
            "revision": revision if revision.isdigit() and int(revision) > 0 else "1",
            "made_at": f"{period.last.isoformat()} 00:00:00",
            "program": "手工填写",
        }

    def _sheets_by_name(self) -> dict[str, Sheet]:
        by_name: dict[str, Sheet] = {}
        for sheet in self.book.sheets:
            key = sheet.name.strip()
            if key in by_name:
                self._fail("sheet-twice", f"有两张“{key}”工作表，请只留一张", key)
            by_name[key] = sheet
        return by_name

    def _sheet(self, layout: SheetLayout, sheet: Sheet) -> None:
        header = [str(cell or "").strip() for cell in (sheet.rows[0] if sheet.rows else [])]
        places: dict[str, int] = {}
        for place, text in enumerate(header):
            if text and text in places:
                self._fail("column-twice", f"有两列“{text}”，请只留一列", layout.sheet, 1, text)
            if text:
                places[text] = place
        known = {column.header for column in layout.columns}
        for text in places:
            if text not in known:
                self.problems.append(
                    Problem(
                        "extra-column", "这一列不是报送表的列，没有收", layout.sheet, 1, text,
                        fatal=False,
                    )
                )  # fmt: skip
        for column in layout.columns:
            needed = column.digested or (column.role is Role.DIGEST and not self.hand)
            if needed and column.header not in places and not self.hand:
                self._fail(
                    "no-column", f"缺少“{column.header}”列，请支部重新导出", layout.sheet, 1,
                    column.header,
                )  # fmt: skip
        if any(problem.sheet == layout.sheet for problem in self.fatal):
            self.held[layout.kind] = Held([], [[] for _ in layout.names])
            return
        body = sheet.rows[1:]
        numbers = range(2, len(body) + 2)
        filled = [bool(row and row[0]) or any(c not in (None, "") for c in row) for row in body]
        if not all(filled):
            kept = [(n, row) for n, row, full in zip(numbers, body, filled, strict=True) if full]
            row_numbers, body = [n for n, _ in kept], [row for _, row in kept]
        else:
            row_numbers = list(numbers)
        if self.hand:
            # The grey example is no record, wherever it has got to.
            own = [not str(row[0] or "").startswith("示例") for row in body]
            row_numbers = [n for n, kept in zip(row_numbers, own, strict=True) if kept]
            body = [row for row, kept in zip(body, own, strict=True) if kept]
        width = len(header)
        cells = (
            list(zip(*[(*row, *("",) * (width - len(row))) for row in body], strict=False))
            if any(len(row) < width for row in body)
            else list(zip(*body, strict=False))
        )
        blank: tuple[Any, ...] = ("",) * len(body)

        def column_cells(text: str) -> Sequence[Any]:
            place = places.get(text)
            return cells[place] if place is not None and place < len(cells) else blank

        columns = [
            self._column(layout, column, column_cells, row_numbers)
            for column in layout.columns
            if column.role in (Role.FIELD, Role.REFERENCE)
        ]
        held = Held([], list(columns))
        held.uids = uids = self._uids(layout, column_cells(UID), held, row_numbers)
        self.held[layout.kind] = held
        self.numbers[layout.kind] = dict(zip(uids, row_numbers, strict=True))
        self._digest(layout, held, column_cells(DIGEST), row_numbers)
        if self.hand:
            self._index(layout, held)
        if layout.kind == "organisation" and len(uids) != 1:
            self._fail("organisation", f"应只有本组织 1 行，这里有 {len(uids)} 行", layout.sheet)

    def _column(
        self,
        layout: SheetLayout,
        column: Column,
        cells_of: Callable[[str], Sequence[Any]],
        numbers: Sequence[int],
    ) -> list[Stored]:
        known = column.field
        assert known is not None  # fields and references are made from a declaration
        cells = cells_of(column.header)
        if column.role is Role.REFERENCE:
            if self.hand:
                return self._by_name(layout, column, cells_of, numbers)
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

        memo = {cell: self._cell(layout, known, cell, number_of) for cell in dict.fromkeys(cells)}
        result: list[Stored] = list(map(memo.__getitem__, cells))
        if known.required and None in memo.values():
            for place, value in enumerate(result):
                # What stands there and cannot be read has been told already.
                if value is None and is_blank(cells[place]):
                    self._fail(
                        "required", f"{known.label}必须填写", layout.sheet, numbers[place],
                        known.label,
                    )  # fmt: skip
        return result

    def _cell(
        self, layout: SheetLayout, known: Field, cell: Any, number_of: Callable[[Any], int]
    ) -> Stored:
        if cell is None or cell == "":
            return None
        try:
            value = to_stored(known, read(known, cell, strict=not self.hand))
        except Unreadable as error:
            self._fail(error.code, error.message, layout.sheet, number_of(cell), known.label, cell)
            return None
        # A masked identity number or telephone cannot be judged, and need not be.
        if isinstance(value, str) and "*" not in value:
            for judge in known.checks:
                if (message := judge(value)) is not None:
                    self._fail(judge.__name__, message, layout.sheet, number_of(cell), known.label)
        return value

    def _uids(
        self,
        layout: SheetLayout,
        cells: Sequence[Any],
        held: Held,
        numbers: Sequence[int],
    ) -> list[str]:
        uids = [str(cell).strip() if cell else "" for cell in cells]
        sound = _UIDS.fullmatch("".join(f"{uid}\n" for uid in uids)) is not None
        for place, uid in enumerate(() if sound else uids):
            if uid and not _UID.fullmatch(uid):
                self._fail("bad-uid", "编号被改动了，请恢复或重新导出", layout.sheet,
                           numbers[place], UID, uid)  # fmt: skip
            elif not uid:
                uids[place] = self._natural(layout, held.row(place))
        if len(set(uids)) != len(uids):
            seen: dict[str, int] = {}
            for uid, number in zip(uids, numbers, strict=True):
                if uid in seen:
                    alike = "是同一条记录" if self.hand else "的编号相同"
                    self._fail(
                        "uid-twice",
                        f"与第 {seen[uid]} 行{alike}，一条记录只能有一行，请删去多余的一行",
                        layout.sheet, number, UID, uid,
                    )  # fmt: skip
                seen.setdefault(uid, number)
        return uids

    def _natural(self, layout: SheetLayout, values: Values) -> str:
        """The name-based uid of a row that carries none."""
        by_name = dict(zip(layout.names, values, strict=True))
        key = [canonical.cell_text(by_name.get(name)) for name in layout.natural_key]
        if layout.kind == "organisation":
            key = []
        elif key[0] and "*" not in key[0] and layout.kind in ("member", "ticket"):
            # An identity number or a ticket's number says it all.
            key = key[:1]
        return natural_uid(layout.kind, self.org_code, *key)

    def _digest(
        self,
        layout: SheetLayout,
        held: Held,
        cells: Sequence[Any],
        numbers: Sequence[int],
    ) -> None:
        texts = canonical.row_texts(held.uids, held.columns)
        digest = canonical.sheet_digest(texts)
        self.digests[layout.sheet] = digest
        if self.hand or digest == self.meta.get(f"digest:{layout.sheet}"):
            return
        exported = self._exported_digests(layout.sheet)
        before = originals.unpack(self.meta.get(f"was:{layout.sheet}", ""))
        if len(before) != len(exported):
            before = []
        remaining = dict(exported)
        for place, text in enumerate(texts):
            now, then = canonical.row_digest(text), str(cells[place] or "")
            if now in remaining:
                remaining.pop(now)
                continue
            was = before[exported[then] - 2] if before and then in exported else None
            remaining.pop(then, None)
            self.edited.append(
                EditedRow(
                    layout.sheet,
                    numbers[place],
                    held.uids[place],
                    "改动" if then in exported else "新增",
                    self._differing(layout, was, held.row(place)),
                )
            )
        for row in remaining.values():
            was = before[row - 2] if before else None
            self.edited.append(
                EditedRow(layout.sheet, row, "", "删除", self._differing(layout, was, None))
            )

    def _differing(
        self, layout: SheetLayout, was: list[str] | None, now: tuple[Stored, ...] | None
    ) -> tuple[tuple[str, str, str], ...]:
        """(column, before, after) of each field that differs, as people read the values."""
        columns = [c for c in layout.columns if c.role in (Role.FIELD, Role.REFERENCE)]
        told = []
        for place, column in enumerate(columns):
            known = column.field
            if known is None or column.role is Role.REFERENCE:
                continue
            before = was[place] if was and place < len(was) else ""
            after = canonical.cell_text(now[place]) if now else ""
            if before != after and (was or now):
                told.append((column.header, shown(known, before), shown(known, after)))
        # A whole row that came or went is named, not spelled out cell by cell.
        return tuple(told) if was and now else tuple(told[:4])

    def _exported_digests(self, sheet: str) -> dict[str, int]:
        """Row digest → the row it stood in when exported."""
        joined = self.meta.get(f"rows:{sheet}", "")
        return {joined[at : at + 10]: at // 10 + 2 for at in range(0, len(joined), 10)}

    def _check_links(self) -> None:
        """Every reference must lead to a row of this workbook.

        Where somebody deleted rows after export, what belonged to them goes with them, or, if it
        can stand alone (attendance of a person), loses the link.
        """
        for layout in self.layouts.values():
            for place, name in enumerate(layout.names):
                known = next(c.field for c in layout.columns if c.name == name and c.digested)
                if known is None or known.kind is not Kind.REFERENCE:
                    continue
                held = self.held[layout.kind]
                targets = set(self.held[known.refers].uids)
                lost = set(held.columns[place]) - targets - {None}
                if lost and self._deleted_from(self.layouts[known.refers].sheet):
                    self._unlink(layout, place, known, lost)
                    lost = set()
                alone = known.refers == "member" and layout.kind == "attendance"
                if not lost and (alone or not known.required or None not in held.columns[place]):
                    continue
                for uid, value in zip(held.uids, held.columns[place], strict=True):
                    if value in lost:
                        self._fail(
                            "broken-link", f"这一行的{known.label}在本表里找不到", layout.sheet,
                            self.numbers[layout.kind][uid], f"{known.label}编号", value,
                        )  # fmt: skip
                    elif value is None and known.required and not alone:
                        self._fail(
                            "required", f"这一行没有写明{known.label}", layout.sheet,
                            self.numbers[layout.kind][uid], f"{known.label}编号",
                        )  # fmt: skip

    def _deleted_from(self, sheet: str) -> bool:
        return any(edited.sheet == sheet and edited.change == "删除" for edited in self.edited)

    def _unlink(self, layout: SheetLayout, place: int, known: Field, lost: set[Stored]) -> None:
        """Let go of rows that were deleted: drop what belonged to them, or only the link."""
        held = self.held[layout.kind]
        stays = [value not in lost for value in held.columns[place]]
        if layout.kind == "attendance" and known.refers == "member":
            held.columns[place] = [
                value if kept else None
                for value, kept in zip(held.columns[place], stays, strict=True)
            ]
            return
        held.uids = list(compress(held.uids, stays))
        held.columns = [list(compress(column, stays)) for column in held.columns]
        self.problems.append(
            Problem(
                "followed-deletion",
                f"所属的{known.label}在导出后被删去，随之不收 {stays.count(False)} 行",
                layout.sheet,
                fatal=False,
            )
        )

    def _index(self, layout: SheetLayout, held: Held) -> None:
        """Remember how hand-filled rows may be named by others on later sheets."""
        shown_by = {c.name: c.field for c in layout.columns if c.role is Role.FIELD}
        for uid, row in zip(held.uids, held.values(), strict=True):
            by_name = dict(zip(layout.names, row, strict=True))
            texts = []
            for part in layout.described_by:
                known = shown_by.get(part)
                if known is not None:
                    texts.append(shown(known, by_name[part]))
            whole = " ".join(text for text in texts if text)
            for text in {whole, *texts} - {""}:
                known_as = (layout.kind, text)
                taken = self.by_text.get(known_as, uid)
                self.by_text[known_as] = uid if taken == uid else None

    @staticmethod
    def _name_in(cell: Any) -> str:
        """A name as somebody typed it; a moment typed as a real one reads as it is shown."""
        if isinstance(cell, datetime):
            text = cell.strftime("%Y-%m-%d %H:%M")
            return text.removesuffix(" 00:00")
        return " ".join(str(cell or "").split())

    def _by_name(
        self,
        layout: SheetLayout,
        column: Column,
        cells_of: Callable[[str], Sequence[Any]],
        numbers: Sequence[int],
    ) -> list[Stored]:
        known = column.field
        assert known is not None  # references are made from a declaration
        label = known.text_label or next(
            c.header for c in layout.columns if c.role is Role.FIELD and c.name == "name"
        )
        result: list[Stored] = []
        for place, cell in enumerate(cells_of(label)):
            text = self._name_in(cell)
            uid = self.by_text.get((known.refers, text))
            # Who attended need not be on the roll; two of one name are told by nothing here.
            if uid is None and text and (layout.kind, known.refers) != ("attendance", "member"):
                several = (known.refers, text) in self.by_text
                what = "有几条，请写全" if several else "找不到"
                self._fail(
                    "broken-link", f"“{text}”在“{self.layouts[known.refers].sheet}”表里{what}",
                    layout.sheet, numbers[place], label, text,
                )  # fmt: skip
            result.append(uid)
        return result


def as_json(edited: Sequence[EditedRow]) -> str:
    """Edited rows as the JSON the submission table keeps."""
    return json.dumps(
        [{"sheet": e.sheet, "row": e.row, "uid": e.uid, "change": e.change} for e in edited],
        ensure_ascii=False,
    )
