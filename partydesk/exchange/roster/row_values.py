"""What a record would hold after a row: its cells completed, compared, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from partydesk.exchange.roster.basis import Basis, Case
from partydesk.exchange.roster.identities import Identities
from partydesk.exchange.roster.matching import Known, Match
from partydesk.exchange.roster.row_source import Row, ValueChange, seen
from partydesk.records.checking import check, complete, judged_by_others
from partydesk.records.fields import Kind
from partydesk.records.findings import Finding, UserError
from partydesk.records.names import person_key
from partydesk.records.only_once import only_once
from partydesk.records.personal_numbers import same_but_hidden
from partydesk.records.values import shown, to_stored
from partydesk.store import rows
from partydesk.store.shown_rows import cell_text


class RowValues:
    """Works on the values of a source's rows."""

    def __init__(self, basis: Basis, who: Identities) -> None:
        self.basis, self.who = basis, who

    def equals(self, row: Row, stored: Mapping[str, Any]) -> bool:
        """Whether a row says nothing but what the list shows of a record."""
        if row.place and self.who.place(row) != stored["organisation"]:
            return False
        return all(
            text == (listed := cell_text(self.basis.kind, name, stored))
            or same_but_hidden(text, listed)
            or (name in row.values and self.basis.value(row, name) == stored[name])
            for name, text in row.texts.items()
        )

    def compare(self, case: Case, known: Known, stored: Mapping[str, Any]) -> list[Finding]:
        """Leave of a row what differs from the record it was copied from; what is unreadable."""
        row, wrong = case.row, []
        case.values = {}
        for name, text in row.texts.items():
            field = self.basis.declared[name]
            listed = cell_text(self.basis.kind, name, stored)
            if text == listed or same_but_hidden(text, listed):
                continue
            if name in row.hidden:
                case.told.append(self.basis.say.masked(row, name, "原来的不动"))
            elif name in row.unread:
                wrong.append(row.unread[name])
            elif self.basis.value(row, name) != stored[name]:
                empties = row.values[name] is None and field.default is None and not field.required
                if empties:
                    clears = self.basis.source.answers.clears
                    self.basis.remarks.add("cleared" if clears else "left-blank", row.number)
                    if not clears:
                        continue
                case.values[name] = row.values[name]
        if row.place and self.who.place(row) != known.organisation:
            case.told.append(self.basis.say.elsewhere(row))
        return wrong

    def keep_written(self, case: Case, before: Mapping[str, Any], match: Match) -> None:
        """Keep what the record says better: a name written another way, a month's known day, what
        an exported list hides of a text, what a record joined with it said otherwise."""
        connection, kind = self.basis.writer.connection, self.basis.kind
        gone = rows.get(connection, kind, match.through) if match.through else None
        for name, value in case.values.items() if gone else ():
            if gone and before[name] is not None and _same(value, gone[name]):
                case.values[name] = before[name]
        for part in self.who.index.parts[:1] if self.who.index.lasting else ():
            written, recorded = case.values.get(part), before.get(part)
            if written and recorded and person_key(written) == person_key(recorded):
                case.values[part] = recorded
        for name, value in case.values.items():
            if same_but_hidden(value, before[name]):
                case.values[name] = before[name]
            if self.basis.declared[name].kind is not Kind.DATE or not before[name]:
                continue
            vague = name in case.row.month_only or (value.day == 1 and not match.by_number)
            if vague and value.replace(day=1) == before[name].replace(day=1):
                case.values[name] = before[name]

    def keep_listed(self, case: Case, stored: Mapping[str, Any]) -> None:
        """Numbers give way to a list of names; where they differ it is told."""
        for name, derived in self.basis.record.counted_as_listed.items():
            if case.values.get(name) is None or not any(
                stored.get(each) for each in self.basis.record.counted_as_listed.values()
            ):
                continue
            if case.values.pop(name) != stored.get(derived):
                self.basis.remarks.add("listed", case.row.number, self.basis.title(case.row))

    def supplement(self, case: Case, before: Mapping[str, Any]) -> None:
        """Take from other columns what a column leaves open, as the kind of record says."""
        row, values = case.row, case.values
        for said in self.basis.record.supplement(values, before, row.month_only, row.judged):
            if isinstance(said, Finding):
                case.told.append(replace(self.basis.say.at(row, said), value=""))
                continue
            name, value, why = said
            field = self.basis.declared[name]
            after = seen(field, to_stored(value))
            if name not in values:
                case.changes.append(ValueChange(row.number, field.label, "", after, why))
            case.changes = [
                replace(change, after=after, why=why)
                if change.field == name and name in values
                else change
                for change in case.changes
            ]
            values[name] = value

    def checked(
        self, case: Case, before: Mapping[str, Any], stored: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[Finding]]:
        """The whole record as it would be, and what keeps it from being so.

        Where wrong cells are left out, those the record can do without are, and are told.
        """
        while True:
            filled = complete(self.basis.record, {**before, **case.values}, new=stored is None)
            wrong = check(self.basis.record, filled, before)
            if stored is not None and not wrong:
                try:
                    self.basis.record.before_edit(self.basis.writer, stored, filled)
                    only_once(self.basis.record, self.basis.writer, stored, filled)
                except UserError as error:
                    wrong = [Finding(error.code, error.message)]
            wrong = wrong or self._by_others(filled, stored)
            loose = [finding for finding in wrong if self._can_do_without(finding, case.values)]
            if not self.basis.policy.leaves_out or not loose:
                return filled, [self.basis.say.at(case.row, finding) for finding in wrong]
            for finding in loose:
                del case.values[finding.column]
                case.left_out.append(replace(self.basis.say.at(case.row, finding), fatal=False))
                case.told.append(case.left_out[-1])

    def _by_others(
        self, filled: Mapping[str, Any], stored: Mapping[str, Any] | None
    ) -> list[Finding]:
        record = self.basis.record
        if not (record.by_owner or record.by_file):
            return []
        told = {name: to_stored(filled.get(name)) for name in self.basis.declared}
        return judged_by_others(record, self.basis.writer, {**(stored or {}), **told}, stored)

    def _can_do_without(self, finding: Finding, values: Mapping[str, Any]) -> bool:
        name = finding.column
        if name not in values or self.basis.needs(name):
            return False
        field = self.basis.declared[name]
        judges = (*field.checks, *field.new_checks)
        return any(judge.__name__ == finding.code for judge in judges)

    def tell_filled(self, case: Case, filled: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        """Tell what was filled in where the sheet says nothing."""
        row = case.row
        number = self.basis.declared.get(self.who.index.number)
        for name in self.basis.record.told_filled:
            if filled.get(name) is None:
                continue
            if case.values.get(name) is not None or before.get(name) is not None:
                continue
            field = self.basis.declared[name]
            if field.default is not None and name not in self.basis.source.fields:
                self.basis.remarks.add(f"no-{name}", row.number)
                continue
            why = f"由{number.label}带出" if number else "自动带出"
            if field.default is not None:
                why = "没有填，按此记，请核对"
            text = shown(field, to_stored(filled[name]))
            case.changes.append(
                ValueChange(row.number, self.basis.source.label(name), "", text, why)
            )


def _same(value: Any, stored: Any) -> bool:
    """Whether a typed value is the stored one, a name in whatever form."""
    told = to_stored(value)
    if isinstance(told, str) and isinstance(stored, str):
        return told == stored or person_key(told) == person_key(stored)
    return bool(told == stored)
