"""Papers from the window: what each menu offers, the file that is written, what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from partydesk.desk.kinds import VIEWS
from partydesk.desk.kit.messages import Message
from partydesk.desk.lists.page import ListPage
from partydesk.desk.printing.choices import PrintChoices
from partydesk.desk.printing.menu import AS_SHOWN
from partydesk.desk.printing.offers import about_list, about_row
from partydesk.desk.shell.window import Window
from partydesk.documents import fonts
from partydesk.documents.printing import PAPERS
from partydesk.operations import handover
from partydesk.records.findings import Finding
from partydesk.store import queries
from partydesk.store.queries import Query
from partydesk.store.store import Store
from tests.desk.windows import show_window
from tests.documents.reading_pdf import squeezed, text

pytestmark = pytest.mark.usefixtures("saved_as_pdf")

WAIT = 20000
CARD, CHECKLIST, PLEDGE = "政治生日贺卡", "发展党员检查表", "党风廉政建设责任书"


@pytest.fixture
def told(window: Window) -> list[Message]:
    """What the window has said so far."""
    heard: list[Message] = []
    window.context.told.connect(heard.append)
    return heard


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[Path]]:
    """Answers the file dialog with the proposed name in a folder of its own; the proposals."""
    proposals: list[Path] = []
    folder = tmp_path / "打印 的材料"
    folder.mkdir()

    def answer(_parent: Any, _title: str, start: str, _filter: str) -> tuple[str, str]:
        proposals.append(Path(start))
        return str(folder / Path(start).name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    yield proposals


@pytest.fixture
def committee(committee_store: Store, qtbot: Any) -> Iterator[Window]:
    """A committee's window with one member of a branch."""
    branch = rows(committee_store, "organisation")[-1]
    with committee_store.write("添加") as writer:
        member = {"name": "贾明", "category": "full", "organisation": branch["id"]}
        writer.add("member", member)
    made = show_window(committee_store, qtbot)
    yield made
    made.context.close()


def rows(store: Store, kind: str, **where: Any) -> list[dict[str, Any]]:
    with store.read() as connection:
        found = queries.ids(connection, Query(kind, where=where))
        window = queries.window(connection, kind, found)
    return [window[each] for each in found]


def page_of(window: Window, key: str) -> ListPage:
    window.turn_to(key)
    page = window.space.list_page
    assert page is not None
    return page


def entries(menu: QMenu) -> dict[str, QAction]:
    return {act.text(): act for act in menu.actions() if not act.isSeparator()}


def of_list(page: ListPage) -> dict[str, QAction]:
    """The entries of the menu below the button 打印."""
    return entries(opened(page, lambda: page.head.tools["打印"].click()))


def opened(page: ListPage, do: Callable[[], object]) -> QMenu:
    """The menu that `do` opens."""
    before = set(page.findChildren(QMenu))
    do()
    shown = [menu for menu in set(page.findChildren(QMenu)) - before if menu.isVisible()]
    assert len(shown) == 1
    return shown[0]


def take(page: ListPage, label: str) -> None:
    """Take an entry as a click does: the menu goes first."""
    menu = opened(page, lambda: page.head.tools["打印"].click())
    act = entries(menu)[label]
    assert act.isEnabled(), act.toolTip()
    menu.close()
    act.trigger()


def asking(page: ListPage) -> PrintChoices:
    shown = [each for each in page.findChildren(PrintChoices) if each.isVisible()]
    assert len(shown) == 1
    return shown[0]


def written(told: list[Message], proposals: list[Path], tmp_path: Path, qtbot: Any) -> Path:
    """The paper that was written, which was said too."""
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    out = tmp_path / "打印 的材料" / proposals[-1].name
    assert f"已写出“{out.name}”" in told[-1].text
    assert out.read_bytes().startswith(b"%PDF")
    assert list(out.parent.glob(".partydesk*")) == []
    return out


# -- what is offered ---------------------------------------------------------------------------


