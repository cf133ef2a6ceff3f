"""The main window: tabs, search, the one button that adds, and how the data stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.kinds import view_of
from partydesk.desk.kit import cards, theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.dropping import sheet_filter
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.messages import MessageBar
from partydesk.desk.kit.plain_text import caption, tip_text
from partydesk.desk.listings import CHARTS, STARS, TABS, TASKS, Tab, place_of
from partydesk.desk.shell.key_guard import KeyGuard
from partydesk.desk.shell.search_box import SearchBox
from partydesk.desk.shell.tab_bar import TabBar
from partydesk.desk.shell.tab_space import TabSpace
from partydesk.desk.shell.tasks import Backups, BackupState
from partydesk.records.base import kind_of
from partydesk.store import queries
from partydesk.store.writing import OperationChanges

if TYPE_CHECKING:
    from partydesk.desk.evidence.navigation_target import NavigationTarget
    from partydesk.desk.help.reader import Reader
    from partydesk.desk.lists.narrowed_list import Narrowing
    from partydesk.desk.shell.palette.palette import Palette
    from partydesk.desk.shell.settings_page import SettingsPage

COUNT_PAUSE = 200  # milliseconds after a change until the tabs count again
NEWS_AFTER = 1500  # milliseconds from the start until what is new is told


_BESIDE_TABS = 360  # the least that search, 新增, ··· and the gaps take


class Window(QMainWindow):
    """The one window. `restore_wanted` carries the path of a backup to put back, `restart_wanted`
    asks for the program to be started anew."""

    restore_wanted = Signal(object)
    restart_wanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.backups = Backups(context)
        self._closes_without_backup = False
        self.own = context.store.own
        self.tabs: tuple[Tab, ...] = TABS[context.store.role]
        self.spaces: dict[str, TabSpace] = {}
        self.setWindowTitle(f"{self.own.short_name} - 支部工作台")
        self.setMinimumSize(820, 460)
        self.resize(1366, 728)
        self.pages = QStackedWidget()
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top())
        column.addWidget(self.pages, 1)
        column.addWidget(self._foot())
        self.setCentralWidget(centre)
        self.message_bar = MessageBar(centre)
        context.told.connect(self.message_bar.show_message)
        context.changed.connect(self._heard)
        self.backups.state_changed.connect(self._show_backups)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(COUNT_PAUSE)
        self._counting.timeout.connect(self._count)
        self._reader: Reader | None = None
        self._palette: Palette | None = None
        QTimer.singleShot(NEWS_AFTER, self, self._tell_news)
        self._shortcuts()
        KeyGuard(self)
        self._count()
        self.turn_to(self.tabs[0].key)

    # -- building ------------------------------------------------------------------------------

    def _top(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("role", "bar")
        bar.setFixedHeight(theme.TOP)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.ROOM, 0, 16, 0)
        row.setSpacing(theme.GAP)
        self.tab_bar = TabBar(self.tabs)
        self.tab_bar.chosen.connect(self.turn_to)
        self.tab_buttons = self.tab_bar.buttons
        row.addWidget(self.tab_bar)
        row.addStretch(1)
        self.search = SearchBox(bar)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._into_list)
        self.search.palette_wanted.connect(self.open_palette)
        row.addWidget(self.search, 20)  # all the room there is, before any is left empty
        self.add_button = QPushButton("新增", bar)
        self.add_button.setIcon(icon("add", "on_accent"))
        self.add_button.setProperty("role", "main")
        self.add_button.setToolTip("新增一条（Ctrl+N）")
        self.add_button.clicked.connect(self.add)
        row.addWidget(self.add_button)
        self.more = QPushButton(bar)
        self.more.setIcon(icon("more", "text"))
        self.more.setFixedWidth(50)
        self.more.setToolTip("更多")
        self.more.setAccessibleName("更多")
        self.more.clicked.connect(self._more_menu)
        row.addWidget(self.more)
        return bar

    def _foot(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("role", "foot")
        bar.setFixedHeight(theme.FOOT)
        row = QHBoxLayout(bar)
        row.setContentsMargins(10, 0, 16, 0)
        self.whose = cards.text("", "small", parent=bar)
        self.standing = cards.text("已保存", "small", parent=bar)
        # What was left unsaved is said here, where it lies over nothing.
        self.unsaved = cards.link("", self._to_draft)
        self.unsaved.setProperty("small", True)
        self.unsaved.hide()
        row.addWidget(self.whose)
        row.addStretch(1)
        row.addWidget(self.unsaved)
        row.addSpacing(theme.ROOM)
        row.addWidget(self.standing)
        self._show_whose()
        return bar

    def _show_whose(self) -> None:
        self.own = self.context.store.own
        self.whose.setText(f"{self.own.name}　·　{self.own.code}")

    def _shortcuts(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+K", self.open_palette),
            ("Ctrl+F", self._to_search),
            ("Ctrl+N", self.add),
            ("Ctrl+Z", lambda: self._step(self.context.undo)),
            ("Ctrl+Y", lambda: self._step(self.context.redo)),
            ("Ctrl+Shift+Z", lambda: self._step(self.context.redo)),
            ("Ctrl+Tab", lambda: self._beside(1)),
            ("Ctrl+Shift+Tab", lambda: self._beside(-1)),
            ("Ctrl+PgDown", lambda: self.space.turn_beside(1)),
            ("Ctrl+PgUp", lambda: self.space.turn_beside(-1)),
            ("Ctrl+T", self.open_charts),
            ("Ctrl+,", self.open_settings),
            ("F1", self.open_manual),
        ]
        for number, tab in enumerate(self.tabs, 1):
            keys.append((f"Ctrl+{number}", partial(self.turn_to, tab.key)))
        for key, do in keys:
            QShortcut(QKeySequence(key), self).activated.connect(do)

    # -- tabs ----------------------------------------------------------------------------------

    @property
    def space(self) -> TabSpace:
        """What lies behind the tab in front."""
        widget = self.pages.currentWidget()
        assert isinstance(widget, TabSpace)
        return widget

    def turn_to(self, key: str, part: str = "") -> None:
        """Show a tab, and this part of it; its page is made the first time."""
        if key not in self.spaces:
            tab = next(tab for tab in self.tabs if tab.key == key)
            made = TabSpace(self.context, tab)
            made.import_wanted.connect(self.open_import)
            made.record_wanted.connect(self.open_record)
            made.place_wanted.connect(self.turn_to)
            made.stars_wanted.connect(self.open_stars)
            made.list_wanted.connect(self.show_list)
            made.search_cleared.connect(self.search.clear)
            made.turned.connect(self._turned)
            self.spaces[key] = made
            self.pages.addWidget(made)
        self.pages.setCurrentWidget(self.spaces[key])
        if part:
            self.spaces[key].turn_to(part)
        self.tab_bar.mark(key)
        self._turned()
        self.spaces[key].focus()

    def _turned(self) -> None:
        page, covered = self.space.list_page, self.space.has_pushed_page
        writable = self.context.store.writable
        self.add_button.setEnabled(writable and not covered)
        why = "先保存或离开这一页（Esc），再新增" if covered else "这份数据是只读打开的，不能新增"
        said = "新增一条（Ctrl+N）" if self.add_button.isEnabled() else why
        self.add_button.setToolTip(tip_text(said))
        self.search.narrow_list(page is not None)
        self.search.blockSignals(True)
        self.search.setText(page.text if page else "")
        self.search.blockSignals(False)

    def _beside(self, step: int) -> None:
        keys = [tab.key for tab in self.tabs]
        here = keys.index(self.space.tab.key)
        self.turn_to(keys[(here + step) % len(keys)])

    def _heard(self, done: OperationChanges) -> None:
        self._counting.start()
        if not self.unsaved.isHidden():
            self._tell_drafts()
        if "organisation" in done.kinds:
            self._show_whose()

    def _count(self) -> None:
        with self.context.store.read() as connection:
            numbers = {
                tab.key: queries.count(
                    connection, queries.Query(tab.counted, extra=view_of(tab.counted).counts())
                )
                for tab in self.tabs
                if tab.counted
            }
        self.tab_bar.set_numbers(numbers)
        self._fit_top()

    def _fit_top(self) -> None:
        room = self.width() - _BESIDE_TABS
        self.search.fit(room - self.tab_bar.fit(room) + self.search.minimumWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_top()

    # -- search and adding ---------------------------------------------------------------------

    def _search(self, text: str) -> None:
        # Qt does not send this while a word is being composed, only for what is committed.
        page = self.space.list_page
        if page is not None:
            page.search(text)

    def _to_search(self) -> None:
        """Into the box where it narrows a list, else look everywhere."""
        if self.search.narrows:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        else:
            self.open_palette()

    def _into_list(self) -> None:
        page = self.space.list_page
        if page is not None:
            page.search_now(self.search.text())
            page.view.setFocus()

    def open_palette(self, typed: str = "") -> Palette:
        """Let people, meetings, pages, duties and actions be found from anywhere."""
        self._made_palette().open(typed)
        return self._made_palette()

    def prepare_palette(self) -> None:
        """Let the palette get ready while nobody waits for it."""
        self._made_palette().prepare()

    def _made_palette(self) -> Palette:
        if self._palette is None:
            from partydesk.desk.shell.palette.opening import palette_of

            self._palette = palette_of(self)
        return self._palette

    def list_found(self, kind: str, text: str) -> None:
        """Go to the list of a kind with this in the search box."""
        if self._uncovered(kind) and self.space.show_list(kind) is not None:
            self.search.setText(text)
            self._into_list()

    def go_to_part(self, tab: str, part: str) -> None:
        """Show a part of a tab; where something lies over it, say so."""
        self.turn_to(tab, part)
        self._tell_covered()

    def begin(self, target: NavigationTarget) -> None:
        """Begin work where its records are kept."""
        if target.kind:
            self._turn_to_kind(target.kind)
        self.space.start(target)

    def begin_duty(self, key: str) -> None:
        """Open a duty of 总览 by the key of its reminder."""
        from partydesk.desk.overview.page import OverviewPage

        self.turn_to("overview", TASKS)
        page = self.space.page
        if not self._tell_covered() and isinstance(page, OverviewPage):
            page.begin_key(key)

    def _uncovered(self, kind: str) -> bool:
        return self._turn_to_kind(kind) and not self._tell_covered()

    def _tell_covered(self) -> bool:
        """Whether something lies over the parts in front, which is then said."""
        covered = self.space.has_pushed_page
        if covered:
            self.context.tell("这一栏里还开着一页，保存或者按 Esc 离开它就看得到", "idle")
        return covered

    def add(self) -> None:
        """Add what the page in front is about; where that is nothing, ask what to add."""
        if self.add_button.isEnabled() and not self.space.page.add():
            self._add_menu()

    def _add_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for tab in self.tabs:
            for listing in tab.listings:
                menu.addAction(listing.add, partial(self.add_one, listing.kind))
            menu.addSeparator()
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 4)))

    def add_one(self, kind: str) -> None:
        """Open the form of a new record where such records are kept."""
        self._turn_to_kind(kind)
        self.space.open_form(kind, "")

    def _turn_to_kind(self, kind: str) -> bool:
        """Turn to the tab and its part where records of a kind are; whether there is one."""
        place = place_of(kind, self.context.store.role)
        if place is not None:
            self.turn_to(place[0].key, place[1].key)
        return place is not None

    def open_record(self, kind: str, uid: str) -> None:
        """Go to a record where it is kept and open its form; one of a branch is only shown."""
        if not self._turn_to_kind(kind) or self.space.go_to(kind, uid):
            self.space.open_form(kind, uid)

    def open_stars(self, branch: int, year: int) -> None:
        """Show how a branch stands by the star scheme of a year, item by item."""
        from partydesk.desk.stars.page import StarsPage

        self.turn_to("report", STARS)
        if isinstance(self.space.page, StarsPage):
            self.space.page.look_at(branch, year)

    def show_list(self, kind: str, narrowing: Narrowing) -> None:
        """Go to the list of a kind and show some of its rows."""
        self._turn_to_kind(kind)
        self.space.narrow(kind, narrowing)

    def _step(self, do: Callable[[], None]) -> None:
        # In a form Ctrl+Z is about what is being typed; the store is left alone meanwhile.
        if not self.space.has_pushed_page:
            do()

    # -- the menu ------------------------------------------------------------------------------

    def _more_menu(self) -> None:
        menu = self.more_menu()
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    def more_menu(self) -> QMenu:
        """The menu behind ···, as it stands now."""
        from partydesk.desk.shell.more_menu import more_menu

        return more_menu(self)

    def open_import(self, kind: str, path: str) -> None:
        """Take in a sheet; without a path ask for it."""
        from pathlib import Path

        if not path:
            from PySide6.QtWidgets import QFileDialog

            title = view_of(kind).taking_in
            path, _ = QFileDialog.getOpenFileName(self, title, "", sheet_filter())
        if not path:
            return
        from partydesk.desk.imports.page import ImportPage

        self.space.push_page(ImportPage(self.context, kind, Path(path)))

    def open_charts(self) -> None:
        """Show the charts of 总览."""
        self.turn_to("overview", CHARTS)

    def open_suspected(self) -> None:
        """Show the pairs of records that may be one."""
        from partydesk.desk.lists.suspected_pairs import SuspectedPairs

        SuspectedPairs(self.context, self).open()

    def open_recycle_bin(self) -> None:
        """Show what was removed."""
        from partydesk.desk.lists.recycle_bin import RecycleBin

        RecycleBin(self.context, self).open()

    def open_settings(self, where: str = "") -> SettingsPage:
        """Lay 设置 over what is in front, if it does not lie there yet, and show a section or a
        setting."""
        from partydesk.desk.shell.settings_page import SettingsPage

        page = self.space.stack.currentWidget()
        if not isinstance(page, SettingsPage):
            page = SettingsPage(self.context, self.backups)
            page.restore_wanted.connect(self.restore_wanted)
            page.restart_wanted.connect(self.restart_wanted)
            page.affair_wanted.connect(lambda name: self.space.begin_affair(name, ()))
            page.rules_wanted.connect(self.open_rules)
            self.space.push_page(page)
        page.go_to(where)
        return page

    def open_backups(self, offered: Path | None = None) -> None:
        """Show the backups; with a file, ask whether to put that one back."""
        page = self.open_settings("backups")
        if offered is not None:
            page.backups.offer(offered)

    def back_up_elsewhere(self) -> None:
        """Ask where, and save all records there in one file."""
        self.open_settings("backups").backups.save_elsewhere()

    def open_rules(self) -> None:
        """Lay 规则 over what is in front, if it does not lie there yet."""
        from partydesk.desk.shell.rules_page import RulesPage

        if not isinstance(self.space.stack.currentWidget(), RulesPage):
            page = RulesPage(self.context)
            page.settings_wanted.connect(self.open_settings)
            self.space.push_page(page)

    # -- help ----------------------------------------------------------------------------------

    def open_manual(self) -> None:
        """Open the manual at the chapter about the page in front."""
        self._read().open_page(self.space.help_topic())

    def open_news(self) -> None:
        """Open the manual at what is new."""
        self._read().show_news()

    def _read(self) -> Reader:
        from partydesk.desk.help.reader import Reader

        if self._reader is None:
            self._reader = Reader(self.context, self)
        self._reader.show()
        self._reader.raise_()
        self._reader.activateWindow()
        return self._reader

    def _tell_news(self) -> None:
        from partydesk.desk.help.upgraded import tell_news

        tell_news(self.context, self.open_news)
        self._tell_drafts()

    def _tell_drafts(self) -> None:
        """Say that something typed was never saved, and lead back to it."""
        from partydesk.desk.forms.drafts import waiting

        home, read_only = self.context.store.home, not self.context.store.writable
        found = waiting(home) if (home.folder / "drafts").is_dir() and not read_only else []
        self.unsaved.setVisible(bool(found))
        if not found:
            return
        latest = found[0]
        title = kind_of(latest.kind).title
        more = f"等 {len(found)} 份" if len(found) > 1 else ""
        said = f"{latest.kept_at:%m-%d %H:%M} 填的{title}{more}还没有保存，接着填"
        self.unsaved.setText(caption(said))
        self.unsaved.setAccessibleName(said)

    def _to_draft(self) -> None:
        """Go on with what was left unsaved last."""
        from partydesk.desk.forms.drafts import waiting

        self.unsaved.hide()
        for latest in waiting(self.context.store.home)[:1]:
            if latest.uid:
                self.open_record(latest.kind, latest.uid)
            else:
                self.add_one(latest.kind)

    # -- how the data stands -------------------------------------------------------------------

    def _show_backups(self, state: BackupState) -> None:
        self.standing.setText(state.text)
        role = "failed" if state.tone == "bad" else "small"
        if self.standing.property("role") != role:
            self.standing.setProperty("role", role)
            theme.restyle(self.standing)
        self.standing.setToolTip(tip_text(state.text))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.context.busy:
            self.context.tell(f"{self.context.busy}，请先取消或等它完成，再关闭窗口", "warn")
            event.ignore()
            return
        from partydesk.desk.shell.window_geometry import keep_place

        keep_place(self, self.context)
        if self.context.store.writable and not self._closes_without_backup:
            self.backups.close()
            if self.backups.state.failure:
                from partydesk.desk.shell.closing import ask_without_backup

                event.ignore()
                self.backups.go_on()
                failure = self.backups.state.failure
                ask_without_backup(self, failure, self.close, self._close_without_backup)
                return
        event.accept()

    def _close_without_backup(self) -> None:
        self._closes_without_backup = True
        self.close()
