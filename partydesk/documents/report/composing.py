"""Putting the report together: sentences, figures, problems, and what somebody changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from partydesk.documents.report import edits, facts, wording
from partydesk.documents.report.content import Block, Figure, Level, Report, Sentence, Table
from partydesk.documents.report.shortcomings import Place, Shortcoming, runs_of, shortcomings, table
from partydesk.documents.report.templates import BLANK, Run, tokens
from partydesk.records import clock
from partydesk.records.organisation import Organisation
from partydesk.records.periods import Period
from partydesk.rules.indicators import BEYOND
from partydesk.rules.norms import NORMS, NOT_ASKED, Obligation, State, evaluate
from partydesk.rules.norms.study_hours import of_hours

EXTRA = "extra:"
_MOST_LABELS = 8


def compose(
    connection: Connection,
    period: Period,
    organisation_code: str | None = None,
    *,
    today: date | None = None,
) -> Report:
    """The report of the file's own organisation, or of the one with this code.

    Raises UserError("no-organisation"). `today` is the day that is written under it.
    """
    today = today or clock.today()
    scope = facts.scope_of(connection, organisation_code)
    items = evaluate(connection, period, today=today, organisations=scope.organisations)
    figures, more = facts.numbers(connection, period, scope, today, items)
    places = _places(connection, scope)
    found = _problems(items, figures, more, places, period, scope)
    said = dict(facts.facts(connection, period, scope, today))
    said |= {f.id: Run(f.shown, f.id, f.value is None) for f in (*figures, *more)}
    said |= runs_of(found)
    sentences = list(_sentences(scope, period, items, found, said))
    edited = edits.texts(connection, scope.code, period)
    every = _blocks(sentences, edited, said)
    tables = [_figures_table(figures, said)]
    if (more_table := table(found, places)) is not None:
        tables.append(more_table)
    return Report(scope.code, scope.name, period, tuple(every), figures, more, tuple(tables), said)


def _places(connection: Connection, scope: facts.Scope) -> dict[int, Place]:
    """Every organisation; in its own report the committee says 本级 of itself."""
    found = connection.execute(
        select(Organisation.id, Organisation.code, Organisation.name, Organisation.short_name,
               Organisation.kind)
    )  # fmt: skip
    return {
        id: Place(
            "本级" if scope.committee and id == scope.id else short_name or name,
            code,
            "支部" if kind in ("branch", "joint_branch", "temporary_branch") else "党组织",
        )
        for id, code, name, short_name, kind in found
    }  # fmt: skip


def _problems(
    items: Sequence[Obligation],
    figures: Sequence[Figure],
    more: Sequence[Figure],
    places: Mapping[int, Place],
    period: Period,
    scope: facts.Scope,
) -> list[Shortcoming]:
    """What the norms found, then open tickets, then the figures nobody recorded."""
    single = not scope.committee
    found = shortcomings(
        items, list(NORMS), places, year=period.last.year, single=single,
        skip=frozenset(("ticket",)),
    )  # fmt: skip
    number = {figure.id: figure.value for figure in more}
    if number.get("tickets_open"):
        overdue = [i for i in items if i.norm.id == "ticket" and i.state is State.OVERDUE]
        late = shortcomings(overdue, ("ticket",), places, year=period.last.year, single=single)
        lines = late[0].lines if late else {}
        where = late[0].facts["who:ticket"] if late and not single else ""
        found.append(
            Shortcoming(
                "tickets",
                Sentence("problem:tickets", Level.ITEM, wording.OPEN_TICKETS),
                Sentence("next:tickets", Level.ITEM, wording.OPEN_TICKETS_STEP),
                {
                    "count:tickets": f"{len(overdue)}个",
                    "who:tickets": f"，{where}" if where else "",
                },
                lines,
            )
        )
    if blank := [figure.label for figure in figures if figure.value is None]:
        few = "、".join(blank[:_MOST_LABELS])
        found.append(
            Shortcoming(
                "figures",
                Sentence("problem:figures", Level.ITEM, wording.MISSING_FIGURES),
                Sentence("next:figures", Level.ITEM, wording.MISSING_FIGURES_STEP),
                {
                    "count:figures": str(len(blank)),
                    "who:figures": few + ("等" if len(blank) > _MOST_LABELS else ""),
                },
                {},
            )
        )
    return found


def _sentences(
    scope: facts.Scope,
    period: Period,
    items: Sequence[Obligation],
    found: Sequence[Shortcoming],
    said: dict[str, Run],
) -> Iterator[Sentence]:
    """All blocks in order, before anybody changed them. Adds to `said` what they alone name."""
    whole_year = period.text.isdigit()
    titles = (
        (wording.TITLE_OF_YEAR, wording.TITLE_OF_PART_YEAR)
        if scope.committee
        else (wording.BRANCH_TITLE_OF_YEAR, wording.BRANCH_TITLE_OF_PART_YEAR)
    )
    yield Sentence("title", Level.TITLE, titles[0] if whole_year else titles[1])
    yield Sentence("addressee", Level.ADDRESSEE, wording.ADDRESSEE)
    asked = [item for item in of_hours(items) if item.state not in NOT_ASKED]
    formed = said.get("firms_formed_unsurveyed")
    unsurveyed = formed is not None and formed.text not in ("0", BLANK)
    part = ""
    for sentence in wording.body(committee=scope.committee):
        if sentence.level is Level.PART:
            if part:
                yield _extra(part)
            part = sentence.id
        if _said_of_nothing(sentence, said):
            continue
        yield sentence
        if sentence.id == "thought.studies" and asked and not scope.committee:
            done = sum(item.state is State.DONE for item in asked)
            said["hours_asked"] = Run(str(len(asked)), "hours_asked")
            said["hours_done"] = Run(str(done), "hours_done")
            yield wording.BRANCH_HOURS
        if sentence.id == "organisation.survey" and unsurveyed:
            yield wording.FORMED_UNSURVEYED
    yield _extra(part)
    yield wording.PROBLEMS
    lead = wording.PROBLEMS_LEAD if found else wording.NO_PROBLEMS
    yield Sentence("problems.lead", Level.BODY, lead)
    yield from (each.shortcoming for each in found)
    yield _extra("problems")
    yield wording.NEXT
    lead = wording.NEXT_LEAD if found else wording.NEXT_WITHOUT_PROBLEMS
    yield Sentence("next.lead", Level.BODY, lead)
    yield from (each.step for each in found)
    yield _extra("next")
    yield Sentence("signature", Level.SIGNATURE, wording.SIGNATURE)
    yield Sentence("date", Level.DATE, wording.DATE)


_FURTHER = frozenset(
    sentence.id
    for each in BEYOND
    for sentence in (each.sentence, each.branch_sentence)
    if sentence is not None
)


def _said_of_nothing(sentence: Sentence, said: Mapping[str, Run]) -> bool:
    """Whether a sentence that nobody asks for has a number that nobody recorded."""
    if sentence.id not in _FURTHER:
        return False
    return any(token not in said or said[token].missing for token in tokens(sentence.template))


def _extra(part: str) -> Sentence:
    """The place at the end of a part where one may add paragraphs: empty until one does."""
    level = Level.ITEM if part in ("problems", "next") else Level.BODY
    return Sentence(f"{EXTRA}{part}", level, "")


def _blocks(
    sentences: Iterable[Sentence], edited: Mapping[str, str], said: Mapping[str, Run]
) -> Iterator[Block]:
    """The sentences with their figures, in the words somebody chose.

    A next step somebody wrote stays when its problem is gone; a problem's own words do not.
    """
    sentences = list(sentences)
    known = {sentence.id for sentence in sentences}
    for sentence in sentences:
        if sentence.id == f"{EXTRA}next":
            for id in sorted(edited):
                if id.startswith("next:") and id not in known:
                    yield Sentence(id, Level.ITEM, "").block(edited[id], said)
        yield sentence.block(edited.get(sentence.id, sentence.template), said)


def _figures_table(figures: Sequence[Figure], said: Mapping[str, Run]) -> Table:
    rows = tuple(
        (str(number), _label(figure, said), figure.shown, figure.unit, figure.definition,
         str(figure.evidence))
        for number, figure in enumerate(figures, start=1)
    )  # fmt: skip
    return Table(
        "各项数字的含义和依据",
        ("序号", "名称", "数值", "单位", "含义", "依据条数"),
        (13, 38, 23, 13, 55, 14),
        tuple(tuple(facts.tight(cell) for cell in row) for row in rows),
        frozenset((0, 2, 3, 5)),
    )


def _label(figure: Figure, said: Mapping[str, Run]) -> str:
    if figure.id != "projects_signed" or said["projects_threshold"].missing:
        return figure.label
    return f"{figure.label}（起点金额{said['projects_threshold'].text}万元）"
