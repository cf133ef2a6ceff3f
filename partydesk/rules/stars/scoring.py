"""Scoring all branches of a file by a star scheme: points, stars, goals, ranks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import parse_period
from partydesk.rules.indicator_engine import committee
from partydesk.rules.norms import judge
from partydesk.rules.stars.computed import RULES, Measure, Source
from partydesk.rules.stars.model import Goal, Item, Scheme, Veto
from partydesk.rules.stars.scores import Given, Scores, read_scores
from partydesk.store import settings


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """One item of one branch. Each score is None where there is none, which is not 0.

    `measure` is what the item's rule found, with the rows behind it (None for items without a
    rule and where nothing is recorded); `given` what people gave and where it can be edited.
    """

    item: Item
    computed: float | None
    measure: Measure | None
    given: Given

    @property
    def basis(self) -> str:
        """Whose score stands: "review", else "computed", else "self"; "" when there is none."""
        return self._standing[0]

    @property
    def final(self) -> float | None:
        """The score that stands."""
        return self._standing[1]

    @property
    def difference(self) -> float | None:
        """The score that stands less the self-score; None where only one of them is there."""
        basis, final = self._standing
        if final is None or self.given.self_score is None or basis == "self":
            return None
        return round(final - self.given.self_score, 2)

    @property
    def _standing(self) -> tuple[str, float | None]:
        for basis, score in (
            ("review", self.given.review_score),
            ("computed", self.computed),
            ("self", self.given.self_score),
        ):
            if score is not None:
                return basis, score
        return "", None


@dataclass(frozen=True, slots=True)
class Scored:
    """How one branch stands in a year.

    `total` is what its items gave, None when none has a score; items without one are `missing`.
    `stars` are by the total, no more than the `vetoes` in force leave; `self_stars` by the
    self-scores alone (`self_total`), with the vetoes the branch itself told of. `goal` is the
    highest one reached. `veto_rows` tells, for each veto, what was given and where to edit it.
    """

    organisation: int
    code: str
    name: str
    items: tuple[ScoredItem, ...]
    total: float | None
    stars: int | None
    self_total: float | None
    self_stars: int | None
    goal: Goal | None
    vetoes: tuple[Veto, ...]
    veto_rows: Mapping[str, Given]
    findings: tuple[Finding, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        """Items that nobody scored and nothing computes."""
        return tuple(each.item for each in self.items if each.final is None)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place on the board; branches without any score have no rank."""

    rank: int | None
    scored: Scored


def score(
    connection: Connection, year: int, scheme: Scheme, *, today: date | None = None
) -> dict[int, Scored]:
    """Organisation id → how it stands: the branch of a branch's file, or all of a committee's.

    A fixed number of queries, whatever the number of branches. Raises UserError("scheme-years")
    for a year the scheme is not valid in.
    """
    if not scheme.covers(year):
        raise UserError(
            "scheme-years",
            f"方案“{scheme.name}”只用于 {scheme.first_year} 到 {scheme.last_year} 年，"
            f"不能评 {year} 年。请换用那一年的方案",
        )
    period = parse_period(f"{year:04d}")
    own = committee(connection)
    branches = _branches(connection, own)
    rules = dict.fromkeys(item.rule for item in scheme.items if item.rule)
    asked = {norm for rule in rules for norm in RULES[rule].norms}
    said = judge(connection, period, today=today, customs=asked)
    items = [item for item in said if item.norm.id in asked]
    source = Source(connection, period, items)
    measures = {rule: RULES[rule].measures(source) for rule in rules}
    given = read_scores(connection, year, scheme, branches.keys(), own is not None)
    return {
        organisation: _scored(
            scheme,
            organisation,
            *branches[organisation],
            {
                rule: found[organisation]
                for rule, found in measures.items()
                if organisation in found
            },
            given.get(organisation, Scores()),
        )
        for organisation in branches
    }


def ranking(scored: Iterable[Scored]) -> list[Ranked]:
    """The board: most stars first, then most points; equals share a rank and the next is skipped.

    Equals stand by their code. Who has no score at all comes last, without a rank.
    """

    def standing(each: Scored) -> tuple[int, float]:
        return (each.stars or 0, each.total or 0.0)

    everybody = list(scored)
    with_score = [each for each in everybody if each.total is not None]
    with_score.sort(key=lambda each: (*(-part for part in standing(each)), each.code))
    board: list[Ranked] = []
    for place, each in enumerate(with_score, start=1):
        level = board and standing(board[-1].scored) == standing(each)
        board.append(Ranked(board[-1].rank if level else place, each))
    rest = sorted((e for e in everybody if e.total is None), key=lambda each: each.code)
    return board + [Ranked(None, each) for each in rest]


def distribution(scheme: Scheme, scored: Iterable[Scored]) -> dict[int | None, int]:
    """Stars, from the most to 0 → number of branches; under None those without any score."""
    counts: dict[int | None, int] = dict.fromkeys(range(len(scheme.thresholds), -1, -1), 0)
    counts[None] = 0
    for each in scored:
        counts[each.stars] += 1
    return counts


def _branches(connection: Connection, own: int | None) -> dict[int, tuple[str, str]]:
    """Organisation id → code and name of those that are scored, by code."""
    only = f"id = {int(settings.get(connection, 'own', '0'))}"
    if own is not None:
        only = f"id != {own} AND kind != 'party_committee'"
    return {
        id: (code, name)
        for id, code, name in connection.exec_driver_sql(
            "SELECT id, code, coalesce(nullif(short_name, ''), name) FROM organisation "
            f"WHERE deleted_at IS NULL AND {only} ORDER BY code, id"
        )
    }


def _scored(
    scheme: Scheme,
    organisation: int,
    code: str,
    name: str,
    measures: Mapping[str, Measure],
    scores: Scores,
) -> Scored:
    items = []
    for item in scheme.items:
        measure = measures.get(item.rule)
        computed = None if measure is None else _computed(item, measure)
        items.append(ScoredItem(item, computed, measure, scores.of(item.label)))
    rows = {veto.label: scores.of(veto.label) for veto in scheme.vetoes}
    in_force, told = [], []
    for veto in scheme.vetoes:
        row = rows[veto.label]
        if (row.self_score or 0) > 0:
            told.append(veto)
        if ((row.self_score if row.review_score is None else row.review_score) or 0) > 0:
            in_force.append(veto)
    total = _sum(each.final for each in items)
    self_total = _sum(each.given.self_score for each in items)
    stars = _stars(scheme, total, in_force)
    return Scored(
        organisation,
        code,
        name,
        tuple(items),
        total,
        stars,
        self_total,
        _stars(scheme, self_total, told),
        None if stars is None else scheme.goal(stars),
        tuple(in_force),
        rows,
        tuple(scores.findings),
    )


def _computed(item: Item, measure: Measure) -> float | None:
    if measure.value is not None:
        return item.points_for(measure.value)
    return None if item.nothing_due is None else round(item.points * item.nothing_due, 2)


def _sum(scores: Iterable[float | None]) -> float | None:
    there = [score for score in scores if score is not None]
    return round(sum(there), 2) if there else None


def _stars(scheme: Scheme, points: float | None, vetoes: Iterable[Veto]) -> int | None:
    if points is None:
        return None
    return min((scheme.stars(points), *(veto.stars for veto in vetoes)))
