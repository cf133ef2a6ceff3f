"""A card with a chart: its title, what is counted, the ways to copy and save it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.cards import Card, link, row, text
from partydesk.desk.kit.elided import Elided
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.written_file import tell_written
from partydesk.desk.overview.charts.picture import copy, picture, save
from partydesk.desk.overview.charts.view import ChartView

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from partydesk.rules.charts.model import Chart

MOST = 15
"""Lying bars that are shown before somebody asks for all of them."""
COPY = "复制为图片"


def copy_link(copy: Callable[[], object]) -> QPushButton:
    """What copies a chart as it is seen."""
    made = link(COPY, copy)
    made.setProperty("small", "true")
    made.setToolTip("复制下来，粘贴到文档或聊天里（Ctrl+C）")
    return made


class ChartCard(Card):
    """`opened` carries the Behind of the bar whose records are wanted."""

    opened = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.chart: Chart | None = None
        self._whole = False
        self.rows.setContentsMargins(16, 10, 12, 12)
        self.rows.setSpacing(6)
        self.title = Elided("", "section")
        self.copy_button = copy_link(self.copy)
        self.more = more_button()
        self.more.clicked.connect(self._more)
        self.rows.addLayout(row(self.title, None, self.copy_button, self.more))
        self.said = text("", "hint", wrap=True)
        self.rows.addWidget(self.said)
        self.view = ChartView()
        self.view.opened.connect(self.opened)
        self.view.menu_wanted.connect(self._menu)
        self.view.copy_wanted.connect(self.copy)
        self.rows.addSpacing(2)
        self.rows.addWidget(self.view)
        self.empty = text("", "small", wrap=True)
        self.rows.addWidget(self.empty)
        self.all_button = link("", self._toggle)
        self.all_button.setProperty("small", "true")
        self.rows.addLayout(row(self.all_button, None))
        self.rows.addStretch(1)

    def show_chart(self, chart: Chart) -> None:
        """Show this."""
        self.chart = chart
        self.title.setText(chart.title)
        self.title.updateGeometry()
        self.said.setText(chart.said)
        self.empty.setText(chart.empty)
        self.empty.setVisible(chart.blank)
        for part in (self.view, self.copy_button, self.more, self.said):
            part.setVisible(not chart.blank)
        self.view.show_chart(chart, self._most)
        many = not chart.upright and len(chart.bars) > MOST and not chart.blank
        self.all_button.setVisible(many)
        self.all_button.setText(
            f"只看前 {MOST} 条" if self._whole else f"全部 {len(chart.bars)} 条"
        )

    @property
    def _most(self) -> int | None:
        return None if self._whole or (self.chart is not None and self.chart.upright) else MOST

    def picture(self) -> QImage:
        """What is shown, as a picture."""
        assert self.chart is not None
        return picture(self.chart, self._context.store.own.name, self.view.width(), self._most)

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        if self.chart is not None and not self.chart.blank:
            copy_told(self._context, self.picture(), self.chart.title)

    def save(self) -> None:
        """Write the picture to a file that the person names."""
        if self.chart is not None:
            save_asked(self._context, self, self.picture(), self.chart.title)

    def _toggle(self) -> None:
        self._whole = not self._whole
        if self.chart is not None:
            self.show_chart(self.chart)
            self.view.setFocus()

    def _more(self) -> None:
        self._menu(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)), bar=False)

    def _menu(self, where: QPoint, bar: bool = True) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        if bar and self.view.current is not None:
            menu.addAction("看是哪些记录\t回车", self.view.open)
            menu.addSeparator()
        menu.addAction(f"{COPY}\tCtrl+C", self.copy)
        menu.addAction("存为图片…", self.save)
        menu.popup(where)


def more_button() -> QPushButton:
    """The button with what else can be done."""
    made = QPushButton()
    made.setIcon(icon("more", "text2"))
    made.setProperty("role", "quiet")
    made.setProperty("small", "true")
    made.setFixedWidth(28)
    made.setToolTip("更多")
    made.setAccessibleName("更多")
    return made


def copy_told(context: AppContext, image: QImage, title: str) -> None:
    """Copy a picture and say so."""
    copy(image)
    context.tell(f"“{_plain(title)}”已复制为图片，可以粘贴到文档里", "ok")


def save_asked(context: AppContext, parent: Card, image: QImage, title: str) -> None:
    """Ask where a picture goes, write it there, and say so."""
    path = ask_file(context, parent, "图片存到", f"{_plain(title)}.png")
    if path is None:
        return
    done = context.attempt(partial(_saved, image, path), writes=False)
    if done:
        tell_written(context, f"图片已存为“{path.name}”", path)


def _saved(image: QImage, path: Path) -> bool:
    save(image, path)
    return True


def _plain(title: str) -> str:
    return title.replace("　", " ")
