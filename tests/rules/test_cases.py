"""The table of cases (tests/rules/cases/*.json): records, and what the rules say of them.

A case tells in Chinese what is on record (记录, of the organisation 组织), on which day (今天) and
for which period (期间) one asks, and what must come out (应当: norm, whose, state, due day, words
of the text) or must not (不应当: ids of norms). Fields and choices go by their labels or names.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from partydesk.records.fields import Kind, fields
from partydesk.records.registry import kind_of, kinds
from partydesk.rules.norms import STATE, Obligation
from partydesk.store.store import Store
from partydesk.store.writing import Writer
from tests.rules.judging import judged

Case = dict[str, Any]
_FOLDER = Path(__file__).parent / "cases"
_WORDS = {"说明", "依据", "今天", "期间", "组织", "记录", "应当", "不应当"}


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
    for record in case["记录"]:
        kind = _kind(record["类"])
        present = record.get("到会", [])
        times = record.get("人数", 1)
        told = {word: raw for word, raw in record.items() if word not in ("类", "到会", "人数")}
        with store.write("添加") as writer:
            for number in range(times):
                values = _values(kind, told, writer)
                if times > 1:
                    values["name"] = f"{values['name']}{number + 1}"
                uid = writer.add(kind, values)
            for who in present:
                row = {"session": uid, "member": who, "state": "present"}
                writer.add("attendance", _values("attendance", row, writer))


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
    )


@pytest.mark.parametrize("case", _cases())
def test_case(branch: Store, case: Case) -> None:
    assert set(case) <= _WORDS and (case.get("应当") or case.get("不应当"))
    _write(branch, case)
    asked = {each["规矩"] for each in case.get("应当", ())} | set(case.get("不应当", ()))
    found = judged(branch, *asked, period=case["期间"], today=case["今天"])
    said = "\n".join(_line(item) for item in found) or "（没有）"
    for wanted in case.get("应当", ()):
        assert any(_meets(item, wanted) for item in found), f"{wanted}\n实际：\n{said}"
    for norm in case.get("不应当", ()):
        assert all(item.norm.id != norm for item in found), f"不应当有 {norm}\n实际：\n{said}"
