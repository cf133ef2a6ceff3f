"""The window in which the manual is read: chapters and search at the left, the text right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.help.manual import Chapter, chapter_of, chapters, find, news
from partydesk.desk.help.setting import picture, set_markdown
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import text
from partydesk.desk.kit.icons import icon
from partydesk.store.file_names import safe_name
from partydesk.store.progress import Progress

_SIDE = 230  # pixels the list of chapters takes
_SETTLE = 120  # milliseconds without another size before the pictures follow
_CHAPTER = Qt.ItemDataRole.UserRole


class Page(QTextBrowser):
    """Shows Markdown with the manual's pictures. Nothing is ever fetched from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        # Always there, so that it never takes room from pictures that have been fitted.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("手册正文")
        self.markdown = ""
        self._drawn_for = 0
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE)
        self._settling.timeout.connect(self._again)

    def show_markdown(self, markdown: str) -> None:
        """Show this from its beginning."""
        self.markdown = markdown
        self._fill()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        """Pictures of the manual, as wide as there is room; nothing else."""
        if type != QTextDocument.ResourceType.ImageResource.value:
            return None
        return picture(QUrl(name), self._room(), self.devicePixelRatioF())

    def _room(self) -> int:
        return max(200, self.viewport().width() - 2 * theme.AIR - 1)

    def _fill(self) -> None:
        self._drawn_for = self._room()
        self.document().clear()  # forgets the pictures of the width before
        set_markdown(self.document(), self.markdown, theme.colours())

    def _again(self) -> None:
        if self._room() == self._drawn_for or not self.markdown:
            return
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self._fill()
        bar.setValue(round(share * bar.maximum()))

    def dress(self) -> None:
        """The scheme has changed."""
        self._drawn_for = 0
        self._again()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settling.start()


