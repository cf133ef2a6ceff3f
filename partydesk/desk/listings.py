"""The list of pages: the tabs and the parts of each, declared; window, search and targets follow.

Every kind of record stands in one part: in a list of its own, or in the page that says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module

from PySide6.QtWidgets import QWidget

from partydesk.desk.kinds import VIEWS, KindView, view_of
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.page import Page
from partydesk.desk.tab_titles import titles_of


@dataclass(frozen=True, slots=True)
class PageClass:
    """The class of a page by its module in the desk and its name, loaded when it is first shown."""

    module: str
    name: str

    def widget(self, context: AppContext) -> QWidget:
        """A new one."""
        made: QWidget = getattr(import_module(f"partydesk.desk.{self.module}"), self.name)(context)
        return made

    def make(self, context: AppContext) -> Page:
        """A new page."""
        made = self.widget(context)
        assert isinstance(made, Page)
        return made


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a tab: a `page`, or without one the list of the kind that is its `key`.

    `of` is the role whose window has it, "" for both. `shows` are kinds without a list of their
    own that are worked on in its page. What is `aside` is chosen from a menu behind the others.
    """

    key: str
    title: str = ""
    page: PageClass | None = None
    of: str = ""
    shows: tuple[str, ...] = ()
    aside: bool = False

    @property
    def view(self) -> KindView | None:
        """The declaration of the kind that it lists; None for a page."""
        return None if self.page else view_of(self.key)

    @property
    def called(self) -> str:
        """What stands on it."""
        view = self.view
        return self.title or (view.part or view.title if view else "")


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: the parts chosen between at its head, the first in front at first.

    Its `title` and whose window has it stand in `tab_titles`. Lists of kinds that name the tab and
    that nothing declared here shows follow behind. `before` stands before the parts on every one
    of them. `remembered`: the part that was in front is so again after a start.
    """

    key: str
    declared: tuple[Part, ...] = ()
    title: str = ""
    before: PageClass | None = None
    remembered: bool = True

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, in order."""
        more = (Part(view.kind) for view in VIEWS.values() if view.tab == self.key)
        return (*self.declared, *more)

    @property
    def listings(self) -> tuple[KindView, ...]:
        """The lists, in order."""
        return tuple(view for part in self.parts if (view := part.view) is not None)

    @property
    def counted(self) -> str:
        """The kind whose number of rows stands beside the title; "" for none."""
        return next((view.kind for view in self.listings[:1] if self.parts[0].view), "")

    def part_of(self, kind: str) -> Part | None:
        """The part where records of a kind are: its list, else the page that shows it."""
        for part in self.parts:
            if part.view is not None and part.key == kind:
                return part
        return next((part for part in self.parts if kind in part.shows), None)


TASKS, CALENDAR, FIGURES, CHARTS = "tasks", "calendar", "figures", "charts"
DEVELOPMENT, STARS, YEAR_PLAN, TICKS = "development", "stars", "year-plan", "ticks"
CAMPAIGN, DUTIES, LIFE, REACH = "campaigns", "duties", "life", "reach"

