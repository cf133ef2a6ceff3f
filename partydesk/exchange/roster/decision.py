"""What the rows of a source would do to the store: add, change, leave, ask, or refuse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from partydesk.exchange.roster.answers import LEAVE, TAKE_AS_NEW, TAKE_AS_SAME
from partydesk.exchange.roster.basis import Basis, Case
from partydesk.exchange.roster.held_alone import held_twice
from partydesk.exchange.roster.identities import Identities
from partydesk.exchange.roster.matching import (
    Known,
    Match,
)
from partydesk.exchange.roster.proposal import ADD, ASK, REFUSE, SAME, UPDATE, Decision, Proposal
from partydesk.exchange.roster.row_source import Row, RowSource, seen
from partydesk.exchange.roster.row_values import RowValues
from partydesk.records.fields import Field, Kind
from partydesk.records.findings import Finding, once_for_one_cause
from partydesk.records.values import Stored, to_stored, to_typed
from partydesk.store import queries
from partydesk.store.progress import Progress
from partydesk.store.roll_names import RollNames
from partydesk.store.shown_rows import cell_text
from partydesk.store.writing import Writer

_AT_ONCE = 100


def decide(writer: Writer, source: RowSource, *, committee: bool, progress: Progress) -> Proposal:
    """Decide every row against what the store holds now; nothing is written.

    Raises Cancelled.
    """
    return _Engine(writer, source, committee).all(progress)


class _Engine:
    def __init__(self, writer: Writer, source: RowSource, committee: bool) -> None:
        self.basis = Basis(writer, source, committee)
        self.who = Identities(self.basis)
        self.values = RowValues(self.basis, self.who)
        self.proposal = Proposal(source)
        here = None if committee else writer.own
        self.names = RollNames(writer.connection, here)
        self._new: dict[tuple[Stored, ...], int] = {}
        self._stored: dict[int, dict[str, Any]] = {}

    def all(self, progress: Progress) -> Proposal:
        """Decide the rows, some at a time."""
        done = self.proposal
        rows, total = iter(self.who.in_order()), len(self.basis.source.lines)
        decided: list[tuple[Row, Decision]] = []
        for start in range(0, total, _AT_ONCE):
            progress(start, total, "正在逐行核对")
            part = list(islice(rows, _AT_ONCE))
            self._stored = self._window(k for row in part for k in self.who.match(row).known)
            for row in part:
                case = self._case(row)
                item = self._decide(case)
                decided.append((row, item))
                if item.action not in (REFUSE, ASK):
                    for _, name in self.names.unknown(self.basis.record, item.values):
                        self.basis.remarks.add("unknown-names", row.number, name)
                    done.changes += case.changes
                    case.told = [
                        self.basis.say.left_out(finding) if finding in case.left_out else finding
                        for finding in case.told
                    ]
                done.findings += case.told
        decided.sort(key=lambda pair: pair[0].at)
        done.items = [item for _, item in decided]
        for place, finding in held_twice(self.basis.writer, self.basis.record, done.items).items():
            row, item = decided[place]
            done.items[place] = replace(
                item, action=REFUSE, uid=None, values={}, differs={}, why=finding.message
            )
            done.changes = [change for change in done.changes if change.row != row.number]
            done.findings.append(self.basis.say.at(row, finding))
        done.changes.sort(key=lambda change: change.row)
        done.findings = once_for_one_cause(sorted(done.findings, key=lambda each: each.row))
        done.findings[:0] = [*self.basis.source.findings, *self.basis.remarks.told()]
        return done

    def _window(self, known: Iterable[Known]) -> dict[int, dict[str, Any]]:
        wanted = [each.id for each in known if each.id is not None]
        return queries.window(self.basis.writer.connection, self.basis.kind, wanted)

    def _row_of(self, known: Known) -> dict[str, Any]:
        """The record in the store as lists read it."""
        assert known.id is not None
        if known.id not in self._stored:
            # What earlier rows have changed has left only this one to speak of.
            self._stored |= self._window([known])
        return self._stored[known.id]

    # --- deciding -----------------------------------------------------------------------------

    def _case(self, row: Row) -> Case:
        said = {name: value for name, value in row.values.items() if value is not None}
        case = Case(row, self.who.organisation(row), said)
        if self.basis.policy.leaves_out:
            case.left_out += [
                replace(finding, fatal=self.basis.needs(name))
                for name, finding in row.unread.items()
            ]
            case.told += case.left_out
            case.changes += row.changes
        if (
            row.place
            and not self.basis.policy.anywhere
            and self.who.place(row) != case.organisation
        ):
            code = "no-such-organisation" if self.basis.committee else "other-organisation"
            self.basis.remarks.add(code, row.number, row.place)
        return case

    def _decide(self, case: Case) -> Decision:
        row, parts = case.row, self.who.index.parts
        if any(finding.fatal for finding in case.told):
            return self._refused(case)
        if row.at in self.who.doubles:
            return self._refused(case, self.basis.say.at(row, self.who.doubles[row.at]))
        if (
            self.basis.policy.leaves_out
            and self.who.number(row) is None
            and set(parts[1:]) & set(row.unread)
        ):
            return self._refused(case, self.basis.say.unknown(row, parts[1]))
        match = self.who.match(row)
        if match.refusal is not None:
            return self._refused(case, self.basis.say.at(row, match.refusal))
        for known in match.known if self.basis.policy.from_list else ():
            if self.values.equals(row, self._row_of(known)):
                known.row = known.row or row.number
                return self._settled(case, SAME, known)
        if match.asks or len(match.known) > 1 or (match.by_name and self.who.contested(row, match)):
            meant, asked = self._answered(row, match.known), self._asked_which(case, match.known)
            if meant is None:
                return asked
            item = self._done(case, Match(meant))
            return replace(item, question=asked.question, candidates=asked.candidates)
        return self._done(case, match)

    def _done(self, case: Case, match: Match) -> Decision:
        return self._changed(case, match) if match.known else self._added(case, match)

    def _answered(self, row: Row, known: Sequence[Known]) -> Sequence[Known] | None:
        """Who the row is, as somebody has said: one record, none for a new one; None: not said."""
        answers = self.basis.source.answers
        answer = answers.rows.get(row.at)
        if answer == LEAVE:
            return None
        if answer is None and len(known) == 1 and answers.same == TAKE_AS_SAME:
            return known
        if TAKE_AS_NEW in (answer, answers.same if answer is None else ""):
            return ()
        return [each for each in known if each.uid and each.uid == answer][:1] or None

    def _asked_which(self, case: Case, known: Sequence[Known]) -> Decision:
        return self._asked(
            case,
            self.basis.say.which(case.row, self.basis.title(case.row), len(known)),
            tuple((each.uid or "", self._described(each)) for each in known),
        )

    def _described(self, known: Known) -> str:
        """What tells a record from others of its name, as a person would look for it."""
        if known.id is None:
            return f"表里第 {known.row} 行"
        stored = self._row_of(known)
        wanted = dict.fromkeys(
            (*self.basis.record.names(), self.who.index.number, *self.who.index.lasting)
        )
        texts = [cell_text(self.basis.kind, name, stored) for name in wanted if name]
        if self.basis.committee:
            texts.append(cell_text(self.basis.kind, "organisation", stored))
        return "，".join(text for text in texts if text)

    def _changed(self, case: Case, match: Match) -> Decision:
        row, known, parts = case.row, match.known[0], self.who.index.parts
        if known.row:
            renamed = match.by_number and known.names[:1] != self.who.names(row.values)[:1]
            return self._refused(case, self.basis.say.duplicate(row, known.row, renamed=renamed))
        stored = self._row_of(known)
        before = {
            name: to_typed(field, stored[name]) for name, field in self.basis.declared.items()
        }
        if self.basis.policy.from_list:
            wrong = self.values.compare(case, known, stored)
            if wrong:
                return self._refused(case, *wrong)
            if not case.values:
                return self._settled(case, SAME, known)
        else:
            self.values.keep_written(case, before, match)
            self.values.keep_listed(case, stored)
            self.values.supplement(case, before)
        filled, wrong = self.values.checked(case, before, stored)
        edits = {
            name: filled.get(name)
            for name, field in self.basis.declared.items()
            if to_stored(filled.get(name)) != stored[name]
        }
        if known.reported and self.basis.record.registered:
            # What its submissions tell stays as they do; the committee's own knowledge is written.
            if others := [self.basis.declared[name].label for name in edits
                          if not self.basis.declared[name].stays]:  # fmt: skip
                case.told.append(self.basis.say.as_reported(row, others))
            edits = {name: v for name, v in edits.items() if self.basis.declared[name].stays}
            wrong = []
        differs = {
            field.label: self._seen_both(row, field, stored, edits[name])
            for name, field in self.basis.declared.items()
            if name in edits
        }
        action = UPDATE if differs or self.basis.policy.from_list else SAME
        register = self.basis.record.registered
        if (
            known.reported
            and action == UPDATE
            and not register
            and not (wrong and self.basis.policy.leaves_out)
        ):
            if self.basis.record.in_both_ledgers and known.organisation != case.organisation:
                return self._added(case, Match())
            wrong = [self.basis.say.read_only(row, list(differs))]
        if wrong:
            return self._refused(case, *wrong)
        known.row = row.number
        if self.basis.policy.from_list:
            case.changes = [change for change in row.changes if change.field in case.values]
        else:
            if match.by_number and before[parts[0]] != filled[parts[0]]:
                case.told.append(self.basis.say.renamed(row, before[parts[0]]))
            if known.organisation != case.organisation and not self.basis.record.registered:
                self.basis.remarks.add("elsewhere", row.number, self.basis.title(row))
            if match.by_name:
                self.basis.remarks.add("by-name", row.number, self.basis.title(row))
            self.values.tell_filled(case, filled, before)
        if self.basis.policy.follows:
            number = to_stored(filled.get(self.who.index.number))
            self.who.index.change(known, number, self.who.names(filled), self.who.lasting(filled))
        return self._settled(case, action, known, edits, differs)

    def _added(self, case: Case, match: Match) -> Decision:
        row, number, wrong = case.row, self.who.number(case.row), list[Finding]()
        if self.basis.policy.from_list:
            case.told += [self.basis.say.masked(row, name, "这一格没有收") for name in row.hidden]
            wrong += row.unread.values()
            case.changes = [change for change in row.changes if change.field in case.values]
        self.values.supplement(case, {})
        if self.basis.policy.anywhere and row.place and self.who.place(row) != case.organisation:
            wrong.append(self.basis.say.nowhere(row, committee=self.basis.committee))
        if wrong:
            return self._refused(case, *wrong)
        keys: list[tuple[Stored, ...]] = []
        if not self.basis.policy.follows:
            keys = [("name", case.organisation, number, *self.who.names(row.values))]
            keys += [("number", number)] if number is not None else []
            first = next((self._new[key] for key in keys if key in self._new), 0)
            if first:
                return self._refused(case, self.basis.say.duplicate(row, first))
        filled, wrong = self.values.checked(case, {})
        if wrong:
            return self._refused(case, *wrong)
        for name in self.basis.record.never_guessed:
            if case.values.get(name) is None:
                if name not in self.basis.source.answers.fields:
                    return self._asked_about(case, name)
                filled[name] = self.basis.source.answers.fields[name]
        notes: list[Finding] = []
        if match.alike:
            notes.append(self.basis.say.note(row, "same-name", how=match.alike))
        if number is not None and number in self.who.index.removed:
            notes.append(self.basis.say.note(row, "in-recycle-bin"))
        if self.basis.policy.from_list:
            case.told += reversed(notes)
        else:
            case.told += notes
            self.values.tell_filled(case, filled, {})
        if self.basis.policy.follows:
            names = self.who.names(filled)
            lasting = self.who.lasting(filled)
            self.who.index.put(
                Known(number, names, case.organisation, row=row.number, lasting=lasting)
            )
        self._new |= dict.fromkeys(keys, row.number)
        given = {name: value for name, value in filled.items() if value is not None}
        title = self.basis.title(row)
        return Decision(row.number, ADD, None, title, case.organisation, given, {})

    def _seen_both(
        self, row: Row, field: Field, stored: Mapping[str, Any], value: Any
    ) -> tuple[str, str]:
        """What a field says in the record and after the row."""
        if field.kind is Kind.REFERENCE:
            name = field.column
            return cell_text(self.basis.kind, name, stored), row.texts.get(name, "")
        return seen(field, stored[field.column]), seen(field, to_stored(value))

    # --- telling ------------------------------------------------------------------------------

    def _settled(
        self,
        case: Case,
        action: str,
        known: Known,
        edits: Mapping[str, Any] | None = None,
        differs: Mapping[str, tuple[str, str]] | None = None,
    ) -> Decision:
        title = self.basis.title(case.row)
        if self.basis.policy.from_list and not title:
            stored = self._row_of(known)
            texts = (
                cell_text(self.basis.kind, name, stored) for name in self.basis.record.described_by
            )
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
        case: Case,
        question: str,
        candidates: tuple[tuple[str, str], ...],
        about: str = "",
    ) -> Decision:
        title, row = self.basis.title(case.row), case.row.number
        return Decision(
            row, ASK, None, title, case.organisation, {}, {}, question, about, candidates
        )

    def _asked_about(self, case: Case, name: str) -> Decision:
        """Ask once for the whole source what a field is that is never guessed."""
        self.basis.remarks.add(f"asks-{name}", case.row.number)
        choices = self.basis.declared[name].choices
        labels = tuple(("", label) for label in choices.labels) if choices else ()
        return self._asked(case, self.basis.say.which_value(name), labels, name)

    def _refused(self, case: Case, *findings: Finding) -> Decision:
        case.told += findings
        title = self.basis.title(case.row)
        why = next((finding.message for finding in case.told if finding.fatal), "")
        row = case.row.number
        return Decision(row, REFUSE, None, title, case.organisation, {}, {}, why=why)
