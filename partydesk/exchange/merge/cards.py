"""登记卡 of a committee: made for branches of the register, replaced, ended, confirmed.

A new card of a branch has the next number and ends the one before, in the moment its file stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.merge import operator, trace
from partydesk.exchange.merge.register import Branch, branches, codes_before, named
from partydesk.exchange.seal import card as card_file
from partydesk.exchange.seal import issued
from partydesk.exchange.seal.card import Card
from partydesk.exchange.seal.issued import Issued
from partydesk.exchange.submission.identities import park_key
from partydesk.records.clock import now_stamp, today
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.rules import park_given, park_rules
from partydesk.store import crypto, signatures
from partydesk.store.atomic import check_folder
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store
from partydesk.store.writing import OperationChanges


@dataclass(frozen=True, slots=True)
class Made:
    """A card that was written: where, and the one-time code that opens it: kept nowhere."""

    organisation: str
    name: str
    number: int
    file: Path
    code: str


def make(store: Store, code: str, out: Path, who: str = "") -> Made:
    """Make a branch's card, or its next one, which ends the one before. `out` is the file, or the
    folder it goes into under its own name.

    Raises UserError for who is not in the register, and when it cannot be written.
    """
    _allowed(store)
    one_time = card_file.new_code()
    with store.transaction() as connection:
        branch = _branch(connection, code)
        before = issued.of_codes(connection, _codes(connection, branch))
        number = max((each.number for each in before), default=0) + 1
        private_public = issued.made_key(connection)
        secret, now = crypto.random_key().hex(), now_stamp()
        acting = operator.acting(store, connection, who)
        made = Card(
            store.own.uid, store.own.name, private_public[1], branch.uid, branch.code,
            branch.name, number, secret, now,
            park_rules.told(connection) | park_given.as_texts(connection, store.own.id, today())
            | {card_file.MATCH_KEY: park_key(private_public[0]).hex()},
        )  # fmt: skip
        for each in before:
            if not each.ended_at:
                issued.put(connection, replace(each, ended_at=now))
        issued.put(connection, Issued(branch.code, branch.name, number, secret, now, acting))
        said = f"第 {number} 号" + ("，原来的停用" if number > 1 else "")
        trace.note(connection, acting, trace.CARD, branch.code, "", 0, said)
        folder = out if out.is_dir() else None
        file = out if folder is None else folder / card_file.file_name(
            made, branch.short_name or branch.name
        )  # fmt: skip
        if folder is not None and file.exists():  # of records that were put back since, say
            raise UserError(
                "exists",
                f"“{folder}”里已有“{file.name}”，没有动它，也没有发新的。"
                "请看那一张是不是已经给了支部，移走它，再发",
            )
        # Before it is kept: an old card does not end for one that nobody has.
        card_file.write(made, one_time, file, private_public[0])
    _tell(store)
    return Made(branch.code, branch.name, number, file, one_time)


def make_all(
    store: Store, folder: Path, codes: Sequence[str] = (), who: str = "",
    progress: Progress = silent,
) -> list[Made]:  # fmt: skip
    """Make the cards of all branches that have none, or of those with these codes, into a folder.

    Stopped in between, those written so far stand. Raises UserError, Cancelled.
    """
    _allowed(store)
    check_folder(folder)
    if not codes:
        codes = [each.branch.code for each in standing(store) if each.card is None]
    made = []
    for at, code in enumerate(codes):
        progress(at, len(codes), code)
        made.append(make(store, code, folder, who))
    progress(len(codes), len(codes), "完成")
    return made


def end(store: Store, code: str, who: str = "") -> Issued:
    """End a branch's card without another: what it seals is refused from now on.

    Raises UserError where it has none.
    """
    return _change(store, code, who, trace.CARD_ENDED, "", ended_at=now_stamp())


def confirm(store: Store, code: str, fingerprint: str, who: str = "") -> Issued:
    """The officer compared the fingerprint of the branch's key with what the branch says.

    Raises UserError where no sealed file has come yet, or it is another one.
    """
    given = signatures.read_fingerprint(fingerprint)
    with store.read() as connection:
        card = _now(connection, code)
    if not card.public:
        raise UserError(
            "not-found", f"{code} 用第 {card.number} 号登记卡加封的表还没有来过，没有可以核对的指纹"
        )
    if given != card.fingerprint:
        raise UserError(
            "wrong-fingerprint",
            f"{code} 来的表上指纹是 {card.fingerprint}，支部报的是 {given or '空'}，"
            "不一样，没有确认。那份表可能不是支部写的：请查清楚，并补发登记卡",
        )
    stamp = now_stamp()
    with store.read() as connection:
        acting = operator.acting(store, connection, who)
    return _change(
        store, code, who, trace.CONFIRMED, card.fingerprint, confirmed_at=stamp, confirmed_by=acting
    )


@dataclass(frozen=True, slots=True)
class BranchCard:
    """A branch of the register with its newest card, None where it has none."""

    branch: Branch
    card: Issued | None


def standing(store: Store) -> list[BranchCard]:
    """How the cards of all branches stand, by code."""
    with store.read() as connection:
        made = issued.cards(connection)
        return [
            BranchCard(each, next(iter(issued.with_codes(made, _codes(connection, each))), None))
            for each in branches(connection)
        ]


def password(store: Store, code: str, period: Period) -> str:
    """The password of a branch's sealed workbooks for a period. Raises UserError without a card."""
    with store.read() as connection:
        return _now(connection, code, ended=True).key.password(period)


def _change(store: Store, code: str, who: str, act: str, said: str, **values: Any) -> Issued:
    with store.transaction() as connection:
        card = _now(connection, code)
        changed = replace(card, **values)
        issued.put(connection, changed)
        about = f"第 {card.number} 号" + (f"，{said}" if said else "")
        acting = operator.acting(store, connection, who)
        trace.note(connection, acting, act, card.org_code, "", 0, about)
    _tell(store)
    return changed


def _now(connection: Connection, code: str, *, ended: bool = False) -> Issued:
    """The card a branch has now. Raises UserError where it has none."""
    branch = _branch(connection, code)
    found = issued.of_codes(connection, _codes(connection, branch))
    card = next((each for each in found if ended or not each.ended_at), None)
    if card is None:
        raise UserError("no-card", f"{branch.code}（{branch.name}）没有在用的登记卡")
    return card


def _branch(connection: Connection, code: str) -> Branch:
    found = named(connection, code)
    if found is None:
        raise UserError("not-found", f"党组织名册里没有 {code}，请先登记这个支部，再发登记卡")
    return found


def _codes(connection: Connection, branch: Branch) -> set[str]:
    return {branch.code, *codes_before(connection, branch.code)}


def _allowed(store: Store) -> None:
    if store.role != "committee":
        raise UserError("not-committee", "登记卡由党委的数据发；这份数据是党支部的")


def _tell(store: Store) -> None:
    store.tell(OperationChanges("登记卡", (("organisation", store.own.uid),)))
