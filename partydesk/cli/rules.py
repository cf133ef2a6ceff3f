"""Commands on what it all means: indicators, norms."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection

from partydesk.cli.outcome import Outcome, opened
from partydesk.cli.records import organisations
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period


def indicators(options: Any) -> Outcome:
    """The figures of a period, or the rows behind one. Raises UserError for one that is none."""
    from partydesk.rules import indicators as rules
    from partydesk.rules.coverage import coverage
    from partydesk.rules.derived_indicators import derive
    from partydesk.rules.handed_in import Told

    period = parse_period(options.period)
    with opened(options) as store, store.read() as connection:
        scope = _scope(connection, options.org)
        if options.evidence:
            try:
                rows = _evidence(connection, options.evidence, period, scope)
            except KeyError:
                raise UserError("not-found", f"没有“{options.evidence}”这个指标") from None
            return Outcome(
                {"rows": [dict(row) for row in rows]},
                [f"{r['date']}\t{r['organisation']}\t{r['text']}\t{r['amount']}" for r in rows],
            )
        counted = rules.tally(connection, period, beyond=options.beyond)
        values = [(each, counted.value(each.id, scope)) for each in counted.indicators.values()]
        listed = [_told(each, told.value, told.evidence) for each, told in values]
        if options.beyond:
            listed += [
                _told(e, e.value, e.evidence)
                for e in derive(connection, period, scope, by_norm=True)
            ]
        covered = coverage(Told(connection), period, clock.today())
    told = [covered.sentence] if covered.of and not options.org else []
    lines = told + [
        f"{each['label']}：{'〔待填〕' if each['missing'] else each['value']} {each['unit']}"
        for each in listed
    ]
    data: dict[str, Any] = {"period": period.text, "indicators": listed}
    if covered.of:
        data |= {"of": covered.of, "in": covered.inside, "sentence": covered.sentence}
    return Outcome(data, lines)


def _evidence(connection: Connection, id: str, period: Any, scope: Any) -> Any:
    from partydesk.rules import indicators as rules
    from partydesk.rules.derived_indicators import evidence_of

    try:
        return rules.evidence(connection, id, period, scope)
    except KeyError:
        return evidence_of(connection, id, period, scope)


def _told(figure: Any, value: float | int | None, evidence: int) -> dict[str, Any]:
    return {
        "id": figure.id,
        "label": figure.label,
        "value": value,
        "unit": figure.unit,
        "evidence": evidence,
        "missing": value is None,
    }


def norms(options: Any) -> Outcome:
    """What was due in a period, done and missed, by which article; or the local customs."""
    from partydesk.rules.norms import STATE, evaluate

    if options.on or options.off:
        _switch(options)
    if options.list:
        return _listed(options)
    if not options.period:
        return _customs(options)
    period = parse_period(options.period)
    today = day_of(options.today)
    with opened(options) as store, store.read() as connection:
        items = evaluate(
            connection, period, today=today, organisations=_scope(connection, options.org)
        )
        codes = {
            row[0]: row[1]
            for row in connection.exec_driver_sql("SELECT id, code FROM organisation")
        }
    listed = [
        {
            "rule": item.norm.id,
            "label": item.norm.label,
            "article": item.norm.article,
            "organisation": codes[item.organisation],
            "about": item.title,
            "due": item.due.isoformat() if item.due else None,
            "state": str(item.state),
            "text": item.text,
            "remedy": item.norm.remedy,
            "evidence": [{"kind": kind, "uid": uid} for kind, uid in item.evidence],
        }
        for item in items
    ]
    lines = [
        f"{STATE.label(each['state'])}\t{each['due'] or ''}\t{each['organisation']}\t"
        f"{each['about']}\t{each['text']}\t{each['article']}"
        for each in listed
    ]
    return Outcome({"period": period.text, "items": listed}, lines)


def _customs(options: Any) -> Outcome:
    """The local customs, and which of them are on."""
    from partydesk.rules.norms import NORMS
    from partydesk.rules.norms.custom import chosen

    with opened(options) as store, store.read() as connection:
        on = chosen(connection)
    customs = [norm for norm in NORMS.values() if norm.custom]
    return Outcome(
        {
            "custom": [
                {"id": norm.id, "label": norm.label, "says": norm.says, "on": norm.id in on}
                for norm in customs
            ]
        },
        [f"{'开' if n.id in on else '关'}\t{n.id}\t{n.label}，{n.says}" for n in customs],
    )


def _listed(options: Any) -> Outcome:
    """Every norm with its article, since when, until when, on or off."""
    from partydesk.rules.rulebook import rulebook

    with opened(options) as store, store.read() as connection:
        rules = rulebook(connection)
    return Outcome(
        {
            "norms": [
                {
                    "id": rule.norm.id,
                    "group": rule.group,
                    "label": rule.norm.label,
                    "says": rule.norm.says,
                    "article": rule.article,
                    "earlier": rule.earlier,
                    "mark": rule.mark,
                    "since": rule.since.isoformat() if rule.since else None,
                    "until": rule.until.isoformat() if rule.until else None,
                    "custom": rule.norm.custom,
                    "on": rule.on is not False,
                }
                for rule in rules
            ]
        },
        [
            "\t".join((r.state, r.group, r.norm.id, f"{r.norm.label}，{r.norm.says}", r.article,
                       r.earlier, r.span))
            for r in rules
        ],
    )  # fmt: skip


def _switch(options: Any) -> None:
    """Switch local customs on or off. Raises UserError for what is none."""
    from partydesk.operations.rule_settings import switch_custom

    with opened(options, write=True) as store:
        for id, on in ((options.on, True), (options.off, False)):
            if id:
                switch_custom(store, id, on)


def day_of(text: str | None) -> date | None:
    """The day of an option, None where it was not given. Raises UserError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UserError("bad-date", f"看不懂日期“{text}”，请写成 2026-09-22") from None


def _scope(connection: Connection, code: str | None) -> set[int] | None:
    """The organisations of a code (refused when unknown), or None for all."""
    if not code:
        return None
    return {each for each in organisations(connection, code) if each is not None}
