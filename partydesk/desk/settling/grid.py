"""The same duty for many: people by the fields that settle it, filled in like a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from partydesk.desk.forms.roll import around
from partydesk.desk.kit import theme
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import Card, button, link, pill, row, text
from partydesk.desk.kit.shortcuts import on_keys
from partydesk.desk.settling.rows import GridRow, gathered
from partydesk.desk.settling.sheet import Sheet
from partydesk.desk.settling.sheet_cells import Cells
from partydesk.operations.settle import Standing, settle, trial
from partydesk.records import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partydesk.rules.norms import Obligation

PAUSE = 200  # milliseconds without a key before the norms are asked
MOST = 12  # rows seen at once
_KEPT: WeakKeyDictionary[AppContext, dict[str, dict[str, dict[str, str]]]] = WeakKeyDictionary()
"""What was typed into grids and not saved: grid → row → column → text."""


class SettleGrid(Card):
    """What is asked of several. `settled` says that something was saved, `closed` that it was
    left; `exempt_wanted` carries the obligations it is wanted for; `snooze_wanted` and
    `roll_wanted` ask for those."""

    settled = Signal()
    closed = Signal()
    exempt_wanted = Signal(object)
    snooze_wanted = Signal()
    roll_wanted = Signal()

    def __init__(
        self, context: AppContext, key: str, title: str, items: Sequence[Obligation],
        state: tuple[str, str],
    ) -> None:  # fmt: skip
        """`key` is the same for the same thing on any day, `state` the pill's words and tone."""
        super().__init__()
        self.context, self.key, self.items = context, key, tuple(items)
        columns, rows = gathered(context.store, items, clock.today())
        self._kept = _KEPT.setdefault(context, {}).setdefault(key, {})
        for each in rows:
            each.typed.update(self._kept.get(self._name(each), {}))
        self.cells = Cells(columns, rows)
        self.sheet = Sheet(self.cells, around(context.store), context.undo)
        self._asked = QTimer(self, singleShot=True, interval=PAUSE)
        self._asked.timeout.connect(self._try)
        self._build(title, state)
        self.cells.typed.connect(self._typed)
        self.sheet.pasted.connect(self._tell_pasted)
        self.sheet.left.connect(self.closed)
        self._count()
        if any(each.typed for each in rows):
            self._try()

    def _build(self, title: str, state: tuple[str, str]) -> None:
        self.filled = text("", "small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(96, 8)
        fold = button("收起", self.closed.emit, "quiet")
        fold.setProperty("small", "true")
        fold.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.rows.addLayout(
            row(text(title, "section"), pill(*state), None, self.filled, self.bar, fold,
                text("Esc", "key"))
        )  # fmt: skip
        norms = {item.norm.id: item.norm for item in self.items}.values()
        asked = "　　".join(f"{norm.label} {norm.says} · {norm.article}" for norm in norms)
        self.rows.addWidget(text(asked, "small", wrap=True))
        frame = QFrame()
        frame.setProperty("role", "sheet")
        inside = QHBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.sheet)
        shown = min(MOST, max(3, self.cells.rowCount()))
        frame.setMinimumHeight(theme.ROW * min(shown, 4) + 40)
        frame.setMaximumHeight(theme.ROW * self.cells.rowCount() + 40)
        self.rows.addWidget(frame, 1)
        keys: list[QWidget] = []
        for name, does in (("回车", "往下"), ("Tab", "往右"), ("Ctrl+D", "照上一格"),
                           ("Ctrl+Z", "撤销")):  # fmt: skip
            keys += [text(name, "key"), text(does, "small")]
        self.rows.addLayout(row(*keys, None, text("灰的只供看", "small")))
        self.paste_hint = text(_PASTE, "hint", wrap=True)
        self.rows.addWidget(self.paste_hint)
        after = "填好的一次存下，一步可以撤销；"
        if self._some:
            after += "够了就不再提醒，不用每个人都填。"
        else:
            after += "齐了的不再提醒，红的和没填的还留在这里。"
        self.rows.addWidget(text(f"完成后　{after}", "small", wrap=True))
        self.done = button("完成", self.save, "main")
        self.exempt = button("不适用…", self._exempt)
        self.snooze = button("推迟", self.snooze_wanted.emit)
        self.roll = link("打开花名册", self.roll_wanted.emit)
        self.rows.addLayout(row(self.done, self.exempt, self.snooze, None, self.roll))
        self.rows.addStretch(0)
        on_keys(self, self.closed, "Esc")

    @property
    def _some(self) -> bool:
        """Whether some of the rows are enough."""
        return bool(self.items[0].norm.settles.each)

    def focus_first(self) -> None:
        """Put the cursor where one begins to type."""
        self.sheet.begin()

    # -- what is typed -------------------------------------------------------------------------

    def _name(self, each: GridRow) -> str:
        return each.uid or each.items[0].key

    def _typed(self) -> None:
        self._kept.clear()
        self._kept.update({self._name(r): dict(r.typed) for r in self.cells.rows if r.typed})
        self._asked.start()

    def _try(self) -> None:
        """Ask the norms what they would say, off the screen."""
        if self.context.busy:
            return
        answers = [(r, answer) for r in self.cells.rows for answer in r.answers()]
        store = self.context.store

        def done(found: list[Standing]) -> None:
            for each in self.cells.rows:
                each.standings = tuple(
                    standing for (of, _), standing in zip(answers, found, strict=True) if of is each
                )
            self.cells.refresh()
            self._count()

        asked = [answer for _, answer in answers]
        self.context.query("正在看够不够", lambda _: trial(store, asked), done, self)

    def _count(self) -> None:
        full = sum(each.told()[1] == "ok" for each in self.cells.rows)
        if self._some:
            full = sum(bool(each.typed) for each in self.cells.rows)
        self.bar.setVisible(not self._some)
        self.filled.setText(f"已填 {full}" + ("" if self._some else f"/{len(self.cells.rows)}"))
        self.bar.setRange(0, len(self.cells.rows))
        self.bar.setValue(full)

    def _tell_pasted(self, lost: str) -> None:
        self.paste_hint.setText(lost or _PASTE)

    # -- its end -------------------------------------------------------------------------------

    def save(self) -> None:
        """Save the sound rows in one step; the others stay as they are typed."""
        store = self.context.store
        answers = [(r, answer) for r in self.cells.rows for answer in r.answers()]
        if not answers:
            self.context.tell("还没有填：请在格子里填上，再点完成", "idle")
            return

        def work() -> int:
            found = trial(store, [answer for _, answer in answers])
            for each in self.cells.rows:
                each.standings = tuple(
                    s for (of, _), s in zip(answers, found, strict=True) if of is each
                )
            sound = [(of, answer) for of, answer in answers if of.sound]
            if sound:
                settle(store, [answer for _, answer in sound])
                for of, _ in sound:
                    self._kept.pop(self._name(of), None)
            return len({id(of) for of, _ in sound})

        saved = self.context.attempt(work)
        if saved is None:
            return
        self.cells.refresh()
        red = len({id(of) for of, _ in answers}) - saved
        left = f"，{red} 人的还要改" if red else ""
        if saved:
            self.context.tell_done(f"已存下 {saved} 人的{left}")
            self.settled.emit()
        else:
            self.context.tell(f"没有存：{red} 人的还要改，看红色的格子", "warn")

    def _exempt(self) -> None:
        chosen = self.sheet.chosen_rows() or self.cells.rows
        self.exempt_wanted.emit([item for each in chosen for item in each.items])


_PASTE = "从 WPS 复制一块，点中一格按 Ctrl+V 就贴进来；姓名在第一列的话按姓名对，空格不动原来的。"
