"""The main window: tabs, search, the one button that adds, and how the data stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk import icons, theme
from partydesk.desk.desk import Desk
from partydesk.desk.dropping import FILTER
from partydesk.desk.icons import icon
from partydesk.desk.messages import MessageBar
from partydesk.desk.pages import TABS, Listing, Tab
from partydesk.desk.tab_space import TabSpace
from partydesk.desk.tasks import Backups, BackupState
from partydesk.store import queries
from partydesk.store.writing import Done

COUNT_PAUSE = 200  # milliseconds after a change until the tabs count again


_LONG_HINT, _SHORT_HINT = "查找姓名、主题、问题…　Ctrl+K", "查找　Ctrl+K"
_BESIDE_TABS = 360  # the least that search, 新增, ··· and the gaps take


class SearchBox(QLineEdit):
    """The search box with its glass."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        where = QRectF(11, (self.height() - 14) / 2, 14, 14)
        icons.paint(painter, "search", where, QColor(theme.colours().text3))
        painter.end()


class Window(QMainWindow):
    """The one window. `restore_wanted` carries the path of a backup to put back."""

    restore_wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.backups = Backups(desk)
        self.own = desk.store.own
        self.tabs: tuple[Tab, ...] = TABS[desk.store.role]
        self.spaces: dict[str, TabSpace] = {}
        self._numbers: dict[str, int] = {}
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
        desk.told.connect(self.message_bar.show_message)
        desk.changed.connect(self._heard)
        self.backups.state_changed.connect(self._show_backups)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(COUNT_PAUSE)
        self._counting.timeout.connect(self._count)
        self._shortcuts()
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
        tabs = QHBoxLayout()
        tabs.setSpacing(0)
        self.tab_buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for number, tab in enumerate(self.tabs, 1):
            button = QPushButton(tab.title, bar)
            button.setProperty("role", "tab")
            button.setCheckable(True)
            button.setToolTip(f"Ctrl+{number}")
            button.clicked.connect(lambda _=False, key=tab.key: self.turn_to(key))
            group.addButton(button)
            self.tab_buttons[tab.key] = button
            tabs.addWidget(button)
        row.addLayout(tabs)
        row.addStretch(1)
        self.search = SearchBox(bar)
        self.search.setProperty("role", "search")
        self.search.setAccessibleName("查找")
        self.search.setToolTip("汉字、拼音或拼音首字母都可以（Ctrl+K）")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(270)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._into_list)
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
        self.whose = QLabel(bar)
        self.whose.setProperty("role", "small")
        self.standing = QLabel("已保存", bar)
        self.standing.setProperty("role", "small")
        row.addWidget(self.whose)
        row.addStretch(1)
        row.addWidget(self.standing)
        self._show_whose()
        return bar

    def _show_whose(self) -> None:
        self.own = self.desk.store.own
        self.whose.setText(f"{self.own.name}　·　{self.own.code}")

    def _shortcuts(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+K", self._to_search),
            ("Ctrl+F", self._to_search),
            ("Ctrl+N", self.add),
            ("Ctrl+Z", lambda: self._step(self.desk.undo)),
            ("Ctrl+Y", lambda: self._step(self.desk.redo)),
            ("Ctrl+Shift+Z", lambda: self._step(self.desk.redo)),
            ("Ctrl+Tab", lambda: self._beside(1)),
            ("Ctrl+Shift+Tab", lambda: self._beside(-1)),
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

    def turn_to(self, key: str) -> None:
        """Show a tab; its page is made the first time."""
        if key not in self.spaces:
            tab = next(tab for tab in self.tabs if tab.key == key)
            made = TabSpace(self.desk, tab)
            made.import_wanted.connect(self.open_import)
            made.record_wanted.connect(self.open_record)
            made.search_cleared.connect(self.search.clear)
            made.turned.connect(self._turned)
            self.spaces[key] = made
            self.pages.addWidget(made)
        self.pages.setCurrentWidget(self.spaces[key])
        self.tab_buttons[key].setChecked(True)
        self._turned()
        self.spaces[key].focus()

    def _turned(self) -> None:
        page = self.space.list_page
        self.search.setEnabled(page is not None)
        self.search.blockSignals(True)
        self.search.setText(page.text if page else "")
        self.search.blockSignals(False)

    def _beside(self, step: int) -> None:
        keys = [tab.key for tab in self.tabs]
        here = keys.index(self.space.tab.key)
        self.turn_to(keys[(here + step) % len(keys)])

    def _heard(self, done: Done) -> None:
        self._counting.start()
        if "organisation" in done.kinds:
            self._show_whose()

    def _count(self) -> None:
        with self.desk.store.read() as connection:
            self._numbers = {
                tab.key: queries.count(connection, queries.Query(tab.counted))
                for tab in self.tabs
                if tab.counted
            }
        self._label_tabs()

    def _label_tabs(self) -> None:
        """Numbers stand beside the titles where there is room for them."""
        for counted in (True, False):
            for tab in self.tabs:
                number = self._numbers.get(tab.key, 0) if counted else 0
                title = f"{tab.title} {number:,}" if number else tab.title
                self.tab_buttons[tab.key].setText(title)
            needed = sum(button.sizeHint().width() for button in self.tab_buttons.values())
            if needed + _BESIDE_TABS <= self.width():
                break
        for tab in self.tabs:
            number = self._numbers.get(tab.key, 0)
            name = f"{tab.title}，{number} 条" if number else tab.title
            self.tab_buttons[tab.key].setAccessibleName(name)
        room = self.width() - needed - _BESIDE_TABS + self.search.minimumWidth()
        long = self.search.fontMetrics().horizontalAdvance(_LONG_HINT) + 48  # glass and margins
        self.search.setPlaceholderText(_LONG_HINT if room >= long else _SHORT_HINT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._label_tabs()

    # -- search and adding ---------------------------------------------------------------------

    def _search(self, text: str) -> None:
        # Qt does not send this while a word is being composed, only for what is committed.
        page = self.space.list_page
        if page is not None:
            page.search(text)

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _into_list(self) -> None:
        page = self.space.list_page
        if page is not None:
            page.search_now(self.search.text())
            page.view.setFocus()

    def add(self) -> None:
        """Add to the list in front; elsewhere ask what to add."""
        page = self.space.list_page
        if page is not None:
            page.add()
        elif not self.space.covered:
            self._add_menu()

    def _add_menu(self) -> None:
        menu = QMenu(self)
        for tab in self.tabs:
            for listing in tab.listings:
                menu.addAction(listing.add, partial(self._add_to, tab, listing))
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 4)))

    def _add_to(self, tab: Tab, listing: Listing) -> None:
        self.turn_to(tab.key)
        self.space.open_form(listing.kind, "")

    def open_record(self, kind: str, uid: str) -> None:
        """Go to a record in its list and open its form; one of a branch is only shown."""
        for tab in self.tabs:
            if any(listing.kind == kind for listing in tab.listings):
                self.turn_to(tab.key)
                if not self.space.go_to(kind, uid):
                    return
                break
        self.space.open_form(kind, uid)

    def _step(self, do: Callable[[], None]) -> None:
        # In a form Ctrl+Z is about what is being typed; the store is left alone meanwhile.
        if not self.space.covered:
            do()

    # -- the menu ------------------------------------------------------------------------------

    def _more_menu(self) -> None:
        menu = self.more_menu()
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    def more_menu(self) -> QMenu:
        """The menu behind ···, as it stands now."""
        from partydesk.store.undo import next_labels

        menu = QMenu(self)
        menu.addAction("导入党员花名册…", lambda: self.open_import("member", ""))
        menu.addAction("导入企业台账…", lambda: self.open_import("enterprise", ""))
        page = self.space.list_page
        if page is not None:
            menu.addAction("导出这个列表…", page.export)
        menu.addSeparator()
        with self.desk.store.read() as connection:
            back, again = next_labels(connection)
        undo = menu.addAction(f"撤销：{back}\tCtrl+Z" if back else "撤销\tCtrl+Z", self.desk.undo)
        undo.setEnabled(bool(back) and not self.space.covered)
        redo = menu.addAction(f"重做：{again}\tCtrl+Y" if again else "重做\tCtrl+Y", self.desk.redo)
        redo.setEnabled(bool(again) and not self.space.covered)
        menu.addSeparator()
        menu.addAction("本组织信息…", lambda: self.open_record("organisation", self.own.uid))
        menu.addAction("回收站…", self.open_recycle_bin)
        menu.addAction("备份与恢复…", self.open_backups)
        menu.addSeparator()
        menu.addAction("关于支部工作台", self._about)
        return menu

    def open_import(self, kind: str, path: str) -> None:
        """Take in a sheet; without a path ask for it."""
        from pathlib import Path

        if not path:
            from PySide6.QtWidgets import QFileDialog

            what = "花名册" if kind == "member" else "企业台账"
            path, _ = QFileDialog.getOpenFileName(self, f"选择{what}", "", FILTER)
        if not path:
            return
        from partydesk.desk.importing import ImportPage

        page = ImportPage(self.desk, kind, Path(path))
        space = self.space
        page.closed.connect(lambda: space.uncover(page))
        space.cover(page)

    def open_recycle_bin(self) -> None:
        """Show what was removed."""
        from partydesk.desk.recycle import RecycleBin

        RecycleBin(self.desk, self).open()

    def open_backups(self) -> None:
        """Show the backups."""
        from partydesk.desk.backups_dialog import BackupsDialog

        dialog = BackupsDialog(self.desk, self.backups, self)
        dialog.restore_wanted.connect(self.restore_wanted)
        dialog.open()

    def _about(self) -> None:
        from PySide6.QtWidgets import QMessageBox

        from partydesk import __version__

        box = QMessageBox(self)
        box.setWindowTitle("关于支部工作台")
        box.setText(f"支部工作台 {__version__}")
        box.setInformativeText(
            "党支部的工作台账，不联网也能用。\n"
            f"数据在：{self.desk.store.home.folder}\n\nMIT 许可。界面使用 Qt（LGPL）。"
        )
        box.open()

    # -- how the data stands -------------------------------------------------------------------

    def _show_backups(self, state: BackupState) -> None:
        self.standing.setText(state.text)
        role = "failed" if state.tone == "bad" else "small"
        if self.standing.property("role") != role:
            self.standing.setProperty("role", role)
            theme.restyle(self.standing)
        self.standing.setToolTip(state.text)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.desk.busy:
            self.desk.tell(f"{self.desk.busy}，请先取消或等它完成，再关闭窗口", "warn")
            event.ignore()
            return
        event.accept()
