"""星级, 填报数字 and 本期没有: what somebody types in, and the names of the report's figures."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from partydesk.records.base import Record
from partydesk.records.checks import period_text
from partydesk.records.fields import Kind, choices, field


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One of the 34 figures of the yearly report (indicators.md).

    `held_by` is C (the committee itself), B (a branch) or CB (both). `reported` ones nobody can
    count: they are typed in, with their source.
    """

    id: str
    label: str
    unit: str
    held_by: str
    reported: bool = False


REPORT_FIGURES = (
    ReportFigure("committee_meetings", "召开党委会议（落实第一议题）", "次", "C"),
    ReportFigure("centre_group_studies", "党委理论学习中心组学习会", "次", "C"),
    ReportFigure("thematic_discussions", "专题研讨", "次", "CB"),
    ReportFigure("research_topics", "确定调研主题", "个", "C"),
    ReportFigure("leader_lectures", "党委书记和企业党组织书记讲授党课", "次", "CB"),
    ReportFigure("outreach_talks", "专题宣讲活动", "次", "CB"),
    ReportFigure("group_studies", "党员集中学习", "次", "CB"),
    ReportFigure("reflections", "撰写心得体会", "篇", "CB"),
    ReportFigure("oath_renewals", "重温入党誓词", "次", "CB"),
    ReportFigure("base_visits", "参观爱国主义教育基地展馆", "次", "CB"),
    ReportFigure("theme_days", "主题党日", "次", "B"),
    ReportFigure("ideology_reviews", "专题研究、分析研判、部署意识形态工作", "次", "C"),
    ReportFigure("firms_surveyed", "摸排非公企业", "家", "C"),
    ReportFigure("firms_own_branch", "单独组建", "家", "C"),
    ReportFigure("firms_attached", "挂靠组建", "家", "C"),
    ReportFigure("firms_joint", "联合组建", "家", "C"),
    ReportFigure("branches_founded", "年内新建企业党支部", "家", "C"),
    ReportFigure("coverage_rate", "有党员的企业党组织组建率", "%", "C"),
    ReportFigure("training_courses", "书记、党务工作者培训班", "期", "C"),
    ReportFigure("tickets_resolved", "解决实际困难问题", "个", "CB"),
    ReportFigure("governance_meetings", "全面从严治党专题工作会议", "次", "C"),
    ReportFigure("conduct_meetings", "研究部署作风和党风廉政建设", "次", "C"),
    ReportFigure("integrity_talks", "廉政谈心谈话", "人次", "CB"),
    ReportFigure("warning_sessions", "警示教育", "次", "CB"),
    ReportFigure("pledges_signed", "廉政建设责任书", "份", "CB"),
    ReportFigure("dossiers_filed", "廉政干部档案", "份", "CB"),
    ReportFigure("integrity_firms", "廉政企业", "家", "C"),
    ReportFigure("talent_meetings", "协助职能部门召开培训会、座谈会、宣讲会", "次", "C"),
    ReportFigure("talent_recruited", "引进高层次产业人才", "名", "C", True),
    ReportFigure("industrial_output", "规上工业总产值", "亿元", "C", True),
    ReportFigure("tax_revenue", "税收", "亿元", "C", True),
    ReportFigure("trade_volume", "进出口总额", "亿元", "C", True),
    ReportFigure("projects_signed", "协议落地项目", "个", "C", True),
    ReportFigure("investment_agreed", "协议引资额", "亿元", "C", True),
)
FIGURE = choices(*((figure.id, figure.label) for figure in REPORT_FIGURES if figure.reported))
ANY_FIGURE = choices(*((figure.id, figure.label) for figure in REPORT_FIGURES))


class StarScore(Record):
    """One item of a star scheme, scored by the branch itself and by the committee."""

    __tablename__ = "star"
    title: ClassVar[str] = "星级"
    position: ClassVar[int] = 70
    sheet: ClassVar[str] = "星级自评"
    dated_by: ClassVar[str] = "year"
    described_by: ClassVar[tuple[str, ...]] = ("scheme", "item", "year")
    natural_key: ClassVar[tuple[str, ...]] = ("scheme", "item", "year")

    scheme: Mapped[str] = field("方案", required=True, width=16, listed=True)
    item: Mapped[str] = field("项目", required=True, width=24, searched=True, listed=True)
    year: Mapped[int] = field(
        "年度", Kind.INTEGER, required=True, width=6, minimum=1990, maximum=2100, listed=True
    )
    self_score: Mapped[float | None] = field("自评分", Kind.NUMBER, width=7, minimum=0, listed=True)
    review_score: Mapped[float | None] = field(
        "党委评分", Kind.NUMBER, width=7, minimum=0, listed=True
    )
    evidence: Mapped[str | None] = field("依据", Kind.LONG, width=30)


class ReportedFigure(Record):
    """A number nobody can count from records: typed in with its date and its source."""

    __tablename__ = "figure"
    title: ClassVar[str] = "填报数字"
    position: ClassVar[int] = 75
    sheet: ClassVar[str] = "填报数字"
    dated_by: ClassVar[str] = "reported_on"
    described_by: ClassVar[tuple[str, ...]] = ("figure", "period")
    natural_key: ClassVar[tuple[str, ...]] = ("figure", "period")

    figure: Mapped[str] = field("数字", required=True, choices=FIGURE, width=18, listed=True)
    period: Mapped[str] = field(
        "期间", Kind.CODE, required=True, width=10, listed=True, help="例如 2026 或 2026Q3"
    )
    value: Mapped[float] = field("数值", Kind.NUMBER, required=True, listed=True)
    unit: Mapped[str] = field("单位", required=True, width=6, listed=True)
    threshold: Mapped[float | None] = field("起点金额（万元）", Kind.NUMBER, width=10)
    source: Mapped[str] = field(
        "来源", required=True, width=20, searched=True, listed=True, help="哪个部门、哪份文件"
    )
    reported_on: Mapped[date] = field("填报日期", Kind.DATE, required=True, listed=True)
    note: Mapped[str | None] = field("备注", Kind.LONG, width=20)


class NoneDeclared(Record):
    """ "None this period": a figure of which there truly was nothing, so that 0 is not a gap."""

    __tablename__ = "none"
    title: ClassVar[str] = "本期没有"
    position: ClassVar[int] = 80
    sheet: ClassVar[str] = "本期没有"
    described_by: ClassVar[tuple[str, ...]] = ("figure", "period")
    natural_key: ClassVar[tuple[str, ...]] = ("figure", "period")
    format_since: ClassVar[int] = 2

    figure: Mapped[str] = field(
        "数字", required=True, choices=ANY_FIGURE, width=24, searched=True, listed=True
    )
    period: Mapped[str] = field(
        "期间",
        Kind.CODE,
        required=True,
        width=10,
        listed=True,
        checks=(period_text,),
        help="例如 2026 或 2026Q3",
    )
    note: Mapped[str | None] = field("备注", Kind.LONG, width=20)
