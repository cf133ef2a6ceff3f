"""The list of pages: what each tab shows, declared; the window and the lists follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from partydesk.desk.kinds import VIEWS, KindView
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.page import Page


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
    """One tab: the lists of the kinds that name it (several are chosen between inside it), or a
    `page` of its own.

    `boards` are chosen between together with the lists, after them. `of` is the role whose window
    has it, "" for both.
    """

    key: str
    title: str
    boards: tuple[PageClass, ...] = ()
    page: PageClass | None = None
    of: str = ""

    @property
    def listings(self) -> tuple[KindView, ...]:
        """The lists, in order."""
        return tuple(view for view in VIEWS.values() if view.tab == self.key)

    @property
    def counted(self) -> str:
        """The kind whose number of rows stands beside the title; "" for none."""
        return next((view.kind for view in self.listings), "")


PIPELINE = PageClass("pipeline.board_page", "PipelineBoard", "发展党员")

_TABS = (
    Tab("overview", "总览", page=PageClass("overview.page", "OverviewPage")),
    Tab(
        "collect",
        "收表汇总",
        page=PageClass("handover.collect_page", "CollectPage"),
        of="committee",
    ),
    Tab("register", "党组织与企业", of="committee"),
    Tab("members", "党员", (PIPELINE,)),
    Tab("sessions", "学习活动"),
    Tab("talks", "廉政谈话"),
    Tab("tickets", "问题台账"),
    Tab("submit", "报送", page=PageClass("handover.submit_page", "SubmitPage"), of="branch"),
    Tab("report", "年度述职", page=PageClass("report.report_tab", "ReportTab")),
)
TABS = {
    role: tuple(tab for tab in _TABS if tab.of in ("", role)) for role in ("branch", "committee")
}
"""The tabs of a window by the role of its file."""
