"""专项行动: how far each firm, branch or member is, step by step; a click a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, empty, link, row, stack
from partydesk.desk.kit.combo import ComboBox
from partydesk.desk.kit.empty import EmptyState
from partydesk.desk.kit.focus import hand_on_focus
from partydesk.desk.kit.folding import FoldingPane
from partydesk.desk.kit.icons import icon
from partydesk.desk.kit.plain_text import caption
from partydesk.desk.ledgers.acting_page import FoldingGridPage
from partydesk.desk.ledgers.campaign_card import CampaignCard
from partydesk.desk.ledgers.campaign_cells import CampaignGrid, cell_words, parts_of
from partydesk.desk.ledgers.campaign_nobody import NobodyYet
from partydesk.desk.ledgers.campaign_pane import CampaignPane
from partydesk.desk.ledgers.campaign_paste import day_and_note, taken
from partydesk.desk.printing.shown_table import ShownTable, TableTools
from partydesk.operations import campaigns as work
from partydesk.records import clock
from partydesk.records.values import Unreadable
from partydesk.rules.campaign_standing import Campaign, StepOf, Subject
from partydesk.rules.campaign_templates import TEMPLATES
from partydesk.rules.campaigns import campaign, heads
from partydesk.store.writing import OperationChanges

_HINT = "点一格打钩，再点取消；能直接输日期和说明，能整块粘贴，Ctrl+D 整列打钩"
_ALL, _DONE, _DOING, _BEHIND = "all", "done", "doing", "behind"
_LOW = 560  # pixels: below this the curve is drawn small
_KINDS = {"campaign", "campaign_step", "campaign_done", "enterprise", "member", "organisation"}


class CampaignPage(FoldingGridPage):
    """One campaign at a time. Each act is one step to undo."""

    grid: CampaignGrid
    hint = _HINT

    pause = 200

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.uid, self.chosen, self.part = "", _ALL, ""
        self.whole: Campaign | None = None
        self.grid = CampaignGrid()
        self.pane = CampaignPane(self._go_to, lambda words: self.say(words, "small"))
        self._build()
        self.grid.touched.connect(self.touch)
        self.grid.opened.connect(self._open)
        self.grid.erased.connect(self.clear)
        self.grid.column_wanted.connect(self.tick_column)
        self.grid.pasted.connect(self.paste)
        self.grid.cells.typed.connect(self.type_in)
        hand_on_focus(self, self.grid)

    # -- what stands where ---------------------------------------------------------------------

    def _build(self) -> None:
        self.which = ComboBox()
        self.which.setAccessibleName("哪个行动")
        self.which.setMinimumContentsLength(9)
        self.which.setMinimumWidth(150)
        self.which.activated.connect(lambda at: self.turn_to(str(self.which.itemData(at))))
        self.new_button = button("新建行动…", self.add)
        self.new_button.setIcon(icon("add"))
        self.tools = TableTools(self.context, self, self._as_shown)
        self.tools.copy_button.hide()
        self.head = row(None, self.which, self.new_button, self.tools)
        self.card = CampaignCard(self._pop_up)
        self._group = QButtonGroup(self)
        self.chips = {key: self._chip(partial(self.choose, key)) for key in _NAMES}
        self.chips[_ALL].setChecked(True)
        self.parts = QHBoxLayout()
        self.parts.setSpacing(6)
        table = Card()
        table.rows.setContentsMargins(1, 1, 1, 1)
        table.rows.addWidget(self.grid)
        self.table = table
        self.without_steps = self._templates()
        self.nobody = NobodyYet(self.start_wanted.emit)
        self.empty = EmptyState(
            "还没有专项行动",
            "百日攻坚、星级创建这样有目标、有期限、一步一步做的事记在这里：\n"
            "每个对象做到第几步、每周完成多少、谁落后了，一看便知。",
            [("新建行动…", "main", "add", self.add)],
        )
        left = QVBoxLayout()
        left.setContentsMargins(theme.AIR, 14, theme.AIR, 14)
        left.setSpacing(theme.GAP)
        left.addLayout(self.head)
        left.addWidget(self.card)
        left.addLayout(row(*self.chips.values(), None))
        left.addLayout(self.parts)
        left.addWidget(self.said)
        left.addWidget(table, 1)
        left.addWidget(self.without_steps, 1)
        left.addWidget(self.nobody, 1)
        left.addWidget(self.empty, 1)
        whole = QWidget()
        inside = row(spacing=0)
        inside.addLayout(left, 1)
        whole.setLayout(inside)
        stack(self, 0).addWidget(whole)
        self.folding = FoldingPane(self, whole, self.pane, self.pane.set_folded)
        self.pane.close_wanted.connect(self.fold)

    def _chip(self, do: Callable[[], object]) -> QPushButton:
        chip = button("", do, "chip")
        chip.setCheckable(True)
        self._group.addButton(chip)
        return chip

    def _templates(self) -> EmptyState:
        ways = [
            (each.label, "", "", partial(self.use_template, code))
            for code, each in TEMPLATES.items()
        ]
        return EmptyState(
            "这个行动还没有步骤",
            "从一套步骤开始，每一步的名称、要求和期限都可以改成园区自己的；\n也可以一步一步加。",
            [*ways, ("加一步…", "link", "", self.add_step)],
        )

    # -- what is shown -------------------------------------------------------------------------

    def concerns(self, changes: OperationChanges) -> bool:
        """The campaign, and whom it is over."""
        return bool(changes.kinds & _KINDS)

    def load(self) -> None:
        """Ask for the campaigns, and how the one in front stands."""
        with self.context.store.read() as connection:
            found = heads(connection)
            head = next((each for each in found if each.uid == self.uid), None) or next(
                iter(found), None
            )
            self.whole = campaign(connection, head, clock.today()) if head else None
        self.which.clear()
        for each in found:
            self.which.addItem(
                f"{each.branch}：{each.name}" if each.branch else each.name, each.uid
            )
        self.uid = head.uid if head else ""
        self.which.setCurrentIndex(max(self.which.findData(self.uid), 0))
        self.which.setVisible(bool(found))
        self._show()

    def _show(self) -> None:
        whole = self.whole
        steps = bool(whole and whole.steps)
        grid = bool(steps and whole and whole.subjects)
        self.card.setVisible(steps)
        self.said.setVisible(grid)
        for each in (self.table, self.tools, *self.chips.values()):
            each.setVisible(grid)
        self.nobody.setVisible(steps and not grid)
        self.empty.setVisible(whole is None)
        self.without_steps.setVisible(whole is not None and not steps)
        if whole is None or not steps:
            empty(self.parts)
            self.pane.say("谁落后了会列在这里。")
            return
        self.card.show_campaign(whole, writable=self._writable)
        self.pane.show_campaign(whole)
        if not grid:
            empty(self.parts)
            self.nobody.show_campaign(whole.head, writable=self._writable)
            return
        groups = {key: self._of(whole, key) for key in self.chips}
        for key, chip in self.chips.items():
            chip.setText(f"{_NAMES[key]} {len(groups[key])}")
        self._show_parts(whole)
        shown = parts_of(whole.steps)[self.part]
        self.grid.cells.writable = self._writable
        with_branch = self.context.store.role == "committee" and self.width() >= theme.FOLD
        self.grid.show_campaign(whole, groups[self.chosen], shown, with_branch)

    def _show_parts(self, whole: Campaign) -> None:
        names = list(parts_of(whole.steps))
        if self.part not in names:
            self.part = names[0]
        empty(self.parts)
        if len(names) < 2:
            return
        for name in names:
            one = link(name, partial(self.turn_to_part, name))
            one.setEnabled(name != self.part)
            self.parts.addWidget(one)
        self.parts.addStretch(1)

    @staticmethod
    def _of(whole: Campaign, key: str) -> list[Subject]:
        behind = {each.key for each in whole.behind()}
        tests: dict[str, Callable[[Subject], bool]] = {
            _ALL: lambda each: True,
            _DONE: lambda each: each.done_on is not None,
            _DOING: lambda each: each.done_on is None and each.key not in behind,
            _BEHIND: lambda each: each.key in behind,
        }
        return [each for each in whole.subjects if tests[key](each)]

    def _as_shown(self) -> ShownTable | None:
        whole = self.whole
        if whole is None:
            return None
        heads = [(whole.head.over_what, 26), ("所在支部", 14), ("责任人", 8)]
        heads += [(f"{each.number} {each.name}", 10) for each in whole.steps] + [("进度", 7)]
        rows = [
            [each.name, each.branch, each.owner,
             *(cell_words(each, step, whole) for step in whole.steps),
             f"{each.taken}/{len(whole.steps)}"]
            for each in self._of(whole, self.chosen)
        ]  # fmt: skip
        title = f"{whole.head.name}进度表"
        told = f"{whole.today}　完成 {whole.done}／目标 {whole.goal} {whole.head.unit}"
        return ShownTable(title, heads, [(told, rows)], whole.head.unit)

    @property
    def _writable(self) -> bool:
        whole = self.whole
        return self.context.store.writable and whole is not None and not whole.head.branch

    # -- turning -------------------------------------------------------------------------------

    def turn_to(self, uid: str) -> None:
        """Show another campaign."""
        self.uid, self.part = uid, ""
        self.say("")
        self.refresh()
        self.grid.setFocus()

    def turn_to_part(self, part: str) -> None:
        """Show other steps."""
        self.part = part
        self._show()
        self.grid.setFocus()

    def choose(self, key: str) -> None:
        """Show some of the subjects."""
        self.chosen = key
        self.chips[key].setChecked(True)
        self._show()
        self.grid.setFocus()

    def _go_to(self, subject: Subject) -> None:
        self.chosen = _ALL
        self.chips[_ALL].setChecked(True)
        whole, step = self.whole, subject.next_step
        if whole is None or step is None:
            return
        parts = parts_of(whole.steps)
        self.part = next((name for name, steps in parts.items() if step in steps), self.part)
        self._show()
        self.fold()
        row_ = [each.key for each in self.grid.cells.subjects].index(subject.key)
        column = self.grid.cells.first + [s.number for s in parts[self.part]].index(step.number)
        self.grid.put_cursor(row_, column)
        self.grid.setFocus()

    # -- doing ---------------------------------------------------------------------------------

    def add(self) -> bool:
        """A campaign of the own organisation."""
        self.start_wanted.emit(NavigationTarget("campaign"))
        return True

    def add_step(self) -> None:
        """One step more, at the end."""
        with self.context.store.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT c.id, coalesce(max(s.number), 0) + 1 FROM campaign c LEFT JOIN "
                "campaign_step s ON s.campaign = c.id AND s.deleted_at IS NULL WHERE c.uid = ?",
                (self.uid,),
            ).one()
        values = {"campaign": int(found[0]), "number": int(found[1])}
        self.start_wanted.emit(NavigationTarget("campaign_step", defaults=values, column="name"))

    def use_template(self, code: str) -> None:
        """Give the campaign the steps of a template."""
        self.act(lambda: work.add_steps(self.context.store, self.uid, code))

    def _pop_up(self) -> None:
        whole = self.whole
        if whole is None:
            return
        menu, below = QMenu(self), self.card.changing
        menu.aboutToHide.connect(menu.deleteLater)
        start = self.start_wanted.emit
        menu.addAction("改目标、起止和对象…", lambda: start(NavigationTarget("campaign", self.uid)))
        menu.addAction("加一步…", self.add_step)
        steps = menu.addMenu("改一步")
        for each in whole.steps:
            target = NavigationTarget("campaign_step", each.uid)
            steps.addAction(caption(f"{each.number} {each.name}…"), partial(start, target))
        menu.addSeparator()
        menu.addAction("删除这个行动", self.remove)
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def remove(self) -> None:
        """Put the campaign, its steps and ticks into the recycle bin, in one step to undo."""
        uid, name = self.uid, self.whole.head.name if self.whole else ""
        if self.act(lambda: work.remove(self.context.store, uid)):
            self.say(f"已删除“{name}”和它的步骤、打钩，按 Ctrl+Z 撤销", "small")

    def touch(self, at: int, column: int) -> None:
        """Tick a step, or take one's own tick back."""
        cell = self._cell(at, column)
        if cell is None or not self._writable:
            return
        ticked = cell[1].number in cell[0].ticks
        act = work.untick if ticked else work.tick
        whole = self.whole
        if whole is not None:
            self.act(lambda: act(self.context.store, whole, [cell]))

    def clear(self, places: Sequence[tuple[int, int]]) -> None:
        """Take the ticks of the chosen cells back."""
        cells = [cell for at, column in places if (cell := self._cell(at, column)) is not None]
        whole = self.whole
        if whole is not None and self._writable and cells:
            self.act(lambda: work.untick(self.context.store, whole, cells))

    def tick_column(self, column: int) -> None:
        """Tick a step for all who are shown and have not taken it."""
        step, whole = self.grid.cells.step(column), self.whole
        if step is None or whole is None or not self._writable:
            return
        shown = list(self.grid.cells.subjects)
        made: list[int] = []
        if self.act(lambda: made.append(work.tick_step(self.context.store, whole, step, shown))):
            self.say(f"“{step.name}”打了 {made[0]} 个钩，按 Ctrl+Z 一次撤销", "small")

    def type_in(self, at: int, column: int, words: str) -> None:
        """Record the day and note that were typed; nothing takes the tick back."""
        cell, whole = self._cell(at, column), self.whole
        if cell is None or whole is None:
            return
        if not words:
            self.clear([(at, column)])
            return
        try:
            day, note = day_and_note(words, whole.today.year)
        except Unreadable as error:
            self.say(error.message)
            return
        self.act(lambda: work.tick(self.context.store, whole, [cell], day, note))

    def paste(self, block: str) -> None:
        """Take a block of days in; what is none keeps all of it out."""
        whole, at = self.whole, self.grid.currentIndex()
        if whole is None or not at.isValid() or not self._writable:
            return
        cells = self.grid.cells
        column = max(0, at.column() - cells.first)
        ticks, lost = taken(block, cells.subjects, cells.steps, at.row(), column, whole.today.year)
        if lost or not ticks:
            more = f"等 {len(lost)} 处" if len(lost) > 2 else ""
            told = "；".join(lost[:2]) or "粘贴板里没有日期和钩"
            self.say(f"没有贴：{told}{more}。改好再贴")
        elif self.act(lambda: work.tick_all(self.context.store, whole, ticks)):
            self.say(f"贴了 {len(ticks)} 格，按 Ctrl+Z 一次撤销", "small")

    def _open(self, at: int, column: int) -> None:
        cell = self._cell(at, column)
        if cell is not None and (known := cell[0].ticks.get(cell[1].number)) is not None:
            self.start_wanted.emit(NavigationTarget("campaign_done", known.uid))
        elif cell is not None:
            self.touch(at, column)
        elif self.folding.folded:
            self.folding.unfold()

    def _cell(self, at: int, column: int) -> tuple[Subject, StepOf] | None:
        step = self.grid.cells.step(column)
        if step is None or not 0 <= at < len(self.grid.cells.subjects):
            return None
        return self.grid.cells.subjects[at], step

    # -- events --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.folding.arrange()
        self.card.set_low(self.height() < _LOW)
        if self.whole is not None and self.whole.steps:
            wide = self.context.store.role == "committee" and self.width() >= theme.FOLD
            if wide is not self.grid.cells.with_branch:
                self._show()


_NAMES = {_ALL: "全部", _DONE: "已完成", _DOING: "在做", _BEHIND: "落后"}
