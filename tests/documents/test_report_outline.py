"""The outline: switched, moved, picked; whatever is on, numbers, references and sums are right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partydesk.documents.report import choosing, facts
from partydesk.documents.report.comparing import compared_with, than, year_before
from partydesk.documents.report.composing import compose
from partydesk.documents.report.content import Figure, Level, Report, Sentence
from partydesk.documents.report.edits import edit
from partydesk.documents.report.outline import Paragraph, Part, Sort, ordered
from partydesk.documents.report.paper import Gap, numbers, numeral, paper
from partydesk.documents.report.report_kinds import REPORT_KINDS
from partydesk.documents.report.templates import BLANK, Run, template_of
from partydesk.documents.report.writing import save
from partydesk.exchange.submission.writing import export
from partydesk.operations.records import save_record
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules import indicators
from partydesk.sample.makers import make_branch, make_committee
from partydesk.store.home import Home
from partydesk.store.store import Store, create
from tests.documents.reading_pdf import pages
from tests.exchange.merging import merge

YEAR = parse_period("2026")
TODAY = date(2027, 1, 20)


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A committee that has taken in three branches' year."""
    folder = tmp_path_factory.mktemp("园区")
    stick = folder / "报送"
    stick.mkdir()
    for number, short in enumerate(("甲科技支部", "乙机械支部", "丙物流支部"), start=1):
        with make_branch(
            Home(folder / short), f"P000{number}", f"中共示例园区{short[:3]}有限公司支部委员会",
            short_name=short, seed=number, members=10,
        ) as store:  # fmt: skip
            export(store, YEAR, stick)
    with make_committee(Home(folder / "党委"), seed=9, firms=12) as store:
        merge(store, [stick])
        yield store


@pytest.fixture(autouse=True)
def on_the_day_of_the_report(on_day: Any) -> None:
    """What is recorded of the year was held by then."""
    on_day(TODAY)


def report_of(store: Store, code: str | None = None, period: Any = YEAR, **more: Any) -> Report:
    with store.read() as connection:
        return compose(connection, period, code, today=TODAY, **more)


def text_of(report: Report) -> str:
    return "\n".join(block.text for block in report.blocks)


def ids(report: Report) -> list[str]:
    return [each.id for part in report.outline for each in part.paragraphs]


def test_the_committees_report_is_full_before_anybody_edits(park: Store) -> None:
    report = report_of(park)
    said = text_of(report)
    assert BLANK not in said
    assert len(re.sub(r"\s", "", said)) >= 3000
    assert all(part.on for part in report.outline)
    # Each sort says something: measures, last year, who leads and lags, problems solved, owners.
    for words in ("一是", "上年无记录", "最高的是", "办理措施：", "月底前完成", "附件1"):
        assert words in said
    with park.read() as connection:
        people = connection.exec_driver_sql("SELECT name FROM member").fetchall()
        leading = facts.secretaries(connection)
    shown = "".join(b.text for b in report.blocks if not b.paragraph.endswith("measures"))
    assert not [n for (n,) in people if n in shown and n not in leading.values()]
    # Whoever holds an office answers for the next steps by name, until a month.
    assert f"由党委书记{leading[1]}" in shown or f"书记{leading[1]}牵头" in shown
    for step in (b for b in report.blocks if b.paragraph == "next.steps" and b.level is Level.ITEM):
        assert re.search(r"由.*书记.+负责，\d{4}年\d+月底前完成", step.text), step.text


def test_who_leads_and_lags_are_branches_and_firms_cases_come_from_firms(park: Store) -> None:
    bulletin = report_of(park, kind="bulletin")
    (led,) = [b for b in bulletin.blocks if b.paragraph == "ranking.ranking" and "最高" in b.text]
    assert "最低的是" in led.text and "本级" not in led.text
    firms = report_of(park, kind="firms")
    cases = [b.text for b in firms.blocks if b.id.startswith("work.cases.")]
    assert cases[0] == "典型问题"
    assert cases[1:] and all("（企业诉求）" in each or "（职工反映）" in each for each in cases[1:])


