"""What becomes of a submission that was read well: taken, already there, older, edited, refused.

The state follows from what the file holds and what stands, never from the order of arrival. What
looks odd and may yet be right waits, as edited rows do, for the officer's word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.merge import against_known, precedence
from partydesk.exchange.merge.register import SOURCE, same_chain
from partydesk.exchange.merge.register_answers import Said
from partydesk.exchange.submission.heading import HAND_FILLED
from partydesk.exchange.submission.layout import sheet_of
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.exchange.submission.stamps import local
from partydesk.records import clock

_NAMED = 3  # cells named in a sentence
LONGEST = 366
"""Days from today within which a period that runs ends: what reaches further outlasts all else."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the officer (`operator`) takes all the same: what waits for a word, what was withdrawn
    before, branches that resemble nobody; and what is `said` to the register's question."""

    edited: bool
    withdrawn: bool
    operator: str = ""
    unenrolled: bool = False
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class RevisionDecision:
    """A file's state, the sentence that says why it is not taken, and what is remarkable."""

    state: str
    message: str = ""
    remarks: tuple[str, ...] = ()


def decide_revision(
    connection: Connection, held: ReadSubmission, choices: Choices
) -> RevisionDecision:
    """The state a file gets, with its reasons."""
    known = [
        row
        for row in connection.exec_driver_sql(
            f"SELECT revision, content, state, made_at, edited_rows, taken_at, {SOURCE}, program "
            "FROM submission WHERE direction = 'in' AND org_code = ? AND org_uid = ? "
            "AND period = ?",
            (held.org_code, held.org_uid, held.period),
        )
        if same_chain(held, row[6], row[7])
    ]
    current = next((row for row in known if row[2] == "current"), None)
    if current is not None and current[0] == held.revision and current[1] == held.content:
        return RevisionDecision("unchanged", f"与 {local(current[5])} 收下的内容相同")
    if current is not None and current[0] > held.revision:
        return RevisionDecision(
            "older",
            f"这是第 {held.revision} 版，已于 {local(current[5])} 收下更新的第 {current[0]} 版"
            f"（{local(current[3])} 写出），没有收。如果这份才是新的（支部恢复过备份），"
            "请退回支部，由支部打开退回单后再导出",
        )
    if was_withdrawn(connection, held) and not choices.withdrawn:
        return RevisionDecision(
            "rejected",
            "这一版先前已撤回。确实要重新收下，请选“收下撤回过的表”再收"
            "（命令行加 --accept-withdrawn）",
        )
    asked = _asked(connection, held, clock.today())
    remarks = (
        *asked,
        *against_known.clock_ahead(held),
        *_went_back(held, current),
        *_broken_chain(held, known),
    )
    if held.seal is not None and (broken := _broken_chain(held, known)):
        return RevisionDecision("rejected", f"{broken[0]}。{_MEND_CHAIN}")
    if (held.edited or asked) and not choices.edited:
        words = list(asked)
        if held.edited:
            words.insert(0, f"导出后有人在表里改过 {len(held.edited)} 行")
        return RevisionDecision("edited", f"{'；'.join(words)}，请看过后决定收下还是退回", remarks)
    if current is not None and current[0] == held.revision:
        ours = (not bool(json.loads(current[4])), current[3], current[1])
        theirs = (not bool(held.edited), held.made_at, held.content)
        # What the officer accepted with its edits stands; else the one made first does.
        if ours < theirs:
            return RevisionDecision(
                "rejected",
                f"第 {held.revision} 版已于 {local(current[5])} 收下，"
                f"这份同是第 {held.revision} 版而内容不同{_as_exported(held, current)}。"
                "请退回支部，由支部打开退回单后再导出，修订号会加 1",
                remarks,
            )
    return RevisionDecision("merged", "", remarks)


_MEND_CHAIN = (
    "加封的表一版接一版，接不上的不收。请给这份表开退回单，由支部打开退回单后再导出，就接上了"
)


