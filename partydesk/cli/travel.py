"""Commands on what travels: indicators, export, template, merge, withdraw, rollup, slip."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.cli.records import organisations
from partydesk.cli.terminal import progress_to_stderr
from partydesk.records.periods import parse_period
from partydesk.records.problems import Refusal
from partydesk.store.progress import Cancelled

_STATES = {
    "merged": "已收",
    "unchanged": "未变",
    "older": "旧版",
    "edited": "有改动",
    "unenrolled": "未登记",
    "rejected": "没有收",
}


def indicators(options: Any) -> Outcome:
    """The figures of a period, or the rows behind one."""
    from partydesk.rules import indicators as rules

    period = parse_period(options.period)
    with opened(options) as store, store.read() as connection:
        scope = None
        if options.org:
            scope = {each for each in organisations(connection, options.org) if each is not None}
        if options.evidence:
            try:
                rows = rules.evidence(connection, options.evidence, period, scope)
            except KeyError:
                raise Refusal("not-found", f"没有“{options.evidence}”这个指标") from None
            return Outcome(
                {"rows": [dict(row) for row in rows]},
                [f"{r['date']}\t{r['organisation']}\t{r['text']}\t{r['amount']}" for r in rows],
            )
        listed = []
        counted = rules.tally(connection, period, beyond=options.beyond)
        for figure in counted.indicators.values():
            value = counted.value(figure.id, scope)
            listed.append(
                {
                    "id": figure.id,
                    "label": figure.label,
                    "value": value.value,
                    "unit": figure.unit,
                    "evidence": value.evidence,
                    "missing": value.value is None,
                }
            )
    lines = [
        f"{each['label']}：{'〔待填〕' if each['missing'] else each['value']} {each['unit']}"
        for each in listed
    ]
    return Outcome({"period": period.text, "indicators": listed}, lines)


def export(options: Any) -> Outcome:
    """Write a submission."""
    from partydesk.exchange.submission import export as write

    with opened(options, write=True) as store:
        made = write(store, parse_period(options.period), options.out, progress_to_stderr)
    lines = [f"已写出并核对：{made.file}（第 {made.revision} 版）"]
    lines += [f"请核对：{problem.message}" for problem in made.warnings]
    data = {
        "file": str(made.file),
        "revision": made.revision,
        "sealed": made.sealed,
        "digest": made.digest,
        "counts": made.counts,
        "warnings": [problem.as_dict() for problem in made.warnings],
    }
    return Outcome(data, lines)


def template(options: Any) -> Outcome:
    """Write the blank workbook."""
    from partydesk.exchange.template import write_template

    file = write_template(options.out)
    return Outcome({"file": str(file)}, [f"已写出空白模板：{file}"])


def merge(options: Any) -> Outcome:
    """Take submissions in."""
    from partydesk.exchange.merge import merge as take_in

    with opened(options, write=True) as store:
        try:
            merged = take_in(
                store,
                options.paths,
                preview=options.preview,
                accept_edited=options.accept_edited,
                accept_unenrolled=options.accept_unenrolled,
                accept_withdrawn=options.accept_withdrawn,
                progress=progress_to_stderr,
            )
        except (Cancelled, KeyboardInterrupt):
            if options.preview:
                raise
            raise Refusal(
                "cancelled", "已停止。停止以前已经收下的报送表留着，其余的没有收，可以再收一次"
            ) from None
    lines = []
    for each in merged.files:
        where = f"{each.organisation}\t{each.period}\t{each.file}"
        lines.append(f"{_STATES[each.state]}\t{where}\t{each.message}")
        lines += [
            f"\t{sheet}：新增 {added}，改动 {changed}，去掉 {gone}"
            for sheet, (added, changed, gone) in each.changes.items()
        ]
    lines += [f"冲突\t{item.text}" for item in merged.conflicts]
    if not merged.files:
        lines = ["没有找到报送表（.xlsx）"]
    wrong = any(each.state not in ("merged", "unchanged") for each in merged.files)
    return Outcome(merged.as_dict(), lines, findings=wrong or not merged.files)


def withdraw(options: Any) -> Outcome:
    """Take a branch's submission back out."""
    from partydesk.exchange.withdrawing import withdraw as take_back

    period = parse_period(options.period)
    with opened(options, write=True) as store:
        back = take_back(store, options.org, period.text)
    standing = back.revision if back else None
    line = f"现在是第 {standing} 版" if back else "这一期间现在没有收下的表"
    return Outcome(
        {"organisation": options.org, "period": period.text, "revision": standing},
        [f"已撤回 {options.org} 的 {period.text}；{line}"],
    )


def rollup(options: Any) -> Outcome:
    """Write the roll-up."""
    from partydesk.exchange.rollup import write_rollup

    with opened(options) as store:
        sheets = write_rollup(store, parse_period(options.period), options.out, progress_to_stderr)
    return Outcome({"file": str(options.out), "sheets": sheets}, [f"已生成汇总表：{options.out}"])


def slip(options: Any) -> Outcome:
    """Answer a submission."""
    from partydesk.exchange.slip import write_slip

    with opened(options) as store:
        file = write_slip(store, options.submission, options.out)
    return Outcome({"file": str(file)}, [f"已写出：{file}"])
