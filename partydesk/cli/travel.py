"""Commands on what travels: export, template, merge, withdraw, rollup, slip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from partydesk.cli.outcome import Outcome, opened, organisation_of
from partydesk.cli.rules import day_of
from partydesk.cli.terminal import progress_to_stderr
from partydesk.records import clock
from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import parse_period
from partydesk.store.progress import Cancelled

if TYPE_CHECKING:
    from partydesk.exchange.merge.register_answers import Said

_STATES = {
    "merged": "已收",
    "unchanged": "未变",
    "older": "旧版",
    "edited": "待定",
    "unenrolled": "未登记",
    "asks": "待定",
    "rejected": "有错",
}


def export(options: Any) -> Outcome:
    """Write a submission."""
    from partydesk.exchange.submission.writing import export as write

    period = parse_period(options.period)
    with opened(options, write=True) as store:
        made = write(store, period, options.out, progress_to_stderr, unsealed=options.unsealed)
    lines = [f"已写出并核对：{made.file}（第 {made.revision} 版）"]
    if made.sealed:
        lines.append(f"已加封，打开它的密码：{made.password}")
    again = [Finding("same-again", made.again, fatal=False)] if made.again else []
    lines += [finding.message for finding in again]
    lines += [f"请核对：{line}" for line in _by_cause(made.warnings)]
    data = {
        "file": str(made.file),
        "revision": made.revision,
        "sealed": made.sealed,
        "password": made.password,
        "digest": made.digest,
        "counts": made.counts,
        "warnings": [finding.as_dict() for finding in (*again, *made.warnings)],
    }
    return Outcome(data, lines)


_NAMED = 3  # findings of one cause that are said one by one


def _by_cause(found: Sequence[Finding]) -> Iterator[str]:
    """What was found, each by itself; of one cause that many share only the first."""
    by_code: dict[str, list[Finding]] = {}
    for each in found:
        by_code.setdefault(each.code, []).append(each)
    for those in by_code.values():
        if len(those) <= _NAMED:
            yield from (each.message for each in those)
        else:
            yield (f"{those[0].message}；这样的共 {len(those)} 处，逐条见“报送”页，或加 --json")


def template(options: Any) -> Outcome:
    """Write the blank workbook."""
    from partydesk.exchange.submission.template import write_template

    file = write_template(options.out)
    return Outcome({"file": str(file)}, [f"已写出空白模板：{file}"])


def merge(options: Any) -> Outcome:
    """Take submissions in. Raises UserError where nothing can be taken."""
    from partydesk.exchange.merge.merge import merge as take_in

    said = _said(options)
    with opened(options, write=True) as store:
        try:
            merged = take_in(
                store,
                options.paths,
                preview=options.preview,
                accept_edited=options.accept_edited,
                accept_unenrolled=options.accept_unenrolled,
                accept_withdrawn=options.accept_withdrawn,
                said=said,
                operator=options.operator or "",
                progress=progress_to_stderr,
            )
        except (Cancelled, KeyboardInterrupt) as stop:
            if options.preview:
                raise
            words = str(stop) or "已停止。停止以前已经收下的报送表留着，其余的没有收，可以再收一次"
            raise UserError("cancelled", words) from None
    lines = []
    for each in merged.files:
        where = f"{each.organisation}\t{each.period}\t{each.file}"
        # What is only looked at is not taken.
        told = "可以收" if options.preview and each.state == "merged" else _STATES[each.state]
        lines.append(f"{told}\t{where}\t{each.message}")
        lines += [f"\t凭据：{each.trust}"] if each.trust else []
        lines += [f"\t请注意：{remark}" for remark in each.remarks if remark not in each.message]
        lines += [_candidate(one, each.period) for one in each.candidates]
        lines += [
            f"\t{sheet}：新增 {added}，改动 {changed}，去掉 {gone}"
            for sheet, (added, changed, gone) in each.changes.items()
        ]
    lines += [f"冲突\t{item.text}" for item in merged.conflicts]
    if merged.conflicts:
        lines.append("冲突怎么定：partydesk conflicts")
    if any(each.candidates for each in merged.files):
        lines.append(_HOW_TO_ANSWER)
    if any(each.state == "unenrolled" for each in merged.files):
        lines.append("没有加封而核实过是支部写的，再收一次，加 --accept-unenrolled")
    if any(each.state == "asks" and not each.candidates for each in merged.files):
        lines.append("不像任何支部的，都登记为新的支部：再收一次，加 --accept-unenrolled")
    if any(each.state == "edited" for each in merged.files):
        lines.append("待定的看过以后仍要收：再收一次，加 --accept-edited；不收，用 slip 开退回单")
    if not merged.files:
        lines = ["没有找到报送表"]
    if merged.passed:
        lines.append(merged.passed)
    wrong = any(each.state not in ("merged", "unchanged") for each in merged.files)
    return Outcome(merged.as_dict(), lines, findings=wrong or not merged.files)


_HOW_TO_ANSWER = (
    "回答用 --as：是那个支部、并成一个，写 --as 编码；是那个支部、从此用表里的编码，"
    "加 --recode；是另一个支部，写 --as-new；不收，写 --as-refused"
)


def _said(options: Any) -> Said | None:
    """The answer to the register's question. Raises UserError for two at once."""
    given = [bool(options.branch), options.as_new, options.as_refused]
    if sum(given) > 1:
        raise UserError("bad-answer", "--as、--as-new、--as-refused 只能写一个")
    if options.recode and not options.branch:
        raise UserError("bad-answer", "--recode 要同 --as 编码 一起写：是名册里的哪个支部改了编码")
    if not any(given):
        return None
    from partydesk.exchange.merge.register_answers import Said

    if options.branch:
        return Said("same" if options.recode else "joined", options.branch)
    return Said("new" if options.as_new else "refused")


