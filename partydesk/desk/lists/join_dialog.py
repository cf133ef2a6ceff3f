"""合并成一个: two records side by side, for each field that differs the one that is to stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button, row, scrolled, text
from partydesk.desk.kit.messages import Action
from partydesk.desk.kit.plain_text import caption, tip_text
from partydesk.operations.joining import Joined, join_records
from partydesk.records.base import kind_of
from partydesk.records.fields import Field, fields
from partydesk.records.values import to_typed
from partydesk.store import queries
from partydesk.store.shown_rows import cell_text

_LABEL = 120
_MOST = 40  # letters of a value beside its button


class JoinDialog(QDialog):
    """Joins two records of a kind, given by their ids; the first stays.

    One that a branch reported stays as it is: then nothing can be chosen.
    """

    def __init__(
        self, context: AppContext, kind: str, ids: tuple[int, int], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._kind, self._record = context, kind, kind_of(kind)
        with context.store.read() as connection:
            found = queries.window(connection, kind, ids)
        pair = sorted((found[each] for each in ids), key=lambda each: each["submission"] is None)
        self._first, self._second = pair
        self._declared = fields(self._record)
        self.groups: dict[str, QButtonGroup] = {}
        self.setWindowTitle("合并成一个")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 480)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.AIR, 16, theme.AIR, 16)
        whole.setSpacing(theme.ROOM)
        unit = self._record.counted
        whole.addWidget(text(f"这两条是同一{unit}，合为一条", "section"))
        inside = QWidget()
        whole.addWidget(scrolled(inside), 1)
        self._fill(inside)
        hint = "出勤、谈话、材料、附件等都跟着过去；并掉的一条放进回收站。合并是一步，可以撤销。"
        whole.addWidget(text(hint, "hint", wrap=True))
        self.wrong = text("", "error", wrap=True)
        self.wrong.hide()
        whole.addWidget(self.wrong)
        self.cancel_button = button("取消", self.reject)
        self.join_button = button("合并成一个", self.join, "main")
        self.join_button.setAutoDefault(False)
        self.cancel_button.setDefault(True)
        whole.addLayout(row(None, self.cancel_button, self.join_button))
        self.cancel_button.setFocus()

    def _fill(self, inside: QWidget) -> None:
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(theme.GAP)
        grid.setColumnMinimumWidth(0, _LABEL)
        for at, stretch in enumerate((0, 1, 1)):
            grid.setColumnStretch(at, stretch)
        reported = self._first["submission"] is not None
        heads = ("", "支部报来的一条（不改）" if reported else "第一条", "第二条")
        for at, words in enumerate(heads):
            grid.addWidget(text(words, "label"), 0, at)
        same = 0
        for name, field in self._declared.items():
            if self._first[name] == self._second[name]:
                same += self._first[name] is not None
                continue
            self._choice(grid, name, field, fixed=reported)
        words = f"其余 {same} 项两边一样。" if same else ""
        grid.addWidget(text(words, "hint"), grid.rowCount(), 0, 1, 3)
        grid.setRowStretch(grid.rowCount(), 1)

    def _choice(self, grid: QGridLayout, name: str, field: Field, *, fixed: bool) -> None:
        line = grid.rowCount()
        label = text(field.label, "label", wrap=True)
        grid.addWidget(label, line, 0)
        group = QButtonGroup(self)
        for at, (side, words) in enumerate(
            zip((self._first, self._second), self._texts(name), strict=True)
        ):
            one = QRadioButton(caption(_short(words) or "空"))
            one.setToolTip(tip_text(words))
            one.setAccessibleName(f"{field.label}，{'第一条' if at == 0 else '第二条'}：{words}")
            one.setEnabled(not fixed and (side[name] is not None or not field.required))
            group.addButton(one, at)
            grid.addWidget(one, line, at + 1)
        blank = self._first[name] is None and not fixed
        group.button(1 if blank else 0).setChecked(True)
        self.groups[name] = group

    def _texts(self, name: str) -> tuple[str, str]:
        """Both values as people read them: in full where masked they would look the same."""
        sides = (self._first, self._second)
        first, second = (cell_text(self._kind, name, side) for side in sides)
        if first == second:
            first, second = (cell_text(self._kind, name, side, reveal=True) for side in sides)
        return first, second

    def chosen(self) -> dict[str, Any]:
        """The typed values that are to stand, of the fields that differ."""
        sides: tuple[Mapping[str, Any], ...] = (self._first, self._second)
        return {
            name: to_typed(self._declared[name], sides[group.checkedId()][name])
            for name, group in self.groups.items()
        }

    def join(self) -> None:
        """Join them, or say what keeps them from it."""
        from partydesk.records.findings import UserError

        if self._context.busy:
            self._say(f"{self._context.busy}，请等它完成再合并")
            return
        values = {} if self._first["submission"] is not None else self.chosen()
        uids = str(self._first["uid"]), str(self._second["uid"])
        try:
            done = join_records(self._context.store, self._kind, *uids, values)
        except UserError as error:
            self._say(error.message)
            return
        self._tell(done)
        self.accept()

    def _tell(self, done: Joined) -> None:
        followed = f"，跟着过去的：{done.told()}" if done.moved else ""
        doubled = f"；{done.doubled[0]}" if done.doubled else ""
        more = f"（这样的共 {len(done.doubled)} 条）" if len(done.doubled) > 1 else ""
        action = Action("撤销", self._context.undo)
        self._context.tell(f"已合为一条{followed}{doubled}{more}", "ok", action)

    def _say(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.show()


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _MOST else f"{line[: _MOST - 1]}…"
