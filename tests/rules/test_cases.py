"""The table of cases (tests/rules/cases/*.json): records, and what the rules say of them.

A case tells in Chinese what is on record, on which day and for which period one asks, and what
must come out; tests/rules/cases/README.md says every word of it. Fields and choices go by their
labels or names.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from partydesk.documents.report.composing import compose
from partydesk.operations.rule_settings import choose_rules, switch_custom
from partydesk.records.fields import Kind, fields
from partydesk.records.kinds import SESSION_KIND
from partydesk.records.periods import parse_period
from partydesk.records.registry import kind_of, kinds
from partydesk.records.ticket import STATE as STEP_STATE
from partydesk.rules import park_settings
from partydesk.rules.calendar import calendar
from partydesk.rules.norms import STATE, Obligation, evaluate
from partydesk.rules.reminders import reminders
from partydesk.rules.stars.computed import RULES, Source
from partydesk.store.store import Store
from partydesk.store.writing import Writer
from tests.once_made import new_file
from tests.rules.judging import hand_in, judged, moved

Case = dict[str, Any]
_ROLL_CALL = {"到会": "出席", "请假": "请假", "缺席": "缺席", "补学": "补学"}
_BESIDE = {"类", "人数", "办理", "已删", *_ROLL_CALL}
_FOLDER = Path(__file__).parent / "cases"
_ASKS = ("应当", "不应当", "提醒", "不提醒", "报告", "数字", "月历", "星级")
_WORDS = {"说明", "依据", "今天", "期间", "文件", "组织", "设置", "记录", "报送", *_ASKS}


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}-{case['说明']}")
        for file in sorted(_FOLDER.glob("*.json"))
        for case in json.loads(file.read_text("utf-8"))
    ]


def _kind(word: str) -> str:
    return next(name for name, each in kinds().items() if word in (name, each.title))


def _values(kind: str, told: dict[str, Any], writer: Writer) -> dict[str, Any]:
    declared = fields(kind_of(kind))
    by_label = {field.label: name for name, field in declared.items()}
    by_label |= {field.text_label: n for n, field in declared.items() if field.text_label}
    values: dict[str, Any] = {}
    for word, raw in told.items():
        name = word if word in declared else by_label[word]
        field = declared[name]
        if field.refers and raw is not None:
            raw = writer.reference(field.refers, raw)
        elif field.kind is Kind.DATE and raw is not None:
            raw = date.fromisoformat(raw)
        elif field.kind is Kind.MOMENT and raw is not None:
            raw = datetime.fromisoformat(raw)
        elif field.choices and raw is not None:
            raw = ",".join(field.choices.codes[part] for part in str(raw).split("、"))
        values[name] = raw
    return values


def _write(store: Store, case: Case) -> None:
    with store.write("组织") as writer:
        if case.get("组织"):
            writer.edit(
                "organisation", store.own.uid, _values("organisation", case["组织"], writer)
            )
    _set(store, case.get("设置", {}))
    for record in case["记录"]:
        kind = _kind(record["类"])
        times = record.get("人数", 1)
        told = {word: raw for word, raw in record.items() if word not in _BESIDE}
        with store.write("添加") as writer:
            for number in range(times):
                values = _values(kind, told, writer)
                if kind == "session":
                    values.setdefault("topic", "主题")
                if times > 1:
                    values["name"] = f"{values['name']}{number + 1}"
                uid = writer.add(kind, values)
            for word, state in _ROLL_CALL.items():
                for who in record.get(word, ()):
                    row = {"session": uid, "member": who, "state": state}
                    writer.add("attendance", _values("attendance", row, writer))
            if record.get("已删"):
                writer.remove(kind, uid)
        for on, *moves in record.get("办理", ()):
            moved(store, uid, on, *(STEP_STATE.codes[move] for move in moves))
    for period, made in case.get("报送", ()):
        hand_in(store, period, made)


def _set(store: Store, told: dict[str, Any]) -> None:
    pairs = []
    for word, value in told.items():
        if word == "组织生活会最迟":
            pairs.append(park_settings.life_meeting_until_pair(value))
        elif word == "放假和调休":
            pairs.append(park_settings.holidays_pair(park_settings.read_holiday_lines(value)))
        elif word == "季报几天内":
            choose_rules(store, None, {"quarter": value})
        elif word == "优秀最多":
            pairs.append(park_settings.review_cap_pair(value))
        elif word == "算学时的活动":
            codes = [SESSION_KIND.codes[each] for each in value]
            pairs.append(park_settings.study_kinds_pair(codes))
        else:
            for norm in value:
                switch_custom(store, norm, {"打开": True, "关掉": False}[word])
    choose_rules(store, None, None, *pairs)


def _line(item: Obligation) -> str:
    label = STATE.label(item.state)
    return f"{item.norm.id} {item.about or '—'} {label} {item.due or '—'} {item.text}"


def _meets(item: Obligation, wanted: dict[str, Any]) -> bool:
    due = item.due.isoformat() if item.due else None
    return (
        item.norm.id == wanted["规矩"]
        and ("谁" not in wanted or item.about == wanted["谁"])
        and ("时段" not in wanted or item.slot == wanted["时段"])
        and STATE.label(item.state) == wanted["状态"]
        and ("到期" not in wanted or due == wanted["到期"])
        and wanted.get("含", "") in item.text
        and wanted.get("依据", "") in item.norm.article
        and wanted.get("办法", "") in item.norm.remedy
    )


@pytest.mark.parametrize("case", _cases())
def test_case(tmp_path: Path, case: Case) -> None:
    assert set(case) <= _WORDS and any(case.get(word) for word in _ASKS)
    role = "committee" if case.get("文件") == "党委" else "branch"
    with new_file(tmp_path / "数据", role, code="P0001", name="甲支部") as store:
        _write(store, case)
        _judge(store, case)
        _said_elsewhere(store, case)


def _judge(store: Store, case: Case) -> None:
    unwanted = [
        {"规矩": each} if isinstance(each, str) else each for each in case.get("不应当", ())
    ]
    asked = {each["规矩"] for each in (*case.get("应当", ()), *unwanted)}
    found = judged(store, *asked, period=case["期间"], today=case["今天"])
    said = "\n".join(_line(item) for item in found) or "（没有）"
    for wanted in case.get("应当", ()):
        assert any(_meets(item, wanted) for item in found), f"{wanted}\n实际：\n{said}"
    for each in unwanted:
        named = [
            i for i in found if i.norm.id == each["规矩"] and each.get("谁", i.about) == i.about
        ]
        assert not named, f"不应当有 {each}\n实际：\n{said}"


def _said_elsewhere(store: Store, case: Case) -> None:
    """What reminders, report, figures and calendar make of it."""
    today = date.fromisoformat(case["今天"])
    with store.read() as connection:
        if "提醒" in case or "不提醒" in case:
            told = "\n".join(f"{r.title} {r.why}" for r in reminders(connection, today=today))
            for words in case.get("提醒", ()):
                assert words in told, told
            for words in case.get("不提醒", ()):
                assert words not in told, told
        if "报告" in case or "数字" in case:
            made = compose(connection, parse_period(case["期间"]), today=today)
            text = "\n".join(block.text for block in made.every)
            for words in case.get("报告", ()):
                assert words in text, text
            figures = {figure.id: figure.value for figure in (*made.figures, *made.more)}
            assert {id: figures[id] for id in case.get("数字", {})} == case.get("数字", {})
        if "星级" in case:
            period = parse_period(case["期间"])
            source = Source(connection, period, evaluate(connection, period, today=today))
            for rule, wanted in case["星级"].items():
                measure = RULES[rule].measures(source).get(store.own.id)
                assert (measure.value if measure else None) == wanted, (rule, measure)
        for kind, year, month, mark in case.get("月历", ()):
            rows = calendar(connection, year, store.own.id, today).rows
            row = next(each for each in rows if each.label == kind)
            assert str(row.cells[month - 1].mark) == mark, (kind, month, row.cells[month - 1])
