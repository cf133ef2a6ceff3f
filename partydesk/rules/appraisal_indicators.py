"""述职评议 in figures: how many secretaries and organisations a park graded, how many with the best
grade."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_

from partydesk.records.appraisal import APPRAISAL_GRADE, Appraisal
from partydesk.records.indicator import Condition, Indicator, ReportSentence

_BEST = APPRAISAL_GRADE.label("good")
_SAID = (
    "对{secretaries_appraised}名党组织书记开展述职评议，综合等次为“"
    f"{_BEST}”的{{secretaries_appraised_good}}名。"
)
_SHOWN: dict[str, Any] = {
    "date": Appraisal.year.expression,
    "text": Appraisal.rated.expression,
}


def _graded(kind: str, grade: str = "") -> Condition:
    return lambda period: and_(
        Appraisal.kind == kind,
        Appraisal.year.between(period.first.year, period.last.year),
        *([Appraisal.grade == grade] if grade else []),
    )


APPRAISALS: tuple[Indicator, ...] = (
    Indicator("secretaries_appraised", "述职评议的党组织书记", "人", "C",
              "期间所在年度有述职评议等次的党组织书记", Appraisal, _graded("secretary"),
              opens={"kind": "secretary"},
              sentence=ReportSentence("organisation.appraised", "organisation.workers", _SAID),
              **_SHOWN),
    Indicator("secretaries_appraised_good", f"述职评议为“{_BEST}”的书记", "人", "C",
              f"期间所在年度述职评议等次为“{_BEST}”的党组织书记", Appraisal,
              _graded("secretary", "good"), **_SHOWN),
    Indicator("organisations_appraised", "评议的党组织", "个", "C",
              "期间所在年度有评议等次的党组织", Appraisal, _graded("organisation"),
              opens={"kind": "organisation"}, **_SHOWN),
    Indicator("organisations_appraised_good", f"评议为“{_BEST}”的党组织", "个", "C",
              f"期间所在年度评议等次为“{_BEST}”的党组织", Appraisal,
              _graded("organisation", "good"), **_SHOWN),
)  # fmt: skip
