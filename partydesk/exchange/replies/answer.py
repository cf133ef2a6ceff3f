"""The committee answers a submission file: a receipt where it stands, else a return slip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from partydesk.exchange.reading.book import Book
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.replies import found_faults, signed, slip_workbook, study_hours
from partydesk.exchange.replies.faults import Fault, Words
from partydesk.exchange.replies.slip import as_book, slip_beside
from partydesk.exchange.seal import card
from partydesk.exchange.seal.issued import opening
from partydesk.exchange.submission.heading import readable_revision
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.reading_back import SLIP, Wanted, metadata_of, read_submission
from partydesk.exchange.submission.stamps import local
from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import parse_period
from partydesk.rules.stars.telling import telling
from partydesk.store import portable_copy
from partydesk.store.atomic import written
from partydesk.store.store import Store

_OTHERS = {card.SUFFIX: "登记卡", portable_copy.SUFFIX: "备份或移交文件", ".rules": "园区的规矩"}
"""Files of ours that no branch hands in, by their suffix."""


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


@dataclass(frozen=True, slots=True)
class Standing:
    """The revision that the committee has from a branch for a period; 0 when it has none."""

    revision: int = 0
    content: str = ""
    taken_at: str = ""


def write_slip(store: Store, submission: Path, out: Path, words: Words | None = None) -> Path:
    """Answer a submission file: a receipt if it stands in this store, else a return slip with the
    officer's `words`.

    Raises UserError when the submission cannot be read as a workbook at all, or `out` cannot be
    written or is the submission itself.
    """
    with Readers(workers=1) as readers:
        return answer(store, submission, readers, out, words=words).file


def answer(
    store: Store,
    submission: Path,
    readers: Readers,
    out: Path | None = None,
    beside: Path | None = None,
    words: Words | None = None,
) -> Answer:
    """What `write_slip` does, with workers that serve several files; without `out`, beside it, or
    as if it lay at `beside`.

    Raises UserError as `write_slip` does, and in a branch's file.
    """
    _allowed(store)
    if out is not None and out.suffix.lower() != ".xlsx":
        raise UserError("bad-name", f"退回单要存成 .xlsx 文件，“{out.name}”不是")
    if out is not None and out.resolve() == submission.resolve():
        raise UserError("same-file", "退回单不能写在报送表自己上面，请换一个文件名")
    book, held = _read(store, submission, readers)
    standing = _standing(store, held)
    taken = isinstance(held, ReadSubmission) and _is(held, standing)
    out = out or slip_beside(beside or submission, accepted=taken)
    with store.read() as connection:
        signer = slip_workbook.Signer(store.own.uid, signed.private_key(connection))
    with written(out) as temporary:
        if taken and isinstance(held, ReadSubmission):
            faults = found_faults.taken_with(book, held)
            slip_workbook.write_receipt(
                temporary,
                held,
                standing.taken_at,
                faults,
                signer,
                _stars(store, held),
                _study(store, held),
            )
        else:
            faults = with_words(_faults(book, held, standing), words)
            slip_workbook.write_return(
                temporary, book, faults, standing.revision, standing.content, signer
            )
    meta = metadata_of(book)
    return Answer(
        out,
        taken,
        meta.get("org_code", ""),
        meta.get("period", ""),
        readable_revision(meta.get("revision", "")) or 0,
        str(submission),
        book.sha256,
        tuple(faults),
    )


def _stars(store: Store, held: ReadSubmission) -> str:
    """What the committee tells the branch of its stars in the year of a submission."""
    with store.read() as connection:
        branch = _branch(connection, held)
        year = parse_period(held.period).last.year
        return "" if branch is None else telling(connection, branch, year)


def _study(store: Store, held: ReadSubmission) -> str:
    """What the committee tells the branch of its members' hours at the committee's sessions."""
    with store.read() as connection:
        branch = _branch(connection, held)
        if branch is None:
            return ""
        own = study_hours.Committee(store.own.id, store.own.uid, store.own.short_name)
        return study_hours.telling(connection, own, branch, parse_period(held.period))


def _branch(connection: Connection, held: ReadSubmission) -> int | None:
    found = connection.exec_driver_sql(
        "SELECT id FROM organisation WHERE code = ? AND deleted_at IS NULL", (held.org_code,)
    ).scalar()
    return None if found is None else int(found)


def to_be_mended(store: Store, submission: Path) -> list[Fault] | None:
    """What a return slip for a file would say; None where it stands, and would get a receipt.

    Raises UserError as `write_slip` does.
    """
    _allowed(store)
    with Readers(workers=1) as readers:
        book, held = _read(store, submission, readers)
    standing = _standing(store, held)
    if isinstance(held, ReadSubmission) and _is(held, standing):
        return None
    return _faults(book, held, standing)


def with_words(faults: Sequence[Fault], words: Words | None) -> list[Fault]:
    """The faults with the officer's words; what is said of all of it, and by when, comes first."""
    if words is None:
        return list(faults)
    each = words.each or {}
    until = words.until.isoformat() if words.until else ""
    told = [
        replace(
            fault, words=found_faults.writable(each.get((fault.sheet, fault.row, fault.column), ""))
        )
        for fault in faults
    ]
    general = " ".join(found_faults.writable(words.general).split())
    if general or until:
        told.insert(0, Fault("", 0, "", "", words=general, until=until))
    return told


def _allowed(store: Store) -> None:
    if store.role != "committee":
        raise UserError("not-committee", "退回单和回执由党委的数据开出；这份数据是党支部的")


def _read(
    store: Store, submission: Path, readers: Readers
) -> tuple[Book, ReadSubmission | UserError]:
    if (what := _OTHERS.get(submission.suffix.lower())) is not None:
        raise UserError(
            "not-a-submission",
            f"“{submission.name}”是{what}，不是报送表，没有答复。请选支部交来的报送表",
        )
    with store.read() as connection:
        wanted = Wanted(tuple(data_sheets()), opening(connection))
    _, book = next(iter(readers.map(as_book, [(str(submission), wanted.cards)])))
    _, held = next(iter(readers.map(read_submission, [(str(submission), wanted)])))
    if isinstance(book, UserError):
        raise book
    if isinstance(held, UserError) and held.code == SLIP:
        raise UserError(
            SLIP, f"“{submission.name}”是退回单或回执，不用再答复。请选支部交来的报送表"
        )
    return book, held


def _standing(store: Store, held: ReadSubmission | UserError) -> Standing:
    """What stands where this submission would."""
    if isinstance(held, UserError):
        return Standing()
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT revision, content, taken_at FROM submission WHERE direction = 'in' "
            # As the file calls its branch, whatever the register says: it goes back to it.
            "AND state = 'current' AND coalesce(file_code, org_code) = ? "
            "AND coalesce(file_uid, org_uid) = ? AND period = ?",
            (held.file_code, held.file_uid, held.period),
        ).fetchone()
    return Standing(*found) if found else Standing()


def _is(held: ReadSubmission, standing: Standing) -> bool:
    return (held.revision, held.content) == (standing.revision, standing.content)


def _faults(book: Book, held: ReadSubmission | UserError, standing: Standing) -> list[Fault]:
    return found_faults.faults(book, held, _overtaken(held, standing))


def _overtaken(held: ReadSubmission | UserError, standing: Standing) -> list[Finding]:
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
