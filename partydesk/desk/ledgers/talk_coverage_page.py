"""覆盖: who has had the year's 谈心谈话, with whom and when, and who has not."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from partydesk.desk.evidence.list_page import Act
from partydesk.desk.evidence.model import Evidence, Group, Line, own_scope, places
from partydesk.desk.evidence.navigation_target import NavigationTarget, form_of, target_of
from partydesk.desk.kit.app_context import AppContext
from partydesk.desk.ledgers.people_page import PeoplePage
from partydesk.records import clock
from partydesk.records.member import DUTY
from partydesk.store import queries
from partydesk.store.store import Store

if TYPE_CHECKING:
    from partydesk.rules.norms import Obligation

_COLUMNS = (("姓名", 110), ("党内职务", 110), ("支委谈", 190), ("党员之间", 190), ("怎样", 0))
_OF_BRANCHES = (("姓名", 84), ("党内职务", 96), ("支委谈", 120), ("党员之间", 120), ("党组织", 130),
                ("怎样", 0))  # fmt: skip
_LACKING, _DONE, _NOT_ASKED = "还没谈齐", "谈齐了", "不作要求"


class TalkCoveragePage(PeoplePage):
    """Enter on who lacks a talk opens it, filled in; else the talk that was held."""

    goes_here = (
        "谁和谁谈过、还有谁没有谈，按党员列在这里；\n记一次谈心谈话，或者先把党员名册放进来。"
    )
    adding = "记一次谈话"

    def __init__(self, context: AppContext) -> None:
        all_ = Act("给还没谈的各记一次", lambda _line: self.talk_to_all(), _lacks)
        # A branch's talks are the branch's to hold.
        acts = (all_,) if context.store.role == "branch" else ()
        super().__init__(context, lambda: coverage(context.store), acts, "打开")

    def go(self, line: Line) -> None:
        """Begin the talk that is lacking, or open the one that was held."""
        from partydesk.rules.norms import Obligation

        item, store = line.about, self.context.store
        if isinstance(item, Obligation):
            mine = item.organisation == store.own.id
            self.start_wanted.emit((form_of if mine else target_of)(item, store))
        elif line.uid:
            self.start_wanted.emit(NavigationTarget(line.kind, line.uid))

    def add(self) -> bool:
        """A talk."""
        self.start_wanted.emit(NavigationTarget("talk", defaults={"kind": "heart"}))
        return True

    def talk_to_all(self) -> None:
        """One form for all who lack a talk, of whom each gets their own."""
        if self.evidence is None:
            return
        lacking = next((g for g in self.evidence.groups if g.label == _LACKING), None)
        # The 书记 holds these talks; nobody talks with themselves.
        leads = DUTY.label("secretary")
        lines = lacking.lines if lacking is not None else ()
        names = [line.cells[0] for line in lines if line.cells[1] != leads]
        defaults = {"kind": "heart", "subjects": "、".join(names)}
        self.start_wanted.emit(NavigationTarget("talk", defaults=defaults))


def _lacks(line: Line) -> bool:
    return line.about is not None


def coverage(store: Store) -> Evidence:
    """The year's talks by member, asked off the screen."""
    from partydesk.rules.norms import NOT_ASKED, STATE, UNMET, State
    from partydesk.rules.talk_coverage import DIRECTIONS, asked_talks

    today, own = clock.today(), own_scope(store)
    with store.read() as connection:
        only = None if own is None else (own,)
        items = asked_talks(connection, today.year, only, today)
        named = places(connection)
        talks = _talks(store, items)
        query = queries.Query("member", organisation=own)
        rows = queries.window(connection, "member", queries.ids(connection, query))
    duty = {(row["organisation"], row["uid"]): str(row["duty"] or "") for row in rows.values()}
    by_person: dict[tuple[int, str], list[Obligation]] = defaultdict(list)
    for item in items:
        by_person[item.organisation, item.uid].append(item)
    groups: dict[str, list[Line]] = {_LACKING: [], _DONE: [], _NOT_ASKED: []}
    for (organisation, uid), asked in by_person.items():
        cells = {"talk_members": "", "": ""}
        for item in asked:
            place = "talk_members" if item.norm.id == "talk_members" else ""
            if item.state is State.DONE:
                cells[place] = "、".join(talks.get(e, "") for e in item.evidence[:1])
            else:
                cells[place] = "还没有" if item.state in UNMET else STATE.label(item.state)
        lacking = [item for item in asked if item.state in UNMET]
        held = [e for item in asked for e in item.evidence]
        words, tone, label = "谈齐了", "ok", _DONE
        if lacking:
            words = "还差：" + "、".join(DIRECTIONS[item.norm.id] for item in lacking)
            tone, label = ("bad" if lacking[0].state is not State.DUE else "warn"), _LACKING
        elif all(item.state in NOT_ASKED for item in asked):
            words = next((item.text for item in asked if item.text), STATE.label(asked[0].state))
            tone, label = "idle", _NOT_ASKED
        post = DUTY.label(duty.get((organisation, uid), ""))
        texts = [asked[0].about, "" if post == "无" else post, cells[""], cells["talk_members"]]
        if own is None:
            texts.append(named[organisation].name)
        line = Line(
            (*texts, words),
            *(held[0] if held and not lacking else ("member", uid)),
            lacking[0] if lacking else None,
            tone,
        )
        groups[label].append(line)
    head = _COLUMNS if own is not None else _OF_BRANCHES
    said = (
        f"{today.year} 年的谈心谈话：支委之间、支委与党员、党员之间，每年一般不少于 1 次"
        "（支部工作条例第十九条）。回车给还没谈的人记一次。"
    )
    shown = tuple(Group(label, tuple(lines)) for label, lines in groups.items() if lines) or (
        Group(_LACKING, ()),
    )
    return Evidence("覆盖", said, head, shown)


def _talks(store: Store, items: list[Obligation]) -> dict[tuple[str, str], str]:
    """(kind, uid) of the talks that show it → their day and talker."""
    wanted = {uid for item in items for _kind, uid in item.evidence}
    with store.read() as connection:
        found = queries.window(
            connection,
            "talk",
            queries.ids(connection, queries.Query("talk", where={"uid": tuple(wanted)})),
        )
    return {("talk", row["uid"]): f"{row['held_on'][5:]} {row['talker']}" for row in found.values()}
