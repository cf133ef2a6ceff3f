"""The bar at the window's top: tabs, search, the one button that adds, and the menu of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton

from partydesk.desk.kit import theme
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.shell.tab_bar import TabBar
from partydesk.desk.tab_titles import TabTitle

if TYPE_CHECKING:
    from partydesk.desk.kit.app_context import AppContext
    from partydesk.desk.listings import Tab
    from partydesk.desk.shell.search_box import SearchBox

_BESIDE_TABS = 360  # pixels: the least that search, 新增, ··· and the gaps take
_ADD = "新增一条（Ctrl+N）"


class Head(QFrame):
    """Tabs with their numbers, and once it is furnished the search box, 新增 and ···.

    `tab_chosen` carries a tab's key; `add_wanted` and `menu_wanted` that a button was clicked.
    """

    tab_chosen = Signal(str)
    add_wanted = Signal()
    menu_wanted = Signal()

    search: SearchBox
    add_button: QPushButton
    _more: QPushButton

    def __init__(self, titles: tuple[TabTitle, ...]) -> None:
        super().__init__()
        self._context: AppContext | None = None
        self._tabs: tuple[Tab, ...] = ()
        self.setProperty("role", "bar")
        self.setFixedHeight(theme.TOP)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.ROOM, 0, 16, 0)
        self._row.setSpacing(theme.GAP)
        self.tab_bar = TabBar(titles)
        self.tab_bar.chosen.connect(self.tab_chosen)
        self._row.addWidget(self.tab_bar)
        self._row.addStretch(1)

    def furnish(self, context: AppContext, tabs: tuple[Tab, ...]) -> None:
        """Put in what works only once the records are there."""
        from partydesk.desk.kit.icons import icon
        from partydesk.desk.shell.search_box import SearchBox

        self._context, self._tabs = context, tabs
        self.search = SearchBox(self)
        self._row.addWidget(self.search, 20)  # all the room there is, before any is left empty
        self.add_button = QPushButton("新增", self)
        self.add_button.setIcon(icon("add", "on_accent"))
        self.add_button.setProperty("role", "main")
        self.add_button.setToolTip(tip_text(_ADD))
        self.add_button.clicked.connect(self.add_wanted)
        self._row.addWidget(self.add_button)
        self._more = QPushButton(self)
        self._more.setIcon(icon("more", "text"))
        self._more.setFixedWidth(50)
        self._more.setToolTip("更多")
        self._more.setAccessibleName("更多")
        self._more.clicked.connect(self.menu_wanted)
        self._row.addWidget(self._more)

    def count(self) -> None:
        """Count the records again whose number stands in a tab."""
        from partydesk.desk.kinds import view_of
        from partydesk.store import queries

        assert self._context is not None
        with self._context.store.read() as connection:
            numbers = {
                tab.key: queries.count(
                    connection, queries.Query(tab.counted, extra=view_of(tab.counted).counts())
                )
                for tab in self._tabs
                if tab.counted
            }
        self.tab_bar.set_numbers(numbers)
        self.fit()

    def fit(self) -> None:
        """Give tabs and search the room that the window has for them now."""
        room = self.window().width() - _BESIDE_TABS
        used = self.tab_bar.fit(room)
        if self._context is not None:
            self.search.fit(room - used + self.search.minimumWidth())

    def allow_adding(self, covered: bool) -> None:
        """Let 新增 be used, or say why not: something lies over the page, or all is read only."""
        assert self._context is not None
        self.add_button.setEnabled(self._context.store.writable and not covered)
        why = "先保存或离开这一页（Esc），再新增" if covered else "这份数据是只读打开的，不能新增"
        self.add_button.setToolTip(tip_text(_ADD if self.add_button.isEnabled() else why))

    def search_in(self, text: str | None) -> None:
        """What narrows the list in front stands in the box; None: there is no list."""
        self.search.narrow_list(text is not None)
        self.search.blockSignals(True)
        self.search.setText(text or "")
        self.search.blockSignals(False)

    def drop_under_add(self, menu: QMenu) -> None:
        """Show a menu under 新增."""
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 4)))

    def drop_under_more(self, menu: QMenu) -> None:
        """Show a menu under ···."""
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))
