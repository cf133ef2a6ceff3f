"""What a report tells from the records themselves: how things were done, problems solved.

The words are those somebody wrote down: the summary of a session, the description, measures and
outcome of a ticket. Nothing is added to them but who, when and how it was judged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from partydesk.documents.report.facts import tight
from partydesk.documents.report.outline import Candidate
from partydesk.documents.report.shortcomings import Place
from partydesk.documents.report.templates import Run, escaped
from partydesk.records.brand import Brand
from partydesk.records.indicator import by, not_yet, within
from partydesk.records.kinds import SESSION_KIND, SESSION_KINDS
from partydesk.records.periods import Period
from partydesk.records.personal_numbers import without_numbers
from partydesk.records.study import Attendance, StudySession
from partydesk.records.ticket import SATISFACTION, SOURCE, Ticket
from partydesk.rules.deduplication import counted_elsewhere

USUAL = 2
"""How many a paragraph tells before somebody picks."""
_MOST = 30
_LONGEST = 160
_ORDINALS = "一二三四五六七八九"
_AGAIN = re.compile(r"（第 ?\d+ ?次反映）$")
_ENDING = "。；;.，, \n"


@dataclass(frozen=True, slots=True)
class Story:
    """A record that can be told: in which words, and what its tokens say. `alike` is the same for
    stories of which one is enough."""

    kind: str
    uid: str
    organisation: int
    title: str
    template: str
    said: Mapping[str, str]
    where: str
    alike: str

    @property
    def sort(self) -> str:
        """What sort of session it is of."""
        return self.alike.partition(":")[0]

    @property
    def words(self) -> str:
        """What was done, in the words that were written down."""
        return self.said[f"story:{self.uid}:done"]

    @property
    def runs(self) -> dict[str, Run]:
        """Its tokens."""
        return {token: Run(text, token) for token, text in self.said.items()}


def solved(
    connection: Connection,
    period: Period,
    organisations: frozenset[int] | None,
    places: Mapping[int, Place],
    *,
    single: bool,
    sources: Collection[str] = (),
) -> list[Story]:
    """Tickets solved in the period that say what was done: the well judged first, then those
    that affected a firm, then the latest. `sources` are where they may come from, none for
    everywhere."""
    statement = (
        select(Ticket)
        .where(
            Ticket.counts_where(), within(Ticket.resolved_on, period),
            func.trim(func.coalesce(Ticket.measures, "")) != "",
            *([] if organisations is None else [Ticket.organisation.in_(organisations)]),
            *([Ticket.source.in_(sources)] if sources else []),
        )
        .order_by(
            Ticket.satisfaction != "satisfied", Ticket.satisfaction != "fairly",
            Ticket.outcome.is_(None), Ticket.source != "enterprise",
            Ticket.resolved_on.desc(), Ticket.uid,
        )
        .limit(_MOST)
    )  # fmt: skip
    rows = connection.execute(statement.with_only_columns(*Ticket.__table__.columns)).mappings()
    return [
        _ticket(dict(row), places, single=single) for row in rows if row["organisation"] in places
    ]


def _ticket(row: Mapping[str, Any], places: Mapping[int, Place], *, single: bool) -> Story:
    uid, raised, resolved = row["uid"], row["raised_on"], row["resolved_on"]
    description = _AGAIN.sub("", _tidied(row["description"]))
    done = _tidied(row["measures"])
    outcome = _tidied(row["outcome"] or "")
    if outcome.startswith(done):
        outcome = outcome[len(done) :].strip(_ENDING)
    said = {
        f"story:{uid}:problem": description,
        f"story:{uid}:done": done,
        f"story:{uid}:outcome": f"，{outcome}" if outcome else "",
        f"story:{uid}:day": _day(resolved),
        f"story:{uid}:days": str((resolved - raised).days),
        f"story:{uid}:judged": _judged(row["satisfaction"]),
    }
    whose = "" if single else places[row["organisation"]].name
    begin = f"{whose}登记的问题" if whose else "登记的问题"
    t = f"story:{uid}:"
    template = (
        f"{begin}“{{{t}problem}}”（{SOURCE.label(row['source'])}）。办理措施：{{{t}done}}{{{t}outcome}}。{{{t}day}}解决，"
        f"用时{{{t}days}}天{{{t}judged}}。"
    )
    where = "　".join(x for x in (f"问题 {row['number'] or ''}".strip(), whose) if x)
    return Story("ticket", uid, row["organisation"], description, template, said, where,
                 description)  # fmt: skip


def _judged(code: str | None) -> str:
    return "" if code in (None, "unrated") else f"，评价为{SATISFACTION.label(str(code))}"


def measures(
    connection: Connection,
    period: Period,
    organisations: frozenset[int] | None,
    places: Mapping[int, Place],
    part: str,
    *,
    single: bool,
) -> list[Story]:
    """Sessions of a part of the report that have a summary, those that tell most first."""
    kinds = [kind.code for kind in SESSION_KINDS if kind.told_under == part]
    table = StudySession
    conditions = [
        table.counts_where(),
        table.kind.in_(kinds),
        within(table.starts_at, period),
        func.trim(func.coalesce(table.summary, "")) != "",
        # What was voted on names people.
        table.ballot_kind.is_(None),
    ]
    if organisations is None:
        conditions.append(table.id.not_in(counted_elsewhere(table, period.last)))
    else:
        conditions.append(table.organisation.in_(organisations))
    came = (
        select(func.count())
        .where(
            Attendance.session == table.id, Attendance.state == "present",
            Attendance.deleted_at.is_(None),
        )
        .scalar_subquery()
    )  # fmt: skip
    statement = (
        select(table.uid, table.organisation, table.kind, table.topic, table.starts_at,
               table.summary, func.coalesce(table.present_count, came).label("came"))
        .where(and_(*conditions))
        .order_by(func.length(table.summary).desc(), table.starts_at.desc(), table.uid)
        .limit(_MOST)
    )  # fmt: skip
    found = connection.execute(statement).mappings()
    return [
        _session(dict(row), places, single=single) for row in found if row["organisation"] in places
    ]


def _session(row: Mapping[str, Any], places: Mapping[int, Place], *, single: bool) -> Story:
    uid, day = row["uid"], row["starts_at"].date()
    label, topic = SESSION_KIND.label(row["kind"]), _tidied(row["topic"])
    whose = "" if single else places[row["organisation"]].name
    said = {
        f"story:{uid}:day": _day(day),
        f"story:{uid}:came": f"，{row['came']}人参加" if row["came"] else "",
        f"story:{uid}:done": _tidied(row["summary"]),
    }
    t = f"story:{uid}:"
    actor = "党委" if whose == "本级" else whose
    template = f"{actor}{{{t}day}}开展{label}“{escaped(topic)}”{{{t}came}}：{{{t}done}}"
    where = "　".join(x for x in (label, _day(day), whose) if x)
    return Story("session", uid, row["organisation"], topic, template, said, where,
                 f"{row['kind']}:{topic}")  # fmt: skip


def brands(
    connection: Connection,
    period: Period,
    organisations: frozenset[int] | None,
    places: Mapping[int, Place],
    *,
    single: bool,
) -> list[Story]:
    """Brands in use at the period's end that say what is done: those with results first."""
    table = Brand
    statement = (
        select(table.uid, table.organisation, table.name, table.meaning, table.measures,
               table.results)
        .where(
            table.counts_where(),
            or_(table.since.is_(None), by(table.since, period)), not_yet(table.until, period),
            func.trim(func.coalesce(table.measures, "")) != "",
            *([] if organisations is None else [table.organisation.in_(organisations)]),
        )
        .order_by(table.results.is_(None), table.organisation, table.uid)
        .limit(_MOST)
    )  # fmt: skip
    found = [dict(row) for row in connection.execute(statement).mappings()]
    return [_brand(row, places, single=single) for row in found if row["organisation"] in places]


