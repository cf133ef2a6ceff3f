"""组织生活会: a year's steps with what shows them and what is next, and its issues into tickets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from partydesk.desk.evidence.list_page import Act
from partydesk.desk.evidence.model import Evidence, Group, Line
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.kit.cards import button
from partydesk.desk.kit.empty import Way
from partydesk.desk.kit.icons import icon
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.desk.printing.menu import PapersMenu
from partydesk.operations import life_work as work
from partydesk.records import clock

if TYPE_CHECKING:
    from partydesk.rules.norms.life_work import LifeIssueRow, LifeStep, LifeYear

_COLUMNS = (("步骤、问题", 260), ("哪天以前", 110), ("依据、责任人", 330), ("怎样", 0))
_STEPS, _OURS, _THEIRS = "步骤", "支部的问题", "党员的问题"


class LifePage(PeoplePage):
    """Enter does the step under the cursor, or opens the issue."""

    nobody = "还没有开始准备组织生活会"
    goes_here = (
        "一年的组织生活会从会前学习、谈心谈话、征求意见、对照检查，到会后整改、报告，一步一步列在这里：\n"
        "哪步做了、凭什么、下一步是什么、哪天以前。已经记的学习和谈话自动算依据，查摆的问题一下转入问题台账。"
    )
    adding = "开始准备"

    def __init__(self, context: AppContext) -> None:
        self.year: LifeYear | None = None
        self._shift = 0
        acts = (
            Act("填完成日期", self.fill_day, _has_day),
            Act("转入问题台账", self.turn_into_ticket, _waits),
            Act("看问题台账", self.go_to_ticket, _has_ticket),
        )
        super().__init__(context, self._asked, acts, "去办")
        self._papers = PapersMenu(context, "life_work", self)
        self.before = button("上一年", lambda: self._turn(-1), "link")
        self.after = button("下一年", lambda: self._turn(1), "link")
        self.all_button = button("全部转入台账", self.turn_all)
        self.issue_button = button("登记问题…", self.add_issue, "main")
        self.issue_button.setIcon(icon("add", "on_accent"))
        self.print_button = button("", self._print, "quiet")
        self.print_button.setIcon(icon("print"))
        self.print_button.setToolTip("打印整改清单、情况报告")
        self.print_button.setAccessibleName("打印整改清单、情况报告")
        self._own = (
            self.before, self.after, self.all_button, self.print_button, self.issue_button
        )  # fmt: skip
        for each in self._own[:2]:
            self.bar.insertWidget(0, each)
        for each in self._own[2:]:
            self.bar.addWidget(each)
        for each in self._own:
            each.hide()

    def _asked(self) -> Evidence:
        """What is kept, asked off the screen."""
        years = work.kept(self.context.store, clock.today().year + 1)
        if not years:
            return Evidence("组织生活会", "", _COLUMNS, (Group(_STEPS, ()),))
        at = max(0, min(len(years) - 1, len(years) - 1 + self._shift))
        self._shift = at - len(years) + 1
        return evidence_of(years[at], at > 0, at < len(years) - 1)

    def show_evidence(self, found: Evidence) -> None:
        """Show a year's steps and issues."""
        super().show_evidence(found)
        shown = found.groups[0].lines
        about = shown[0].about if shown else None
        self.year, more = about if isinstance(about, tuple) else (None, (False, False))
        writable, there = self.context.store.writable, self.year is not None
        for each in self._own:
            each.setVisible(there)
        self.before.setVisible(there and more[0])
        self.after.setVisible(there and more[1])
        self.issue_button.setEnabled(writable)
        waiting = there and any(not each.state for each in self.year.issues)
        self.all_button.setVisible(waiting)
        self.all_button.setEnabled(writable)

    def _turn(self, years: int) -> None:
        self._shift = min(0, self._shift + years)
        self.refresh()

    def _ways_in(self) -> list[Way]:
        return [(self.adding, "main", "add", self.add)]

    # -- doing ---------------------------------------------------------------------------------

    def add(self) -> bool:
        """Begin the year's, or where that is there register an issue."""
        if self.year is not None:
            return self.add_issue()
        store = self.context.store
        made = self.context.attempt(lambda: work.begin(store, work.coming_year(store)))
        if made is not None:
            self.context.tell_done("已登记，接着一步一步办")
        return True

    def add_issue(self) -> bool:
        """An issue of this year."""
        if self.year is not None:
            defaults = {"life_work": self.year.id}
            self.start_wanted.emit(NavigationTarget("life_issue", defaults=defaults))
        return True

    def go(self, line: Line) -> None:
        """Where the step is done, or the issue."""
        if self.year is None:
            return
        if line.kind == "life_issue":
            self.start_wanted.emit(NavigationTarget("life_issue", line.uid))
            return
        self.start_wanted.emit(_way_of(line.uid, self.year))

    def fill_day(self, line: Line) -> None:
        """Say in the record on which day the step was taken."""
        from partydesk.rules.norms.life_work import COLUMNS

        if self.year is not None:
            column = COLUMNS[line.uid][0]
            self.start_wanted.emit(NavigationTarget("life_work", self.year.uid, column=column))

    def turn_into_ticket(self, line: Line) -> None:
        """Make a ticket of the issue under the cursor."""
        self._turn_into((line.uid,))

    def turn_all(self) -> None:
        """Make a ticket of each issue that has none."""
        self._turn_into(())

    def _turn_into(self, uids: tuple[str, ...]) -> None:
        year, store = self.year, self.context.store
        if year is None:
            return
        made = self.context.attempt(lambda: work.to_tickets(store, year, uids))
        if made is not None:
            self.context.tell_done(f"转入问题台账 {len(made)} 条")

    def go_to_ticket(self, line: Line) -> None:
        """The ticket that was made of an issue."""
        issue = self._issue(line)
        if issue is not None:
            self.record_wanted.emit("ticket", issue.ticket)

    def _issue(self, line: Line) -> LifeIssueRow | None:
        issues = self.year.issues if self.year is not None else ()
        return next((each for each in issues if each.uid == line.uid), None)

    def _print(self) -> None:
        if self.year is not None:
            about: Mapping[str, object] = {"uid": self.year.uid, **self.year.row}
            self._papers.pop_up(self._papers.of_row(about), self.print_button)