def test_the_parts_that_a_paragraph_names_make_up_its_whole(park: Store) -> None:
    for kind, block in (("yearly", "organisation.survey"), ("firms", "firms.formed")):
        report = report_of(park, kind=kind)
        told = {run.token: int(run.text) for run in report.block(block).runs
                if run.token.startswith("firms_")}  # fmt: skip
        ways = ("own_branch", "joint", "attached", "grid")
        formed = sum(told.pop(f"firms_{way}") for way in ways)
        assert told["firms_surveyed"] == formed + told["firms_unformed"] > formed
    yearly = report_of(park)
    raised = next(run.text for run in yearly.block("organisation.resolved").runs
                  if run.token == "tickets_raised")  # fmt: skip
    sources = [int(run.text) for run in yearly.block("organisation.in_time").runs
               if run.token.startswith("tickets_from_")]  # fmt: skip
    assert sum(sources) == int(raised)
    firms = next(run.text for run in yearly.block("organisation.founding").runs
                 if run.token == "firms_with_members")  # fmt: skip
    assert (
        int(firms) and "比上年" not in yearly.block("organisation.last_year").text.split("摸排")[1]
    )


def test_every_number_is_that_of_the_indicators(park: Store) -> None:
    with park.read() as connection:
        counted = indicators.tally(connection, YEAR)
    for kind in REPORT_KINDS:
        for block in report_of(park, kind=kind).blocks:
            for run in block.runs:
                if run.token in counted.indicators:
                    assert float(run.text) == counted.value(run.token).value, (kind, run.token)


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_whatever_is_switched_off_numbers_references_and_sums_are_right(
    park: Store, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(list(REPORT_KINDS)))
    every = report_of(park, kind=kind)
    off = data.draw(st.sets(st.sampled_from(ids(every))))
    order = data.draw(st.permutations([p.id for p in every.outline if not p.fixed]))
    inside = {p.id: data.draw(st.permutations([e.id for e in p.paragraphs]), label=p.id)
              for p in every.outline}  # fmt: skip
    whole = (*order, *(id for ids_ in inside.values() for id in ids_))
    kept = choosing.keep(park, every, replace(every.plan, order=whole))
    try:
        report = report_of(park, kind=kind, without=off)
    finally:
        choosing.keep(park, every, kept)
    assert {each.id for p in report.outline for each in p.paragraphs if not each.on} >= off
    assert not off & {block.paragraph for block in report.every}
    # What can be moved stands in the order that was chosen, in its part and on the page.
    for part in report.outline:
        now = [each.id for each in part.paragraphs if not each.fixed]
        assert now == [id for id in inside[part.id] if id in now]
        shown = list(
            dict.fromkeys(b.paragraph for b in report.blocks if b.paragraph in now)
        ) or list(dict.fromkeys(t.paragraph for t in report.tables if t.paragraph in now))
        assert shown == [id for id in now if id in shown]
    # Numbers run on without a gap; no heading stands alone.
    levels = [block.level for block in report.blocks]
    numbered = numbers(report.blocks)
    parts = [b.id for b in report.blocks if b.level is Level.PART]
    assert [numbered[id] for id in parts] == [f"{numeral(n + 1)}、" for n in range(len(parts))]
    assert parts == [id for id in order if id in parts]
    for here, after in zip(levels, [*levels[1:], Level.DATE], strict=True):
        if here is Level.SECTION:
            assert after in (Level.BODY, Level.ITEM)
        if here is Level.PART:
            assert after not in (Level.PART, Level.SIGNATURE, Level.DATE)
    # What is referred to is attached, under that number.
    said = text_of(report)
    labels = ["附件"] if len(report.tables) == 1 else [
        f"附件{n}" for n in range(1, len(report.tables) + 1)
    ]  # fmt: skip
    assert set(re.findall(r"见(附件\d*)", said)) <= set(labels)
    for part, steps in (("problems.found", "next.steps"),):
        if "针对以上问题" in said:
            assert part not in off and steps not in off
            assert parts.index("problems") < parts.index("next")
    # Sums: the table of branches adds up to the figures.
    for table in report.tables:
        if table.title == "各支部主要数字":
            *rows, total = [row[2:6] for row in table.rows]
            for column, whole in enumerate(total):
                assert sum(int(row[column] or 0) for row in rows) == int(whole)
        assert abs(sum(table.widths) - 156) < 0.01
        assert all(len(row) == len(table.headers) for row in table.rows)
        for shares in table.bars.values():
            assert len(shares) == len(table.rows) and all(0 <= share <= 1 for share in shares)
    assert len([table for table in report.tables if table.bars]) <= 3
    for block in report.every:
        assert template_of(block.runs) == block.template


