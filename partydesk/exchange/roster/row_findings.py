"""What is told about one row, with its place in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from partydesk.exchange.roster.header_names import PLACE
from partydesk.exchange.roster.row_source import Row, RowSource, seen
from partydesk.records.fields import fields
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of
from partydesk.records.values import to_stored


class RowFindings:
    """Makes the findings about the rows of a source."""

    def __init__(self, source: RowSource) -> None:
        self.source, self.policy = source, source.policy
        self.record = kind_of(source.kind)
        self.declared = fields(self.record)
        number = self.declared.get(self.record.numbered_by)
        self._words = {
            "title": self.record.title,
            "unit": self.record.counted,
            "number": number.label if number else "",
        }

    def left_out(self, finding: Finding) -> Finding:
        """Say of an unreadable cell that it alone is left out."""
        message = finding.message.removesuffix("。")
        return replace(finding, message=f"{message}。这一格没有收，其余照收")

    def at(self, row: Row, finding: Finding) -> Finding:
        """A finding with the row's place, a field's header in place of its name."""
        name = finding.column or (self.record.names()[0] if self.policy.follows else "")
        field = self.declared.get(name)
        return replace(
            finding,
            sheet=self.source.sheet,
            row=row.number,
            column=self.source.label(name) if field else name,
            value=seen(field, to_stored(row.values.get(name))) if field else "",
        )

    def at_place(self, row: Row, finding: Finding) -> Finding:
        """A finding about the row's organisation."""
        return replace(self.at(row, finding), column=self.source.fields[PLACE].header)

    def worded(self, row: Row, code: str, **values: object) -> Finding:
        """A finding in the words of the source, which `values` fill in."""
        message = self.policy.words[code].format_map({**self._words, **values})
        return self.at(row, Finding(code, message))

    def note(self, row: Row, code: str, **values: object) -> Finding:
        """The same about a new record, beside its number; the row goes in."""
        column = self.record.names()[0] if self.policy.follows else self.record.numbered_by
        finding = replace(self.worded(row, code, **values), column=column, fatal=False)
        return self.at(row, finding)

    def duplicate(self, row: Row, first: int, *, renamed: bool = False) -> Finding:
        """An earlier row is the same record; `renamed`: of the same number, by another name."""
        if not renamed or not self.policy.follows:
            return self.worded(row, "duplicate-row", first=first)
        words = (
            f"号码与第 {first} 行相同而名称不同，只收第 {first} 行。"
            "请对照证件，改正写错的一行再导入"
        )
        return self.at(row, Finding("duplicate-row", words))

    def which(self, row: Row, title: str, count: int) -> str:
        """Asks whether a row is one of the records that bear its name."""
        name = title or f"第 {row.number} 行"
        whom = f"已登记的“{name}”" if count == 1 else f"已登记的 {count} {self._words['unit'][0]}"
        unit = self._words["unit"]
        return f"“{name}”与{whom}是不是同一{unit}？是就更新那一条，是另一{unit}就新增，或先不收"

    def which_value(self, name: str) -> str:
        """Asks what a field of new records is that the source does not say."""
        return f"表里没有写{self.declared[name].label}，也看不出来，新增的都按哪一类记？"

    def read_only(self, row: Row, labels: Sequence[str]) -> Finding:
        """The record came from a branch, and the row says something else of `labels`."""
        some, every = "、".join(labels[:6]), "、".join(labels)
        return self.worded(row, "read-only", some=some, labels=every)

    def as_reported(self, row: Row, labels: Sequence[str]) -> Finding:
        """The branch itself reports `labels`, and otherwise than the row."""
        words = f"{'、'.join(labels)}按支部自己报来的，没有照表里的改"
        return self.at(row, Finding("as-reported", words, fatal=False))

    def unknown(self, row: Row, name: str) -> Finding:
        """Without a number the row is known by a field only that could not be read."""
        label = self.declared[name].label
        words = f"没有号码，{label}又读不出来，认不出是谁。请改正{label}或补上号码"
        return replace(self.at(row, Finding("no-key", words)), column=self.source.label(name))

    def elsewhere(self, row: Row) -> Finding:
        """The record belongs to another organisation than the row says."""
        words = f"写的是“{row.place}”，与登记的不同，没有改所属组织"
        return self.at_place(row, Finding("elsewhere", words, fatal=False))

    def renamed(self, row: Row, before: str) -> Finding:
        """The number is that of a record by another name, `before`."""
        number = self._words["number"]
        words = f"{number}与已登记的“{before}”相同而名称不同，按改名收，请核对"
        return self.at(row, Finding("name-differs", words, fatal=False))

    def nowhere(self, row: Row, *, committee: bool) -> Finding:
        """The row belongs to an organisation that is not known, or not this one."""
        words = f"没有登记过“{row.place}”" if committee else f"“{row.place}”不是本组织"
        finding = Finding("no-such-organisation", f"{words}，这一行没有地方放。请核对名称")
        return self.at_place(row, finding)

    def masked(self, row: Row, name: str, left: str) -> Finding:
        """Of a cell only the masked text is given; `left` says what becomes of it."""
        words = f"{self.declared[name].label}打了星号，不是完整的内容，{left}"
        return self.at(row, Finding("masked", words, column=name, fatal=False))
