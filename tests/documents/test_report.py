"""The yearly report: every figure in a sentence, problems from the records, edited words kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.documents.report.composing import compose
from partydesk.documents.report.content import Level, Report, filled, missing
from partydesk.documents.report.edits import edit
from partydesk.documents.report.paper import balanced, numbers, numeral
from partydesk.documents.report.templates import BLANK, Run, template_of
from partydesk.documents.report.writing import write_report
from partydesk.exchange.submission.writing import export
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules import indicators
from partydesk.sample.makers import make_branch, make_committee
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.exchange import making
from tests.exchange.merging import merge

YEAR = parse_period("2026")
TODAY = date(2027, 1, 20)
BRANCH_NAME = "中共示例园区甲科技有限公司支部委员会"


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A committee that has taken in two branches' year."""
    folder = tmp_path_factory.mktemp("园区")
    stick = folder / "报送"
    stick.mkdir()
    for number, short in enumerate(("甲科技支部", "乙机械支部"), start=1):
        with make_branch(
            Home(folder / short), f"P000{number}", f"中共示例园区{short[:3]}有限公司支部委员会",
            short_name=short, seed=number, members=12,
        ) as store:  # fmt: skip
            export(store, YEAR, stick)
    with make_committee(Home(folder / "党委"), seed=9, firms=20) as store:
        merge(store, [stick])
        yield store


@pytest.fixture(autouse=True)
def on_the_day_of_the_report(on_day: Any) -> None:
    """What is recorded of the year was held by then."""
    on_day(TODAY)


def report_of(store: Store, code: str | None = None, period: Any = YEAR) -> Report:
    with store.read() as connection:
        return compose(connection, period, code, today=TODAY)


def text_of(report: Report) -> str:
    return "\n".join(block.text for block in report.blocks)


def shown_in_text(report: Report) -> dict[str, set[str]]:
    """Figure id → the texts it is shown as in the sentences."""
    found: dict[str, set[str]] = {}
    for block in report.blocks:
        for run in block.runs:
            if run.token:
                found.setdefault(run.token, set()).add(run.text)
    return found


def test_all_figures_of_a_committee_stand_in_a_sentence_as_indicators_gives_them(
    park: Store,
) -> None:
    report = report_of(park)
    with park.read() as connection:
        counted = indicators.tally(connection, YEAR)
    shown = shown_in_text(report)
    assert BLANK not in text_of(report)
    for indicator in indicators.INDICATORS:
        value = counted.value(indicator.id).value
        assert value is not None
        assert [float(text) for text in shown[indicator.id]] == [value], indicator.id
    assert filled(report) == [each.id for each in indicators.INDICATORS]
    assert missing(report) == []


def test_signed_projects_name_the_threshold_of_their_record(park: Store) -> None:
    report = report_of(park)
    assert "起点金额5000万元的协议落地项目" in text_of(report)
    assert any("起点金额5000万元" in row[1] for row in report.tables[0].rows)


def test_the_appendix_defines_each_figure_and_counts_its_evidence(park: Store) -> None:
    report = report_of(park)
    rows = {row[0]: row for row in report.tables[0].rows}
    with park.read() as connection:
        for number, indicator in enumerate(indicators.INDICATORS, start=1):
            row = rows[str(number)]
            evidence = indicators.evidence(connection, indicator.id, YEAR)
            assert row[5] == str(len(evidence)), indicator.id
            assert len(row[4]) > 4


def test_an_empty_file_is_all_to_be_filled_in(tmp_path: Path) -> None:
    with create(Home(tmp_path / "空"), "committee", {"code": "P1", "name": "空党委"}) as store:
        report = report_of(store)
    shown = shown_in_text(report)
    assert {each.id for each in report.figures} == {each.id for each in indicators.INDICATORS}
    for figure in report.figures:
        assert shown[figure.id] == {BLANK}
    assert filled(report) == []
    assert len(missing(report)) == len(indicators.INDICATORS)


def test_a_branch_reports_its_own_figures_in_its_own_file_and_in_the_committees(
    park: Store, branch_store: Store
) -> None:
    in_park = report_of(park, "P0001")
    own = report_of(branch_store)
    held = [each.id for each in indicators.INDICATORS if each.held_by != "C"]
    for report in (in_park, own):
        assert [figure.id for figure in report.figures] == held
        assert set(held) <= set(shown_in_text(report))
        assert "我支部" in text_of(report)
        assert "党委理论学习中心组" not in text_of(report)
    with park.read() as connection:
        counted = indicators.tally(connection, YEAR)
        ids = {
            row[0]: row[1]
            for row in connection.exec_driver_sql("SELECT code, id FROM organisation")
        }
    for figure in in_park.figures:
        assert figure.value == counted.value(figure.id, (ids["P0001"],)).value
    assert in_park.organisation == "中共示例园区甲科技有限公司支部委员会"


