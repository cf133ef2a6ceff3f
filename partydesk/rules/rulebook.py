"""All norms there are as one looks them up: in groups, with their articles, days, on or off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from partydesk.rules import deadlines, norms, park_settings, texts
from partydesk.rules.norms import NORMS, branch, custom, meeting_norms, pipeline, reviews
from partydesk.rules.norms.declared import Norm
from partydesk.store.search import pinyin_key

SUBMITTING, TICKETS, INTEGRITY = "报送", "问题", "廉政"
GROUPS = ("组织生活", "表决", "党员", "发展党员", "支部设置", INTEGRITY, TICKETS, SUBMITTING)
_OF_PART = {
    norms.meeting_norms: "组织生活",
    norms.plans: "组织生活",
    norms.life_steps: "组织生活",
    norms.ballots: "表决",
    norms.elections: "表决",
    norms.study_hours: "党员",
    norms.training_plan: "党员",
    norms.members: "党员",
    norms.reviews: "党员",
    norms.people: "党员",
    norms.contacts: "党员",
    norms.dues: "党员",
    norms.pipeline: "发展党员",
    norms.branch: "支部设置",
    norms.firms: "支部设置",
    norms.appraisals: "支部设置",
    norms.tickets: TICKETS,
    norms.campaigns: TICKETS,
    norms.duties: TICKETS,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A norm as it stands in a file.

    `article` is that of today's text, `earlier` that of the text before it ("" for none). `mark`
    is 园区自定 or 惯例, "" for what a text says. `also` are forms of the norm for other cases or
    times, each with its own article. `since` and `until` are the text's days. `on`
    tells whether a custom is asked for; None: it cannot be switched.
    """

    norm: Norm
    group: str
    article: str
    earlier: str
    mark: str
    since: date | None
    until: date | None
    on: bool | None
    also: tuple[Norm, ...] = ()

    @property
    def span(self) -> str:
        """From when until when its text holds, in words."""
        if self.since is None and self.until is None:
            return ""
        return f"{self.since or ''} 至 {self.until}" if self.until else f"{self.since} 起"

    @property
    def state(self) -> str:
        """Whether it is asked for, in a word."""
        return "一直提醒" if self.on is None else ("开" if self.on else "关")


def rulebook(connection: Connection) -> list[Rule]:
    """Every norm of the program, group by group."""
    chosen = custom.chosen(connection)
    as_set = {
        branch.SUBMISSION.id: branch.submission_norm(deadlines.allowed(connection)["quarter"]),
        reviews.REVIEW_CAP.id: reviews.cap_norm(park_settings.review_cap(connection)),
    }
    found = []
    for norm in NORMS.values():
        told = as_set.get(norm.id, norm)
        told = meeting_norms.as_set(told, park_settings.life_meeting_until(connection))
        before = _before(norm)
        since, until = texts.in_force(told)
        found.append(
            Rule(
                told, _group(norm), told.article, before.article if before else "",
                texts.mark(told), since, until, norm.id in chosen if norm.custom else None,
                _variants(norm),
            )
        )  # fmt: skip
    return sorted(found, key=lambda rule: GROUPS.index(rule.group))


def matching(rules: Iterable[Rule], wanted: str) -> list[Rule]:
    """The rules that a search finds: by characters, pinyin or initials, each word of it."""
    words = wanted.lower().split()
    return [rule for rule in rules if all(word in _key(rule) for word in words)]


def _key(rule: Rule) -> str:
    also = " ".join(f"{each.label} {each.says} {each.article}" for each in rule.also)
    plain = (
        also,
        rule.norm.says,
        rule.article,
        rule.earlier,
        rule.mark,
        rule.norm.remedy,
        rule.span,
    )
    return " ".join((pinyin_key(rule.norm.label), pinyin_key(rule.group), *plain)).lower()


def _before(norm: Norm) -> Norm | None:
    """The norm as the text before today's said it."""
    if norm not in pipeline.NORMS:
        return None
    return pipeline.version(norm, pipeline.REVISED - timedelta(days=1))


def _variants(norm: Norm) -> tuple[Norm, ...]:
    """The other forms of a norm that its module declares: under the same id, and saying something
    else (what only is settled otherwise reads the same)."""
    part = next(part for part in _OF_PART if norm in part.NORMS)
    found = {
        (each.label, each.says, each.article): each
        for each in vars(part).values()
        if isinstance(each, Norm) and each.id == norm.id
    }
    found.pop((norm.label, norm.says, norm.article), None)
    return tuple(found.values())


def _group(norm: Norm) -> str:
    if norm is branch.SUBMISSION:
        return SUBMITTING
    settles = norm.settles
    if settles.kind == "paper" or settles.defaults.get("kind") == "integrity":
        return INTEGRITY
    return next(group for part, group in _OF_PART.items() if norm in part.NORMS)
