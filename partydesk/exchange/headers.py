"""Which row of a stranger's sheet is its header, and which of our fields each column holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from partydesk.exchange.reader import Cell
from partydesk.records.base import kind_of
from partydesk.records.fields import Kind, fields
from partydesk.records.values import is_blank, squeezed

SEARCHED_ROWS = 30
"""A header stands within the first rows, under titles, dates and notes."""
DEEPEST = 3
"""Headers of more rows than this were never met."""

PLACE = "organisation"
"""The column that says which organisation a row belongs to; no field of the record itself."""
FORMED = "formed"
"""是否成立党组织 of an enterprise ledger: judged together with 组建形式, not kept itself."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PLACE_HEADERS = _words(
    "所在党支部 所在支部 所属党支部 所属支部 所在党组织 所属党组织 隶属党组织 组织关系所在党支部 "
    "组织关系所在党组织 党支部 支部 党组织 党支部名称 支部名称 党组织名称 组织编码 所在党组织名称"
)
_FORMED_HEADERS = _words("是否成立党组织 是否建立党组织 是否组建党组织 是否已建党组织")

# Columns that are counted from others, belong to the sheet itself, or that a roll does not need.
_SHEET_OWN = _words("序号 编号 序 行号 校验 NO № 号")
_NOT_KEPT = {
    "member": _words(
        "党龄 党龄校正值 年龄 周岁 学位 备注 是否农民工 农民工 信息完整度 毕业院校 毕业学校 专业 "
        "所学专业 籍贯 户籍所在地 从事专业技术职务 专业技术职务 职称 新社会阶层 新社会阶层类型 "
        "新的社会阶层 入党类型 转正情况 入党时所在支部 延长预备期时间 失去联系情形 "
        "联合支部单位名称 档案所在单位 背景信息 入团日期 参加工作日期 参加工作时间 接受申请党组织 "
        "党员增加信息 党员减少信息 唯一标识 删除标识 更新时间戳 照片 签名 签字 一线情况"
    ),
    "enterprise": _words(
        "单位 企业坐落地 园区级别 是否亿元楼宇 园区名称 楼宇名称 注册地 注册地址 经营地 经营地址 "
        "电话 联系电话 联系人 年营业收入 出资人姓名 法定代表人 法人代表 书记姓名 书记来源 "
        "党务工作者人数 是否轮训一遍 党费是否按时足额 活动场所面积 行业 所属行业 成立日期"
    ),
}
# Columns under such a heading speak of somebody else: an 姓名 there is not the member's.
_OTHER_PEOPLE = re.compile(
    r"介绍人|联系人|家属|家庭成员|家庭主要|配偶|子女|父母|父亲|母亲|亲属|监护|证明人|担保"
)
# What may stand under a field's own name without being another field.
_NEUTRAL = frozenset(
    _words("总数 总人数 人数 合计 小计 数量 姓名 名称 名字 有无 是否 日期 时间 年月 内容 情况 号码")
)
_BRACKETS = re.compile(r"（[^（）]*）|\[[^\]]*\]|【[^】]*】|〔[^〕]*〕")
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、．]")
_EDGE_MARKS = "*＊★☆※#：:;；,，.。、·"
_MOMENTS = re.compile(r"(?:日期|时间|年月日|年月)$")
_WHETHER = re.compile(r"^(?:是否为|是否有|是否|有无)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its 0-based index, the header as sent, the field it is taken as.

    `field` is a column name of the record, PLACE, FORMED, or None when it is not taken; `note`
    then says why. `unknown` marks a header nobody knows, `twice` one whose field another
    column already gives.
    """

    index: int
    header: str
    field: str | None
    note: str = ""
    unknown: bool = False
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """Where a header stands (`first` is its 0-based row, `depth` its number of rows)."""

    first: int
    depth: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> dict[str, Column]:
        """The columns that are taken, by field."""
        return {column.field: column for column in self.columns if column.field}

    @property
    def score(self) -> float:
        """How much of it is understood: fields, and a little for headers known but not kept.

        A field that two columns claim speaks against it: often only half of the header.
        """
        known = sum(not c.field and not c.unknown and bool(c.header) for c in self.columns)
        twice = sum(column.twice for column in self.columns)
        return len(self.fields) + known / 100 - twice / 2


def header_text(cell: Cell) -> str:
    """A header cell as one line without blanks at its ends."""
    return re.sub(r"\s*[\r\n]+\s*", "", cell).strip() if isinstance(cell, str) else ""


def header_key(text: str) -> str:
    """What of a header is compared: no blanks, marks or numbering (`1. 姓 名*` is `姓名`)."""
    key = squeezed(re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]", "", text))
    return _NUMBERING.sub("", key.strip(_EDGE_MARKS)).strip(_EDGE_MARKS)


@cache
def _names(kind: str) -> dict[str, tuple[str, int]]:
    """Header key → (field, rank): 0 the label, 1 an alias, 2 another way of saying either."""
    names: dict[str, tuple[str, int]] = {}
    declared = fields(kind_of(kind))
    for rank in (0, 1):
        for name, known in declared.items():
            for text in (known.label,) if rank == 0 else known.aliases:
                names.setdefault(header_key(text), (name, rank))
                names.setdefault(_BRACKETS.sub("", header_key(text)), (name, rank))
    if kind == "member":
        for text in _PLACE_HEADERS:
            names.setdefault(text, (PLACE, 1))
    else:
        for text in _FORMED_HEADERS:
            names.setdefault(text, (FORMED, 1))
    for key, (name, _) in tuple(names.items()):
        if name in declared:
            names.setdefault(_stem(key, declared[name].kind), (name, 2))
    return names


def _stem(key: str, kind: Kind) -> str:
    # Marked, so that 入党日期 meets 入党年月 but never a bare 入党.
    if kind is Kind.DATE and _MOMENTS.search(key):
        return _MOMENTS.sub("\0when", key)
    if kind is Kind.YESNO:
        return "\0whether" + _WHETHER.sub("", key)
    return key


def known_header(kind: str, text: str) -> tuple[str, int] | None:
    """The field a header text names, and how well; None for one that names none."""
    names = _names(kind)
    key = header_key(text)
    bare = _BRACKETS.sub("", key).strip(_EDGE_MARKS)
    for each in (key, bare):
        if each and each in names:
            return names[each]
    if bare:
        for kind_of_field in (Kind.DATE, Kind.YESNO):
            stem = _stem(bare, kind_of_field)
            if stem != bare and stem in names:
                return names[stem]
    return None


def not_kept(kind: str, text: str) -> bool:
    """Whether a header is a known one that PartyDesk does not keep (党龄, 学位, 序号 …)."""
    key = header_key(text)
    bare = _BRACKETS.sub("", key).strip(_EDGE_MARKS)
    return any(each in _SHEET_OWN or each in _NOT_KEPT[kind] for each in (key, bare))


def looks_like_form(rows: Sequence[Sequence[Cell]], header: Header, kind: str) -> bool:
    """Whether the rows under a header hold labels again and again: one person's form, no list."""
    start = header.first + header.depth
    names = {
        header_key(header_text(_at(row, column.index)))
        for row in rows[header.first : start]
        for column in header.columns
    }
    below = [row for row in rows[start : start + 8] if any(not is_blank(cell) for cell in row)]
    labelled = 0
    for row in below:
        keys = {header_key(header_text(cell)) for cell in row} - names - {""}
        labelled += any(known_header(kind, key) for key in keys)
    return labelled >= 2 and 2 * labelled >= len(below)


def numbers_rows(column: Column) -> bool:
    """Whether a column only numbers the rows of the sheet."""
    return header_key(column.header).upper() in _SHEET_OWN


def find_header(rows: Sequence[Sequence[Cell]], kind: str) -> Header | None:
    """The best header within the first rows, or None when nothing looks like one.

    A header names the record (姓名, or its number), and besides it something else that is
    known, or nothing at all.
    """
    best: Header | None = None
    most: tuple[float, int] = (0, 0)
    for first in range(min(SEARCHED_ROWS, len(rows))):
        if not any(isinstance(cell, str) for cell in rows[first]):
            continue
        for depth in range(1, DEEPEST + 1):
            if depth > 1 and not _continues(rows, first, depth):
                break
            header = _header(rows, first, depth, kind)
            if not _names_a_record(header, kind):
                continue
            # Fewer rows are better when nothing is lost: titles are no headers.
            rank = (header.score - _headless(rows, header) / 2, -depth)
            if best is None or rank > most:
                best, most = header, rank
    return best


def _headless(rows: Sequence[Sequence[Cell]], header: Header) -> int:
    """How many columns hold something in the rows below but have no header."""
    start = header.first + header.depth
    bare = {column.index for column in header.columns if not column.header}
    return sum(any(not is_blank(_at(row, i)) for row in rows[start : start + 5]) for i in bare)


def _at(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else None


def _names_a_record(header: Header, kind: str) -> bool:
    found = header.fields
    key = "id_number" if kind == "member" else "credit_code"
    if "name" not in found and key not in found:
        return False
    named = sum(bool(column.header) for column in header.columns)
    strangers = sum(column.unknown for column in header.columns)
    return named - strangers >= 2 or not strangers


def _continues(rows: Sequence[Sequence[Cell]], first: int, depth: int) -> bool:
    """Whether the row `depth` - 1 below still belongs to the header beginning at `first`.

    Then it is all text, and some of it stands right of a merged cell, under nothing of its own.
    """
    at = first + depth - 1
    if at >= len(rows):
        return False
    if any(cell is not None and not isinstance(cell, str) for cell in rows[at]):
        return False
    above = rows[at - 1]
    return any(
        header_text(cell) and not header_text(_at(above, index))
        for index, cell in enumerate(rows[at])
    )


def _header(rows: Sequence[Sequence[Cell]], first: int, depth: int, kind: str) -> Header:
    band = rows[first : first + depth]
    width = max(len(row) for row in band)
    levels = [[header_text(_at(row, index)) for index in range(width)] for row in band]
    found: list[tuple[str, str, str | None, int, bool]] = []
    above = [""] * depth
    for index in range(width):
        own = [level[index] for level in levels]
        # What stands in an upper row of a merged cell covers the columns to its right, until
        # the next text in that row or in one above it.
        for level, text in enumerate(own):
            if text:
                above[level:] = [text, *[""] * (depth - level - 1)]
        lowest = max((level for level in range(depth) if own[level]), default=-1)
        parts = [text for text in above[: lowest + 1] if text] if lowest >= 0 else []
        named, rank = _resolved(kind, parts)
        # A header that a merged cell above covers is told apart by that cell.
        found.append(
            (parts[-1] if parts else "", "·".join(parts), named, rank, _ignored(kind, parts))
        )
    last = [each[0] for each in found]
    columns = [
        Column(
            index,
            full if last.count(text) > 1 or (named is None and not ignored) else text,
            named,
            note="不收" if ignored else "",
            unknown=bool(text) and named is None and not ignored,
        )
        for index, (text, full, named, _, ignored) in enumerate(found)
    ]
    return Header(first, depth, tuple(_once(columns, [each[3] for each in found])))


def _ignored(kind: str, parts: Sequence[str]) -> bool:
    return bool(parts) and (not_kept(kind, parts[-1]) or not_kept(kind, "".join(parts)))


def _resolved(kind: str, parts: Sequence[str]) -> tuple[str | None, int]:
    """The field that a column's headers, from top to bottom, name; and how well."""
    if not parts:
        return None, 9
    joined = known_header(kind, "".join(parts))
    if joined or len(parts) == 1:
        return joined or (None, 9)
    over, text = "".join(parts[:-1]), parts[-1]
    if _OTHER_PEOPLE.search(over):
        # 入党介绍人 over 姓名 is the sponsor; over anything else it is nobody of ours.
        top = known_header(kind, over)
        return top if top and header_key(text) in ("姓名", "名字") else (None, 9)
    if (
        kind == "enterprise"
        and re.search(r"企业|公司|单位|工商", over)
        and "党" not in over
        and (known_header(kind, text) or ("", 0))[0] == "formed_on"
    ):
        # Under 企业基本情况, 成立时间 is the firm's, not its Party organisation's.
        return None, 9
    if not_kept(kind, text):
        return None, 9
    named = known_header(kind, text)
    if named is None and header_key(text) in _NEUTRAL:
        named = known_header(kind, over)
    return named or (None, 9)


def _once(columns: list[Column], ranks: list[int]) -> list[Column]:
    """Leave each field to one column: the first with its own label, else the first at all."""
    chosen: dict[str, int] = {}
    for column, rank in zip(columns, ranks, strict=True):
        if column.field:
            have = chosen.get(column.field)
            if have is None or (rank == 0 and ranks[have] != 0):
                chosen[column.field] = column.index
    result = []
    for column in columns:
        if column.field and chosen[column.field] != column.index:
            kept = columns[chosen[column.field]].header
            column = replace(column, field=None, note=f"与“{kept}”列重复，没有收", twice=True)
        result.append(column)
    return result