def test_every_paper_can_be_reached_in_both_windows(
    branch_store: Store, committee_store: Store
) -> None:
    for store in (branch_store, committee_store):
        lists = [kind for kind, view in VIEWS.items() if view.choose or view.papers]
        if store.role == "branch":
            lists.remove("organisation")  # it has no list of them
        found = {
            offer.what for kind in lists for group in about_list(store, kind, {}) for offer in group
        }
        # 评优 and 交接 print their own papers, from pages that are no lists of records.
        elsewhere = {"award-candidates", handover.LIST, handover.RECEIPT}
        assert found | elsewhere == set(PAPERS), store.role


def test_lists_that_print_are_those_the_papers_are_about() -> None:
    HAS_PAPERS = {kind for kind, view in VIEWS.items() if view.choose}
    about = {kind for paper in PAPERS.values() for kind in paper.about}
    assert about == HAS_PAPERS
    for kind in HAS_PAPERS:
        assert all(offer.reason for offer in about_row(kind, {})), kind


def test_the_members_menu(window: Window, branch_store: Store) -> None:
    page = page_of(window, "members")
    member = rows(branch_store, "member", category="full")[0]
    page.go_to_uid(member["uid"])

    found = of_list(page)

    assert list(found) == [
        "党员花名册",
        f"{CARD}：{member['name']}",
        f"{CHECKLIST}：{member['name']}",
        f"{PLEDGE}：{member['name']}",
        f"{CARD}：本月过政治生日的党员",
        f"{CARD}：下月过政治生日的党员",
        f"{CHECKLIST}：所有正在发展的人",
        f"{PLEDGE}：空白",
        "年度档案",
        AS_SHOWN,
    ]


def test_what_cannot_be_printed_says_why(window: Window, branch_store: Store, qtbot: Any) -> None:
    page = page_of(window, "members")
    applicant = rows(branch_store, "member", category="applicant")[0]
    page.go_to_uid(applicant["uid"])
    card = of_list(page)[f"{CARD}：{applicant['name']}"]
    assert not card.isEnabled()
    assert "没有登记加入党组织日期" in card.toolTip()

    window.head.search.setText("查不到的名字")
    window.head.search.returnPressed.emit()
    found = of_list(page)
    for label in (CARD, CHECKLIST, PLEDGE):
        assert not found[label].isEnabled()
        assert found[label].toolTip() == "请先选一名党员"
    assert found["党员花名册"].isEnabled()
    window.head.search.clear()

    page = page_of(window, "sessions")
    page.search_now("查不到的会")
    found = of_list(page)
    assert list(found) == [
        "会议记录", "签到表", "照片册", "年度计划", "照片册：一个期间的", "年度档案", AS_SHOWN,
    ]  # fmt: skip
    assert [each.isEnabled() for each in found.values()] == [False] * 3 + [True] * 4
    assert found["会议记录"].toolTip() == found["签到表"].toolTip() == "请先选一次会议"


def test_a_full_member_of_whom_nothing_is_known_has_no_checklist(
    window: Window, branch_store: Store
) -> None:
    with branch_store.write("添加") as writer:
        uid = writer.add("member", {"name": "贾明", "category": "full"})
    page = page_of(window, "members")
    page.refresh()
    page.go_to_uid(uid)

    act = of_list(page)[f"{CHECKLIST}：贾明"]

    assert not act.isEnabled()
    assert act.toolTip() == "“贾明”不在发展过程中，也没有登记发展经过"


def test_nobody_on_the_way_no_list_of_all(empty_store: Store, add: Callable[..., str]) -> None:
    def offer() -> Any:
        offers = [one for group in about_list(empty_store, "member", {}) for one in group]
        return next(one for one in offers if "所有正在发展的人" in one.label)

    add("member", name="贾明", category="full")
    assert offer().reason == "现在没有正在发展的人"
    add("member", name="甄亮", category="applicant")
    assert offer().reason == ""


