"""The command on campaigns: campaign show, begin, tick, untick."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from partydesk.cli.outcome import Outcome, opened, read_json
from partydesk.cli.rules import day_of
from partydesk.records.checking import read_values
from partydesk.records.findings import UserError
from partydesk.records.registry import kind_of
from partydesk.store.writing import invalid_record


def show(options: Any) -> Outcome:
    """How all campaigns stand, or one with its subjects, steps and weeks. Raises UserError."""
    from partydesk.operations.campaigns import standing
    from partydesk.records.clock import today
    from partydesk.rules.campaigns import campaigns

    with opened(options) as store:
        if options.uid:
            whole = standing(store, options.uid)
            return Outcome(_whole(whole), _lines(whole))
        with store.read() as connection:
            found = campaigns(connection, today())
    return Outcome(
        {"campaigns": [_head(each) for each in found]},
        [
            f"{each.head.uid}\t{each.head.name}\t{each.head.first} 至 {each.head.last}\t"
            f"{each.done}/{each.goal} {each.head.unit}\t落后 {len(each.behind())}"
            for each in found
        ],
    )


def begin(options: Any) -> Outcome:
    """Begin a campaign from a template. Raises UserError."""
    from partydesk.operations import campaigns

    record = kind_of("campaign")
    values, findings = read_values(record, read_json(options.values))
    if findings:
        raise invalid_record(record, findings)
    with opened(options, write=True) as store:
        uid = campaigns.begin(store, values, options.steps or "")
    return Outcome({"uid": uid}, [uid])


def tick(options: Any) -> Outcome:
    """Record steps as taken, or take them back. Raises UserError."""
    from partydesk.operations import campaigns
    from partydesk.records.folding import folded

    day: date | None = day_of(options.on)
    with opened(options, write=True) as store:
        whole = campaigns.standing(store, options.uid)
        step = next((s for s in whole.steps if options.step in (str(s.number), s.name)), None)
        if step is None:
            known = "、".join(f"{s.number} {s.name}" for s in whole.steps)
            raise UserError("not-found", f"没有“{options.step}”这一步，可以是：{known}")
        wanted = []
        for name in options.subjects:
            same = [s for s in whole.subjects if name == s.uid or folded(name) == folded(s.name)]
            if len(same) != 1:
                why = "有几个，请写编号" if same else "不在这个行动的对象里，请核对名称"
                raise UserError("ambiguous" if same else "not-found", f"“{name}”{why}")
            wanted.append((same[0], step))
        if options.undo:
            changed = campaigns.untick(store, whole, wanted)
        else:
            changed = campaigns.tick(store, whole, wanted, day, options.note or "")
        whole = campaigns.standing(store, options.uid)
    return Outcome({"changed": changed, **_head(whole)}, _lines(whole)[:1])


def _head(whole: Any) -> dict[str, Any]:
    head = whole.head
    return {
        "uid": head.uid, "name": head.name, "from_on": head.first.isoformat(),
        "until_on": head.last.isoformat(), "over": head.over, "goal": whole.goal,
        "subjects": len(whole.subjects), "done": whole.done, "asked": whole.asked,
        "outlook": whole.outlook, "rate": whole.rate, "behind": len(whole.behind()),
    }  # fmt: skip


def _whole(whole: Any) -> dict[str, Any]:
    weeks = [{"week": p.week, "on": p.on.isoformat(), "done": p.done} for p in whole.weeks()]
    steps = [
        {"number": s.number, "name": s.name, "group": s.group, "due_on": s.due.isoformat(),
         "done": whole.of_step(s)}
        for s in whole.steps
    ]  # fmt: skip
    rows = [
        {"name": each.name, "uid": each.uid, "branch": each.branch, "owner": each.owner,
         "taken": each.taken, "late": each.days_late(whole.today),
         "done_on": each.done_on.isoformat() if each.done_on else None,
         "ticks": {str(n): t.on.isoformat() for n, t in sorted(each.ticks.items())}}
        for each in whole.subjects
    ]  # fmt: skip
    branches = [
        {"branch": b.branch, "done": b.done, "goal": b.goal, "set": b.set, "rate": b.rate,
         "subjects": b.subjects}
        for b in whole.branches()
    ]  # fmt: skip
    return {**_head(whole), "branches": branches, "weeks": weeks, "steps": steps, "rows": rows}


def _lines(whole: Any) -> list[str]:
    head, unit = whole.head, whole.head.unit
    lines = [
        f"{head.name}：完成 {whole.done}，目标 {whole.goal} {unit}，落后 {len(whole.behind())}"
    ]
    if whole.goals:
        lines += [
            f"{each.branch or '没有分到支部的'}\t完成 {each.done}，目标 {each.goal} {unit}"
            + (f"，差 {each.lacks}" if each.lacks else "")
            for each in whole.branches()
        ]
    if not whole.subjects:
        lines.append(f"没有对象：{head.nobody}")
    for each in whole.subjects:
        late = each.days_late(whole.today)
        step = each.next_step
        stands = f"卡在 {step.name}" if step else "做完"
        stands += f"，超 {late} 天" if late else ""
        lines.append(f"{each.name}\t{each.branch}\t{each.taken}/{len(whole.steps)}\t{stands}")
    return lines


def _templates() -> dict[str, str]:
    """What steps a campaign can begin with, by the name one writes."""
    from partydesk.rules.campaign_templates import TEMPLATES

    return {code: each.label for code, each in TEMPLATES.items()}


def declare(within: Any, common: argparse.ArgumentParser) -> None:
    """Put what can be done with campaigns below the command."""

    def act(name: str, does: object, text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = within.add_parser(
            name, help=text, description=text, parents=[common]
        )
        made.set_defaults(command=does)
        return made

    one = act("show", show, "各个行动做到哪里；写编号就连对象、步骤、每周一起列出")
    one.add_argument("uid", metavar="UID", nargs="?", help="行动的编号；不写时列出全部")
    one = act("begin", begin, "新建一个行动，可以套用一套步骤")
    one.add_argument("values", metavar="JSON", help="行动的字段；写 - 从标准输入读")
    one.add_argument("--steps", metavar="NAME", help="套用哪套步骤，见下")
    one.told = _templates  # type: ignore[attr-defined]
    one = act("tick", tick, "打钩：哪些对象做完了哪一步")
    one.add_argument("uid", metavar="UID", help="行动的编号")
    one.add_argument("step", metavar="STEP", help="第几步，或步骤名称")
    one.add_argument("subjects", metavar="NAME", nargs="+", help="对象的名称或编号")
    one.add_argument("--on", metavar="日期", help="哪天做完的；不写是今天")
    one.add_argument("--note", metavar="TEXT", help="说明")
    one.add_argument("--undo", action="store_true", help="取消打钩")