def test_the_committees_own_code_is_the_committees_report(park: Store) -> None:
    assert report_of(park, park.own.code) == report_of(park)


def test_an_unknown_organisation_is_refused(park: Store) -> None:
    with pytest.raises(UserError) as refused:
        report_of(park, "P9999")
    assert refused.value.code == "no-organisation"
    assert "P9999" in refused.value.message


def test_problems_name_the_branches_and_have_a_next_step_each(park: Store) -> None:
    report = report_of(park)
    findings = [b.id.split(":")[1] for b in report.blocks if b.id.startswith("problem:")]
    steps = [b.id.split(":")[1] for b in report.blocks if b.id.startswith("next:")]
    assert findings and findings == steps
    said = "".join(b.text for b in report.blocks if b.id.startswith("problem:"))
    assert "甲科技支部" in said or "乙机械支部" in said
    with park.read() as connection:
        names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM member").fetchall()]
    assert names and not [name for name in names if name in said]


def test_nothing_is_a_problem_before_it_is_due(empty_store: Store) -> None:
    report = report_of(empty_store, period=parse_period("2030"))
    findings = [block.id for block in report.blocks if block.id.startswith("problem:")]
    assert findings == ["problem:figures"]


def test_edited_words_stay_and_take_new_numbers(empty_store: Store, add: Any) -> None:
    report = report_of(empty_store)
    words = "今年我们一共学了{group_studies}次，{{不是}}数字。\n第二段。"
    report = edit(empty_store, report, "thought.studies", words)
    assert (
        report.block("thought.studies").text
        == f"今年我们一共学了{BLANK}次，{{不是}}数字。\n第二段。"
    )
    add("session", kind="study_day", starts_at=at("2026-03-02"), topic="学习")
    add("session", kind="study_day", starts_at=at("2026-12-31"), topic="学习")
    again = report_of(empty_store).block("thought.studies")
    assert again.text == "今年我们一共学了2次，{不是}数字。\n第二段。"
    assert again.edited
    back = edit(empty_store, report_of(empty_store), "thought.studies", None)
    assert not back.block("thought.studies").edited
    assert back == report_of(empty_store)


def test_edits_belong_to_one_organisation_and_period(park: Store) -> None:
    edit(park, report_of(park, "P0002"), "work.resolved", "只此一份。")
    assert "只此一份" in text_of(report_of(park, "P0002"))
    for code, period in ((None, YEAR), ("P0001", YEAR), ("P0002", parse_period("2026H1"))):
        assert "只此一份" not in text_of(report_of(park, code, period))


def test_a_block_can_be_left_out_and_a_paragraph_added(empty_store: Store) -> None:
    report = edit(empty_store, report_of(empty_store), "thought.activities", "")
    assert "thought.activities" in [b.id for b in report.left_out]
    assert "重温入党誓词" not in "".join(
        b.text for b in report.blocks if b.paragraph == "thought.numbers"
    )
    report = edit(empty_store, report, "extra:discipline", "另外，{organisation}开展了自查。")
    ids = [block.id for block in report.blocks]
    assert ids.index("extra:discipline") == ids.index("work") - 1
    assert report.block("extra:discipline").text == "另外，空支部开展了自查。"
    assert report == report_of(empty_store)


def test_an_unknown_token_is_named_and_changes_nothing(empty_store: Store) -> None:
    before = report_of(empty_store)
    for template, code, named in (
        ("有{no_such_figure}次", "unknown-token", "no_such_figure"),
        ("税收{tax_revenue}亿元", "unknown-token", "tax_revenue"),  # not a branch's figure
        ("一个 { 不行", "bad-template", "{"),
    ):
        with pytest.raises(UserError) as refused:
            edit(empty_store, before, "intro", template)
        assert refused.value.code == code
        assert named in refused.value.message
    with pytest.raises(UserError) as refused:
        edit(empty_store, before, "no.such.block", "x")
    assert refused.value.code == "unknown-block"
    assert report_of(empty_store) == before


def test_runs_go_back_to_the_template_they_came_from(park: Store) -> None:
    for block in report_of(park).every:
        assert template_of(block.runs) == block.template
    changed = [Run("共 {"), Run("12", "group_studies"), Run("} 次")]
    assert template_of(changed) == "共 {{{group_studies}}} 次"


