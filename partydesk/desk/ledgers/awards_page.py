"""评优: who qualifies by the park's conditions, and why; each answer opens its records."""

from __future__ import annotations

from functools import partial

from partydesk.desk.evidence.list_page import Act
from partydesk.desk.evidence.model import Evidence, Group, Line, own_scope
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.records import clock
from partydesk.records.periods import parse_period
from partydesk.rules.awards.candidates import (
    Candidate,
    Standing,
    awards,
    lines,
    looked_at,
)
from partydesk.rules.awards.conditions import LABEL, AwardRules
from partydesk.rules.awards.model import Stand
from partydesk.rules.coverage import NOBODY_BELOW
from partydesk.store.store import Store

_STANDS = {
    Stand.MET: ("符合", "ok"),
    Stand.NOT: ("不符合", "bad"),
    Stand.UNKNOWN: ("无记录", "warn"),
}
_MARK = {Stand.MET: "✓", Stand.NOT: "✗", Stand.UNKNOWN: "？"}


class AwardsPage(PeoplePage):
    """Members, or branches with `what`; Enter opens the answer to each condition."""

    goes_here = (
        "谁够评优的条件、为什么，照记录算好列在这里；没有记录的写着“无记录”，不算符合。\n"
        "条件在“设置”的“本园区的规矩”里定。"
    )
    adding = "记一项表彰"

    def __init__(self, context: AppContext, what: str = "member") -> None:
        self.what = what
        acts = (
            Act("记为表彰…", self.record, _qualifies),
            Act("打印候选表", lambda _line: self.print_list(), lambda _line: True),
        )
        look = partial(qualified, context.store, what)
        super().__init__(context, look, acts, "看依据")

    def go(self, line: Line) -> None:
        """The answers of one candidate."""
        if isinstance(line.about, tuple):
            self.ways.cover(partial(_answers, *line.about))

    def add(self) -> bool:
        """An award."""
        self.start_wanted.emit(NavigationTarget("award"))
        return True

    def record(self, line: Line) -> None:
        """The form of an award to whom the line is about."""
        self.start_wanted.emit(NavigationTarget("award", defaults={"who": line.cells[0]}))

    def print_list(self) -> None:
        """Print who qualifies and who does not."""
        from partydesk.desk.printing.offers import Offer
        from partydesk.desk.printing.writing import print_offer
        from partydesk.documents.printing import PAPERS

        paper, store = PAPERS["award-candidates"], self.context.store
        period = parse_period(str(looked_at(clock.today())))
        about = store.own.short_name
        offer = Offer("award-candidates", paper.label, paper.label, about=about, period=period)
        print_offer(self.context, offer, self)


class BranchAwardsPage(AwardsPage):
    """The same of branches."""

    nobody = NOBODY_BELOW
    adding = ""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "branch")


def _qualifies(line: Line) -> bool:
    return line.tone == Standing.QUALIFIES.tone


def qualified(store: Store, what: str) -> Evidence:
    """This year's candidates (early in a year the last one's), asked off the screen."""
    today = clock.today()
    with store.read() as connection:
        found = awards(connection, what, looked_at(today), today, own_scope(store))
    many = what == "member" and store.role == "committee"
    columns = [("姓名" if what == "member" else "党支部", 96 if what == "member" else 150)]
    columns += [(condition.label, 104) for condition in found.conditions]
    columns += [("党组织", 120)] if many else []
    groups: dict[str, list[Line]] = {each.words: [] for each in Standing}
    for each in found.candidates:
        told = {condition.code: answer for condition, answer in each.answers}
        cells = [each.name]
        for condition in found.conditions:
            answer = told.get(condition.code)
            cells.append(f"{_MARK[answer.stand]} {answer.text}" if answer else "支部自己看")
        cells += [each.place] if many else []
        standing = each.standing
        line = Line((*cells, each.why or standing.words), each.kind, each.uid,
                    (each, found.rules), standing.tone)  # fmt: skip
        groups[standing.words].append(line)
    shown = tuple(Group(label, tuple(those)) for label, those in groups.items() if those)
    if len(shown) > 1:
        shown = (Group("全部", tuple(line for each in shown for line in each.lines)), *shown)
    title = f"评优{LABEL[what]}"
    return Evidence(title, found.said, (*columns, ("怎样", 0)), shown or (Group("符合", ()),))


def _answers(candidate: Candidate, rules: AwardRules) -> Evidence:
    """What each condition asks, how it stands, the records behind it."""
    made: list[Line] = []
    for condition, answer, asks in lines(candidate, rules):
        words, tone = _STANDS[answer.stand]
        said = answer.text if answer.text != words else ""
        evidence = answer.evidence or (("", ""),)
        for number, (kind, uid) in enumerate(evidence):
            first = (condition.label, asks, said) if not number else ("", "", "")
            made.append(Line((*first, words), kind, uid, tone=tone))
    columns = (("条件", 110), ("要求", 320), ("记录里", 170), ("怎样", 0))
    words = candidate.why or candidate.standing.words
    return Evidence(f"{candidate.name}评优", words, columns, (Group("条件", tuple(made)),))
