"""党组织 and 企业: who keeps the records, and the firms around them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Integer, and_, cast, func, or_, select

from partydesk.records.base import Cross, Record, RecordWriter, Row, Values
from partydesk.records.checks import credit_code, folded_code, organisation_code, organisation_name
from partydesk.records.fields import Column, Derived, Kind, choices, field
from partydesk.records.findings import Finding
from partydesk.records.member import IN_STANDING, Member
from partydesk.records.record_checks import in_order
from partydesk.records.telephones import telephone_field

ORGANISATION_KIND = choices(
    ("party_committee", "党委"),
    ("general_branch", "党总支"),
    ("branch", "党支部"),
    ("joint_branch", "联合党支部"),
    ("temporary_branch", "临时党支部"),
)
ENTERPRISE_KIND = choices(
    ("private", "私营"),
    ("hk_macao_taiwan", "港澳台商投资"),
    ("foreign", "外商投资"),
    ("other", "其他"),
)
FORMATION = choices(
    ("own", "单独组建", "ok"),
    ("joint", "联合组建", "ok"),
    ("attached", "挂靠组建", "info"),
    ("grid", "网格组建", "info"),
    ("none", "未组建", "warn"),
)
FORMATION.codes.update(
    {
        "单独建立": "own",
        "联合建立": "joint",
        "挂靠建立": "attached",
        "网格建立": "grid",
        "村企共建": "joint",
        "区域联建": "joint",
        "行业统建": "joint",
    }
)
REASON_NOT_FORMED = choices(
    ("no_members", "没有党员"),
    ("owner_against", "出资人不支持"),
    ("no_guidance", "上级未及时指导"),
    ("other", "其他"),
)


def usual_term(kind: str) -> int:
    """The years of a term where none is written down: 5 for a 党委, 3 for others."""
    return 5 if kind == "party_committee" else 3


ENDED = "撤销"
"""What stands in an organisation's history where it has been dissolved."""


def history_line(day: date, code: str, name: str, what: str = "") -> str:
    """One line of the history of codes and names: until this day it was called so."""
    return "　".join(part for part in (day.isoformat(), code, name, what) if part)


def _full_members() -> ColumnElement[Any]:
    return (
        select(func.count())
        .where(
            Member.organisation == Organisation.id,
            Member.deleted_at.is_(None),
            Member.category == "full",
            Member.membership.in_(IN_STANDING),
            Member.relation == "on_roll",
        )
        .correlate(Organisation)
        .scalar_subquery()
    )


