"""The scores people gave: the branch its own, the committee its review, read from records.

A score is kept as a StarScore: `scheme` is the scheme's name, `item` the item's label. A veto is
kept the same way under the veto's label: a score above 0 says that it happened, 0 that it did not;
the committee's word stands before the branch's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Connection

from partydesk.records.fields import fields
from partydesk.records.figures import StarScore
from partydesk.records.findings import Finding
from partydesk.rules.stars.model import Scheme, label_key
from partydesk.rules.stars.told import told_of


def score_text(value: float | None) -> str:
    """A score as people write it: at most two decimals; nothing for none."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(slots=True)
class Given:
    """What was given for one item or veto. `own_row` is the uid of the row that can be edited
    here, "" where there is none yet; `reason` is what the committee wrote to its own score."""

    self_score: float | None = None
    review_score: float | None = None
    evidence: str = ""
    own_row: str = ""
    reason: str = ""


@dataclass(slots=True)
class Scores:
    """What was given to one branch, by `label_key` of item or veto, and what is wrong with it."""

    given: dict[str, Given] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def of(self, label: str) -> Given:
        """What was given for an item or veto."""
        return self.given.get(label_key(label), Given())


def read_scores(
    connection: Connection, year: int, scheme: Scheme, branches: Collection[int], committee: bool
) -> dict[int, Scores]:
    """Branch → what was given in a year.

    Of several rows for one item the latest that says something stands. In a committee's file the
    branch's self-score comes from the branch and the review from the committee alone: a branch
    does not review itself, whatever its file holds.
    """
    most = {label_key(item.label): item.points for item in scheme.items}
    known = most.keys() | {label_key(veto.label) for veto in scheme.vetoes}
    name = label_key(scheme.name)
    # What an item was called before it was renamed, on this laptop or on a branch's.
    renamed = {label_key(old): label_key(item.label) for item in scheme.items
               for old in item.before if label_key(old) not in known}  # fmt: skip
    result: dict[int, Scores] = defaultdict(Scores)
    # Rows recorded here first: what a branch reported stands over what was noted here for it.
    for (
        organisation,
        uid,
        named,
        item,
        by_self,
        by_review,
        evidence,
        reported,
    ) in connection.exec_driver_sql(
        "SELECT organisation, uid, scheme, item, self_score, review_score, evidence, "
        "submission IS NOT NULL AND ? FROM star WHERE year = ? AND deleted_at IS NULL "
        "ORDER BY submission IS NOT NULL AND ?, updated_at, id",
        (committee, year, committee),
    ):
        if organisation not in branches:
            continue
        mine = result[organisation]
        if label_key(named) != name:
            message = f"评的是“{named}”，不是今年的方案，没有算进来"
            mine.findings.append(_finding("other-scheme", named, "scheme", message))
            continue
        key = label_key(item)
        key = renamed.get(key, key)
        if key not in known:
            message = f"方案里没有“{item}”这个项目，没有算进来"
            mine.findings.append(_finding("unknown-item", item, "item", message))
            continue
        given = mine.given.setdefault(key, Given())
        given.evidence = evidence or given.evidence
        if by_self is not None:
            given.self_score = _at_most(by_self, key, item, "self_score", most, mine)
        if reported:
            if by_review is not None:
                message = f"“{item}”的党委评分是支部填的，没有采用"
                mine.findings.append(_finding("own-review", item, "review_score", message))
            continue
        given.own_row = uid
        if committee:
            given.reason = evidence or given.reason
        if by_review is not None:
            given.review_score = _at_most(by_review, key, item, "review_score", most, mine)
    if not committee and (told := told_of(connection, year)) is not None:
        # The committee's own word, which came with a receipt.
        for branch in branches:
            for said in told.scores.values():
                key = label_key(said.label)
                key = renamed.get(key, key)
                if key in known:
                    given = result[branch].given.setdefault(key, Given())
                    given.review_score, given.reason = said.review, said.reason
    for mine in result.values():
        mine.findings = list(dict.fromkeys(mine.findings))
    return result


def _at_most(
    score: float, key: str, item: str, column: str, most: dict[str, float], mine: Scores
) -> float:
    """A score above the item's points counts as all of them, and is a finding."""
    if key not in most or score <= most[key]:
        return score
    label = fields(StarScore)[column].label
    message = f"“{item}”的{label} {score:g} 超过了分值 {most[key]:g}，按 {most[key]:g} 分算"
    mine.findings.append(_finding("too-high", f"{score:g}", column, message))
    return most[key]


def _finding(code: str, value: str, column: str, message: str) -> Finding:
    label = fields(StarScore)[column].label
    return Finding(code, message, sheet=StarScore.sheet, column=label, value=value, fatal=False)
