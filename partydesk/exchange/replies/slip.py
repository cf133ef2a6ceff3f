"""退回单 and 回执: the committee's answer to a submission, on the same stick."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from partydesk import __version__
from partydesk.exchange.reading.archives import into
from partydesk.exchange.reading.reader import Book, Sheet, read_book
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.submission import known_revisions
from partydesk.exchange.submission.columns import (
    COVER,
    FORMAT_VERSION,
    METADATA,
    RETURN_FORMAT,
    UID,
)
from partydesk.exchange.submission.heading import readable_revision
from partydesk.exchange.submission.known_revisions import Known
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.reading_back import metadata_of, read_submission
from partydesk.exchange.submission.stamps import local
from partydesk.records.base import kinds
from partydesk.records.clock import now_stamp
from partydesk.records.findings import Finding, UserError
from partydesk.records.values import clean_text
from partydesk.store.atomic import written
from partydesk.store.store import Store

FAULTS, RECEIPT, RETURN = "问题", "回执", "退回单"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `kind` and `uid` name the record where it is known."""

    sheet: str
    row: int
    column: str
    message: str
    kind: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A return slip or receipt as the branch reads it.

    `content` is the digest of the submission it answers, as the branch wrote that.
    `standing` is the revision that the committee has, `standing_content` its digest; 0 where
    the slip does not tell.
    """

    accepted: bool
    org_code: str
    org_name: str
    period: str
    revision: int
    made_at: str
    content: str
    faults: tuple[Fault, ...]
    standing: int = 0
    standing_content: str = ""
    doubt: str = ""
    """Why it is not believed: what in it does not fit what this branch wrote; "" when all fits."""


def read_slip(path: Path) -> Slip:
    """Read a return slip or receipt. Raises UserError when the file is neither."""
    with Readers(workers=1) as readers:
        _, book = next(iter(readers.map(_read_book, [(str(path), None)])))
    if isinstance(book, UserError):
        raise book
    meta = metadata_of(book)
    if meta.get("format") != RETURN_FORMAT:
        raise UserError("not-a-slip", f"“{path.name}”不是退回单，也不是回执")
    version = readable_revision(meta.get("version", ""))
    if version is None:
        raise _damaged(path)
    if version > FORMAT_VERSION:
        raise UserError("newer-format", f"“{path.name}”由更新的程序写出，请先升级支部工作台")
    try:
        faults = tuple(map(_fault, json.loads(meta.get("faults", "[]"))))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise _damaged(path) from None
    return Slip(
        accepted=meta.get("accepted") == "yes",
        org_code=meta.get("org_code", ""),
        org_name=meta.get("org_name", ""),
        period=meta.get("period", ""),
        revision=readable_revision(meta.get("revision", "")) or 0,
        made_at=meta.get("made_at", ""),
        content=meta.get("declared") or meta.get("content", ""),
        faults=faults,
        standing=readable_revision(meta.get("standing", "")) or 0,
        standing_content=meta.get("standing_content", ""),
    )


def _fault(told: dict[str, Any]) -> Fault:
    texts = {name: str(told.get(name) or "") for name in ("sheet", "column", "message")}
    return Fault(
        **texts,
        row=int(told.get("row") or 0),
        kind=kind if (kind := str(told.get("kind") or "")) in kinds() else "",
        uid=str(told.get("uid") or ""),
    )


def _damaged(path: Path) -> UserError:
    return UserError("damaged-metadata", f"“{path.name}”里程序要用的内容被改动了，请党委重新开出")


def take_slip(store: Store, path: Path) -> Slip:
    """Read a slip and, if it answers a submission that this branch wrote, remember what it says.

    It does when period, revision and digest of the content are those of the branch's own log; a
    slip to this branch that does not fit comes back with its `doubt` and is not remembered as an
    answer. The next revision will be above the ones it names all the same: this file may be a
    backup that was put back.

    Raises UserError as `read_slip` does.
    """
    slip = read_slip(path)
    if store.role != "branch" or slip.org_code != store.own.code:
        return slip
    with store.read() as connection:
        slip = replace(slip, doubt=_doubt(connection, slip))
    if not store.writable:
        return slip
    if not slip.doubt:
        with store.transaction() as connection:
            connection.exec_driver_sql(
                "UPDATE submission SET state = ?, problems = ? WHERE direction = 'out' "
                "AND period = ? AND revision = ? AND content = ?",
                (
                    "accepted" if slip.accepted else "returned",
                    json.dumps([asdict(fault) for fault in slip.faults], ensure_ascii=False),
                    slip.period,
                    slip.revision,
                    slip.content,
                ),
            )
    answered = Known(slip.revision, slip.content)
    standing = Known(slip.standing, slip.standing_content)
    known_revisions.keep_told(store, slip.period, answered, standing=slip.accepted)
    known_revisions.keep_told(store, slip.period, standing, standing=True)
    return slip


def _doubt(connection: Connection, slip: Slip) -> str:
    """What of a slip does not fit this branch's log of what it wrote; "" when it answers that."""
    found = connection.exec_driver_sql(
        "SELECT revision, content FROM submission WHERE direction = 'out' AND period = ?",
        (slip.period,),
    )
    written: dict[int, str] = {row[0]: row[1] for row in found}
    named = max(slip.revision, slip.standing)
    if named > max(known_revisions.MOST_TOLD, *written, 0):
        return (
            f"上面说到第 {named} 版，超过了 {known_revisions.MOST_TOLD} 版，不合情理，"
            "本机不照它往上编号。请与党委核对；党委真收下了那一版的，请党委撤回它"
        )
    if not written:
        return f"本支部没有写出过“{slip.period[:20]}”的报送表"
    if slip.revision not in written:
        return f"本支部这个期间没有写出过第 {slip.revision} 版，最新的是第 {max(written)} 版"
    if written[slip.revision] != slip.content:
        return "上面的内容校验与本支部写出的这一版不同"
    return ""


