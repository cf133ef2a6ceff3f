"""粘贴: rows copied in a spreadsheet, or out of a list, become records; seen before they are taken.

`propose_pasted` says what each row would do; `take_pasted` does all of it as one operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from partydesk.exchange.roster.decision import ADD, REFUSE, SAME, UPDATE, Decision
from partydesk.exchange.roster.intake import Mapped
from partydesk.exchange.roster.pasted_columns import UID, PastedSheet, read_pasted
from partydesk.exchange.roster.pasted_decision import judge_pasted
from partydesk.exchange.roster.pasted_text import rows_of_paste
from partydesk.exchange.roster.table import ValueChange
from partydesk.records.base import kind_of
from partydesk.records.findings import Finding, UserError
from partydesk.store.opening import back_up
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges, Writer

BACKED_UP = 10
"""Rows changed at once before a backup is made first."""


@dataclass
class Pasted:
    """What taking a pasted text would do. Nothing has been changed yet.

    `headed` says whether its first line was a header. `problems` with `fatal` keep their row out,
    others only tell. `items` has one entry per row, by its 1-based line.
    """

    kind: str
    headed: bool
    columns: list[Mapped]
    rows: int
    added: int
    updated: int
    unchanged: int
    refused: int
    changes: list[ValueChange]
    findings: list[Finding]
    items: list[Decision]
    sheet: PastedSheet = field(repr=False)


def propose_pasted(
    store: Store,
    kind: str,
    text: str,
    shown: Sequence[tuple[str, str]],
    progress: Progress = silent,
) -> Pasted:
    """What taking this text in would do; nothing is changed.

    `shown` are the columns (name, label) as the list shows them: the order of a text without a
    header. Raises UserError when the text is no list of rows, and Cancelled.
    """
    sheet = read_pasted(rows_of_paste(text), kind, shown)
    with store.read() as connection:
        writer = Writer(connection, store.own.id, store.actor, "")
        judged = judge_pasted(writer, sheet, committee=store.role == "committee", progress=progress)
    return Pasted(
        kind=kind,
        headed=sheet.headed,
        columns=[
            Mapped(
                column.header,
                None if column.field == UID else column.field,
                "用来认出是哪一条" if column.field == UID else column.note,
            )
            for column in sheet.columns
        ],
        rows=len(judged.items),
        added=judged.count(ADD),
        updated=judged.count(UPDATE),
        unchanged=judged.count(SAME),
        refused=judged.count(REFUSE),
        changes=judged.changes,
        findings=[*sheet.told, *judged.findings],
        items=judged.items,
        sheet=sheet,
    )


def take_pasted(store: Store, pasted: Pasted, progress: Progress = silent) -> OperationChanges:
    """Do what is proposed, all of it in one operation that can be undone.

    Before many rows a backup is made; one that fails is told in the problems and stops nothing.
    Raises UserError (stale, or what a row is refused for) and Cancelled; then nothing is changed.
    """
    number = pasted.added + pasted.updated
    label = f"粘贴 {number} 条{kind_of(pasted.kind).title}"
    if not number:
        return OperationChanges(label, ())
    if number >= BACKED_UP:
        try:
            back_up(store, "paste")
        except UserError as refusal:
            pasted.findings.append(
                Finding(
                    "backup-failed",
                    f"粘贴前的备份没有做成：{refusal.message}。粘贴照常完成",
                    fatal=False,
                )
            )
    with store.write(label) as writer:
        now = judge_pasted(
            writer, pasted.sheet, committee=store.role == "committee", progress=progress
        )
        if now.items != pasted.items:
            raise UserError("stale", "看过预览以后，数据又有了变动，这次没有收。请再粘贴一次")
        for done, item in enumerate(now.items):
            if done % 100 == 0:
                progress(done, len(now.items), f"正在写入 {number:,} 条")
            try:
                if item.action == ADD:
                    writer.add(pasted.kind, item.values, organisation=item.organisation)
                elif item.action == UPDATE and item.uid is not None:
                    writer.edit(pasted.kind, item.uid, item.values)
            except UserError as refusal:
                raise UserError(
                    refusal.code, f"第 {item.row} 行：{refusal.message}。这次什么都没有收"
                ) from refusal
        return OperationChanges(label, tuple(dict.fromkeys(writer.touched)))
