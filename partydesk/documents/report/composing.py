"""Putting a report together: its outline, sentences, figures, and what somebody changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from partydesk.documents.report import annexes, edits, facts, wording
from partydesk.documents.report.causes import runs_of_causes
from partydesk.documents.report.choosing import plan_of
from partydesk.documents.report.content import Block, Level, Report, Sentence
from partydesk.documents.report.material import Material
from partydesk.documents.report.outline import Paragraph, Part, Sort, matches, ordered
from partydesk.documents.report.paragraphs import MAKERS, section
from partydesk.documents.report.problems import owners, problems
from partydesk.documents.report.report_kinds import ReportKind, kind_of_report, usually_on
from partydesk.documents.report.shortcomings import runs_of
from partydesk.documents.report.templates import Run
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.rules.norms import evaluate

EXTRA = "extra:"


def compose(
    connection: Connection,
    period: Period,
    organisation_code: str | None = None,
    *,
    today: date | None = None,
    kind: str = "yearly",
    without: Collection[str] = (),
    also: Collection[str] = (),
) -> Report:
    """A report of the file's own organisation, or of the one with this code.

    `kind` is one of REPORT_KINDS. `without` names parts, paragraphs or sorts of the outline that
    are left out this once, whatever was chosen, `also` those that are told although they are
    switched off; what both name is left out. `today` is the day that is written under it.

    Raises UserError "no-organisation", "bad-kind" or "unknown-part".
    """
    today = today or clock.today()
    scope = facts.scope_of(connection, organisation_code)
    report_kind = kind_of_report(kind, committee=scope.committee)
    plan = plan_of(connection, scope.code, period, kind)
    items = evaluate(connection, period, today=today, organisations=scope.organisations)
    figures, more = facts.numbers(connection, period, scope, today, items)
    said = dict(facts.facts(connection, period, scope, today))
    said |= {f.id: Run(f.shown, f.id, f.value is None) for f in (*figures, *more)}
    said |= facts.own_work(connection, period, scope)
    material = Material(
        connection, period, today, report_kind, scope, plan, items, figures, more, said
    )
    outline = ordered(_outline(material, without, also), plan.order)
    _switch_on(material, outline)
    sentences = list(_sentences(material, outline))
    every = _blocks(sentences, edits.texts(connection, scope.code, period, kind), said)
    blocks = tuple(every)
    return Report(
        scope.code, scope.name, period, blocks, tuple(figures), tuple(more),
        tuple(table for _paragraph, table in material.attached), said, kind,
        outline, plan, tuple(material.candidates),
    )  # fmt: skip


def _outline(material: Material, without: Collection[str], also: Collection[str]) -> list[Part]:
    """The parts as the kind of report has them, switched as somebody chose."""
    kind, plan = material.kind, material.plan
    parts = []
    known: set[str] = set()
    for part in kind.parts:
        paragraphs = []
        for sort in part.sorts:
            if not _has(material, sort):
                continue
            one = Paragraph(f"{part.id}.{sort}", sort, on=True)
            known |= {name for name in (*without, *also) if matches(name, one)}
            on = plan.switched.get(one.id, usually_on(kind, part.id, sort))
            on = on or any(matches(name, one) for name in also)
            out = any(matches(name, one) for name in without)
            paragraphs.append(replace(one, on=on and not out))
        label = part.label or part.title(committee=material.committee)
        parts.append(Part(part.id, label, tuple(paragraphs), part.fixed))
    if unknown := [name for name in (*without, *also) if name not in known]:
        names = "、".join(f"{part.id}（{part.label}）" for part in parts)
        sorts = {each.sort for part in parts for each in part.paragraphs}
        kinds = "、".join(f"{sort}（{sort.label}）" for sort in Sort if sort in sorts)
        raise UserError(
            "unknown-part",
            f"报告里没有“{'、'.join(unknown)}”这一部分。可以写部分：{names}；"
            f"段落：{kinds}；或者合起来写，例如 {parts[1].paragraphs[0].id}",
        )
    return parts


def _has(material: Material, sort: Sort) -> bool:
    """Whether a report of this organisation has such a paragraph."""
    return material.committee or sort not in (Sort.RANKING, Sort.BRANCHES)


def _switch_on(material: Material, outline: Sequence[Part]) -> None:
    """What follows from which paragraphs are on: problems, what is attached, what refers to it."""
    material.order = [part.id for part in outline]
    listed = [each.id for part in outline for each in part.paragraphs]
    material.placed = {id: place for place, id in enumerate(listed)}
    material.on = frozenset(p.id for part in outline for p in part.paragraphs if p.on)
    material.found = problems(material)
    material.attached = annexes.attached(material)
    material.annex = annexes.labels(material)
    if label := material.annex.get("annex.places"):
        material.found = problems(material, label)
    said = material.said
    said |= runs_of(material.found)
    said |= runs_of_causes(
        material.found, material.circumstances, material.places,
        single=not material.committee, on=f"problems.{Sort.CAUSES}" in material.on,
    )  # fmt: skip
    said |= owners(material, on=f"next.{Sort.OWNERS}" in material.on)
    said |= annexes.references(material)


def _sentences(material: Material, outline: Sequence[Part]) -> Iterator[Sentence]:
    """All blocks in order, before anybody changed them."""
    kind = material.kind
    titles = kind.titles[0 if material.committee else 1]
    whole_year = material.period.text.isdigit()
    yield Sentence("title", Level.TITLE, titles[0] if whole_year else titles[1])
    if kind.addressee:
        yield Sentence("addressee", Level.ADDRESSEE, kind.addressee)
    headings = {part.id: part.title(committee=material.committee) for part in kind.parts}
    for part in outline:
        heading = headings[part.id]
        found = list(_part(material, part))
        if not found:
            continue
        if heading:
            yield Sentence(part.id, Level.PART, heading)
        yield from found
        if heading:
            yield _extra(part.id)
    if kind.signed:
        yield Sentence("signature", Level.SIGNATURE, wording.SIGNATURE)
        yield Sentence("date", Level.DATE, wording.DATE)


def _part(material: Material, part: Part) -> Iterator[Sentence]:
    """The sentences of what is on in a part."""
    body = wording.body(part.id, committee=material.committee)
    sections = any(each.level is Level.SECTION for each in body)
    for paragraph in part.paragraphs:
        if not paragraph.on or paragraph.sort not in MAKERS:
            continue
        made = list(MAKERS[paragraph.sort](material, part.id))
        for each in section(part.id, paragraph.sort, made, sections=sections):
            yield replace(each, paragraph=paragraph.id)


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


__all__ = ["EXTRA", "ReportKind", "compose"]
