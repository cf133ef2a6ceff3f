"""The sentences of each sort of paragraph: each declared once, with the figures it says.

A maker gets the material and the id of the part; what it yields stands in the report if the
paragraph is switched on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from partydesk.documents.report import wording
from partydesk.documents.report.comparing import compared, runs_than
from partydesk.documents.report.content import Level, Sentence
from partydesk.documents.report.facts import day_text
from partydesk.documents.report.material import Material
from partydesk.documents.report.outline import Sort
from partydesk.documents.report.ranking import ranked
from partydesk.documents.report.report_kinds import RANKED
from partydesk.documents.report.stories import candidates, measures_template
from partydesk.documents.report.templates import BLANK, Run, escaped, tokens
from partydesk.records.personal_numbers import without_numbers
from partydesk.rules.campaign_figures import DONE, RATE, progress
from partydesk.rules.indicators import BEYOND, INDICATORS
from partydesk.rules.norms import NOT_ASKED, State
from partydesk.rules.norms.study_hours import of_hours

Maker = Callable[[Material, str], Iterator[Sentence]]

_HEADINGS = {
    Sort.MEASURES: "主要做法",
    Sort.LAST_YEAR: "与上年相比",
    Sort.RANKING: "各支部情况",
    Sort.CASES: "典型问题",
}
_FURTHER = frozenset(
    sentence.id
    for each in BEYOND
    for sentence in (each.sentence, each.branch_sentence)
    if sentence is not None
)


def intro(material: Material, part: str) -> Iterator[Sentence]:
    """What the report is of, and until when its figures are told."""
    words = material.kind.intros[0 if material.committee else 1]
    yield Sentence("intro", Level.BODY, words, f"{part}.{Sort.INTRO}")


def numbers(material: Material, part: str) -> Iterator[Sentence]:
    """What was done, in numbers."""
    own = _OWN_NUMBERS.get((material.kind.code, part))
    if own is not None:
        yield from (
            Sentence(id, Level.BODY, words) for id, words in own[0 if material.committee else 1]
        )
        return
    said = material.said
    asked = [item for item in of_hours(material.items) if item.state not in NOT_ASKED]
    formed = said.get("firms_formed_unsurveyed")
    unsurveyed = formed is not None and formed.text not in ("0", BLANK)
    for sentence in _under_headings(part, material):
        yield sentence
        if sentence.id == "thought.studies" and asked and not material.committee:
            done = sum(item.state is State.DONE for item in asked)
            said["hours_asked"] = Run(str(len(asked)), "hours_asked")
            said["hours_done"] = Run(str(done), "hours_done")
            yield wording.BRANCH_HOURS
        if sentence.id == "organisation.survey" and unsurveyed:
            yield wording.FORMED_UNSURVEYED
    if part == "organisation":
        yield from _campaigns(material)
        yield from _stars(material)


def _campaigns(material: Material) -> Iterator[Sentence]:
    """How far each campaign of the period is, as its figures say."""
    found = progress(
        material.connection, material.period, material.scope.organisations, material.today
    )
    if found and material.committee:
        yield Sentence("organisation.campaigns", Level.SECTION, "专项行动")
    for each in found:
        head = each.whole.head
        goal = f"目标{each.goal}{head.unit}，" if each.goal else ""
        rate = f"，完成{{{RATE}{head.uid}}}%" if each.goal else ""
        yield Sentence(
            f"campaign:{head.uid}", Level.BODY,
            f"{escaped(without_numbers(head.name))}（{day_text(head.first)}至{day_text(head.last)}）："
            f"{goal}已做完{{{DONE}{head.uid}}}{head.unit}{rate}。",
        )  # fmt: skip


def _stars(material: Material) -> Iterator[Sentence]:
    """How many branches have how many stars, the most first; nothing where none has any."""
    stars = material.branch_figures["stars"].values if material.committee else {}
    given = Counter(int(stars[id]) for id in material.branches if stars.get(id))
    if not given:
        return
    for number, branches in given.items():
        token = f"starred:{number}"
        material.said[token] = Run(str(branches), token)
    listed = "、".join(
        f"{number}星{{starred:{number}}}个" for number in sorted(given, reverse=True)
    )
    if rest := len(material.branches) - sum(given.values()):
        material.said["starred:0"] = Run(str(rest), "starred:0")
        listed += "、没有星级的{starred:0}个"
    yield Sentence("organisation.star_heading", Level.SECTION, "星级评定")
    yield Sentence("organisation.stars", Level.BODY, f"按照星级方案，各支部中{listed}。")


def _under_headings(part: str, material: Material) -> Iterator[Sentence]:
    """The declared sentences; a section's heading only where there is one under it."""
    heading: Sentence | None = None
    for sentence in wording.body(part, committee=material.committee):
        if sentence.level is Level.SECTION:
            heading = sentence
        elif not _said_of_nothing(sentence, material):
            if heading is not None:
                yield heading
                heading = None
            yield sentence