def test_the_menus_of_sessions_talks_and_tickets(window: Window, branch_store: Store) -> None:
    page = page_of(window, "sessions")
    row = page.model.row(page.view.current_row())
    kind = page.model.text(0, 0)
    day = str(row["starts_at"])[:10]
    assert list(of_list(page)) == [
        f"会议记录：{day} {kind}",
        f"会议记录（Word）：{day} {kind}",
        f"签到表：{day} {kind}",
        f"照片册：{day} {kind}",
        "年度计划",
        "照片册：一个期间的",
        "年度档案",
        AS_SHOWN,
    ]
    labels = list(of_list(page_of(window, "talks")))
    assert len(labels) == 4
    assert labels[0].startswith("谈话记录：20")
    assert list(of_list(page_of(window, "tickets"))) == [
        "问题台账",
        "年度档案",
        AS_SHOWN,
    ]


def test_the_committees_menus_name_the_organisation(committee: Window) -> None:
    store = committee.context.store
    page = page_of(committee, "register")
    row = page.model.row(page.view.current_row())
    short = row["short_name"] or row["name"]
    *papers, shown = of_list(page)
    assert shown == AS_SHOWN and all(each.endswith(f"：{short}") for each in papers)
    titles = {each.split("：")[0] for each in papers}
    assert titles >= {"党员花名册", "问题台账", "民主评议结果汇总表", "年度档案"}

    page = page_of(committee, "members")
    owner = rows(store, "organisation")[-1]
    labels = list(of_list(page))
    assert labels[0] == f"党员花名册：{owner['short_name']}"
    # Months and people on the way are the branches' own affair, and so is their archive.
    assert not [each for each in labels if "本月" in each or "所有" in each or "档案" in each]

    page.search_now("查不到的名字")
    roster = of_list(page)["党员花名册"]
    assert (roster.isEnabled(), roster.toolTip()) == (False, "请先选一名党员")


def test_enterprises_print_only_their_list(committee: Window) -> None:
    committee.turn_to("register", "enterprise")
    enterprises = committee.space.list_page
    assert enterprises is not None
    enterprises.show_everything()
    enterprises.view.go_to(0)
    enterprises.pane.show_row(enterprises.model.row(0))
    words = [button.text() for button in enterprises.pane.findChildren(QPushButton)]
    assert "编辑" in words
    assert "打印" not in words


def test_the_pane_and_the_row_offer_the_papers_of_the_record(window: Window, qtbot: Any) -> None:
    page = page_of(window, "sessions")
    qtbot.waitUntil(lambda: bool(page.pane.row))
    button = next(b for b in page.pane.findChildren(QPushButton) if b.text() == "打印")
    assert list(entries(opened(page, button.click))) == [
        "会议记录",
        "会议记录（Word）",
        "签到表",
        "照片册",
    ]

    where = page.view.visualRect(page.model.index(0, 0)).center()
    menu = opened(page, lambda: page.view.customContextMenuRequested.emit(QPoint(where)))
    papers = entries(menu)["打印"].menu()
    assert isinstance(papers, QMenu)
    assert list(entries(papers)) == ["会议记录", "会议记录（Word）", "签到表", "照片册"]


