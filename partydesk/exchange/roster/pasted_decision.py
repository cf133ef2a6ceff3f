"""What the lines of a pasted text would do to the store: add, change, leave as it is, or refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.roster.cell_values import hidden_part, take_cell
from partydesk.exchange.roster.decision import ADD, REFUSE, SAME, UPDATE, Decision, Judged
from partydesk.exchange.roster.header_names import PLACE
from partydesk.exchange.roster.matching import places
from partydesk.exchange.roster.pasted_columns import UID, PastedColumn, PastedSheet
from partydesk.exchange.roster.pasted_matching import Entry, Found, Named, index_for
from partydesk.exchange.roster.table import ValueChange
from partydesk.records.base import kind_of
from partydesk.records.checking import check, complete
from partydesk.records.fields import Field, Privacy, fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.values import Stored, Unreadable, shown, to_stored, to_typed
from partydesk.store import queries
from partydesk.store.progress import Progress
from partydesk.store.shown_rows import cell_text
from partydesk.store.writing import Writer

_AT_ONCE = 100


@dataclass(slots=True)
class _Line:
    """A line as read: texts by field, typed values, what could not be read, by field."""

    row: int
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    unread: dict[str, Unreadable] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    place: str = ""
    uid: str = ""


def judge_pasted(
    writer: Writer, sheet: PastedSheet, *, committee: bool, progress: Progress
) -> Judged:
    """Judge every line against what the store holds now; nothing is written.

    Raises Cancelled.
    """
    return _Judge(writer, sheet, committee).all(progress)


class _Judge:
    def __init__(self, writer: Writer, sheet: PastedSheet, committee: bool) -> None:
        self.writer, self.sheet, self.committee = writer, sheet, committee
        self.connection: Connection = writer.connection
        self.kind = sheet.kind
        self.record = kind_of(sheet.kind)
        self.declared: dict[str, Field] = fields(self.record)
        self.index = index_for(self.connection, sheet.kind)
        self.places = places(self.connection, writer.own)
        self.done = Judged()
        self.cleared: list[int] = []
        self._used: dict[int, int] = {}
        self._new: dict[tuple[Stored, ...], int] = {}
        self._rows: dict[int, dict[str, Any]] = {}

    def all(self, progress: Progress) -> Judged:
        """Judge the lines, some at a time."""
        lines, total = self.sheet.lines, len(self.sheet.lines)
        for start in range(0, total, _AT_ONCE):
            progress(start, total, "正在逐行核对")
            part = [self._read(row, cells) for row, cells in lines[start : start + _AT_ONCE]]
            found = [self.index.find(self._named(line)) for line in part]
            wanted = [entry.id for each in found for entry in each.entries]
            self._rows = queries.window(self.connection, self.kind, wanted)
            for line, each in zip(part, found, strict=True):
                told: list[Finding] = []
                self.done.items.append(self._item(line, each, told))
                self.done.findings += told
        if self.cleared:
            self.done.findings.insert(
                0,
                Finding(
                    "cleared",
                    f"有 {len(self.cleared):,} 格是空的，而这里原来有内容，收下后会清空。"
                    "不想清空的，请去掉这些空的列再粘贴",
                    row=self.cleared[0],
                    fatal=False,
                ),
            )
        return self.done

    # --- reading ------------------------------------------------------------------------------

    def _read(self, row: int, cells: Sequence[str]) -> _Line:
        line = _Line(row)
        for name, column in self.sheet.fields.items():
            text = cells[column.index] if column.index < len(cells) else ""
            if name == UID:
                line.uid = text.strip().lower()
            elif name == PLACE:
                line.place = text.strip()
            else:
                self._read_cell(line, name, column, text)
        return line

    def _read_cell(self, line: _Line, name: str, column: PastedColumn, text: str) -> None:
        field = self.declared[name]
        line.texts[name] = text
        if field.privacy is Privacy.PERSONAL and ("*" in text or "＊" in text):
            line.hidden.add(name)
            return
        try:
            taken = take_cell(field, text if text.strip() else None, tenths=column.tenths)
        except Unreadable as error:
            line.unread[name] = error
            return
        line.values[name] = taken.value
        line.why[name] = taken.why

    def _named(self, line: _Line) -> Named:
        number = self.index.number
        lacking = not set(self.index.weak) <= set(line.texts)
        if self.kind == "member":
            lacking = "name" not in line.texts
        return Named(
            line.uid,
            self._stored(line, number) if number else None,
            line.texts[number].strip() if number in line.hidden else "",
            None if lacking else self._weak(line),
            self._organisation(line),
        )

    def _weak(self, line: _Line) -> tuple[Stored, ...]:
        return self.index.comparable([self._stored(line, name) for name in self.index.weak])

    def _stored(self, line: _Line, name: str) -> Stored:
        value = line.values.get(name)
        return None if value is None else to_stored(self.declared[name], value)

    def _organisation(self, line: _Line) -> int | None:
        return self.places.find(line.place) if line.place else None

    # --- judging ------------------------------------------------------------------------------

    def _item(self, line: _Line, found: Found, told: list[Finding]) -> Decision:
        if found.refusal is not None:
            return self._refused(line, told, self._at(line, "", found.refusal))
        equal = [entry for entry in found.entries if self._equals(line, self._rows[entry.id])]
        if equal:
            entry = equal[0]
            self._used.setdefault(entry.id, line.row)
            return self._settled(line, SAME, entry, {}, {})
        if len(found.entries) > 1:
            return self._refused(line, told, self._at(line, "", self._ambiguous(found.entries)))
        if found.entries:
            return self._changed(line, found.entries[0], told)
        item = self._added(line, told)
        if found.remark is not None and item.action == ADD:
            told.append(self._at(line, self.index.number, found.remark))
        return item

    def _changed(self, line: _Line, entry: Entry, told: list[Finding]) -> Decision:
        row = self._rows[entry.id]
        if entry.id in self._used:
            words = f"与第 {self._used[entry.id]} 行是同一条，只收第 {self._used[entry.id]} 行"
            finding = Finding("duplicate-row", f"{words}。请删去多余的一行")
            return self._refused(line, told, self._at(line, "", finding))
        values: dict[str, Any] = {}
        wrong: list[Finding] = []
        for name, text in line.texts.items():
            field = self.declared[name]
            if text == cell_text(self.kind, name, row):
                continue
            if name in line.hidden:
                told.append(self._hidden(line, name, "原来的不动"))
            elif name in line.unread:
                wrong.append(self._unread(line, name))
            elif self._stored(line, name) != row[name]:
                values[name] = line.values[name]
                if line.values[name] is None and field.default is None and not field.required:
                    self.cleared.append(line.row)
        if line.place and self._organisation(line) != entry.organisation:
            told.append(self._elsewhere(line))
        if wrong:
            return self._refused(line, told, *wrong)
        if not values:
            return self._settled(line, SAME, entry, {}, {})
        before = {name: to_typed(field, row[name]) for name, field in self.declared.items()}
        filled = complete(self.record, {**before, **values}, new=False)
        differs = self._differs(row, filled)
        if entry.reported:
            labels = "、".join(differs)
            words = f"这条{self.record.title}是支部报来的，这里只能看，而粘贴的{labels}与它不同。"
            finding = Finding("read-only", f"{words}要改，请退回支部，由支部改后重报")
            return self._refused(line, told, self._at(line, "", finding))
        findings = check(self.record, filled)
        if not findings:
            try:
                self.record.before_edit(self.writer, row, filled)
            except UserError as refusal:
                findings = [Finding(refusal.code, refusal.message)]
        if findings:
            return self._refused(line, told, *(self._at(line, p.column, p) for p in findings))
        self._used[entry.id] = line.row
        self._tell_changes(line, values)
        values = {
            name: filled.get(name)
            for name, field in self.declared.items()
            if to_stored(field, filled.get(name)) != row[name]
        }
        return self._settled(line, UPDATE, entry, values, differs)

    def _added(self, line: _Line, told: list[Finding]) -> Decision:
        wrong = [self._unread(line, name) for name in line.unread]
        told += [self._hidden(line, name, "这一格没有收") for name in line.hidden]
        organisation = self.writer.own
        if line.place:
            found = self._organisation(line)
            if found is None or (found != organisation and not self.committee):
                words = (
                    f"没有登记过“{line.place}”" if self.committee else f"“{line.place}”不是本组织"
                )
                finding = Finding("no-such-organisation", f"{words}，这一行没有地方放。请核对名称")
                column = self.sheet.fields[PLACE].header
                wrong.append(Finding(finding.code, finding.message, "", line.row, column))
            else:
                organisation = found
        if wrong:
            return self._refused(line, told, *wrong)
        given = {name: value for name, value in line.values.items() if value is not None}
        filled = complete(self.record, given, new=True)
        number = (
            to_stored(self.declared[self.index.number], given[self.index.number])
            if (self.index.number in given)
            else None
        )
        keys: list[tuple[Stored, ...]] = [("name", organisation, number, *self._weak(line))]
        keys += [("number", number)] if number is not None else []
        first = next((self._new[key] for key in keys if key in self._new), 0)
        if first:
            finding = Finding(
                "duplicate-row", f"与第 {first} 行是同一条，只收第 {first} 行。请删去多余的一行"
            )
            return self._refused(line, told, self._at(line, "", finding))
        findings = check(self.record, filled)
        if findings:
            return self._refused(line, told, *(self._at(line, p.column, p) for p in findings))
        if number is not None and number in self.index.removed:
            words = (
                "回收站里有号码相同的记录，这一行按新的一条收。要接着用原来的，请先从回收站恢复它"
            )
            told.append(
                self._at(line, self.index.number, Finding("in-recycle-bin", words, fatal=False))
            )
        self._new |= dict.fromkeys(keys, line.row)
        self._tell_changes(line, given)
        return Decision(line.row, ADD, None, self._title(line), organisation, filled, {})

    def _equals(self, line: _Line, row: Mapping[str, Any]) -> bool:
        """Whether a line says nothing but what the list shows of a record."""
        if line.place and self._organisation(line) != row["organisation"]:
            return False
        return all(
            text == cell_text(self.kind, name, row)
            or (
                name not in line.hidden
                and name not in line.unread
                and self._stored(line, name) == row[name]
            )
            for name, text in line.texts.items()
        )

    # --- telling ------------------------------------------------------------------------------

    def _settled(
        self,
        line: _Line,
        action: str,
        entry: Entry,
        values: Mapping[str, Any],
        differs: Mapping[str, tuple[str, str]],
    ) -> Decision:
        organisation = entry.organisation or self.writer.own
        title = self._title(line) or self._title_of(self._rows[entry.id])
        return Decision(line.row, action, entry.uid, title, organisation, values, differs)

    def _refused(self, line: _Line, told: list[Finding], *findings: Finding) -> Decision:
        told.extend(findings)
        return Decision(line.row, REFUSE, None, self._title(line), self.writer.own, {}, {})

    def _title(self, line: _Line) -> str:
        texts = (line.texts.get(name, "").strip() for name in self.record.described_by)
        return " ".join(text for text in texts if text)

    def _title_of(self, row: Mapping[str, Any]) -> str:
        texts = (cell_text(self.kind, name, row) for name in self.record.described_by)
        return " ".join(text for text in texts if text)

    def _differs(
        self, row: Mapping[str, Any], filled: Mapping[str, Any]
    ) -> dict[str, tuple[str, str]]:
        return {
            field.label: (
                self._seen(field, row[name]),
                self._seen(field, to_stored(field, filled.get(name))),
            )
            for name, field in self.declared.items()
            if to_stored(field, filled.get(name)) != row[name]
        }

    def _seen(self, field: Field, stored: Stored) -> str:
        if stored is not None and field.privacy is Privacy.CONFIDENTIAL:
            return "（内容不显示）"
        return hidden_part(field, shown(field, stored))

    def _tell_changes(self, line: _Line, values: Mapping[str, Any]) -> None:
        for name in values:
            if line.why.get(name):
                field = self.declared[name]
                after = self._seen(field, self._stored(line, name))
                before = hidden_part(field, line.texts[name])
                if field.privacy is Privacy.CONFIDENTIAL:
                    before = after
                label = self.sheet.label(name)
                self.done.changes.append(
                    ValueChange(line.row, label, before, after, line.why[name])
                )

    def _at(self, line: _Line, name: str, finding: Finding) -> Finding:
        """A problem with the line's place; the field's header in place of its name."""
        field = self.declared.get(name)
        value = hidden_part(field, line.texts.get(name, "")) if field else ""
        if field and field.privacy is Privacy.CONFIDENTIAL:
            value = ""
        label = self.sheet.label(name) if field else ""
        return Finding(finding.code, finding.message, "", line.row, label, value, finding.fatal)

    def _unread(self, line: _Line, name: str) -> Finding:
        error = line.unread[name]
        return self._at(line, name, Finding(error.code, error.message))

    def _hidden(self, line: _Line, name: str, left: str) -> Finding:
        words = f"{self.declared[name].label}打了星号，不是完整的内容，{left}"
        return self._at(line, name, Finding("masked", words, fatal=False))

    def _elsewhere(self, line: _Line) -> Finding:
        words = f"写的是“{line.place}”，与登记的不同，没有改所属组织"
        return Finding(
            "elsewhere", words, "", line.row, self.sheet.fields[PLACE].header, fatal=False
        )

    def _ambiguous(self, entries: Sequence[Entry]) -> Finding:
        number = self.declared.get(self.index.number)
        more = f"请带上完整的{number.label}一列再粘贴" if number else "请打开那一条修改"
        return Finding("ambiguous", f"有 {len(entries)} 条都对得上，分不清是哪一条。{more}")
