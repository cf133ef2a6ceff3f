"""学时与培训: the year's hours of each member against what is asked, and the secretary's course."""

from __future__ import annotations

from partydesk.desk.evidence.list_page import Act
from partydesk.desk.evidence.model import Evidence, Group, Line, own_scope, places
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.records import clock
from partydesk.records.kinds import HOURS_KIND
from partydesk.records.periods import parse_period
from partydesk.store.store import Store

_COLUMNS = (("姓名", 92), ("已学", 64), ("应学", 64), ("书记集中轮训", 116), ("怎样", 0))
_BEFORE_KINDS = 3
_GROUPS = {"还差": "warn", "达到": "ok", "不作要求": "idle"}


class StudyHoursPage(PeoplePage):
    """Enter opens the sessions at which a member was, and those that were missed."""

    goes_here = (
        "每名党员今年学了多少、应学多少、还差多少，列在这里；\n"
        "学习活动里记了学时和到会，这里就有数，也可以先把党员名册放进来。"
    )
    adding = "记一次学习活动"

    def __init__(self, context: AppContext) -> None:
        acts = (
            Act("补记一次学习", lambda line: self.study_with(line), _lacks, "补记"),
            Act("登记学时", self.credit, _own if context.store.role == "branch" else _nobody),
        )
        super().__init__(context, lambda: hours_of_members(context.store), acts, "看依据")

    def go(self, line: Line) -> None:
        """The sessions behind somebody's hours."""
        store, about = self.context.store, line.about

        def look() -> Evidence:
            from partydesk.desk.overview.charts.facts import behind

            return behind(store, about)  # type: ignore[arg-type] # a chart's Attended

        if about is not None:
            self.ways.cover(look)

    def add(self) -> bool:
        """A session."""
        self.start_wanted.emit(NavigationTarget("session"))
        return True

    def study_with(self, _line: Line) -> None:
        """A session of study, everybody's attendance at its side."""
        self.start_wanted.emit(NavigationTarget("session", defaults={"kind": "group_study"}))

    def credit(self, line: Line) -> None:
        """Hours that no session here tells of."""
        with self.context.store.read() as connection:
            member = connection.exec_driver_sql(
                "SELECT id FROM member WHERE uid = ? AND organisation = ?",
                (line.uid, self.context.store.own.id),
            ).scalar()
        self.start_wanted.emit(NavigationTarget("study_credit", defaults={"member": member}))


def _lacks(line: Line) -> bool:
    return line.tone == "warn"


def _own(_line: Line) -> bool:
    return True


def _nobody(_line: Line) -> bool:
    return False


def hours_of_members(store: Store) -> Evidence:
    """The members' hours of this year, asked off the screen."""
    from partydesk.rules.charts.hours import Attended
    from partydesk.rules.norms import STATE, evaluate
    from partydesk.rules.norms.study_hours import HOURS_32, HOURS_56, SECRETARY_TRAINING
    from partydesk.rules.study import hours
    from partydesk.rules.study_by_kind import hours_by_kind

    today, own = clock.today(), own_scope(store)
    with store.read() as connection:
        found = hours(connection, today.year, own, today)
        only = None if own is None else (own,)
        year = parse_period(str(today.year))
        courses = {
            (item.organisation, item.uid): item
            for item in evaluate(connection, year, today=today, organisations=only)
            if item.norm.id == SECRETARY_TRAINING.id
        }
        named = places(connection)
        by_kind = hours_by_kind(connection, today.year, own)
    kinds = [each for each in HOURS_KIND if any(each.code in had for had in by_kind.values())]
    groups: dict[str, list[Line]] = {label: [] for label in _GROUPS}
    for each in found:
        standing = "达到" if each.met else "还差" if each.asked else "不作要求"
        course = courses.get((each.organisation, each.uid))
        told = "" if course is None else course.text or STATE.label(course.state)
        words = {"达到": "够了", "还差": f"还差 {each.lacks:g}"}.get(standing, each.why)
        had = by_kind.get((each.organisation, each.uid), {})
        of_kinds = (had.get(kind.code, 0) for kind in kinds)
        cells = [each.name, f"{each.hours:g}", f"{each.wanted:g}",
                 *(f"{hours:g}" if hours else "" for hours in of_kinds), told]  # fmt: skip
        if own is None:
            cells.append(named[each.organisation].name)
        about = Attended(each.organisation, each.uid, each.name, today.year)
        line = Line((*cells, words), "member", each.uid, about, _GROUPS[standing])
        groups[standing].append(line)
    head = (
        *_COLUMNS[:_BEFORE_KINDS],
        *((kind.label, 76) for kind in kinds),
        *_COLUMNS[_BEFORE_KINDS:-1],
        *((("党组织", 130),) if own is None else ()),
        _COLUMNS[-1],
    )
    said = (
        f"{today.year} 年出席、补学和登记的学时。{HOURS_32.says}，"
        f"书记和班子成员 {HOURS_56.hours} 学时；不满一年的按在册月数折算。回车看每个人的依据。"
    )
    shown = tuple(Group(label, tuple(lines)) for label, lines in groups.items() if lines) or (
        Group("还差", ()),
    )
    return Evidence("学时与培训", said, head, shown)
