"""`demo`: the main job on sample data, start to finish."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from partydesk.cli.outcome import Outcome
from partydesk.cli.terminal import progress_to_stderr
from partydesk.records.clock import today
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store.home import Home
from partydesk.store.opening import back_up
from partydesk.store.store import make_folder

YEAR = 2026
_TRADES = ("甲科技", "乙机械", "丙物流", "丁电子", "戊材料", "己食品", "庚新能源", "辛包装")


def demo(options: Any) -> Outcome:
    """Make branches with a year of records, hand in, merge, roll up, report.

    Raises UserError("not-empty") for a folder that holds something.
    """
    from partydesk.documents.report.writing import write_report
    from partydesk.exchange.merge.merge import merge
    from partydesk.exchange.replies.answering import answer_all
    from partydesk.exchange.replies.taken_slips import take_slip
    from partydesk.exchange.rollup.workbook import write_rollup
    from partydesk.exchange.submission.writing import export
    from partydesk.operations import park_file
    from partydesk.rules import indicators
    from partydesk.sample import makers
    from partydesk.sample.appraisals import keep_appraisals
    from partydesk.sample.branch_ledgers import keep_ledgers
    from partydesk.sample.campaigns import run_campaign
    from partydesk.sample.duties import keep_duties, keep_people_and_brand
    from partydesk.sample.park_scores import keep_park_scores
    from partydesk.sample.training import keep_training
    from partydesk.store.opening import open_store

    folder = options.folder.expanduser().absolute()
    if folder.exists() and any(folder.iterdir()):
        raise UserError("not-empty", f"“{folder}”里已有东西，没有动它。请给一个空文件夹")
    period = parse_period(str(YEAR))
    # Nothing of the days to come, but enough of the year that no figure is left open.
    through = max(date(YEAR, 9, 30), min(today(), period.last))
    stick = folder / "报送"
    make_folder(stick)
    branches, files = [], []
    park = Home(folder / "党委")
    with makers.make_committee(
        park, name="中共示例园区委员会", seed=options.seed * 1000 + 999, year=YEAR, through=through
    ) as store:
        campaign = run_campaign(store, through, options.seed)
        keep_duties(store, YEAR, through, options.seed)
        keep_people_and_brand(store, YEAR, through, options.seed)
        rules = folder / park_file.file_name(store)
        park_file.write(store, rules)
    steps = options.branches + 4
    for number in range(options.branches):
        trade = _TRADES[number % len(_TRADES)]
        series = f"{number // len(_TRADES) + 1}" if number >= len(_TRADES) else ""
        short = f"{trade}{series}支部"
        code = f"P{number + 1:04d}"
        progress_to_stderr(number, steps, short)
        home = Home(folder / "支部" / code)
        with makers.make_branch(
            home,
            code,
            f"中共示例园区{trade}{series}有限公司支部委员会",
            short_name=short,
            seed=options.seed * 1000 + number,
            year=YEAR,
            through=through,
        ) as store:
            park_file.take(store, park_file.read(store, rules), date(YEAR, 1, 1))
            run_campaign(store, through, options.seed * 1000 + number, campaign)
            keep_ledgers(store, YEAR, through, options.seed * 1000 + number)
            made = export(store, period, stick)
            back_up(store, "closing")
        branches.append({"code": code, "name": short, "home": str(home.folder)})
        files.append({"file": str(made.file), "revision": made.revision, "counts": made.counts})
    with open_store(park) as store:
        progress_to_stderr(steps - 4, steps, "收表")
        merged = merge(store, [stick], accept_unenrolled=True)
        keep_appraisals(store, YEAR, through, options.seed)
        keep_training(store, YEAR, through, options.seed)
        keep_park_scores(store, YEAR, through, options.seed)
        answered = answer_all(store, [Path(str(each["file"])) for each in files])
        progress_to_stderr(steps - 3, steps, "汇总")
        rollup = folder / f"园区汇总_{YEAR}.xlsx"
        write_rollup(store, period, rollup)
        progress_to_stderr(steps - 2, steps, "述职报告")
        reports = [
            write_report(store, period, folder / f"年度述职_{YEAR}.{suffix}").file
            for suffix in ("docx", "pdf")
        ]
        back_up(store, "closing")
        with store.read() as connection:
            counted = indicators.tally(connection, period, beyond=False)
            figures = {id: counted.value(id).value for id in counted.indicators}
    for each in answered.slips:
        with open_store(Home(folder / "支部" / each.org_code)) as store:
            take_slip(store, each.file)
    progress_to_stderr(steps, steps, "完成")
    refused = [each for each in merged.files if each.state != "merged"]
    data = {
        "branches": branches,
        "submissions": files,
        "committee": str(park.folder),
        "merged": [each.as_dict() for each in merged.files],
        "rollup": str(rollup),
        "reports": [str(report) for report in reports],
        "indicators": figures,
    }
    lines = [
        f"{len(branches)} 个支部的数据：{folder / '支部'}",
        f"{len(files)} 份报送表：{stick}",
        f"党委收下 {len(merged.files) - len(refused)} 份，开出回执 {answered.receipts} 份："
        f"{park.folder}",
        f"汇总表：{rollup}",
        *(f"年度述职：{report}" for report in reports),
        f"打开党委的窗口：partydesk --home {park.folder}",
    ]
    return Outcome(data, lines, findings=bool(refused))
