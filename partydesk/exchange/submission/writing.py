"""Writing a branch's submission (报送表): complete, read back and compared, then renamed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partydesk import __version__
from partydesk.exchange.reading.reader import Book
from partydesk.exchange.seal import sealed
from partydesk.exchange.submission import (
    baseline,
    below,
    below_read,
    canonical,
    dues_read,
    dues_sheet,
    figures_sheet,
    identities,
    known_revisions,
    preflight,
    sealing,
)
from partydesk.exchange.submission.columns import FORMAT, FORMAT_VERSION, METADATA, Role
from partydesk.exchange.submission.heading import (
    MOST_REVISIONS,
    Heading,
    heading_digest,
    order_digest,
)
from partydesk.exchange.submission.identities import HIDDEN, Identities
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.snapshot import SheetRows, take_snapshot
from partydesk.exchange.submission.stamps import local
from partydesk.records.checks import organisation_code, organisation_name
from partydesk.records.clock import now_stamp, precise_stamp, today
from partydesk.records.fields import Field, Privacy
from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import Period, parse_period
from partydesk.records.personal_numbers import FREE_TEXT, as_written, without_numbers
from partydesk.records.values import Stored
from partydesk.rules import indicators
from partydesk.rules.norms import dues_told
from partydesk.store import settings
from partydesk.store.atomic import written
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
    if not folder.is_dir():
        raise UserError("no-folder", f"找不到文件夹“{folder}”。请看 U 盘是否插好，或另选文件夹")
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
        told_of = dues_told.gather_all if above else dues_told.gather
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
    numbers = identities.of(held, unsealed=unsealed)
    sheets = {rows.layout.sheet: Prepared(rows, numbers) for rows in snapshot.values()}
    content = _content(own, period, sheets)
    packed = below.pack(under) if under is not None else ""
    told_now = canonical.content_digest([packed], {}) if packed else ""
    if dues is not None:
        told_now = canonical.content_digest([told_now, dues_sheet.pack(dues)], {})
    # What its branches came to and how dues stand is no part of the rows, and is handed in all the
    # same.
    again = known is not None and known.content == content and told_now == told_before
    if again:
        found += _overtaken_by(store, own, period, identities.ways(held))
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
    heading = Heading(
        own.uid, own.code, own.name, period, revision, made_at, __version__, before, order
    )
    counts = {name: len(each.uids) for name, each in sheets.items()}
    file = folder / file_name(own, period, revision)
    progress(1, 4, "写出表格")
    prepared = list(sheets.values())

    def make(place: Path) -> None:
        write_workbook(place, heading, content, prepared, figures, found, under, dues, sealer)
        progress(3, 4, "读回核对")

    with written(file) as temporary:
        if sealer is None:
            make(temporary)
            digest = verify(temporary, content)
        else:
            digest = sealer.write(temporary, make, lambda book: prove(book, content))
        # Before it is there: killed between the two, the next one must not take its number.
        told = known_revisions.Known(revision, content, made_at, before, order)
        known_revisions.keep(store.home, own, period, told)
    with store.transaction() as connection:
        known_revisions.keep_order(connection, order)
        if told_now:
            settings.put(connection, f"{_TOLD}{period.text}", told_now)
        there = connection.exec_driver_sql(
            "SELECT 1 FROM submission WHERE direction = 'out' AND period = ? AND revision = ? "
            "AND content = ?",
            (period.text, revision, content),
        ).fetchone()
        if there is None:
            connection.exec_driver_sql(
                "INSERT INTO submission (direction, state, org_uid, org_code, org_name, period, "
                "first_day, last_day, revision, made_at, program, content, sha256, file_name, "
                "edited_rows, problems, counts, taken_at) "
                "VALUES ('out', 'written', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', '[]', ?, ?)",
                (
                    own.uid, own.code, own.name, period.text, period.first.isoformat(),
                    period.last.isoformat(), revision, made_at, __version__, content, digest,
                    file.name, json.dumps(counts, ensure_ascii=False), now_stamp(),
                ),
            )  # fmt: skip
    progress(4, 4, "完成")
    said = _said_again(known) if known and again else ""
    word = sealer.password if sealer is not None else ""
    return Exported(file, revision, sealer is not None, content, counts, found, said, word)


def _said_again(known: known_revisions.Known) -> str:
    """What to do where nothing has changed since the revision that was written before."""
    when = f" {local(known.made_at)} 写出的" if known.made_at else ""
    return (
        f"记录没有改过，内容与{when}第 {known.revision} 版相同，还是第 {known.revision} 版。"
        "党委说这一版收不下的，请先在“报送”页打开党委给的退回单或回执，再写出"
    )


def _content(own: Own, period: Period, sheets: Mapping[str, Prepared]) -> str:
    """The digest of what a submission of this period holds."""
    return canonical.content_digest(
        [own.uid, own.code, period.text], {name: each.digest for name, each in sheets.items()}
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
            now = [
                _content(own, other, {r.layout.sheet: Prepared(r, way) for r in snapshot.values()})
                for way in ways
            ]
            if content not in now:
                words = (
                    f"{other.title}的报送表（第 {revision} 版）写在这份之后，写好以后记录又改过；"
                    f"两份都管的日子党委以后写的为准，请把 {text} 也重新导出"
                )
                findings.append(Finding("overtaken", words, fatal=False))
    return findings


class Prepared:
    """A sheet's rows as they will be written: personal values masked, `numbers` says how those that
    name a person are; digests made."""

    def __init__(self, rows: SheetRows, numbers: Identities = HIDDEN) -> None:
        self._numbers = numbers
        self.layout = rows.layout
        self.uids = rows.uids
        self.texts = {
            label: [without_numbers(v) if isinstance(v, str) else v for v in column]
            for label, column in rows.texts.items()
        }
        self.values = self._masked(rows)
        texts = canonical.row_texts(self.uids, list(zip(*self.values, strict=True)))
        self.row_digests = [canonical.row_digest(text) for text in texts]
        self.digest = canonical.sheet_digest(texts)

    def _masked(self, rows: SheetRows) -> list[tuple[Stored, ...]]:
        columns = {c.name: c.field for c in rows.layout.columns if c.role is Role.FIELD}
        personal = [
            (place, field)
            for place, name in enumerate(rows.layout.names)
            if (field := columns.get(name)) is not None
            and (field.privacy is Privacy.PERSONAL or field.kind in FREE_TEXT)
        ]
        if not personal:
            return rows.values
        numbered = rows.layout.numbered_by
        result = []
        for values in rows.values:
            row = list(values)
            for place, field in personal:
                if row[place] is not None and field.column == numbered and field.checks:
                    beside = dict(zip(rows.layout.names, values, strict=True))
                    row[place] = self._numbers.written(field, str(row[place]), beside)
                elif row[place] is not None:
                    row[place] = as_written(field, str(row[place]))
            result.append(tuple(row))
        return result


def file_name(own: Own, period: Period, revision: int) -> str:
    """`{组织编码}_{组织简称}_{期间}_v{修订号}.xlsx`, without marks a file system refuses."""
    parts = f"{own.code}_{own.short_name}_{period.text}_v{revision}"
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", parts).strip(" .")[:120] + ".xlsx"


def write_workbook(
    file: Path,
    heading: Heading,
    content: str,
    sheets: Sequence[Prepared],
    figures: list[tuple[str, str, Any, str, int]],
    found: Sequence[Finding],
    told: Mapping[str, Any] | None = None,
    dues: Mapping[str, Any] | None = None,
    sealer: sealing.Sealer | None = None,
) -> None:
    """Write all sheets of a submission to a file; `content` is the digest of its rows, `told` what
    a committee tells of all under it (below.gather), `dues` how 党费 stand (dues_told.gather),
    `sealer` what its heading is sealed with.

    Raises UserError when it cannot be written.
    """
    from openpyxl import Workbook

    from partydesk.exchange.submission.cover import write_cover
    from partydesk.exchange.submission.data_sheets import (
        Cells,
        CodeSheet,
        add_drop_downs,
        open_data_sheet,
        print_part,
        save,
        whole,
        width_of,
        write_header,
    )

    period = heading.period
    workbook = Workbook(write_only=True)
    with whole(workbook):
        cells, codes = Cells(workbook), CodeSheet()
        facts = [
            ("组织编码", heading.org_code),
            ("党组织名称", heading.org_name),
            ("期间", f"{period.text}（{period.first} 至 {period.last}）"),
            ("修订号", f"第 {heading.revision} 版"),
            ("写出时间", local(heading.made_at)),
            ("程序版本", f"支部工作台 {__version__}"),
            ("登记", _enrolled(sealer)),
        ]
        counts = {sheet.layout.sheet: len(sheet.uids) for sheet in sheets}
        write_cover(workbook, cells, "支部报送表", facts, counts, found)
        figures_sheet.write(workbook, cells, figures)
        for prepared in sheets:
            layout, total = prepared.layout, len(prepared.uids)
            columns = columns_of(prepared, cells, heading.org_code)
            widths = [width_of(c, cs) for c, cs in zip(layout.shown, columns, strict=True)]
            sheet = open_data_sheet(workbook, layout.sheet, layout.shown, total, widths)
            print_part(sheet, layout, widths, total)
            add_drop_downs(sheet, layout.shown, codes, total)
            write_header(sheet, cells, (column.header for column in layout.shown))
            for row in zip(*columns, strict=True):
                sheet.append(row)
        if told is not None:
            below.write_sheet(workbook, cells, told)
        if dues is not None:
            dues_sheet.write_sheet(workbook, cells, dues)
        codes.write(workbook)
        write_metadata(workbook, cells, heading, content, sheets, figures, told, dues, sealer)
        save(workbook, file)


def _enrolled(sealer: sealing.Sealer | None) -> str:
    """What the cover says of the seal."""
    if sealer is None:
        return "未登记（没有加封，身份号码、电话和住址已遮盖）"
    return f"已加封（第 {sealer.card.number} 号登记卡，身份号码完整，电话和住址已遮盖）"


def columns_of(prepared: Prepared, cells: Any, code: str) -> list[Sequence[Any]]:
    """The cells of a sheet as openpyxl takes them, column by column as they are shown: a memo
    serves repeats."""
    layout = prepared.layout
    if not prepared.values:
        return [() for _ in layout.shown]
    by_name = dict(zip(layout.names, zip(*prepared.values, strict=True), strict=True))
    columns: list[Sequence[Any]] = []
    for column in layout.shown:
        if column.role is Role.UID:
            columns.append(prepared.uids)
        elif column.role is Role.ORGANISATION:
            columns.append([cells.text(code)] * len(prepared.uids))
        elif column.role is Role.DIGEST:
            columns.append(prepared.row_digests)
        elif column.role is Role.REFERENCE:
            columns.append(by_name[column.name])
        elif column.role is Role.FIELD and column.field is not None:
            columns.append(_written(cells, column.field, by_name[column.name]))
        else:
            columns.append(
                [cells.text(v) if isinstance(v, str) else v for v in prepared.texts[column.header]]
            )
    return columns


def _written(cells: Any, field: Field, values: Sequence[Stored]) -> list[Any]:
    """The cells of a field's values; what is longer than its column is wide takes more lines."""
    from partydesk.exchange.submission.data_sheets import WIDEST, cell_of, units

    memo: dict[Stored, Any] = {}
    for value in values:
        if value not in memo:
            cell = cell_of(cells, field, value, mask=False)
            if isinstance(cell, str) and units(cell) > WIDEST:
                cell = cells.styled(cell, "wrapped")
            memo[value] = cell
    return [memo[value] for value in values]