def slip_kept(handed: dict[str, Any]) -> Slip | None:
    """What came back for a submission of `submission_log.submissions`; None as long as nothing did.

    It counts as written when the submission was: changes since then have mended something.
    """
    if handed["state"] not in ("accepted", "returned"):
        return None
    return Slip(
        accepted=handed["state"] == "accepted",
        org_code=handed["org_code"],
        org_name=handed["org_name"],
        period=handed["period"],
        revision=handed["revision"],
        made_at=handed["made_at"],
        content=handed["content"],
        faults=tuple(Fault(**fault) for fault in handed["problems"]),
    )


def returned_slip(store: Store) -> Slip | None:
    """The slip that still waits for an answer: the newest submission, when it was returned."""
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT state, org_code, org_name, period, revision, made_at, content, problems "
            "FROM submission WHERE direction = 'out' ORDER BY id DESC LIMIT 1"
        ).fetchone()
    if found is None or found[0] != "returned":
        return None
    faults = tuple(Fault(**fault) for fault in json.loads(found[7]))
    return Slip(False, found[1], found[2], found[3], found[4], found[5], found[6], faults)


@dataclass(frozen=True, slots=True)
class Answer:
    """A slip that was written: where, a receipt or a return, about which submission: the file it
    is, the digest of its bytes, and what is to be mended in it."""

    file: Path
    accepted: bool
    org_code: str
    period: str
    revision: int
    submission: str = ""
    sha256: str = ""
    faults: tuple[Fault, ...] = ()


def write_slip(store: Store, submission: Path, out: Path) -> Path:
    """Answer a submission file: a receipt if it stands in this store, else a return slip.

    Raises UserError when the submission cannot be read as a workbook at all, or `out` cannot be
    written or is the submission itself.
    """
    with Readers(workers=1) as readers:
        return answer(store, submission, readers, out).file


def slip_beside(submission: Path, accepted: bool) -> Path:
    """Where the answer to a submission lies when nobody says where: beside it, by its name; beside
    the zip that it came in."""
    if (inside := into(submission)) is not None:
        submission = inside[0].with_name(submission.name)
    return submission.with_name(f"{submission.stem}_{RECEIPT if accepted else RETURN}.xlsx")


