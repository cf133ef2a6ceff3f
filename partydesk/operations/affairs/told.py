"""What an affair would change or changed, told in lines: each field as it was and as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from partydesk.operations.affairs.case import Case
from partydesk.operations.affairs.declared import PaperOffer, Reminder
from partydesk.records.fields import Kind, fields
from partydesk.records.findings import Finding
from partydesk.records.registry import kind_of
from partydesk.records.values import Stored, masked, shown
from partydesk.store.writing import NotedChange, Writer


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changes: texts before and after; `kind`, `uid` and `field` are "" for a
    number that follows from the rest."""

    label: str
    before: str
    after: str
    kind: str = ""
    uid: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What an affair would do or did.

    `uid` is the subject's (of several the first's). `findings` are what keeps it from being done;
    their column is the key of what was asked. `asked` are the keys of what is asked after the
    answers, `hints` what stands beside them, `said` below each question. `papers` go with the
    uid of what they are about. `answers` are the stored values by key, as read and filled in.
    """

    uid: str
    lines: tuple[Line, ...]
    papers: tuple[tuple[PaperOffer, str], ...]
    reminders: tuple[Reminder, ...]
    sentence: str
    findings: tuple[Finding, ...] = ()
    asked: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    answers: Mapping[str, Stored] = field(default_factory=dict)


def numbers(case: Case) -> list[tuple[str, int]]:
    """How many are on the roll of its organisation, and are expected at the committee."""
    members = case.members()
    return [("名册", len(members)), ("支委会应到", len(case.committee()))]


def moved(before: Sequence[tuple[str, int]], after: Sequence[tuple[str, int]]) -> Iterator[Line]:
    """Those numbers that are others afterwards."""
    for (label, was), (_, now) in zip(before, after, strict=True):
        if was != now:
            yield Line(label, f"{was} 人", f"{now} 人")


def lines_of(changes: Sequence[NotedChange], cases: Sequence[Case]) -> Iterator[Line]:
    """Each field once: as it was at first, as it is at last."""
    whole: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any], bool]] = {}
    for change in changes:
        was, now, new = whole.setdefault((change.kind, change.uid), ({}, {}, not change.before))
        for name, value in (change.before or {}).items():
            was.setdefault(name, value)
        now.update(change.after)
    subjects = {case.row["uid"] for case in cases if case.row}
    for (kind, uid), (was, now, new) in whole.items():
        record = kind_of(kind)
        whose = ""
        if len(cases) > 1 or (kind == "member" and uid not in subjects):
            whose = _name_of(cases[0].writer, kind, uid)
        for name, declared in fields(record).items():
            before, after = was.get(name), now.get(name)
            if name not in now or before == after or declared.kind is Kind.REFERENCE:
                continue
            if new and before is None and after == declared.default:
                continue  # what every new record begins with
            label = f"{whose} {declared.label}".strip()
            texts = [masked(declared, shown(declared, each)) for each in (before, after)]
            yield Line(label, texts[0] or "空", texts[1] or "空", kind, uid, name)


def _name_of(writer: Writer, kind: str, uid: str) -> str:
    row = writer.find(kind, uid)
    return str((row or {}).get("name") or "")
