"""组织生活会: the steps before and after it, of branches that keep one of the year."""

from __future__ import annotations

from collections.abc import Iterator

from partydesk.rules.norms.declared import Norm, Obligation, Settles, State
from partydesk.rules.norms.facts import Facts
from partydesk.rules.norms.life_work import (
    ASKED,
    CHECKED,
    COLUMNS,
    LABELS,
    LISTED,
    REPORTED,
    STUDY,
    TALKS,
)
from partydesk.rules.norms.recurrence import open_state


def _step(code: str, says: str, remedy: str) -> Norm:
    return Norm(
        f"life_{code}", f"组织生活会{LABELS[code]}", says, "惯例，参照支部工作条例第十七条", remedy,
        "life_work", custom=True, usual=True, lead=15, settles=Settles(COLUMNS[code]),
        amiss=f"组织生活会没有{LABELS[code]}的记录", step=f"补上组织生活会{LABELS[code]}并登记",
    )  # fmt: skip


NORMS = (
    _step(STUDY, "会前组织学习，惯例在会前半个月", "组织一次学习，或者填会前学习日期"),
    _step(TALKS, "会前谈心谈话，惯例在会前一周谈完", "记下每次谈心谈话，或者填谈心完成日期"),
    _step(ASKED, "会前征求意见，惯例在会前一周", "征求党员群众意见，填日期、方式和条数"),
    _step(CHECKED, "会前对照检查，惯例在会前三天写好", "写好对照检查材料，填日期"),
    _step(LISTED, "会后列出整改清单，惯例在半个月内", "登记查摆的问题，转入问题台账，定下整改清单"),
    _step(REPORTED, "会后报送情况报告，惯例在半个月内", "打印情况报告，报送上级党委，填日期"),
)  # fmt: skip
_BY_STEP = {norm.id.removeprefix("life_"): norm for norm in NORMS}
_AFTER = (LISTED, REPORTED)


def evaluate(facts: Facts, custom: frozenset[str]) -> Iterator[Obligation]:
    """The steps of each year that a branch keeps, whose day lies in the period or is past it."""
    for year in facts.life_work:
        for step in year.steps:
            norm = _BY_STEP.get(step.code)
            if norm is None or step.due is None:
                continue
            if step.code in _AFTER and not year.held and step.done is None:
                continue  # its day runs from the meeting's
            if step.done is not None:
                if step.done not in facts.period and step.due not in facts.period:
                    continue
                late = (step.done - step.due).days
                state = State.DONE
                told = [f"{step.done} 完成", step.text, f"比惯例晚 {late} 天" if late > 0 else ""]
                text = "，".join(part for part in told if part)
            elif step.due <= facts.period.last:
                state, text = open_state(step.due, facts.today, grace=None), step.text
            else:
                continue
            yield Obligation(
                norm, year.organisation, state, step.due, str(year.year), "life_work", year.uid,
                "", step.evidence if step.done is not None else (), text,
            )  # fmt: skip
