"""培训计划: the year's courses against attendance, and behind each who took part and who not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from partydesk.desk.evidence.list_page import Act
from partydesk.desk.evidence.model import Evidence, Group, Line, coverage_of, own_scope, places
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.empty import Way
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.records import clock
from partydesk.records.periods import parse_period
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.rules.course_standing import CourseStanding

_COLUMNS = (
    ("培训名称", 176), ("对象", 112), ("计划", 76), ("学时", 56), ("开了", 80), ("应参加", 72),
    ("参加", 58), ("参加率", 74), ("怎样", 0),
)  # fmt: skip
_OF_BRANCHES = (
    ("培训名称", 150), ("党组织", 104), ("对象", 100), ("计划", 76), ("学时", 54), ("开了", 74),
    ("应参加", 70), ("参加", 56), ("参加率", 74), ("怎样", 0),
)  # fmt: skip
_PLACE = ("党组织", 150)
_LATE, _AHEAD, _SHORT, _DONE = "过了计划没有开", "还没到时候", "有人没参加", "都参加了"
_NOBODY = "开了，名册里没有对象"
_OF_PARK = "党委的计划"
_TONES = {_LATE: "bad", _SHORT: "warn", _AHEAD: "idle", _DONE: "ok", _NOBODY: "idle"}


class TrainingPage(PeoplePage):
    """Enter shows who took part in a course and who has not. A branch sees the committee's beside
    its own."""

    nobody = "还没有培训计划"
    goes_here = (
        "一年办哪几期培训、给谁办、多少学时、哪个季度，先列在这里；\n"
        "开了的学习活动选上“所属培训计划”，这里就看得到应参加的人里谁参加了、谁还没有。"
    )
    adding = "计划一期培训"

    def __init__(self, context: AppContext) -> None:
        acts = (
            Act("记一次这期的培训", self.hold, _mine, "记"),
            Act("改这期", self.edit, _mine, "改"),
            Act("打印计划表", lambda _line: self.print_plan(), _any, "计划表"),
        )
        super().__init__(context, lambda: courses_of_year(context.store), acts, "看名单")

    def _ways_in(self) -> list[Way]:
        ledger = NavigationTarget(tab="sessions", part="course")
        return [
            (self.adding, "main", "add", self.add),
            ("导入、粘贴计划表", "", "", lambda: self.start_wanted.emit(ledger)),
        ]

    def go(self, line: Line) -> None:
        """Those a course is for, and who came."""
        store, uid = self.context.store, line.uid
        self.ways.cover(lambda: people_of(store, uid))

    def add(self) -> bool:
        """A course."""
        self.start_wanted.emit(NavigationTarget("course"))
        return True

    def edit(self, line: Line) -> None:
        """The course itself."""
        self.start_wanted.emit(NavigationTarget("course", line.uid))

    def hold(self, line: Line) -> None:
        """A session of the course."""
        from partydesk.rules.course_standing import CourseStanding

        course = line.about
        if isinstance(course, CourseStanding):
            known = {"kind": "training", "topic": course.name, "course": course.id,
                     "hours": course.hours if course.hours <= _A_SESSION else None}  # fmt: skip
            self.start_wanted.emit(NavigationTarget("session", defaults=known))

    def print_plan(self) -> None:
        """The year's plan, as PDF or Word."""
        from partydesk.desk.printing.offers import Offer
        from partydesk.desk.printing.writing import print_offer
        from partydesk.documents.printing import PAPERS

        label = PAPERS["training-plan"].label
        period = parse_period(str(clock.today().year))
        about = self.context.store.own.short_name
        print_offer(
            self.context, Offer("training-plan", label, label, about=about, period=period), self
        )


_A_SESSION = 8
"""Hours that one day has; a longer course is held over several sessions."""


def _mine(line: Line) -> bool:
    return bool(line.about)


def _any(_line: Line) -> bool:
    return True


