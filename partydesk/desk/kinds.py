"""What the desk knows of each kind of record: one declaration a kind.

Its list, its form, what is told of it, what can be printed. What is large (a form of its own, the
sections of the pane) is named here and loaded when it is first needed. All of it may be left out:
a form follows from the fields (desk.forms.plan).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_

from partydesk.desk.tables.chips import Chip
from partydesk.records.fields import fields
from partydesk.records.kinds import SESSION_KINDS
from partydesk.records.on_roll import gone, in_count
from partydesk.records.organisation import Enterprise, due_unformed
from partydesk.records.registry import kind_of
from partydesk.records.study import StudySession
from partydesk.records.values import Stored

Counts = Mapping[Stored, int]


@dataclass(frozen=True, slots=True)
class KindView:
    """One kind on the desk.

    Its list: `part` is what it is called among the parts of its tab (by default its title); `tab`
    is the key of the tab it stands behind the others in, of a kind that desk.listings does not
    place; `unit` counts its rows (47 人), `add` names the act of adding one, `chips_by` is the
    column that the chips filter, `chips` the chips (by default one for each choice of that
    column). `counts` are the conditions of the rows that count (beside the tab, at the head);
    `summary` says what the head says of their number and of the chips' counts. `empty` says what
    goes here, below `none` (by default 还没有 and the title). Where sheets can be taken in,
    `import_label` names the act.

    Its form: `lines` are the first ones, in the order people think in ("name | sex birth_date" has
    two); the other fields find their place themselves, `elsewhere` are those that have a way of
    their own. `form` is a class in desk.forms ("module.Class") where the form is more than its
    fields. `verb` begins the heading of a new one. `begins` are the first values of a new one,
    "column:word" with blanks between (the words stand in desk.forms.beginning). `copied` are the
    columns that one more takes over from the last, with blanks between.

    What is due: `see_to` is what the button to it says.

    Its pane: `details` is the module in desk.details whose `about` finds out about a record and
    whose `fill` tells it beneath the fields; `told` are the columns told there and not among the
    fields; `worded` makes words of a column's stored codes. `gathered` is a kind that
    belongs to it and has a tab of its own in the pane.

    Printing: `choose` says what to do while no row is chosen ("" for a kind that no paper is
    about), `papers` are those of the whole organisation that its list offers.

    `found` are the columns told beside what names a record where one is looked for, with blanks
    between.

    `out` is the chip with the condition of rows that are out of the list and of its numbers;
    `ahead` that of rows in the list, in grey, that are in none of its numbers, and of which it is
    asked what became of them (desk.plans); `also` that of rows which another chip lets through too.
    `affairs`: what happens to such a record is an affair (operations/affairs), which its menus
    offer.
    """

    kind: str
    title: str = ""
    part: str = ""
    tab: str = ""
    unit: str = ""
    add: str = ""
    chips_by: str = ""
    empty: str = ""
    none: str = ""
    chips: tuple[Chip, ...] = ()
    summary: Callable[[int, Counts], str] | None = None
    counts: Callable[[], tuple[ColumnElement[bool], ...]] = tuple
    import_label: str = ""
    lines: str = ""
    elsewhere: tuple[str, ...] = ()
    form: str = ""
    verb: str = "添加"
    begins: str = ""
    copied: str = ""
    see_to: str = "去办理"
    details: str = ""
    told: frozenset[str] = frozenset()
    gathered: str = ""
    worded: Mapping[str, Callable[[object], str]] = field(default_factory=dict)
    choose: str = ""
    papers: tuple[str, ...] = ()
    affairs: bool = False
    found: str = ""
    out: Chip | None = None
    ahead: Chip | None = None
    also: Chip | None = None

    @property
    def taking_in(self) -> str:
        """What taking in a sheet of these is called; "" where there is none."""
        roster = kind_of(self.kind).roster
        return self.import_label or (f"选择{roster}" if roster else "")

    @property
    def on_paper(self) -> str:
        """What its list is called where it leaves the screen: as such lists are, 党组织名册."""
        return kind_of(self.kind).roster or f"{self.title}列表"

    def all_chips(self) -> tuple[Chip, ...]:
        """The chips as declared, or one for each choice; last that of what is out."""
        choices = fields(kind_of(self.kind))[self.chips_by].choices
        last = tuple(chip for chip in (self.out, self.ahead, self.also) if chip is not None)
        if self.chips or choices is None:
            return (*self.chips, *last)
        return (*(Chip(choice.label, (choice.code,)) for choice in choices), *last)

    @property
    def greys(self) -> Callable[[Mapping[str, object]], bool] | None:
        """Whether a row of its list is written in grey; None for no row ever."""
        return (lambda row: row.get("state") != "held") if self.ahead is not None else None

    def here(self) -> tuple[ColumnElement[bool], ...]:
        """The condition of the rows that are not out, for `queries.Query.extra`."""
        if self.out is None or self.out.condition is None:
            return ()
        return (~self.out.condition(),)


def _on_roll() -> tuple[ColumnElement[bool], ...]:
    """The members whom 党员总数 counts today."""
    return (in_count(),)


def _held() -> tuple[ColumnElement[bool], ...]:
    """The sessions that were held."""
    return (StudySession.counts_where(),)


def _due_unformed() -> ColumnElement[bool]:
    return and_(due_unformed(), Enterprise.closed_on.is_(None))


def _not_held() -> ColumnElement[bool]:
    return StudySession.state != "held"


def _people(number: int, counts: Counts) -> str:
    others = sum(counts.get(each, 0) for each in ("applicant", "activist", "candidate"))
    return f"{number:,} 人" + (f"，另有申请人、积极分子和发展对象 {others:,} 人" if others else "")


def _session_chips() -> tuple[Chip, ...]:
    groups: dict[str, list[Stored]] = {}
    for kind in SESSION_KINDS:
        groups.setdefault(kind.group, []).append(kind.code)
    return tuple(Chip(group, tuple(codes)) for group, codes in groups.items())


def _norm_named(id: object) -> str:
    from partydesk.rules.norms import NORMS

    norm = NORMS.get(str(id or ""))
    return norm.label if norm is not None else str(id or "")


STEPS = (
    "applied_on", "talked_on", "activist_on", "inspected_on", "candidate_on", "publicised_from",
    "publicised_to", "vetted_on", "trained_on", "prescreened_on", "joined_on", "approved_on",
    "sworn_on", "extended_until", "confirm_voted_on", "confirmed_on", "confirm_approved_on",
)  # fmt: skip
"""The dates of the way into the Party, in the order in which they are reached."""

LONG = ("first_agenda", "decisions")
"""What a session dealt with and decided."""

BALLOT = (
    "ballot_kind", "entitled", "excluded", "voters_present", "written_votes", "in_favour",
    "against", "abstained",
)  # fmt: skip
"""What is kept of a vote."""

VIEWS: dict[str, KindView] = {}
"""The declarations by kind, in the order of the lists inside a tab."""


def view_of(kind: str) -> KindView:
    """The declaration of a kind; one that has none is as its fields say."""
    return VIEWS.get(kind) or KindView(kind)


def declare(*views: KindView) -> None:
    """Make kinds known to the desk."""
    VIEWS.update((view.kind, view) for view in views)


declare(
    KindView(
        "member",
        "党员",
        part="名册",
        unit="人",
        add="添加一名党员",
        chips_by="category",
        empty="把园区发的花名册或汇总表拖进来，表头和说明行会自动认出来；\n"
        "也可以一个一个添加。收下之前都能先看一眼。",
        summary=_people,
        counts=_on_roll,
        import_label="选择花名册",
        lines="name | id_number | sex birth_date | ethnicity education | category duty | "
        "applied_on | joined_on confirmed_on | post | enterprise group | phone",
        form="member_form.MemberForm",
        details="member",
        # When somebody joined and became a full member is part of the roll entry too.
        told=frozenset(STEPS) - {"joined_on", "confirmed_on"},
        choose="请先选一名党员",
        found="category group",
        affairs=True,
        out=Chip("已转出", condition=gone),
        papers=("roster",),
    ),
    KindView(
        "session",
        "学习活动",
        part="活动",
        unit="次",
        add="记一次学习活动",
        chips_by="kind",
        empty="三会一课、主题党日和各种学习都记在这里，一分钟记一次：\n"
        "选类型、写主题，党员默认全部到会，只点没来的人。",
        chips=_session_chips(),
        counts=_held,
        ahead=Chip("计划和没开", condition=_not_held),
        lines="kind | for_year | elements | starts_at hours | place | topic | host lecturer | "
        "summary",
        form="session_form.SessionForm",
        verb="记一次",
        copied="kind elements group hours place topic host recorder lecturer lecturer_role "
        "partner organiser",
        details="session",
        told=frozenset((*LONG, *BALLOT, *(each.name for each in StudySession.derived))),
        gathered="attendance",
        found="state topic",
        choose="请先选一次会议",
    ),
    KindView(
        "talk",
        "廉政谈话",
        part="谈话",
        unit="次",
        add="记一次谈话",
        chips_by="kind",
        empty="谈心谈话、廉政谈话、任前和提醒谈话记在这里。\n谈话内容只存在本机，不会写进任何表。",
        lines="kind held_on | talker talker_role | subjects | topic | place | content | response",
        verb="记一次",
        begins="held_on:today talker:secretary talker_role:post place:last",
        form="talk_form.TalkForm",
        copied="kind place talker talker_role subjects topic recorder",
        choose="请先选一次谈话",
        found="topic",
    ),
    KindView(
        "ticket",
        "问题台账",
        part="问题",
        unit="件",
        add="登记一个问题",
        chips_by="state",
        empty="企业诉求、职工反映和检查发现的问题记在这里，\n一步一步办到销号，每一步都留痕。",
        lines="source severity | raised_on raised_by | description | owner due_on | measures",
        elsewhere=("state",),  # it moves by steps
        found="state owner",
        form="ticket_form.TicketForm",
        begins="raised_on:today",
        verb="登记一个",
        see_to="去处理",
        details="ticket",
        papers=("ledger",),
    ),
    KindView(
        "organisation",
        "党组织",
        found="code secretary",
        unit="个",
        add="添加一个党组织",
        chips_by="kind",
        empty="园区的党组织登记在这里。",
        choose="请先选一个党组织",
        affairs=True,
    ),
    KindView(
        "enterprise",
        "企业",
        found="formation",
        unit="家",
        add="添加一家企业",
        chips_by="formation",
        also=Chip("应建未建", condition=_due_unformed),
        empty="把企业台账拖进来，或者一家一家添加；\n哪些企业还没有建立党组织，一看便知。",
        import_label="选择企业台账",
    ),
    KindView(
        "post",
        "岗区",
        unit="个",
        add="设一个岗区",
        chips_by="kind",
        empty="党员先锋岗、责任区和突击队记在这里：\n谁负责、承诺什么、检查结果怎样。",
        lines="kind name | holder | since until | pledge | checks",
        begins="since:today",
        verb="设一个",
    ),
    KindView(
        "review",
        "民主评议",
        unit="份",
        add="记一份评议意见",
        chips_by="grade",
        empty="开过民主评议后，每名党员的自评、互评和等次记在这里，\n一年一份。",
        lines="member year | self_grade peer_grade | grade | note",
        begins="year:year",
        papers=("review-summary", "star-notice"),
        verb="记一份",
    ),
    KindView(
        "transfer",
        "关系转接",
        unit="次",
        add="记一次转接",
        chips_by="state",
        empty="组织关系转入转出的介绍信和回执记在这里；\n回执没有回来以前，转出的党员仍由原支部负责。",
        lines="member direction | place | addressee | letter_no issued_on | "
        "valid_days dues_paid_to | receipt_on state",
        verb="记一次",
        choose="请先选一次转接",
    ),
    KindView(
        "contact",
        "联系记录",
        unit="次",
        add="记一次联系",
        chips_by="how",
        empty="同流动党员、失去联系的党员联系的经过记在这里：\n哪天、怎样联系、结果如何。",
        lines="member on how | result | by",
        begins="on:today by:secretary",
        verb="记一次",
    ),
    KindView(
        "step",
        "发展步骤",
        unit="步",
        add="记一个发展步骤",
        chips_by="step",
        lines="member step | on | note",
        begins="on:today",
        verb="记一个",
    ),
    KindView(
        "life_work",
        "组织生活会",
        unit="次",
        add="开始准备一次组织生活会",
        chips_by="year",
        empty="每年的组织生活会从准备到整改记在这里。",
        lines="year | theme | studied_on talked_on | asked_on ask_ways | opinions checked_on | "
        "criticisms | about | listed_on reported_on",
        begins="year:year",
        verb="登记一次",
        choose="请先选一年的组织生活会",
    ),
    KindView(
        "life_issue",
        "查摆问题",
        unit="条",
        add="登记一个查摆的问题",
        chips_by="whose",
        empty="组织生活会前后查摆的问题记在这里，支部的、党员个人的都记：\n"
        "谁整改、哪天以前。只存在这台电脑；转入问题台账以后一步一步办到销号。",
        lines="life_work whose | member found_by | issue | measures | owner due_on",
        elsewhere=("ticket",),
        begins="life_work:last",
        copied="life_work whose found_by",
        verb="登记一个",
    ),
    KindView(
        "award",
        "表彰",
        unit="项",
        add="记一项表彰",
        chips_by="level",
        empty="党员和支部受到的表彰记在这里：\n谁、什么称号、哪里给的、哪天。证书贴在附件里。",
        lines="who level | honour | by on | note",
        verb="记一项",
    ),
    KindView(
        "care",
        "慰问帮扶",
        unit="次",
        add="记一次慰问",
        chips_by="kind",
        empty="慰问和帮扶记在这里：\n谁、哪天、送了什么、多少钱。",
        lines="who kind | on amount | what | by",
        begins="on:today",
        papers=("care-list",),
        verb="记一次",
    ),
    KindView(
        "sanction",
        "处分",
        unit="次",
        add="记一次处分",
        chips_by="kind",
        empty="党员受的处分记在这里。\n只存在这台电脑，不写进任何报送表，也不导出。",
        lines="member kind | on until | reason | decided_by",
        verb="记一次",
    ),
    KindView(
        "election",
        "换届选举",
        unit="次",
        add="记一次换届选举",
        chips_by="kind",
        empty="换届和增补从请示到批复记在这里：\n哪天请示、哪天选举、应到实到、发出收回多少选票、哪天批复。",
        lines="kind | asked_on agreed_on | held_on session | seats | entitled present | "
        "issued returned valid | reported_on approved_on | note",
        begins="asked_on:today",
        verb="记一次",
        details="election",
        choose="请先选一次选举",
    ),
    KindView(
        "candidate",
        "候选人",
        unit="名",
        add="加一名候选人",
        chips_by="post",
        empty="每次选举的候选人和得票记在这里：\n拟任什么、赞成多少票、当选没有。",
        lines="election name | post written_in | votes against abstained | elected",
        copied="election",
        verb="加一名",
    ),
    KindView(
        "inspection",
        "考察写实",
        unit="次",
        add="记一次考察",
        chips_by="by",
        empty="入党积极分子、发展对象的考察写在这里，每半年至少一次：\n哪天、谁考察的、表现怎样。",
        lines="member on | opinion | by",
        begins="on:today",
        verb="记一次",
    ),
    KindView(
        "thought_report",
        "思想汇报",
        unit="篇",
        add="记一篇思想汇报",
        chips_by="received_by",
        empty="入党积极分子、发展对象、预备党员交来的思想汇报登记在这里：\n哪天、什么题目，原件贴在附件里。",
        lines="member on | theme | received_by way",
        begins="on:today received_by:secretary",
        verb="记一篇",
    ),
    KindView(
        "dues_base",
        "党费核定",
        unit="条",
        add="核定一名党员的党费",
        chips_by="reduced",
        empty="每名党员从哪个月起每月交多少，记在这里：\n"
        "填了计费基数就按标准算，只填月应交也行。都只存在这台电脑，不写进报送表。",
        lines="member kind | income | rate monthly | from_month | reduced approved_on",
        verb="核定一名党员的",
        begins="from_month:month",
    ),
    KindView(
        "dues_payment",
        "党费交纳",
        unit="笔",
        add="记一笔党费",
        chips_by="month",
        empty="每名党员哪个月交了多少，记在这里，一个月一笔。\n只存在这台电脑，不写进报送表。",
        lines="member month | amount extra | paid_on",
        begins="paid_on:today month:month",
        papers=("dues-notice", "dues-register", "dues-bases"),
        verb="记一笔",
        choose="请先选一笔党费",
    ),
    KindView(
        "dues_notice",
        "党费公示",
        unit="次",
        add="记一次党费公示",
        chips_by="way",
        empty="每年至少公示一次党费收缴情况，记在这里：\n哪一年的、从哪天公示到哪天、怎样公示的。",
        lines="year way | from_on until_on | note",
        begins="year:year from_on:today",
        papers=("dues-notice",),
        verb="记一次",
    ),
    KindView(
        "dues_handed",
        "党费上缴",
        unit="次",
        add="记一次党费上缴",
        chips_by="until_month",
        empty="收的党费交到上级党委，记在这里：\n缴到哪个月、多少钱、哪天缴的。",
        lines="until_month amount | on to | receipt_no",
        begins="on:today until_month:month",
        verb="记一次",
    ),
    KindView(
        "duty_area",
        "网格岗位",
        unit="个",
        add="设一个网格岗位",
        chips_by="kind",
        lines="kind name | holder | scope | since until | to_branches",
        elsewhere=("of_park",),
        begins="since:today",
        verb="设一个",
        choose="请先选一个岗位",
    ),
    KindView(
        "duty",
        "责任清单",
        unit="项",
        add="加一项责任",
        chips_by="cadence",
        lines="duty_area | text | cadence source | from_on until_on",
        elsewhere=("of_park",),
        begins="from_on:new_year",
        verb="加一项",
    ),
    KindView(
        "duty_done",
        "履责记录",
        unit="次",
        add="记一次履责",
        chips_by="on",
        lines="duty | on | note",
        begins="on:today",
        verb="记一次",
    ),
    KindView(
        "venue",
        "阵地",
        unit="个",
        add="登记一个阵地",
        chips_by="kind",
        empty="群组、公众号、宣传栏、活动室和讲座论坛登记在这里：\n谁负责、最近哪天排查过。",
        lines="kind name | owner audience | checked_on closed_on | note",
        verb="登记一个",
    ),
    KindView(
        "risk_check",
        "风险排查",
        unit="次",
        add="记一次排查",
        chips_by="risk",
        chips=(Chip("发现风险", (1,)), Chip("没有发现", (0,))),
        empty="对阵地的每次排查记在这里：写阵地和工作的情况，不写人；\n"
        "发现风险的，同时登记成一个问题，照问题台账办到销号。",
        lines="venue on | risk | found | measures due_on | by",
        elsewhere=("ticket",),
        begins="on:today by:secretary",
        verb="记一次",
    ),
    KindView(
        "appraisal",
        "述职评议",
        unit="条",
        add="记一条述职评议",
        chips_by="grade",
        empty="党组织书记抓党建述职评议的等次、对党组织的评议，一年一条记在这里：\n"
        "谁述的职、得了多少票、定为什么等次、要整改什么，能打印成结果表。",
        lines="kind year | rated secretary | grade on | good fair | plain poor | remarks | todo",
        begins="year:year on:today kind:last",
        copied="kind year on",
        papers=("appraisal-results",),
        verb="记一条",
    ),
    KindView(
        "course",
        "培训计划",
        unit="期",
        add="计划一期培训",
        chips_by="quarter",
        empty="一年的培训先列在这里：叫什么、给谁办、多少学时、哪个季度；\n"
        "开了的学习活动选上它，“计划完成”就看得到应参加的人里谁参加了、谁还没有。",
        lines="year name | for_whom | hours quarter | by | about",
        begins="year:year",
        copied="year by",
        verb="计划一期",
        part="计划台账",
        choose="请先选一期培训",
        papers=("training-plan",),
    ),
    KindView(
        "study_credit",
        "学时登记",
        unit="条",
        add="登记学时",
        chips_by="way",
        empty="不在本支部学习活动里的学时登记在这里：网络学习、外面的培训班、送学上门；\n"
        "党委办的培训，学时随回执回来，也列在这里。",
        lines="member way | on hours | topic | by | course",
        elsewhere=("of_session", "told_at"),
        begins="on:today",
        copied="way on hours topic by",
        verb="登记",
    ),
    KindView(
        "brand",
        "党建品牌",
        unit="个",
        add="登记一个品牌",
        chips_by="lead",
        empty="一支部一品牌：叫什么、什么意思、谁牵头、做了什么、有什么成效，\n记在这里，能打印成一页。",
        lines="name | meaning | lead since | measures | results",
        begins="lead:secretary",
        verb="登记一个",
        choose="请先选一个品牌",
    ),
    KindView(
        "worker",
        "党务队伍",
        unit="人",
        add="登记一名党务人员",
        chips_by="role",
        empty="党组织书记、党务工作者、党建指导员三支队伍记在这里：\n专职还是兼职、联系哪几家企业、哪天到岗、哪天离任。",
        lines="name role | work | firms | since until | note",
        verb="登记一名",
    ),
    KindView(
        "campaign",
        "专项行动",
        unit="个",
        add="新建专项行动",
        chips_by="over",
        empty="有目标、有期限、一步一步做的事记在这里。",
        lines="name | from_on until_on | over goal | branch_goals | subjects | about",
        elsewhere=("of_park",),
        begins="from_on:today",
        verb="新建",
        found="from_on until_on",
        choose="请先选一个专项行动",
    ),
    KindView(
        "campaign_step",
        "行动步骤",
        unit="步",
        add="加一个行动步骤",
        chips_by="group",
        lines="campaign | number name | group due_on | about",
        verb="加一个",
    ),
    KindView(
        "campaign_done",
        "行动进度",
        unit="条",
        add="记一条行动进度",
        chips_by="on",
        lines="step | subject | on | note",
        elsewhere=("about",),
        begins="on:today",
        verb="记一条",
    ),
    KindView(
        "paper",
        "廉政材料",
        part="责任书与档案",
        unit="份",
        add="记一份廉政材料",
        chips_by="kind",
        empty="责任书、承诺书和廉政档案记在这里：\n谁、哪一年的、哪天签的、哪天归的档。",
        lines="kind year | person | signed_on filed_on | note",
        begins="year:year signed_on:today kind:last",
        verb="记一份",
        choose="请先选一份责任书",
    ),
    KindView(
        "exemption",
        "不适用",
        unit="条",
        add="记一条不适用",
        chips_by="norm",
        none="没有不适用的规矩",
        empty="哪条规矩不适用于谁、为什么，记在这里：不再催办，也不算缺；\n"
        "理由随报送表一起报给园区党委。",
        lines="norm | subject | from_on until_on | reason | by",
        elsewhere=("about",),  # whom the subject's name means
        begins="from_on:new_year by:secretary",
        form="exemption_form.ExemptionForm",
        verb="记一条",
        worded={"norm": _norm_named},
    ),
    KindView(
        "figure",
        "填报数字",
        unit="个",
        add="填一个数字",
        chips_by="figure",
        empty="报告里数不出来的数字记在这里：\n多少、哪个部门或者哪份文件说的、哪天填的。",
        lines="figure period | value unit | threshold | source | reported_on | note",
        begins="period:year reported_on:today",
        papers=("statistics",),
        verb="填一个",
    ),
    KindView(
        "none",
        "本期没有",
        unit="项",
        add="记一项没有",
        chips_by="figure",
        empty="确实没有的事记在这里：\n那个数字就是 0，不再算漏填。",
        lines="figure period | note",
        verb="记一项",
        begins="period:year",
    ),
)
