"""What the lines of a sheet would do to the store: add, update, leave as it is, or refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.roster.cell_values import hidden_part
from partydesk.exchange.roster.matching import (
    KEYS,
    Index,
    Known,
    Match,
    Places,
    doubles,
    index_of,
    places,
)
from partydesk.exchange.roster.remarks import Remarks
from partydesk.exchange.roster.table import Line, Table, ValueChange, decides
from partydesk.records.base import Record, kind_of
from partydesk.records.checking import check, complete
from partydesk.records.checks import birth_date_of, identity_number
from partydesk.records.fields import Field, fields
from partydesk.records.findings import Finding
from partydesk.records.values import Stored, shown, to_stored, to_typed
from partydesk.store import rows

ADD, UPDATE, SAME, REFUSE = "add", "update", "same", "refuse"
# Remarks about a row that do not concern one cell alone.
_WHOLE_ROW = {"same-name", "in-recycle-bin", "formation-differs", "name-differs"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one row of the sheet (1-based).

    `action` is add, update, same or refuse; `uid` that of the record it updates or equals;
    `values` are typed; `differs` maps a label to (old, new) as shown, personal texts masked.
    """

    row: int
    action: str
    uid: str | None
    name: str
    organisation: int
    values: Mapping[str, Any]
    differs: Mapping[str, tuple[str, str]]


@dataclass(slots=True)
class Judged:
    """The items of a table, one per row, with changes and problems."""

    items: list[Decision] = dataclass_field(default_factory=list)
    changes: list[ValueChange] = dataclass_field(default_factory=list)
    findings: list[Finding] = dataclass_field(default_factory=list)

    def count(self, action: str) -> int:
        """How many rows have this action."""
        return sum(item.action == action for item in self.items)


def judge(connection: Connection, table: Table, own: int, *, committee: bool) -> Judged:
    """Judge every line against what the store holds now."""
    return _Judge(connection, table, own, committee).all()