def test_choices_outlive_new_figures_and_belong_to_one_report(empty_store: Store, add: Any) -> None:
    report = report_of(empty_store)
    choosing.keep(empty_store, report, choosing.switched(report, "thought", False))
    report = report_of(empty_store)
    choosing.keep(empty_store, report, choosing.moved(report, "work", 0))
    report = report_of(empty_store)
    edit(empty_store, report, "work.resolved", "解决{tickets_resolved}个。")
    add("ticket", source="staff", description="灯不亮", raised_on=date(2026, 3, 1),
        measures="换灯", state="open")  # fmt: skip
    after = report_of(empty_store)
    parts = [b.id for b in after.blocks if b.level is Level.PART]
    assert parts[0] == "work" and "thought" not in parts
    assert after.block("work.resolved").edited
    assert after.block("work.resolved").text == "解决0个。"
    for other in (report_of(empty_store, period=parse_period("2025")),
                  report_of(empty_store, kind="half")):  # fmt: skip
        assert [b.id for b in other.blocks if b.level is Level.PART][0] == "thought"


def test_what_is_told_is_what_was_picked_in_the_words_of_the_record(park: Store) -> None:
    report = report_of(park)
    cases = [each for each in report.candidates if each.paragraph == "organisation.cases"]
    shown = [each for each in cases if each.picked]
    assert len(shown) == 2 and len({each.title for each in shown}) == 2
    other = [each for each in cases if not each.picked][-1]
    kept = choosing.keep(park, report, choosing.picked(report, "organisation.cases", [other.uid]))
    after = report_of(park)
    (case,) = [b for b in after.blocks
               if b.paragraph == "organisation.cases" and b.level is Level.BODY]  # fmt: skip
    with park.read() as connection:
        (row,) = connection.exec_driver_sql(
            "SELECT description, measures, resolved_on FROM ticket WHERE uid = ?", (other.uid,)
        ).fetchall()
    assert row[0].split("（")[0] in case.text and row[1] in case.text
    assert f"{int(row[2][5:7])}月{int(row[2][8:])}日解决" in case.text
    none = choosing.picked(report, "organisation.cases", [])
    choosing.keep(park, report, none)
    assert "典型问题" not in [b.text for b in report_of(park).blocks]
    choosing.keep(park, report, kept)


def test_what_may_be_the_cause_is_what_the_records_show(empty_store: Store, add: Any) -> None:
    add("member", name="张三", relation="not_transferred", category="full",
        joined_on=date(2010, 7, 1))  # fmt: skip
    own = empty_store.own
    with empty_store.read() as connection:
        uid = connection.exec_driver_sql(
            "SELECT uid FROM organisation WHERE id = ?", (own.id,)
        ).scalar()
    save_record(empty_store, "organisation", str(uid), {"elected_on": date(2026, 5, 6)}, "换届")
    report = report_of(empty_store)
    block = report.block("problem:theme_day")
    assert (
        "从记录看，5月换届、有1名党员的组织关系没有转入、有4个季度过了期限没有报送。" in block.text
    )
    save_record(empty_store, "organisation", str(uid), {"founded_on": date(2026, 5, 6)}, "成立")
    assert "从记录看，5月成立、有1名" in report_of(empty_store).block("problem:theme_day").text
    without = report_of(empty_store, without=["causes"])
    assert "从记录看" not in text_of(without)
    assert "负责" in without.block("next:theme_day").text
    assert "负责" not in report_of(empty_store, without=["owners"]).block("next:theme_day").text