def write_metadata(
    workbook: Any,
    cells: Any,
    heading: Heading,
    content: str,
    sheets: Sequence[Prepared],
    figures: Sequence[tuple[str, str, Any, str, int]],
    told: Mapping[str, Any] | None = None,
    dues: Mapping[str, Any] | None = None,
    sealer: sealing.Sealer | None = None,
) -> None:
    """The hidden 元数据 sheet: key in column A, value in B (and on, when a cell is too small)."""
    from partydesk.exchange.submission.data_sheets import new_sheet

    sheet = new_sheet(workbook, METADATA)
    sheet.sheet_state = "hidden"
    facts: dict[str, str] = {
        "format": FORMAT,
        "version": str(FORMAT_VERSION),
        "org_uid": heading.org_uid,
        "org_code": heading.org_code,
        "org_name": heading.org_name,
        "period": heading.period.text,
        "first_day": heading.period.first.isoformat(),
        "last_day": heading.period.last.isoformat(),
        "revision": str(heading.revision),
        "made_at": heading.made_at,
        "program": heading.program,
        "sealed": "no",
        "content": content,
        "previous": heading.previous or "",
        "heading": (whole := heading_digest(FORMAT_VERSION, heading, content)),
        "order": heading.order,
        "order_digest": order_digest(whole, heading.order),
        figures_sheet.FIGURES: (kept := figures_sheet.pack(figures)),
        figures_sheet.FIGURES_DIGEST: figures_sheet.digest(whole, kept),
    }
    if told is not None:
        facts[below_read.BELOW] = packed = below.pack(told)
        facts[below_read.BELOW_DIGEST] = below_read.digest(whole, packed)
    if dues is not None:
        facts[dues_read.DUES] = packed = dues_sheet.pack(dues)
        facts[dues_read.DUES_DIGEST] = dues_read.digest(whole, packed)
    for prepared in sheets:
        facts[f"count:{prepared.layout.sheet}"] = str(len(prepared.uids))
        facts[f"digest:{prepared.layout.sheet}"] = prepared.digest
    before: dict[str, str] = {}
    for prepared in sheets:
        before[f"rows:{prepared.layout.sheet}"] = "".join(prepared.row_digests)
        packed = baseline.pack(prepared.values) if prepared.values else ""
        before[f"was:{prepared.layout.sheet}"] = packed
    if sealer is not None:
        facts[sealed.BEFORE] = sealed.before_digest(before)
        facts |= sealer.facts(facts, FORMAT_VERSION, heading)
    for key, value in facts.items():
        # A cell holds 32,767 characters.
        parts = [value[at : at + 30_000] for at in range(0, len(value), 30_000)] or [""]
        sheet.append([key, *(cells.text(part) for part in parts)])
    for key, value in before.items():
        sheet.append([key, *(value[at : at + 30_000] for at in range(0, len(value), 30_000))])


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
        raise UserError("read-back", "写完读回核对不一致，U 盘可能有问题。请换一个 U 盘再写")
    return again.sha256


def _figures(
    connection: Any, own: Own, period: Period, *, committee: bool
) -> list[tuple[str, str, Any, str, int]]:
    """The 指标 sheet's rows: id, label, value, unit, evidence rows; blank value where missing."""
    result: list[tuple[str, str, Any, str, int]] = []
    counted = indicators.tally(connection, period, beyond=False)
    for indicator in indicators.INDICATORS:
        if not committee and indicator.held_by == "C":
            continue
        # A committee tells of all under it: what is inside is not to be added to it once more.
        value = counted.value(indicator.id, None if committee else (own.id,))
        result.append((indicator.id, indicator.label, value.value, indicator.unit, value.evidence))
    return result
