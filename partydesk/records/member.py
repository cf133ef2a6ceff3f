"""党员: one person from application to full membership."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from partydesk.records import clock
from partydesk.records.base import Cross, Record, RecordWriter, Row, Values
from partydesk.records.checks import birth_date_of, identity_number
from partydesk.records.clock import not_ahead
from partydesk.records.codes import EDUCATION, ETHNICITY, POST, SEX
from partydesk.records.cultivation import enter_inspection
from partydesk.records.fields import Choice, Choices, Column, Kind, Privacy, choices, field
from partydesk.records.findings import Finding, UserError
from partydesk.records.names import name_of_one
from partydesk.records.record_checks import (
    agrees_with_identity,
    confirmed_in_time,
    extension,
    in_order,
    left_whole,
    of_age,
    state_dated,
)
from partydesk.records.spans import none_before, not_apart
from partydesk.records.state_by_dates import of_a_state, state_by_dates
from partydesk.records.suspension import keep_suspension
from partydesk.records.telephones import telephone_field

_NOT_OF_THE_PARTY = frozenset(
    {"群众", "普通群众", "团员", "共青团员", "少先队员", "民主党派", "民主党派成员", "无党派"}
    | {"无党派人士", "民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟"}
    | {"民革党员", "民盟盟员", "民建会员", "民进会员", "农工党党员", "致公党党员", "九三学社社员"}
    | {"台盟盟员", "非党员", "共青团"}
)
CATEGORY = Choices(
    [
        Choice("applicant", "入党申请人", ("申请人", "申请入党人员"), "idle"),
        Choice("activist", "入党积极分子", ("积极分子",), "idle"),
        Choice("candidate", "发展对象", ("党员发展对象", "入党发展对象"), "idle"),
        Choice(
            "probationary", "预备党员", ("预备", "中共预备党员", "预备期", "预备期党员"), "info"
        ),
        Choice(
            "full",
            "正式党员",
            ("正式", "中共党员", "党员", "中共正式党员", "中共党员（正式）", "中国共产党党员"),
            "idle",
        ),
    ],
    strangers={
        word: f"“{word}”不是党员，也不在发展过程中，没有收。已申请入党的，请写“入党申请人”"
        for word in _NOT_OF_THE_PARTY
    },
)
DUTY = choices(
    ("secretary", "书记"),
    ("deputy", "副书记"),
    ("organisation", "组织委员"),
    ("publicity", "宣传委员"),
    ("discipline", "纪检委员"),
    ("youth", "青年委员"),
    ("united_front", "统战委员"),
    ("committee", "委员"),
    ("group_leader", "党小组组长"),
    ("none", "无"),
)
COMMITTEE_DUTIES = frozenset(
    {
        "secretary",
        "deputy",
        "organisation",
        "publicity",
        "discipline",
        "youth",
        "united_front",
        "committee",
    }
)
ABOVE_BRANCHES = ("party_committee", "general_branch")
"""The kinds of organisation that may have several 副书记."""
SOLE_DUTIES = {
    "secretary": "只能有一名。要换人请办“换书记”，或者先改那一位的党内职务",
    "deputy": "党支部最多设一名（支部工作条例第二十条）。要换人请先改那一位的党内职务",
}
"""The offices that one member at most holds, and what is said to a second."""
MEMBERSHIP = choices(
    ("normal", "正常"),
    ("suspended", "停止党籍", "warn"),
    ("removed", "除名", "bad"),
    ("expelled", "开除", "bad"),
    ("dead", "去世"),
    ("revoked", "取消预备党员资格", "bad"),
    ("correcting", "限期改正", "warn"),
    ("restored", "恢复党籍", "ok"),
)
IN_STANDING = ("normal", "correcting", "restored")
"""The states of membership of somebody who is a member like others; none is as normal."""
MEMBERSHIP.codes.update({"死亡": "dead", "停止": "suspended"})
RELATION = choices(
    ("on_roll", "在册"),
    ("left", "转出", "info"),
    ("not_transferred", "组织关系未转入", "warn"),
    # Takes part here while the relation stays with the home branch: counted apart.
    ("incoming", "流入", "info"),
)
HIDDEN_KIND = choices(("hidden", "隐形党员", "warn"), ("pocket", "口袋党员", "warn"))
STUDY_EXEMPT = choices(
    ("old", "年老体弱"), ("ill", "长期患病"), ("disabled", "残疾"), ("other", "其他，经支部同意")
)
BACKBONE = choices(
    ("none", "无"),
    ("technical", "技术骨干"),
    ("production", "生产经营骨干"),
    ("management", "管理骨干"),
)


ON_THE_WAY = (
    ("applicant", "activist_on", "activist"),
    ("activist", "candidate_on", "candidate"),
    ("candidate", "joined_on", "probationary"),
    ("probationary", "confirmed_on", "full"),
)
"""Whose category moves on, by the day of which step, to what (domain.md §1.4)."""


def _office(person: Row | Values, of_kind: str) -> str:
    """The office of somebody who is here in standing, if only one can hold it in an organisation
    of this kind; "" for none."""
    if person.get("duty") == "deputy" and of_kind in ABOVE_BRANCHES:
        return ""
    here = person.get("relation") in (None, "on_roll")
    standing = person.get("membership") in (None, *IN_STANDING)
    duty = str(person.get("duty") or "")
    return duty if duty in SOLE_DUTIES and here and standing else ""


def _alone(writer: RecordWriter, row: Row, values: Row | Values) -> None:
    """Raises UserError where another holds the office that these values give to a member.

    The rows of a sheet are judged together: one may lay down what another takes up.
    """
    if writer.taking_in or values.get("duty") not in SOLE_DUTIES:
        return
    organisation = writer.row("organisation", int(row["organisation"] or 0)) or {}
    kind = str(organisation.get("kind") or "")
    office = _office(values, kind)
    if not office or (values is not row and office == _office(row, kind)):
        return
    for other in Member.holders(writer, int(row["organisation"] or 0), office):
        if other["id"] != row["id"]:
            finding = Member.held_by(office, f"{other['name']}现在是")
            raise UserError(finding.code, finding.message, [finding])


_AFTER_APPLYING = (
    "talked_on", "inspected_on", "agreed_on", "publicised_from", "vetted_on", "trained_on",
    "prescreened_on",
)  # fmt: skip
LONGEST_PUBLICITY = 92
"""Days: what is made known for five working days is not so for months."""


class Member(Record):
    """A person on the roll or on the way to it. Never deleted when leaving: status changes."""

    __tablename__ = "member"
    title: ClassVar[str] = "党员"
    counted_as: ClassVar[str] = "人"
    position: ClassVar[int] = 20
    on_roll_from: ClassVar[str] = "arrived_on"
    sheet: ClassVar[str] = "党员"
    natural_key: ClassVar[tuple[str, ...]] = ("id_number", "name", "joined_on")
    numbered_by: ClassVar[str] = "id_number"
    roster: ClassVar[str] = "党员花名册"
    counted: ClassVar[str] = "个人"
    placed_by: ClassVar[str] = (
        "所在党支部 所在支部 所属党支部 所属支部 所在党组织 所属党组织 隶属党组织 "
        "组织关系所在党支部 组织关系所在党组织 党支部 支部 党组织 党支部名称 支部名称 党组织名称 "
        "组织编码 所在党组织名称 所在党支部名称 "
        "所属党支部名称 所在支部名称 所属支部名称 所属党组织名称"
    )
    not_kept: ClassVar[str] = (
        "党龄 党龄校正值 年龄 周岁 学位 备注 是否农民工 农民工 信息完整度 毕业院校 毕业学校 专业 "
        "所学专业 籍贯 户籍所在地 从事专业技术职务 专业技术职务 职称 新社会阶层 新社会阶层类型 "
        "新的社会阶层 入党类型 转正情况 入党时所在支部 延长预备期时间 失去联系情形 "
        "联合支部单位名称 档案所在单位 背景信息 入团日期 参加工作日期 参加工作时间 接受申请党组织 "
        "党员增加信息 党员减少信息 唯一标识 删除标识 更新时间戳 照片 签名 签字 一线情况"
    )
    told_apart_by: ClassVar[str] = "入党日期"
    lasting: ClassVar[tuple[str, ...]] = ("joined_on", "birth_date", "sex")
    nameless: ClassVar[str] = "没有姓名和号码"
    told_filled: ClassVar[tuple[str, ...]] = ("sex", "birth_date")
    never_guessed: ClassVar[tuple[str, ...]] = ("category",)
    held_for: ClassVar[Mapping[str, str]] = {"membership": "category"}
    extra_indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("id_number",),)
    crossed: ClassVar[tuple[Cross, ...]] = (
        agrees_with_identity,
        of_age,
        in_order("birth_date", "applied_on", "joined_on", "confirmed_on"),
        in_order("applied_on", "activist_on", "candidate_on", "joined_on"),
        in_order("activist_on", "inspected_on"),
        none_before("applied_on", *_AFTER_APPLYING),
        in_order("publicised_from", "publicised_to"),
        not_apart("publicised_from", "publicised_to", LONGEST_PUBLICITY),
        not_apart("candidate_on", "publicised_from", 366),
        in_order("arrived_on", "left_on"),
        in_order("joined_on", "approved_on", "sworn_on"),
        in_order("found_on", "settled_on"),
        in_order("joined_on", "confirm_voted_on", "confirm_approved_on"),
        extension,
        confirmed_in_time,
        left_whole,
        state_dated,
    )

    name: Column[str] = field(
        "姓名",
        Kind.PERSON,
        required=True,
        width=10,
        searched=True,
        listed=True,
        aliases=("党员姓名",),
        new_checks=(name_of_one,),
        group="基本信息",
    )
    sex: Column[str | None] = field("性别", choices=SEX, width=5, listed=True)
    id_number: Column[str | None] = field(
        "公民身份号码",
        Kind.CODE,
        privacy=Privacy.PERSONAL,
        width=20,
        checks=(identity_number,),
        aliases=(
            "公民身份证号",
            "公民身份证号码",
            "身份证号",
            "身份证号码",
            "身份证",
            "证件号码",
        ),
        help="18 位；填了它，性别和出生日期自动带出",
    )
    ethnicity: Column[str | None] = field("民族", choices=ETHNICITY, width=8)
    birth_date: Column[date | None] = field(
        "出生日期", Kind.DATE, listed=True, aliases=("出生年月", "出生年月日")
    )
    education: Column[str | None] = field(
        "学历",
        choices=EDUCATION,
        listed=True,
        width=12,
        aliases=("文化程度", "最高学历", "学历学位", "全日制学历"),
    )
    category: Column[str] = field(
        "人员类别",
        required=True,
        choices=CATEGORY,
        default="full",
        listed=True,
        aliases=(
            "党员类别",
            "人员类型",
            "党员类型",
            "党员身份",
            "发展阶段",
            "政治面貌",
            "政治身份",
            "类别",
        ),
    )
    joined_on: Column[date | None] = field(
        "加入党组织日期",
        Kind.DATE,
        listed=True,
        width=12,
        aliases=(
            "入党日期",
            "入党时间",
            "加入中共组织日期",
            "加入党组织时间",
            "接收为预备党员时间",
            "接收预备党员时间",
            "列为预备党员时间",
        ),
        help="支部大会接收为预备党员的日期",
    )
    confirmed_on: Column[date | None] = field(
        "转为正式党员日期",
        Kind.DATE,
        width=12,
        aliases=("转正日期", "转正时间", "转为正式党员时间", "预备党员转正时间"),
    )
    post: Column[str | None] = field("工作岗位", choices=POST, width=22, aliases=("岗位",))
    duty: Column[str | None] = field(
        "党内职务",
        choices=DUTY,
        default="none",
        listed=True,
        aliases=("党内职务名称", "支部职务", "党支部职务", "职务"),
    )
    group: Column[str | None] = field(
        "党小组", searched=True, aliases=("所在党小组", "所属党小组"), help="例如 第二党小组"
    )
    enterprise: Column[str | None] = field(
        "所在企业", width=22, searched=True, aliases=("工作单位", "所在单位", "单位")
    )
    phone: Column[str | None] = telephone_field(
        "手机号码",
        aliases=("手机号", "移动电话", "联系电话", "手机", "电话", "联系方式", "联系手机"),
        group="联系方式",
    )
    landline: Column[str | None] = telephone_field("固定电话", aliases=("座机",))
    address: Column[str | None] = field(
        "家庭住址",
        privacy=Privacy.PERSONAL,
        width=30,
        aliases=("现居住地", "住址", "居住地", "现住址", "通讯地址", "家庭地址"),
    )
    membership: Column[str | None] = field(
        "党籍状态", choices=MEMBERSHIP, default="normal", group="组织关系"
    )
    membership_on: Column[date | None] = field(
        "党籍变化日期", Kind.DATE, since=2, new_checks=(not_ahead,),
        help="停止党籍、恢复党籍、除名、开除、去世、取消资格或开始限期改正的日期",
    )  # fmt: skip
    suspended_on: Column[date | None] = field(
        "停止党籍日期", Kind.DATE, since=5, help="停止党籍就自动记上；恢复以后留着"
    )
    correct_until: Column[date | None] = field(
        "限期改正至", Kind.DATE, since=3, help="限期改正最长一年"
    )
    relation: Column[str | None] = field(
        "组织关系", choices=RELATION, default="on_roll", width=12, aliases=("组织关系状态",)
    )
    floating: Column[int | None] = field(
        "是否为流动党员", Kind.YESNO, width=8, aliases=("是否流动党员", "流动党员")
    )
    floating_to: Column[str | None] = field("外出流向", width=18, aliases=("外出地点",))
    lost: Column[int | None] = field(
        "是否为失联党员", Kind.YESNO, width=8, aliases=("是否失联党员", "失联党员", "是否失联")
    )
    lost_on: Column[date | None] = field(
        "失去联系日期", Kind.DATE, aliases=("失联日期",), new_checks=(not_ahead,)
    )
    hidden_kind: Column[str | None] = field("隐形或口袋党员", choices=HIDDEN_KIND, since=3)
    found_on: Column[date | None] = field("发现日期", Kind.DATE, since=3)
    settled_on: Column[date | None] = field(
        "落实日期", Kind.DATE, since=3, help="组织关系落实的日期"
    )
    arrived_on: Column[date | None] = field(
        "转入日期", Kind.DATE, aliases=("组织关系转入时间", "党组织关系转入时间")
    )
    arrived_from: Column[str | None] = field("转入来自", width=20, aliases=("来自",))
    left_on: Column[date | None] = field("转出日期", Kind.DATE)
    left_to: Column[str | None] = field("转出去向", width=20, aliases=("去向",))
    study_exempt: Column[str | None] = field(
        "学时减免",
        choices=STUDY_EXEMPT,
        width=12,
        since=3,
        help="年老体弱、行动不便的党员不硬性要求学时，送学上门（党员教育管理工作条例第二十三条）",
    )
    backbone: Column[str | None] = field(
        "双培情况", choices=BACKBONE, default="none", width=12, group="双培"
    )
    backbone_on: Column[date | None] = field("列为骨干日期", Kind.DATE)
    applied_on: Column[date | None] = field(
        "申请入党日期",
        Kind.DATE,
        group="发展过程",
        aliases=(
            "入党申请时间",
            "申请入党时间",
            "提交入党申请书时间",
            "递交入党申请书时间",
            "提交书面入党申请书时间",
            "递交书面入党申请书时间",
            "提交入党申请时间",
            "递交入党申请时间",
        ),
    )
    talked_on: Column[date | None] = field("派人谈话日期", Kind.DATE)
    activist_on: Column[date | None] = field(
        "确定积极分子日期", Kind.DATE,
        aliases=("确定入党积极分子日期", "确定积极分子时间", "列为入党积极分子时间",
                 "确定为入党积极分子时间", "列为积极分子时间", "确定为积极分子时间"),
    )  # fmt: skip
    inspected_on: Column[date | None] = field(
        "最近考察日期", Kind.DATE, since=2, help="支部每半年考察一次入党积极分子"
    )
    agreed_on: Column[date | None] = field(
        "党委同意日期", Kind.DATE, since=3, help="上级党委同意列为发展对象的日期，同意以后才公示"
    )
    candidate_on: Column[date | None] = field(
        "确定发展对象日期", Kind.DATE,
        aliases=("确定发展对象时间", "确定为发展对象时间", "列为发展对象时间"),
    )  # fmt: skip
    publicised_from: Column[date | None] = field("公示开始日期", Kind.DATE)
    publicised_to: Column[date | None] = field("公示结束日期", Kind.DATE)
    vetted_on: Column[date | None] = field("政治审查日期", Kind.DATE, since=2)
    trained_on: Column[date | None] = field("集中培训日期", Kind.DATE, since=2)
    training_hours: Column[float | None] = field(
        "集中培训学时", Kind.NUMBER, width=8, minimum=0, maximum=1000, since=2
    )
    prescreened_on: Column[date | None] = field("预审日期", Kind.DATE)
    approved_on: Column[date | None] = field("党委审批日期", Kind.DATE)
    sworn_on: Column[date | None] = field("宣誓日期", Kind.DATE, aliases=("入党宣誓日期",))
    extended_until: Column[date | None] = field(
        "延长预备期至", Kind.DATE, since=2, help="只能延长一次，半年以上、一年以内"
    )
    confirm_voted_on: Column[date | None] = field(
        "讨论转正日期", Kind.DATE, since=2, help="支部大会讨论转正的日期"
    )
    confirm_approved_on: Column[date | None] = field("转正审批日期", Kind.DATE, since=2)
    sponsors: Column[str | None] = field(
        "入党介绍人", Kind.PEOPLE, width=16, help="两名正式党员，用顿号隔开"
    )
    mentors: Column[str | None] = field(
        "培养联系人", Kind.PEOPLE, width=16, help="一至两名正式党员，用顿号隔开", of_roll=True
    )

    @classmethod
    def sole(cls, values: Row | Values, of_kind: str) -> str:
        """The office that one member of a branch at most holds."""
        return _office(values, of_kind)

    @classmethod
    def holders(cls, writer: RecordWriter, organisation: int, office: str) -> list[Row]:
        """Who of an organisation holds an office."""
        marks = ", ".join("?" * len(IN_STANDING))
        found = writer.connection.exec_driver_sql(
            "SELECT id, uid, name FROM member WHERE duty = ? AND organisation = ? "
            "AND deleted_at IS NULL AND coalesce(relation, 'on_roll') = 'on_roll' "
            f"AND coalesce(membership, 'normal') IN ({marks})",
            (office, organisation, *IN_STANDING),
        )
        return [dict(each) for each in found.mappings()]

    @classmethod
    def held_by(cls, office: str, whose: str) -> Finding:
        """What is wrong with a second holder of an office; `whose` says who is the other."""
        words = f"{whose}{DUTY.label(office)}，{SOLE_DUTIES[office]}"
        return Finding("office-held", words, column="duty")

    @classmethod
    def before_add(cls, writer: RecordWriter, values: Values) -> None:
        """The day from which somebody is suspended is kept."""
        keep_suspension(values)
        if not writer.taking_in:  # a sheet is told of it
            of_a_state(values)

    @classmethod
    def after_add(cls, writer: RecordWriter, row: Row) -> None:
        """Raises UserError for a second 书记 or 副书记."""
        _alone(writer, row, row)
        if row["inspected_on"]:
            seen = {**row, "inspected_on": date.fromisoformat(row["inspected_on"])}
            enter_inspection(writer, {**row, "inspected_on": None}, seen)

    @classmethod
    def before_restore(cls, writer: RecordWriter, row: Row) -> None:
        """Raises UserError for one who was 书记, where there is another now."""
        _alone(writer, row, row)

    @classmethod
    def before_edit(cls, writer: RecordWriter, row: Row, values: Values) -> None:
        """The day of a step that has come moves somebody on to the next stage.

        Raises UserError for a second 书记 or 副书记.
        """
        keep_suspension(values, row)
        of_a_state(values, row)
        enter_inspection(writer, row, values)
        if any(values.get(name) != row[name] for name in ("duty", "relation", "membership")):
            _alone(writer, row, values)
        for category, column, following in ON_THE_WAY:
            day = values.get(column)
            if row["category"] == values.get("category") == category and not row[column]:
                if day is not None and day <= clock.today():
                    values["category"] = following
                return

    @classmethod
    def supplement(
        cls, values: Values, before: Row, month_only: Container[str], judged: bool | None
    ) -> Iterator[tuple[str, Any, str] | Finding]:
        """What the dates say of category and state; the day of a birthday known to the month
        stands in the identity number."""
        yield from state_by_dates(values, before)
        identity = values.get("id_number") or before.get("id_number")
        if "birth_date" not in month_only or not identity or identity_number(identity):
            return
        born, written = birth_date_of(identity), values["birth_date"]
        if born and (born.year, born.month) == (written.year, written.month):
            yield "birth_date", born, "只到月，日由公民身份号码补上"
