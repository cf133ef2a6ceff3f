"""Invented talks of a year: the three directions, political birthdays, integrity, the pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from partydesk.records.periods import months_after
from partydesk.sample.habits import BRANCH
from partydesk.sample.people import board_of, here_on, in_party_on
from partydesk.sample.plan import Plan, Planned, later, working_day

TOPICS = {
    "heart": "了解思想、工作和生活情况",
    "integrity": "落实“一岗双责”，守住廉洁底线",
    "political_birthday": "回顾入党初心",
    "reminder": "提醒按时参加组织生活",
    "before_post": "任职前廉政谈话",
    "organisational": "发展党员组织谈话",
}
# The committee's officials and those they talk with: secretaries and heads of firms.
OFFICIALS = ("李示例", "王示例", "陈示例")
OTHERS = ("赵示例", "孙示例", "周示例", "吴示例")
COMMITTEE_KINDS = ("integrity", "heart", "integrity", "heart", "before_post", "reminder",
                   "integrity", "organisational")  # fmt: skip

Talk = tuple[date, str, str, tuple[str, ...]]
"""Day, kind, who talks, with whom."""


def plan_talks(plan: Plan, wanted: int | None) -> None:
    """Plan the year's talks; exactly `wanted` when that is said. Nobody talks with themselves.

    Fewer are taken evenly from the year's; more are further heart-to-heart talks.
    """
    own = plan.of("member")
    natural = _branch_talks(plan) if own else _committee_talks(plan)
    talks = sorted(talk for talk in _apart(natural) if plan.happened(talk[0]))
    if wanted is not None:
        if len(talks) > wanted:
            talks = [talks[number * len(talks) // wanted] for number in range(wanted)]
        talks = sorted(talks + list(_more(plan, talks, wanted - len(talks))))
    for number, talk in enumerate(talks):
        plan.add("talk", **_values(plan, number, talk))


def _apart(talks: Iterable[Talk]) -> Iterator[Talk]:
    """No two talks of a kind with the same people on one day."""
    taken = set()
    for day, kind, talker, subjects in talks:
        while (day, kind, subjects) in taken:
            day = working_day(later(day, 1))
        taken.add((day, kind, subjects))
        yield day, kind, talker, subjects


def _values(plan: Plan, number: int, talk: Talk) -> dict[str, Any]:
    held, kind, talker, subjects = talk
    board = board_of(plan)
    roles = dict.fromkeys(board or OFFICIALS, "委员") | {(board or OFFICIALS)[0]: "书记"}
    recorders = [name for name in (*reversed(board or OFFICIALS), *OFFICIALS) if name != talker]
    values: dict[str, Any] = {
        "kind": kind,
        "held_on": held,
        "place": "支部谈心室" if board else "党委会议室",
        "talker": talker,
        "talker_role": roles.get(talker, "党员"),
        "subjects": "、".join(subjects),
        "topic": TOPICS[kind],
        "content": "谈了近期思想状况、岗位履职和家庭情况，提出希望和要求。",
        "response": "认识到位，表示将按要求做好工作。",
        "recorder": recorders[0],
    }
    if kind == "reminder" or (kind == "integrity" and number % 2 == 0):
        due = later(held, 30)
        values |= {"follow_up": "按时参加组织生活，报送说明", "follow_up_due": due}
        if due <= plan.through:
            values["followed_up_on"] = later(due, -5)
    return values


def _branch_talks(plan: Plan) -> Iterator[Talk]:
    """A branch's talks of the whole year."""
    members = [m for m in plan.of("member") if m.values.get("joined_on")]
    board = board_of(plan)
    plain = [m for m in members if m.values["name"] not in board]
    yield from _among_the_board(plan, board)
    if board:
        yield from _with_members(plan, board, plain)
        yield from _of_duty(plan, board, plain)
    yield from _between_members(plan, plain)
    for member in members:
        yield from _birthday(plan, board, member)


def _among_the_board(plan: Plan, board: list[str]) -> Iterator[Talk]:
    """The secretary with each of the others, on integrity too; one branch in six left one out."""
    left_out = board[-1:] if plan.seed % 6 == 5 else []
    for number, name in enumerate(board[1:]):
        if name not in left_out:
            yield _spread(plan, 2, 9, number), "heart", board[0], (name,)
    for month in (6, 11):
        for first in range(1, len(board), 3):
            day = working_day(date(plan.year, month, 17 + first))
            yield day, "integrity", board[0], tuple(board[first : first + 3])


