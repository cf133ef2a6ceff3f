"""The workbooks of slips: a receipt, and a return slip with the branch's own sheets, marked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from partydesk import __version__
from partydesk.exchange.reading.book import Book, Sheet
from partydesk.exchange.replies import signed
from partydesk.exchange.replies.faults import Fault, as_kept
from partydesk.exchange.replies.found_faults import Rows, writable
from partydesk.exchange.replies.slip import FAULTS, RECEIPT
from partydesk.exchange.replies.study_hours import lines_of
from partydesk.exchange.submission.columns import (
    COVER,
    FORMAT_VERSION,
    METADATA,
    RETURN_FORMAT,
)
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.reading_back import metadata_of
from partydesk.exchange.submission.stamps import local
from partydesk.records.base import kinds
from partydesk.records.clock import now_stamp
from partydesk.rules.stars.told import told_lines

_HEADERS = ("工作表", "行", "列", "原来", "现在", "问题和改法", "党委的话")
_WIDTHS = (12, 7, 14, 20, 20, 48, 36)
_WHOLE = "整份表"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who answers: the committee's uid, and the private key it signs with ("" for none yet)."""

    committee: str = ""
    private: str = field(default="", repr=False)


def write_receipt(
    out: Path,
    held: ReadSubmission,
    taken_at: str,
    faults: Sequence[Fault],
    signer: Signer,
    stars: str = "",
    study: str = "",
) -> None:
    """Write a receipt; `faults` are what was changed on the way and taken so, `stars` and `study`
    what the committee tells the branch of its scores (rules/stars/told.py) and of its members'
    hours (study_hours.py), "" for nothing."""
    from openpyxl import Workbook

    from partydesk.exchange.submission.cell_styles import Cells
    from partydesk.exchange.submission.write_only import new_sheet, save, whole

    workbook = Workbook(write_only=True)
    with whole(workbook):
        cells = Cells(workbook)
        sheet = new_sheet(workbook, RECEIPT)
        sheet.column_dimensions["A"].width = 18
        sheet.column_dimensions["B"].width = 60
        sheet.append([cells.styled("报送表已收", "title")])
        sheet.append([])
        for label, value in (
            ("组织编码", held.org_code),
            ("党组织名称", held.org_name),
            ("期间", held.period),
            ("修订号", f"第 {held.revision} 版"),
            ("收下时间", local(taken_at)),
            ("内容校验", held.content),
        ):
            sheet.append([cells.styled(label, "label"), cells.styled(value, "wrapped")])
        sheet.append([])
        sheet.append([cells.styled("内容", "strong"), cells.styled("行数", "strong")])
        for kind, number in held.counts.items():
            sheet.append([kinds()[kind].sheet, number])
        if faults:
            sheet.append([])
            sheet.append([cells.styled("导出后改过、一起收下的", "strong")])
        for fault in faults:
            said = "。".join(part for part in (fault.was_and_is, fault.message) if part)
            sheet.append([cells.text(fault.place), cells.styled(said, "wrapped")])
        for line in told_lines(stars):
            sheet.append([cells.text(part) for part in line])
        told = list(lines_of(study))
        if told:
            sheet.append([])
            sheet.append([cells.styled("参加本级培训和学习的学时", "strong")])
        for name, on, topic, hours in told:
            sheet.append([cells.text(name), cells.text(f"{on}　{topic}　{hours} 学时")])
        facts = {
            "accepted": "yes", "org_code": held.org_code, "org_name": held.org_name,
            "period": held.period, "revision": str(held.revision), "content": held.content,
            "declared": held.declared,
        }  # fmt: skip
        if faults:
            # What stands is not what the branch wrote: its next revision follows this one.
            facts |= {"standing": str(held.revision), "standing_content": held.content,
                      "faults": _packed(faults)}  # fmt: skip
        if stars:
            facts["stars"] = stars
        if study:
            facts["study"] = study
        _metadata(workbook, cells, facts | {"org_uid": held.file_uid}, signer)
        save(workbook, out)


