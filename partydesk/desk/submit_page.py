"""报送: three steps on one page: which period, a look before it goes, onto the stick."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from partydesk.desk import icons, theme
from partydesk.desk.cards import (
    Card,
    button,
    empty,
    link,
    local_time,
    period_title,
    pill,
    row,
    scrolled,
    text,
)
from partydesk.desk.desk import Desk
from partydesk.desk.flow import FlowLayout
from partydesk.desk.importing import dropped_files
from partydesk.desk.messages import repolish
from partydesk.desk.period_chooser import PeriodChooser
from partydesk.desk.plain_table import Cell, Column, PlainTable
from partydesk.desk.returned import ReturnedCard
from partydesk.desk.sticks import Stick, sticks
from partydesk.records.base import kinds
from partydesk.records.periods import Period
from partydesk.records.problems import Problem
from partydesk.store import queries, rows
from partydesk.store.progress import Progress
from partydesk.store.writing import Done

if TYPE_CHECKING:
    from partydesk.exchange.submission import Exported

_SHOWN = 5  # findings shown before 还有 … 条
_LOOK = 2000  # milliseconds between two looks for drives
_SAID = ("member", "session", "attendance", "talk", "ticket")
# What the link beside a finding says it leads to.
_VERBS = {"member-gaps": "去填写", "no-attendance": "去补记", "overdue": "查看"}
_TONES = {"overdue": ("提示", "info")}


# A handed-in submission's state, as the list tells it.
STATES = {
    "written": Cell("已写出", "ok"),
    "accepted": Cell("已收", "ok"),
    "returned": Cell("退回", "bad"),
}


class _Step(Card):
    """One of the three steps: its number, or a tick once it is done."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__()
        self._number = str(number)
        self.mark = text(self._number, "step")
        self.mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = text(title, "section")
        self.rows.addLayout(row(self.mark, self.title, None, spacing=10))

    def tick(self, done: bool) -> None:
        """Show whether the step is done."""
        self.mark.setText("✓" if done else self._number)
        repolish(self.mark, "role", "ticked" if done else "step")