def _said_of_nothing(sentence: Sentence, material: Material) -> bool:
    """Whether a sentence that nobody asks for has a number that nobody recorded."""
    if sentence.id not in _FURTHER:
        return False
    said = material.said
    return any(token not in said or said[token].missing for token in tokens(sentence.template))


def told_measures(material: Material, part: str) -> Iterator[Sentence]:
    """How it was done: from the summaries of sessions."""
    paragraph = f"{part}.{Sort.MEASURES}"
    every, shown = material.stories(paragraph, part)
    material.candidates += candidates(paragraph, every, shown)
    if shown:
        yield Sentence(paragraph, Level.BODY, measures_template(shown))


def cases(material: Material, part: str) -> Iterator[Sentence]:
    """Problems solved: what it was, what was done, what came of it."""
    paragraph = f"{part}.{Sort.CASES}"
    every, shown = material.stories(paragraph, part)
    if material.kind.most and paragraph not in material.plan.picked:
        shown = shown[:1]
    material.candidates += candidates(paragraph, every, shown)
    for number, story in enumerate(shown, start=1):
        yield Sentence(f"{paragraph}.{number}", Level.BODY, story.template)


def last_year(material: Material, part: str) -> Iterator[Sentence]:
    """This year against the last."""
    named = {
        token
        for sentence in wording.body(part, committee=material.committee)
        for token in tokens(sentence.template)
    }
    figures = [material.figure[each.id] for each in INDICATORS
               if each.id in named and each.id in material.figure]  # fmt: skip
    material.said.update(runs_than(figures, material.before))
    if words := compared(figures, material.before, material.last):
        yield Sentence(f"{part}.{Sort.LAST_YEAR}", Level.BODY, words)


def ranking(material: Material, part: str) -> Iterator[Sentence]:
    """The branches that lead and those that lag."""
    if not material.committee:
        return
    found = ranked(RANKED[part], material.branch_figures, material.places, material.branches)
    material.said.update({each.run.token: each.run for each in found})
    if found:
        words = "".join(each.template for each in found)
        yield Sentence(f"{part}.{Sort.RANKING}", Level.BODY, words)


def problems(material: Material, part: str) -> Iterator[Sentence]:
    """What is amiss."""
    lead = wording.PROBLEMS_LEAD if material.found else wording.NO_PROBLEMS
    if not (material.found and material.kind.most):  # one page has no room for more words
        yield Sentence("problems.lead", Level.BODY, lead)
    yield from (each.shortcoming for each in material.found)


def steps(material: Material, part: str) -> Iterator[Sentence]:
    """What is to be done about it."""
    lead = wording.NEXT_LEAD if material.found else wording.NEXT_WITHOUT_PROBLEMS
    order = list(material.order)
    above = "problems" in order and order.index("problems") < order.index(part)
    if material.found and not (above and f"problems.{Sort.FOUND}" in material.on):
        lead = wording.NEXT_LEAD_ALONE
    if not (material.found and material.kind.most):
        yield Sentence("next.lead", Level.BODY, lead)
    yield from (each.step for each in material.found)


