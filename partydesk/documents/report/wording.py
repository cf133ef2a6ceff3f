"""The report's frame, a committee's and a branch's: headings, shortcomings, next steps.

The sentences under the headings are declared with the figures that stand in them
(records/report_indicators.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from partydesk.documents.report.content import Level, Sentence
from partydesk.records.report_indicators import BESIDE, INDICATORS
from partydesk.rules.extra_indicators import BEYOND

_PART, _SECTION, _BODY = Level.PART, Level.SECTION, Level.BODY

COMMITTEE: tuple[Sentence, ...] = (
    Sentence("thought", _PART, "思想教育"),
    Sentence("thought.theory", _SECTION, "理论学习"),
    Sentence("thought.lectures", _SECTION, "党课和宣讲"),
    Sentence("thought.members", _SECTION, "党员学习和活动"),
    Sentence("thought.ideology", _SECTION, "意识形态工作"),
    Sentence("organisation", _PART, "组织建设"),
    Sentence("organisation.coverage", _SECTION, "企业党组织组建"),
    Sentence("organisation.workers", _SECTION, "党务队伍"),
    Sentence("organisation.roll", _SECTION, "党员发展和管理"),
    Sentence("organisation.together", _SECTION, "群团和共建"),
    Sentence("organisation.tickets", _SECTION, "解决实际困难"),
    Sentence("discipline", _PART, "从严治党"),
    Sentence("discipline.duty", _SECTION, "责任落实"),
    Sentence("discipline.reminding", _SECTION, "谈话和警示"),
    Sentence("discipline.firms", _SECTION, "廉政企业"),
    Sentence("work", _PART, "中心工作"),
    Sentence("work.talent", _SECTION, "人才服务"),
    Sentence("work.service", _SECTION, "服务企业和群众"),
    Sentence("work.economy", _SECTION, "园区经济"),
    Sentence("work.investment", _SECTION, "招商引资"),
)
BRANCH: tuple[Sentence, ...] = (
    Sentence("thought", _PART, "思想教育"),
    Sentence("organisation", _PART, "组织建设"),
    Sentence("discipline", _PART, "从严治党"),
    Sentence("work", _PART, "服务中心工作"),
)


def body(part: str, *, committee: bool) -> Iterator[Sentence]:
    """The blocks about what was done, of one part, in order: its sections' headings, each with
    the sentences under it; the part's own heading is left out."""
    declared = [
        each.sentence if committee else each.branch_sentence
        for each in (*INDICATORS, *BESIDE, *BEYOND)
    ]
    for heading in COMMITTEE if committee else BRANCH:
        if heading.id.partition(".")[0] != part:
            continue
        if heading.id != part:
            yield heading
        for sentence in declared:
            if sentence is not None and sentence.under == heading.id:
                yield Sentence(sentence.id, _BODY, sentence.template)


def heading(part: str, *, committee: bool) -> str:
    """What stands over a part about what was done."""
    every = COMMITTEE if committee else BRANCH
    return next(each.template for each in every if each.id == part)


# Put after the branch's studies where its members' hours are known.
BRANCH_HOURS = Sentence(
    "thought.hours",
    _BODY,
    "应达到年度集中学习学时要求的党员{hours_asked}名，其中已经达到的{hours_done}名。",
)

# Put after the survey of firms where more are formed than were surveyed.
FORMED_UNSURVEYED = Sentence(
    "organisation.unsurveyed",
    _BODY,
    "已组建的企业中有{firms_formed_unsurveyed}家没有摸排日期，不在摸排数内。",
)

PROBLEMS_LEAD = "对照有关规定逐项核对{period}的工作记录，以下事项没有做到、没有记录或还没有办完："
NO_PROBLEMS = "对照有关规定逐项核对{period}的工作记录，没有发现缺项和逾期。"
NEXT_LEAD = "针对以上问题，下一步做好以下工作："
NEXT_LEAD_ALONE = "下一步重点做好以下工作："
NEXT_WITHOUT_PROBLEMS = "继续按时开展各项组织生活和学习，及时登记，到期前逐项核对。"

OPEN_TICKETS = (
    "截至{period_end}，登记的问题还有{tickets_open}个没有解决，其中超过整改时限的"
    "{count:tickets}{who:tickets}。"
)
OPEN_TICKETS_STEP = "对没有解决的问题逐个落实责任人和完成时间，办结一个、销号一个{owner:tickets}。"
MISSING_FIGURES = "有{count:figures}项数字没有记录，即{who:figures}。"
MISSING_FIGURES_STEP = "补齐缺少的数字，逐项写明来源和日期{owner:figures}。"

SIGNATURE = "{organisation}"
DATE = "{today}"
