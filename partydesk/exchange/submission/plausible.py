"""What in a submission is possible and yet not likely, from the file alone: told, never refused.

Runs in the workers that read submissions, over columns. What needs the committee's own file is in
merge.against_known. All limits stand here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from partydesk.exchange.submission.columns import CODE, SheetLayout
from partydesk.exchange.submission.heading import Heading
from partydesk.exchange.submission.model import Held
from partydesk.exchange.submission.sheet_cells import SheetCells
from partydesk.exchange.submission.stamps import local
from partydesk.records.checks import folded_code
from partydesk.records.clock import local_day
from partydesk.records.folding import bare
from partydesk.records.values import shown

FAR_TIMES, FAR_LEAST = 3, 10
"""A figure is far from the last period's where it is so many times as much, or as little, and the
two differ by at least so much."""
ROLL_TIMES, ROLL_LEAST = 1.5, 5
"""The same of the number of members, which moves less."""
CLOCK_AHEAD = timedelta(minutes=10)
"""A file written so much later than it is now comes from a clock that is ahead."""
CLOCK_BEHIND = timedelta(days=1)
"""A file written so much earlier than what it tells of comes from a clock that is behind."""
NEAR = timedelta(hours=2)
"""Two meetings of one kind and like topics within so much time may be one."""
LIKE = 0.75
"""Topics that share so much of their letters are like."""

_SOME = 3  # cases named in a sentence


def like(one: str, other: str) -> bool:
    """Whether two topics (or places) say the same in other words or signs."""
    first, second = bare(one), bare(other)
    if first == second or (
        min(len(first), len(second)) >= 4 and (first in second or second in first)
    ):
        return bool(first)
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= LIKE


class Sessions:
    """The held sessions of a submission, with how many were called."""

    def __init__(self, layouts: Mapping[str, SheetLayout], held: Mapping[str, Held]) -> None:
        self._field = {column.name: column.field for column in layouts["session"].columns}
        sessions = _columns(layouts, held, "session")
        self.uids = sessions["uid"]
        self.kinds, self.starts = sessions["kind"], sessions["starts_at"]
        self.topics = sessions["topic"]
        self.reflections = sessions["reflections"]
        self.counted = sessions.get("present_count", [None] * len(self.uids))
        attendance = _columns(layouts, held, "attendance")
        self.listed = Counter(attendance["session"])
        self.members = sum(
            category in ("full", "probationary")
            for category in _columns(layouts, held, "member")["category"]
        )

    def named(self, place: int) -> str:
        """A session as one calls it: day and kind."""
        field = self._field["kind"]
        kind = shown(field, self.kinds[place]) if field is not None else ""
        return f"{str(self.starts[place])[:10]} {kind}"


def _columns(
    layouts: Mapping[str, SheetLayout], held: Mapping[str, Held], kind: str
) -> dict[str, Sequence[Any]]:
    rows = held[kind]
    return {"uid": rows.uids, **dict(zip(layouts[kind].names, rows.columns, strict=True))}


def remarks(
    layouts: Mapping[str, SheetLayout],
    held: Mapping[str, Held],
    numbers: Mapping[str, Mapping[str, int]],
    heading: Heading,
    *,
    hand_filled: bool,
) -> list[str]:
    """What is odd in a submission, each in a sentence with its numbers. `numbers` are the rows of
    the sheet that uids stand in."""
    sessions = Sessions(layouts, held)
    found = [*_reflections(sessions), *_without_attendance(sessions)]
    found += _twice(sessions, numbers.get("session", {}), layouts["session"].sheet)
    if not hand_filled:
        talks = _columns(layouts, held, "talk")["held_on"]
        found += _clock(
            heading, max((str(day)[:10] for day in (*sessions.starts, *talks) if day), default="")
        )
    return found


def foreign_codes(layout: SheetLayout, cells: SheetCells, code: str) -> Iterator[str]:
    """Rows that bear the code of another organisation than the file's."""
    column = cells.column(CODE)
    others = {str(each) for each in set(column) if each}
    own = folded_code(code)
    for other in sorted(each for each in others if folded_code(each) != own):
        rows = [n for n, each in zip(cells.numbers, column, strict=True) if str(each) == other]
        yield (
            f"“{layout.sheet}”有 {len(rows)} 行的组织编码是 {other[:40]}，不是 {code}"
            f"（第 {_some([str(n) for n in rows])} 行），像是别的支部的行；收下后都算 {code} 的"
        )


