"""What a branch and a committee hold in a year, on which days, and what each branch leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from partydesk.sample.plan import Plan, working_day


@dataclass(frozen=True, slots=True)
class Habit:
    """When and how a kind is held: its months, usual day, hour of day, length, and topics.

    `hours` are study hours; a meeting that is no study has none. `who` is whom it gathers:
    board, group, party (full and probationary members) or all.
    """

    kind: str
    months: tuple[int, ...]
    day: int
    at: str
    hours: float | None
    topics: tuple[str, ...]
    who: str = "all"
    place: str = "党员活动室"


EVERY = tuple(range(1, 13))
GENERAL = Habit("general_meeting", (1, 4, 7, 10), 12, "14:30", None, ("听取支委会工作报告",
                "讨论年度工作计划", "半年工作总结", "讨论困难党员帮扶办法"), "party")  # fmt: skip
# Where the term ends in November.
ELECTION = Habit("general_meeting", (11,), 3, "14:30", None, ("换届选举",), "party")

BRANCH = (
    Habit("branch_committee", EVERY, 5, "09:00", None, ("研究本月组织生活安排", "研究发展党员工作",
          "研究企业诉求办理", "研究党费收缴和困难党员帮扶"), "board", "支部会议室"),
    GENERAL,
    Habit("theme_day", EVERY, 15, "14:00", 1.5, ("学习党的创新理论", "我为群众办实事",
          "学习身边榜样", "植绿护绿", "安全生产宣传", "红色教育基地参观", "重温入党誓词",
          "警示教育", "迎国庆岗位建功", "观看警示教育片", "消防安全进车间", "年度心得交流"), "all"),
    Habit("group_meeting", EVERY, 20, "16:30", None, ("交流学习体会", "讨论岗位承诺",
          "汇报思想工作", "落实支部决议"), "group", "车间会议室"),
    Habit("lecture", (3, 6, 9, 11), 24, "15:00", 1.5, ("坚定理想信念，建功示范岗位",
          "中国式现代化与企业高质量发展", "严守党的纪律", "学习先进典型"), "all"),
    Habit("study_day", EVERY, 25, "16:00", 0.5, ("学习重要讲话精神", "学习党章",
          "学习党内法规", "学习产业政策"), "all"),
    Habit("group_study", (2, 4, 6, 8, 10, 12), 8, "16:00", 1.0, ("学习全会精神",
          "学习《中国共产党纪律处分条例》", "学习安全生产重要论述"), "all"),
    Habit("warning", (5, 10), 18, "15:00", 1.0, ("通报典型案例", "观看警示教育片"), "party"),
    Habit("discussion", (5, 9), 22, "14:00", 1.5, ("党建引领企业创新", "党员如何发挥作用")),
    Habit("outreach", (4, 11), 16, "15:00", 1.0,
          ("惠企政策宣讲", "全会精神宣讲"), "all", "职工之家"),
    Habit("oath", (7,), 1, "09:00", None, ("“七一”重温入党誓词",), "party"),
    Habit("base_visit", (6,), 27, "09:00", 2.0,
          ("参观爱国主义教育基地",), "party", "示例市革命纪念馆"),
    Habit("political_birthday", (1, 4, 7, 10), 28, "17:00", None, ("集体政治生日",), "party"),
    Habit("volunteering", (3, 6, 9, 12), 6, "09:00", None, ("园区环境整治", "关爱困难职工",
          "交通文明劝导", "送技术进班组"), "party", "示例园区"),
    Habit("three_services", (2, 5, 8, 11), 10, "10:00", None, ("进车间、进班组、进宿舍",), "board"),
    Habit("morning_meeting", (2, 4, 6, 8, 10, 12), 3, "08:20", None, ("晨读党章", "安全提醒")),
    Habit("mass_activity", (3, 5, 8), 7, "15:00", None, ("“三八”座谈会", "青年技能比武",
          "职工运动会"), "all", "职工之家"),
    Habit("pairing", (4, 9), 26, "14:00", None, ("与社区支部结对共建",), "party", "和平社区"),
    Habit("joint_meeting", (3, 9), 14, "10:00", None, ("党群服务联席议事",), "board"),
    Habit("research", (8,), 20, "09:30", 3.0, ("一线职工思想状况调研",), "board"),
    Habit("quiz", (6,), 18, "15:00", None, ("党务知识竞赛",), "party"),
    Habit("training", (5, 9), 11, "08:30", 12.0, ("党务工作者培训", "支委履职培训"), "board",
          "园区党校"),
    Habit("life_meeting", (11,), 12, "14:00", None, ("年度组织生活会",), "party"),
    Habit("review_meeting", (11,), 13, "14:00", None, ("民主评议党员",), "party"),
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

# What a branch holds more of when more sessions are wanted than the year needs.
FILLERS = (
    Habit("morning_meeting", EVERY, 1, "08:10", None, ("晨会学习", "安全提醒", "一句话党课")),
    Habit("study_day", EVERY, 1, "17:00", 0.5, ("支部学习日自学交流", "读书分享")),
    Habit("group_study", EVERY, 1, "18:00", 1.0, ("线上集中学习", "专题辅导")),
)

# What a branch did not hold, by its seed: (kind, month). Of groups it is the last one that did not.
LAPSES: tuple[frozenset[tuple[str, int]], ...] = (
    frozenset(),
    frozenset({("theme_day", 2)}),
    frozenset({("general_meeting", 4)}),
    frozenset({("branch_committee", 5), ("branch_committee", 8)}),
    frozenset({("group_meeting", 3), ("group_meeting", 7)}),
)


def branch_habits(plan: Plan) -> tuple[Habit, ...]:
    """The habits of a branch, with an election in November where its term ends then."""
    return (*BRANCH, ELECTION) if plan.seed % 8 == 7 else BRANCH


def lapsed(plan: Plan, kind: str, month: int) -> bool:
    """Whether this branch did not hold a kind in a month."""
    return (kind, month) in LAPSES[plan.seed % len(LAPSES)]


def days_of(plan: Plan, habit: Habit) -> Iterator[date]:
    """The days of the year on which something was held, in the time the file tells of."""
    for month in habit.months:
        day = working_day(date(plan.year, month, habit.day))
        if not plan.happened(day) or (habit.who != "group" and lapsed(plan, habit.kind, month)):
            continue
        yield day


def general_meeting_since(plan: Plan, day: date) -> date | None:
    """The first ordinary general meeting held on or after a day; None when there was none yet."""
    return next((held for held in days_of(plan, GENERAL) if held >= day), None)


def founding_day(seed: int, year: int, through: date) -> date | None:
    """When a branch was founded, for the one in four (by seed) that is of this year."""
    first = working_day(date(year, GENERAL.months[0], GENERAL.day))
    return min(first, through) if seed % 4 == 1 else None


def election_day(plan: Plan) -> date | None:
    """The day of this year on which the branch elected its committee, if it has."""
    if plan.founded:
        return plan.founded
    if plan.seed % 8 == 0:
        return next(days_of(plan, GENERAL), None)
    return next(days_of(plan, ELECTION), None) if plan.seed % 8 == 7 else None
