"""What there is a picture of: its name, whose window, and how one gets there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from partydesk.desk.listings import PIPELINE, TABS
from partydesk.desk.report.report_tab import STARS, ReportTab
from partydesk.desk.shell.tab_space import TabSpace
from tests.pictures import samples
from tests.pictures.studio import Studio

Showing = Callable[[Studio], QWidget]


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: `role` is branch, committee or empty; `show` gets there and gives what to grab."""

    name: str
    role: str
    show: Showing


def _page(key: str) -> Showing:
    def show(studio: Studio) -> QWidget:
        studio.turn(key)
        return studio.window

    return show


def _rules(studio: Studio) -> QWidget:
    studio.turn("overview")
    studio.window.open_rules()
    studio.settle()
    return studio.window


def _form(key: str, kind: str, row: int | None = None) -> Showing:
    """The form of a kind: a new one, or that of a row of its list."""

    def show(studio: Studio) -> QWidget:
        studio.turn(key)
        space = studio.window.space
        page = space.show_list(kind)
        uid = "" if row is None or page is None else str(page.model.row(row)["uid"])
        space.open_form(kind, uid)
        studio.settle()
        return studio.window

    return show


def _board(key: str, title: str) -> Showing:
    """A board, turned to by its chip."""

    def show(studio: Studio) -> QWidget:
        space = studio.turn(key).window().space  # type: ignore[attr-defined]
        chips = [each for each in space.findChildren(QPushButton) if each.text() == title]
        next(each for each in chips if each.isVisible()).click()
        studio.settle()
        return studio.window

    return show


def _stars(studio: Studio) -> QWidget:
    page = studio.turn("report")
    assert isinstance(page, ReportTab)
    page.turn_to(STARS)
    studio.settle()
    return studio.window


def _scheme(studio: Studio) -> QWidget:
    from partydesk.desk.stars.page import StarsPage

    _stars(studio)
    return studio.dialog(studio.window.space.findChildren(StarsPage)[0].edit_scheme)


def _collect(studio: Studio) -> QWidget:
    page = studio.turn("collect")
    page.read([samples.STICK])  # type: ignore[attr-defined]
    page.setFocus()
    studio.settle()
    return studio.window


def _import(studio: Studio) -> QWidget:
    path = str(samples.roster())
    return studio.covered("members", lambda: studio.window.open_import("member", path))


def _ways(name: str) -> Showing:
    """A list laid over the overview."""

    def show(studio: Studio) -> QWidget:
        space: TabSpace = studio.window.spaces["overview"]
        assert space.page is not None
        return studio.covered("overview", getattr(space.page.ways, name))

    return show


def _snooze(studio: Studio) -> QWidget:
    studio.turn("overview")
    overview = studio.window.space.page
    assert overview is not None and overview.found is not None
    return studio.dialog(partial(overview.ways.snooze, overview.found.due[0]))


def _dialog(name: str) -> Showing:
    return lambda studio: studio.dialog(getattr(studio.window, name))


def _manual(studio: Studio) -> QWidget:
    studio.turn("members")
    return studio.dialog(studio.window.open_manual)


def _scenes() -> tuple[Scene, ...]:
    pages = tuple(
        Scene(tab.key if role == "branch" else f"committee-{tab.key}", role, _page(tab.key))
        for role in ("branch", "committee")
        for tab in TABS[role]
        if tab.key != "collect"
    )
    return (
        *pages,
        Scene("development", "branch", _board("members", PIPELINE.title)),
        Scene("collect", "committee", _collect),
        Scene("stars", "branch", _stars),
        Scene("committee-stars", "committee", _stars),
        Scene("scheme", "committee", _scheme),
        Scene("import", "branch", _import),
        Scene("member-form", "branch", _form("members", "member", 0)),
        Scene("member-new", "branch", _form("members", "member")),
        Scene("session-form", "branch", _form("sessions", "session")),
        Scene("talk-form", "branch", _form("talks", "talk")),
        Scene("ticket-form", "branch", _form("tickets", "ticket", 0)),
        Scene("all-due", "branch", _ways("show_all")),
        Scene("all-figures", "branch", _ways("show_figures")),
        Scene("charts", "branch", _ways("show_charts")),
        Scene("committee-charts", "committee", _ways("show_charts")),
        Scene("snooze", "branch", _snooze),
        Scene("recycle", "branch", _dialog("open_recycle_bin")),
        Scene("backups", "branch", _dialog("open_backups")),
        Scene("rules", "branch", _rules),
        Scene("manual", "branch", _manual),
        Scene("news", "branch", _dialog("open_news")),
        *(Scene(f"empty-{tab.key}", "empty", _page(tab.key)) for tab in TABS["branch"]),
    )


SCENES = _scenes()
