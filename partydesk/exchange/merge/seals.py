"""Judging seals at intake: whose card a submission was sealed with, and what one's trust in it
rests on, in one line.

A seal that is not whole, or of another card or branch than the file says, is refused. A card
holder's file without one is 未登记, and taken only by choice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from partydesk.exchange.merge.register import codes_before, named
from partydesk.exchange.seal import issued
from partydesk.exchange.seal.issued import Issued
from partydesk.exchange.seal.sealed import Seal
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.records.checks import folded_code
from partydesk.records.clock import local_day, now_stamp
from partydesk.records.findings import UserError
from partydesk.store import signatures
from partydesk.store.store import Own


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of who wrote a file: the card that sealed it, if one did, and in `bare` why it
    counts as not sealed all the same."""

    card: Issued | None = None
    bare: str = ""


def examine(connection: Connection, own: Own, held: ReadSubmission) -> Trust:
    """Judge a submission's seal, whoever the register says it is of.

    Raises UserError that names what was found and what was to be expected.
    """
    seal = held.seal
    if seal is None:
        taken_off = "封条不见了" if held.opened is not None else ""
        return Trust(bare=taken_off)
    if seal.committee != own.uid:
        raise UserError(
            "foreign-seal",
            f"这份表是用别的党委发的登记卡加封的，不是“{own.name}”发的卡。"
            "请支部用本党委发的登记卡重新导出",
        )
    if seal.broken:
        raise UserError("broken-seal", f"封条残缺或被改动过，不能确定是谁写的。{_AGAIN}")
    code, number = held.opened or (held.file_code, seal.card)
    card = next((each for each in issued.of_codes(connection, (code,)) if each.number == number),
                None)  # fmt: skip
    if number != seal.card or card is None:
        raise UserError(
            "wrong-card",
            f"打开这份表用的是 {code} 的第 {number} 号登记卡，封条写的是第 {seal.card} 号，"
            f"对不上。{_AGAIN}",
        )
    _whole(card, seal)
    if not _may_be_of(connection, card, held.file_code):
        raise UserError(
            "wrong-organisation",
            f"封条是 {card.org_code}（{card.org_name}）的登记卡，"
            f"表里写的是 {held.file_code}（{held.org_name}），没有收",
        )
    if card.ended_at:
        raise UserError("ended-card", _ended(connection, card))
    if card.public and card.public != seal.key:
        raise UserError(
            "wrong-key",
            f"签名的指纹是 {signatures.fingerprint(seal.key)}，{card.org_code} 第 {card.number} 号"
            f"登记卡先前来的是 {card.fingerprint}，不是同一台电脑写的，没有收。"
            "请同支部核对；换了电脑的，请补发登记卡",
        )
    bare = "" if held.opened is not None else "封条还在，可是文件没有加密，有人另存过"
    return Trust(card, bare)


def _may_be_of(connection: Connection, card: Issued, code: str) -> bool:
    """Whether a branch with this code may use the card: the one it was made for, under the codes
    that it had and has. A code nobody has is a branch's new one: the register asks about it."""
    branch = named(connection, code)
    if branch is None:
        return True
    codes = {code, branch.code, *codes_before(connection, branch.code)}
    return folded_code(card.org_code) in {folded_code(each) for each in codes}


_AGAIN = "请支部重新导出，导出后不要改动文件"


def _whole(card: Issued, seal: Seal) -> None:
    if not seal.is_of(card.key):
        raise UserError(
            "broken-seal",
            f"封条与 {card.org_code} 第 {card.number} 号登记卡、与表里写的对不上："
            f"加封以后有人改过，或是从另一份表上搬来的。{_AGAIN}",
        )
    if not seal.signed:
        raise UserError("broken-seal", f"封条上的签名不是它写明的那把钥匙签的。{_AGAIN}")


def _ended(connection: Connection, card: Issued) -> str:
    now = [each for each in issued.of_codes(connection, (card.org_code,)) if not each.ended_at]
    said = (
        f"，现在用的是第 {now[0].number} 号。请支部收下新卡，再导出"
        if now
        else "，没有换发新卡。要收，请先补发登记卡"
    )
    return (
        f"封条用的是 {card.org_code} 第 {card.number} 号登记卡，"
        f"它 {local_day(card.ended_at)} 已停用{said}"
    )


def unenrolled(connection: Connection, held: ReadSubmission, trust: Trust) -> str:
    """Why a file of a branch that is known by now is 未登记; "" where it is not.

    Raises UserError where it was sealed by another branch than the register says it is of.
    """
    codes = _codes(connection, held)
    if trust.card is not None:
        if folded_code(trust.card.org_code) not in codes:
            raise UserError(
                "wrong-organisation",
                f"封条是 {trust.card.org_code}（{trust.card.org_name}）的登记卡，"
                f"而这份表算作 {held.org_code} 的，没有收",
            )
        return _said(trust.card, trust.bare) if trust.bare else ""
    now = [each for each in issued.of_codes(connection, codes) if not each.ended_at]
    return _said(now[0], trust.bare or "这份没有加封") if now else ""


def _codes(connection: Connection, held: ReadSubmission) -> set[str]:
    codes: Collection[str] = {held.org_code, held.file_code}
    codes = {*codes, *codes_before(connection, held.org_code)}
    return {folded_code(code) for code in codes}


def _said(card: Issued, why: str) -> str:
    return (
        f"{card.org_code} 有第 {card.number} 号登记卡，而{why}，看不出是不是支部写的；"
        "请同支部核实后决定收下还是退回"
    )


def in_a_line(connection: Connection, held: ReadSubmission, trust: Trust, bare: str) -> str:
    """What one's trust in a file rests on; "" where no card was ever made here."""
    if not issued.any_made(connection):
        return ""
    if bare:
        return "未登记：没有有效的封条，内容校验只看得出无意的改动"
    if trust.card is None:
        by_hand = "手工填写，没有校验，也没有封条"
        return by_hand if held.hand_filled else "没有登记卡，内容校验只看得出无意的改动"
    seal = held.seal
    assert seal is not None  # a card is known by its seal
    known = "已核对" if trust.card.confirmed_at else "还没有同支部核对"
    said = (
        f"已加封：第 {trust.card.number} 号登记卡，签名属实，"
        f"指纹 {signatures.fingerprint(seal.key)} {known}"
    )
    said += f"；封条以后改的 {len(held.edited)} 行除外" if held.edited else ""
    if seal.handed_over:
        said += f"；书记 {seal.handed_over} 起换了人，前任知道这张卡，请换发"
    return said


def remember(connection: Connection, trust: Trust, held: ReadSubmission) -> None:
    """Keep the key that the first sealed file of a card brings, and that another secretary uses the
    card now."""
    card, seal = trust.card, held.seal
    if card is None or seal is None:
        return
    known = card if card.public else replace(card, public=seal.key, first_at=now_stamp())
    if seal.handed_over:
        known = replace(known, handed_over_on=seal.handed_over)
    if known != card:
        issued.put(connection, known)