def courses_of_year(store: Store) -> Evidence:
    """This year's courses, asked off the screen."""
    from partydesk.rules.park_courses import kept
    from partydesk.rules.training import courses, courses_of_park
    from partydesk.rules.training_figures import training_sums

    today, own = clock.today(), store.own.id
    year = parse_period(str(today.year))
    many = own_scope(store) is None
    with store.read() as connection:
        found = courses(connection, year, today)
        named = places(connection)
        covered = coverage_of(connection, year) if many else ""
        above = [] if many else courses_of_park(connection, own, today.year, today)
        by = kept(connection).by
    groups: dict[str, list[Line]] = {label: [] for label in (*_TONES, _OF_PARK)}
    several = bool(above) or (many and any(each.organisation != own for each in found))
    for each in found:
        label = _standing(each, today >= each.due)
        groups[label].append(_line(each, label, named[each.organisation].name if several else "",
                                   mine=each.organisation == own))  # fmt: skip
    for each in above:
        groups[_OF_PARK].append(_of_park(each, by))
    sums = training_sums(found)
    rate = "" if sums.rate is None else f"，参加率 {sums.rate:g}%"
    said = (
        f"{year.text} 年计划 {len(found)} 期，开了 {sums.courses} 期；应参加 {sums.expected} 人次，"
        f"参加 {sums.took_part} 人次{rate}。"
        f"应参加的是开办那天在册的培训对象，失联和学时减免的不算。{covered}"
    )
    if above:
        said += f"党委计划 {len(above)} 期，参加了的由回执带回。"
    columns = _OF_BRANCHES if several else _COLUMNS
    every = tuple(line for lines in groups.values() for line in lines)
    shown = tuple(Group(label, tuple(lines)) for label, lines in groups.items() if lines)
    if len(shown) != 1:
        shown = (Group("全部", every), *shown)
    return Evidence("培训计划", said, columns, shown)


def _standing(course: CourseStanding, over: bool) -> str:
    if not course.held:
        return _LATE if over else _AHEAD
    if not course.people:
        return _NOBODY
    return _DONE if course.took_part == len(course.people) else _SHORT


def _of_park(course: CourseStanding, by: str) -> Line:
    """A course of the committee's: what is known of it here are the hours that came back."""
    label = _standing(course, over=False)
    line = _line(course, label, by or "党委", mine=False)
    if not course.held:
        return replace(line, cells=(*line.cells[:-1], "还没有带回学时"))
    return line


def _line(course: CourseStanding, label: str, place: str, *, mine: bool) -> Line:
    days = sorted({each.day for each in course.held})
    held = "" if not days else days[0][5:] if len(days) == 1 else f"{len(days)} 天"
    rate = "" if course.rate is None or not days else f"{course.rate:g}%"
    short = len(course.people) - course.took_part
    words = f"{short} 人没参加" if label == _SHORT else label
    counts = [str(len(course.people)), str(course.took_part), rate] if days else ["", "", ""]
    cells = [course.name, course.for_whom, course.when, f"{course.hours:g}", held, *counts, words]
    if place:
        cells.insert(1, place)
    return Line(tuple(cells), "course", course.uid, course if mine else None, _TONES[label])


def people_of(store: Store, uid: str) -> Evidence:
    """Who took part in a course, who has not, and who came beside them."""
    from partydesk.rules.training import courses, courses_of_park

    with store.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT id, year FROM course WHERE uid = ? AND deleted_at IS NULL", (uid,)
        ).fetchone()
        period = parse_period(str(row[1] if row else clock.today().year))
        today = clock.today()
        found = (
            courses(connection, period, today, whose=row[0])
            if row
            else courses_of_park(connection, store.own.id, today.year, today, uid)
        )
        named = places(connection)
    if not found:
        return Evidence("培训计划", "这期培训已经不在了", (("姓名", 0),), (Group("名单", ()),))
    (course,) = found
    many = own_scope(store) is None
    groups: dict[str, list[Line]] = {"没有参加": [], "参加了": [], "对象以外": []}
    for label, people in (("", course.people), ("对象以外", course.others)):
        for each in people:
            where = label or ("参加了" if each.took_part else "没有参加")
            days = "、".join(dict.fromkeys(day[5:] for _kind, _uid, day, _h in each.rows))
            full = each.hours >= course.hours
            words = where if not each.took_part else "学满" if full else "没有学满"
            tone = "warn" if not each.took_part else "ok" if full else "info"
            cells = [each.name, days, f"{each.hours:g}" if each.took_part else ""]
            if many:
                cells.append(named[each.organisation].name if each.organisation in named else "")
            last = each.rows[-1][:2] if each.rows else ("member", each.uid)
            groups[where].append(Line((*cells, words), *last, tone=tone))
    columns = (
        ("姓名", 130),
        ("日期", 180),
        ("学时", 90),
        *((_PLACE,) if many else ()),
        ("怎样", 0),
    )
    said = f"{course.for_whom}，{course.hours:g} 学时，{course.when}。" + (
        f"应参加 {len(course.people)} 人，参加 {course.took_part} 人，学满 {course.in_full} 人。"
        if course.held
        else "还没有开：记一次学习活动或登记学时，“所属培训计划”选上它。"
        if course.id > 0
        else "党委办的：谁参加了、多少学时，随回执带回来。"
    )
    shown = tuple(Group(label, tuple(lines)) for label, lines in groups.items() if lines)
    return Evidence(course.name, said, columns, shown or (Group("参加了", ()),))
