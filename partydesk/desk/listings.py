"""The list of pages: what each tab shows, declared; the window and the lists follow from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.page import Page
from partydesk.desk.tables.chips import Chip
from partydesk.records.base import kind_of
from partydesk.records.fields import fields
from partydesk.records.kinds import SESSION_KINDS
from partydesk.records.values import Stored

Counts = Mapping[Stored, int]


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of another kind that belong to a record: shown under `title` in its pane.

    With `gather` the rows whose state is as it should be are told in one line (出席 12).
    """

    title: str
    kind: str
    column: str
    gather: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of one kind.

    `unit` counts its rows (47 人), `add` names the act of adding one, `chips_by` is the column
    that the chips filter, `chips` the chips (by default one for each choice of that column).
    `summary` says what the title says of the counts. `import_kind` is what a sheet dropped here
    is read as. `empty` says what goes here.
    """

    kind: str
    title: str
    unit: str
    add: str
    chips_by: str
    empty: str
    chips: tuple[Chip, ...] = ()
    summary: Callable[[Counts], str] | None = None
    import_kind: str = ""
    import_label: str = ""
    related: tuple[Related, ...] = ()

    def all_chips(self) -> tuple[Chip, ...]:
        """The chips as declared, or one for each choice."""
        field = fields(kind_of(self.kind))[self.chips_by]
        if self.chips or field.choices is None:
            return self.chips
        return tuple(Chip(choice.label, (choice.code,)) for choice in field.choices)


@dataclass(frozen=True, slots=True)
class PageClass:
    """The class of a page by its module in the desk and its name, loaded when it is first shown.

    `title` is that of a part of a tab.
    """

    module: str
    name: str
    title: str = ""

    def make(self, context: AppContext) -> Page:
        """The page."""
        made: Page = getattr(import_module(f"partydesk.desk.{self.module}"), self.name)(context)
        return made


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: lists (several are chosen between inside it), or a `page` of its own.

    `boards` are chosen between together with the lists, after them.
    """

    key: str
    title: str
    listings: tuple[Listing, ...] = ()
    boards: tuple[PageClass, ...] = ()
    page: PageClass | None = None

    @property
    def counted(self) -> str:
        """The kind whose number of rows stands beside the title; "" for none."""
        return self.listings[0].kind if self.listings else ""


def _people(counts: Counts) -> str:
    party = counts.get("full", 0) + counts.get("probationary", 0)
    others = sum(counts.values()) - party
    return f"{party:,} 人" + (f"，另有申请人、积极分子和发展对象 {others:,} 人" if others else "")


def _session_chips() -> tuple[Chip, ...]:
    groups: dict[str, list[Stored]] = {}
    for kind in SESSION_KINDS:
        groups.setdefault(kind.group, []).append(kind.code)
    return tuple(Chip(group, tuple(codes)) for group, codes in groups.items())


MEMBERS = Listing(
    "member",
    "党员",
    "人",
    "添加一名党员",
    "category",
    "把园区发的花名册或汇总表拖进来，表头和说明行会自动认出来；\n"
    "也可以一个一个添加。收下之前都能先看一眼。",
    summary=_people,
    import_kind="member",
    import_label="选择花名册…",
)
SESSIONS = Listing(
    "session",
    "学习活动",
    "次",
    "记一次学习活动",
    "kind",
    "三会一课、主题党日和各种学习都记在这里，一分钟记一次：\n"
    "选类型、写主题，党员默认全部到会，只点没来的人。",
    chips=_session_chips(),
    related=(Related("出勤", "attendance", "session", gather=True),),
)
TALKS = Listing(
    "talk",
    "廉政谈话",
    "次",
    "记一次谈话",
    "kind",
    "谈心谈话、廉政谈话、任前和提醒谈话记在这里。\n谈话内容只存在本机，不会写进任何表。",
)
TICKETS = Listing(
    "ticket",
    "问题台账",
    "件",
    "登记一个问题",
    "state",
    "企业诉求、职工反映和检查发现的问题记在这里，\n一步一步办到销号，每一步都留痕。",
    related=(Related("办理", "ticket_step", "ticket"),),
)
ORGANISATIONS = Listing(
    "organisation",
    "党组织",
    "个",
    "添加一个党组织",
    "kind",
    "园区的党组织登记在这里。",
)
ENTERPRISES = Listing(
    "enterprise",
    "企业",
    "家",
    "添加一家企业",
    "formation",
    "把企业台账拖进来，或者一家一家添加；\n哪些企业还没有建立党组织，一看便知。",
    import_kind="enterprise",
    import_label="选择企业台账…",
)

PIPELINE = PageClass("pipeline.board_page", "PipelineBoard", "发展党员")

OVERVIEW_TAB = Tab("overview", "总览", page=PageClass("overview.page", "OverviewPage"))
MEMBERS_TAB = Tab("members", "党员", (MEMBERS,), (PIPELINE,))
SESSIONS_TAB = Tab("sessions", "学习活动", (SESSIONS,))
TALKS_TAB = Tab("talks", "廉政谈话", (TALKS,))
TICKETS_TAB = Tab("tickets", "问题台账", (TICKETS,))
SUBMIT_TAB = Tab("submit", "报送", page=PageClass("handover.submit_page", "SubmitPage"))
COLLECT_TAB = Tab("collect", "收表汇总", page=PageClass("handover.collect_page", "CollectPage"))
REPORT_TAB = Tab("report", "年度述职", page=PageClass("report.report_tab", "ReportTab"))
REGISTER_TAB = Tab("register", "党组织与企业", (ORGANISATIONS, ENTERPRISES))

TABS: dict[str, tuple[Tab, ...]] = {
    "branch": (
        OVERVIEW_TAB,
        MEMBERS_TAB,
        SESSIONS_TAB,
        TALKS_TAB,
        TICKETS_TAB,
        SUBMIT_TAB,
        REPORT_TAB,
    ),
    "committee": (
        OVERVIEW_TAB,
        COLLECT_TAB,
        REGISTER_TAB,
        MEMBERS_TAB,
        SESSIONS_TAB,
        TALKS_TAB,
        TICKETS_TAB,
        REPORT_TAB,
    ),
}
