"""The scheme: seen by everybody, changed by the park, handed to branches as a file."""

from __future__ import annotations

import copy
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.asked_file import ask_file
from partydesk.desk.kit.cards import button, row, text
from partydesk.desk.kit.messages import repolish
from partydesk.desk.kit.written_file import WrittenLinks
from partydesk.desk.stars.found_list import FoundList
from partydesk.desk.stars.scheme_draft import (
    ITEMS,
    LEVELS,
    TOP,
    VETOES,
    Found,
    SchemeDraft,
    draft_of,
)
from partydesk.desk.stars.scheme_files import read_scheme, write_scheme
from partydesk.desk.stars.scheme_items import SchemeItems
from partydesk.desk.stars.scheme_levels import SchemeLevels, SchemeVetoes
from partydesk.records.findings import UserError
from partydesk.rules.stars.model import Scheme
from partydesk.rules.stars.scores import score_text

_FILTER = "星级方案 (*.json)"
_PARTS = (ITEMS, LEVELS, VETOES)


class SchemeDialog(QDialog):
    """Edits the scheme of a year; `kept` tells that another one is in force.

    In a branch's file it can only be looked at, or be replaced by one the park handed out.
    """

    kept = Signal()

    def __init__(self, context: AppContext, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("星级方案")
        room = parent.window().size() if parent else None
        self.resize(min(1000, room.width() - 20) if room else 1000,
                    min(620, room.height() - 20) if room else 620)  # fmt: skip
        self._context, self._year = context, year
        self.read_only = context.store.role != "committee"
        self.draft, self._before = SchemeDraft(), SchemeDraft()
        self.found: list[Found] = []
        self._build()
        try:
            scheme = self._of_the_year()
            # Changes hold from this year on: earlier years keep what they were scored by.
            self._show_scheme(scheme, from_now=not self.read_only and self._is_default(scheme))
        except UserError as error:
            # What is kept cannot be read: the program's own is offered in its place.
            self.default()
            self.say(f"{error.message}。下面是默认方案，保存后就用它", "error")
        else:
            self._before = copy.deepcopy(self.draft)
            self._changed()
        self.items.table.setFocus()

    def _of_the_year(self) -> Scheme:
        from partydesk.rules.stars.scheme import scheme_for

        with self._context.store.read() as connection:
            return scheme_for(connection, self._year)

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        self.name = self._line("方案名称", 0)
        self.name.setToolTip("得分按方案名称记：改了名称，按原来名称打的分不再算进来")
        self.first = self._line("有效年度从", 68)
        self.last = self._line("有效年度到", 68)
        self.sum = text("", "small")
        self._chips: list[QPushButton] = []
        group = QButtonGroup(self)
        for place in range(len(_PARTS)):
            chip = QPushButton()
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, place=place: self.turn_to(place))
            group.addButton(chip)
            self._chips.append(chip)
        self.items = SchemeItems(read_only=self.read_only)
        self.levels = SchemeLevels(read_only=self.read_only)
        self.vetoes = SchemeVetoes(read_only=self.read_only)
        self.parts = QStackedWidget()
        for part in (self.items, self.levels, self.vetoes):
            part.edited.connect(self._changed)
            self.parts.addWidget(part)
        self.said = text("", "small", wrap=True)
        self.findings = FoundList()
        self.findings.chosen.connect(self.go_to)
        self.save_button = button("保存", self.save, "main")
        head = row(text("方案名称", "label"), self.name, text("有效年度", "label"), self.first,
                   text("到", "label"), self.last)  # fmt: skip
        head.setStretch(1, 1)
        foot = row(
            button("导入…", self.choose_import),
            button("导出…", self.choose_export),
            button("恢复默认", self.default),
            None,
            button("检查", self.check),
            button("关闭", self.close),
            self.save_button,
        )
        self.written = WrittenLinks(self._context)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addLayout(row(*self._chips, None, self.sum))
        column.addWidget(self.parts, 1)
        told = row(self.said, self.written)
        told.setStretch(0, 1)
        column.addLayout(told)
        column.addWidget(self.findings)
        column.addLayout(foot)
        self.turn_to(0)

    def _line(self, told: str, width: int) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(told)
        line.setReadOnly(self.read_only)
        if width:
            line.setFixedWidth(width)
        line.textEdited.connect(lambda _: self._typed())
        return line

    # -- showing -------------------------------------------------------------------------------

    @staticmethod
    def _is_default(scheme: Scheme) -> bool:
        from partydesk.rules.stars.scheme import default_scheme

        return scheme == default_scheme()

    def _show_scheme(self, scheme: Scheme, *, from_now: bool = False) -> None:
        """Show a scheme for editing, valid from this year if `from_now`; 保存 keeps it."""
        self.draft = draft_of(scheme)
        if from_now:
            self.draft.first_year = str(self._year)
        self._show_draft()
        self._forget_found()

    def _show_draft(self, at: int = 0) -> None:
        draft = self.draft
        for line, value in (
            (self.name, draft.name),
            (self.first, draft.first_year),
            (self.last, draft.last_year),
        ):
            line.setText(value)
        self.items.show_items(draft.items, at)
        self.levels.show_levels(draft.thresholds, draft.goals)
        self.vetoes.lines.show_lines(draft.vetoes)
        self._changed()

    def turn_to(self, place: int) -> None:
        """Show the items, the levels or the vetoes."""
        self._chips[place].setChecked(True)
        self.parts.setCurrentIndex(place)

    def say(self, words: str, role: str = "small") -> None:
        """Say something above the buttons."""
        self.said.setText(words)
        repolish(self.said, "role", role)
        self.written.show_files()

    @property
    def dirty(self) -> bool:
        """Whether something was changed that is not kept."""
        return self.draft != self._before

    def _typed(self) -> None:
        self.draft.name = self.name.text()
        self.draft.first_year, self.draft.last_year = self.first.text(), self.last.text()
        self._changed()

    def _changed(self) -> None:
        draft = self.draft
        self._chips[0].setText(f"项目 {len(draft.items)}")
        self._chips[1].setText("分数线和目标")
        self._chips[2].setText(f"一票否决 {len(draft.vetoes)}")
        points = 0.0
        for item in draft.items:
            try:
                points += float(item.points)
            except ValueError:
                continue  # 检查 says which it is
        self.sum.setText(f"各项合计 {score_text(points)} 分")
        self.save_button.setEnabled(self.dirty)
        if self.dirty:
            self.say("还没有保存。保存前会检查方案能不能达到")
        elif self.read_only:
            self.say("方案由园区党委定，这里只能看。收到新的方案文件，用“导入”换上再保存")
        else:
            self.say("改好后用“导出”存成文件，交给各支部导入，两边就按同一个方案评")

    # -- checking and keeping ------------------------------------------------------------------

    def check(self) -> Scheme | None:
        """Say everything that is wrong, where it is; the scheme when nothing is."""
        at = self.items.current
        chosen = self.draft.items[at] if 0 <= at < len(self.draft.items) else None
        self.draft.regroup()
        self._show_draft(self.draft.items.index(chosen) if chosen else 0)
        scheme, self.found = self.draft.read()
        self.findings.show_found(self.found)
        self.items.mark({each.row for each in self.found if each.part == ITEMS})
        self.vetoes.lines.mark({each.row for each in self.found if each.part == VETOES})
        if self.found:
            self.say(f"有 {len(self.found)} 处要改，点一处就到那里", "error")
        else:
            self.say("没有问题，方案可以用")
        return scheme

    def go_to(self, place: int) -> None:
        """Go to where a finding is."""
        if not 0 <= place < len(self.found):
            return
        found = self.found[place]
        if found.part == TOP:
            self.first.setFocus()
            return
        self.turn_to(_PARTS.index(found.part))
        if found.part == ITEMS and found.row >= 0:
            self.items.go_to(found.row)
        elif found.part == VETOES:
            self.vetoes.lines.go_to(found.row)

    def save(self) -> bool:
        """Keep the scheme for its years, unless something is wrong with it."""
        scheme = self.check()
        if scheme is None:
            return False

        def work() -> bool:
            from partydesk.rules.stars.scheme import to_json
            from partydesk.store.schemes import keep_scheme

            keep_scheme(self._context.store, to_json(scheme))
            return True

        if not self._context.attempt(work):
            self.say("没有保存成，方案没有改动", "error")
            return False
        self._before = copy.deepcopy(self.draft)
        self._changed()
        self._context.tell(
            f"方案“{scheme.name}”已保存，用于 {scheme.first_year} 到 {scheme.last_year} 年", "ok"
        )
        self.kept.emit()
        return True

    def default(self) -> None:
        """Show the scheme the program comes with; it is in force only once it is saved."""
        from partydesk.rules.stars.scheme import default_scheme

        self._show_scheme(default_scheme(), from_now=True)

    # -- files ---------------------------------------------------------------------------------

    def choose_export(self) -> None:
        """Ask where the scheme goes to."""
        name = f"星级方案 {self.draft.first_year}.json"
        out = ask_file(self._context, self, "导出方案", name)
        if out is not None:
            self.export_to(out)

    def export_to(self, out: Path) -> None:
        """Write the scheme as it stands here; not while something is wrong with it."""
        scheme = self.check()
        if scheme is None:
            return

        def work() -> bool:
            write_scheme(scheme, out)
            return True

        if self._context.attempt(work, writes=False):
            self.say(f"已导出到“{out.name}”")
            self.written.show_files(out)
        else:
            self.say(f"“{out.name}”没有写成，请换一个位置", "error")

    def choose_import(self) -> None:
        """Ask for a scheme's file."""
        name, _ = QFileDialog.getOpenFileName(self, "导入方案", "", _FILTER)
        if name:
            self.import_from(Path(name))

    def import_from(self, path: Path) -> None:
        """Show the scheme of a file; it is in force only once it is saved."""
        try:
            scheme = read_scheme(path)
        except UserError as error:
            self.say(f"“{path.name}”：{error.message}", "error")
            return
        self._show_scheme(scheme)
        if self.dirty:
            self.say(f"“{path.name}”已读入，保存后就按它评")
        else:
            self.say(f"“{path.name}”和现在的方案一样")

    def _forget_found(self) -> None:
        self.found = []
        self.findings.show_found([])

    # -- leaving -------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_leave():
            event.accept()
        else:
            event.ignore()

    def reject(self) -> None:
        """Esc: as 关闭."""
        self.close()

    def _may_leave(self) -> bool:
        if not self.dirty:
            return True
        from partydesk.desk.forms.foot import ask_before_leaving

        answer = ask_before_leaving(self)
        return answer == "drop" or (answer == "save" and self.save())