class _Judge:
    def __init__(self, connection: Connection, table: Table, own: int, committee: bool) -> None:
        self.connection = connection
        self.table = table
        self.kind = table.kind
        self.record: type[Record] = kind_of(table.kind)
        self.declared: dict[str, Field] = fields(self.record)
        self.index: Index = index_of(connection, table.kind)
        self.places: Places = places(connection, own)
        self.committee = committee
        self.done = Judged()
        self.remarks = Remarks(table)
        self.doubles = doubles(
            (
                line.row,
                to_stored_or_none(self.declared, line.values, self._number),
                line.values.get("name"),
            )
            for line in table.lines
            if not any(finding.fatal for finding in line.findings)
        )

    def all(self) -> Judged:
        later: list[Finding] = []
        # Those with a number first, those without a name last: then a name stands for nobody
        # whom a later row turns into somebody else, and a second import finds what the first did.
        for line in sorted(
            self.table.lines,
            key=lambda line: (self._number not in line.values, "name" not in line.values),
        ):
            told = list(line.findings)
            changes = list(line.changes)
            item = self._item(line, told, changes)
            self.done.items.append(item)
            later += [self._left_out(p) if item.action != REFUSE else p for p in told]
            if item.action != REFUSE:
                self.done.changes += changes
        self.done.items.sort(key=lambda item: item.row)
        self.done.changes.sort(key=lambda change: change.row)
        self.done.findings = self.remarks.told() + sorted(later, key=lambda told: told.row)
        return self.done

    def _left_out(self, finding: Finding) -> Finding:
        """Say of an unreadable cell that it alone is left out."""
        if finding.code in _WHOLE_ROW:
            return finding
        message = finding.message.removesuffix("。")
        return replace(finding, message=f"{message}。这一格没有收，其余照收")

    def _item(self, line: Line, told: list[Finding], changes: list[ValueChange]) -> Decision:
        organisation = self._organisation(line)
        values = dict(line.values)
        name = str(values.get("name", ""))

        def refused(*findings: Finding) -> Decision:
            told.extend(findings)
            return Decision(line.row, REFUSE, None, name, organisation, values, {})

        if any(finding.fatal for finding in told):
            return refused()
        if line.row in self.doubles:
            return refused(self._at(line, self.doubles[line.row]))
        match = self._match(line, values, organisation)
        if match.refusal is not None:
            return refused(self._at(line, match.refusal))
        known = match.known
        row = (
            rows.get(self.connection, self.kind, known.id)
            if known is not None and known.id is not None
            else None
        )
        before = {n: to_typed(f, row[n]) for n, f in self.declared.items()} if row else {}
        self._formation(line, values, before, told, changes)
        self._birth_day(line, values, before, changes)
        filled = self._checked(line, values, before, told, new=row is None)
        if filled is None:
            return refused()
        differs = self._differs(row, filled) if row else {}
        if known is not None and row is not None:
            if known.reported and differs:
                return refused(self._at(line, self._read_only(differs)))
            if before["name"] != filled["name"] and match.by_number:
                told.append(self._at(line, self._renamed(before["name"])))
            if known.organisation != organisation:
                self.remarks.add("elsewhere", line.row, name)
            if match.by_name:
                self.remarks.add("by-name", line.row, name)
            known.row = line.row
            number = to_stored_or_none(self.declared, filled, self._number)
            self.index.now(known, number, self._weak(filled))
            self._fill_in(line, filled, before, changes)
            action = UPDATE if differs else SAME
            item = Decision(line.row, action, known.uid, name, organisation, values, differs)
            return replace(item, values=self._edits(row, filled))
        if match.remark is not None:
            told.append(self._at(line, match.remark))
        number = to_stored_or_none(self.declared, filled, self._number)
        if number is not None and number in self.index.removed:
            told.append(self._in_bin(line))
        self._fill_in(line, filled, {}, changes)
        self.index.put(Known(number, self._weak(filled), organisation, row=line.row))
        given = {n: v for n, v in filled.items() if v is not None}
        return Decision(line.row, ADD, None, name, organisation, given, {})

    # --- who and where ----------------------------------------------------------------

    @property
    def _number(self) -> str:
        return KEYS[self.kind][0]

    def _weak(self, values: Mapping[str, Any]) -> tuple[Stored, ...]:
        return tuple(to_stored_or_none(self.declared, values, n) for n in KEYS[self.kind][1])

    def _match(self, line: Line, values: Mapping[str, Any], organisation: int) -> Match:
        number = to_stored_or_none(self.declared, values, self._number)
        unread = {p.column for p in line.findings}
        if number is None and any(
            name in self.table.header.fields and self.table.label(name) in unread
            for name in KEYS[self.kind][1][1:]
        ):
            label = self.declared[KEYS[self.kind][1][1]].label
            return Match(
                refusal=Finding(
                    "no-key", f"没有号码，{label}又读不出来，认不出是谁。请改正{label}或补上号码"
                )
            )
        return self.index.find(number, self._weak(values), organisation)

    def _organisation(self, line: Line) -> int:
        own = self.places.own
        if not line.place:
            return own
        found = self.places.find(line.place)
        if not self.committee or self.kind != "member":
            if found != own:
                self.remarks.add("other-organisation", line.row, line.place)
            return own
        if found is None:
            self.remarks.add("no-such-organisation", line.row, line.place)
            return own
        return found

    # --- values -----------------------------------------------------------------------

    def _formation(
        self,
        line: Line,
        values: dict[str, Any],
        before: Mapping[str, Any],
        told: list[Finding],
        changes: list[ValueChange],
    ) -> None:
        """是否成立党组织：否 without a form means 未组建; with one, the two contradict."""
        if line.formed is None:
            return
        formation = values.get("formation")
        label = self.declared["formation"].label
        if not line.formed and formation is None:
            values["formation"] = "none"
            changes.append(ValueChange(line.row, label, "", "未组建", "是否成立党组织为“否”"))
        elif line.formed is (formation == "none") and formation is not None:
            told.append(
                Finding(
                    "formation-differs",
                    f"是否成立党组织为“{'是' if line.formed else '否'}”，{label}却是"
                    f"“{shown(self.declared['formation'], formation)}”，按{label}收，请核对",
                    self.table.sheet,
                    line.row,
                    self.table.label("formation"),
                    fatal=False,
                )
            )

    def _birth_day(
        self,
        line: Line,
        values: dict[str, Any],
        before: Mapping[str, Any],
        changes: list[ValueChange],
    ) -> None:
        """A birth month without its day takes the day from the identity number."""
        if "birth_date" not in line.month_only:
            return
        identity = values.get("id_number") or before.get("id_number")
        if not identity or identity_number(identity) is not None:
            return
        born, written = birth_date_of(identity), values["birth_date"]
        if born and (born.year, born.month) == (written.year, written.month):
            values["birth_date"] = born
            label = self.table.label("birth_date")
            for at, change in enumerate(changes):
                if change.column == label:
                    changes[at] = replace(
                        change, after=born.isoformat(), why="只到月，日由公民身份号码补上"
                    )

    def _checked(
        self,
        line: Line,
        values: dict[str, Any],
        before: Mapping[str, Any],
        told: list[Finding],
        *,
        new: bool,
    ) -> dict[str, Any] | None:
        """The whole record as it would be, or None when it cannot be (the reasons are told).

        A wrong value the record can do without is left out, and told.
        """
        while True:
            filled = complete(self.record, {**before, **values}, new=new)
            wrong = check(self.record, filled)
            if not wrong:
                return filled
            loose = [
                p
                for p in wrong
                if p.column in values
                and p.code != "required"
                and not decides(self.declared[p.column])
                and any(judge.__name__ == p.code for judge in self.declared[p.column].checks)
            ]
            if not loose:
                told.extend(self._named(line, finding) for finding in wrong)
                return None
            for finding in loose:
                del values[finding.column]
                told.append(replace(self._named(line, finding), fatal=False))

    def _fill_in(
        self,
        line: Line,
        filled: Mapping[str, Any],
        before: Mapping[str, Any],
        changes: list[ValueChange],
    ) -> None:
        """Tell what was filled in where the sheet says nothing."""
        for name in ("sex", "birth_date", "category"):
            if name not in self.declared or filled.get(name) is None:
                continue
            if name in line.values or before.get(name) is not None:
                continue
            default = name == "category"
            if default and name not in self.table.header.fields:
                self.remarks.add("no-category", line.row, "")
                continue
            why = "没有填，按此记，请核对" if default else "由公民身份号码带出"
            text = shown(self.declared[name], to_stored(self.declared[name], filled[name]))
            changes.append(ValueChange(line.row, self.table.label(name), "", text, why))

    def _edits(self, row: rows.Row, filled: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: filled.get(name)
            for name, field in self.declared.items()
            if to_stored(field, filled.get(name)) != row[name]
        }

    def _differs(self, row: rows.Row, filled: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
        differs = {}
        for name, field in self.declared.items():
            new = to_stored(field, filled.get(name))
            if new != row[name]:
                differs[field.label] = (
                    hidden_part(field, shown(field, row[name])),
                    hidden_part(field, shown(field, new)),
                )
        return differs

    # --- telling ----------------------------------------------------------------------

    def _at(self, line: Line, finding: Finding) -> Finding:
        name = "name" if finding.code != "no-key" else KEYS[self.kind][1][-1]
        label = self.table.label(name)
        value = hidden_part(self.declared["name"], line.values.get("name"))
        return replace(finding, sheet=self.table.sheet, row=line.row, column=label, value=value)

    def _named(self, line: Line, finding: Finding) -> Finding:
        """A check's problem with the sheet's place and header in place of the field's name."""
        field = self.declared.get(finding.column)
        value = line.values.get(finding.column)
        text = shown(field, to_stored(field, value)) if field and value is not None else ""
        return replace(
            finding,
            sheet=self.table.sheet,
            row=line.row,
            column=self.table.label(finding.column) if field else finding.column,
            value=hidden_part(field, text),
        )

    def _in_bin(self, line: Line) -> Finding:
        return self._at(
            line,
            Finding(
                "in-recycle-bin",
                "回收站里有号码相同的记录，这一行按新增收。要接着用原来的，请撤销导入，先从回收站恢复它",
                fatal=False,
            ),
        )

    def _renamed(self, before: str) -> Finding:
        number = self.declared[self._number].label
        return Finding(
            "name-differs",
            f"{number}与已登记的“{before}”相同而名称不同，按改名收，请核对",
            fatal=False,
        )

    def _read_only(self, differs: Mapping[str, tuple[str, str]]) -> Finding:
        labels = "、".join(list(differs)[:6])
        return Finding(
            "read-only",
            f"这条{self.record.title}是支部报来的，这里只能看，而表里的{labels}与它不同。"
            "要改，请退回支部，由支部改后重报",
        )


def to_stored_or_none(
    declared: Mapping[str, Field], values: Mapping[str, Any], name: str
) -> Stored:
    """The stored form of one value of a record, None when it has none."""
    value = values.get(name)
    return None if value is None else to_stored(declared[name], value)
