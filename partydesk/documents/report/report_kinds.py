"""The kinds of report: what each is called, how it begins, which parts and paragraphs it has."""

from __future__ import annotations

from dataclasses import dataclass

from partydesk.documents.report.outline import Sort
from partydesk.documents.report.wording import heading
from partydesk.records.findings import UserError

_TOLD = (Sort.NUMBERS, Sort.MEASURES, Sort.LAST_YEAR, Sort.RANKING)


@dataclass(frozen=True, slots=True)
class PartKind:
    """A part of a kind of report: its heading ("" for what has none or what the wording gives),
    its name in the outline where that is another, its sorts of paragraphs."""

    id: str
    heading: str
    sorts: tuple[Sort, ...]
    label: str = ""
    fixed: bool = False

    def title(self, *, committee: bool) -> str:
        """What stands over it, "" for nothing."""
        if self.fixed:
            return ""
        return self.heading or heading(self.id, committee=committee)


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report. Titles and introductions are a committee's, then a branch's; `titles`
    are each for a whole year, then for another period. `off` are paragraphs, parts or sorts that
    are not on until somebody switches them on. `most` limits problems and next steps; `only` are
    the ids of the norms that these are about, `sources` where the problems come from whose
    solution is told, none for all."""

    code: str
    label: str
    titles: tuple[tuple[str, str], tuple[str, str]]
    intros: tuple[str, str]
    parts: tuple[PartKind, ...]
    addressee: str = "{addressee}："
    signed: bool = True
    committee_only: bool = False
    off: frozenset[str] = frozenset()
    most: int = 0
    only: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()


OPENING = PartKind("opening", "", (Sort.INTRO,), "开头", fixed=True)
_THOUGHT = PartKind("thought", "", _TOLD)
_ORGANISATION = PartKind("organisation", "", (*_TOLD, Sort.CASES))
_DISCIPLINE = PartKind("discipline", "", _TOLD)
_WORK = PartKind("work", "", (Sort.NUMBERS, Sort.MEASURES, Sort.LAST_YEAR))
_PROBLEMS = PartKind("problems", "存在的问题", (Sort.FOUND, Sort.CAUSES))
_NEXT = PartKind("next", "下一步打算", (Sort.STEPS, Sort.OWNERS))
_ANNEX = PartKind(
    "annex", "", (Sort.FIGURES, Sort.BRANCHES, Sort.CHARTS, Sort.PLACES), "附件", fixed=True
)
_WORKED = (_THOUGHT, _ORGANISATION, _DISCIPLINE, _WORK)
_STANDS = (
    "截至{told_until}，共有下级党组织{branches}个、在册党员{members}名，其中预备党员"
    "{members_probationary}名。文中数字由党委和各支部的工作记录汇总得出（{coverage}），"
    "支部没有报到的日子不计入{see:figures}。"
)
_BRANCH_STANDS = (
    "截至{period_end}，支部有在册党员{members}名，其中预备党员{members_probationary}名。"
    "文中数字来自支部的工作记录{see:figures}。"
)

REPORT_KINDS: dict[str, ReportKind] = {
    kind.code: kind
    for kind in (
        ReportKind(
            "yearly", "年度述职报告",
            (("{organisation}{period}度抓基层党建工作述职报告",
              "{organisation}{period}抓基层党建工作报告"),
             ("{organisation}{period}度党建工作述职报告", "{organisation}{period}党建工作报告")),
            ("现将{organisation}{period}抓基层党建工作的情况报告如下。" + _STANDS,
             "现将我支部{period}的党建工作报告如下。" + _BRANCH_STANDS),
            (OPENING, *_WORKED, _PROBLEMS, _NEXT, _ANNEX),
        ),
        ReportKind(
            "half", "半年小结",
            (("{organisation}{period}度党建工作小结", "{organisation}{period}党建工作小结"),) * 2,
            ("现将{organisation}{period}党建工作小结如下。" + _STANDS,
             "现将我支部{period}党建工作小结如下。" + _BRANCH_STANDS),
            (OPENING, *_WORKED, _PROBLEMS, _NEXT, _ANNEX),
            off=frozenset((Sort.FIGURES.value,)),
        ),
        ReportKind(
            "secretary", "书记述职",
            (("{organisation}书记{period}度抓基层党建工作述职报告",
              "{organisation}书记{period}抓基层党建工作述职报告"),) * 2,
            ("我是{organisation}书记{secretary}，现就{period}抓基层党建工作述职如下。" + _STANDS,
             "我是{organisation}书记{secretary}，现就{period}抓党建工作述职如下。"
             + _BRANCH_STANDS),
            (OPENING, PartKind("duty", "履行第一责任人职责", (Sort.NUMBERS,)), *_WORKED, _PROBLEMS,
             _NEXT, _ANNEX),
        ),
        ReportKind(
            "bulletin", "情况通报",
            (("关于{period}度\n基层党建工作情况的通报",
              "关于{period}\n基层党建工作情况的通报"),) * 2,
            ("现将{period}各党支部基层党建工作情况通报如下。文中数字由党委和各支部的工作记录汇总"
             "得出（{coverage}），支部没有报到的日子不计入{see:branches}。",) * 2,
            (OPENING, PartKind("ranking", "各支部工作情况", (Sort.NUMBERS, Sort.RANKING)),
             _PROBLEMS, PartKind("next", "有关要求", (Sort.STEPS, Sort.OWNERS)), _ANNEX),
            addressee="各党支部：", committee_only=True,
            off=frozenset((Sort.FIGURES.value, Sort.CAUSES.value)),
        ),
        ReportKind(
            "firms", "服务企业情况",
            (("{organisation}{period}度服务企业情况报告",
              "{organisation}{period}服务企业情况报告"),) * 2,
            ("现将{period}服务企业的情况报告如下。文中数字由党委和各支部的工作记录汇总得出（{coverage}），"
             "支部没有报到的日子不计入。",
             "现将我支部{period}服务企业的情况报告如下。"),
            (OPENING, PartKind("work", "服务企业情况", (Sort.NUMBERS, Sort.MEASURES, Sort.CASES)),
             PartKind("problems", "还没有办完的事", (Sort.FOUND,)),
             PartKind("next", "下一步打算", (Sort.STEPS, Sort.OWNERS))),
            only=frozenset(("due_unformed", "campaign_step", "ticket")),
            sources=frozenset(("enterprise", "staff")),
        ),
        ReportKind(
            "brief", "一页简报",
            (("{organisation}{period}度党建工作简报", "{organisation}{period}党建工作简报"),) * 2,
            ("截至{told_until}，共有下级党组织{branches}个、在册党员{members}名（{coverage}）。",
             "截至{period_end}，支部有在册党员{members}名。"),
            (OPENING, PartKind("done", "主要工作", (Sort.NUMBERS, Sort.RANKING, Sort.CASES)),
             PartKind("problems", "存在的问题", (Sort.FOUND,)),
             PartKind("next", "下一步", (Sort.STEPS,))),
            addressee="", signed=False, most=2,
        ),
    )
}  # fmt: skip

RANKED: dict[str, tuple[str, ...]] = {
    "thought": ("turnout", "hours_met"),
    "organisation": ("three_meetings", "theme_day_monthly", "points"),
    "discipline": ("talks_coverage", "pledges"),
    "ranking": ("three_meetings", "theme_day_monthly", "turnout", "hours_met", "talks_coverage",
                "tickets_settled"),
    "done": ("three_meetings",),
}  # fmt: skip
"""By which measures a part names the branches that lead and lag (rules/branch_figures.py)."""


def kind_of_report(code: str, *, committee: bool) -> ReportKind:
    """The kind with this code. Raises UserError("bad-kind") for none, or for one that only a
    committee writes."""
    kind = REPORT_KINDS.get(code)
    if kind is None:
        known = "、".join(f"{each.code}（{each.label}）" for each in REPORT_KINDS.values())
        raise UserError("bad-kind", f"没有“{code}”这种报告，可以写：{known}")
    if kind.committee_only and not committee:
        raise UserError("bad-kind", f"{kind.label}由党委写，支部请选别的报告")
    return kind


def usually_on(kind: ReportKind, part: str, sort: Sort) -> bool:
    """Whether a paragraph is on before anybody switches it."""
    return not kind.off & {part, sort.value, f"{part}.{sort.value}"}
