"""An invented year of sessions: the usual kinds at their usual pace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from partydesk.sample.ballots import ballot
from partydesk.sample.habits import EVERY, FILLERS, Habit, days_of, lapsed
from partydesk.sample.people import board_of
from partydesk.sample.plan import Circle, Plan, area_of, working_day
from partydesk.sample.summaries import summary_of

ELEMENTS = {
    1: "first_agenda", 2: "volunteering", 3: "volunteering", 4: "lecture", 5: "discussion",
    6: "base_visit", 7: "oath,political_birthday", 8: "warning,cases", 9: "first_agenda",
    10: "warning,film", 11: "discussion", 12: "exchange",
}  # fmt: skip
AGENDA = (
    "传达学习习近平总书记重要讲话和重要指示批示精神",
    "传达学习中央经济工作会议精神",
    "传达学习全国两会精神",
    "传达学习关于加强基层党组织建设的重要论述",
    "传达学习中央八项规定及其实施细则精神",
    "传达学习关于安全生产的重要指示",
)
LECTURERS = ("branch_secretary", "branch_committee", "committee_secretary", "guest")
# Days between the meetings of the groups of one branch, which share leaders and rooms.
GROUP_DAYS = (0, 7, -2, 4)


def plan_sessions(plan: Plan, habits: tuple[Habit, ...], wanted: int | None) -> None:
    """Plan a year's sessions up to the plan's last day: exactly `wanted` when that is said.

    Fewer are one of each kind first, then the second of each; more are study and morning
    meetings on further days.
    """
    found: list[tuple[int, int, datetime, Habit, str]] = []
    for position, habit in enumerate(habits):
        for turn, (moment, group) in enumerate(_moments(plan, habit)):
            found.append((turn, position, moment, habit, group))
    found.sort(key=lambda each: (each[0], each[1], each[4]))
    if wanted is not None:
        found = found[:wanted]
        for moment, habit in _filling(plan, wanted - len(found)):
            found.append((0, 0, moment, habit, ""))
    found.sort(key=lambda each: (each[2], each[1], each[4]))
    for turn, _, moment, habit, group in found:
        values = _session(plan, habit, moment, turn, group)
        circle = Circle(habit.who, group)
        if habit.kind == "general_meeting":
            votes, circle = ballot(plan, moment.date())
            values |= votes
        session = plan.add("session", **values)
        plan.circles[session.uid] = circle


def _moments(plan: Plan, habit: Habit) -> Iterator[tuple[datetime, str]]:
    groups = sorted({str(m.values["group"]) for m in plan.of("member") if m.values["group"]})
    if habit.kind == "branch_committee" and len(board_of(plan)) < 2:
        return  # too few full members for a branch committee
    for day in days_of(plan, habit):
        moment = datetime.combine(day, time.fromisoformat(habit.at))
        if habit.who != "group":
            yield moment, ""
        for number, group in enumerate(groups if habit.who == "group" else ()):
            missed = group == groups[-1] and lapsed(plan, habit.kind, day.month)
            own = _within_month(date(plan.year, day.month, habit.day + GROUP_DAYS[number]))
            if not missed and plan.happened(own):
                at = time.fromisoformat(habit.at)
                yield datetime.combine(own, at) + timedelta(minutes=30 * number), group


def _within_month(day: date) -> date:
    """The next working day, or the Friday before where that would be in the next month."""
    moved = working_day(day)
    return moved if moved.month == day.month else day - timedelta(days=day.weekday() - 4)


def _filling(plan: Plan, wanted: int) -> Iterator[tuple[datetime, Habit]]:
    """Working days for `wanted` more sessions, evenly over the year; then weekends and evenings."""
    first = max(date(plan.year, 1, 9), plan.founded or date.min)
    days = [first + timedelta(days=n) for n in range(max(1, (plan.through - first).days + 1))]
    days.sort(key=lambda day: (day.weekday() >= 5, day))
    slots = [(day, habit) for habit in FILLERS for day in days]
    more = 0
    while wanted > 0:
        taken = min(wanted, len(slots))
        for number in range(taken):
            day, habit = slots[number * len(slots) // taken]
            at = datetime.combine(day, time.fromisoformat(habit.at)) + timedelta(minutes=more)
            yield at, habit
        wanted -= taken
        more += 1


def _session(plan: Plan, habit: Habit, at: datetime, turn: int, group: str) -> dict[str, Any]:
    random = plan.random
    board = board_of(plan)
    host = board[0] if board else "李示例"
    topic = habit.topics[turn % len(habit.topics)]
    if habit.months == EVERY:
        topic = habit.topics[(at.month - 1) % len(habit.topics)]
    values: dict[str, Any] = {
        "kind": habit.kind,
        "starts_at": at,
        "hours": habit.hours,
        "place": habit.place,
        "topic": topic,
        "host": host,
        "recorder": board[2] if len(board) > 2 else "王示例",
        "summary": summary_of(habit.kind, topic),
    }
    if habit.kind in ("general_meeting", "group_meeting"):
        # What each branch has on its own is no joint session of those that happen to coincide.
        values["place"] = f"{area_of(plan.code)} 号楼{habit.place}"
    match habit.kind:
        case "group_meeting":
            values |= _of_group(plan, group, topic)
        case "theme_day":
            values["elements"] = ELEMENTS[at.month]
            if at.month in (1, 9):
                values["first_agenda"] = AGENDA[at.month % len(AGENDA)]
            if at.month in (5, 11, 12):
                values["reflections"] = min(random.randint(5, 20), _writers(plan))
            if at.month == 4:
                values |= {"lecturer": host, "lecturer_role": "branch_secretary"}
        case "lecture" if board:
            role = LECTURERS[turn % 4]
            ours = {
                "branch_secretary": host,
                "branch_committee": board[-1],
                "committee_secretary": "李示例",
            }
            values |= {"lecturer": ours.get(role, "陈示例"), "lecturer_role": role}
        case "lecture":
            role = ("committee_secretary", "committee_member")[turn % 2]
            values |= {"lecturer": "李示例" if turn % 2 == 0 else "王示例", "lecturer_role": role}
        case "branch_committee" | "party_committee" | "centre_group":
            values["decisions"] = f"“{topic}”：原则同意，由{host}负责落实，月底前完成。"
            # Even a committee that is strict about it sometimes begins with something urgent.
            if (habit.kind, at.month) != ("party_committee", 8):
                agenda = AGENDA[at.month % len(AGENDA)]
                values |= {"elements": "first_agenda", "first_agenda": agenda}
        case "discussion" | "group_study":
            values["reflections"] = min(random.randint(3, 25), _writers(plan))
        case "warning":
            values["elements"] = ("cases", "film")[turn % 2]
        case "volunteering":
            values["hours_volunteered"] = float(random.randint(10, 80))
        case "mass_activity":
            values["organiser"] = ("women", "youth", "union")[turn % 3]
        case "pairing":
            values["partner"] = f"{habit.place}党支部"
    return values


def _writers(plan: Plan) -> int:
    """How many there are to write down what they have learnt."""
    party = [each for each in plan.of("member") if each.values["category"] == "full"]
    return max(1, len(party))


def _of_group(plan: Plan, group: str, topic: str) -> dict[str, Any]:
    """Its group and leader. One branch in four only writes the group into the topic: there
    the attendance tells whose meeting it was."""
    leader = next(
        (
            str(m.values["name"])
            for m in plan.of("member")
            if m.values["duty"] == "group_leader" and m.values["group"] == group
        ),
        None,
    )
    named = {"group": group} if plan.seed % 4 != 2 else {"topic": f"{group}：{topic}"}
    return named | ({"host": leader} if leader else {})