def _has_day(line: Line) -> bool:
    from partydesk.rules.norms.life_work import COLUMNS

    return line.kind == "life_work" and line.uid in COLUMNS


def _waits(line: Line) -> bool:
    return line.kind == "life_issue" and not line.about


def _has_ticket(line: Line) -> bool:
    return line.kind == "life_issue" and bool(line.about)


def _way_of(code: str, year: LifeYear) -> NavigationTarget:
    from partydesk.rules.norms.life_work import COLUMNS, MEETING, STUDY, TALKS

    step = next(each for each in year.steps if each.code == code)
    if code == TALKS and step.done is None:
        return NavigationTarget(tab="talks", part="coverage")
    if code == STUDY and step.done is None:
        return NavigationTarget("session", defaults={"kind": "group_study"})
    if code == MEETING and step.evidence:
        return NavigationTarget(*step.evidence[0])
    if code == MEETING:
        defaults: dict[str, object] = {"kind": "life_meeting"}
        if year.year != clock.today().year:
            defaults["for_year"] = year.year
        return NavigationTarget("session", defaults=defaults)
    column = COLUMNS[code][0] if code in COLUMNS else ""
    return NavigationTarget("life_work", year.uid, column=column)


def evidence_of(year: LifeYear, earlier: bool = False, later: bool = False) -> Evidence:
    """The steps and issues of a year as lines."""
    from partydesk.records.ticket import STATE

    following = year.next
    steps = tuple(_step(step, year, step is following, (earlier, later)) for step in year.steps)
    issues: dict[str, list[Line]] = {"branch": [], "member": []}
    for each in year.issues:
        choice = STATE.by_code.get(each.state)
        words, tone = (choice.label, choice.tone) if choice else ("没有转入台账", "warn")
        about = f"{each.name}：{each.issue}" if each.name else each.issue
        cells = (about, each.due_on, each.owner, words)
        issues[each.whose].append(Line(cells, "life_issue", each.uid, each.ticket or None, tone))
    taken = sum(step.done is not None for step in year.steps)
    said = f"{year.year} 年度组织生活会，做了 {taken} 步，共 {len(year.steps)} 步"
    said += f"；下一步：{following.label}" if following else "，都做完了"
    if following is not None and following.due is not None:
        said += f"，{following.due} 以前"
    said += "。日子是惯例，从开会那天往前往后算；评议等次在“民主评议”里填。"
    groups = (Group(_STEPS, steps), Group(_OURS, tuple(issues["branch"])),
              Group(_THEIRS, tuple(issues["member"])))  # fmt: skip
    return Evidence("组织生活会", said, _COLUMNS, groups)


def _step(step: LifeStep, year: LifeYear, following: bool, more: tuple[bool, bool]) -> Line:
    words, tone = "还没到这一步", "idle"
    if step.done is not None:
        words, tone = f"{step.done} 完成", "ok"
    elif step.due is not None and step.due < clock.today():
        words, tone = f"过了 {(clock.today() - step.due).days} 天", "bad"
    elif following:
        words, tone = "下一步", "warn"
    cells = (step.label, str(step.due or ""), step.text, words)
    return Line(cells, "life_work", step.code, (year, more), tone)