def answer(
    store: Store,
    submission: Path,
    readers: Readers,
    out: Path | None = None,
    beside: Path | None = None,
) -> Answer:
    """What `write_slip` does, with workers that serve several files; without `out`, beside it, or
    as if it lay at `beside`.

    Raises UserError as `write_slip` does, and in a branch's file.
    """
    if store.role != "committee":
        raise UserError("not-committee", "退回单和回执由党委的数据开出；这份数据是党支部的")
    if out is not None and out.suffix.lower() != ".xlsx":
        raise UserError("bad-name", f"退回单要存成 .xlsx 文件，“{out.name}”不是")
    if out is not None and out.resolve() == submission.resolve():
        raise UserError("same-file", "退回单不能写在报送表自己上面，请换一个文件名")
    _, book = next(iter(readers.map(_read_book, [(str(submission), None)])))
    layouts = tuple(data_sheets())
    _, held = next(iter(readers.map(read_submission, [(str(submission), layouts)])))
    if isinstance(book, UserError):
        raise book
    taken = None if isinstance(held, UserError) else _taken(store, held)
    out = out or slip_beside(beside or submission, accepted=taken is not None)
    faults: list[Fault] = []
    if taken is not None and isinstance(held, ReadSubmission):
        with written(out) as temporary:
            _write_receipt(temporary, held, taken)
    else:
        with written(out) as temporary:
            faults = _write_return(temporary, book, held, _standing(store, held))
    meta = metadata_of(book)
    return Answer(
        out,
        taken is not None,
        meta.get("org_code", ""),
        meta.get("period", ""),
        readable_revision(meta.get("revision", "")) or 0,
        str(submission),
        book.sha256,
        tuple(faults),
    )


def _read_book(path: str, _argument: object = None) -> Book:
    return read_book(path)


def _taken(store: Store, held: ReadSubmission) -> dict[str, Any] | None:
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT taken_at, revision, content FROM submission WHERE direction = 'in' "
            "AND state = 'current' AND org_code = ? AND org_uid = ? AND period = ? "
            "AND content = ? AND revision = ?",
            (held.org_code, held.org_uid, held.period, held.content, held.revision),
        ).fetchone()
    return dict(zip(("taken_at", "revision", "content"), found, strict=True)) if found else None


@dataclass(frozen=True, slots=True)
class _Standing:
    """The revision that the committee has from a branch for a period; 0 when it has none."""

    revision: int = 0
    content: str = ""
    taken_at: str = ""


def _standing(store: Store, held: ReadSubmission | UserError) -> _Standing:
    """What stands where this submission would."""
    if isinstance(held, UserError):
        return _Standing()
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT revision, content, taken_at FROM submission WHERE direction = 'in' "
            "AND state = 'current' AND org_code = ? AND org_uid = ? AND period = ?",
            (held.org_code, held.org_uid, held.period),
        ).fetchone()
    return _Standing(*found) if found else _Standing()


def _overtaken(held: ReadSubmission | UserError, standing: _Standing) -> list[Finding]:
    """Why a sound submission is not taken: what stands is newer, or bears the same number."""
    if isinstance(held, UserError) or held.revision > standing.revision:
        return []
    return [
        Finding(
            "older",
            f"这份是第 {held.revision} 版，党委已于 {local(standing.taken_at)} 收下第 "
            f"{standing.revision} 版。如果这份才是对的，请在“报送”页打开这张退回单，"
            f"再写出一次：修订号会变成第 {standing.revision + 1} 版",
        )
    ]


def _metadata(workbook: Any, cells: Any, facts: dict[str, str]) -> None:
    from partydesk.exchange.submission.data_sheets import new_sheet

    sheet = new_sheet(workbook, METADATA)
    sheet.sheet_state = "hidden"
    for key, value in {
        "format": RETURN_FORMAT,
        "version": str(FORMAT_VERSION),
        "program": __version__,
        "made_at": now_stamp(),
        **facts,
    }.items():
        value = _writable(value)
        parts = [value[at : at + 30_000] for at in range(0, len(value), 30_000)]
        sheet.append([key, *(cells.text(part) for part in parts)])


def _write_receipt(out: Path, held: ReadSubmission, taken: dict[str, Any]) -> None:
    from openpyxl import Workbook

    from partydesk.exchange.submission.data_sheets import Cells, new_sheet, save, whole

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
            ("收下时间", local(taken["taken_at"])),
            ("内容校验", held.content),
        ):
            sheet.append([cells.styled(label, "label"), cells.styled(value, "wrapped")])
        sheet.append([])
        sheet.append([cells.styled("内容", "strong"), cells.styled("行数", "strong")])
        for kind, number in held.counts.items():
            sheet.append([kinds()[kind].sheet, number])
        for edited in held.edited:
            sheet.append(
                [cells.text(edited.sheet), f"第 {edited.row} 行在导出后{edited.change}，已确认收下"]
            )
        _metadata(
            workbook,
            cells,
            {
                "accepted": "yes", "org_code": held.org_code, "org_name": held.org_name,
                "period": held.period, "revision": str(held.revision), "content": held.content,
                "declared": held.declared,
            },
        )  # fmt: skip
        save(workbook, out)