def _reflections(sessions: Sessions) -> Iterator[str]:
    """More papers than people who were called, or papers where nobody is said to have been."""
    nobody, more = [], []
    for place, count in enumerate(sessions.reflections):
        if not count:
            continue
        uid = sessions.uids[place]
        there = sessions.listed.get(uid) or sessions.counted[place]
        if there is None:
            nobody.append((place, count))
        elif count > there:
            more.append((place, count, there))
    if nobody:
        total = sum(count for _, count in nobody)
        each = _some([f"{sessions.named(place)} {count} 篇" for place, count in nobody])
        yield (
            f"心得体会有 {total} 篇记在 {len(nobody)} 场没有出勤记录的活动上"
            f"（名册上党员 {sessions.members} 人）：{each}"
        )
    if more:
        each = _some([f"{sessions.named(p)} {count} 篇、{there} 人" for p, count, there in more])
        yield f"有 {len(more)} 场活动的心得体会比出勤记录上的人还多：{each}"


def _without_attendance(sessions: Sessions) -> Iterator[str]:
    if not sessions.members:
        return  # a committee's own meetings, say: nobody's attendance can be kept
    without = [
        place
        for place, uid in enumerate(sessions.uids)
        if uid not in sessions.listed and sessions.counted[place] is None
    ]
    if without:
        each = _some([sessions.named(place) for place in without])
        yield f"{len(sessions.uids)} 场活动中有 {len(without)} 场没有出勤记录：{each}"


def _twice(sessions: Sessions, numbers: Mapping[str, int], sheet: str) -> Iterator[str]:
    """Meetings of one kind within NEAR of each other on a day, with like topics."""
    order = sorted(
        (str(kind), str(at), place)
        for place, (kind, at) in enumerate(zip(sessions.kinds, sessions.starts, strict=True))
    )
    for (kind, at, place), (other_kind, other_at, other) in pairwise(order):
        if kind != other_kind or at[:10] != other_at[:10] or not near(at, other_at):
            continue
        topic, second = str(sessions.topics[place]), str(sessions.topics[other])
        if like(topic, second):
            rows = [numbers.get(sessions.uids[each], 0) for each in (place, other)]
            yield (
                f"“{sheet}”第 {rows[0]} 行和第 {rows[1]} 行像是同一场记了两次："
                f"{sessions.named(place)} {at[11:16]}“{topic[:30]}”"
                f"和 {other_at[11:16]}“{second[:30]}”"
            )


def near(one: str, other: str) -> bool:
    """Whether two times, as they are stored, are within NEAR."""
    return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other)) <= NEAR


def _clock(heading: Heading, latest: str) -> Iterator[str]:
    """A file that was written before what it tells of."""
    made = local_day(heading.made_at)
    if made + CLOCK_BEHIND < heading.period.first:
        yield (
            f"写出时间 {local(heading.made_at)} 比期间开始（{heading.period.first}）还早，"
            "支部写出时的时钟慢了；先后按修订号和报送次序算，不按时钟"
        )
    elif latest and made + CLOCK_BEHIND < date.fromisoformat(latest):
        yield (
            f"写出时间 {local(heading.made_at)}，可是表里已经记着 {latest} 的事，"
            "支部写出时的时钟慢了；先后按修订号和报送次序算，不按时钟"
        )


def _some(named: Sequence[str]) -> str:
    return "、".join(named[:_SOME]) + (f" 等 {len(named)} 处" if len(named) > _SOME else "")