def test_a_next_step_somebody_wrote_outlives_its_problem(empty_store: Store, add: Any) -> None:
    report = report_of(empty_store)
    assert "problem:figures" in [b.id for b in report.blocks]
    report = edit(empty_store, report, "next:theme_day", "每月第一个周五开展主题党日。")
    for month in range(1, 13):
        add("session", kind="theme_day", starts_at=at(f"2026-{month:02d}-09"), topic="主题党日")
    after = report_of(empty_store)
    assert "problem:theme_day" not in [b.id for b in after.blocks]
    assert after.block("next:theme_day").text == "每月第一个周五开展主题党日。"
    assert "next:theme_day" in [b.id for b in after.blocks]


def test_zero_is_said_and_is_not_to_be_filled_in(empty_store: Store, add: Any) -> None:
    add("none", figure="oath_renewals", period="2026")
    report = report_of(empty_store)
    assert "重温入党誓词0次" in text_of(report)
    assert "oath_renewals" in filled(report)


def test_the_period_is_said_in_the_title(park: Store) -> None:
    titles = {
        text: report_of(park, period=parse_period(text)).title
        for text in ("2026", "2026H1", "2026Q3", "2026-01-01..2026-09-30")
    }
    name = park.own.name
    assert titles == {
        "2026": f"{name}2026年度抓基层党建工作述职报告",
        "2026H1": f"{name}2026年上半年抓基层党建工作报告",
        "2026Q3": f"{name}2026年第三季度抓基层党建工作报告",
        "2026-01-01..2026-09-30": f"{name}2026年1月1日至2026年9月30日抓基层党建工作报告",
    }


def test_blocks_come_in_the_order_of_an_official_report(park: Store) -> None:
    report = report_of(park)
    levels = [block.level for block in report.blocks]
    assert levels[:3] == [Level.TITLE, Level.ADDRESSEE, Level.BODY]
    assert levels[-2:] == [Level.SIGNATURE, Level.DATE]
    parts = [block.text for block in report.blocks if block.level is Level.PART]
    assert parts == ["思想教育", "组织建设", "从严治党", "中心工作", "存在的问题", "下一步打算"]
    numbered = numbers(report.blocks)
    assert [numbered[b.id] for b in report.blocks if b.level is Level.PART] == [
        "一、", "二、", "三、", "四、", "五、", "六、",
    ]  # fmt: skip
    assert numbered["organisation.coverage"] == "（一）"
    assert len({block.id for block in report.every}) == len(report.every)
    assert report.blocks[-1].text == "2027年1月20日"


def test_another_suffix_is_refused_and_nothing_is_written(park: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        write_report(park, YEAR, tmp_path / "报告.doc")
    assert refused.value.code == "bad-name"
    assert "报告.doc" in refused.value.message
    assert list(tmp_path.iterdir()) == []


def test_no_sentence_has_a_blank_between_a_number_and_a_word(park: Store) -> None:
    found = [b.id for b in report_of(park).blocks if re.search(r"\d [\u4e00-\u9fff]", b.text)]
    assert found == []


def test_reports_of_two_days_differ_only_where_the_day_is_said(park: Store) -> None:
    first = report_of(park)
    with park.read() as connection:
        second = compose(connection, YEAR, today=date(2027, 1, 21))
    differing = [a.id for a, b in zip(first.blocks, second.blocks, strict=True) if a.text != b.text]
    assert differing == ["date"]
    assert replace(second, every=first.every, tokens=first.tokens) == first


def test_numerals_and_titles_are_set_as_on_paper() -> None:
    assert [numeral(n) for n in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]
    lines = balanced("中共示例自治区示例市高新技术产业开发区非公有制经济组织联合党支部委员会", 19)
    assert [len(line) for line in lines] == [18, 17]
    assert balanced("截至2026年12月31日", 5) == ["截至2026年", "12月31日"]


def at(day: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(f"{day}T10:00")


def test_a_committee_says_of_how_many_and_until_which_day(
    tmp_path: Path, on_day: Callable[[date], None]
) -> None:
    on_day(date(2026, 10, 8))
    with making.committee(tmp_path) as committee:
        for code, period in (("P0001", "2026Q3"), ("P0002", "2026H1")):
            with making.branch(tmp_path, code, members=2, sessions=1) as branch:
                merge(committee, [making.sent(branch, tmp_path / "出", period).file])
        with committee.read() as connection:
            report = compose(connection, parse_period("2026"))
    block = next(block for block in report.blocks if block.id == "intro")
    intro = "".join(run.text for run in block.runs)
    assert "截至2026年9月30日，共有下级党组织2个" in intro
    assert "2个支部，全部在内：1个报到9月30日，1个报到6月30日" in intro
    assert "支部没有报到的日子不计入" in intro
