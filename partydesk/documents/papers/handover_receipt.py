"""交接凭据: which file was handed over or taken over, when, between whom; kept on both sides."""

from __future__ import annotations

from collections.abc import Iterator

from partydesk.documents.draft import Draft, Pairs, Signed, Words
from partydesk.documents.papers.handover_list import counted
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day
from partydesk.records.clock import local_day
from partydesk.records.findings import UserError
from partydesk.store import handing_over


def draft(order: PrintJob) -> Draft:
    """The latest hand-over of these records, given or taken. Raises UserError for none."""
    connection = order.reading.connection
    both = [*handing_over.given(connection), *handing_over.taken(connection)]
    if not both:
        raise UserError("nothing", "这份数据还没有移交过，也不是接手来的")
    done = max(both, key=lambda each: each.at)
    heads = [
        ("党组织", f"{order.name}（{order.organisation['code']}）"),
        ("移交人", done.giver),
        ("接收人", done.taker or f"{done.giver}（换电脑）"),
        ("交接日期", day(done.day)),
        ("移交文件写出", day(local_day(done.at).isoformat())),
        ("记录", f"{done.records:,} 条"),
        *([("移交文件", done.file)] if done.file else []),
        *([("文件校验（SHA-256）", done.digest)] if done.digest else []),
        ("编号", done.id),
        *_code(done),
    ]
    parts = (
        Pairs(tuple(heads), wide=True),
        counted(done.counts),
        Words("接手码只有打开过移交文件的人才知道，写在这里，说明文件已经在接收人那里打开、收下。"),
        Signed(("移交人", "接收人")),
    )
    return Draft("交接凭据", order.name, parts)


def _code(done: handing_over.Handover) -> Iterator[tuple[str, str]]:
    if done.code:
        yield "接手码", done.code
    if done.left_on:
        yield "移交人的电脑", f"{day(done.left_on)}凭接手码删除了数据、备份和密钥"