def _candidate(one: dict[str, Any], period: str) -> str:
    during = f"（{parse_period(period, exact=True).title}）" if period else ""
    return (
        f"\t像 {one['organisation']}　{one['name']}　书记 {one['secretary'] or '—'}　"
        f"{one['members']} 人　{one['sessions']} 次活动{during}　{'，'.join(one['alike'])}"
    )


def answers(options: Any) -> Outcome:
    """The answers to the register's question, or one of them taken back."""
    from partydesk.exchange.merge import register_answers

    if options.undo is None:
        with opened(options) as store:
            rows = [each.as_dict() for each in register_answers.answers(store)]
        lines = [
            f"{row['id']}\t{row['at']}\t{row['operator'] or '—'}\t{row['code']}\t{row['text']}"
            f"\t{row['organisation']}"
            for row in rows
        ]
        return Outcome({"rows": rows}, lines or ["还没有回答过"])
    with opened(options, write=True) as store:
        given = register_answers.take_back(store, options.undo, options.operator or "").as_dict()
    return Outcome(
        {"undone": given},
        [f"已撤回 {given['code']} 的回答“{given['text']}”；据此收下的表也撤回了，再收时会重新问"],
    )


def withdraw(options: Any) -> Outcome:
    """Take a branch's submission back out."""
    from partydesk.exchange.merge.withdrawal import withdraw as take_back

    period = parse_period(options.period)
    with opened(options, write=True) as store:
        code = organisation_of(store, options)
        back = take_back(store, code, period.text, options.reason or "", options.operator or "")
    standing = back.revision if back else None
    line = f"现在是第 {standing} 版" if back else "这一期间现在没有收下的表"
    return Outcome(
        {"organisation": code, "period": period.text, "revision": standing},
        [f"已撤回 {code} 的 {period.text}；{line}"],
    )


def rollup(options: Any) -> Outcome:
    """Write the roll-up."""
    from partydesk.exchange.rollup.contents import contents, named_sheets
    from partydesk.exchange.rollup.workbook import write_rollup

    period, chosen = parse_period(options.period), named_sheets(options.sheets)
    with opened(options) as store:
        sheets = write_rollup(store, period, options.out, progress_to_stderr, sheets=chosen)
        held = contents(store, period, clock.today())
    left = held.left_out(held.usual if chosen is None else chosen)
    lines = [f"已生成汇总表：{options.out}", held.listed.covered.sentence]
    if left:
        listed = "，".join(f"{sheet} {count:,} 行" for sheet, count in left)
        lines.append(f"没有附上：{listed}；要附上用 --with")
    return Outcome(
        {
            "file": str(options.out),
            "sheets": sheets,
            "left_out": [{"sheet": sheet, "rows": count} for sheet, count in left],
            "of": held.listed.covered.of,
            "in": held.listed.covered.inside,
        },
        lines,
    )


def slip(options: Any) -> Outcome:
    """Answer a submission, and remember that: what went back is 退回 from then on.

    Where the data cannot be written to now the slip is written all the same, and that is said.
    """
    from partydesk.exchange.replies.answering import answer_one
    from partydesk.exchange.replies.faults import Words

    words, lines = None, []
    if options.words or options.until:
        words = Words(options.words or "", day_of(options.until) if options.until else None)
    try:
        with opened(options, write=True) as store:
            made = answer_one(store, options.submission, options.out, words, options.operator or "")
    except UserError as error:
        if error.code not in ("locked", "read-only"):
            raise
        with opened(options) as store:
            made = answer_one(store, options.submission, options.out, words)
        lines = [f"没有记进留痕：{error.message}"]
    told = "回执" if made.accepted else "退回单"
    if made.accepted and words is not None:
        lines.append("这份表已经收下，写的是回执；写给支部的话没有用上")
    return Outcome({"file": str(made.file)}, [f"已写出{told}：{made.file}", *lines])


def receipt(options: Any) -> Outcome:
    """A branch takes the committee's answer: a receipt with what it tells, or a return slip."""
    from partydesk.exchange.replies.taken_slips import take_slip

    with opened(options, write=True) as store:
        slip = take_slip(store, options.file)
        own = store.own.code
    what = f"{parse_period(slip.period).title}第 {slip.revision} 版"
    lines = [f"{what}已收下" if slip.accepted else f"{what}退回来了"]
    if slip.org_code != own:
        lines = [f"这是给 {slip.org_name}（{slip.org_code}）的，不是本组织的，没有记"]
    elif slip.doubt:
        lines = [f"对不上：{slip.doubt}。没有记下；请向党委核实"]
    else:
        lines += [f"{fault.place}　{fault.sentence}" for fault in slip.faults]
        lines += [slip.study_taken] if slip.study_taken else []
    mine = slip.org_code == own and not slip.doubt
    data = {
        "organisation": slip.org_code, "period": slip.period, "revision": slip.revision,
        "accepted": slip.accepted, "taken": mine, "doubt": slip.doubt,
        "faults": len(slip.faults), "study": slip.study_taken,
    }  # fmt: skip
    return Outcome(data, lines, findings=not mine or not slip.accepted)
