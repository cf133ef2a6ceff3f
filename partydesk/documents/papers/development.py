"""The 25 steps to full membership in the order of the rules of 2014 or 2026, with 公示.

What a step has to keep to is what the norms say (rules/norms/pipeline.py), in the version of the
day its limit runs from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from partydesk.documents.reading import Row
from partydesk.records.step import DEVELOPMENT_STEPS
from partydesk.rules.norms import pipeline
from partydesk.rules.norms.declared import Norm

NEW_RULES = pipeline.REVISED


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the list prints it.

    `code` is that of records/step.py, `columns` are the member's fields that hold it.

    `norm` is its limit, which runs from the first of the dates `since` that is known. Steps
    without a limit have a `note` and the `article` of the rules of 2026 at most. `number` is that
    of the chart, 0 for a step the chart does not have.
    """

    number: int
    stage: str
    label: str
    columns: tuple[str, ...] = ()
    norm: Norm | None = None
    since: tuple[str, ...] = ()
    note: str = ""
    article: str = ""
    code: str = ""

    @property
    def title(self) -> str:
        """Its number and name."""
        return f"{self.number}. {self.label}" if self.number else f"＋ {self.label}"


_APPLY, _ACTIVIST, _CANDIDATE, _RECEIVE, _CONFIRM = STAGES = (
    "申请入党",
    "入党积极分子的确定和培养",
    "发展对象的确定和考察",
    "预备党员的接收",
    "预备党员的教育考察和转正",
)
_READY = ("joined_on", "candidate_on")
_DECLARED = {step.code: step for step in DEVELOPMENT_STEPS}


def _step(
    number: int, stage: str, code: str, norm: Norm | None = None, since: tuple[str, ...] = (),
    note: str = "", article: str = "",
) -> Step:  # fmt: skip
    declared = _DECLARED[code]
    return Step(number, stage, declared.label, declared.columns, norm, since, note, article, code)


_CHOSEN = ("candidate_on",)
_BEFORE = (
    _step(1, _APPLY, "applied", note="年满 18 周岁", article="第五条"),
    _step(2, _APPLY, "talked", pipeline.APPLY_TALK, ("applied_on",)),
    _step(3, _ACTIVIST, "activist", note="推荐后由支委会研究决定", article="第八条"),
    _step(4, _ACTIVIST, "activist_filed", article="第八条"),
    _step(5, _ACTIVIST, "mentors", pipeline.MENTORS, ("activist_on",)),
    _step(6, _ACTIVIST, "inspected", pipeline.INSPECTION, ("activist_on",)),
)
_PUBLICISED = _step(0, _CANDIDATE, "publicised", pipeline.PUBLICITY, _CHOSEN)
_CHOICE_2014 = (
    _step(7, _CANDIDATE, "candidate", pipeline.CANDIDATE_YEAR, _CHOSEN),
    _PUBLICISED,
    _step(8, _CANDIDATE, "candidate_filed", article="第十三条"),
)
_CHOICE = (
    _step(7, _CANDIDATE, "agreed", pipeline.AGREED, _CHOSEN),
    _PUBLICISED,
    _step(8, _CANDIDATE, "candidate", pipeline.CANDIDATE_YEAR, _CHOSEN),
)
_AFTER = (
    _step(9, _CANDIDATE, "sponsors", pipeline.SPONSORS, _READY),
    _step(10, _CANDIDATE, "vetted", pipeline.VETTING, _READY),
    _step(11, _CANDIDATE, "trained", pipeline.TRAINING, _READY),
    _step(12, _RECEIVE, "examined"),
    _step(13, _RECEIVE, "prescreened"),
    _step(14, _RECEIVE, "form"),
    _step(15, _RECEIVE, "admitted", pipeline.PRESCREEN, ("prescreened_on",)),
    _step(16, _RECEIVE, "interviewed"),
    _step(17, _RECEIVE, "approved", pipeline.APPROVAL, ("joined_on",)),
    _step(18, _RECEIVE, "filed"),
    _step(19, _CONFIRM, "grouped"),
    _step(20, _CONFIRM, "sworn", pipeline.OATH, ("approved_on",)),
    _step(21, _CONFIRM, "educated", pipeline.PROBATION, ("joined_on",)),
    _step(22, _CONFIRM, "asked", note="书面提出", article="第三十二条"),
    _step(23, _CONFIRM, "confirm_voted", article="第三十二条"),
    _step(24, _CONFIRM, "confirm_approved", pipeline.CONFIRM_APPROVAL, ("confirm_voted_on",)),
    _step(25, _CONFIRM, "archived"),
)


def steps_for(row: Row) -> tuple[Step, ...]:
    """The steps of a person, in the order of the text of the day on which he became a candidate
    (or was admitted, where that is not known); that of 2026 for who has yet to."""
    chosen = row.get("candidate_on") or row.get("joined_on")
    earlier = chosen and str(chosen) < NEW_RULES.isoformat()
    return (*_BEFORE, *(_CHOICE_2014 if earlier else _CHOICE), *_AFTER)


def limit_of(step: Step, row: Row, done_by: str) -> tuple[str, str]:
    """What a step has to keep to and where it is laid down, in words.

    `done_by` is the stored date by which it was done, "" for a step still ahead: it counts where
    the date that the limit runs from is not known.
    """
    known = [str(row[name]) for name in step.since if row.get(name)]
    start = known[0] if known else done_by
    day = date.fromisoformat(start) if start else NEW_RULES
    norm = pipeline.version(step.norm, day) if step.norm else None
    if step.norm and norm is None:
        return "当时没有规定时限", "原细则"
    says = norm.says if norm else step.note
    # 发展党员工作细则（2014 年）第七条: the column has room for its end.
    article = norm.article.rpartition("）")[2] if norm else step.article
    if day < NEW_RULES:
        return says, f"原细则{article if norm else ''}"
    return says, f"细则{article}" if article else ""


def done_by(days: Sequence[str]) -> list[str]:
    """For each step the day by which it was done: its own, else that of the next step with one."""
    by: list[str] = []
    for each in reversed(days):
        by.append(each or (by[-1] if by else ""))
    return by[::-1]


def behind(row: Row, steps: Sequence[Step]) -> int:
    """How many of the steps lie behind a full member, whether or not their days were written
    down: all up to the vote of confirmation. Of who is still on the way nothing is supposed."""
    if row.get("category") != "full":
        return 0
    return next(at + 1 for at, step in enumerate(steps) if step.code == "confirm_voted")