class Reader(QDialog):
    """The manual beside the work: it does not keep the main window from being used."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._gone: list[Chapter] = []  # the chapters one came from
        self.chapter: Chapter = chapters()[0]
        self.setWindowTitle("用户手册")
        self.resize(1040, 660)
        self.setMinimumSize(560, 360)
        self.page = Page()
        self.page.anchorClicked.connect(self.follow)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._side())
        whole.addLayout(self._main(), 1)
        self._list_all()
        for each in self.findChildren(QPushButton):
            each.setAutoDefault(False)  # Enter in the search box is for the search
        for keys, do in (
            ("Ctrl+F", self._to_search),
            ("Ctrl+P", self.pop_up_print),
            ("Alt+Left", self.go_back),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(do)
        dressing = self._theme()
        if dressing is not None:
            dressing.changed.connect(self.page.dress)

    # -- building ------------------------------------------------------------------------------

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(theme.ROOM, theme.ROOM, theme.ROOM, theme.ROOM)
        column.setSpacing(theme.GAP)
        self.search = QLineEdit()
        self.search.setPlaceholderText("在手册里查找")
        self.search.setAccessibleName("在手册里查找")
        self.search.setToolTip("在手册里查找（Ctrl+F）")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._open_first)
        self.list = QListWidget()
        self.list.setAccessibleName("章节")
        self.list.setProperty("role", "completions")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda item, _before: self._chosen(item))
        self.none = text("手册里没有这样的词，换个说法试试。", "hint", wrap=True)
        self.none.hide()
        column.addWidget(self.search)
        column.addWidget(self.none)
        column.addWidget(self.list, 1)
        return side

    def _main(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, theme.ROOM, theme.ROOM, theme.ROOM)
        column.setSpacing(theme.GAP)
        head = QHBoxLayout()
        self.back = QPushButton("返回")
        self.back.setIcon(icon("back"))
        self.back.setToolTip("回到刚才那一章（Alt+←）")
        self.back.setEnabled(False)
        self.back.clicked.connect(self.go_back)
        self.news = QPushButton("新变化")
        self.news.setProperty("role", "link")
        self.news.clicked.connect(self.show_news)
        self.print_button = QPushButton("打印")
        self.print_button.setIcon(icon("print"))
        self.print_button.setToolTip("打印这一章或整本手册（Ctrl+P）")
        self.print_button.clicked.connect(self.pop_up_print)
        head.addWidget(self.back)
        head.addStretch(1)
        head.addWidget(self.news)
        head.addWidget(self.print_button)
        column.addLayout(head)
        column.addWidget(self.page, 1)
        return column

    # -- reading -------------------------------------------------------------------------------

    def open_page(self, key: str) -> None:
        """Open the chapter about a page of the main window."""
        self.search.clear()
        self.show_chapter(chapter_of(key))
        self.page.setFocus()

    def show_news(self) -> None:
        """Show what is new."""
        self.show_chapter(news())
        self.page.setFocus()

    def show_chapter(self, chapter: Chapter) -> None:
        """Show a chapter, and mark it in the list."""
        if chapter.name != self.chapter.name and self.page.markdown:
            self._gone.append(self.chapter)
        self._show(chapter)

    def go_back(self) -> None:
        """The chapter one came from."""
        if self._gone:
            self._show(self._gone.pop())

    def follow(self, where: QUrl) -> None:
        """A link was clicked: only chapters are opened, by the name of their file."""
        target = next((each for each in chapters() if each.name == where.toString()), None)
        if target is not None:
            self.show_chapter(target)

    def _show(self, chapter: Chapter) -> None:
        self.chapter = chapter
        self.page.show_markdown(chapter.markdown)
        self.back.setEnabled(bool(self._gone))
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1)
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(_CHAPTER) == chapter.name:
                self.list.setCurrentItem(item)
                break
        self.list.blockSignals(False)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        name = item.data(_CHAPTER)
        self.show_chapter(next(each for each in chapters() if each.name == name))
        words = self.search.text().split()
        if words:
            self.page.find(words[0])

    # -- searching -----------------------------------------------------------------------------

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _search(self, words: str) -> None:
        if not words.strip():
            self._list_all()
            return
        found = find(words)
        self._fill((each.chapter, each.around) for each in found)
        self.none.setVisible(not found)

    def _list_all(self) -> None:
        self.none.hide()
        self._fill((chapter, "") for chapter in chapters())

    def _fill(self, lines: Any) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for chapter, around in lines:
            item = QListWidgetItem(f"{chapter.title}\n{around}" if around else chapter.title)
            item.setData(_CHAPTER, chapter.name)
            if not around:
                item.setSizeHint(QSize(0, theme.CONTROL))
            self.list.addItem(item)
            if chapter.name == self.chapter.name:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _open_first(self) -> None:
        if self.list.count():
            self.list.setCurrentRow(-1)
            self.list.setCurrentRow(0)
            self.list.setFocus()

    # -- printing ------------------------------------------------------------------------------

    def print_menu(self) -> QMenu:
        """What can be printed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        here = self.chapter
        menu.addAction(f"这一章：{here.title}…", lambda: self.print_chapters((here,)))
        menu.addAction("整本手册…", lambda: self.print_chapters(chapters()))
        return menu

    def pop_up_print(self) -> None:
        """Offer what can be printed, below the button."""
        self.print_menu().popup(
            self.print_button.mapToGlobal(self.print_button.rect().bottomLeft())
        )

    def print_chapters(self, which: tuple[Chapter, ...]) -> None:
        """Show the pages of chapters, to be printed or put into a file."""
        from partydesk.desk.help.printed import print_chapters
        from partydesk.desk.printing.writing import show_print

        title = which[0].title if len(which) == 1 else "用户手册"

        def write(out: Path, _progress: Progress) -> None:
            print_chapters(which, out)

        show_print(self._context, title, safe_name(f"{title}.pdf"), write, "", self)

    def _theme(self) -> theme.Theme | None:
        from PySide6.QtWidgets import QApplication

        application = QApplication.instance()
        return application.findChild(theme.Theme) if application is not None else None
