"""What the rows of a source would do to the store: add, change, leave, ask, or refuse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any

from partydesk.exchange.roster.answers import LEAVE, TAKE_AS_NEW, TAKE_AS_SAME
from partydesk.exchange.roster.header_names import PLACE
from partydesk.exchange.roster.matching import (
    Evidence,
    Identity,
    Index,
    Known,
    Match,
    Names,
    doubles,
    evidence,
    place_like,
    places,
)
from partydesk.exchange.roster.proposal import ADD, ASK, REFUSE, SAME, UPDATE, Decision, Proposal
from partydesk.exchange.roster.remarks import Remarks
from partydesk.exchange.roster.row_findings import RowFindings
from partydesk.exchange.roster.row_source import Row, RowSource, ValueChange, seen
from partydesk.records.checking import check, complete
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.names import person_key
from partydesk.records.registry import kind_of
from partydesk.records.values import Stored, shown, squeezed, to_stored, to_typed
from partydesk.store import queries
from partydesk.store.progress import Progress
from partydesk.store.shown_rows import cell_text
from partydesk.store.writing import Writer

_AT_ONCE = 100


def decide(writer: Writer, source: RowSource, *, committee: bool, progress: Progress) -> Proposal:
    """Decide every row against what the store holds now; nothing is written.

    Raises Cancelled.
    """
    return _Engine(writer, source, committee).all(progress)


@dataclass(slots=True)
class _Case:
    """A row being decided: its values as they are completed, and what is told about it.

    `left_out` are those findings for which a cell is left out."""

    row: Row
    organisation: int
    values: dict[str, Any]
    told: list[Finding] = field(default_factory=list)
    left_out: list[Finding] = field(default_factory=list)
    changes: list[ValueChange] = field(default_factory=list)


class _Engine:
    def __init__(self, writer: Writer, source: RowSource, committee: bool) -> None:
        self.writer, self.source, self.committee = writer, source, committee
        self.policy = source.policy
        self.kind = source.kind
        self.record = kind_of(source.kind)
        self.declared: dict[str, Field] = fields(self.record)
        self.index = Index(writer.connection, source.kind, anywhere=self.policy.anywhere)
        self.places = places(writer.connection)
        self.say = RowFindings(source)
        self.remarks = Remarks(source)
        self.proposal = Proposal(source)
        self._doubles: dict[int, Finding] = {}
        self._new: dict[tuple[Stored, ...], int] = {}
        self._stored: dict[int, dict[str, Any]] = {}
        self._identities: dict[int, Identity] = {}
        self._bearers: dict[tuple[int | None, Stored], list[Identity]] = defaultdict(list)

    def all(self, progress: Progress) -> Proposal:
        """Decide the rows, some at a time."""
        done = self.proposal
        rows, total = iter(self._in_order()), len(self.source.lines)
        decided: list[tuple[int, Decision]] = []
        for start in range(0, total, _AT_ONCE):
            progress(start, total, "正在逐行核对")
            part = list(islice(rows, _AT_ONCE))
            self._stored = self._window(k for row in part for k in self._match(row).known)
            for row in part:
                case = self._case(row)
                item = self._decide(case)
                decided.append((row.at, item))
                if item.action not in (REFUSE, ASK):
                    done.changes += case.changes
                    case.told = [
                        self.say.left_out(finding) if finding in case.left_out else finding
                        for finding in case.told
                    ]
                done.findings += case.told
        done.items = [item for _, item in sorted(decided, key=lambda pair: pair[0])]
        done.changes.sort(key=lambda change: change.row)
        done.findings.sort(key=lambda finding: finding.row)
        done.findings[:0] = [*self.source.findings, *self.remarks.told()]
        return done

    def _in_order(self) -> Iterable[Row]:
        rows, name = list(self.source.rows()), self.index.parts[0]
        for row in rows if self.index.lasting else ():
            who = self._identity(row)
            if who.names:
                self._bearers[who.organisation, who.names[0]].append(who)
        if not self.policy.follows:
            return rows
        # Those with a number first, those without a name last: then a name stands for nobody
        # whom a later row turns into somebody else, and a second import finds what the first did.
        self._doubles = doubles(
            (row.at, row.number, self._number(row), row.values.get(name))
            for row in rows
            if not any(self._needs(each) for each in row.unread)
        )
        return sorted(
            rows,
            key=lambda row: (
                self._number(row) is None,
                row.values.get(name) is None,
                self._identity(row).lasting.count(None),
            ),
        )

    def _window(self, known: Iterable[Known]) -> dict[int, dict[str, Any]]:
        wanted = [each.id for each in known if each.id is not None]
        return queries.window(self.writer.connection, self.kind, wanted)

    def _row_of(self, known: Known) -> dict[str, Any]:
        """The record in the store as lists read it."""
        assert known.id is not None
        if known.id not in self._stored:
            # What earlier rows have changed has left only this one to speak of.
            self._stored |= self._window([known])
        return self._stored[known.id]

    # --- who and where ------------------------------------------------------------------------

    def _number(self, row: Row) -> Stored:
        return self._value(row, self.index.number) if self.index.number else None

    def _names(self, values: Mapping[str, Any]) -> Names:
        return self.index.comparable(to_stored(values.get(part)) for part in self.index.parts)

    def _lasting(self, values: Mapping[str, Any]) -> Names:
        return tuple(to_stored(values.get(name)) for name in self.index.lasting)

    def _value(self, row: Row, name: str) -> Stored:
        return to_stored(row.values.get(name))

    def _match(self, row: Row) -> Match:
        return self.index.find(self._identity(row))

    def _identity(self, row: Row) -> Identity:
        found = self._identities.get(row.at)
        if found is not None:
            return found
        number, lasting = self.index.number, self.index.lasting
        lacking = self.policy.from_list and not set(self.index.needed) <= set(row.texts)
        # An identity number says more than itself, and a meeting's name what kind it is.
        told = complete(self.record, row.values, new=False) if lasting else dict(row.values)
        if not lasting and any(told.get(part) is None for part in self.index.parts):
            for said in self.record.supplement(told, {}, row.month_only, row.judged):
                if not isinstance(said, Finding):
                    told[said[0]] = said[1]
        made = self._identities[row.at] = Identity(
            None if lacking else self._names(told),
            self._place(row) if self.policy.anywhere else self._organisation(row),
            self._number(row),
            row.texts[number].strip() if number in row.hidden else "",
            row.uid,
            self._lasting(told),
        )
        return made

    def _place(self, row: Row) -> int | None:
        """The organisation that a row names, or its sheet by its own name; None for none known."""
        if row.place or PLACE in self.source.fields:
            return self.places.get(squeezed(row.place)) if row.place else None
        return self._place_of_sheet

    @cached_property
    def _place_of_sheet(self) -> int | None:
        return place_like(self.source.sheet, self.places)

    def _organisation(self, row: Row) -> int:
        """The organisation that a row goes to."""
        place = self._place(row)
        return place if place is not None and self.committee else self.writer.own

    # --- deciding -----------------------------------------------------------------------------

    def _case(self, row: Row) -> _Case:
        said = {name: value for name, value in row.values.items() if value is not None}
        case = _Case(row, self._organisation(row), said)
        if self.policy.leaves_out:
            case.left_out += [
                replace(finding, fatal=self._needs(name)) for name, finding in row.unread.items()
            ]
            case.told += case.left_out
            case.changes += row.changes
        if row.place and not self.policy.anywhere and self._place(row) != case.organisation:
            code = "no-such-organisation" if self.committee else "other-organisation"
            self.remarks.add(code, row.number, row.place)
        return case

    def _decide(self, case: _Case) -> Decision:
        row, parts = case.row, self.index.parts
        if any(finding.fatal for finding in case.told):
            return self._refused(case)
        if row.at in self._doubles:
            return self._refused(case, self.say.at(row, self._doubles[row.at]))
        if (
            self.policy.leaves_out
            and self._number(row) is None
            and set(parts[1:]) & set(row.unread)
        ):
            return self._refused(case, self.say.unknown(row, parts[1]))
        match = self._match(row)
        if match.refusal is not None:
            return self._refused(case, self.say.at(row, match.refusal))
        for known in match.known if self.policy.from_list else ():
            if self._equals(row, self._row_of(known)):
                known.row = known.row or row.number
                return self._settled(case, SAME, known)
        if match.asks or len(match.known) > 1 or (match.by_name and self._contested(row, match)):
            meant = self._answered(row, match.known)
            if meant is None:
                return self._asked_which(case, match.known)
            match = Match(meant)
        return self._changed(case, match) if match.known else self._added(case, match)

    def _contested(self, row: Row, match: Match) -> bool:
        """Whether somebody else in the source may be the one whom the name alone points to."""
        who = self._identity(row)
        others = self._bearers[who.organisation, who.names[0] if who.names else None]
        return not match.known[0].row and any(
            evidence(who, other) in (Evidence.AGAINST, Evidence.UNSURE) for other in others
        )

    def _answered(self, row: Row, known: Sequence[Known]) -> Sequence[Known] | None:
        """Who the row is, as somebody has said: one record, none for a new one; None: not said."""
        answers = self.source.answers
        answer = answers.rows.get(row.number)
        if answer == LEAVE:
            return None
        if answer is None and len(known) == 1 and answers.same == TAKE_AS_SAME:
            return known
        if TAKE_AS_NEW in (answer, answers.same if answer is None else ""):
            return ()
        return [each for each in known if each.uid and each.uid == answer][:1] or None

    def _asked_which(self, case: _Case, known: Sequence[Known]) -> Decision:
        return self._asked(
            case,
            self.say.which(case.row, self._title(case.row), len(known)),
            tuple((each.uid or "", self._described(each)) for each in known),
        )

    def _described(self, known: Known) -> str:
        """What tells a record from others of its name, as a person would look for it."""
        if known.id is None:
            return f"表里第 {known.row} 行"
        stored = self._row_of(known)
        wanted = dict.fromkeys((*self.record.names(), self.index.number, *self.index.lasting))
        texts = [cell_text(self.kind, name, stored) for name in wanted if name]
        if self.committee:
            texts.append(cell_text(self.kind, "organisation", stored))
        return "，".join(text for text in texts if text)

    def _changed(self, case: _Case, match: Match) -> Decision:
        row, known, parts = case.row, match.known[0], self.index.parts
        if known.row:
            renamed = match.by_number and known.names[:1] != self._names(row.values)[:1]
            return self._refused(case, self.say.duplicate(row, known.row, renamed=renamed))
        stored = self._row_of(known)
        before = {name: to_typed(field, stored[name]) for name, field in self.declared.items()}
        if self.policy.from_list:
            wrong = self._compare(case, known, stored)
            if wrong:
                return self._refused(case, *wrong)
            if not case.values:
                return self._settled(case, SAME, known)
        else:
            self._keep_written(case, before, match)
            self._keep_listed(case, stored)
            self._supplement(case, before)
        filled, wrong = self._checked(case, before, stored)
        edits = {
            name: filled.get(name)
            for name, field in self.declared.items()
            if to_stored(filled.get(name)) != stored[name]
        }
        differs = {
            field.label: (seen(field, stored[name]), seen(field, to_stored(edits[name])))
            for name, field in self.declared.items()
            if name in edits
        }
        action = UPDATE if differs or self.policy.from_list else SAME
        if known.reported and action == UPDATE and not (wrong and self.policy.leaves_out):
            wrong = [self.say.read_only(row, list(differs))]
        if wrong:
            return self._refused(case, *wrong)
        known.row = row.number
        if self.policy.from_list:
            case.changes = [change for change in row.changes if change.field in case.values]
        else:
            if match.by_number and before[parts[0]] != filled[parts[0]]:
                case.told.append(self.say.renamed(row, before[parts[0]]))
            if known.organisation != case.organisation:
                self.remarks.add("elsewhere", row.number, self._title(row))
            if match.by_name:
                self.remarks.add("by-name", row.number, self._title(row))
            self._tell_filled(case, filled, before)
        if self.policy.follows:
            number = to_stored(filled.get(self.index.number))
            self.index.change(known, number, self._names(filled), self._lasting(filled))
        return self._settled(case, action, known, edits, differs)

    def _added(self, case: _Case, match: Match) -> Decision:
        row, number, wrong = case.row, self._number(case.row), list[Finding]()
        if self.policy.from_list:
            case.told += [self.say.masked(row, name, "这一格没有收") for name in row.hidden]
            wrong += row.unread.values()
            case.changes = [change for change in row.changes if change.field in case.values]
        self._supplement(case, {})
        if self.policy.anywhere and row.place and self._place(row) != case.organisation:
            wrong.append(self.say.nowhere(row, committee=self.committee))
        if wrong:
            return self._refused(case, *wrong)
        keys: list[tuple[Stored, ...]] = []
        if not self.policy.follows:
            keys = [("name", case.organisation, number, *self._names(row.values))]
            keys += [("number", number)] if number is not None else []
            first = next((self._new[key] for key in keys if key in self._new), 0)
            if first:
                return self._refused(case, self.say.duplicate(row, first))
        filled, wrong = self._checked(case, {})
        if wrong:
            return self._refused(case, *wrong)
        for name in self.record.never_guessed:
            if case.values.get(name) is None:
                if name not in self.source.answers.fields:
                    return self._asked_about(case, name)
                filled[name] = self.source.answers.fields[name]
        notes: list[Finding] = []
        if match.alike:
            notes.append(self.say.note(row, "same-name", how=match.alike))
        if number is not None and number in self.index.removed:
            notes.append(self.say.note(row, "in-recycle-bin"))
        if self.policy.from_list:
            case.told += reversed(notes)
        else:
            case.told += notes
            self._tell_filled(case, filled, {})
        if self.policy.follows:
            names = self._names(filled)
            lasting = self._lasting(filled)
            self.index.put(Known(number, names, case.organisation, row=row.number, lasting=lasting))
        self._new |= dict.fromkeys(keys, row.number)
        given = {name: value for name, value in filled.items() if value is not None}
        title = self._title(row)
        return Decision(row.number, ADD, None, title, case.organisation, given, {})

    # --- values -------------------------------------------------------------------------------

    def _equals(self, row: Row, stored: Mapping[str, Any]) -> bool:
        """Whether a row says nothing but what the list shows of a record."""
        if row.place and self._place(row) != stored["organisation"]:
            return False
        return all(
            text == cell_text(self.kind, name, stored)
            or (name in row.values and self._value(row, name) == stored[name])
            for name, text in row.texts.items()
        )

    def _compare(self, case: _Case, known: Known, stored: Mapping[str, Any]) -> list[Finding]:
        """Leave of a row what differs from the record it was copied from; what is unreadable."""
        row, wrong = case.row, []
        case.values = {}
        for name, text in row.texts.items():
            field = self.declared[name]
            if text == cell_text(self.kind, name, stored):
                continue
            if name in row.hidden:
                case.told.append(self.say.masked(row, name, "原来的不动"))
            elif name in row.unread:
                wrong.append(row.unread[name])
            elif self._value(row, name) != stored[name]:
                case.values[name] = row.values[name]
                if row.values[name] is None and field.default is None and not field.required:
                    self.remarks.add("cleared", row.number)
        if row.place and self._place(row) != known.organisation:
            case.told.append(self.say.elsewhere(row))
        return wrong

    def _keep_written(self, case: _Case, before: Mapping[str, Any], match: Match) -> None:
        """Keep what the record says better: a name written another way, a month's known day."""
        for part in self.index.parts[:1] if self.index.lasting else ():
            written, recorded = case.values.get(part), before.get(part)
            if written and recorded and person_key(written) == person_key(recorded):
                case.values[part] = recorded
        for name, value in case.values.items():
            if self.declared[name].kind is not Kind.DATE or not before[name]:
                continue
            vague = name in case.row.month_only or (value.day == 1 and not match.by_number)
            if vague and value.replace(day=1) == before[name].replace(day=1):
                case.values[name] = before[name]

    def _keep_listed(self, case: _Case, stored: Mapping[str, Any]) -> None:
        """Numbers give way to a list of names; where they differ it is told."""
        for name, derived in self.record.counted_as_listed.items():
            if case.values.get(name) is None or not any(
                stored.get(each) for each in self.record.counted_as_listed.values()
            ):
                continue
            if case.values.pop(name) != stored.get(derived):
                self.remarks.add("listed", case.row.number, self._title(case.row))

    def _supplement(self, case: _Case, before: Mapping[str, Any]) -> None:
        """Take from other columns what a column leaves open, as the kind of record says."""
        row, values = case.row, case.values
        for said in self.record.supplement(values, before, row.month_only, row.judged):
            if isinstance(said, Finding):
                case.told.append(replace(self.say.at(row, said), value=""))
                continue
            name, value, why = said
            field = self.declared[name]
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

    def _checked(
        self, case: _Case, before: Mapping[str, Any], stored: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[Finding]]:
        """The whole record as it would be, and what keeps it from being so.

        Where wrong cells are left out, those the record can do without are, and are told.
        """
        while True:
            filled = complete(self.record, {**before, **case.values}, new=stored is None)
            wrong = check(self.record, filled, before)
            if stored is not None and not wrong:
                try:
                    self.record.before_edit(self.writer, stored, filled)
                except UserError as error:
                    wrong = [Finding(error.code, error.message)]
            loose = [finding for finding in wrong if self._can_do_without(finding, case.values)]
            if not self.policy.leaves_out or not loose:
                return filled, [self.say.at(case.row, finding) for finding in wrong]
            for finding in loose:
                del case.values[finding.column]
                case.left_out.append(replace(self.say.at(case.row, finding), fatal=False))
                case.told.append(case.left_out[-1])

    def _can_do_without(self, finding: Finding, values: Mapping[str, Any]) -> bool:
        name = finding.column
        if name not in values or self._needs(name):
            return False
        field = self.declared[name]
        judges = (*field.checks, *field.new_checks)
        return any(judge.__name__ == finding.code for judge in judges)

    def _needs(self, name: str) -> bool:
        """Whether a row cannot be taken without this cell, once something stands in it."""
        return self.declared[name].required or name == self.index.number

    # --- telling ------------------------------------------------------------------------------

    def _settled(
        self,
        case: _Case,
        action: str,
        known: Known,
        edits: Mapping[str, Any] | None = None,
        differs: Mapping[str, tuple[str, str]] | None = None,
    ) -> Decision:
        title = self._title(case.row)
        if self.policy.from_list and not title:
            stored = self._row_of(known)
            texts = (cell_text(self.kind, name, stored) for name in self.record.described_by)
            title = " ".join(text for text in texts if text)
        return Decision(
            case.row.number,
            action,
            known.uid,
            title,
            known.organisation,
            edits or {},
            differs or {},
        )

    def _asked(
        self,
        case: _Case,
        question: str,
        candidates: tuple[tuple[str, str], ...],
        about: str = "",
    ) -> Decision:
        title, row = self._title(case.row), case.row.number
        return Decision(
            row, ASK, None, title, case.organisation, {}, {}, question, about, candidates
        )

    def _asked_about(self, case: _Case, name: str) -> Decision:
        """Ask once for the whole source what a field is that is never guessed."""
        self.remarks.add(f"asks-{name}", case.row.number)
        choices = self.declared[name].choices
        labels = tuple(("", label) for label in choices.labels) if choices else ()
        return self._asked(case, self.say.which_value(name), labels, name)

    def _refused(self, case: _Case, *findings: Finding) -> Decision:
        case.told += findings
        title = self._title(case.row)
        return Decision(case.row.number, REFUSE, None, title, case.organisation, {}, {})

    def _title(self, row: Row) -> str:
        texts = (
            row.texts.get(name, "").strip()
            if self.policy.from_list
            else shown(self.declared[name], self._value(row, name))
            for name in self.record.described_by
        )
        return " ".join(text for text in texts if text)

    def _tell_filled(
        self, case: _Case, filled: Mapping[str, Any], before: Mapping[str, Any]
    ) -> None:
        """Tell what was filled in where the sheet says nothing."""
        row = case.row
        number = self.declared.get(self.index.number)
        for name in self.record.told_filled:
            if filled.get(name) is None:
                continue
            if case.values.get(name) is not None or before.get(name) is not None:
                continue
            field = self.declared[name]
            if field.default is not None and name not in self.source.fields:
                self.remarks.add(f"no-{name}", row.number)
                continue
            why = f"由{number.label}带出" if number else "自动带出"
            if field.default is not None:
                why = "没有填，按此记，请核对"
            text = shown(field, to_stored(filled[name]))
            case.changes.append(ValueChange(row.number, self.source.label(name), "", text, why))
