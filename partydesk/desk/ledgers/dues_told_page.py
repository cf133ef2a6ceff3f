"""各支部党费: a committee's branches with this year's sums as they told them, and who is behind."""

from __future__ import annotations

from partydesk.desk.evidence.model import Evidence, Group, Line
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.records import clock
from partydesk.records.dues_states import TOLD_STATE
from partydesk.records.money import yuan
from partydesk.records.months import said
from partydesk.records.periods import Period, parse_period
from partydesk.rules.coverage import NOBODY_BELOW
from partydesk.store.store import Store

_COLUMNS = (
    ("党组织", 170), ("报到", 84), ("应交（元）", 100), ("已交（元）", 100), ("多交（元）", 100),
    ("少交", 56), ("免交", 56), ("怎样", 0),
)  # fmt: skip
_OWED, _DONE, _NOT_IN = "有人欠交", "都交了", "没有报来"


class DuesToldPage(PeoplePage):
    """Enter opens a branch's people with the state of each month."""

    nobody = NOBODY_BELOW
    goes_here = "各支部报来的党费在这里：应交多少、交了多少、谁还欠着。"
    adding = ""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, lambda: dues_of_branches(context.store), (), "看名单")

    def go(self, line: Line) -> None:
        """The people of one branch."""
        found = line.about
        if isinstance(found, int):
            self.ways.cover(lambda: dues_of_branch(self.context.store, found, line.cells[0]))
        else:
            self.context.tell(f"{line.cells[0]}还没有报来党费，没有名单可看", "idle")

    def add(self) -> bool:
        """They come with the branches' sheets."""
        return False


def _year() -> Period:
    return parse_period(str(clock.today().year))


def dues_of_branches(store: Store) -> Evidence:
    """This year's sums by branch, asked off the screen."""
    from partydesk.rules.coverage import coverage
    from partydesk.rules.handed_in import Told
    from partydesk.rules.norms.dues_told import told_dues

    year = _year()
    with store.read() as connection:
        told = told_dues(connection)
        sentence = coverage(Told(connection), year, clock.today()).sentence
        branches = connection.exec_driver_sql(
            "SELECT id, coalesce(short_name, name), kind FROM organisation "
            "WHERE deleted_at IS NULL AND id != ? ORDER BY code",
            (store.own.id,),
        ).fetchall()
    groups: dict[str, list[Line]] = {_OWED: [], _DONE: [], _NOT_IN: []}
    due = met = silent = 0
    for id, name, kind in branches:
        months = told[id].months(year) if id in told else []
        if not months and kind == "party_committee":
            continue  # not every committee collects any
        if not months:
            groups[_NOT_IN].append(Line((name, *[""] * 6, _NOT_IN), tone="idle"))
            continue
        due += sum(each.due for each in months)
        met += sum(each.met for each in months)
        owing, *heads = told[id].heads(year)
        words, tone, label = "都交了", "ok", _DONE
        if owing:
            words, tone, label = f"{owing} 人欠交", "bad", _OWED
        sums = (
            sum(each.due for each in months),
            sum(each.paid for each in months),
            sum(each.extra for each in months),
        )
        untold = told[id].silent(year)
        money = ("", "", "") if untold else tuple(map(yuan, sums))
        silent += untold
        cells = (name, f"{int(months[-1].month[5:])} 月", *money, *map(str, heads),
                 f"{words}，不报金额" if untold else words)  # fmt: skip
        groups[label].append(Line(cells, about=id, tone=tone))
    said_of = f"{year.title}，报来的应交 {yuan(due)} 元，其中已交 {yuan(met)} 元"
    if due:
        said_of += f"，收缴率 {(1000 * met + due // 2) // due / 10:g}%"
    if silent:
        said_of += f"；{silent} 个支部应交或已交的不足 3 人，不报金额"
    if not any(groups[label] for label in (_OWED, _DONE)):
        said_of = "还没有支部报来党费；支部记了党费，报送表里就有"
    said_of = f"{said_of}。{sentence}"
    shown = tuple(Group(label, tuple(lines)) for label, lines in groups.items() if lines)
    if len(shown) > 1:
        shown = (Group("全部", tuple(line for each in shown for line in each.lines)), *shown)
    return Evidence("各支部党费", said_of, _COLUMNS, shown or (Group(_NOT_IN, ()),))


def dues_of_branch(store: Store, branch: int, name: str) -> Evidence:
    """One branch's people: a line for each state, with its months."""
    from partydesk.rules.norms.dues_told import told_dues

    year = _year()
    with store.read() as connection:
        told = told_dues(connection, (branch,)).get(branch)
    groups: dict[str, list[Line]] = {choice.label: [] for choice in TOLD_STATE}
    amounts = False
    for uid, months in told.members.items() if told else ():
        mine = [each for _, each in sorted(months.items()) if each.month[:4] == str(year.last.year)]
        for choice in TOLD_STATE:
            those = [each for each in mine if each.state == choice.code]
            if not those:
                continue
            paid = [each.amount for each in those if each.amount is not None]
            amounts = amounts or bool(paid)
            spoken = "、".join(f"{int(each.month[5:])} 月" for each in those)
            cells = (told.names[uid] if told else "", spoken, yuan(sum(paid)) if paid else "",
                     choice.label)  # fmt: skip
            groups[choice.label].append(Line(cells, "member", uid, tone=choice.tone))
    order = ("欠交", "未交足", "当月未交", "未核定", "少交", "免交", "已交")
    shown = tuple(Group(label, tuple(groups[label])) for label in order if groups[label])
    columns = (("姓名", 120), ("月份", 0), ("金额（元）", 100 if amounts else 90), ("情况", 110))
    told_to = max(told.sums, default="") if told else ""
    words = f"报到 {said(told_to)}" if told_to else "还没有报来"
    if told_to and not amounts:
        words += "；每人交了多少留在支部，报来的是交没交"
    return Evidence(f"{name}党费", words, columns, shown or (Group("名单", ()),))