class Organisation(Record):
    """A Party organisation. `organisation` of its row is the row itself."""

    __tablename__ = "organisation"
    not_joined: ClassVar[str] = "党组织不在这里合并。支部改名、合并、撤销，请按各自的手续办"
    title: ClassVar[str] = "党组织"
    position: ClassVar[int] = 10
    ordered_by: ClassVar[str] = "code"
    sheet: ClassVar[str] = "党组织"
    roster: ClassVar[str] = "党组织名册"
    counted: ClassVar[str] = "个党组织"
    registered: ClassVar[bool] = True
    described_by: ClassVar[tuple[str, ...]] = ("name",)
    natural_key: ClassVar[tuple[str, ...]] = ("code",)
    numbered_by: ClassVar[str] = "code"
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("code",),)
    crossed: ClassVar[tuple[Cross, ...]] = (
        in_order("founded_on", "elected_on"),
        in_order("founded_on", "ended_on"),
    )
    derived: ClassVar[tuple[Derived, ...]] = (
        Derived("full_members", "正式党员", _full_members, listed=True),
        # 支部工作条例 Art. 20: seven full members or more elect a committee.
        Derived("has_committee", "设支委会", lambda: cast(_full_members() >= 7, Integer), width=8),
    )

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """A new code is kept in capitals: p0312 and P0312 are one branch."""
        if values.get("code"):
            values["code"] = str(values["code"]).upper()

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """A code that is not touched stays as it is: the branch is known by it."""
        if values.get("code") != row["code"]:
            cls.before_add(writer, values)

    code: Column[str] = field(
        "组织编码",
        Kind.CODE,
        required=True,
        width=10,
        searched=True,
        listed=True,
        aliases=("党组织代码", "党组织编码", "支部编码"),
        tidied_by=folded_code,
        checks=(organisation_code,),
        help="上级党组织编的号，例如 P0312",
    )
    name: Column[str] = field(
        "党组织名称",
        required=True,
        width=30,
        searched=True,
        listed=True,
        aliases=("党组织全称", "支部名称"),
        checks=(organisation_name,),
        help="与印章一致的全称",
    )
    short_name: Column[str | None] = field(
        "简称",
        width=14,
        searched=True,
        listed=True,
        aliases=("组织简称",),
        checks=(organisation_name,),
        help="列表和文件名里用",
    )
    kind: Column[str] = field(
        "组织类别",
        required=True,
        choices=ORGANISATION_KIND,
        default="branch",
        listed=True,
        aliases=("党组织类别", "党组织类型"),
    )
    parent: Column[str | None] = field(
        "上级党组织",
        width=20,
        aliases=("上级党组织名称", "上级名称"),
        help="上级党组织的编码或名称",
    )
    founded_on: Column[date | None] = field(
        "成立日期", Kind.DATE, aliases=("建立时间", "批准建立日期", "党组织成立日期")
    )
    ended_on: Column[date | None] = field(
        "撤销日期", Kind.DATE, stays=True, help="从这天起不再催办、不算缺"
    )
    used_from: Column[date | None] = field(
        "启用日期", Kind.DATE, since=3, help="从哪天起用本程序记；以前的不催办、不算缺"
    )
    elected_on: Column[date | None] = field(
        "本届当选日期", Kind.DATE, listed=True, aliases=("本届班子当选日期", "领导班子当选日期")
    )
    term_years: Column[int | None] = field(
        "任期（年）",
        Kind.INTEGER,
        width=6,
        minimum=1,
        maximum=5,
        aliases=("任期年限", "任期"),
        help="不填的党委按 5 年、其他按 3 年；村和社区填 5 年（支部工作条例第二十一条）",
    )
    secretary: Column[str | None] = field(
        "书记", Kind.PERSON, listed=True, searched=True, aliases=("党组织书记", "书记姓名")
    )
    contact: Column[str | None] = field("联系人", Kind.PERSON, aliases=("党组织联系人", "联络人"))
    phone: Column[str | None] = telephone_field("联系电话")
    address: Column[str | None] = field("地址", width=30, aliases=("通讯地址",))
    brand_name: Column[str | None] = field("党建品牌", width=16)
    brand_note: Column[str | None] = field("品牌内涵", Kind.LONG, width=30)
    codes_before: Column[str | None] = field(
        "曾用编码和名称", Kind.LONG, width=30, since=3, help="一行一个：日期、编码、名称"
    )


OWN_BRANCH_FROM = 3
"""Members from which on a firm is to have a Party organisation (支部工作条例 Art. 4)."""


def due_unformed() -> ColumnElement[bool]:
    """应建未建: a firm that has the members for a Party organisation, and none; closed or not."""
    return and_(
        Enterprise.members_here >= OWN_BRANCH_FROM,
        or_(Enterprise.formation.is_(None), Enterprise.formation == "none"),
    )


