"""专项行动 to begin with: what steps a campaign usually has. A park changes every word of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step of a template."""

    name: str
    group: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class CampaignTemplate:
    """A campaign to begin with: `over` whom (records.campaign.OVER), its steps in order. Steps of
    one group are due together; groups, or steps without any, one after the other."""

    code: str
    label: str
    over: str
    steps: tuple[StepWords, ...]

    def due(self, first: date, last: date) -> list[date]:
        """By when each step is due, spread over the days of the campaign; the last on the last."""
        parts = list(dict.fromkeys(step.group or step.name for step in self.steps))
        days = (last - first).days
        ends = {part: first + timedelta(days * n // len(parts)) for n, part in enumerate(parts, 1)}
        return [ends[step.group or step.name] for step in self.steps]


_SURVEY, _SEND, _LEAD = "六清", "三派", "六带"

TEMPLATES: dict[str, CampaignTemplate] = {
    each.code: each
    for each in (
        CampaignTemplate(
            "steps",
            "建台账到销号（六步）",
            "firm",
            (
                StepWords("建台账", about="一家一本，写明联系人"),
                StepWords("自查"),
                StepWords("列清单", about="问题、措施、责任人、时限"),
                StepWords("整改"),
                StepWords("复查"),
                StepWords("销号"),
            ),
        ),
        CampaignTemplate(
            "636",
            "六清三派六带（636）",
            "firm",
            # The words differ from park to park; these are a start.
            (
                StepWords("生产经营清", _SURVEY),
                StepWords("职工队伍清", _SURVEY),
                StepWords("党员底数清", _SURVEY),
                StepWords("组织建设清", _SURVEY),
                StepWords("出资人情况清", _SURVEY),
                StepWords("群团组织清", _SURVEY),
                StepWords("派指导员", _SEND),
                StepWords("派联络员", _SEND),
                StepWords("派业务骨干", _SEND),
                StepWords("带政治学习", _LEAD),
                StepWords("带组织组建", _LEAD),
                StepWords("带党员发展", _LEAD),
                StepWords("带阵地建设", _LEAD),
                StepWords("带群团工作", _LEAD),
                StepWords("带企业发展", _LEAD),
            ),
        ),
        CampaignTemplate(
            "star",
            "星级创建（四步）",
            "branch",
            (
                StepWords("对标自评"),
                StepWords("列出差距"),
                StepWords("整改提升"),
                StepWords("党委验收"),
            ),
        ),
    )
}
"""By code, in the order in which they are offered."""