def _faults(book: Book, held: ReadSubmission | UserError, standing: _Standing) -> list[Fault]:
    findings = _overtaken(held, standing)
    if isinstance(held, UserError):
        findings += held.findings or [Finding(held.code, held.message)]
    else:
        findings += held.findings
        findings += [
            Finding("edited", f"导出后在表里{row.change}了这一行，请在支部工作台里改好再导出",
                    row.sheet, row.row)
            for row in held.edited
        ]  # fmt: skip
    by_sheet = {record.sheet: kind for kind, record in kinds().items() if record.sheet}
    rows = {sheet.name: sheet.rows for sheet in book.sheets}
    faults = []
    for finding in findings:
        uid = ""
        sheet = rows.get(finding.sheet, [])
        if 1 < finding.row <= len(sheet) and sheet[0] and UID in sheet[0]:
            place = sheet[0].index(UID)
            row = sheet[finding.row - 1]
            uid = str(row[place] or "") if place < len(row) else ""
        kind = by_sheet.get(finding.sheet, "")
        where = (_writable(finding.sheet), finding.row, _writable(finding.column))
        faults.append(Fault(*where, _writable(finding.message), kind, _writable(uid)))
    return faults


def _writable(text: str) -> str:
    """A stranger's text without the characters that no workbook can hold."""
    return clean_text(text, lines=True)


def _write_return(
    out: Path, book: Book, held: ReadSubmission | UserError, standing: _Standing
) -> list[Fault]:
    """Write the slip; returns what it says is to be mended."""
    from openpyxl import Workbook

    from partydesk.exchange.submission.data_sheets import (
        Cells,
        new_sheet,
        save,
        whole,
        write_header,
    )

    faults = _faults(book, held, standing)
    workbook = Workbook(write_only=True)
    with whole(workbook):
        cells = Cells(workbook)
        sheet = new_sheet(workbook, FAULTS)
        for letter, width in zip("ABCD", (14, 8, 18, 80), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"
        write_header(sheet, cells, ("工作表", "行", "列", "问题和改法"))
        for fault in faults:
            where = cells.text(fault.sheet or "整份表"), fault.row or None, cells.text(fault.column)
            sheet.append([*where, cells.styled(fault.message, "wrapped")])
        if not faults:
            sheet.append(["整份表", None, None, "没有发现要改的地方；这份表还没有收下，请联系党委"])
        marks: dict[tuple[str, int, str], list[str]] = {}
        for fault in faults:
            marks.setdefault((fault.sheet, fault.row, fault.column), []).append(fault.message)
        travelling = {layout.sheet for layout in data_sheets()} | {COVER}
        for original in book.sheets:
            if original.name in travelling:
                _copy_marked(new_sheet(workbook, original.name), cells, original, marks)
        meta = metadata_of(book)
        _metadata(
            workbook,
            cells,
            {
                "accepted": "no",
                "org_code": meta.get("org_code", ""),
                "org_name": meta.get("org_name", ""),
                "period": meta.get("period", ""),
                "revision": meta.get("revision", "0"),
                "content": meta.get("content", ""),
                "standing": str(standing.revision),
                "standing_content": standing.content,
                "faults": json.dumps(
                    [
                        {"sheet": f.sheet, "row": f.row, "column": f.column, "message": f.message,
                         "kind": f.kind, "uid": f.uid}
                        for f in faults
                    ],
                    ensure_ascii=False,
                ),
            },
        )  # fmt: skip
        save(workbook, out)
    return faults


def _copy_marked(
    copy: Any, cells: Any, original: Sheet, marks: Mapping[tuple[str, int, str], Sequence[str]]
) -> None:
    """Copy a sheet; each cell that is marked (sheet, row, column) says in a comment why."""
    from openpyxl.comments import Comment

    header = [_writable(str(cell or "")) for cell in original.rows[0]] if original.rows else []
    for number, values in enumerate(original.rows, start=1):
        row: list[Any] = []
        of_row = marks.get((original.name, number, "")) if number > 1 else None
        for place, value in enumerate(values):
            column = header[place] if place < len(header) else ""
            if isinstance(value, str):
                value = _writable(value)
            told = marks.get((original.name, number, column)) or (of_row if place == 0 else None)
            if told:
                cell = cells.styled("" if value is None else value, "bad")
                cell.comment = Comment("\n".join(told), "党委", height=90, width=280)
                row.append(cell)
            elif isinstance(value, str):
                row.append(cells.text(value))
            else:
                row.append(value)
        copy.append(row)
