"""转接对接: moves between the park's branches, as both ends tell of them."""

from __future__ import annotations

from partydesk.desk.evidence.model import Evidence, Group, Line
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.records import clock
from partydesk.store.store import Store

_COLUMNS = (("姓名", 110), ("转出支部", 170), ("转出日期", 110), ("转入支部", 170),
            ("转入日期", 110), ("怎样", 0))  # fmt: skip
_WAITING, _DONE = "没有接上", "接上了"


class TransfersPage(PeoplePage):
    """Enter opens the member of the end that told of it."""

    nobody = "还没有园区内的转接"
    goes_here = (
        "支部报来的、从这个支部转到那个支部的党员在这里：\n"
        "转出了对方没有收的、收了对方没有转出的，先列出来。"
    )
    adding = ""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, lambda: moves_of(context.store), (), "打开")

    def go(self, line: Line) -> None:
        """The member of the end that told of it."""
        self.record_wanted.emit(line.kind, line.uid)

    def add(self) -> bool:
        """They come with the branches' sheets."""
        return False


def moves_of(store: Store) -> Evidence:
    """Every move between branches of the file, asked off the screen."""
    from partydesk.rules.transfers_matched import matched

    today = clock.today()
    with store.read() as connection:
        found = matched(connection)
    groups: dict[str, list[Line]] = {_WAITING: [], _DONE: []}
    for each in found:
        words, tone = each.state
        told = words if tone == "ok" else f"{words}，{each.days(today)} 天"
        cells = (each.name, each.sender, each.sent_on, each.receiver, each.came_on, told)
        line = Line(cells, each.kind, each.uid, tone=tone)
        groups[_DONE if tone == "ok" else _WAITING].append(line)
    waiting = len(groups[_WAITING])
    said = f"园区内转接 {len(found)} 人"
    said += f"，{waiting} 人两头没有接上：问清以后请支部补记" if waiting else "，两头都接上了"
    if not found:
        said = "支部报来的名册里没有园区内的转接"
    shown = tuple(Group(label, tuple(lines)) for label, lines in groups.items() if lines)
    return Evidence("转接对接", said, _COLUMNS, shown or (Group(_WAITING, ()),))
