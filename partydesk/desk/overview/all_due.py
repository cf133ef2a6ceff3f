"""全部要办的事: every reminder by how pressing it is, and those put off, which can be woken."""

from __future__ import annotations

from collections.abc import Callable

from partydesk.desk.evidence.list_page import Act
from partydesk.desk.evidence.model import Evidence, Group, Line
from partydesk.desk.overview.due_words import Due, told
from partydesk.desk.overview.facts import Exempted, PutOff, exempted, put_off
from partydesk.desk.plans.words import MOVED, NOT_HELD
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
    excused = exempted(store)
    if excused:
        groups.append(Group("不适用", tuple(_excused(each) for each in excused)))
    said = "最要紧的在前面；推迟的事到了日子会自己回来。"
    return Evidence("要办的事", said, _COLUMNS, tuple(groups))


def acts_on(
    snooze: Callable[[Due], object],
    wake: Callable[[str], object],
    exempt: Callable[[Due], object],
    take_back: Callable[[str], object],
    answer: Callable[[Due, str], object],
    remind: Callable[[Due], object],
) -> tuple[Act, ...]:
    """Putting off or exempting the Due of the line under the cursor, waking one by its key, taking
    an exemption back by its uid, what else is answered of a plan, and the text that reminds whom it
    concerns."""

    def excuse(line: Line) -> None:
        if isinstance(line.about, Due):
            exempt(line.about)

    def ask_again(line: Line) -> None:
        if isinstance(line.about, Exempted):
            take_back(line.about.uid)

    def put_off(line: Line) -> None:
        if isinstance(line.about, Due):
            snooze(line.about)

    def copy(line: Line) -> None:
        if isinstance(line.about, Due):
            remind(line.about)

    def awake(line: Line) -> None:
        if isinstance(line.about, PutOff):
            wake(line.about.key)

    def other(how: str) -> Act:
        def say(line: Line) -> None:
            if isinstance(line.about, Due):
                answer(line.about, how)

        return Act(
            f"{how}…", say, lambda line: isinstance(line.about, Due) and how in line.about.others
        )

    return (
        other(MOVED),
        other(NOT_HELD),
        Act("推迟…", put_off, lambda line: isinstance(line.about, Due)),
        Act(
            "不适用…",
            excuse,
            lambda line: isinstance(line.about, Due) and line.about.own and not line.about.others,
        ),
        Act("复制提醒", copy, _reminded),
        Act("恢复要求", ask_again, lambda line: isinstance(line.about, Exempted)),
        Act("现在就提醒", awake, lambda line: isinstance(line.about, PutOff)),
    )


def _reminded(line: Line) -> bool:
    """Whether a text can remind whom a line concerns."""
    due = line.about
    return (
        isinstance(due, Due)
        and due.own
        and not all(item.norm.private for item in due.reminder.items)
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


def _excused(each: Exempted) -> Line:
    cells = (each.since.isoformat(), each.title, f"理由：{each.reason}", each.until)
    return Line(cells, about=each, tone="idle")


def _waiting(each: PutOff) -> Line:
    cells = ("", each.title, f"原因：{each.reason}", f"{each.until:%m-%d} 再提醒")
    return Line(cells, about=each, tone="idle")
