"""Commands on enrolment cards: card, enrol, seal-password."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from partydesk.cli import arguments
from partydesk.cli.outcome import Outcome, opened
from partydesk.cli.terminal import progress_to_stderr
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period


def add_commands(command: Callable[..., argparse.ArgumentParser], who: str) -> None:
    """Add these commands to the parser; `who` says whose name 留痕 keeps."""
    one = command("card", card, "登记卡：发给支部、换发、停用、核对指纹；不写做什么时只看")
    arguments.organisation(one)
    one.add_argument("--all", action="store_true", help="给还没有登记卡的支部都发，--out 是文件夹")
    arguments.out(one, "写成这个 .card，或者放进这个文件夹", ".card", required=False, folder=True)
    one.add_argument("--confirm", metavar="指纹", help="支部在电话里报的指纹，与来的表上一样才确认")
    one.add_argument("--end", action="store_true", help="停用，不换发")
    one.add_argument("--operator", metavar="NAME", help=who)
    one = command("enrol", enrol, "收下党委发的登记卡，以后的报送表都加封")
    arguments.file(one, "登记卡")
    one.add_argument("--code", required=True, metavar="口令", help="党委在电话里告诉的四组数字")
    one.add_argument("--preview", action="store_true", help="只看会改什么，不收")
    one.add_argument(
        "--other-committee",
        action="store_true",
        help="换了上级党委，换成它的卡；没有党委签名的卡，打电话核对过以后也这样收",
    )
    one = command("seal-password", seal_password, "打开加封的报送表用的密码")
    arguments.period(one)
    arguments.organisation(one, or_else="党委看支部的要写，不写时是本组织自己的")


def card(options: Any) -> Outcome:
    """Make a branch's card or all that are missing, confirm or end one; without anything to do,
    how they stand. Raises UserError for two things at once."""
    wanted = [bool(options.out), bool(options.confirm), options.end]
    if sum(wanted) > 1:
        raise UserError("bad-answer", "--out、--confirm、--end 只能写一个")
    if not options.out:
        return _changed(options) if any(wanted) else _standing(options)
    if options.all == bool(options.org):
        raise UserError("bad-answer", "给谁发：写 --org 编码，或者 --all 给还没有卡的都发")
    from partydesk.exchange.merge import cards

    who = options.operator or ""
    with opened(options, write=True) as store:
        if options.all:
            made = cards.make_all(store, options.out, who=who, progress=progress_to_stderr)
        else:
            made = [cards.make(store, options.org, options.out, who)]
    listed = [
        {"organisation": each.organisation, "card": each.number, "file": str(each.file),
         "code": each.code}
        for each in made
    ]  # fmt: skip
    lines = [
        f"{each.organisation}\t第 {each.number} 号\t{each.file}\t口令 {each.code}" for each in made
    ]
    if made:
        lines.append("口令只显示这一次：在电话里告诉支部书记，不要和文件放在一起")
    data: dict[str, Any] = {"cards": listed} if options.all else listed[0]
    return Outcome(data, lines or ["都已经有登记卡了"])


def _changed(options: Any) -> Outcome:
    from partydesk.exchange.merge import cards

    if not options.org:
        raise UserError("bad-answer", "哪个支部的卡：写 --org 编码")
    who = options.operator or ""
    with opened(options, write=True) as store:
        if options.confirm:
            now = cards.confirm(store, options.org, options.confirm, who)
            words = f"{now.org_code} 的指纹 {now.fingerprint} 已核对"
        else:
            now = cards.end(store, options.org, who)
            words = f"{now.org_code} 的第 {now.number} 号登记卡已停用"
    data = {"organisation": now.org_code, "card": now.number, "state": now.state,
            "fingerprint": now.fingerprint}  # fmt: skip
    return Outcome(data, [words])


def _standing(options: Any) -> Outcome:
    """The cards of a committee's branches; of a branch the card it holds."""
    from partydesk.exchange.merge import cards
    from partydesk.exchange.seal.held import held
    from partydesk.exchange.seal.issued import STATES

    with opened(options) as store:
        with store.read() as connection:
            own = held(connection)
        rows: list[dict[str, Any]] = [
            {
                "organisation": each.branch.code,
                "name": each.branch.name,
                "card": each.card.number if each.card else 0,
                "state": each.card.state if each.card else "",
                "fingerprint": each.card.fingerprint if each.card else "",
            }
            for each in (cards.standing(store) if store.role == "committee" else ())
            if options.org in (None, each.branch.code)
        ]
    lines = [
        f"{row['organisation']}\t{row['name']}\t"
        + (f"第 {row['card']} 号\t{STATES[row['state']][0]}" if row["state"] else "没有卡\t")
        + f"\t{row['fingerprint']}"
        for row in rows
    ]
    data: dict[str, Any] = {"rows": rows}
    if own is not None:
        data |= {"held": own.number, "committee": own.committee_name,
                 "fingerprint": own.fingerprint}  # fmt: skip
        lines.append(
            f"本组织用第 {own.number} 号登记卡（{own.committee_name}发），指纹 {own.fingerprint}"
        )
    return Outcome(data, lines or ["没有登记卡"])


def enrol(options: Any) -> Outcome:
    """Take a card. Raises UserError for one that is not for this organisation."""
    from partydesk.operations import enrolling

    other = options.other_committee
    with opened(options, write=True) as store:
        offered = enrolling.look(store, options.file, options.code, other_committee=other)
        if options.preview:
            told = {"organisation": store.own.code, "card": offered.card.number}
            lines = list(offered.changes)
            return Outcome({**told, "changes": lines}, lines or ["和现在的一样"])
        taken = enrolling.take(store, offered, other_committee=other)
        code = store.own.code
    return Outcome(
        {"organisation": code, "card": taken.number, "fingerprint": taken.fingerprint,
         "changes": list(offered.changes)},
        [
            f"已收下第 {taken.number} 号登记卡（{taken.committee_name}发），以后的报送表都加封",
            f"本机的指纹 {taken.fingerprint}：党委收到第一份加封的表后会打电话来核对",
            *offered.changes,
        ],
    )  # fmt: skip


def seal_password(options: Any) -> Outcome:
    """The password of sealed workbooks. Raises UserError without a card."""
    from partydesk.exchange.merge import cards
    from partydesk.exchange.submission import sealing

    period = parse_period(options.period)
    with opened(options) as store:
        if options.org:
            word = cards.password(store, options.org, period)
        else:
            word = sealing.password(store, period)
    return Outcome({"period": period.text, "password": word}, [word])
