"""导入: rosters and ledgers of other people become records, seen before they are taken.

`propose` reads a file and says what each row would do; `take` does all of it as one operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from partydesk.exchange.reading.reader import Book, read_book
from partydesk.exchange.reading.workers import Readers
from partydesk.exchange.roster.decision import ADD, REFUSE, SAME, UPDATE, Decision, Judged, judge
from partydesk.exchange.roster.header_names import FORMED
from partydesk.exchange.roster.sheet_rows import LeftOut
from partydesk.exchange.roster.table import Table, ValueChange, read_table
from partydesk.records.findings import Finding, UserError
from partydesk.store.opening import back_up
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges

KINDS = ("member", "enterprise")
_LABELS = {"member": "导入党员花名册", "enterprise": "导入企业台账"}


@dataclass(frozen=True, slots=True)
class Mapped:
    """One column of the sheet: its header as sent and the field it goes to (None: not taken).

    `note` says why it is not taken.
    """

    header: str
    field: str | None
    note: str = ""


@dataclass
class Proposal:
    """What taking a file in would do. Nothing has been changed yet.

    `header_row` is 1-based, the first of several. `problems` with `fatal` keep their row out,
    others only tell. `items` has one entry per row; `left_out` are totals, signatures, notes and
    repeated headers that are no records.
    """

    path: str
    kind: str
    sheet: str
    header_row: int
    columns: list[Mapped]
    rows: int
    added: int
    updated: int
    unchanged: int
    refused: int
    changes: list[ValueChange]
    findings: list[Finding]
    items: list[Decision]
    left_out: list[LeftOut]
    table: Table = field(repr=False)

    def as_json(self) -> dict[str, object]:
        """The JSON object of cli.md's `import`."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": [{"header": c.header, "field": c.field} for c in self.columns],
            "rows": self.rows,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "changes": [change.as_dict() for change in self.changes],
            "problems": [
                {
                    "sheet": finding.sheet,
                    "row": finding.row,
                    "column": finding.column,
                    "value": finding.value,
                    "code": finding.code,
                    "message": finding.message,
                }
                for finding in self.findings
            ],
        }


def propose(
    store: Store,
    path: Path | str,
    kind: str = "member",
    sheet: str | None = None,
    readers: Readers | None = None,
) -> Proposal:
    """What taking this file in would do; nothing is changed.

    `kind` is member or enterprise. Without `sheet` the visible sheet that fits best is read.
    Raises UserError when the file cannot be read or holds no such table.
    """
    if kind not in KINDS:
        raise ValueError(f"not a kind that can be imported: {kind!r}")
    table = read_table(_book(Path(path), readers), kind, sheet)
    own = store.own.id
    with store.read() as connection:
        judged = judge(connection, table, own, committee=store.role == "committee")
    return _proposal(str(path), table, judged)


def take(store: Store, proposal: Proposal) -> OperationChanges:
    """Do what a proposal says, all of it in one operation that can be undone.

    A backup is made first; one that fails is told in the proposal's problems and does not stop
    the import. Raises UserError (stale) when the store has changed since in a way that concerns
    these rows; then nothing is changed.
    """
    label = f"{_LABELS[proposal.kind]} {Path(proposal.path).name}"
    if not proposal.added and not proposal.updated:
        return OperationChanges(label, ())
    try:
        back_up(store, "import")
    except UserError as refusal:
        proposal.findings.append(
            Finding(
                "backup-failed",
                f"导入前的备份没有做成：{refusal.message}。导入照常完成",
                fatal=False,
            )
        )
    own = store.own.id
    with store.write(label) as writer:
        now = judge(writer.connection, proposal.table, own, committee=store.role == "committee")
        if now.items != proposal.items:
            raise UserError(
                "stale", "看过预览以后，数据又有了变动，这次没有导入。请重新读一遍这个文件再导入"
            )
        for item in now.items:
            if item.action == ADD:
                writer.add(proposal.kind, item.values, organisation=item.organisation)
            elif item.action == UPDATE and item.uid is not None:
                writer.edit(proposal.kind, item.uid, item.values)
        return OperationChanges(label, tuple(dict.fromkeys(writer.touched)))


def _book(path: Path, readers: Readers | None) -> Book:
    if readers is None:
        with Readers(workers=1) as own:
            return _book(path, own)
    for _, result in readers.map(_read, [(str(path), None)]):
        if isinstance(result, UserError):
            raise result
        return result
    raise AssertionError("one job gives one result")


def _read(path: str, _argument: None) -> Book:
    return read_book(path)


def _proposal(path: str, table: Table, judged: Judged) -> Proposal:
    return Proposal(
        path=path,
        kind=table.kind,
        sheet=table.sheet,
        header_row=table.header.first + 1,
        columns=_columns(table),
        rows=len(judged.items),
        added=judged.count(ADD),
        updated=judged.count(UPDATE),
        unchanged=judged.count(SAME),
        refused=judged.count(REFUSE),
        changes=judged.changes,
        findings=[*table.findings, *judged.findings],
        items=judged.items,
        left_out=table.left_out,
        table=table,
    )


def _columns(table: Table) -> list[Mapped]:
    mapped: Sequence[Mapped] = [
        Mapped(
            column.header,
            None if column.field == FORMED else column.field,
            "与组建形式一起判断" if column.field == FORMED else column.note,
        )
        for column in table.header.columns
    ]
    return list(mapped)
