"""联系与流动: floating, lost, hidden members with the last contact and the next step by its day."""

from __future__ import annotations

from functools import partial

from partydesk.desk.evidence.list_page import Act
from partydesk.desk.evidence.model import Evidence, Group, Line, own_scope, places
from partydesk.desk.evidence.navigation_target import NavigationTarget
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.records import clock
from partydesk.store import rows
from partydesk.store.store import Store

_COLUMNS = (("姓名", 100), ("从哪天起", 104), ("去向、情形", 180), ("最近联系", 160),
            ("下一步", 270), ("怎样", 0))  # fmt: skip
_FLOATING, _LOST, _SUSPENDED = "floating", "lost", "suspended"


class ReachPage(PeoplePage):
    """Enter opens the member."""

    nobody = "没有流动、失联、隐形党员"
    goes_here = (
        "登记为流动、失联、停止党籍的党员和发现的隐形、口袋党员列在这里：\n"
        "最近哪天联系过、下一步办什么、哪天以前。在名册里填“是否为流动党员”等就会出现。"
    )
    adding = "记一次联系"

    def __init__(self, context: AppContext) -> None:
        acts = (
            Act("记一次联系", self.contact, lambda line: bool(line.uid)),
            Act("找到了…", partial(self._affair, "found"), partial(_of, _LOST)),
            Act("停止党籍…", partial(self._affair, "suspend"), partial(_of, _LOST)),
            Act("恢复党籍…", partial(self._affair, "restore"), partial(_of, _SUSPENDED)),
            Act("打印活动证", self.print_card, partial(_of, _FLOATING)),
        )
        own = context.store.role == "branch" and context.store.writable
        super().__init__(context, lambda: away_of(context.store), acts if own else (), "打开")

    def go(self, line: Line) -> None:
        """The member."""
        self.record_wanted.emit("member", line.uid)

    def add(self) -> bool:
        """A contact with whom the cursor is on."""
        line = self.line
        if line is None:
            self.start_wanted.emit(NavigationTarget("contact"))
        else:
            self.contact(line)
        return True

    def contact(self, line: Line) -> None:
        """An entry in somebody's log."""
        with self.context.store.read() as connection:
            row = rows.find(connection, "member", line.uid)
        if row is not None:
            defaults = {"member": row["id"]}
            self.start_wanted.emit(NavigationTarget("contact", defaults=defaults))

    def _affair(self, name: str, line: Line) -> None:
        self.start_wanted.emit(NavigationTarget("member", line.uid, affair=name))

    def print_card(self, line: Line) -> None:
        """The certificate that a floating member takes along."""
        from partydesk.desk.printing.offers import Offer
        from partydesk.desk.printing.writing import print_offer
        from partydesk.documents.printing import PAPERS

        title = PAPERS["floating-card"].label
        offer = Offer("floating-card", title, title, line.uid, line.cells[0], masks=True)
        print_offer(self.context, offer, self)


def _of(group: str, line: Line) -> bool:
    return line.about == group


def away_of(store: Store) -> Evidence:
    """Everybody whom it is about, asked off the screen."""
    from partydesk.rules.reach import LABELS, away, by_group

    today, own = clock.today(), own_scope(store)
    with store.read() as connection:
        found = by_group(away(connection, own, today))
        named = places(connection)
    groups, pressing = [], 0
    for group, people in found.items():
        lines = []
        for each in people:
            words, tone = each.state(today)
            pressing += tone in ("bad", "warn")
            cells = [each.name, each.since, each.where, each.reached or "还没有联系记录",
                     f"{each.step}" + (f"（{each.due}）" if each.due else "")]  # fmt: skip
            if own is None:
                cells.append(named[each.organisation].name)
            lines.append(Line((*cells, words), "member", each.uid, group, tone))
        groups.append(Group(LABELS[group], tuple(lines)))
    head = _COLUMNS if own is not None else (*_COLUMNS[:-1], ("党组织", 150), _COLUMNS[-1])
    number = sum(len(each.lines) for each in groups)
    said = f"共 {number} 人，该办的 {pressing} 人。依据党员教育管理工作条例第二十四、二十五条。"
    return Evidence("联系与流动", said, head, tuple(groups) or (Group("流动党员", ()),))
