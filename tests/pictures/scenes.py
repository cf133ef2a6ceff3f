"""What there is a picture of: its name, whose window, and how one gets there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from partydesk.desk.affairs.page import AffairPage
from partydesk.desk.listings import CAMPAIGN, DUTIES, STARS, TABS, TASKS
from partydesk.desk.overview.page import OverviewPage
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


def _rules(studio: Studio) -> QWidget:
    studio.turn("overview")
    studio.window.commands.open_rules()
    studio.settle()
    return studio.window


def _unlock(studio: Studio) -> QWidget:
    from partydesk.desk.shell.protection.unlock_page import UnlockPage

    studio.turn("overview")
    page = UnlockPage()
    page.setParent(studio.window)
    page.resize(studio.window.size())
    page.setAutoFillBackground(True)
    page.show()
    page.raise_()
    studio.settle()
    return page


def _hand_over(studio: Studio) -> QWidget:
    studio.turn("overview")
    studio.window.commands.open_handover("李新", "王前")
    studio.settle()
    return studio.window


def _take_over(studio: Studio) -> QWidget:
    from partydesk.desk.shell.succession.take_over_page import TakeOverPage
    from partydesk.store.backup import Backup
    from partydesk.store.handing_over import Handover
    from partydesk.store.portable_copy import PortableCopy

    studio.turn("overview")
    path = Path("U盘", "甲科技支部移交20260922.partydesk")
    made = Backup(path, datetime(2026, 9, 22, 9, 12), "", 0, verified=True)
    found = PortableCopy(made, "", studio.context.store.own.name, 1284, "王前")
    told = Handover("", "", "2026-09-22", "王前", "李新", protected=False, operations=0, records=0)
    page = TakeOverPage(found, path, same=False, told=told)
    page.with_password.setChecked(True)
    page.setParent(studio.window)
    page.resize(studio.window.size())
    page.setAutoFillBackground(True)
    page.show()
    page.raise_()
    studio.settle()
    return page


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


def _part(key: str, part: str) -> Showing:
    """A part of a tab."""

    def show(studio: Studio) -> QWidget:
        studio.turn(key)
        studio.window.turn_to(key, part)
        studio.settle()
        return studio.window

    return show


def _scheme(studio: Studio) -> QWidget:
    from partydesk.desk.stars.page import StarsPage

    _part("report", STARS)(studio)
    return studio.dialog(studio.window.space.findChildren(StarsPage)[0].edit_scheme)


def _collect(studio: Studio) -> QWidget:
    studio.turn("collect")
    page = studio.window.space.page
    page.read([samples.STICK])  # type: ignore[attr-defined]
    page.setFocus()
    studio.settle()
    return studio.window


def _cards(studio: Studio) -> QWidget:
    """A branch that has a card, one that has none."""
    from partydesk.desk.handover.standing_page import StandingPage
    from partydesk.exchange.merge import cards

    _part("collect", "standing")(studio)
    store = studio.context.store
    for each in cards.standing(store)[:1]:
        cards.make(store, each.branch.code, samples.STICK)
    studio.window.space.findChildren(StandingPage)[0].show_cards()
    studio.settle()
    return studio.window


def _rollup(studio: Studio) -> QWidget:
    page = studio.turn("collect")
    return studio.dialog(page.roll_up)  # type: ignore[attr-defined]


def _import(studio: Studio) -> QWidget:
    path = str(samples.roster())
    return studio.covered("members", lambda: studio.window.commands.open_import("member", path))


def _ways(name: str) -> Showing:
    """A list laid over the overview."""

    def show(studio: Studio) -> QWidget:
        space: TabSpace = studio.window.places.spaces["overview"]
        page = space.turn_to(TASKS)
        assert isinstance(page, OverviewPage)
        return studio.covered("overview", getattr(page.ways, name))

    return show


def _settle(studio: Studio) -> QWidget:
    """A duty opened where it stands, with two fields."""
    studio.turn("overview")
    overview = studio.window.space.turn_to(TASKS)
    studio.settle()
    assert isinstance(overview, OverviewPage)
    lines = overview.due.lines
    next(line for line in lines if line.due.reminder.norm.id == "training").button.click()
    studio.settle()
    return studio.window


def _affair(studio: Studio) -> QWidget:
    """Somebody leaves: the questions, what they change, the paper, what is reminded of."""
    page = studio.turn("members")
    studio.settle()
    assert isinstance(page, QWidget)
    with studio.context.store.read() as connection:
        uid = connection.exec_driver_sql(
            "SELECT uid FROM member WHERE duty = 'organisation' AND deleted_at IS NULL LIMIT 1"
        ).scalar()
    studio.window.space.begin_affair("transfer-out", (str(uid),))
    studio.settle()
    form = studio.window.space.stack.currentWidget()
    assert isinstance(form, AffairPage)
    told = {
        "left_to": "示例市长河区青石街道青松社区党支部",
        "addressee": "中共示例市长河区委组织部",
        "letter_no": "园转〔2026〕18 号",
    }
    for key, words in told.items():
        form.editors[key].restore(words)
        form.editors[key].edited.emit()
    studio.settle()
    form.ask()
    studio.settle()
    return studio.window


def _letter(studio: Studio) -> QWidget:
    """The three parts of the letter of who left, before it is printed."""
    from partydesk.desk.printing.offers import Offer
    from partydesk.desk.printing.writing import print_paper_of
    from partydesk.documents.printing import PAPERS

    _part("members", "transfer")(studio)
    with studio.context.store.read() as connection:
        uid = connection.exec_driver_sql(
            "SELECT uid FROM transfer WHERE direction = 'out' AND deleted_at IS NULL LIMIT 1"
        ).scalar()
    title = PAPERS["transfer-letter"].label
    offer = Offer("transfer-letter", title, title, uid=str(uid))
    page = studio.window.space.stack.currentWidget()
    return studio.dialog(lambda: print_paper_of(studio.context, offer, page, None, full=False))


def _snooze(studio: Studio) -> QWidget:
    studio.turn("overview")
    overview = studio.window.space.turn_to(TASKS)
    studio.settle()
    assert isinstance(overview, OverviewPage)
    assert overview.found is not None
    return studio.dialog(partial(overview.ways.snooze, overview.found.due[:1]))


def _dialog(name: str) -> Showing:
    return lambda studio: studio.dialog(getattr(studio.window.commands, name))


def _settings(section: str = "") -> Showing:
    def show(studio: Studio) -> QWidget:
        studio.window.commands.open_settings(section)
        studio.settle()
        return studio.window

    return show


def _manual(studio: Studio) -> QWidget:
    studio.turn("members")
    return studio.dialog(studio.window.commands.open_manual)


def _scenes() -> tuple[Scene, ...]:
    before = {"branch": "", "committee": "committee-", "empty": "empty-"}
    pages = tuple(
        Scene(f"{told}{part.key if at else tab.key}", role, _part(tab.key, part.key))
        for role, told in before.items()
        for tab in TABS["committee" if role == "committee" else "branch"]
        for at, part in enumerate(tab.parts)
        if tab.key != "collect"
    )
    return (
        *pages,
        Scene("collect", "committee", _collect),
        Scene("rollup", "committee", _rollup),
        Scene("scheme", "committee", _scheme),
        Scene("import", "branch", _import),
        Scene("member-form", "branch", _form("members", "member", 0)),
        Scene("member-new", "branch", _form("members", "member")),
        Scene("session-form", "branch", _form("sessions", "session")),
        Scene("talk-form", "branch", _form("talks", "talk")),
        Scene("duties", "committee", _part("tickets", DUTIES)),
        Scene("campaign", "committee", _part("tickets", CAMPAIGN)),
        Scene("training", "committee", _part("sessions", "training")),
        Scene("ticket-form", "branch", _form("tickets", "ticket", 0)),
        Scene("all-due", "branch", _ways("show_all")),
        Scene("snooze", "branch", _snooze),
        Scene("settle", "branch", _settle),
        Scene("affair", "branch", _affair),
        Scene("letter", "branch", _letter),
        Scene("recycle", "branch", _dialog("open_recycle_bin")),
        Scene("settings", "branch", _settings()),
        Scene("backups", "branch", _settings("backups")),
        Scene("rules", "branch", _rules),
        Scene("hand-over", "branch", _hand_over),
        Scene("unlock", "branch", _unlock),
        Scene("take-over", "branch", _take_over),
        Scene("manual", "branch", _manual),
        Scene("news", "branch", _dialog("open_news")),
        Scene("cards", "committee", _cards),
    )


SCENES = _scenes()