MAKERS: dict[Sort, Maker] = {
    Sort.INTRO: intro,
    Sort.NUMBERS: numbers,
    Sort.MEASURES: told_measures,
    Sort.LAST_YEAR: last_year,
    Sort.RANKING: ranking,
    Sort.CASES: cases,
    Sort.FOUND: problems,
    Sort.STEPS: steps,
}


def section(part: str, sort: Sort, sentences: list[Sentence], *, sections: bool) -> list[Sentence]:
    """The sentences of a paragraph under a heading of their own, where the part has such."""
    if not (sections and sentences and sort in _HEADINGS):
        return sentences
    return [Sentence(f"{part}.{sort}.heading", Level.SECTION, _HEADINGS[sort]), *sentences]


_Words = tuple[tuple[str, str], ...]
_DONE: _Words = (
    ("done.life",
     "开展主题党日{theme_days}次，党员集中学习{group_studies}次，三会一课完成率{meetings_completion}%。"
     "廉政谈心谈话{integrity_talks}人次，警示教育{warning_sessions}次。"),
    ("done.service", "登记问题{tickets_raised}个，解决{tickets_resolved}个。"),
)  # fmt: skip
_FOR_FIRMS_OF_BRANCH: _Words = (
    ("firms.wants",
     "新登记问题{tickets_raised}个，其中企业诉求{tickets_from_enterprise}个、职工反映{tickets_from_staff}个；"
     "连同以前登记的，期间解决实际困难问题{tickets_resolved}个，{tickets_in_time}%在整改时限以前办结，"
     "用时的中位数为{ticket_days}天，有评价的"
     "满意和基本满意的占{tickets_satisfied}%。"),
    ("firms.service",
     "开展三进三服务{three_services}次，志愿服务{volunteer_times}次，结对共建{pairings}次，召开联席会"
     "{joint_meetings}次，群团活动{mass_activities}次。"),
)  # fmt: skip
_FOR_FIRMS: _Words = (
    *_FOR_FIRMS_OF_BRANCH,
    ("firms.formed",
     "摸排非公企业{firms_surveyed}家，其中还没有登记组建党组织的{firms_unformed}家；单独组建{firms_own_branch}家、"
     "联合组建{firms_joint}家、挂靠组建{firms_attached}家、网格组建{firms_grid}家；有党员的企业"
     "{firms_with_members}家，其中已组建的{firms_with_members_formed}家，组建率为{coverage_rate}%；"
     "授予“廉政企业”称号{integrity_firms}家。"
     "协助职能部门召开培训会、座谈会、宣讲会{talent_meetings}次。"),
)  # fmt: skip
_OWN_NUMBERS: dict[tuple[str, str], tuple[_Words, _Words]] = {
    ("secretary", "duty"): (
        (("duty.meetings",
          "召开党委会议{committee_meetings}次，其中落实“第一议题”的{first_agenda_committee_meetings}次；"
          "召开全面从严治党专题工作会议{governance_meetings}次，研究部署作风和党风廉政建设"
          "{conduct_meetings}次，专题研究意识形态工作{ideology_reviews}次。"),
         ("duty.own",
          "我主持会议和活动{own:secretary_hosted}次，讲授党课{own:secretary_lectures}次，开展谈心谈话"
          "{own:secretary_talks}人次，作为责任人或责任领导解决问题{own:secretary_tickets}个。")),
        (("duty.own",
          "我主持会议和活动{own:secretary_hosted}次，讲授党课{own:secretary_lectures}次，开展谈心谈话"
          "{own:secretary_talks}人次，作为责任人或责任领导解决问题{own:secretary_tickets}个。"),),
    ),
    ("firms", "work"): (_FOR_FIRMS, _FOR_FIRMS_OF_BRANCH),
    ("bulletin", "ranking"): (
        (("ranking.done",
          "各支部开展主题党日{theme_days}次；党委和各支部组织党员集中学习{group_studies}次，廉政谈心谈话"
          "{integrity_talks}人次，解决实际困难问题{tickets_resolved}个。三会一课完成率"
          "{meetings_completion}%。"),),
        (),
    ),
    ("brief", "done"): (_DONE, _DONE),
}  # fmt: skip
