"""专项行动进度表: firms, branches or members by steps, how many are done by week."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Part, Signed, note
from partydesk.documents.page import ACROSS
from partydesk.documents.print_job import PrintJob
from partydesk.records.findings import UserError
from partydesk.rules.campaign_standing import Campaign, StepOf, Subject
from partydesk.rules.campaigns import campaign, heads
from partydesk.rules.share import per_cent

_PART = 8
"""So many steps stand side by side; the others follow in a table of their own."""


def draft(order: PrintJob) -> Draft:
    """The campaign asked for, as it stands today. Raises UserError where it has no steps."""
    reading = order.reading
    uid = str(order.row["uid"]) if order.row else ""
    head = next((each for each in heads(reading.connection) if each.uid == uid), None)
    if head is None:
        raise UserError("not-found", "这是园区行动在一个支部的一份，请打印园区的那一个")
    whole = campaign(reading.connection, head, order.today)
    if not whole.steps or not whole.subjects:
        words = f"“{head.name}”还没有步骤或对象，先在“专项行动”里加上"
        raise UserError("nothing", words)
    told = (
        f"{order.name}　{head.first} 至 {head.last}　目标 {whole.goal} {head.unit}　"
        f"{order.today} 完成 {whole.done} {head.unit}"
    )
    tables = [
        _table(whole, whole.steps[at : at + _PART]) for at in range(0, len(whole.steps), _PART)
    ]
    weeks = "，".join(f"第 {each.week} 周 {each.done}" for each in whole.weeks())
    parts: tuple[Part, ...] = (
        *([_branches(whole)] if whole.goals else []),
        *tables,
        note(f"每周末累计做完（{head.unit}）：{weeks or '还没开始'}。"),
        Signed(("负责人", "填表人")),
    )
    return Draft(f"{head.name}进度表", told, parts, ACROSS)


def _branches(whole: Campaign) -> Listing:
    """Each branch against its own goal, and the sum."""
    found = whole.branches()
    rows = [
        (str(number), each.branch or "没有分到支部的", str(each.subjects), str(each.goal),
         str(each.done), "" if each.rate is None else f"{each.rate:g}%", str(each.lacks or ""))
        for number, each in enumerate(found, 1)
    ]  # fmt: skip
    told = [(each.subjects, each.goal, each.done, each.lacks) for each in found]
    sums = [sum(numbers) for numbers in zip(*told, strict=True)]
    share = per_cent(sums[2], sums[1])
    rate = "" if share is None else f"{share:g}%"
    rows.append(("", "合计", str(sums[0]), str(sums[1]), str(sums[2]), rate, str(sums[3] or "")))
    what = whole.head.over_what
    heads_ = ("序号", "党支部", f"{what}（{whole.head.unit}）", "目标", "做完", "完成率", "还差")
    return Listing(heads_, tuple(rows), (9, 60, 24, 20, 20, 22, 20), frozenset({0}), small=True)


def _table(whole: Campaign, steps: list[StepOf]) -> Listing:
    heads_ = ("序号", whole.head.over_what, "所在支部",
              *(f"{step.number} {step.name}" for step in steps), "进度")  # fmt: skip
    rows = [
        (
            str(number), each.name, each.branch, *(_cell(whole, each, step) for step in steps),
            f"{each.taken}/{len(whole.steps)}",
        )
        for number, each in enumerate(whole.subjects, 1)
    ]  # fmt: skip
    done = (str(whole.of_step(step)) for step in steps)
    rows.append(("", "做完的", "", *done, str(whole.done)))
    shares = (9, 42, 26, *[20] * len(steps), 14)
    return Listing(heads_, tuple(rows), shares, frozenset({0}), small=True)


def _cell(whole: Campaign, subject: Subject, step: StepOf) -> str:
    tick = subject.ticks.get(step.number)
    return f"{tick.on:%m-%d}" if tick is not None else subject.waits(step, whole.today)
