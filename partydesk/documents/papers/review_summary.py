"""民主评议结果汇总: the year's grades, how many of each, who has which, lines for signatures."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from partydesk.documents.page import UPRIGHT, Printed, room
from partydesk.documents.print_job import PrintJob
from partydesk.documents.tables import form, listing, signatures, widths
from partydesk.records.findings import UserError
from partydesk.records.review import GRADE
from partydesk.rules.review_park import park_reviews
from partydesk.rules.review_year import Reviewed, ReviewYear, review_year, said_of

_NONE_YET = "未评"


def review_summary(order: PrintJob) -> Printed:
    """The summary of one organisation's year, by default this one. Raises UserError 'nothing'
    where nobody has a grade yet."""
    year = order.period.last.year if order.period else order.today.year
    reading = order.reading
    if order.organisation["kind"] == "party_committee" and (of := _of_branches(order, year)):
        return of
    found = review_year(reading.connection, reading.organisation, year, order.today)
    if not any(each.grade for each in found.people):
        raise UserError("nothing", f"{year} 年还没有填民主评议等次，填好再打印")
    title = f"{year}年民主评议党员结果汇总表"
    return Printed(title, story(order, found, title))


def _of_branches(order: PrintJob, year: int) -> Printed | None:
    """The summary of a committee's branches; None where it has none."""
    found = park_reviews(order.reading.connection, year, order.today)
    if not found.branches:
        return None
    if not any(branch.people for branch in found.branches):
        raise UserError("nothing", f"{year} 年还没有支部报来民主评议等次，收到再打印")
    title = f"{year}年民主评议党员结果汇总表"
    wide = room(UPRIGHT)
    heads = ["序号", "党组织", "定等次", *GRADE.labels, _NONE_YET, "说明"]
    rows = []
    for number, branch in enumerate(found.branches, 1):
        # A blank is not zero: what a branch has not told of nobody knows.
        told = branch.reported and branch.asked
        counts = [str(branch.number(choice.code)) for choice in GRADE] if told else [""] * 4
        lack = [str(branch.asked), *counts, str(len(branch.lacking))] if told else [""] * 6
        rows.append([str(number), branch.name, *lack, branch.standing[0]])
    asked, without = found.total()
    totals = [str(found.totals[choice.code]) for choice in GRADE]
    rows.append(["", "合计", str(asked), *totals, str(without), ""])
    columns = widths([11, 44, 15, 14, 14, 19, 17, 14, 40], wide)
    centred = frozenset({0, *range(2, 8)})
    story = [
        *order.heading(title, f"{order.name}　{order.as_of}"),
        listing(order.lettering, heads, rows, columns, centred=centred),
        Spacer(0, 3 * mm),
        order.lettering(
            f"{found.coverage.sentence}。优秀一般不超过正式党员的 {found.cap}；"
            "预备党员参加民主评议，不定等次。空白的是还没有报来或者还没有评，不是 0。",
            "note",
        ),
        Spacer(0, 2 * mm),
        signatures(order.lettering, ("审核人", "填表人"), wide),
    ]
    return Printed(title, story, UPRIGHT)


def story(order: PrintJob, found: ReviewYear, title: str) -> list[Any]:
    """Title, counts, the people, signatures."""
    wide = room(UPRIGHT)
    graded = [each for each in found.people if not each.why]
    none_yet = sum(not each.grade for each in graded)
    counts = [(choice.label, f"{found.counts[choice.code]} 名") for choice in GRADE]
    if none_yet:
        counts.append((_NONE_YET, f"{none_yet} 名"))
    above = [
        ("评议会议日期", found.met_on or "　"),
        ("参加评议", f"{len(found.people)} 名，其中定等次的正式党员 {len(graded)} 名"),
    ]
    reading = order.reading
    names = ("self_grade", "peer_grade", "grade", "note")
    heads = ["序号", "姓名", "人员类别", *(reading.label("review", name) for name in names)]
    rows = [
        [
            str(number),
            str(each.member["name"]),
            reading.text("member", each.member, "category"),
            *(reading.text("review", each.review, name) if each.review and not each.why else ""
              for name in names[:3]),
            _note(order, each),
        ]
        for number, each in enumerate(found.people, 1)
    ]  # fmt: skip
    columns = widths([12, 24, 26, 22, 22, 24, 45], wide)
    words, _tone = said_of((each.grade for each in graded), len(graded), found.cap)
    return [
        *order.heading(title, f"{order.name}　{order.as_of}"),
        form(order.lettering, [*above, *counts], wide),
        Spacer(0, 3 * mm),
        listing(order.lettering, heads, rows, columns, centred=frozenset({0, 1, 2, 3, 4, 5})),
        Spacer(0, 3 * mm),
        order.lettering(f"{words}。预备党员参加民主评议，不定等次。", "note"),
        Spacer(0, 2 * mm),
        signatures(order.lettering, ("书记", "监票人"), wide),
    ]


def _note(order: PrintJob, each: Reviewed) -> str:
    if each.why:
        return "不定等次"
    return order.reading.text("review", each.review, "note") if each.review else ""
