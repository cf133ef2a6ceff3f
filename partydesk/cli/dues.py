"""The command on 党费: sums by month and who is behind, as this file keeps or was told them."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.clock import today
from partydesk.records.dues_states import MONEY, TOLD_STATE, UNTOLD, MemberMonth, MonthSums
from partydesk.records.findings import UserError
from partydesk.records.money import yuan
from partydesk.records.periods import parse_period


def dues(options: Any) -> Outcome:
    """The months of a period: sums and states by organisation. Raises UserError for none."""
    from partydesk.rules.norms.dues_told import ToldDues, gather, told_dues

    period = parse_period(options.period or str(today().year))
    with opened(options) as store, store.read() as connection:
        found = told_dues(connection)
        own = gather(connection, store.own.id, period, today())
        if own is not None:
            mine = found[store.own.id] = ToldDues()
            mine.sums = {each[0]: MonthSums(*each) for each in own["sums"]}
            for uid, name, months in own["members"]:
                mine.names[uid] = name
                mine.members[uid] = {each[0]: MemberMonth(*each) for each in months}
        named = {
            row[0]: (row[1], row[2])
            for row in connection.exec_driver_sql("SELECT id, code, name FROM organisation")
        }
    listed, lines = [], []
    for id, told in sorted(found.items(), key=lambda each: named[each[0]]):
        months = told.months(period)
        if not months or (options.org and named[id][0] != options.org):
            continue
        code, name = named[id]
        lines.append(f"{code} {name}")
        for each in months:
            money = f"应交 {yuan(each.due)}，已交 {yuan(each.paid)} 元"
            lines.append(f"  {each.month}：{UNTOLD if each.untold else money}，"
                         f"欠交 {each.owing} 人，免交 {each.exempt} 人")  # fmt: skip
        behind = told.people(period, "owed", "short")
        if behind:
            lines.append(f"  欠交：{'、'.join(told.names[uid] for uid in behind)}")
        people = [
            {"uid": uid, "name": told.names[uid],
             "months": {m: TOLD_STATE.label(e.state) for m, e in sorted(stands.items())}}
            for uid, stands in told.members.items()
        ]  # fmt: skip
        sums = [
            {
                **each._asdict(),
                **{name: None if each.untold else yuan(getattr(each, name)) for name in MONEY},
            }
            for each in months
        ]
        listed.append({"code": code, "name": name, "months": sums, "members": people})
    if not listed:
        raise UserError("nothing", f"{period.title}没有党费：先核定和记交，党委先收表")
    return Outcome({"period": period.text, "organisations": listed}, lines)
