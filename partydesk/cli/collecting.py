"""Commands on what a committee collected: coverage, log, compare, conflicts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from partydesk.cli.outcome import Outcome, opened, organisation_of
from partydesk.cli.rules import day_of
from partydesk.cli.terminal import progress_to_stderr
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period

if TYPE_CHECKING:
    from partydesk.exchange.merge.compare import FigureChange
    from partydesk.exchange.merge.conflicts import ConflictItem
    from partydesk.exchange.merge.moments import Moment

_HOWS = {"came": "来了", "went": "走了", "changed": "改了"}


def coverage(options: Any) -> Outcome:
    """Branches × periods: what each handed in, and until which day it told.

    Raises UserError in a branch's file.
    """
    from partydesk.rules.coverage import coverage, periods_within
    from partydesk.rules.handed_in import Told

    period, today = parse_period(options.period), clock.today()
    with opened(options) as store:
        if store.role != "committee":
            raise UserError("not-committee", "报送情况只在党委的数据里看；党支部交过什么看“报送”页")
        with store.read() as connection:
            told = Told(connection)
        found = coverage(told, period, today)
        rows = [
            told.handed_in(branch, each, today)
            for branch in told.branches
            for each in periods_within(told, period)
        ]
    listed = [
        {
            "organisation": row.branch.code,
            "name": row.branch.name,
            "period": row.period.text,
            "state": row.state,
            "text": row.text,
            "revision": row.revision,
            "covered_to": row.covered_to.isoformat() if row.covered_to else None,
            "standing": row.standing,
        }
        for row in rows
    ]
    lines = [found.sentence] + [
        f"{row['organisation']}\t{row['period']}\t{row['text']}"
        f"\t{'第 ' + str(row['revision']) + ' 版' if row['revision'] else ''}"
        f"\t{row['covered_to'] or ''}\t{row['name']}"
        for row in listed
    ]
    data = {"period": period.text, "rows": listed, "of": found.of, "in": found.inside,
            "sentence": found.sentence}  # fmt: skip
    return Outcome(data, lines)


def log(options: Any) -> Outcome:
    """Who took, withdrew or returned what, when and why, newest first."""
    from partydesk.exchange.merge.trace import acts

    since = day_of(options.since) if options.since else None
    with opened(options) as store:
        found = acts(store, organisation_of(store, options), since)
    rows, abouts = [each.as_dict() for each in found], [each.about for each in found]
    lines = [
        f"{row['at']}\t{row['operator'] or '—'}\t{row['act']}\t{row['organisation']}"
        f"\t{about}\t{row['reason']}"
        for row, about in zip(rows, abouts, strict=True)
    ]
    return Outcome({"rows": rows}, lines or ["还没有收过表"])


def compare(options: Any) -> Outcome:
    """Why figures moved between two moments. Raises UserError for what cannot be compared."""
    from partydesk.exchange.merge import compare as merge_compare

    period = parse_period(options.period)
    first, second = (_moment(text, end=bool(number)) for number, text in enumerate(options.between))
    with opened(options) as store:
        found = merge_compare.compare(
            store, period, first, second, organisation=organisation_of(store, options),
            indicator=options.indicator or "", progress=progress_to_stderr,
        )  # fmt: skip
    listed = [
        {
            "id": each.indicator.id,
            "label": each.indicator.label,
            "before": each.before,
            "after": each.after,
            **{how: [moved.as_dict() for moved in each.of(how)] for how in _HOWS},
            "branches": [
                {"organisation": code, "amount": amount, **counts}
                for code, amount, counts in each.by_branch
            ],
        }
        for each in found.figures
    ]
    lines = [line for each in found.figures for line in _told(each)]
    lines += [
        f"{act.as_dict()['at']}\t{act.operator or '—'}\t{act.act} {act.organisation} "
        f"{act.about} {act.reason}".rstrip()
        for act in found.acts
    ]
    data = {
        "period": period.text,
        "indicators": listed,
        "acts": [act.as_dict() for act in found.acts],
    }
    return Outcome(data, lines or ["这段时间里数字没有变"])


def conflicts(options: Any) -> Outcome:
    """What two branches both report; with a key and a word, one of them decided.

    Raises UserError for no such conflict or decision.
    """
    from partydesk.exchange.merge import conflicts as merge_conflicts
    from partydesk.exchange.merge.deciding import decide

    if options.key is None:
        items = _conflicts(options)
        lines = [line for item in items for line in _sides(item)]
        if any(item.state == "open" for item in items):
            lines.append(
                "定一条：partydesk conflicts 编号 both，或 conflicts 编号 以哪个支部为准的编码"
            )
        told = lines or ["没有两边都报的人、活动、企业或编码"]
        return Outcome({"conflicts": [item.as_dict() for item in items]}, told)
    if options.decision is None:
        raise UserError("bad-decision", "还要写怎么定：both（两边都算），或以哪个支部为准的编码")
    with opened(options, write=True) as store:
        found = [
            item for item in merge_conflicts.conflicts(store) if item.key.startswith(options.key)
        ]
        if len(found) != 1:
            why = (
                "这个开头不止一条冲突有，请多写几位"
                if found
                else "没有这条冲突，可能支部已重新报送"
            )
            raise UserError("not-found", f"“{options.key}”：{why}")
        (item,) = found
        if not (decision := item.decision_for(options.decision)):
            codes = "、".join(side["organisation"] for side in item.sides)
            words = f"没有“{options.decision}”这种定法；可以是 both（两边都算）、{codes}"
            raise UserError("bad-decision", words)
        made = decide(store, item.key, decision, options.operator or "")
    data = {
        "key": item.key,
        "decision": decision,
        "period": made.period.text,
        "figures": [
            {"id": each.id, "label": each.label, "before": each.before, "after": each.after}
            for each in made.figures
        ],
    }
    return Outcome(data, [f"已定：{item.choices[decision]}", made.text])


def _conflicts(options: Any) -> list[ConflictItem]:
    """Those that stand, found anew where the file can be written to now."""
    from partydesk.exchange.merge import conflicts as merge_conflicts

    try:
        with opened(options, write=True) as store:
            return merge_conflicts.conflicts(store, decided=options.all)
    except UserError as error:
        if error.code not in ("locked", "read-only", "disk-full"):
            raise
    with opened(options) as store:
        return merge_conflicts.conflicts(store, decided=options.all)


def _sides(item: ConflictItem) -> list[str]:
    """A conflict in a line, and its sides beneath it."""
    state = f"已定：{item.choices[item.decision]}" if item.decision else "待定"
    return [f"{item.key[:8]}\t{state}\t{item.text}"] + [
        f"\t{side['organisation']}\t{side['name']}\t{side['text']}" for side in item.sides
    ]


def _told(change: FigureChange) -> list[str]:
    """A figure, its branches with subtotals, and their records."""
    figure = change.indicator
    said = "，".join(f"{word} {len(change.of(how))}" for how, word in _HOWS.items())
    lines = [
        f"{figure.label}\t{_number(change.before)} → {_number(change.after)} {figure.unit}\t{said}"
    ]
    for code, amount, _counts in change.by_branch:
        lines.append(f"\t{code}\t{amount:+g}")
        for each in change.moved:
            if each.organisation == code:
                cells = "；".join(
                    f"{label} {before or '空'} → {after or '空'}"
                    for label, before, after in each.cells
                )
                lines.append(f"\t\t{_HOWS[each.how]}\t{each.date}\t{each.text}\t{cells}".rstrip())
    return lines


def _number(value: float | int | None) -> str:
    return "没有记录" if value is None else f"{value:g}"


def _moment(text: str, *, end: bool) -> Moment:
    """A date (its first or last second), a time, or rev:N. Raises UserError."""
    from partydesk.exchange.merge.moments import Moment

    if told := re.fullmatch(r"rev:([1-9]\d{0,5})", text, re.ASCII):
        return Moment(revision=int(told[1]))
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UserError(
            "bad-date", f"看不懂“{text}”；可以写日期 2026-09-22、时间 2026-09-22T16:40 或 rev:2"
        ) from None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
        at = datetime.combine(at.date(), time.max if end else time.min)
    return Moment(at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"))
