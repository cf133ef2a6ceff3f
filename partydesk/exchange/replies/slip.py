"""退回单 and 回执 as they are read: the committee's answer to a submission, on the same stick."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from partydesk.exchange.reading.archives import into
from partydesk.exchange.reading.book import Book
from partydesk.exchange.reading.reader import read_book
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.replies import signed
from partydesk.exchange.replies.faults import Fault, read_fault
from partydesk.exchange.seal.workbook import Cards
from partydesk.exchange.submission.columns import FORMAT_VERSION, RETURN_FORMAT
from partydesk.exchange.submission.heading import readable_revision
from partydesk.exchange.submission.reading_back import metadata_of
from partydesk.records.findings import UserError

FAULTS, RECEIPT, RETURN = "问题", "回执", "退回单"


@dataclass(frozen=True, slots=True)
class Slip:
    """A return slip or receipt as the branch reads it.

    `content` is the digest of the submission it answers, as the branch wrote that; `written_at`
    when it did, by its own clock ("" where it does not know). `standing` is the revision that the
    committee has, `standing_content` its digest; 0 where the slip does not tell. The `faults` of
    a receipt are what was changed on the way and taken so.
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
    written_at: str = ""
    doubt: str = ""
    """Why it is not believed: what in it does not fit what this branch wrote; "" when all fits."""
    committee: str = ""
    signature: str = ""
    signed_text: bytes = b""
    """The uid of who signed it, the signature and what it covers; empty in an unsigned one."""
    stars: str = ""
    """What the committee tells of the branch's stars (rules/stars/told.py); "" for nothing."""
    study: str = ""
    """What it tells of its members' hours at the committee's sessions (study_hours.py)."""
    study_taken: str = ""
    """What became of these hours, in words; "" where there were none."""


def slip_beside(submission: Path, accepted: bool) -> Path:
    """Where the answer to a submission lies when nobody says where: beside it, by its name; beside
    the zip that it came in."""
    if (inside := into(submission)) is not None:
        submission = inside[0].with_name(submission.name)
    return submission.with_name(f"{submission.stem}_{RECEIPT if accepted else RETURN}.xlsx")


def read_slip(path: Path) -> Slip:
    """Read a return slip or receipt. Raises UserError when the file is neither."""
    with Readers(workers=1) as readers:
        _, book = next(iter(readers.map(as_book, [(str(path), None)])))
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
        faults = tuple(map(read_fault, json.loads(meta.get("faults", "[]"))))
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
        committee=meta.get(signed.COMMITTEE, ""),
        signature=meta.get(signed.SIGNATURE, ""),
        signed_text=signed.text_of(meta),
        stars=meta.get("stars", ""),
        study=meta.get("study", ""),
    )


def as_book(path: str, cards: Cards | None = None) -> Book:
    """Read a workbook, a sealed one with the `cards`; runs in a worker."""
    return read_book(path, cards=cards)


def _damaged(path: Path) -> UserError:
    return UserError("damaged-metadata", f"“{path.name}”里程序要用的内容被改动了，请党委重新开出")
