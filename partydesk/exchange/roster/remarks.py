"""What is told once for a whole source instead of once for every row."""

from __future__ import annotations

from collections import Counter

from partydesk.exchange.roster.header_names import PLACE
from partydesk.exchange.roster.row_source import RowSource
from partydesk.records.fields import fields
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of
from partydesk.records.values import shown, to_stored


class Remarks:
    """Remarks by code, each with the rows' texts it concerns; none of them keeps a row out."""

    def __init__(self, source: RowSource) -> None:
        self._source = source
        self._texts: dict[str, Counter[str]] = {}
        self._first: dict[str, int] = {}

    def add(self, code: str, row: int, text: str = "") -> None:
        """Note that a row is concerned; `text` is what to name it by."""
        self._texts.setdefault(code, Counter())[text] += 1
        self._first.setdefault(code, row)

    def told(self) -> list[Finding]:
        """One finding for each code, at the first row concerned."""
        findings = []
        for code, texts in self._texts.items():
            some = "、".join(f"“{text}”" for text, _ in texts.most_common(3))
            more = f"等 {len(texts)} 个" if len(texts) > 3 else ""
            column, message = self._said(code, texts.total(), some + more)
            findings.append(
                Finding(code, message, self._source.sheet, self._first[code], column, fatal=False)
            )
        return findings

    def _said(self, code: str, count: int, texts: str) -> tuple[str, str]:
        record = kind_of(self._source.kind)
        declared = fields(record)
        place = self._source.fields.get(PLACE)
        column = place.header if place else ""
        match code:
            case "other-organisation":
                return column, (
                    f"有 {count} 行写的是{texts}，与本组织的名称不同，都记在本组织名下，请核对"
                )
            case "no-such-organisation":
                return column, (
                    f"没有登记过{texts}，这 {count} 行记在本组织名下。"
                    "要分到支部名下，请先登记支部（名称与表里一致）再导入"
                )
            case "elsewhere":
                return column, (
                    f"有 {count} 条已登记在别的组织名下，只改内容，没有改所属组织：{texts}"
                )
            case "by-name":
                name = record.names()[0]
                number = declared.get(record.numbered_by)
                lacking = f"{number.label}或" if number else ""
                return self._source.label(name), (
                    f"有 {count} 行只按{declared[name].label}对上：一边没有{lacking}"
                    f"{record.told_apart_by}，而登记的只有一个叫这个名字。请核对：{texts}"
                )
            case "unknown-names":
                return "", (f"有 {count} 处写的人名册上没有，照写的收，请核对是不是写错：{texts}")
            case "listed":
                return "", (
                    f"有 {count} {record.counted[0]}的人数与已记的名单不同，按名单算，"
                    f"没有改：{texts}"
                )
            case "left-blank":
                return "", (
                    f"有 {count:,} 格是空的，而这里原来有内容，没有动。"
                    "要清空，请在上面选“清空原来的内容”"
                )
            case "cleared":
                return "", (
                    f"有 {count:,} 格是空的，而这里原来有内容，收下后会清空。"
                    "不想清空的，请在上面改选“不动原来的”"
                )
        asks, _, name = code.partition("-")
        field = declared[name]
        if asks == "asks":
            return field.label, (
                f"有 {count} 行没有写{field.label}，也没有日期看得出来，没有替您定。"
                f"请选这些{record.title}都按哪一类记，或在表里补上{field.label}"
            )
        return field.label, (
            f"表里没有{field.label}，新增的 {count} {record.counted_as or '条'}都按"
            f"“{shown(field, to_stored(field.default))}”记，请核对"
        )