class Enterprise(Record):
    """A firm of the park, with or without Party members."""

    __tablename__ = "enterprise"
    title: ClassVar[str] = "企业"
    counted_as: ClassVar[str] = "家企业"
    position: ClassVar[int] = 15
    sheet: ClassVar[str] = "企业"
    natural_key: ClassVar[tuple[str, ...]] = ("name",)
    numbered_by: ClassVar[str] = "credit_code"
    roster: ClassVar[str] = "企业台账"
    counted: ClassVar[str] = "家企业"
    not_kept: ClassVar[str] = (
        "单位 企业坐落地 园区级别 是否亿元楼宇 园区名称 楼宇名称 注册地 注册地址 经营地 经营地址 "
        "电话 联系电话 联系人 年营业收入 出资人姓名 法定代表人 法人代表 书记姓名 书记来源 "
        "党务工作者人数 是否轮训一遍 党费是否按时足额 活动场所面积 行业 所属行业 成立日期"
    )
    judged: ClassVar[tuple[str, str]] = (
        "formation",
        "是否成立党组织 是否建立党组织 是否组建党组织 是否已建党组织",
    )
    # Under 企业基本情况, 成立时间 is the firm's, not its Party organisation's.
    not_under: ClassVar[Mapping[str, str]] = {"formed_on": "(?!.*党).*(?:企业|公司|单位|工商)"}
    nameless: ClassVar[str] = "没有企业名称和代码"
    in_both_ledgers: ClassVar[bool] = True
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("credit_code",),)
    crossed: ClassVar[tuple[Cross, ...]] = (in_order("formed_on", "closed_on"),)

    name: Column[str] = field(
        "企业名称", required=True, width=26, searched=True, listed=True, aliases=("单位名称",)
    )
    credit_code: Column[str | None] = field(
        "统一社会信用代码",
        Kind.CODE,
        width=20,
        checks=(credit_code,),
        searched=True,
        listed=True,
        aliases=("社会信用代码", "信用代码"),
    )
    kind: Column[str | None] = field(
        "企业类型", choices=ENTERPRISE_KIND, width=12, listed=True, aliases=("单位性质",)
    )
    staff: Column[int | None] = field(
        "从业人员数量",
        Kind.INTEGER,
        minimum=0,
        width=8,
        listed=True,
        aliases=("从业人员", "职工人数", "在岗职工", "单位人数"),
    )
    above_scale: Column[int | None] = field(
        "是否规上", Kind.YESNO, width=6, aliases=("规上企业", "是否规模以上")
    )
    formation: Column[str | None] = field(
        "组建形式", choices=FORMATION, listed=True, aliases=("党组织组建形式", "组建方式")
    )
    formed_on: Column[date | None] = field("成立时间", Kind.DATE, aliases=("党组织成立时间",))
    formed_name: Column[str | None] = field(
        "所属党组织名称", width=22, aliases=("所属党组织", "隶属党组织")
    )
    reason_not_formed: Column[str | None] = field(
        "未建原因", choices=REASON_NOT_FORMED, width=14, aliases=("未组建原因",)
    )
    members_here: Column[int | None] = field(
        "组织关系在企业的党员数",
        Kind.INTEGER,
        minimum=0,
        width=8,
        listed=True,
        aliases=("组织关系在本企业的党员数",),
    )
    members_elsewhere: Column[int | None] = field(
        "组织关系不在企业的党员数",
        Kind.INTEGER,
        minimum=0,
        width=8,
        listed=True,
        aliases=("组织关系不在本企业的党员数",),
    )
    recruited: Column[int | None] = field(
        "近三年新发展", Kind.INTEGER, minimum=0, width=8, aliases=("近三年新发展党员数",)
    )
    instructor: Column[str | None] = field(
        "党建指导员",
        width=10,
        aliases=("指导员", "是否选派党建工作指导员或联络员"),
        help="姓名；只知道有没有时写是或否",
    )
    union: Column[int | None] = field("工会", Kind.YESNO, width=5, aliases=("是否有工会",))
    youth: Column[int | None] = field(
        "团组织", Kind.YESNO, width=5, aliases=("共青团", "是否有团组织")
    )
    women: Column[int | None] = field("妇联", Kind.YESNO, width=5, aliases=("是否有妇联",))
    surveyed_on: Column[date | None] = field("摸排日期", Kind.DATE, listed=True)
    integrity_award_on: Column[date | None] = field("授予廉政企业日期", Kind.DATE)
    closed_on: Column[date | None] = field("注销日期", Kind.DATE)
    note: Column[str | None] = field("备注", Kind.LONG, width=20)

    @classmethod
    def supplement(
        cls, values: Values, before: Row, month_only: Container[str], judged: bool | None
    ) -> Iterator[tuple[str, str, str] | Finding]:
        """是否成立党组织 says 未组建 where 组建形式 says nothing, or contradicts it."""
        formation = values.get("formation")
        if judged is False and formation is None:
            yield "formation", "none", "是否成立党组织为“否”"
        elif judged is not None and judged is (formation == "none") and formation:
            words = (
                f"是否成立党组织为“{'是' if judged else '否'}”，组建形式却是"
                f"“{FORMATION.by_code[formation].label}”，按组建形式收，请核对"
            )
            yield Finding("formation-differs", words, column="formation", fatal=False)
