"""Writing a branch's submission (报送表): complete, read back and compared, then renamed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from partydesk import __version__
from partydesk.exchange.reading.book import Book
from partydesk.exchange.submission import (
    below,
    canonical,
    dues_sheet,
    identities,
    known_revisions,
    preflight,
    sealing,
)
from partydesk.exchange.submission.figures_sheet import FigureRow
from partydesk.exchange.submission.heading import MOST_REVISIONS, Heading
from partydesk.exchange.submission.identities import Identities
from partydesk.exchange.submission.known_revisions import Known
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.prepared import content_of, prepare
from partydesk.exchange.submission.snapshot import take_snapshot
from partydesk.exchange.submission.stamps import local
from partydesk.exchange.submission.workbook import Contents, write_workbook
from partydesk.records.checks import organisation_code, organisation_name
from partydesk.records.clock import now_stamp, precise_stamp, today
from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import Period, parse_period
from partydesk.rules import indicators
from partydesk.rules.norms import dues_told
from partydesk.store import settings
from partydesk.store.atomic import check_folder, not_read_back, written
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Own, Store

_TOLD = "told_above:"
"""The setting, by period, that tells what a committee last told of all under it (a digest)."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A submission that was written. `counts` are rows per sheet; `again` says, where it is what
    was written before, that it is no new revision and what to do; `password` opens a sealed one."""

    file: Path
    revision: int
    sealed: bool
    digest: str
    counts: dict[str, int]
    warnings: list[Finding]
    again: str = ""
    password: str = ""


def warnings(store: Store, period: Period) -> list[Finding]:
    """What is missing or odd in a period, told before it goes; nothing here stops a hand-in."""
    with store.read() as connection:
        return preflight.look(connection, store.own.id, period)


def export(
    store: Store,
    period: Period,
    folder: Path,
    progress: Progress = silent,
    *,
    unsealed: bool = False,
) -> Exported:
    """Write the submission of this file's organisation for a period into a folder, sealed where the
    file holds an enrolment card and nobody wants it `unsealed`.

    The revision goes up when the content differs from what was written before for the period;
    the same content is the same revision. It is above every revision that is known to have been
    written (known_revisions), and names the digest of the one before. Raises UserError when it
    cannot be written, and leaves whatever was there.
    """
    check_folder(folder)
    own = store.own
    for message in (organisation_code(own.code), organisation_name(own.name)):
        if message is not None:
            raise UserError("bad-organisation", f"{message}。改好本组织的登记再写出")
    progress(0, 4, "整理数据")
    with store.read() as connection:
        snapshot = take_snapshot(connection, own.id, period)
        found = preflight.look(connection, own.id, period)
        above = store.role == "committee"
        figures = _figures(connection, own, period, committee=above)
        under = below.gather(connection, period, own.id) if above else None
        told_of = dues_told.gather_all if above else dues_told.travelling
        dues = told_of(connection, own.id, period, today())
        told_before = settings.get(connection, f"{_TOLD}{period.text}")
        known = known_revisions.latest(store, connection, own, period)
        card = sealing.sealer(connection, period)
    sealer = None if unsealed else card
    cards = sealing.opening(card)
    known = known_revisions.highest(
        [known, known_revisions.lying_in(folder, own, period, known, cards)]
    )
    held = card.card if card is not None else None
    sheets = prepare(snapshot, identities.of(held, unsealed=unsealed))
    content = content_of(own, period, sheets)
    told_now = _told(under, dues)
    # What its branches came to and how dues stand is no part of the rows, and is handed in all the
    # same.
    again = known is not None and known.content == content and told_now == told_before
    if again:
        found += _overtaken_by(store, own, period, identities.ways(held))
    heading = _heading(store, own, period, known, again=again)
    contents = Contents(heading, content, list(sheets.values()), figures, found, under, dues)
    file = folder / file_name(own, period, heading.revision)
    progress(1, 4, "写出表格")

    def make(place: Path) -> None:
        write_workbook(place, contents, sealer)
        progress(3, 4, "读回核对")

    with written(file) as temporary:
        if sealer is None:
            make(temporary)
            sha256 = verify(temporary, content)
        else:
            sha256 = sealer.write(temporary, make, lambda book: prove(book, content))
        # Before it is there: killed between the two, the next one must not take its number.
        known_revisions.keep(store.home, own, period, _known(contents))
    with store.transaction() as connection:
        known_revisions.keep_order(connection, heading.order)
        if told_now:
            settings.put(connection, f"{_TOLD}{period.text}", told_now)
        _log(connection, contents, sha256, file.name)
    progress(4, 4, "完成")
    said = _said_again(known) if known and again else ""
    word = sealer.password if sealer is not None else ""
    return Exported(
        file, heading.revision, sealer is not None, content, contents.counts, found, said, word
    )


def _told(under: Mapping[str, Any] | None, dues: Mapping[str, Any] | None) -> str:
    """The digest of what is told beside the rows; empty where nothing is."""
    told = canonical.content_digest([below.pack(under)], {}) if under is not None else ""
    if dues is not None:
        told = canonical.content_digest([told, dues_sheet.pack(dues)], {})
    return told


def _heading(
    store: Store, own: Own, period: Period, known: Known | None, *, again: bool
) -> Heading:
    """The heading of what comes after the revision `known` to be the last, or of it `again`."""
    revision = known.revision + (0 if again else 1) if known else 1
    if revision > MOST_REVISIONS:
        raise UserError(
            "too-many-revisions", f"{period.title}已写到第 {MOST_REVISIONS} 版，不能再写"
        )
    before = (known.previous if again else known.content) if known else ""
    if known and again and known.made_at:
        made_at, order = known.made_at, known.order or known.made_at
    else:
        made_at = precise_stamp()
        with store.read() as connection:
            order = known_revisions.next_order(store, connection, own, made_at)
    return Heading(
        own.uid, own.code, own.name, period, revision, made_at, __version__, before, order
    )


def _known(contents: Contents) -> Known:
    heading = contents.heading
    return Known(
        heading.revision, contents.digest, heading.made_at, heading.previous or "", heading.order
    )


def _log(connection: Connection, contents: Contents, sha256: str, file_name: str) -> None:
    """Enter what was written among the submissions of this file, unless it is there already."""
    heading, period = contents.heading, contents.heading.period
    there = connection.exec_driver_sql(
        "SELECT 1 FROM submission WHERE direction = 'out' AND period = ? AND revision = ? "
        "AND content = ?",
        (period.text, heading.revision, contents.digest),
    ).fetchone()
    if there is not None:
        return
    connection.exec_driver_sql(
        "INSERT INTO submission (direction, state, org_uid, org_code, org_name, period, "
        "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
        "edited_rows, problems, counts, taken_at) "
        "VALUES ('out', 'written', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', '[]', ?, ?)",
        (
            heading.org_uid, heading.org_code, heading.org_name, period.text,
            period.first.isoformat(), period.last.isoformat(), heading.revision, heading.made_at,
            heading.program, contents.digest, sha256, file_name,
            json.dumps(contents.counts, ensure_ascii=False), now_stamp(),
        ),
    )  # fmt: skip


def _said_again(known: Known) -> str:
    """What to do where nothing has changed since the revision that was written before."""
    when = f" {local(known.made_at)} 写出的" if known.made_at else ""
    return (
        f"记录没有改过，内容与{when}第 {known.revision} 版相同，还是第 {known.revision} 版。"
        "党委说这一版收不下的，请先在“报送”页打开党委给的退回单或回执，再写出"
    )


def _overtaken_by(
    store: Store, own: Own, period: Period, ways: Sequence[Identities]
) -> list[Finding]:
    """The submissions of other periods that were written after this one's, which is the same
    again, and that the records have left behind since: the committee goes by the later one.
    """
    findings = []
    with store.read() as connection:
        later = connection.exec_driver_sql(
            "SELECT period, revision, content FROM submission s WHERE direction = 'out' "
            "AND last_day >= ? AND first_day <= ? AND id > (SELECT max(id) FROM submission "
            "WHERE direction = 'out' AND period = ?) AND id = (SELECT max(id) FROM submission "
            "WHERE direction = 'out' AND period = s.period)",
            (period.first.isoformat(), period.last.isoformat(), period.text),
        ).fetchall()
        for text, revision, content in later:
            other = parse_period(text)
            snapshot = take_snapshot(connection, own.id, other)
            now = [content_of(own, other, prepare(snapshot, way)) for way in ways]
            if content not in now:
                words = (
                    f"{other.title}的报送表（第 {revision} 版）写在这份之后，写好以后记录又改过；"
                    f"两份都管的日子党委以后写的为准，请把 {text} 也重新导出"
                )
                findings.append(Finding("overtaken", words, fatal=False))
    return findings


def file_name(own: Own, period: Period, revision: int) -> str:
    """`{组织编码}_{组织简称}_{期间}_v{修订号}.xlsx`, without marks a file system refuses."""
    parts = f"{own.code}_{own.short_name}_{period.text}_v{revision}"
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", parts).strip(" .")[:120] + ".xlsx"


def verify(file: Path, content: str) -> str:
    """Read a written submission back and compare; returns the file's SHA-256.

    Raises UserError when what stands there is not what was meant (a failing stick).
    """
    from partydesk.exchange.reading.reader import read_own

    return prove(read_own(file), content)


def prove(book: Book, content: str) -> str:
    """Compare what was read of a submission with what was meant; the SHA-256 of what was read.

    Raises UserError where it is not that.
    """
    from partydesk.exchange.submission.reading_back import decode

    again = decode(book, tuple(data_sheets()))
    if again.content != content or again.edited:
        raise not_read_back()
    return again.sha256


def _figures(
    connection: Connection, own: Own, period: Period, *, committee: bool
) -> list[FigureRow]:
    """The 指标 sheet's rows: id, label, value, unit, evidence rows; blank value where missing."""
    result: list[FigureRow] = []
    counted = indicators.tally(connection, period, beyond=False)
    for indicator in indicators.INDICATORS:
        if not committee and indicator.held_by == "C":
            continue
        # A committee tells of all under it: what is inside is not to be added to it once more.
        value = counted.value(indicator.id, None if committee else (own.id,))
        result.append((indicator.id, indicator.label, value.value, indicator.unit, value.evidence))
    return result