def write_return(
    out: Path,
    book: Book,
    faults: Sequence[Fault],
    standing: int,
    standing_content: str,
    signer: Signer,
) -> None:
    """Write a return slip: what to mend, and the branch's sheets with each place marked.

    `standing` is the revision that the committee has, with its digest; 0 for none.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from partydesk.exchange.submission.cell_styles import Cells
    from partydesk.exchange.submission.data_sheets import print_wide, write_header
    from partydesk.exchange.submission.write_only import new_sheet, save, whole

    workbook = Workbook(write_only=True)
    with whole(workbook):
        cells = Cells(workbook)
        sheet = new_sheet(workbook, FAULTS)
        for number, width in enumerate(_WIDTHS, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = "A2"
        print_wide(sheet)
        write_header(sheet, cells, _HEADERS)
        number = 1
        for fault in faults:
            day = f"请在 {fault.until} 前改好再报" if fault.until else ""
            told = "；".join(part for part in (fault.message, day) if part)
            differs = fault.before != fault.after
            number += 1
            texts = (fault.sheet, fault.column, fault.before, fault.after, told, fault.words)
            sheet.row_dimensions[number].height = _height(texts)
            sheet.append(
                [
                    cells.text(fault.sheet or _WHOLE),
                    fault.row or None,
                    cells.text(fault.column),
                    cells.styled(fault.before or ("空" if differs else ""), "wrapped"),
                    cells.styled(fault.after or ("空" if differs else ""), "wrapped"),
                    cells.styled(told, "wrapped"),
                    cells.styled(fault.words, "wrapped"),
                ]
            )
        if not faults:
            words = "没有发现要改的地方；这份表还没有收下，请联系党委"
            sheet.append([_WHOLE, None, None, None, None, words, None])
        _copy_sheets(workbook, cells, book, faults)
        meta = metadata_of(book)
        _metadata(
            workbook,
            cells,
            {
                "accepted": "no",
                "org_uid": meta.get("org_uid", ""),
                "org_code": meta.get("org_code", ""),
                "org_name": meta.get("org_name", ""),
                "period": meta.get("period", ""),
                "revision": meta.get("revision", "0"),
                "content": meta.get("content", ""),
                "standing": str(standing),
                "standing_content": standing_content,
                "faults": _packed(faults),
            },
            signer,
        )
        save(workbook, out)


def _height(texts: Sequence[str]) -> float:
    """Points of a row in which these texts are seen whole, in columns of _WIDTHS."""
    widths = [_WIDTHS[0], *_WIDTHS[2:]]
    lines = (-(-2 * len(text) // width) for text, width in zip(texts, widths, strict=True))
    return 15.0 * max(1, *lines) + 3


def _packed(faults: Sequence[Fault]) -> str:
    return json.dumps([as_kept(fault) for fault in faults], ensure_ascii=False)


def _metadata(workbook: Any, cells: Any, facts: dict[str, str], signer: Signer) -> None:
    from partydesk.exchange.submission.write_only import new_sheet

    sheet = new_sheet(workbook, METADATA)
    sheet.sheet_state = "hidden"
    told = {
        "format": RETURN_FORMAT,
        "version": str(FORMAT_VERSION),
        "program": __version__,
        "made_at": now_stamp(),
        **facts,
    }
    told = {key: writable(value) for key, value in told.items()}
    if signer.private:
        told[signed.COMMITTEE] = signer.committee
        told[signed.SIGNATURE] = signed.signature(told, signer.private)
    for key, value in told.items():
        parts = [value[at : at + 30_000] for at in range(0, len(value), 30_000)]
        sheet.append([key, *(cells.text(part) for part in parts)])


def _copy_sheets(workbook: Any, cells: Any, book: Book, faults: Sequence[Fault]) -> None:
    """The branch's cover and data sheets, each by its own name, whatever it had been called."""
    from partydesk.exchange.submission.write_only import new_sheet

    marks: dict[tuple[str, int, str], list[str]] = {}
    for fault in faults:
        told = "\n".join(part for part in (fault.was_and_is, fault.sentence) if part)
        marks.setdefault((fault.sheet, fault.row, fault.column), []).append(told)
    found = Rows(book).sheets
    cover = next((sheet for sheet in book.sheets if sheet.name.strip() == COVER), None)
    names = [COVER, *(layout.sheet for layout in data_sheets())]
    for name in names:
        sheet = cover if name == COVER else found.get(name)
        if sheet is not None:
            _copy_marked(new_sheet(workbook, name), cells, name, sheet, marks)


def _copy_marked(
    copy: Any,
    cells: Any,
    name: str,
    original: Sheet,
    marks: Mapping[tuple[str, int, str], Sequence[str]],
) -> None:
    """Copy a sheet; each cell that is marked (sheet, row, column) says in a comment why."""
    from openpyxl.comments import Comment

    header = (
        [writable(str(cell or "")).strip() for cell in original.rows[0]] if original.rows else []
    )
    for number, values in enumerate(original.rows, start=1):
        row: list[Any] = []
        of_row = marks.get((name, number, "")) if number > 1 else None
        for place, value in enumerate(values):
            column = header[place] if place < len(header) else ""
            if isinstance(value, str):
                value = writable(value)
            told = marks.get((name, number, column)) if column else None
            told = told or (of_row if place == 0 else None)
            if told:
                cell = cells.styled("" if value is None else value, "bad")
                cell.comment = Comment("\n".join(told), "党委", height=90, width=280)
                row.append(cell)
            elif isinstance(value, str):
                row.append(cells.text(value))
            else:
                row.append(value)
        copy.append(row)