def test_ctrl_p_opens_the_menu(window: Window, qtbot: Any) -> None:
    page = page_of(window, "tickets")
    page.view.setFocus()
    menu = opened(
        page, lambda: qtbot.keyClick(page.view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    )
    assert "问题台账" in entries(menu)


def test_the_head_fits_at_150_percent(window: Window, qtbot: Any) -> None:
    window.resize(911, 485)
    for key in ("members", "sessions", "talks", "tickets"):
        page = page_of(window, key)
        qtbot.wait(50)
        for button in page.head.tools.values():
            right = button.mapTo(page, QPoint(button.width(), 0)).x()
            assert right <= page.width(), key
            assert button.width() >= button.sizeHint().width(), key


# -- printing ----------------------------------------------------------------------------------


def test_minutes_are_written_and_can_be_opened(
    window: Window,
    told: list[Message],
    asked: list[Path],
    tmp_path: Path,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = page_of(window, "sessions")
    row, kind = page.model.row(0), page.model.text(0, 0)
    take(page, f"会议记录：{str(row['starts_at'])[:10]} {kind}")

    out = written(told, asked, tmp_path, qtbot)

    assert out.name == f"会议记录_{str(row['starts_at'])[:10]}_{kind}.pdf"
    assert squeezed(row["topic"]) in text(out)
    opening: list[Path] = []

    def reader(url: QUrl) -> bool:
        opening.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", reader)
    action = told[-1].action
    assert action is not None and action.label == "打开"
    action.do()
    assert opening == [out]


def test_a_reader_that_is_not_there_is_said(
    window: Window,
    told: list[Message],
    asked: list[Path],
    tmp_path: Path,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = page_of(window, "sessions")
    take(page, next(iter(of_list(page))))
    out = written(told, asked, tmp_path, qtbot)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    action = told[-1].action
    assert action is not None
    action.do()
    assert str(out) in told[-1].text
    assert "没有程序能打开 PDF" in told[-1].text


@pytest.mark.parametrize("full", [False, True])
def test_the_roster_is_masked_unless_asked(
    full: bool,
    window: Window,
    branch_store: Store,
    told: list[Message],
    asked: list[Path],
    tmp_path: Path,
    qtbot: Any,
) -> None:
    member = next(row for row in rows(branch_store, "member", category="full") if row["id_number"])
    page = page_of(window, "members")
    take(page, "党员花名册")
    choices = asking(page)
    assert not choices.periods.isVisible()
    assert not choices.full
    choices.full_numbers.setChecked(full)
    choices.go_on.click()

    out = written(told, asked, tmp_path, qtbot)

    assert asked[-1].name.startswith("党员花名册_甲科技支部_20")
    assert (member["id_number"] in text(out)) == full
    assert ("请收好" in told[-1].text) == full
    assert ("已遮住" in told[-1].text) != full


def test_nothing_is_asked_or_written_after_no(window: Window, asked: list[Path]) -> None:
    page = page_of(window, "members")
    take(page, "党员花名册")
    asking(page).reject()
    assert asked == []
    assert not window.context.busy


def test_a_ledger_of_a_period(
    window: Window, told: list[Message], asked: list[Path], tmp_path: Path, qtbot: Any
) -> None:
    page = page_of(window, "tickets")
    take(page, "问题台账")
    choices = asking(page)
    assert not choices.full_numbers.isVisible()
    assert choices.period is None
    words = [choices.periods.itemText(n) for n in range(choices.periods.count())]
    assert words[0] == "全部"
    choices.periods.setCurrentIndex(1)
    period = choices.period
    assert period is not None and period.title == words[1]
    choices.go_on.click()

    out = written(told, asked, tmp_path, qtbot)

    assert out.name == f"问题台账_甲科技支部_{period.text}.pdf"
    assert squeezed(period.title) in text(out)


def test_the_archive_of_last_year(
    window: Window, told: list[Message], asked: list[Path], tmp_path: Path, qtbot: Any
) -> None:
    page = page_of(window, "talks")
    take(page, "年度档案")
    choices = asking(page)
    assert choices.full_numbers.isVisible()
    choices.periods.setCurrentIndex(1)
    year = choices.period
    assert year is not None
    choices.go_on.click()

    out = written(told, asked, tmp_path, qtbot)

    assert out.name == f"年度档案_甲科技支部_{year.text}.pdf"


def test_a_blank_pledge_names_nobody(
    window: Window, branch_store: Store, told: list[Message], asked: list[Path], tmp_path: Path,
    qtbot: Any,
) -> None:  # fmt: skip
    page = page_of(window, "members")
    take(page, f"{PLEDGE}：空白")
    out = written(told, asked, tmp_path, qtbot)
    assert not [row["name"] for row in rows(branch_store, "member") if row["name"] in text(out)]


def test_a_roster_of_the_members_branch(
    committee: Window, asked: list[Path], tmp_path: Path, qtbot: Any
) -> None:
    heard: list[Message] = []
    committee.context.told.connect(heard.append)
    owner = rows(committee.context.store, "organisation")[-1]
    page = page_of(committee, "members")
    take(page, f"党员花名册：{owner['short_name']}")
    asking(page).go_on.click()

    out = written(heard, asked, tmp_path, qtbot)

    assert "贾明" in text(out)
    assert owner["name"] in text(out)


def test_the_folder_is_remembered(
    window: Window, told: list[Message], asked: list[Path], tmp_path: Path, qtbot: Any
) -> None:
    page = page_of(window, "talks")
    label = next(iter(of_list(page)))
    take(page, label)
    first = written(told, asked, tmp_path, qtbot)
    told.clear()
    take(page, label)
    again = written(told, asked, tmp_path, qtbot)

    assert again == first
    assert asked[0].parent != asked[1].parent
    assert asked[1] == first


def test_a_name_without_its_ending_never_replaces_a_paper_unasked(
    window: Window, told: list[Message], tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "记录 3.5.pdf"
    there.write_bytes(b"old")
    answers = [str(tmp_path / "记录 3.5"), str(tmp_path / "记录 3.6")]
    starts: list[str] = []

    def answer(_parent: Any, _title: str, start: str, _filter: str) -> tuple[str, str]:
        starts.append(start)
        return answers.pop(0), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    page = page_of(window, "talks")
    take(page, next(iter(of_list(page))))
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)

    assert starts[1] == str(there)
    assert there.read_bytes() == b"old"
    assert (tmp_path / "记录 3.6.pdf").read_bytes().startswith(b"%PDF")


def test_no_chinese_font_is_said_with_the_paper(
    window: Window,
    told: list[Message],
    asked: list[Path],
    tmp_path: Path,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        fonts, "font_finding", lambda: Finding("no-chinese-font", "没有中文字体", fatal=False)
    )
    page = page_of(window, "talks")
    take(page, next(iter(of_list(page))))
    written(told, asked, tmp_path, qtbot)
    assert told[-1].tone == "warn"
    assert "没有中文字体" in told[-1].text
    assert told[-1].action is not None

    told.clear()
    monkeypatch.setattr(fonts, "font_finding", lambda: None)
    take(page, next(iter(of_list(page))))
    written(told, asked, tmp_path, qtbot)
    assert told[-1].tone == "ok"


# -- refusals ----------------------------------------------------------------------------------


def test_nothing_to_print_is_said_in_words(
    empty_store: Store, add: Callable[..., str], asked: list[Path], tmp_path: Path, qtbot: Any
) -> None:
    add("member", name="甄亮", category="applicant")
    window = show_window(empty_store, qtbot)
    heard: list[Message] = []
    window.context.told.connect(heard.append)
    page = page_of(window, "members")
    take(page, f"{CARD}：本月过政治生日的党员")
    qtbot.waitUntil(lambda: bool(heard), timeout=WAIT)

    assert heard[-1].tone == "bad"
    assert "没有党员过政治生日" in heard[-1].text
    assert list((tmp_path / "打印 的材料").iterdir()) == []
    window.context.close()


def test_a_folder_that_is_gone_is_said_and_names_the_paper(
    window: Window, told: list[Message], tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "拔走的U盘" / "记录.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(gone), ""))
    page = page_of(window, "talks")
    take(page, next(iter(of_list(page))))
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)

    assert told[-1].tone == "bad"
    assert "记录.pdf" in told[-1].text
    assert "找不到文件夹" in told[-1].text


def test_a_paper_given_up_leaves_the_old_one(
    window: Window,
    told: list[Message],
    asked: list[Path],
    tmp_path: Path,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from partydesk.documents import printing

    page = page_of(window, "talks")
    label = next(iter(of_list(page)))
    take(page, label)
    out = written(told, asked, tmp_path, qtbot)
    out.write_bytes(b"old")
    told.clear()
    real = printing.print_paper

    def stopped_meanwhile(*given: Any, **named: Any) -> Path:
        for job in window.context._jobs:
            job.stop.set()
        return real(*given, **named)

    monkeypatch.setattr(printing, "print_paper", stopped_meanwhile)
    take(page, label)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)

    assert "已取消" in told[-1].text
    assert out.read_bytes() == b"old"
    assert [each.name for each in out.parent.iterdir()] == [out.name]
