"""What the columns of strangers' sheets are called, and which of our fields a header names."""

from __future__ import annotations

import re
from functools import cache

from partydesk.exchange.reading.reader import Cell
from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kind_of
from partydesk.records.values import squeezed

PLACE = "organisation"
"""The column that says which organisation a row belongs to; no field of the record itself."""
FORMED = "formed"
"""是否成立党组织 of an enterprise ledger: decides together with 组建形式, not kept itself."""
UID = "uid"
"""The column 编号 that names each record for good (workbook.md)."""


def words(text: str) -> tuple[str, ...]:
    """A list written as one text with blanks between."""
    return tuple(text.split())


_PLACE_HEADERS = words(
    "所在党支部 所在支部 所属党支部 所属支部 所在党组织 所属党组织 隶属党组织 组织关系所在党支部 "
    "组织关系所在党组织 党支部 支部 党组织 党支部名称 支部名称 党组织名称 组织编码 所在党组织名称"
)
_FORMED_HEADERS = words("是否成立党组织 是否建立党组织 是否组建党组织 是否已建党组织")

# Columns that are counted from others, belong to the sheet itself, or that a roll does not need.
_SHEET_OWN = words("序号 编号 序 行号 校验 NO № 号")
_NOT_KEPT = {
    "member": words(
        "党龄 党龄校正值 年龄 周岁 学位 备注 是否农民工 农民工 信息完整度 毕业院校 毕业学校 专业 "
        "所学专业 籍贯 户籍所在地 从事专业技术职务 专业技术职务 职称 新社会阶层 新社会阶层类型 "
        "新的社会阶层 入党类型 转正情况 入党时所在支部 延长预备期时间 失去联系情形 "
        "联合支部单位名称 档案所在单位 背景信息 入团日期 参加工作日期 参加工作时间 接受申请党组织 "
        "党员增加信息 党员减少信息 唯一标识 删除标识 更新时间戳 照片 签名 签字 一线情况"
    ),
    "enterprise": words(
        "单位 企业坐落地 园区级别 是否亿元楼宇 园区名称 楼宇名称 注册地 注册地址 经营地 经营地址 "
        "电话 联系电话 联系人 年营业收入 出资人姓名 法定代表人 法人代表 书记姓名 书记来源 "
        "党务工作者人数 是否轮训一遍 党费是否按时足额 活动场所面积 行业 所属行业 成立日期"
    ),
}
_BRACKETS = re.compile(r"（[^（）]*）|\[[^\]]*\]|【[^】]*】|〔[^〕]*〕")
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、．]")
_EDGE_MARKS = "*＊★☆※#：:;；,，.。、·"
_MOMENTS = re.compile(r"(?:日期|时间|年月日|年月)$")
_WHETHER = re.compile(r"^(?:是否为|是否有|是否|有无)")


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
        for name, field in declared.items():
            for text in (field.label,) if rank == 0 else field.aliases:
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


def numbers_rows(text: str) -> bool:
    """Whether a column of this header only numbers the rows of the sheet."""
    return header_key(text).upper() in _SHEET_OWN