def _brand(row: Mapping[str, Any], places: Mapping[int, Place], *, single: bool) -> Story:
    uid, name = row["uid"], _tidied(row["name"])
    whose = "" if single else places[row["organisation"]].name
    results = _lines(row["results"] or "")
    t = f"story:{uid}:"
    said = {
        f"{t}meaning": _tidied(row["meaning"]),
        f"{t}done": _lines(row["measures"]),
        f"{t}results": f"，成效是{results}" if results else "",
    }
    template = f"{whose}打造“{escaped(name)}”品牌（{{{t}meaning}}），{{{t}done}}{{{t}results}}"
    where = "　".join(x for x in ("党建品牌", whose) if x)
    return Story("brand", uid, row["organisation"], name, template, said, where,
                 f"brand:{name}")  # fmt: skip


def _lines(text: str) -> str:
    """Several lines as one, each without its end."""
    return _tidied("，".join(line.strip(_ENDING) for line in text.splitlines() if line.strip()))


def chosen(stories: Sequence[Story], picked: Sequence[str] | None) -> list[Story]:
    """Those somebody picked, in that order; before anybody did, a few that are not alike, from
    different organisations where there are such."""
    if picked is not None:
        by_uid = {story.uid: story for story in stories}
        return [by_uid[uid] for uid in picked if uid in by_uid]
    few: list[Story] = []
    for other_place, other_kind in ((True, True), (True, False), (False, False)):
        for story in stories:
            if len(few) >= USUAL:
                break
            if any(
                story.alike == each.alike
                or (other_place and story.organisation == each.organisation)
                or (
                    story.kind == "session"
                    and (story.words == each.words or (other_kind and story.sort == each.sort))
                )
                for each in few
            ):
                continue
            few.append(story)
    return few


def measures_template(stories: Sequence[Story]) -> str:
    """一是…；二是…。"""
    if len(stories) == 1:
        return f"{stories[0].template}。"
    return "；".join(
        f"{_ORDINALS[number]}是{story.template}" for number, story in enumerate(stories)
    ) + ("。" if stories else "")


def candidates(
    paragraph: str, stories: Sequence[Story], shown: Sequence[Story]
) -> Iterator[Candidate]:
    """What can be picked for a paragraph: what is told now first."""
    now = [story.uid for story in shown]
    rest = [story for story in stories if story.uid not in now]
    for story in (*shown, *rest):
        yield Candidate(paragraph, story.kind, story.uid, story.title, story.words, story.where,
                        story.uid in now)  # fmt: skip


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _tidied(text: str) -> str:
    """One line without its full stop, long ones cut at a sentence; numbers of persons hidden."""
    line = tight(" ".join(without_numbers(text).split())).strip(_ENDING)
    if len(line) <= _LONGEST:
        return line
    cut = line[:_LONGEST]
    end = max(cut.rfind(mark) for mark in "。；")
    return cut[:end] if end > 0 else f"{cut}……"
