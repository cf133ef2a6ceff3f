"""不适用: with a reason, a norm does not reach somebody for a time; and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from partydesk.operations.records import remove_records
from partydesk.records import clock
from partydesk.records.fields import fields
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.records.registry import kind_of
from partydesk.rules.norms import OPEN, Norm, Obligation, evaluate, find_norm
from partydesk.store.queries import Query, ids, window
from partydesk.store.shown_rows import cell_text
from partydesk.store.store import Store
from partydesk.store.writing import Writer

GIVE_A_REASON = "请写明为什么不适用，党委汇总时会看到这个理由"


def exempt(
    store: Store,
    rule: str,
    abouts: Sequence[str],
    reason: str,
    since: date | None = None,
    until: date | None = None,
) -> list[str]:
    """Record that a norm does not apply to these subjects, in one step; the records' uids.

    `rule` is a norm's id; `abouts` are uids or groups' names, "" for the organisation's every
    subject. `since` is by default the earliest day on which the norm asks one of them for
    something this year, or today; `until` None means from then on.
    Raises UserError; nothing is then changed.
    """
    norm = find_norm(rule)
    if not reason.strip():
        raise UserError("no-reason", GIVE_A_REASON)
    first = since or _earliest(store, rule, abouts)
    with store.write(f"不适用：{norm.label}") as writer:
        return [
            writer.add(
                "exemption",
                {
                    "norm": rule,
                    "about": about or None,
                    "subject": _subject(writer, norm, about) if about else None,
                    "from_on": first,
                    "until_on": until,
                    "reason": reason.strip(),
                },
            )
            for about in abouts
        ]


def exempt_items(
    store: Store, items: Sequence[Obligation], reason: str, *, once: bool
) -> list[str]:
    """Record that these obligations do not apply, in one step; the records' uids.

    `once`: of those of a month, quarter or year only this one, else from then on. Raises
    UserError; nothing is then changed.
    """
    if not reason.strip():
        raise UserError("no-reason", GIVE_A_REASON)
    told = items[0].title if len(items) == 1 else f"{len(items)} 项"
    with store.write(f"不适用：{told}") as writer:
        return [writer.add("exemption", exemption_of(item, reason, once=once)) for item in items]


def exemption_of(item: Obligation, reason: str, *, once: bool) -> dict[str, object]:
    """The exemption from an obligation, as a record to be added; `once` as in `exempt_items`."""
    return {
        "norm": item.norm.id,
        "about": item.uid or item.about or None,
        "subject": item.about or None,
        "from_on": item.due or clock.today(),
        "until_on": item.due if once and item.slot else None,
        "reason": reason.strip(),
    }


def take_back(store: Store, uid: str) -> None:
    """Let the norm apply again: the exemption goes to the recycle bin. Raises UserError."""
    remove_records(store, "exemption", [uid], "撤销不适用")


def subject_named(store: Store, norm: Norm, name: str) -> str | None:
    """What an exemption from a norm is about, for a subject called so: the uid of the member,
    problem or organisation, a group's own name; None for no name, which means every subject.

    Raises UserError when nobody, or more than one, is called so.
    """
    if not name:
        return None
    own = store.own
    if norm.about == "organisation":
        if name in (own.name, own.short_name, own.code):
            return own.uid
        raise UserError("not-found", "这条规矩问的是党组织本身，对象空着就行")
    columns = {"group": "group", "member": "name", "ticket": "number", "session": "topic",
               "election": "held_on"}  # fmt: skip
    kind = "member" if norm.about == "group" else norm.about
    column = columns[norm.about]
    with store.read() as connection:
        query = Query(kind, where={column: (name,)}, organisation=own.id)
        found = window(connection, kind, ids(connection, query))
    label = fields(kind_of(kind))[column].label
    if not found:
        raise UserError("not-found", f"没有{label}为“{name}”的{kind_of(kind).title}，请核对")
    if norm.about == "group":
        return name
    if len(found) > 1:
        raise UserError(
            "ambiguous",
            f"{label}为“{name}”的有 {len(found)} 个，分不清是哪一个；"
            "请在要办的事里选中那一件，再说不适用",
        )
    return str(next(iter(found.values()))["uid"])


def _earliest(store: Store, rule: str, abouts: Sequence[str]) -> date:
    """From when the norm leaves something open this year; today where it leaves nothing."""
    today = clock.today()
    own = store.own
    with store.read() as connection:
        items = evaluate(connection, parse_period(str(today.year)), organisations=(own.id,))
    days = [
        item.due
        for item in items
        if item.norm.id == rule and item.state in OPEN and item.due is not None
        if "" in abouts or item.uid in abouts or item.about in abouts or own.uid in abouts
    ]
    return min([*days, today])


def _subject(writer: Writer, norm: Norm, about: str) -> str:
    """The name of a subject of the norm: a group's own, a record's by its uid.

    Raises UserError for one that is not there, or of another kind than the norm is about.
    """
    if norm.about == "group":
        found = writer.connection.exec_driver_sql(
            'SELECT 1 FROM member WHERE "group" = ? AND deleted_at IS NULL LIMIT 1', (about,)
        ).first()
        if found:
            return about
        label = fields(kind_of("member"))["group"].label
        raise UserError("not-found", f"名册里没有叫“{about}”的{label}，请核对名称")
    record = kind_of(norm.about)
    row = writer.find(norm.about, about)
    if row is None or row["deleted_at"]:
        raise UserError(
            "not-found",
            f"“{norm.label}”问的是{record.title}，没有编号为“{about}”的{record.title}，请核对编号",
        )
    texts = (cell_text(norm.about, name, row) for name in record.described_by)
    return " ".join(text for text in texts if text)
