"""各支部组织生活会: a year's steps by branch as they were reported, and who is to be reminded."""

from __future__ import annotations

from partydesk.desk.evidence.list_page import Act
from partydesk.desk.evidence.model import Evidence, Group, Line
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.desk.plans.notice import copy_text
from partydesk.records import clock
from partydesk.records.registry import kind_of
from partydesk.records.ticket import STATE
from partydesk.rules.coverage import NOBODY_BELOW
from partydesk.rules.life_park import (
    BranchLife,
    ParkLife,
    life_records,
    park_life,
    reminder,
    year_in_hand,
)
from partydesk.rules.norms.life_work import LABELS, MEETING, LifeStep
from partydesk.store.store import Store

_HEADS = tuple("开会" if code == MEETING else label for code, label in LABELS.items())
_COLUMNS = (("支部", 140), *((head, 75) for head in _HEADS), ("步骤", 66), ("问题", 66),
            ("怎样", 0))  # fmt: skip
_OF_BRANCH = (("步骤", 140), ("日期、期限", 120), ("依据", 0), ("怎样", 150))
_GROUPS = {
    "bad": "没有开",
    "warn": "要提醒",
    "info": "在办",
    "ok": "开了",
    "idle": "不用办、没报到",
}
_STEPS, _SHOWN, _ISSUES = "步骤", "活动和谈话", "问题台账"


class LifeToldPage(PeoplePage):
    """Enter opens a branch's steps, and the tickets of its issues."""

    nobody = NOBODY_BELOW
    goes_here = (
        "各支部报来的组织生活会在这里：谁开了，八个步骤哪些有记录，\n"
        "转入台账的问题还有几条没整改好，该提醒谁。"
    )

    def __init__(self, context: AppContext) -> None:
        self._shift = 0
        acts = (Act("复制提醒", self.copy_one, _is_behind),)
        super().__init__(context, self._asked, acts, "看步骤")
        self.before = button("上一年", lambda: self._turn(-1), "link")
        self.after = button("下一年", lambda: self._turn(1), "link")
        self.remind_button = button("", self.copy_all, "main")
        self.remind_button.hide()
        for each in (self.after, self.before):
            self.bar.insertWidget(0, each)
        self.bar.addWidget(self.remind_button)

    def _turn(self, years: int) -> None:
        self._shift = min(0, self._shift + years)
        self.refresh()

    def _asked(self) -> Evidence:
        today = clock.today()
        with self.context.store.read() as connection:
            year = year_in_hand(connection, today) + self._shift
            return _whole(park_life(connection, year, today))

    @property
    def behind(self) -> list[BranchLife]:
        """The branches in sight that are to be reminded."""
        lines = self.evidence.groups[0].lines if self.evidence is not None else ()
        return [each for line in lines if (each := _branch(line)) is not None and each.lacks]

    def show_evidence(self, found: Evidence) -> None:
        """Show a year, and how many are to be reminded."""
        super().show_evidence(found)
        self.after.setEnabled(self._shift < 0)
        number = len(self.behind)
        self.remind_button.setVisible(bool(number))
        self.remind_button.setText(f"提醒 {number} 个支部")

    def go(self, line: Line) -> None:
        """A branch's steps with what shows them, and the tickets of its issues."""
        found = _branch(line)
        if found is None or found.told_to is None:
            self.context.tell(f"{line.cells[0]}还没有报来，没有步骤可看", "idle")
        else:
            self.ways.cover(lambda: _of_branch(self.context.store, found))

    def add(self) -> bool:
        """They come with the branches' sheets."""
        return False

    def copy_one(self, line: Line) -> None:
        """Copy what reminds the branch under the cursor."""
        found = _branch(line)
        if found is not None:
            copy_text(self.context, reminder([found]), f"给{found.branch.name}的提醒")

    def copy_all(self) -> None:
        """Copy what reminds all that lack something."""
        copy_text(self.context, reminder(self.behind), f"给 {len(self.behind)} 个支部的提醒")


def _branch(line: Line) -> BranchLife | None:
    return line.about if isinstance(line.about, BranchLife) else None


def _is_behind(line: Line) -> bool:
    found = _branch(line)
    return found is not None and bool(found.lacks)


def _whole(found: ParkLife) -> Evidence:
    groups: dict[str, list[Line]] = {label: [] for label in _GROUPS.values()}
    for each in found.branches:
        words, tone = each.standing
        cells = [each.branch.name, *(_cell(step, each) for step in each.life.steps)]
        if each.told_to is None:
            cells += ["", ""]
        else:
            issues = f"{each.open}/{len(each.tickets)}" if each.tickets else "—"
            cells += [f"{each.shown}/{len(each.life.steps)}", issues]
        groups[_GROUPS[tone]].append(Line((*cells, words), about=each, tone=tone))
    shown = tuple(Group(label, tuple(lines)) for label, lines in groups.items() if lines)
    if len(shown) > 1:
        shown = (Group("全部", tuple(line for each in shown for line in each.lines)), *shown)
    said = f"{found.sentence}。格里是做完的日子，“问题”是没整改好的和一共几条。"
    return Evidence("各支部组织生活会", said, _COLUMNS, shown or (Group("全部", ()),))


def _cell(step: LifeStep, of: BranchLife) -> str:
    if of.told_to is None:
        return ""
    if step.done is not None:
        return f"{step.done:%m-%d}"
    return "缺" if step in of.behind else "—"


def _of_branch(store: Store, found: BranchLife) -> Evidence:
    """A branch's steps, the sessions and talks that show them, the tickets of its issues."""
    steps = []
    for step in found.life.steps:
        words, tone = "还没有记录", "idle"
        if step.done is not None:
            words, tone = f"{step.done} 完成", "ok"
        elif step in found.behind:
            words, tone = "缺", "bad"
        kind, uid = step.evidence[0] if step.evidence else ("", "")
        cells = (step.label, str(step.due or ""), step.text, words)
        steps.append(Line(cells, kind, uid, tone=tone))
    with store.read() as connection:
        shown = [
            Line((each.step, each.day, each.text, kind_of(each.kind).title), each.kind, each.uid)
            for each in life_records(connection, found.life)
        ]
    issues = []
    for ticket in found.tickets:
        state = STATE.by_code[ticket.state]
        cells = (ticket.owner, ticket.due_on, ticket.text, state.label)
        issues.append(Line(cells, "ticket", ticket.uid, tone=state.tone))
    said = found.told or found.standing[0]
    said = f"{found.life.year} 年度，报到 {found.told_to}；{said}。"
    groups = (Group(_STEPS, tuple(steps)), Group(_SHOWN, tuple(shown)),
              Group(_ISSUES, tuple(issues)))  # fmt: skip
    return Evidence(f"{found.branch.name}组织生活会", said, _OF_BRANCH, groups)
