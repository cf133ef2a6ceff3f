"""全部要办的事: every reminder by how pressing it is, and those put off, which can be woken."""

from __future__ import annotations

from collections.abc import Callable

from partydesk.desk.evidence.list_page import Act
from partydesk.desk.evidence.model import Evidence, Group, Line
from partydesk.desk.overview.due_words import Due, told
from partydesk.desk.overview.facts import PutOff, put_off
from partydesk.records import clock
from partydesk.store.store import Store

_COLUMNS = (("时限", 120), ("事项", 330), ("说明", 0), ("", 130))


def everything(store: Store) -> Evidence:
    """All reminders, in groups by when, and what is put off."""
    from partydesk.rules.reminders import WHEN, reminders

    today = clock.today()
    with store.read() as connection:
        found = [told(each, store, today) for each in reminders(connection, today=today)]
    groups = [Group("全部", _lines(found))]
    for when, label in WHEN.items():
        those = [due for due in found if due.reminder.when == when]
        if those:
            groups.append(Group(label, _lines(those)))
    waiting = put_off(store)
    if waiting:
        groups.append(Group("已推迟", tuple(_waiting(each) for each in waiting)))
    said = "最要紧的在前面；推迟的事到了日子会自己回来。"
    return Evidence("要办的事", said, _COLUMNS, tuple(groups))


def acts_on(snooze: Callable[[Due], object], wake: Callable[[str], object]) -> tuple[Act, ...]:
    """Putting off the Due of the line under the cursor, and waking one by its key."""

    def put_off(line: Line) -> None:
        if isinstance(line.about, Due):
            snooze(line.about)

    def awake(line: Line) -> None:
        if isinstance(line.about, PutOff):
            wake(line.about.key)

    return (
        Act("推迟…", put_off, lambda line: isinstance(line.about, Due)),
        Act("现在就提醒", awake, lambda line: isinstance(line.about, PutOff)),
    )


def _lines(found: list[Due]) -> tuple[Line, ...]:
    return tuple(
        Line(
            (
                due.reminder.due.isoformat() if due.reminder.due else "",
                due.reminder.title,
                due.reminder.why,
                due.pill,
            ),
            about=due,
            tone=due.tone,
        )
        for due in found
    )


def _waiting(each: PutOff) -> Line:
    cells = ("", each.title, f"原因：{each.reason}", f"{each.until:%m-%d} 再提醒")
    return Line(cells, about=each, tone="idle")
