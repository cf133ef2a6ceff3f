"""评优候选表: who qualifies by the park's conditions and who does not, with the reasons."""

from __future__ import annotations

from partydesk.documents.draft import Draft, Listing, Part, Signed, heading, note
from partydesk.documents.page import ACROSS
from partydesk.documents.print_job import PrintJob
from partydesk.records.findings import UserError
from partydesk.rules.awards.candidates import Awards, awards, looked_at
from partydesk.rules.awards.conditions import LABEL
from partydesk.rules.awards.model import Stand

_WORDS = {Stand.MET: "", Stand.NOT: "未达到：", Stand.UNKNOWN: ""}


def draft(order: PrintJob) -> Draft:
    """The candidates of a year, by default this one (early in a year the last one): branches in a
    committee's file, then members. Raises UserError where there are neither."""
    year = order.period.last.year if order.period else looked_at(order.today)
    reading = order.reading
    committee = order.organisation["kind"] == "party_committee"
    scope = None if committee else reading.organisation
    parts: list[Part] = []
    for what in ("branch", "member") if committee else ("member",):
        found = awards(reading.connection, what, year, order.today, scope)
        if found.candidates:
            asks = "；".join(found.rules.says(each) for each in found.conditions)
            parts += [heading(f"{LABEL[what]}"), _table(found, many=committee)]
            parts += [note(f"{found.said}。"), note(f"条件：{asks}。没有记录的不算符合。")]
    if not parts:
        raise UserError("nothing", "名册里还没有正式党员，没有可以评优的")
    parts.append(Signed(("书记", "填表人")))
    return Draft(f"{year}年评优候选表", order.name, tuple(parts), ACROSS)


def _table(found: Awards, *, many: bool) -> Listing:
    of_members = found.what == "member"
    place = of_members and many
    rows = []
    for number, each in enumerate(found.candidates, 1):
        told = {condition.code: answer for condition, answer in each.answers}
        cells = []
        for condition in found.conditions:
            answer = told.get(condition.code)
            text = "" if answer is None else f"{_WORDS[answer.stand]}{answer.text}"
            if condition.private and answer is not None:
                text = "符合" if answer.stand is Stand.MET else "不符合"
            cells.append(text)
        where = (each.place,) if place else ()
        rows.append((str(number), each.name, *where, *cells, each.standing.words))
    heads = ("序号", "姓名" if of_members else "党组织", *(("党组织",) if place else ()),
             *(each.label for each in found.conditions), "怎样")  # fmt: skip
    shares = (9, 22 if of_members else 34, *((28,) if place else ()),
              *[26] * len(found.conditions), 22)  # fmt: skip
    return Listing(heads, tuple(rows), shares, frozenset({0}), small=True)
