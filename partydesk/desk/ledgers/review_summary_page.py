"""民主评议汇总: a committee's branches with their grades, 优秀 against the cap, and who lacks."""

from __future__ import annotations

from partydesk.desk.evidence.list_page import Act
from partydesk.desk.evidence.model import Evidence, Group, Line
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.records import clock
from partydesk.records.periods import parse_period
from partydesk.records.review import GRADE
from partydesk.rules.coverage import NOBODY_BELOW
from partydesk.store.store import Store

_COLUMNS = (
    ("党组织", 170), ("定等次", 84), *((choice.label, 90) for choice in GRADE),
    ("未评", 64), ("怎样", 0),
)  # fmt: skip
_NOT_IN, _OVER, _LACKING, _DONE, _NONE = "未报到", "优秀超了", "还没评齐", "评齐了", "还没有评"


class ReviewSummaryPage(PeoplePage):
    """Enter opens a branch's grades."""

    nobody = NOBODY_BELOW
    goes_here = "各支部报来的民主评议等次汇总在这里：每个支部多少名优秀、有没有超，\n谁还没有评。"
    adding = ""

    def __init__(self, context: AppContext) -> None:
        acts = (Act("打印汇总表", lambda _line: self.print_summary(), lambda _line: True),)
        super().__init__(context, lambda: grades_of_branches(context.store), acts, "看名单")

    def go(self, line: Line) -> None:
        """The grades of one branch."""
        from partydesk.rules.review_park import BranchReviews

        branch = line.about
        if isinstance(branch, BranchReviews) and not branch.asked:
            self.context.tell(f"{branch.name}：{branch.standing[0]}，没有名单可看", "idle")
        elif isinstance(branch, BranchReviews):
            self.ways.cover(lambda: _grades_of(branch))

    def add(self) -> bool:
        """Grades come with the branches' sheets."""
        return False

    def print_summary(self) -> None:
        """Print the year's summary of all branches."""
        from partydesk.desk.printing.offers import Offer
        from partydesk.desk.printing.writing import print_offer
        from partydesk.documents.printing import PAPERS

        paper, store = PAPERS["review-summary"], self.context.store
        period = parse_period(str(clock.today().year))
        about = store.own.short_name
        offer = Offer("review-summary", paper.label, paper.label, about=about, period=period)
        print_offer(self.context, offer, self)


def grades_of_branches(store: Store) -> Evidence:
    """This year's grades by branch, asked off the screen."""
    from partydesk.rules.review_park import park_reviews

    today = clock.today()
    with store.read() as connection:
        found = park_reviews(connection, today.year, today)
    groups: dict[str, list[Line]] = {_LACKING: [], _OVER: [], _NONE: [], _DONE: [], _NOT_IN: []}
    for branch in found.branches:
        words, tone = branch.standing
        numbers = [str(branch.number(choice.code)) for choice in GRADE]
        cells = (branch.name, str(branch.asked), *numbers, str(len(branch.lacking)))
        if not branch.reported or not branch.asked:
            cells = (branch.name, *([""] * (len(cells) - 1)))
        label = {"bad": _OVER, "warn": _LACKING, "ok": _DONE}.get(tone, words)
        groups[label].append(Line((*cells, words), about=branch, tone=tone))
    asked, without = found.total()
    counts = "，".join(f"{choice.label} {found.totals[choice.code]} 名" for choice in GRADE)
    told = f"定等次的 {asked} 名，{counts}，未评 {without} 名"
    if not asked:
        told = "还没有支部报来民主评议等次"
    said = (
        f"{found.year} 年，{told}；优秀一般不超过正式党员的 {found.cap}。{found.coverage.sentence}"
    )
    shown = tuple(Group(label, tuple(lines)) for label, lines in groups.items() if lines)
    if len(shown) > 1:
        every = tuple(line for group in shown for line in group.lines)
        shown = (Group("全部", every), *shown)
    return Evidence("民主评议汇总", said, _COLUMNS, shown or (Group(_LACKING, ()),))


def _grades_of(branch: object) -> Evidence:
    """One branch's people by their grade."""
    from partydesk.rules.review_park import BranchReviews

    assert isinstance(branch, BranchReviews)  # what the line is about
    tones = {choice.code: choice.tone for choice in GRADE}
    lines = [
        Line((each.name, GRADE.label(each.grade)), "review", each.uid, tone=tones[each.grade])
        for each in sorted(branch.people, key=lambda p: list(tones).index(p.grade))
    ]
    lines += [Line((name, "还没有评"), tone="warn") for name in branch.lacking]
    words, _tone = branch.standing
    columns = (("姓名", 160), ("评议等次", 0))
    return Evidence(f"{branch.name}民主评议", words, columns, (Group("名单", tuple(lines)),))
