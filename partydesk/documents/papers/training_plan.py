"""培训计划表: the year's courses, what was held, how many took part; or one course with names."""

from __future__ import annotations

from collections import defaultdict

from partydesk.documents.draft import Draft, Listing, Part, Signed, heading, note
from partydesk.documents.page import ACROSS
from partydesk.documents.print_job import PrintJob
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.records.personal_numbers import without_numbers
from partydesk.rules.course_standing import Attendee, CourseStanding
from partydesk.rules.training import courses
from partydesk.rules.training_figures import training_sums

_HEADS = ("序号", "培训名称", "培训对象", "学时", "计划时间", "承办单位", "开办日期", "应参加",
          "参加", "参加率")  # fmt: skip
_SHARES = (10, 62, 36, 14, 20, 32, 26, 17, 14, 18)
_NOTE = (
    "应参加的是开办那天在册的培训对象，失联和学时减免的不算；参加的是这期的学习活动出席、补学的，"
    "和登记了这期学时的。没有开的空着，不是 0。"
)


def draft(order: PrintJob) -> Draft:
    """The plan of a year, or the people of one course. Raises UserError where there is none."""
    reading = order.reading
    if order.row:
        year = parse_period(str(order.row["year"]))
        (found,) = courses(reading.connection, year, order.today, whose=int(order.row["id"]))
        return _of_course(order, found)
    year = parse_period(str((order.period.last if order.period else order.today).year))
    own = (reading.organisation,)
    every = courses(reading.connection, year, order.today, own)
    if not every:
        raise UserError("nothing", f"{year.text} 年还没有培训计划，先在“培训计划”里加上")
    rows = [_row(number, each) for number, each in enumerate(every, 1)]
    sums = training_sums(every)
    rate = "" if sums.rate is None else f"{sums.rate:g}%"
    total = f"合计：计划 {len(every)} 期，开了 {sums.courses} 期"
    rows.append(("", total, "", "", "", "", "", str(sums.expected), str(sums.took_part), rate))
    parts = (
        Listing(_HEADS, tuple(rows), _SHARES, frozenset({0, 3, 4, 6, 7, 8, 9})),
        note(_NOTE),
        Signed(("审核人", "填表人")),
    )
    return Draft(f"{year.text}年培训计划表", f"{order.name}　{order.as_of}", parts, ACROSS)


def _row(number: int, each: CourseStanding) -> tuple[str, ...]:
    days = sorted({held.day[5:] for held in each.held})
    when = "" if not days else days[0] if len(days) == 1 else f"{days[0]} 至 {days[-1]}"
    counts: tuple[str, ...] = ("", "", "")
    if each.held:
        rate = "" if each.rate is None else f"{each.rate:g}%"
        counts = (str(len(each.people)), str(each.took_part), rate)
    return (str(number), without_numbers(each.name), each.for_whom, f"{each.hours:g}", each.when,
            without_numbers(each.by), when,
            *counts)  # fmt: skip


def _of_course(order: PrintJob, course: CourseStanding) -> Draft:
    """Who took part and who has not, by branch."""
    rows = order.reading.connection.exec_driver_sql(
        "SELECT id, coalesce(nullif(short_name, ''), name) FROM organisation"
    )
    names = {row[0]: row[1] for row in rows}
    branches: dict[int, list[Attendee]] = defaultdict(list)
    for person in course.people:
        branches[person.organisation].append(person)
    parts: list[Part] = []
    for place, people in branches.items():
        took = sum(each.took_part for each in people)
        if len(branches) > 1:
            parts.append(
                heading(f"{names.get(place, '')}（应参加 {len(people)} 人，参加 {took} 人）")
            )
        parts.append(_listing(people))
    if course.others:
        parts += [heading("培训对象以外参加的"), _listing(course.others)]
    if not parts:
        parts.append(note("名册里没有这期的培训对象，也没有人参加。"))
    parts.append(Signed(("审核人", "填表人")))
    told = f"{course.for_whom}　{course.hours:g} 学时"
    if course.people:
        told += f"　应参加 {len(course.people)} 人，参加 {course.took_part} 人"
    title = f"{without_numbers(course.name)}参加情况"
    return Draft(title, f"{order.name}　{told}", tuple(parts))


def _listing(people: list[Attendee]) -> Listing:
    rows = []
    for number, each in enumerate(people, 1):
        days = "、".join(dict.fromkeys(day[5:] for _kind, _uid, day, _hours in each.rows))
        hours = f"{each.hours:g}" if each.took_part else ""
        rows.append((str(number), each.name, "参加" if each.took_part else "没有参加", days, hours))
    return Listing(("序号", "姓名", "怎样", "日期", "学时"), tuple(rows), (14, 34, 28, 60, 20),
                   frozenset({0, 2, 4}))  # fmt: skip
