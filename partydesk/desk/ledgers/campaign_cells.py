"""The cells of a campaign: firms, branches or members down, steps across."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from partydesk.desk.tables.cell_faces import Face, GridCells
from partydesk.desk.tables.cell_grid import CellGrid
from partydesk.rules.campaign_standing import Campaign, CellState, StepOf, Subject

MOST = 8
"""So many steps stand side by side; more are turned to in parts."""

NAME_WIDTH, BRANCH_WIDTH, SUM_WIDTH, HEAD, LINE = 176, 108, 56, 34, 34  # pixels


def parts_of(steps: Sequence[StepOf]) -> dict[str, tuple[StepOf, ...]]:
    """The steps in the parts that are shown at a time: their groups, or so many after another."""
    groups = list(dict.fromkeys(step.group for step in steps))
    if len(steps) > MOST and groups != [""]:
        return {
            group or "其他": tuple(step for step in steps if step.group == group)
            for group in groups
        }
    if len(steps) > MOST:
        cut = [steps[at : at + MOST] for at in range(0, len(steps), MOST)]
        return {f"{part[0].number} 至 {part[-1].number} 步": tuple(part) for part in cut}
    return {"": tuple(steps)}


def day_words(day: date, first: date) -> str:
    """A day in a cell: 09-18; of another year than the campaign's first with its year."""
    return f"{day:%m-%d}" if day.year == first.year else f"{day:%y-%m-%d}"


def cell_words(subject: Subject, step: StepOf, whole: Campaign) -> str:
    """What stands in a cell, on the screen and in what is exported."""
    tick = subject.ticks.get(step.number)
    if tick is not None:
        return day_words(tick.on, whole.head.first)
    return subject.waits(step, whole.today) or "·"


_TONES = {
    CellState.LATE: "bad",
    CellState.TODAY: "warn",
    CellState.DOING: "info",
    CellState.UNREPORTED: "idle",
}


class CampaignCells(GridCells):
    """The subjects shown. The first columns name one, the last counts what it has taken."""

    def __init__(self) -> None:
        super().__init__()
        self.whole: Campaign | None = None
        self.subjects: Sequence[Subject] = ()
        self.steps: Sequence[StepOf] = ()
        self.with_branch = False

    def show(
        self,
        whole: Campaign,
        subjects: Sequence[Subject],
        steps: Sequence[StepOf],
        with_branch: bool,
    ) -> None:
        """Show these subjects and steps of a campaign."""
        self.beginResetModel()
        self.whole, self.subjects, self.steps = whole, subjects, steps
        self.with_branch = with_branch
        named = (whole.head.over_what, "所在支部") if with_branch else (whole.head.over_what,)
        self.heads = (*named, *(f"{step.number} {step.name}" for step in steps), "进度")
        self.endResetModel()

    @property
    def first(self) -> int:
        """The column of the first step."""
        return 2 if self.with_branch else 1

    def rows(self) -> int:
        return len(self.subjects)

    def step(self, column: int) -> StepOf | None:
        """The step of a column; None for the others."""
        at = column - self.first
        return self.steps[at] if 0 <= at < len(self.steps) else None

    def face(self, row: int, column: int) -> Face | None:
        subject, whole = self.subjects[row], self.whole
        step = self.step(column)
        if whole is None:
            return None
        if step is None:
            if column == 0:
                return Face(subject.name, ink="text", side="left", plain=True)
            if column < self.first:
                return Face(subject.branch, ink="text2", side="left", plain=True)
            full = subject.done_on is not None
            words = f"{subject.taken}/{len(subject.steps)}"
            return Face(words, ink="ok" if full else "text", side="right", plain=True)
        words, state = cell_words(subject, step, whole), subject.state(step, whole.today)
        if state is CellState.DONE:
            return Face(words, tick=True, ink="text2")
        tone = _TONES.get(state, "")
        return Face(words, words.replace(" ", ""), tone)

    def spoken(self, row: int, column: int) -> str:
        subject, whole, step = self.subjects[row], self.whole, self.step(column)
        if whole is None:
            return ""
        if step is None:
            who = f"，责任人 {subject.owner}" if subject.owner else ""
            return f"{subject.name}，{subject.taken}/{len(subject.steps)} 步{who}"
        known = subject.ticks.get(step.number)
        if known is None:
            words = cell_words(subject, step, whole)
            stands = "还没轮到" if words == "·" else words
            return f"{subject.name} {step.name}：{stands}，期限 {step.due}"
        more = f"，{known.note}" if known.note else ""
        by = "" if known.own else f"（{known.by}报）"
        return f"{subject.name} {step.name}：{known.on} 做完{by}{more}"

    def edited(self, row: int, column: int) -> str | None:
        subject, step = self.subjects[row], self.step(column)
        if step is None:
            return None
        known = subject.ticks.get(step.number)
        return "" if known is None else f"{known.on}{' ' + known.note if known.note else ''}"

    def head_tip(self, column: int) -> str:
        step = self.step(column)
        if step is None or self.whole is None:
            return ""
        lines = [f"{step.name}：期限 {step.due}，做完 {self.whole.of_step(step)}"]
        return "\n".join([*lines, step.about] if step.about else lines)


class CampaignGrid(CellGrid):
    """The grid; `cells` are what it shows."""

    def __init__(self) -> None:
        self.cells = CampaignCells()
        super().__init__(
            self.cells, "专项行动，按对象按步骤", head=HEAD, line=LINE, fixed={}, typing=True
        )

    def show_campaign(
        self,
        whole: Campaign,
        subjects: Sequence[Subject],
        steps: Sequence[StepOf],
        with_branch: bool,
    ) -> None:
        """Show a campaign; the cursor stays with whom it was on."""
        at, before = self.currentIndex(), ""
        if at.isValid() and at.row() < len(self.cells.subjects):
            before = self.cells.subjects[at.row()].key
        same = bool(self.cells.whole and self.cells.whole.head.uid == whole.head.uid)
        column = at.column() if at.isValid() and same else 2 if with_branch else 1
        self.cells.show(whole, subjects, steps, with_branch)
        last = len(self.cells.heads) - 1
        self.fixed = {0: NAME_WIDTH, last: SUM_WIDTH}
        if with_branch:
            self.fixed[1] = BRANCH_WIDTH
        self.horizontalHeader().setSectionResizeMode(self.horizontalHeader().ResizeMode.Stretch)
        self.fix_widths()
        row = next((n for n, each in enumerate(subjects) if each.key == before), 0)
        self.put_cursor(row, column)

    @property
    def subject(self) -> Subject | None:
        """Whose row the cursor is in."""
        row = self.currentIndex().row()
        return self.cells.subjects[row] if 0 <= row < len(self.cells.subjects) else None