def _with_members(plan: Plan, board: list[str], plain: list[Planned]) -> Iterator[Talk]:
    """Every member with one of the board, from March to the end of November."""
    for number, member in enumerate(plain):
        day = later(date(plan.year, 3, 2), 272 * number // len(plain))
        if plan.seed % 3 == 2 and number == 3:
            continue  # one the board has not got round to
        if in_party_on(member, working_day(day)):
            talker = board[number % len(board)]
            yield working_day(day), "heart", talker, (str(member.values["name"]),)


def _between_members(plan: Plan, plain: list[Planned]) -> Iterator[Talk]:
    """Members two by two, until October; in one branch in four a pair is still to talk."""
    if len(plain) < 2:
        return
    pairs = [plain[n : n + 2] for n in range(0, len(plain), 2)]
    if len(pairs[-1]) == 1:
        pairs[-1].append(plain[0])
    for number, (one, other) in enumerate(pairs):
        day = working_day(later(date(plan.year, 4, 7), 195 * number // len(pairs)))
        if plan.seed % 4 == 1 and number == 1:
            continue
        if in_party_on(one, day) and in_party_on(other, day):
            yield day, "heart", str(one.values["name"]), (str(other.values["name"]),)


def _birthday(plan: Plan, board: list[str], member: Planned) -> Iterator[Talk]:
    """Near the anniversary, in months in which the branch does not keep them all together."""
    together = next(h.months for h in BRANCH if h.kind == "political_birthday")
    joined, name = member.values["joined_on"], str(member.values["name"])
    day = months_after(joined, 12 * (plan.year - joined.year))
    talkers = [each for each in board if each != name]
    forgotten = (joined.day + plan.seed) % 13 == 0
    if joined.year < plan.year and day.month not in together and talkers and not forgotten:
        held = working_day(day)
        if in_party_on(member, held):
            yield held, "political_birthday", talkers[0], (name,)


def _of_duty(plan: Plan, board: list[str], plain: list[Planned]) -> Iterator[Talk]:
    """A reminder to somebody who came seldom, one before a new post, those of the pipeline."""
    for kind, month, position in (("reminder", 9, 8), ("before_post", 2, 0)):
        for member in plain[position : position + 1]:
            day = working_day(date(plan.year, month, 9))
            if in_party_on(member, day):
                yield day, kind, board[0], (str(member.values["name"]),)
    for member in plan.of("member"):
        talked, joined = member.values.get("talked_on"), member.values.get("joined_on")
        name = (str(member.values["name"]),)
        if talked and here_on(member, talked):
            yield talked, "organisational", board[-1], name
        if joined and joined.year == plan.year and joined.month > 1:
            yield working_day(later(joined, 21)), "organisational", board[0], name


def _spread(plan: Plan, month: int, day: int, number: int) -> date:
    return working_day(later(date(plan.year, month, day), 24 * number))


def _committee_talks(plan: Plan) -> Iterator[Talk]:
    """A committee's: two a month, now and then with several at once."""
    for number in range(24):
        talker = OFFICIALS[number % len(OFFICIALS)]
        several = 3 if number % 10 == 2 else 1
        subjects = (OTHERS + OTHERS)[number % len(OTHERS) :][:several]
        day = working_day(date(plan.year, number // 2 + 1, 10 + number % 2 * 10))
        yield day, COMMITTEE_KINDS[number % len(COMMITTEE_KINDS)], talker, subjects


def _more(plan: Plan, talks: list[Talk], count: int) -> Iterator[Talk]:
    """Further talks, on any day, with anybody who is there; no two alike."""
    people = [str(m.values["name"]) for m in plan.of("member") if m.values.get("joined_on")]
    talkers = board_of(plan) or list(OFFICIALS)
    subjects = people if len(people) > 1 else list(OTHERS)
    first = max(date(plan.year, 1, 4), plan.founded or date.min)
    days = max(1, (plan.through - first).days + 1)
    taken = {(day, kind, names) for day, kind, _, names in talks}
    number = 0
    while count > 0:
        day = first + timedelta(days=number * 7 % days)
        talker = talkers[number % len(talkers)]
        others = [name for name in subjects if name != talker]
        names = (others[(number // days + number) % len(others)],)
        number += 1
        if (day, "heart", names) not in taken and day <= plan.through:
            taken.add((day, "heart", names))
            count -= 1
            yield day, "heart", talker, names
