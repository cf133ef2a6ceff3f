"""Which rows under a header are records, and which are totals, signatures, notes or repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from partydesk.exchange.reading.book import Cell
from partydesk.exchange.reading.cell_values import said
from partydesk.exchange.roster.header_names import header_key, header_text, numbers_rows
from partydesk.exchange.roster.headers import Header
from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kind_of
from partydesk.records.values import is_blank, plain, squeezed

_CLOSING = re.compile(
    r"(合计|总计|小计|共计|总人数|填表人|填报人|填表单位|填报单位|制表人|制表|审核人|审核|审批人|"
    r"复核人|复核|经办人|负责人|单位负责人|党组织负责人|支部书记|党支部书记|书记签字|联系人|联系电话|"
    r"填表日期|填报日期|填表时间|填报时间|制表日期|制表时间|注|备注|说明|填表说明|填报说明|附注|注意事项|"
    r"单位（盖章）|盖章|签字|以下空白|以下无正文)"
    r"(?:签字|签名|签章|盖章)?(?:$|[：:（(、，,.．\s\d])"
)
_EXAMPLE = re.compile(r"(?:填写|填报)?[示样范举]?例(?:$|[\s（(：:])")
_HINT = re.compile(
    r"[（(]?(?:必填|选填|文本|文本格式|数字|下拉选择|请选择|自动带出|不填)(?:项)?[）)]?|"
    r".*(?:格式[:：为]|填写说明|y{2,4}[-/.年]?m{1,2}).*",
    re.IGNORECASE,
)
PLACE_LINE = "下面各行所在的组织"
"""Why a line that only names an organisation is no record."""
# A single cell this far from a full row is a subheading or a remark.
_FULL_ROW = 4

_PLACE_LINE = re.compile(
    r"^(?:[一二三四五六七八九十\d]{1,3}[、.．）)])?"
    r"(?P<name>.{1,40}?(?:支部|支部委员会|党委|党总支|总支部|总支部委员会|党组织))"
    r"(?:名单|名册|党员名单|花名册)?"
    r"(?:[:：]?[（(]?(?:党员)?(?:共|合计)?\d*(?:人|名|名党员)?[)）]?)?[:：]?$"
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no record: its 1-based row, its text, and what it was taken for."""

    row: int
    text: str
    why: str


def record_rows(
    rows: Sequence[Sequence[Cell]],
    header: Header,
    kind: str,
    left_out: list[LeftOut],
    placed: dict[int, str] | None = None,
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The (1-based row number, cells) that hold records.

    Blank rows are passed over; other rows that are no records go to `left_out`. A line that
    only names an organisation puts the rows below it into `placed`, by row number.
    """
    place, places = "", bool(kind_of(kind).placed_by)
    kept = header.fields
    names = _header_rows(rows, header)
    titles = {
        header_key(said(cell)) for row in rows[: header.first] for cell in row if cell is not None
    }
    numbering = [column.index for column in header.columns if numbers_rows(column.header)]
    weak = {
        column.index
        for name, column in kept.items()
        if (field := fields(kind_of(kind)).get(name)) is not None
        and field.kind in (Kind.CHOICE, Kind.YESNO)
    }
    key = kind_of(kind).numbered_by
    identity = kept[key].index if key in kept else -1
    first = kind_of(kind).names()[0]
    name = kept[first].index if first in kept else identity
    start = header.first + header.depth
    for at in range(start, len(rows)):
        row = rows[at]
        filled = [index for index, cell in enumerate(row) if not is_blank(cell)]
        if not filled:
            continue
        alone = said(row[filled[0]]) if places else ""
        if (
            alone
            and all(row[i] == row[filled[0]] for i in filled)
            and (named := place_named(alone))
        ):
            place = named
            left_out.append(LeftOut(at + 1, _text(row, filled), PLACE_LINE))
            continue
        if not set(filled) - set(numbering):
            # Lines numbered beforehand say nothing; a remark in their column is no record.
            if not plain(said(row[filled[0]])).isdigit():
                left_out.append(LeftOut(at + 1, _text(row, filled), "合计、落款或说明"))
            continue
        taken = {c.index for c in kept.values()} & set(filled)
        why = ""
        if at == start and _numbers_columns(row, filled):
            why = "列号"
        elif not taken - weak and name not in taken and not _closing(row, filled, name):
            # Blank lines of a form whose drop-downs were filled down, or a remark at the side.
            why = kind_of(kind).nameless
        elif _repeats(row, filled, names):
            why = "重复的表头"
        elif identity not in filled and _closing(row, filled, name):
            why = "合计、落款或说明"
        elif len(filled) == 1 and header_key(said(row[filled[0]])) in titles:
            why = "重复的标题"
        elif len(filled) == 1 and len(kept) >= _FULL_ROW and filled[0] != identity:
            why = "只有一格有字，当作小标题或说明"
        elif any(_EXAMPLE.match(said(row[i]).strip()) for i in numbering if i < len(row)):
            why = "填写示例"
        elif at <= start + 1 and _hints(row, filled):
            why = "填写提示"
        if why:
            left_out.append(LeftOut(at + 1, _text(row, filled), why))
        else:
            if placed is not None and place:
                placed[at + 1] = place
            yield at + 1, row


def place_named(text: str) -> str:
    """The organisation that a line names which says nothing else: 甲支部（3人）; "" for none."""
    found = _PLACE_LINE.match(squeezed(text))
    return found["name"] if found else ""


def _header_rows(rows: Sequence[Sequence[Cell]], header: Header) -> list[list[str]]:
    band = rows[header.first : header.first + header.depth]
    return [[header_key(header_text(cell)) for cell in row] for row in band]


def _repeats(row: Sequence[Cell], filled: Sequence[int], names: Sequence[Sequence[str]]) -> bool:
    """Whether a row is (one row of) the header again, as on every printed page."""
    texts = [(index, header_key(header_text(row[index]))) for index in filled]
    return any(
        2 * sum(index < len(level) and bool(t) and level[index] == t for index, t in texts)
        > len(texts)
        for level in names
    )


def _numbers_columns(row: Sequence[Cell], filled: Sequence[int]) -> bool:
    """Whether a row under the header counts the columns: 1 2 3 4, (1) (2) (3), 甲 乙 1 2."""
    texts = [plain(said(row[index])).strip("()（）") for index in filled]
    while texts and texts[0] in ("甲", "乙", "丙", "丁", "栏次", "列次"):
        texts.pop(0)
    if len(texts) < 2 or not all(text.isdigit() and len(text) < 4 for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)


def _hints(row: Sequence[Cell], filled: Sequence[int]) -> bool:
    """Whether a row under the header says how to fill in the columns: 必填, 格式：2026-03-01."""
    return 2 * sum(_HINT.fullmatch(said(row[i]).strip()) is not None for i in filled) >= len(filled)


def _closing(row: Sequence[Cell], filled: Sequence[int], name: int) -> bool:
    first = _tight(said(row[filled[0]]))
    own = _tight(said(row[name])) if 0 <= name < len(row) else ""
    return any(_CLOSING.match(text) is not None for text in (first, own) if text)


def _tight(text: str) -> str:
    """A text without blanks between its letters: 合　计 is 合计."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text.strip())


def _text(row: Sequence[Cell], filled: Sequence[int]) -> str:
    text = " ".join(said(row[index]) for index in filled)
    return text if len(text) <= 80 else f"{text[:79]}…"