def test_an_empty_file_has_blanks_only(tmp_path: Path) -> None:
    with create(Home(tmp_path / "空"), "committee", {"code": "P1", "name": "空党委"}) as store:
        for kind in REPORT_KINDS:
            report = report_of(store, kind=kind)
            for block in report.blocks:
                for run in block.runs:
                    if run.token in {figure.id for figure in report.figures}:
                        assert run.text == BLANK
            assert report.candidates == ()


def test_a_brief_is_one_page_in_both_formats(park: Store, tmp_path: Path) -> None:
    report = report_of(park, kind="brief")
    pieces = list(paper(report))
    assert report.tables == () and not any(isinstance(piece, Gap) for piece in pieces[2:])
    save(report, tmp_path / "简报.pdf")
    assert len(pages(tmp_path / "简报.pdf")) == 1


def test_a_part_nobody_knows_is_named(park: Store) -> None:
    with pytest.raises(UserError) as refused:
        report_of(park, without=["thought", "weather"])
    assert refused.value.code == "unknown-part"
    assert (
        "weather" in refused.value.message and "organisation（组织建设）" in refused.value.message
    )
    with pytest.raises(UserError) as refused:
        report_of(park, kind="novel")
    assert refused.value.code == "bad-kind"
    with pytest.raises(UserError) as refused:
        report_of(park, "P0001", kind="bulletin")
    assert "由党委写" in refused.value.message


def test_a_quoted_name_within_quotes_has_the_inner_marks() -> None:
    said = {"name": Run("“两个覆盖”攻坚", "name")}
    block = Sentence("a", Level.BODY, "开展““红”芯”、“{name}”。").block("开展“{name}”。", said)
    assert (block.text, block.template) == ("开展“‘两个覆盖’攻坚”。", "开展“{name}”。")
    assert block.default == "开展“‘红’芯”、“{name}”。" and block.edited


@pytest.mark.parametrize(
    ("value", "before", "unit", "said"),
    [
        (12, None, "次", "上年无记录"),
        (None, 3, "次", "本年没有记录"),
        (12, 12, "次", "与上年持平"),
        (429, 391, "次", "比上年多38次（增长9.7%）"),
        (8, 10, "个", "比上年少2个（下降20%）"),
        (5, 0, "个", "比上年多5个"),
        (92.4, 88.3, "%", "比上年提高4.1个百分点"),
    ],
)
def test_this_year_beside_last(value: Any, before: Any, unit: str, said: str) -> None:
    assert than(Figure("x", "某事", unit, "", value, 0, str(value)), before) == said


def test_the_same_period_a_year_earlier() -> None:
    for now, before in (("2026", "2025"), ("2026H1", "2025H1"), ("2026Q3", "2025Q3"),
                        ("2026-09", "2025-09"), ("2026-01-01..2026-09-30",
                                                 "2025-01-01..2025-09-30"),
                        ("2024-02-29..2024-03-01", "2023-02-28..2023-03-01")):  # fmt: skip
        assert year_before(parse_period(now)).text == before


def test_a_year_that_lasts_is_compared_with_as_much_of_the_last() -> None:
    assert compared_with(YEAR, TODAY).text == "2025"
    assert compared_with(YEAR, date(2026, 11, 29)).text == "2025-01-01..2025-11-29"
    assert compared_with(parse_period("2026Q3"), date(2026, 6, 1)).text == "2025Q3"


def test_parts_nobody_named_and_fixed_ones_keep_their_places() -> None:
    def part(id: str, *, fixed: bool = False) -> Part:
        return Part(id, id, (Paragraph(f"{id}.numbers", Sort.NUMBERS, True),), fixed)

    parts = [part("a", fixed=True), part("b"), part("new"), part("c"), part("z", fixed=True)]
    assert [p.id for p in ordered(parts, ("c", "b", "gone"))] == ["a", "c", "new", "b", "z"]
