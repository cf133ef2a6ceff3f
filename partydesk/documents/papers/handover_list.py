"""移交清单: what one secretary hands over to the next, to be signed by both.

The one that lies in clear beside the encrypted file counts; it names nobody but the two. The full
one, printed when somebody asks for it, names people and what is to be done. Of talks and sanctions
neither tells anything but how many records there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from partydesk.documents.draft import Draft, Listing, Pairs, Part, Signed, Words, heading, note
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day, moment
from partydesk.exchange.seal import held, issued
from partydesk.records.clock import local_day
from partydesk.records.money import yuan
from partydesk.records.personal_numbers import without_numbers
from partydesk.records.registry import kinds
from partydesk.rules.norms.dues_months import dues_year
from partydesk.rules.reminders import WHEN, reminders
from partydesk.store import handing_over, protection
from partydesk.store.handing_over import Handover

_MOST = 60
"""Lines of one part; of more it says how many there are."""
_COUNTED = (
    "本清单和移交文件放在一起，没有加密，所以只写数目，除双方以外不写姓名；姓名和细目在移交文件里，"
    "接手以后都看得到，要当面逐条核对的，另外打印带姓名的清单。"
)
_NAMED = "本清单写有姓名，没有加密：签字以后请收好，不要和 U 盘放在一起。"
_BLANK = "　　　　　　"


def draft(order: PrintJob) -> Draft:
    """The list as the records stand, with the latest hand-over where there was one."""
    named = order.reading.full
    order = replace(order, reading=replace(order.reading, full=False))  # numbers are never told
    given = handing_over.given(order.reading.connection)
    done = given[-1] if given else None
    parts: list[Part] = [
        Pairs(tuple(_heads(order, done)), wide=True),
        heading("一、记录"),
        _counts(order, done),
        *_section(named, "二、要办的事", ("事项", "期限", "情况"), _duties(order), (78, 30, 30), 2),
        *_section(named, "三、没有交的党费", ("姓名", "月份", "应交（元）"),
                  _dues(order), (40, 68, 30)),
        *_section(named, "四、没有办完的关系转接", ("姓名", "方向", "开具日期", "去向／来自"),
                  _letters(order), (26, 20, 30, 62), 1),
        *_section(named, "五、往后的计划", ("时间", "类型", "主题"),
                  _plans(order), (36, 34, 68), 1),
        *_section(named, "六、没有销号的问题", ("编号", "问题", "责任人", "状态"),
                  _tickets(order), (24, 70, 22, 22), 3),
        heading("七、密码和登记卡"),
        *(Words(line, "plain") for line in _keys(order, done)),
        Words("以上各项由移交人当面移交，接收人逐项核对。谈话内容只在移交文件里，本清单不列。"),
        Words(_NAMED if named else _COUNTED),
        Signed(("移交人", "接收人", "监交人")),
    ]  # fmt: skip
    return Draft("移交清单", order.name, tuple(parts))


def _heads(order: PrintJob, done: Handover | None) -> Iterator[tuple[str, str]]:
    yield "党组织", f"{order.name}（{order.organisation['code']}）"
    yield "移交人", done.giver if done and done.giver else _BLANK
    if done is not None and done.moves:
        yield "接收人", f"{done.giver or '本人'}（换电脑，还是本人）"
    else:
        yield "接收人", done.taker if done else _BLANK
    yield "交接日期", day(done.day if done else order.today.isoformat())
    if done is not None:
        yield "移交文件", f"{done.file}，共 {done.records:,} 条记录"
        yield (
            "文件校验（SHA-256）",
            " ".join(done.digest[at : at + 8] for at in range(0, len(done.digest), 8)),
        )


def _counts(order: PrintJob, done: Handover | None) -> Listing:
    if done is not None:
        return counted(done.counts)
    counts = {}
    for kind in kinds():
        query = f'SELECT count(*) FROM "{kind}" WHERE deleted_at IS NULL'
        row = order.reading.connection.exec_driver_sql(query).fetchone()
        counts[kind] = int(row[0]) if row else 0
    return counted(counts)


def counted(counts: Mapping[str, int]) -> Listing:
    """How many records there are of each kind, two kinds to a row."""
    pairs = [(record.title, f"{counts[kind]:,}") for kind, record in kinds().items()
             if counts.get(kind)]  # fmt: skip
    half = -(-len(pairs) // 2)
    left, right = pairs[:half], pairs[half:]
    right += [("", "")] * (half - len(right))
    rows = tuple((*one, *other) for one, other in zip(left, right, strict=True))
    return Listing(("种类", "条数", "种类", "条数"), rows, (45, 24, 45, 24), frozenset({1, 3}))


def _section(
    named: bool, title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]],
    shares: tuple[float, ...], by: int | None = None,
) -> Iterator[Part]:  # fmt: skip
    """The rows, where they may be named; else how many, `by` the values of a column."""
    yield heading(f"{title}（{len(rows)}）" if rows else title)
    if not rows:
        yield Words("没有。", "plain")
        return
    if not named:
        sorts = Counter(row[by] for row in rows) if by is not None else Counter[str]()
        told = "，".join(f"{sort} {number}" for sort, number in sorts.items() if sort)
        yield Words(f"共 {len(rows)} 条{'：' if told else ''}{told}。", "plain")
        return
    yield Listing(heads, tuple(rows[:_MOST]), shares)
    if len(rows) > _MOST:
        yield note(f"另有 {len(rows) - _MOST} 条，见移交文件。")


def _duties(order: PrintJob) -> list[tuple[str, ...]]:
    found = reminders(order.reading.connection, today=order.today)
    return [
        (
            without_numbers(each.title),
            day(each.due.isoformat()) if each.due else "",
            WHEN[each.when],
        )
        for each in found
    ]


def _dues(order: PrintJob) -> list[tuple[str, ...]]:
    own = order.reading.organisation
    rows: list[tuple[str, ...]] = []
    for year in (order.today.year - 1, order.today.year):
        told = dues_year(order.reading.connection, own, year, order.today)
        if not told.kept:
            continue
        for member in told.members:
            if owing := [each for each in member.owing if each.month[:4] == str(year)]:
                months = [each.month for each in owing]
                rows.append((member.name, _months(months), yuan(member.owed)))
    return rows


def _months(months: Sequence[str]) -> str:
    return f"{months[0][:4]} 年 {'、'.join(str(int(month[5:])) for month in months)} 月"


def _letters(order: PrintJob) -> list[tuple[str, ...]]:
    names = ("member", "direction")
    return [
        (*(order.reading.text("transfer", row, name) for name in names),
         day(row["issued_on"]), order.reading.text("transfer", row, "place"))
        for row in order.reading.listed("transfer", state="open")
    ]  # fmt: skip


def _plans(order: PrintJob) -> list[tuple[str, ...]]:
    return [
        (moment(row["starts_at"]), order.reading.text("session", row, "kind"),
         order.reading.text("session", row, "topic"))
        for row in order.reading.listed("session", state="planned")
    ]  # fmt: skip


def _tickets(order: PrintJob) -> list[tuple[str, ...]]:
    names = ("number", "description", "owner", "state")
    return [
        tuple(order.reading.text("ticket", row, name)[:80] for name in names)
        for row in order.reading.listed("ticket")
        if row["state"] not in ("closed", "declined")
    ]


def _keys(order: PrintJob, done: Handover | None) -> Iterator[str]:
    connection = order.reading.connection
    if done is not None:
        yield "移交文件的密码由移交人当面或在电话里告诉接收人，不写在这里，也不和文件放在一起。"
    if order.home is not None:
        there = done.protected if done else protection.is_protected(order.home)
        yield f"本机的数据{'有' if there else '没有'}密码；接收人的电脑上用接收人自己的。"
    card = held.held(connection)
    if card is not None:
        yield (
            f"登记卡：第 {card.number} 号，{card.committee_name}发，"
            f"{local_day(card.taken_at):%Y-%m-%d} 收下，指纹 {card.fingerprint}。"
            + ("" if done and done.moves else "换书记后由接收人向党委要一张新的，旧卡作废。")
        )
    made = [each for each in issued.cards(connection) if not each.ended_at]
    if made:
        yield f"发给各支部的登记卡 {len(made)} 张在用，党委签发用的密钥一并移交。"
    if card is None and not made:
        yield "没有登记卡。"
