"""An affair tried and carried out: the same declaration does both, so that what is shown before
is what will be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from partydesk.operations.affairs import AFFAIRS
from partydesk.operations.affairs.answers import answer
from partydesk.operations.affairs.case import Case
from partydesk.operations.affairs.declared import Affair, PaperOffer, Reminder
from partydesk.operations.affairs.told import Told, lines_of, moved, numbers
from partydesk.records.findings import Finding, UserError
from partydesk.records.registry import kind_of
from partydesk.records.values import to_stored
from partydesk.store.store import Store
from partydesk.store.writing import Writer


@dataclass(frozen=True, slots=True)
class Tale:
    """What is told of one subject's affair, as it stands before it is done: papers, what will be
    reminded of, what is asked after the answers, and what is said beside and below it."""

    papers: tuple[PaperOffer, ...]
    reminders: tuple[Reminder, ...]
    asked: tuple[str, ...]
    hints: Mapping[str, str]
    said: tuple[str, ...]


def affair_of(name: str) -> Affair:
    """The affair of this name. Raises UserError."""
    if name not in AFFAIRS:
        known = "、".join(f"{each.name}（{each.label}）" for each in AFFAIRS.values())
        raise UserError("no-such-affair", f"没有“{name}”这件事，可以办：{known}")
    return AFFAIRS[name]


def fitting(store: Store, kind: str, uids: Sequence[str]) -> list[Affair]:
    """The affairs that fit these records as they are; of several those that fit each."""
    with store.read() as connection:
        writer = Writer(connection, store.own.id, store.actor, "")
        rows = [writer.find(kind, uid) for uid in uids]
        cases = [Case(writer, kind, row) for row in rows if row and row["submission"] is None]
        if not cases or len(cases) < len(uids):
            return []
        return [
            affair
            for affair in AFFAIRS.values()
            if affair.about == kind and (affair.several or len(cases) == 1)
            if not any(affair.fits(case) for case in cases)
        ]


def preview(store: Store, name: str, uids: Sequence[str], raw: Mapping[str, object]) -> Told:
    """What an affair would do after these answers; nothing is changed.

    `uids` are those of its subjects; none for one who is not recorded yet (or for the own
    organisation). Raises UserError where it does not fit.
    """
    with store.rehearsal(_Trial) as writer:
        assert isinstance(writer, _Trial)  # as asked for
        return _tried(writer, affair_of(name), uids, raw)


def preview_paper(
    store: Store, name: str, uids: Sequence[str], raw: Mapping[str, object], what: str, out: Path
) -> Path:
    """Write a paper as it would be after the affair, as PDF. Raises UserError."""
    from partydesk.documents.printing import print_from

    with store.rehearsal() as writer:
        done = _done(writer, affair_of(name), uids, raw)
        for offer, uid in done.papers:
            if offer.what == what:
                return print_from(writer.connection, store.own.id, what, uid, out)
    raise UserError("no-such-paper", "办这件事用不着这份材料")


def carry_out(store: Store, name: str, uids: Sequence[str], raw: Mapping[str, object]) -> Told:
    """Carry an affair out, for one subject or several, in one step of undo.

    `uids` and `raw` as `preview` takes them. Raises UserError; nothing is then changed.
    """
    affair = affair_of(name)
    with store.write(affair.label) as writer:
        told = _done(writer, affair, uids, raw)
        if not writer.touched:
            raise UserError("no-change", f"没有办“{affair.label}”：记的已经是这样，没有要改的")
        return told


# -- inside -------------------------------------------------------------------------------------


@dataclass
class _Trial(Writer):
    """Tries: what a record refuses is noted and written all the same, so that the rest shows."""

    refused: list[Finding] = field(default_factory=list)

    def edit(self, kind: str, uid: str, changes: Mapping[str, Any]) -> bool:
        """As the Writer, or without the checks."""
        try:
            return super().edit(kind, uid, changes)
        except UserError as error:
            self._note_refusal(kind, error)
            row = self.find(kind, uid)
            stored = {name: to_stored(value) for name, value in changes.items()}
            return row is not None and self.set(kind, row, stored)

    def add(self, kind: str, values: Mapping[str, Any], **more: Any) -> str:
        """As the Writer; what is refused is not there."""
        try:
            return super().add(kind, values, **more)
        except UserError as error:
            self._note_refusal(kind, error)
            return ""

    def _note_refusal(self, kind: str, error: UserError) -> None:
        found = error.findings or (Finding(error.code, error.message),)
        self.refused += [
            replace(each, column=f"{kind}.{each.column}" if each.column else "") for each in found
        ]


def _cases(writer: Writer, affair: Affair, uids: Sequence[str]) -> list[Case]:
    """The subjects. Raises UserError where there is none, or the affair does not fit one."""
    record = kind_of(affair.about)
    rows: list[dict[str, Any] | None] = []
    for uid in uids:
        row = writer.find(affair.about, uid)
        if row is None or row["deleted_at"]:
            raise record.unknown(uid)
        rows.append(row)
    if not rows and affair.about == "organisation" and not affair.new:
        rows = [writer.row("organisation", writer.own)]
    if not rows and not affair.new:
        raise UserError("uid-needed", f"{affair.label}要写明是哪一条{record.called()}的编号")
    if len(rows) > 1 and not affair.several:
        raise UserError("one-only", f"{affair.label}一次只能办一个人")
    return [Case(writer, affair.about, row, people=len(rows)) for row in rows or [None]]


def _fit(affair: Affair, cases: Sequence[Case]) -> None:
    for case in cases:
        if why := affair.fits(case):
            raise UserError("does-not-fit", f"不能办“{affair.label}”：{why}")


def _done(writer: Writer, affair: Affair, uids: Sequence[str], raw: Mapping[str, object]) -> Told:
    cases = _cases(writer, affair, uids)
    _fit(affair, cases)
    findings = [finding for case in cases for finding in answer(affair, case, raw)]
    if findings:
        raise _refusal(affair, findings)
    before = numbers(cases[0])

    def refuse(case: Case, error: UserError) -> None:
        whose = f"{case.name}：" if len(cases) > 1 else ""
        named = [replace(each, column=_key(affair, each.column)) for each in error.findings]
        raise UserError(error.code, f"{whose}{error.message}", named) from error

    tales = _each(affair, cases, refuse)
    writer.label = f"{affair.label} {_called(cases)}{_why(cases[0])}"
    return _told(writer, affair, cases, before, tales)


def _each(
    affair: Affair, cases: Sequence[Case], refused: Callable[[Case, UserError], None]
) -> list[Tale]:
    """Do the affair for each; what is told of it, as it stands before it is done: afterwards
    somebody new is no longer new."""
    tales = []
    for case in cases:
        asks = [ask for ask in affair.asks if ask.when(case)]
        hints = {ask.key: said for ask in asks if (said := ask.hint(case))}
        tales.append(
            Tale(
                tuple(affair.papers(case)),
                tuple(affair.after(case)),
                tuple(ask.key for ask in asks),
                hints,
                tuple(question.hint(case) for question in affair.questions),
            )
        )
        try:
            affair.does(case)
        except UserError as error:
            refused(case, error)
    return tales


def _tried(writer: _Trial, affair: Affair, uids: Sequence[str], raw: Mapping[str, object]) -> Told:
    cases = _cases(writer, affair, uids)
    _fit(affair, cases)
    findings = [finding for case in cases for finding in answer(affair, case, raw)]
    before = numbers(cases[0])

    def note(_case: Case, error: UserError) -> None:
        named = [replace(each, column=_key(affair, each.column)) for each in error.findings]
        findings.extend(named or [Finding(error.code, error.message)])

    tales = _each(affair, cases, note)
    lacking = {finding.column for finding in findings}
    for each in writer.refused:
        key = _key(affair, each.column.partition(".")[2])
        # What was not answered is said once, by the question.
        if key not in lacking and not (each.code == "required" and lacking):
            findings.append(replace(each, column=key))
    findings = list(dict.fromkeys(findings))
    return replace(_told(writer, affair, cases, before, tales), findings=tuple(findings))


def _key(affair: Affair, column: str) -> str:
    """The key of what was asked that is this column; the column itself where none is."""
    for ask in affair.asks:
        if column and ask.of.partition(".")[2] == column:
            return ask.key
    return column


def _refusal(affair: Affair, findings: Sequence[Finding]) -> UserError:
    lines = "；".join(dict.fromkeys(finding.message for finding in findings))
    return UserError("invalid", f"没有办{affair.label}：{lines}", findings)


def _called(cases: Sequence[Case]) -> str:
    names = [case.name for case in cases if case.name]
    return f"{names[0]}等 {len(names)} 人" if len(names) > 1 else "".join(names)


def _why(case: Case) -> str:
    return f"（{case['reason']}）" if case["reason"] else ""


def _told(
    writer: Writer, affair: Affair, cases: Sequence[Case], before: Sequence[tuple[str, int]],
    tales: Sequence[Tale],
) -> Told:  # fmt: skip
    first = cases[0]
    papers: list[tuple[PaperOffer, str]] = []
    for case, tale in zip(cases, tales, strict=True):
        for offer in tale.papers:
            uid = case.made.get(offer.about)
            if uid is None and offer.about == affair.about and case.row is not None:
                uid = str(case.row["uid"])
            papers.append((offer, uid or ""))
    after = numbers(first)
    lines = [*lines_of(writer.noted(), cases), *moved(before, after)]
    reminders = dict.fromkeys(each for tale in tales for each in tale.reminders)
    sentence = affair.says(first)
    if len(cases) > 1:
        sentence = sentence.replace(first.name, _called(cases), 1)
    return Told(
        str(first.row["uid"]) if first.row else "",
        tuple(lines), tuple(papers), tuple(reminders), sentence,
        asked=tales[0].asked, hints=tales[0].hints, said=tales[0].said,
        answers={key: to_stored(value) for key, value in first.answers.items()},
    )  # fmt: skip
