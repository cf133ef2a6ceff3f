"""The command on plans: plan year, held, moved, not-held."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from partydesk.cli.outcome import Outcome, opened, read_json
from partydesk.records.checking import read_values
from partydesk.records.findings import UserError
from partydesk.records.study import StudySession
from partydesk.store.writing import invalid_record


def year(options: Any) -> Outcome:
    """The year's sessions with what became of them; first planned like another year's if asked."""
    from partydesk.operations import plans
    from partydesk.operations.year_plan import fill_column

    source = options.copy_from and _year(options.copy_from)
    wanted = _year(options.year)
    lines = []
    with opened(options, write=bool(source or options.fill)) as store:
        if options.fill:
            label, rule = options.fill
            done = fill_column(store, wanted, _column(label), rule, options.topic or "")
            lines.append(done.words)
        if source:
            made = plans.copy_year(store, source, wanted)
            lines.append(f"照 {source} 年排了 {len(made)} 次")
            # What is said of the whole year is said once.
            told = {each.remark: each.topic for each in reversed(made) if each.remark}
            lines += [f"{topic}：{remark}" for remark, topic in told.items()]
        rows = list(plans.planned(store, wanted))
    lines += [
        f"{row['starts_at']}\t{row['kind']}\t{row['state']}\t{row['topic']}\t{row['uid']}"
        for row in rows
    ]
    return Outcome({"rows": rows}, lines)


def _column(label: str) -> str:
    """The column of the plan that somebody names. Raises UserError for what is no kind."""
    from partydesk.records.kinds import SESSION_KIND
    from partydesk.rules.year_plan import OTHERS, OTHERS_LABEL

    code = OTHERS if label == OTHERS_LABEL else SESSION_KIND.codes.get(label)
    if code is None:
        raise UserError("bad-kind", f"没有“{label}”这种活动，请写成 主题党日、支委会 或 其他")
    return code


def held(options: Any) -> Outcome:
    """A plan was held."""
    from partydesk.operations import plans

    values, findings = read_values(StudySession, read_json(options.values or "{}"))
    if findings:
        raise invalid_record(StudySession, findings)
    with opened(options, write=True) as store:
        plans.hold(store, options.uid, values)
    return Outcome({"uid": options.uid}, ["已记成已开"])


def moved(options: Any) -> Outcome:
    """A plan goes to another day; without a time it keeps its own."""
    from partydesk.operations import plans

    with opened(options, write=True) as store:
        plans.move(store, options.uid, _moment(options.date, plans.start_of(store, options.uid)))
    return Outcome({"uid": options.uid}, ["已改期"])


def not_held(options: Any) -> Outcome:
    """A plan was not held."""
    from partydesk.operations import plans

    with opened(options, write=True) as store:
        plans.not_held(store, options.uid, options.reason or "")
    return Outcome({"uid": options.uid}, ["已记成没开"])


def _year(text: str) -> int:
    found = re.fullmatch(r"\s*(\d{4})\s*年?\s*", text)
    if not found:
        raise UserError("bad-year", f"“{text}”不是年份，请写成 2027")
    return int(found[1])


def _moment(text: str, before: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(
            "bad-date", f"“{text}”不是日期，请写成 2026-12-04 或 2026-12-04T14:00"
        ) from None
    return at if len(text) > len("2026-12-04") else datetime.combine(at.date(), before.time())
