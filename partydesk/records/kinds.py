"""Kinds and elements of study sessions: what each is, who may hold it, what it counts as."""

from __future__ import annotations

from dataclasses import dataclass

from partydesk.records.fields import Choice, Choices


@dataclass(frozen=True, slots=True)
class SessionKind:
    """One kind of session.

    `held_by` is C (the committee), B (a branch) or CB (indicators.md). `group_study` marks
    kinds that count as 党员集中学习, `for_a_year` those held for a year, which a session may name
    (records/session_year.py). `circle` is whom it is for where not for everybody: committee or
    group. Those `ticked` are held on many days alike and are ticked, not planned. What is asked of
    them stands in the norms (rules/norms). `told_under` is the part of a report whose 做法 their
    summaries may stand in ("" for what is only for those within).
    """

    code: str
    label: str
    group: str
    held_by: str = "CB"
    group_study: bool = False
    for_a_year: bool = False
    aliases: tuple[str, ...] = ()
    circle: str = ""
    ticked: bool = False
    told_under: str = ""

    @property
    def hours_kind(self) -> str:
        """As what its hours are told, where they count as study (HOURS_KIND)."""
        if self.code == "training":
            return "training"
        return "life" if self.group == LIFE else "study"


LIFE, STUDY, ACTIVITY, COMMITTEE = "组织生活", "学习教育", "党群活动", "党委会议"

SESSION_KINDS = (
    SessionKind("general_meeting", "党员大会", LIFE, "B", aliases=("支部党员大会", "支部大会")),
    SessionKind(
        "branch_committee",
        "支委会",
        LIFE,
        "B",
        aliases=("支部委员会", "支部委员会会议"),
        circle="committee",
    ),  # fmt: skip
    SessionKind("group_meeting", "党小组会", LIFE, "B", aliases=("小组会",), circle="group"),
    SessionKind("lecture", "党课", LIFE, group_study=True, told_under="thought"),
    SessionKind(
        "theme_day",
        "主题党日",
        LIFE,
        "B",
        group_study=True,
        aliases=("主题党日活动",),
        told_under="thought",
    ),
    SessionKind("life_meeting", "组织生活会", LIFE, "B", for_a_year=True),
    SessionKind("review_meeting", "民主评议党员", LIFE, "B", False, True, ("民主评议",)),
    SessionKind(
        "study_day", "支部学习日", STUDY, "B", group_study=True, ticked=True, told_under="thought"
    ),
    SessionKind(
        "group_study",
        "集中学习",
        STUDY,
        group_study=True,
        aliases=("党员集中学习",),
        told_under="thought",
    ),
    SessionKind("morning_meeting", "晨会五分钟", STUDY, "B", aliases=("晨会5分钟",), ticked=True),
    SessionKind("discussion", "专题研讨", STUDY, group_study=True, told_under="thought"),
    SessionKind("outreach", "专题宣讲", STUDY, group_study=True, told_under="thought"),
    SessionKind("research", "专题调研", STUDY, told_under="thought"),
    SessionKind("oath", "重温入党誓词", STUDY, told_under="thought"),
    SessionKind(
        "base_visit", "参观教育基地", STUDY, aliases=("参观爱国主义教育基地",), told_under="thought"
    ),
    SessionKind("political_birthday", "政治生日活动", STUDY),
    SessionKind("volunteering", "志愿服务", ACTIVITY, told_under="work"),
    SessionKind("three_services", "三进三服务", ACTIVITY, told_under="work"),
    SessionKind("quiz", "党务知识竞赛", ACTIVITY, told_under="thought"),
    SessionKind("training", "党务培训", STUDY, group_study=True, told_under="organisation"),
    SessionKind("warning", "警示教育", STUDY, group_study=True, told_under="discipline"),
    SessionKind("mass_activity", "群团活动", ACTIVITY, told_under="organisation"),
    SessionKind("pairing", "结对共建", ACTIVITY, told_under="organisation"),
    SessionKind("joint_meeting", "联席会", ACTIVITY, told_under="organisation"),
    SessionKind("talent_meeting", "人才服务会议", COMMITTEE, "C", told_under="work"),
    SessionKind("party_committee", "党委会议", COMMITTEE, "C"),
    SessionKind(
        "centre_group",
        "中心组学习",
        COMMITTEE,
        "C",
        aliases=("党委理论学习中心组学习",),
        told_under="thought",
    ),
    SessionKind("ideology", "意识形态专题会", COMMITTEE, "C"),
    SessionKind("governance", "从严治党专题会", COMMITTEE, "C", told_under="discipline"),
    SessionKind("conduct", "党风廉政专题会", COMMITTEE, "C", told_under="discipline"),
)

TICKED = tuple(kind.code for kind in SESSION_KINDS if kind.ticked)

PLAN_COLUMNS = {
    "branch": ("general_meeting", "branch_committee", "group_meeting", "lecture", "theme_day"),
    "committee": ("party_committee", "centre_group", "ideology", "governance", "conduct"),
}
"""The kinds with a column of their own in 年度计划, by the role of the file."""

CIRCLES = {kind.code: kind.circle for kind in SESSION_KINDS}

HOURS_KIND = Choices(
    Choice(code, label)
    for code, label in (
        ("training", "集中培训"),
        ("online", "网络学习"),
        ("life", "三会一课"),
        ("study", "集中学习"),
        ("other", "其他学习"),
    )
)
"""As what hours of study are told: 党课 and 主题党日 as 三会一课."""

SESSION_KIND = Choices(Choice(kind.code, kind.label, kind.aliases) for kind in SESSION_KINDS)

ELEMENT = Choices(
    Choice(code, label)
    for code, label in (
        ("first_agenda", "第一议题"),
        ("discussion", "专题研讨"),
        ("lecture", "党课"),
        ("oath", "重温入党誓词"),
        ("base_visit", "参观教育基地"),
        ("political_birthday", "政治生日"),
        ("warning", "警示教育"),
        ("cases", "通报典型案例"),
        ("film", "观看警示教育片"),
        ("volunteering", "志愿服务"),
        ("exchange", "心得交流"),
    )
)
