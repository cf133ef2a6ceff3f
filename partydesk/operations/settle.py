"""Doing what a norm asks: its settling fields, or the record that settles it, with all checks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection

from partydesk.operations.records import typed_values
from partydesk.records import clock
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import Period
from partydesk.records.registry import kind_of
from partydesk.rules.norms import Obligation, State, evaluate, find_norm
from partydesk.rules.reminders import AHEAD, BACK
from partydesk.store.store import Store
from partydesk.store.writing import Writer

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers an obligation with: raw values by column. `uid` is that of the record
    to change where each of the branch's people has the fields."""

    item: Obligation
    values: Mapping[str, Any]
    uid: str = ""


# What was asked before the start day and is answered wrongly is not answered.
_NOT_ENOUGH = (State.DUE, State.OVERDUE, State.LACKING, State.BEFORE)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an obligation stands after an answer: its state (None: nothing is asked any more), in
    the norm's own words, what is asked next of the same subject, and what was refused."""

    state: State | None
    text: str = ""
    following: tuple[Obligation, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return not self.findings and self.state not in _NOT_ENOUGH


def settles_kind(item: Obligation) -> str:
    """The kind of record whose fields settle an obligation: the one to add, or the one it is
    about."""
    settles = item.norm.settles
    return settles.kind or settles.each or (item.kind if item.uid else "organisation")


def settling_fields(item: Obligation) -> tuple[Field, ...]:
    """The fields that settle an obligation, in the order in which they are asked."""
    declared = fields(kind_of(settles_kind(item)))
    return tuple(declared[name] for name in item.norm.settles.fields)


def asked_in_place(item: Obligation) -> bool:
    """Whether a few fields settle it, so that it needs no form or page of its own."""
    settles = item.norm.settles
    return bool(settles.fields) and not (settles.whole or settles.each or settles.tab)


def asked_together(items: Sequence[Obligation]) -> bool:
    """Whether a grid of people and fields settles these."""
    return len({settles_kind(item) for item in items}) == 1 and all(
        item.norm.settles.fields and not item.norm.settles.whole and not item.norm.settles.tab
        for item in items
    )


def first_values(store: Store, item: Obligation) -> dict[str, object]:
    """What is known of the record to add: typed values and labels, references by their ids."""
    settles = item.norm.settles
    known = {**settles.defaults, **settles.known(item, clock.today())}
    with store.read() as connection:
        writer = Writer(connection, store.own.id, "", "")
        for name, declared in fields(kind_of(settles.kind)).items():
            if declared.kind is Kind.REFERENCE and known.get(name):
                known[name] = writer.reference(declared.refers, known[name])
    return known


def find(store: Store, rule: str, about: str = "", today: date | None = None) -> Obligation:
    """What a norm asks of the own organisation, or of the subject `about` (a uid, a name or a
    group): the one that presses most. Raises UserError where it asks for nothing."""
    norm = find_norm(rule)
    with store.read() as connection:
        items = _evaluated(connection, store.own.id, today or clock.today())
    open_ = [i for i in items if i.norm.id == rule and i.state in _PRESSING]
    if about:
        open_ = [i for i in open_ if about in (i.uid, i.about)]
    if not open_:
        whom = f"“{about}”" if about else "本组织"
        raise UserError("nothing-due", f"“{norm.label}”眼下不要求{whom}办什么，什么都没有改动")
    if not about and len({(i.uid, i.about) for i in open_}) > 1:
        names = "、".join(sorted({i.about for i in open_})[:5])
        raise UserError(
            "ambiguous", f"“{norm.label}”还有 {len(open_)} 项没办（{names}），请用 --about 指明是谁"
        )
    return min(open_, key=lambda i: (_PRESSING.index(i.state), i.due or date.max))


def settle(
    store: Store, answers: Sequence[Answer], label: str = ""
) -> tuple[list[str], list[Standing]]:
    """Do what norms ask, all answers in one step of undo: the records' uids, how each norm stands.

    Raises UserError with the findings of the first answer that cannot be; nothing is then changed.
    """
    own, today = store.own.id, clock.today()
    with store.write(label or _label(answers)) as writer:
        before = {item.key for item in _evaluated(writer.connection, own, today)}
        made: dict[int, str] = {}
        for joint in _joined(answers):
            uid = _apply(writer, joint)
            made |= {id(each): uid for each in joint}
        after = _evaluated(writer.connection, own, today)
    uids = [made[id(answer)] for answer in answers]
    return uids, [_standing(after, answer.item, before) for answer in answers]


def standing_after(store: Store, item: Obligation, do: Callable[[], Done]) -> tuple[Done, Standing]:
    """Do something else that answers an obligation: what came of it, and how it stands then."""
    own, today = store.own.id, clock.today()
    with store.read() as connection:
        before = {each.key for each in _evaluated(connection, own, today)}
    done = do()
    with store.read() as connection:
        return done, _standing(_evaluated(connection, own, today), item, before)


def trial(store: Store, answers: Sequence[Answer]) -> list[Standing]:
    """How each would stand if the answers were given; nothing is kept."""
    own, today = store.own.id, clock.today()
    refused: dict[int, tuple[Finding, ...]] = {}
    with store.rehearsal() as writer:
        before = {item.key for item in _evaluated(writer.connection, own, today)}
        for number, answer in enumerate(answers):
            point = writer.connection.begin_nested()
            try:
                _apply(writer, [answer])
                point.commit()
            except UserError as error:
                point.rollback()
                refused[number] = tuple(error.findings) or (Finding(error.code, error.message),)
        after = _evaluated(writer.connection, own, today)
    return [
        Standing(answer.item.state, answer.item.text, findings=refused[number])
        if number in refused
        else _standing(after, answer.item, before)
        for number, answer in enumerate(answers)
    ]


_PRESSING = (State.OVERDUE, State.DUE, State.LACKING, State.MISSED)


def _evaluated(connection: Connection, own: int, today: date) -> list[Obligation]:
    """What the norms say of the own organisation, as far back and ahead as reminders look."""
    period = Period("", today - timedelta(days=BACK), today + timedelta(days=AHEAD))
    return evaluate(connection, period, today=today, organisations=(own,))


def _standing(items: Iterable[Obligation], item: Obligation, before: Collection[str]) -> Standing:
    """How an obligation stands among what the norms say now."""
    same = [
        i
        for i in items
        if (i.norm.id, i.uid, i.about, i.slot) == (item.norm.id, item.uid, item.about, item.slot)
    ]
    found = next((i for i in same if i.key == item.key), None)
    found = found or next((i for i in same if i.state is State.DONE), None)
    following = tuple(
        i
        for i in items
        if i.uid == item.uid and i.uid and i.state in _PRESSING and i.key not in before
    )
    if found is None:
        return Standing(None, following=following)
    return Standing(found.state, found.text, following)


def _joined(answers: Iterable[Answer]) -> list[list[Answer]]:
    """Answers that one record gives together: people who were at the same session."""
    joint: dict[object, list[Answer]] = {}
    for number, answer in enumerate(answers):
        norm = answer.item.norm
        told = tuple(sorted((name, str(value)) for name, value in answer.values.items()))
        joint.setdefault((norm.settles.attended and told) or number, []).append(answer)
    return list(joint.values())


def _apply(writer: Writer, joint: Sequence[Answer]) -> str:
    """Write what answers one obligation, or several together; the record's uid.

    Raises UserError.
    """
    answer = joint[0]
    item, settles = answer.item, answer.item.norm.settles
    kind = settles_kind(item)
    record = kind_of(kind)
    if not settles.kind:
        uid = answer.uid or item.uid or _own_uid(writer)
        writer.edit(kind, uid, typed_values(writer, record, answer.values))
        return uid
    known = {**settles.defaults, **settles.known(item, clock.today()), **answer.values}
    uid = writer.add(kind, typed_values(writer, record, known))
    if settles.attended:
        row = writer.find(kind, uid)
        for each in joint:
            member = writer.reference("member", each.item.uid)
            session = row["id"] if row is not None else None
            writer.add("attendance", {"session": session, "member": member, "state": "present"})
    return uid


def _own_uid(writer: Writer) -> str:
    row = writer.row("organisation", writer.own)
    return str(row["uid"]) if row is not None else ""


def _label(answers: Sequence[Answer]) -> str:
    """The step as history names it: 办理 派人谈话 李四."""
    first = answers[0].item
    people = first.about if len(answers) == 1 else f"{len(answers)} 人"
    return f"办理 {first.norm.label} {people}".strip()
