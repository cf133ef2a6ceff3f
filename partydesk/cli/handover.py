"""Commands for a change of hands: handover, takeover, and the predecessor's farewell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from partydesk.cli import arguments, outputs
from partydesk.cli.outcome import Outcome, home_of, opened
from partydesk.cli.password import given, new_password, unlock_copy
from partydesk.cli.rules import day_of
from partydesk.cli.terminal import progress_to_stderr
from partydesk.records.findings import UserError


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add these commands to the parser."""
    one = command("handover", handover, "交接：把全部数据写成一个移交文件，连同移交清单")
    arguments.out(one, "移交文件写到哪里", ".partydesk", metavar="FILE.partydesk", required=False)
    one.add_argument("--to", metavar="姓名", default="", help="交给谁；不写时是自己换电脑")
    one.add_argument("--from", dest="giver", metavar="姓名", default="", help="不写时是现在的书记")
    one.add_argument("--day", metavar="日期", help="交接日期，不写时是今天")
    arguments.out(
        one, "移交清单写到哪里；不写时在移交文件旁边。没有加密，不写姓名", ".pdf", ".docx",
        flag="--list", metavar="FILE.pdf|FILE.docx", required=False,
    )  # fmt: skip
    one.add_argument(
        "--new-password-file", metavar="FILE", type=Path, help="第一行写着移交文件的密码的文件"
    )
    one.add_argument(
        "--delete", metavar="接手码", help="接手的人给的接手码：删掉这台电脑上的数据、备份和密钥"
    )
    arguments.out(
        one, "删以前把交接凭据写到这里，自己留着", ".pdf", ".docx",
        flag="--receipt", metavar="FILE.pdf", required=False,
    )  # fmt: skip
    one = command("takeover", takeover, "接手前任的数据：移交文件变成这里的数据")
    arguments.file(one, "前任给的移交文件")
    one.add_argument("--secretary", metavar="NAME", required=True, help="现在的书记姓名")
    one.add_argument("--day", metavar="日期", help="从哪天起任职，不写时是今天")
    one.add_argument(
        "--handover-password-file", metavar="FILE", type=Path,
        help="第一行写着移交文件的密码的文件；不写时用 --password-file",
    )  # fmt: skip
    one.add_argument(
        "--new-password-file", metavar="FILE", type=Path, help="给接手后的数据设的密码"
    )
    one.add_argument("--replace", action="store_true", help="换掉这里已有的记录，原来的另存一份")


def handover(options: Any) -> Outcome:
    """Write everything to one file under a password of its own, or delete what was handed over.
    Raises UserError."""
    from partydesk.operations import handover as work

    if options.delete:
        return _leave(options)
    if options.out is None:
        raise UserError("usage", "移交文件写到哪里：--out 文件.partydesk")
    if options.listed is None:
        options.listed = work.list_beside(options.out)
        outputs.claim(options, options.listed)
    with opened(options, write=True) as store:
        word = new_password(options, options.new_password_file)
        made = work.hand_over(
            store, options.out, word, taker=options.to, giver=options.giver,
            day=day_of(options.day), listed=options.listed, progress=progress_to_stderr,
        )  # fmt: skip
    done = made.done
    to = f"交给{done.taker}" if done.taker else "搬到新电脑用"
    lines = [
        f"移交文件已写好并读回核对：{made.file}（{done.records} 条记录，{to}）",
        f"移交清单：{made.listed}，打印后双方签字。它没有加密，只写数目，除双方以外没有姓名；"
        "要带姓名的：partydesk print handover-list --full",
        "密码当面或在电话里告诉接手的人，不要和文件放在一起",
        *([made.lost] if made.lost else []),
    ]
    data = {"file": str(made.file), "list": str(made.listed), "records": done.records,
            "digest": done.digest, "counts": dict(done.counts)}  # fmt: skip
    return Outcome(data, lines, findings=bool(made.lost))


def _leave(options: Any) -> Outcome:
    """Delete all records here, which somebody else has. Raises UserError; nothing is deleted."""
    from partydesk.operations import handover as work

    if options.receipt is None:
        raise UserError("usage", "交接凭据写到哪里：--receipt 文件.pdf（不能在数据文件夹里）")
    home = home_of(options)
    with opened(options, write=True) as store:
        proved = work.prove(store, options.delete, options.receipt)
    left = work.leave(home)
    lines = [
        f"交接凭据写到 {options.receipt}，请留着",
        f"没有删掉：{'、'.join(map(str, left))}，请关掉用着它们的程序，再删一次"
        if left else f"“{home.folder}”里的数据、附件、收到的表、草稿、备份和密钥都删了",
        "U 盘、第二备份位置和别处的备份没有动，请自己删",
    ]  # fmt: skip
    data = {"receipt": str(options.receipt), "records": proved.records,
            "left": [str(path) for path in left]}  # fmt: skip
    return Outcome(data, lines, findings=bool(left))


def takeover(options: Any) -> Outcome:
    """Make what was handed over this home's records. Raises UserError; nothing is changed then."""
    from partydesk.operations import handover as work

    home = home_of(options)
    day = day_of(options.day)
    word = unlock_copy(options, options.file, options.handover_password_file)
    _, told = work.look_into(options.file)
    password = given(options.new_password_file) if options.new_password_file else ""
    if not password and told is not None and told.protected and not home.database.exists():
        password = word  # never less protected than it was
    done = work.take_over(
        home, options.file, options.secretary, day=day, password=password,
        replaces=options.replace, progress=progress_to_stderr,
    )  # fmt: skip
    lines = [f"已接手“{done.owner}”的数据，{done.records} 条记录：{home.folder}", *done.said]
    if done.recovery:
        lines += [f"这份数据有密码。恢复码：{done.recovery}", "恢复码只显示这一次，请抄在纸上"]
    if done.code:
        lines.append(f"接手码 {done.code}：告诉前任，前任凭它删掉自己电脑上的数据")
    if done.kept:
        lines.append(f"这里原来的数据另存为 {done.kept}")
    data = {
        "home": str(home.folder), "organisation": done.owner, "records": done.records,
        "code": done.code, "recovery": done.recovery, "new_card": done.new_card,
        "kept": str(done.kept) if done.kept else None, "said": list(done.said),
    }  # fmt: skip
    return Outcome(data, lines)