_TABS = (
    Tab(
        "overview",
        (
            Part(TASKS, "要办的事", PageClass("overview.page", "OverviewPage")),
            Part(CALENDAR, "日历", PageClass("overview.calendar_page", "CalendarPage")),
            Part(FIGURES, "数字", PageClass("overview.figures_page", "FiguresPage")),
            Part(CHARTS, "图表", PageClass("overview.charts.page", "ChartsPage")),
            Part("exemption"),
        ),
        before=PageClass("overview.greeting", "Greeting"),
        remembered=False,  # whoever starts the program is told first what is due
    ),
    Tab(
        "collect",
        (
            Part("collect", "本期收表", PageClass("handover.collect_page", "CollectPage")),
            Part("standing", "交表情况", PageClass("handover.standing_page", "StandingPage")),
            Part("log", "留痕", PageClass("handover.trace_page", "TracePage")),
            Part("submit", "向上报送", PageClass("handover.submit_page", "SubmitPage")),
        ),
    ),
    Tab(
        "register",
        (Part("organisation"), Part("enterprise"), Part("worker"), Part("brand")),
    ),
    Tab(
        "members",
        (
            Part("member"),
            Part(
                DEVELOPMENT,
                "发展党员",
                PageClass("pipeline.board_page", "PipelineBoard"),
                shows=("member", "step"),
            ),
            Part(
                "dues",
                "党费",
                PageClass("ledgers.dues_page", "DuesPage"),
                shows=("dues_base", "dues_payment"),
            ),
            Part(
                "dues-told",
                "各支部党费",
                PageClass("ledgers.dues_told_page", "DuesToldPage"),
                of="committee",
            ),
            Part(
                "review",
                "民主评议",
                PageClass("ledgers.review_page", "ReviewPage"),
                of="branch",
                shows=("review",),
            ),
            Part("review", of="committee"),
            Part("post"),
            Part("transfer"),
            Part(
                "transfers-matched",
                "转接对接",
                PageClass("ledgers.transfers_page", "TransfersPage"),
                of="committee",
                aside=True,
            ),
            Part(REACH, "联系与流动", PageClass("ledgers.reach_page", "ReachPage"), aside=True),
            Part("contact", aside=True),
            Part("award", aside=True),
            Part("care", aside=True),
            Part("sanction", aside=True),
            Part("election", aside=True),
            Part("candidate", aside=True),
            Part("inspection", aside=True),
            Part("thought_report", aside=True),
            Part("dues_notice", aside=True),
            Part("dues_handed", aside=True),
        ),
    ),
    Tab(
        "sessions",
        (
            Part("session"),
            Part(YEAR_PLAN, "年度计划", PageClass("ledgers.plan_page", "YearPlanPage")),
            Part("hours", "学时与培训", PageClass("ledgers.study_hours_page", "StudyHoursPage")),
            Part(TICKS, "晨会", PageClass("ledgers.ticks_page", "TicksPage"), of="branch"),
            Part(
                "training",
                "培训计划",
                PageClass("ledgers.training_page", "TrainingPage"),
                shows=("course",),
            ),
            Part(
                LIFE,
                "组织生活会",
                PageClass("ledgers.life_page", "LifePage"),
                of="branch",
                shows=("life_work",),
            ),
            Part(
                LIFE,
                "各支部组织生活会",
                PageClass("ledgers.life_told_page", "LifeToldPage"),
                of="committee",
                aside=True,
            ),
            Part("life_issue", aside=True),
            Part("life_work", of="committee", aside=True),
            Part("course", aside=True),
            Part("study_credit", aside=True),
        ),
    ),
    Tab(
        "talks",
        (
            Part("talk"),
            Part("coverage", "覆盖", PageClass("ledgers.talk_coverage_page", "TalkCoveragePage")),
            Part("paper"),
        ),
    ),
    Tab(
        "tickets",
        (
            Part("ticket"),
            Part(
                DUTIES,
                "责任清单",
                PageClass("ledgers.duty_page", "DutyPage"),
                shows=("duty_area", "duty", "duty_done"),
            ),
            Part(
                CAMPAIGN,
                "专项行动",
                PageClass("ledgers.campaign_page", "CampaignPage"),
                shows=("campaign", "campaign_step", "campaign_done"),
            ),
            Part("venue"),
            Part("risk_check"),
            Part("enterprise", of="branch"),
        ),
    ),
    Tab(
        "submit",
        (Part("submit", page=PageClass("handover.submit_page", "SubmitPage")),),
    ),
    Tab(
        "report",
        (
            Part("report", "报告", PageClass("report.page", "ReportPage")),
            Part(STARS, "星级", PageClass("stars.page", "StarsPage"), shows=("star",)),
            Part("statistics", "党内统计", PageClass("ledgers.statistics_page", "StatisticsPage")),
            Part(
                "grades",
                "民主评议汇总",
                PageClass("ledgers.review_summary_page", "ReviewSummaryPage"),
                of="committee",
            ),
            Part("appraisal", aside=True),
            Part(
                "qualified",
                "评优",
                PageClass("ledgers.awards_page", "AwardsPage"),
                aside=True,
            ),
            Part(
                "qualified-branches",
                "评优支部",
                PageClass("ledgers.awards_page", "BranchAwardsPage"),
                of="committee",
                aside=True,
            ),
            Part("brand", of="branch"),
            Part("worker", of="branch"),
            Part("figure"),
            Part("none"),
        ),
    ),
)


def _of(role: str) -> Iterator[Tab]:
    declared = {tab.key: tab for tab in _TABS}
    for key, title, _ in titles_of(role):
        tab = declared[key]
        parts = tuple(part for part in tab.declared if part.of in ("", role))
        yield replace(tab, title=title, declared=parts)


TABS = {role: tuple(_of(role)) for role in ("branch", "committee")}
"""The tabs of a window by the role of its file."""


def views_of(role: str) -> list[KindView]:
    """The kinds whose records the window of a role has a place for, in the order of the tabs:
    those with a list, and those that a page shows."""
    found: dict[str, KindView] = {}
    for tab in TABS[role]:
        for part in tab.parts:
            shown = (view_of(kind) for kind in part.shows)
            for view in (*((part.view,) if part.view is not None else ()), *shown):
                if view.title:
                    found.setdefault(view.kind, view)
    return list(found.values())


def place_of(kind: str, role: str) -> tuple[Tab, Part] | None:
    """Where the records of a kind are in the window of a role; None for those kept in others."""
    for tab in TABS[role]:
        part = tab.part_of(kind)
        if part is not None:
            return tab, part
    return None
