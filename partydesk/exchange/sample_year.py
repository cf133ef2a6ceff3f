"""An invented year of sessions: the usual kinds at their usual pace, and who was there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from partydesk.exchange.sample_people import Plan, Planned

COMMITTEE_ROLES = frozenset({"secretary", "deputy", "organisation", "publicity", "discipline"})
IN_PARTY = frozenset({"full", "probationary"})


@dataclass(frozen=True, slots=True)
class Habit:
    """When and how a kind is held: its months, usual day, hour of day, length, and topics.

    `who` is whom it gathers: board, group, party (full and probationary members) or all.
    """

    kind: str
    months: tuple[int, ...]
    day: int
    at: str
    hours: float
    topics: tuple[str, ...]
    who: str = "all"
    place: str = "党员活动室"


EVERY = tuple(range(1, 13))

BRANCH = (
    Habit("branch_committee", EVERY, 5, "09:00", 1.5, ("研究本月组织生活安排", "研究发展党员工作",
          "研究企业诉求办理", "研究党费收缴和困难党员帮扶"), "board", "支部会议室"),
    Habit("general_meeting", (1, 4, 7, 10), 12, "14:30", 2.0, ("听取支委会工作报告",
          "讨论接收预备党员", "半年工作总结", "讨论预备党员转正"), "party"),
    Habit("theme_day", EVERY, 15, "14:00", 2.0, ("学习党的创新理论", "我为群众办实事",
          "学习身边榜样", "植绿护绿", "安全生产宣传", "红色教育基地参观", "重温入党誓词",
          "警示教育", "迎国庆岗位建功", "观看警示教育片", "消防安全进车间", "年度心得交流"), "all"),
    Habit("group_meeting", EVERY, 20, "16:30", 1.0, ("交流学习体会", "讨论岗位承诺",
          "汇报思想工作", "落实支部决议"), "group", "车间会议室"),
    Habit("lecture", (3, 6, 9, 11), 24, "15:00", 1.5, ("坚定理想信念，建功示范岗位",
          "中国式现代化与企业高质量发展", "严守党的纪律", "学习先进典型"), "all"),
    Habit("study_day", EVERY, 25, "16:00", 1.5, ("学习重要讲话精神", "学习党章",
          "学习党内法规", "学习产业政策"), "all"),
    Habit("group_study", (2, 4, 6, 8, 10, 12), 8, "16:00", 2.0, ("学习全会精神",
          "学习《中国共产党纪律处分条例》", "学习安全生产重要论述"), "all"),
    Habit("warning", (5, 10), 18, "15:00", 1.5, ("通报典型案例", "观看警示教育片"), "party"),
    Habit("discussion", (5, 9), 22, "14:00", 2.0, ("党建引领企业创新", "党员如何发挥作用")),
    Habit("outreach", (4, 11), 16, "15:00", 1.0,
          ("惠企政策宣讲", "全会精神宣讲"), "all", "职工之家"),
    Habit("oath", (7,), 1, "09:00", 0.5, ("“七一”重温入党誓词",), "party"),
    Habit("base_visit", (6,), 27, "09:00", 4.0,
          ("参观爱国主义教育基地",), "party", "示例市革命纪念馆"),
    Habit("political_birthday", (1, 4, 7, 10), 28, "17:00", 0.5, ("集体政治生日",), "party"),
    Habit("volunteering", (3, 6, 9, 12), 6, "09:00", 3.0, ("园区环境整治", "关爱困难职工",
          "交通文明劝导", "送技术进班组"), "party", "示例园区"),
    Habit("three_services", (2, 5, 8, 11), 10, "10:00", 2.0, ("进车间、进班组、进宿舍",), "board"),
    Habit("morning_meeting", (2, 4, 6, 8, 10, 12), 3, "08:20", 0.1, ("晨读党章", "安全提醒")),
    Habit("mass_activity", (3, 5, 8), 7, "15:00", 2.0, ("“三八”座谈会", "青年技能比武",
          "职工运动会"), "all", "职工之家"),
    Habit("pairing", (4, 9), 26, "14:00", 2.0, ("与社区支部结对共建",), "party", "和平社区"),
    Habit("joint_meeting", (3, 9), 14, "10:00", 1.5, ("党群服务联席议事",), "board"),
    Habit("research", (8,), 20, "09:30", 3.0, ("一线职工思想状况调研",), "board"),
    Habit("quiz", (6,), 18, "15:00", 1.5, ("党务知识竞赛",), "party"),
    Habit("training", (5,), 11, "08:30", 8.0, ("党务工作者培训",), "board", "园区党校"),
    Habit("life_meeting", (12,), 10, "14:00", 3.0, ("年度组织生活会",), "party"),
    Habit("review_meeting", (12,), 11, "14:00", 2.0, ("民主评议党员",), "party"),
)  # fmt: skip

COMMITTEE = (
    Habit("party_committee", EVERY, 6, "09:00", 2.0, ("研究园区党建工作", "研究支部换届和发展党员",
          "研究“两个覆盖”工作", "研究党费使用"), "", "党委会议室"),
    Habit("centre_group", (2, 4, 6, 8, 10, 12), 16, "09:00", 3.0, ("学习党的创新理论",
          "学习全会精神", "学习总体国家安全观"), "", "党委会议室"),
    Habit("ideology", (3, 9), 19, "15:00", 1.5,
          ("分析研判意识形态工作", "部署意识形态阵地管理"), "", "党委会议室"),
    Habit("governance", (2, 8), 21, "09:00", 2.0, ("全面从严治党工作会议",), "", "园区礼堂"),
    Habit("conduct", (4, 10), 23, "09:00", 2.0, ("研究作风和党风廉政建设",), "", "党委会议室"),
    Habit("research", (3, 6, 9), 12, "09:00", 6.0, ("非公企业党组织作用发挥",
          "流动党员教育管理", "党建带群建"), "", "园区企业"),
    Habit("training", (4, 7, 11), 8, "08:30", 8.0, ("党组织书记培训班", "党务工作者培训班",
          "党建指导员培训班"), "", "园区党校"),
    Habit("talent_meeting", (3, 6, 10), 17, "14:00", 2.0, ("人才政策宣讲会", "高层次人才座谈会",
          "用工对接培训会"), "", "人才服务中心"),
    Habit("discussion", (5, 11), 13, "14:00", 2.0,
          ("树立和践行正确政绩观", "优化营商环境"), "", "党委会议室"),
    Habit("lecture", (6, 12), 26, "15:00", 1.5,
          ("书记讲党课：建功园区", "严守中央八项规定精神"), "", "园区礼堂"),
    Habit("outreach", (3, 5, 9), 22, "15:00", 1.5,
          ("全会精神宣讲", "惠企政策宣讲"), "", "园区企业"),
    Habit("warning", (5, 10), 29, "15:00", 1.5, ("通报典型案例", "观看警示教育片"), "", "园区礼堂"),
    Habit("group_study", (1, 5, 9), 9, "15:00", 2.0, ("学习党内法规",), "", "园区礼堂"),
    Habit("oath", (7,), 1, "09:00", 0.5, ("“七一”重温入党誓词",), "", "园区礼堂"),
    Habit("base_visit", (6,), 23, "08:30", 5.0, ("参观爱国主义教育基地",), "", "示例市革命纪念馆"),
    Habit("joint_meeting", (3, 6, 9, 12), 24, "10:00", 2.0,
          ("党建联盟联席会",), "", "党群服务中心"),
    Habit("pairing", (5,), 25, "14:00", 2.0, ("与属地街道结对共建",), "", "和平街道"),
    Habit("quiz", (9,), 27, "14:00", 3.0, ("园区党务知识竞赛",), "", "园区礼堂"),
    Habit("volunteering", (3, 12), 5, "09:00", 3.0, ("学雷锋志愿服务",), "", "示例园区"),
)  # fmt: skip

# As (month, day); the spring one moves from year to year, this is about where it falls.
HOLIDAYS = (((1, 1), (1, 3)), ((2, 15), (2, 23)), ((5, 1), (5, 5)), ((10, 1), (10, 7)))

# What a branch holds more of when more sessions are wanted than the year needs.
FILLERS = (
    Habit("morning_meeting", EVERY, 1, "08:10", 0.1, ("晨会学习", "安全提醒", "一句话党课")),
    Habit("study_day", EVERY, 1, "17:00", 1.0, ("支部学习日自学交流", "读书分享")),
    Habit("group_study", EVERY, 1, "18:00", 1.0, ("线上集中学习", "专题辅导")),
)

ELEMENTS = {
    1: "first_agenda", 2: "volunteering", 3: "volunteering", 4: "lecture", 5: "discussion",
    6: "base_visit", 7: "oath,political_birthday", 8: "warning,cases", 9: "first_agenda",
    10: "warning,film", 11: "discussion", 12: "exchange",
}  # fmt: skip
AGENDA = "传达学习习近平总书记重要讲话和重要指示批示精神"
LECTURERS = ("branch_secretary", "branch_committee", "committee_secretary", "guest")


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
        plan.add("session", **_session(plan, habit, moment, turn, group))


def _moments(plan: Plan, habit: Habit) -> Iterator[tuple[datetime, str]]:
    groups = sorted({str(m.values["group"]) for m in plan.of("member") if m.values["group"]})
    board = sum(m.values["duty"] in COMMITTEE_ROLES for m in plan.of("member"))
    if habit.kind == "branch_committee" and board < 2:
        return  # too few full members for a branch committee
    for month in habit.months:
        day = _working_day(date(plan.year, month, habit.day))
        if day > plan.through:
            continue
        moment = datetime.combine(day, time.fromisoformat(habit.at))
        if habit.who != "group":
            yield moment, ""
        for number, group in enumerate(groups if habit.who == "group" else ()):
            yield moment + timedelta(minutes=30 * number), group


def _working_day(day: date) -> date:
    """The day itself or the next one that is neither at a weekend nor in the long holidays."""
    while day.weekday() >= 5 or any(
        first <= (day.month, day.day) <= last for first, last in HOLIDAYS
    ):
        day += timedelta(days=1)
    return day


def _filling(plan: Plan, wanted: int) -> Iterator[tuple[datetime, Habit]]:
    """Working days for `wanted` more sessions, evenly over the year; then weekends and evenings."""
    first = date(plan.year, 1, 9)
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
    board = [m.values["name"] for m in plan.of("member") if m.values["duty"] in COMMITTEE_ROLES]
    host = board[0] if board else "李示例"
    topic = habit.topics[turn % len(habit.topics)]
    values: dict[str, Any] = {
        "kind": habit.kind,
        "starts_at": at,
        "hours": habit.hours,
        "place": habit.place,
        "topic": f"{group}：{topic}" if group else topic,
        "host": host,
        "recorder": board[2] if len(board) > 2 else "王示例",
        "summary": f"围绕“{topic}”开展学习讨论，与会人员结合岗位实际作了交流发言。",
    }
    match habit.kind:
        case "theme_day":
            values["elements"] = ELEMENTS[at.month]
            if at.month in (5, 11, 12):
                values["reflections"] = random.randint(5, 20)
            if at.month == 4:
                values |= {"lecturer": host, "lecturer_role": "branch_secretary"}
        case "lecture" if plan.of("member"):
            role = LECTURERS[turn % 4]
            ours = {"branch_secretary": host, "branch_committee": board[-1] if board else host}
            values |= {"lecturer": ours.get(role, "陈示例"), "lecturer_role": role}
        case "lecture":
            role = ("committee_secretary", "committee_member")[turn % 2]
            values |= {"lecturer": "李示例" if turn % 2 == 0 else "王示例", "lecturer_role": role}
        case "branch_committee" | "party_committee" | "centre_group":
            values |= {"elements": "first_agenda", "first_agenda": AGENDA}
            values["decisions"] = f"“{topic}”：原则同意，由{host}负责落实，月底前完成。"
        case "discussion" | "group_study":
            values["reflections"] = random.randint(3, 25)
        case "warning":
            values["elements"] = ("cases", "film")[turn % 2]
        case "volunteering":
            values["hours_volunteered"] = float(random.randint(10, 80))
        case "mass_activity":
            values["organiser"] = ("women", "youth", "union")[turn % 3]
        case "pairing":
            values["partner"] = f"{habit.place}党支部"
        case "general_meeting":
            values |= _ballot(plan)
            values["decisions"] = f"通过关于“{topic}”的决议。"
    return values


def _ballot(plan: Plan) -> dict[str, int]:
    full = sum(
        m.values["category"] == "full" and m.values.get("relation") != "left"
        for m in plan.of("member")
    )
    present = full - plan.random.randint(0, full // 10)
    return {
        "entitled": full,
        "voters_present": present,
        "in_favour": present - (present > 6),
        "against": 0,
        "abstained": int(present > 6),
    }


def plan_attendance(plan: Plan, wanted: int | None) -> None:
    """Plan who was at each session: nearly everybody; exactly `wanted` rows when that is said."""
    asked: list[tuple[Planned, Planned]] = []
    others: list[tuple[Planned, Planned]] = []
    who = {habit.kind: habit.who for habit in BRANCH}
    for session in plan.of("session"):
        day = session.values["starts_at"].date()
        for member in plan.of("member"):
            if member.values.get("left_on") and member.values["left_on"] < day:
                continue
            if member.values.get("arrived_on") and member.values["arrived_on"] > day:
                continue
            due = _due(who.get(session.values["kind"], "all"), session, member)
            (asked if due else others).append((session, member))
    if wanted is not None:
        # Guests from outside the circle fill up, the last meetings go short.
        asked = (asked + others)[:wanted]
    random = plan.random
    for session, member in asked:
        state = random.choices(("present", "leave", "absent", "made_up"), (92, 5, 1, 2))[0]
        note = random.choice(("出差", "倒班", "病假", "探亲")) if state == "leave" else None
        plan.add(
            "attendance",
            session=session.uid,
            member=member.uid,
            name=member.values["name"],
            state=state,
            note=note,
        )


def _due(who: str, session: Planned, member: Planned) -> bool:
    values = member.values
    match who:
        case "board":
            return values["duty"] in COMMITTEE_ROLES
        case "group":
            group = str(values["group"] or "")
            in_party = values["category"] in IN_PARTY
            return in_party and str(session.values["topic"]).startswith(f"{group}：")
        case "party":
            return values["category"] in IN_PARTY
    return True