def was_withdrawn(connection: Connection, held: ReadSubmission) -> bool:
    """Whether this very content was taken before and taken back."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM submission WHERE direction = 'in' AND state = 'withdrawn' AND org_code = ? "
        "AND org_uid = ? AND period = ? AND revision = ? AND content = ?",
        (held.org_code, held.org_uid, held.period, held.revision, held.content),
    ).fetchone()
    return found is not None


def _as_exported(held: ReadSubmission, current: Any) -> str:
    """Says where what stands was taken with its edits, and this is it without them."""
    if not json.loads(current[4]) or held.edited:
        return ""
    return "（收下的那份连导出后的改动一起收了，这份是改动以前的）"


def _asked(connection: Connection, held: ReadSubmission, today: date) -> tuple[str, ...]:
    """What only the officer can know to be right."""
    first, last = date.fromisoformat(held.first_day), date.fromisoformat(held.last_day)
    asked = []
    if first > today:
        asked.append(f"期间 {held.period} 还没有开始")
    elif (last - today).days > LONGEST:
        asked.append(f"期间 {held.period} 要到 {held.last_day} 才结束")
    if not held.hand_filled and precedence.in_future(held.made_at):
        asked.append(f"写出时间 {local(held.made_at)} 还没有到，支部或本机的时钟可能不对")
    if held.hand_filled:
        made = connection.exec_driver_sql(
            "SELECT period, revision, taken_at FROM submission WHERE direction = 'in' "
            "AND state = 'current' AND org_code = ? AND org_uid = ? AND program != ? "
            "ORDER BY id DESC LIMIT 1",
            (held.org_code, held.org_uid, HAND_FILLED),
        ).fetchone()
        if made is not None:
            asked.append(
                f"这份是手工填写的，而 {held.org_code} 已经用支部工作台报过"
                f"（{made[0]} 第 {made[1]} 版，{local(made[2])} 收下）；"
                "收下后并在一起，两边都有的只算一次"
            )
    return (*asked, *_read_as_blank(held))


def _read_as_blank(held: ReadSubmission) -> Iterator[str]:
    """Cells with a formula or an error in rows that are otherwise as they were exported: where
    there was nothing before, nothing but this tells that somebody wrote there."""
    edited = {(each.sheet, each.row) for each in held.edited}
    sheets = {sheet_of(kind).sheet for kind in held.held}
    cells = [
        f"“{each.sheet}”第 {each.row} 行 {each.column} 列"
        for each in held.findings
        if each.code in ("error-cell", "formula-without-value")
        and each.sheet in sheets
        and (each.sheet, each.row) not in edited
    ]
    if cells:
        named = "、".join(cells[:_NAMED]) + (f" 等 {len(cells)} 格" if len(cells) > _NAMED else "")
        yield f"有公式没有存结果，或者是错误值，按空白读：{named}"


def _went_back(held: ReadSubmission, current: Any) -> tuple[str, ...]:
    """Whether a later revision says it was written before the one that stands."""
    if current is None or held.hand_filled or not held.revision > current[0]:
        return ()
    if held.made_at >= current[3]:
        return ()
    return (
        f"第 {held.revision} 版的写出时间 {local(held.made_at)} 比第 {current[0]} 版的"
        f" {local(current[3])} 还早：支部的时钟改动过。先后按修订号算，第 {held.revision} 版在后",
    )


def _broken_chain(held: ReadSubmission, known: Sequence[Any]) -> tuple[str, ...]:
    """Whether a revision follows another one than was taken here, in words."""
    before = [row for row in known if row[0] == held.revision - 1]
    if held.previous is None or not before:
        return ()
    if any(row[1] == held.previous or json.loads(row[4]) for row in before):
        return ()
    if not held.previous:
        return (
            f"第 {held.revision} 版没有写明它接的是哪一版：支部可能恢复过备份，"
            f"或换了电脑。请与支部核对第 {held.revision - 1} 版以后的改动还在不在",
        )
    return (
        f"第 {held.revision} 版接的前一版（校验 {held.previous[:8]}）"
        f"不是这里收下的第 {held.revision - 1} 版（校验 {before[-1][1][:8]}）："
        "支部可能恢复过备份，或有两台电脑在报。请与支部核对",
    )


def most_replaced(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Says who would go and come where most people on a roll (uid → name) would be others.

    Empty where most remain: people come and go, but a roll is not exchanged.
    """
    # Files of one branch may call the same people by other uids (one_name).
    back = {name for uid, name in after.items() if uid not in before}
    gone = [name for uid, name in before.items() if uid not in after and name not in back]
    come = [
        name for uid, name in after.items() if uid not in before and name not in before.values()
    ]
    if len(gone) < 2 or len(gone) * 2 <= len(before):
        return ""
    return (
        f"收下后，原来的 {len(before)} 人中有 {len(gone)} 人不再在册（{_some(gone)}），"
        f"新来 {len(come)} 人{f'（{_some(come)}）' if come else ''}，像是另一个支部的表"
    )


def _some(names: Sequence[str]) -> str:
    return "、".join(name[:20] for name in names[:8]) + ("等" if len(names) > 8 else "")