class SubmitPage(QWidget):
    """The branch hands in. `open_record` carries kind and uid of what a finding is about."""

    open_record = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.findings: list[Problem] = []
        self.folder: Path | None = None
        self._stale = True
        self._all = False
        self._just_written = ""  # the file's name, until something changes
        self.setAcceptDrops(True)
        head = QHBoxLayout()
        head.setContentsMargins(20, 16, 20, 12)
        head.setSpacing(10)
        self._to = text("", "hint")
        head.addWidget(text("报送", "title"))
        head.addWidget(self._to)
        head.addStretch(1)
        inside = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._columns.setContentsMargins(20, 0, 20, 16)
        self._columns.setSpacing(12)
        left = QVBoxLayout()
        left.setSpacing(12)
        for step in (self._period_step(), self._look_step(), self._write_step()):
            left.addWidget(step)
        left.addStretch(1)
        self.returned = ReturnedCard(desk)
        self.returned.open_record.connect(self.open_record)
        self.returned.hide()
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(12)
        right.addWidget(self.returned)
        right.addWidget(self._handed_in(), 1)
        self._columns.addLayout(left, 13)
        self._columns.addWidget(self._right, 7)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(scrolled(inside), 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self.look_for_sticks)
        desk.changed.connect(self._heard)
        self.setFocusProxy(self.write_button)

    @property
    def period(self) -> Period:
        """The period that is to be handed in."""
        return self.chooser.period

    # What stands on the page ------------------------------------------------------------------

    def _period_step(self) -> _Step:
        self.step1 = _Step(1, "")
        self.chooser = PeriodChooser()
        self.chooser.hide()
        self.chooser.chosen.connect(self._period_chosen)
        self._days = text("", "hint")
        self.change_button = link("换一个期间", self._toggle_chooser)
        self.step1.rows.addLayout(row(self._days, None, self.change_button))
        self.step1.rows.addWidget(self.chooser)
        return self.step1

    def _look_step(self) -> _Step:
        self.step2 = _Step(2, "交之前看一眼")
        self._found = QVBoxLayout()
        self._found.setSpacing(4)
        self.counted = text("", "hint", wrap=True)
        self.step2.rows.addLayout(self._found)
        self.step2.rows.addWidget(self.counted)
        return self.step2

    def _write_step(self) -> _Step:
        self.step3 = _Step(3, "写到 U 盘")
        self._places = FlowLayout(least=300)
        self._place_group = QButtonGroup(self)
        self._sticks: list[Stick] | None = None
        self._other: Path | None = None
        self.step3.rows.addLayout(self._places)
        self.name = text("", wrap=True)
        self.name_hint = text("", "hint", wrap=True)
        self.step3.rows.addWidget(self.name)
        self.step3.rows.addWidget(self.name_hint)
        self.write_button = button("写入并核对", self.write, "main")
        self.write_button.setIcon(icons.icon("stick", "on_accent"))
        self.said = text("写完会读回逐行核对，然后告诉您可以拔出。", "hint", wrap=True)
        line = row(self.write_button, self.said)
        line.setStretch(1, 1)
        self.step3.rows.addLayout(line)
        return self.step3

    def _handed_in(self) -> Card:
        card = Card()
        card.rows.addLayout(
            row(text("交过的表", "section"), None, link("打开退回单", self.choose_slip))
        )
        self.table = PlainTable(
            [Column("期间"), Column("版本", 84), Column("写出时间", 116), Column("状态", 92)]
        )
        self.table.setMinimumHeight(180)
        self.nothing = text("还没有交过表。写出以后，每一版都记在这里。", "hint", wrap=True)
        card.rows.addWidget(self.nothing)
        card.rows.addWidget(self.table, 1)
        card.rows.addStretch(0)
        return card

    # Showing ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the store again and show everything."""
        self._stale = False
        self.desk.attempt(self._show, writes=False)

    def _show(self) -> None:
        from partydesk.exchange import merge, submission

        period, store = self.period, self.desk.store
        own = store.own
        with store.read() as connection:
            organisation = rows.get(connection, "organisation", own.id) or {}
            counts = {
                kind: queries.count(
                    connection,
                    queries.Query(kind, organisation=own.id, period=period),
                )
                for kind in _SAID
            }
        parent = organisation.get("parent")
        self._to.setText(f"交给：{parent}" if parent else "")
        self.step1.title.setText(period.title)
        self.step1.tick(True)
        first, last = period.first, period.last
        self._days.setText(
            f"{first.month} 月 {first.day} 日至 {last.month} 月 {last.day} 日"
            if first.year == last.year
            else f"{first} 至 {last}"
        )
        self.findings = submission.warnings(store, period)
        self._show_findings(counts)
        handed = [one for one in merge.submissions(store) if one["direction"] == "out"]
        before = [one["revision"] for one in handed if one["period"] == period.text]
        revision = max(before, default=0) + 1
        self.name.setText(self._just_written or submission.file_name(own, period, revision))
        self.name_hint.setText(
            f"已交过第 {revision - 1} 版；内容没有变就仍是第 {revision - 1} 版" if before else ""
        )
        self.name_hint.setVisible(bool(before) and not self._just_written)
        self._show_handed_in(handed)
        if self.returned.slip is None:
            from partydesk.exchange.slip import returned_slip

            # What was sent back stays in sight until a better one has been handed in.
            waiting = returned_slip(store)
            if waiting is not None:
                self.returned.show_slip(waiting)
        self.look_for_sticks()

    def _show_findings(self, counts: dict[str, int]) -> None:
        empty(self._found)
        limit = len(self.findings) if self._all else _SHOWN
        for finding in self.findings[:limit]:
            word, tone = _TONES.get(finding.code, ("请核对", "warn"))
            if finding.fatal:
                word, tone = "必须改", "bad"
            told = text(finding.message, wrap=True)
            line = row(pill(word, tone), told)
            line.setStretch(1, 1)
            kind, _, uid = finding.value.partition(":")
            if uid:
                verb = _VERBS.get(finding.code, "查看")
                line.addWidget(link(verb, partial(self.open_record.emit, kind, uid)))
            self._found.addLayout(line)
        left = len(self.findings) - limit
        if left > 0:
            more = link(f"还有 {left} 条", self._show_all)
            self._found.addLayout(row(more, None))
        must = sum(1 for finding in self.findings if finding.fatal)
        self.step2.tick(not must)
        said = f"有 {must} 处必须改。" if must else "没有必须改的。"
        listed = "，".join(
            f"{kinds()[kind].title} {count:,}" for kind, count in counts.items() if count
        )
        self.counted.setText(f"{said}{listed or '这个期间还没有记录'}。谈话内容不会写进表里。")

    def _show_all(self) -> None:
        self._all = True
        self.refresh()

    def _show_handed_in(self, handed: list[dict[str, object]]) -> None:
        shown = []
        for one in handed:
            state = STATES[str(one["state"])]
            shown.append(
                (
                    period_title(str(one["period"])),
                    f"第 {one['revision']} 版",
                    local_time(str(one["taken_at"])),
                    state,
                )
            )
        self.table.show_rows(shown)
        self.table.setVisible(bool(shown))
        self.nothing.setVisible(not shown)

    # Places -----------------------------------------------------------------------------------

    def look_for_sticks(self) -> None:
        """See which drives are there; one that is new and alone is chosen."""
        self.show_sticks(sticks())

    def show_sticks(self, found: list[Stick]) -> None:
        """Offer these drives and another folder."""
        paths = [stick.path for stick in found]
        if self._sticks is not None and [s.text for s in self._sticks] == [s.text for s in found]:
            return
        self._sticks = found
        if self.folder not in paths and self.folder != self._other:
            self.folder = None
        writable = [stick for stick in found if stick.writable]
        if self.folder is None and writable:
            self.folder = writable[0].path
        empty(self._places)
        for stick in found:
            self._add_place(stick.text, stick.path, stick.writable)
        if self._other is not None:
            self._add_place(self._other.name or str(self._other), self._other, True)
        another = button("另选文件夹…", self.choose_folder, "chip")
        self._places.addWidget(another)
        if not found and self._other is None:
            self._places.addWidget(text("没有看到 U 盘；插上就会出现", "hint"))
        self.write_button.setEnabled(self.folder is not None)

    def _add_place(self, words: str, path: Path, writable: bool) -> None:
        chip = QPushButton(words)
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.setEnabled(writable)
        chip.setChecked(path == self.folder)
        chip.setToolTip(str(path))
        chip.clicked.connect(lambda _checked: self._place_chosen(path))
        self._place_group.addButton(chip)
        self._places.addWidget(chip)

    def _place_chosen(self, path: Path) -> None:
        self.folder = path
        self.write_button.setEnabled(True)

    def choose_folder(self) -> None:
        """Ask for a folder."""
        name = QFileDialog.getExistingDirectory(self, "写到哪个文件夹")
        if name:
            self.use_folder(Path(name))

    def use_folder(self, folder: Path) -> None:
        """Write into this folder."""
        self._other = self.folder = folder
        found, self._sticks = self._sticks or [], None
        self.show_sticks(found)

    # Writing ----------------------------------------------------------------------------------

    def write(self) -> None:
        """Write the submission and read it back."""
        folder, period, store = self.folder, self.period, self.desk.store
        if folder is None:
            self.desk.tell("先插上 U 盘，或者另选一个文件夹", "warn")
            return

        def work(progress: Progress) -> Exported:
            from partydesk.exchange.submission import export

            return export(store, period, folder, progress)

        self.step3.tick(False)
        self.desk.run(f"正在写出{period.title}的报送表", work, self._written, self)

    def _written(self, exported: Exported) -> None:
        self._just_written = exported.file.name
        self.refresh()
        self.step3.tick(True)
        self.said.setText(
            f"第 {exported.revision} 版已写好：{exported.file.name}。"
            "已读回逐行核对，一致。现在可以拔出 U 盘了。"
        )
        repolish(self.said, "role", "done")
        self.desk.tell(f"第 {exported.revision} 版已写好并核对，可以拔出 U 盘", "ok")

    # What came back ---------------------------------------------------------------------------

    def choose_slip(self) -> None:
        """Ask for a return slip or receipt."""
        start = str(self.folder) if self.folder else ""
        name, _ = QFileDialog.getOpenFileName(self, "打开退回单或回执", start, "表格 (*.xlsx)")
        if name:
            self.open_slip(Path(name))

    def open_slip(self, path: Path) -> None:
        """Read a slip and show what is to be mended."""

        def work(progress: Progress) -> object:
            from partydesk.exchange.slip import take_slip

            progress(0, 1, path.name)
            return take_slip(self.desk.store, path)

        def done(slip: object) -> None:
            self.returned.show_slip(slip)  # type: ignore[arg-type] # imported late, so not named
            self.refresh()

        self.desk.run(f"正在打开“{path.name}”", work, done, self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(dropped_files(event)) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event)
        if files and files[0].is_dir():
            self.use_folder(files[0])
        elif files:
            self.open_slip(files[0])

    # Events -----------------------------------------------------------------------------------

    def _toggle_chooser(self) -> None:
        self.chooser.setVisible(self.chooser.isHidden())

    def _period_chosen(self, _period: object) -> None:
        self.chooser.hide()
        self._not_written()
        self._all = False
        self.refresh()

    def _not_written(self) -> None:
        """What was written is no longer what would be written now."""
        self._just_written = ""
        self.step3.tick(False)
        self.said.setText("写完会读回逐行核对，然后告诉您可以拔出。")
        repolish(self.said, "role", "hint")

    def _heard(self, _done: Done) -> None:
        self._stale = True
        self._not_written()
        if self.isVisible():
            self.refresh()
            self.returned.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        if self._stale:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.FOLD
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
