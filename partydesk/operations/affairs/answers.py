"""From what was answered to typed values, what nobody answered filled in with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from partydesk.operations.affairs.case import Case
from partydesk.operations.affairs.declared import Affair, Ask
from partydesk.records.fields import Kind
from partydesk.records.findings import Finding, UserError
from partydesk.records.values import Unreadable, read, to_typed


def answer(affair: Affair, case: Case, raw: Mapping[str, object]) -> list[Finding]:
    """Fill in the answers of a case; what is wrong with them, by the key of what was asked.

    `raw` holds what was answered (labels, ISO dates, uids), under any of an ask's keys; an empty
    one is answered with nothing.
    """
    findings: list[Finding] = []
    used: set[str] = set()
    for ask in affair.asks:
        written = [key for key in (ask.key, *ask.also) if key in raw and key not in used]
        if not ask.when(case):
            continue
        if written:
            used.add(written[0])
            case.said.add(ask.key)
            finding = _read(case, ask, raw[written[0]])
        else:
            case.answers[ask.key] = to_typed(ask.field, ask.first(case))  # type: ignore[arg-type] # a stored value
            finding = None
        if finding is None and ask.required and case.answers.get(ask.key) is None:
            label = ask.field.label
            finding = Finding("required", f"{label}必须填写", column=ask.key)
        if finding is not None:
            findings.append(finding)
    findings += [_unasked(affair, key) for key in raw if key not in used]
    return findings


def _read(case: Case, ask: Ask, raw: object) -> Finding | None:
    field = ask.field
    case.answers[ask.key] = None
    if isinstance(raw, dict):
        return Finding("bad-value", f"{field.label}的值写得不对", column=ask.key)
    try:
        if field.kind is Kind.REFERENCE and raw not in (None, ""):
            raw = case.writer.reference(field.refers, raw)
        value: Any = read(field, raw, strict=field.kind not in (Kind.PERSON, Kind.PEOPLE))
        if field.tidied_by and value:
            value = field.tidied_by(value)
    except (Unreadable, UserError) as error:
        return Finding(error.code, error.message, column=ask.key, value=str(raw)[:100])
    case.answers[ask.key] = value
    return None


def _unasked(affair: Affair, key: str) -> Finding:
    known = any(key in (ask.key, *ask.also) for ask in affair.asks)
    words = "这样回答时用不着这一项" if known else f"{affair.label}没有“{key}”这一项"
    return Finding("not-asked" if known else "unknown-field", words, column=key)
