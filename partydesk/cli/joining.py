"""The command join: two records that are one, and the pairs that may be."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened, read_json
from partydesk.records.base import kind_of
from partydesk.records.checking import read_values
from partydesk.records.findings import UserError
from partydesk.store import queries
from partydesk.store.shown_rows import cell_text
from partydesk.store.writing import invalid_record


def join(options: Any) -> Outcome:
    """Join two records, or list the pairs that may be one where none are named."""
    kind = options.kind.replace("-", "_")
    if options.apart:
        return _apart(options, kind)
    if not options.kept and not options.gone:
        return _listed(options, kind)
    if not options.gone:
        raise UserError("usage", "要写两个编号：留下的在前，并掉的在后。不写编号时列出疑似重复的")
    from partydesk.operations.joining import join_records

    record = kind_of(kind)
    values, findings = read_values(record, read_json(options.values) if options.values else {})
    if findings:
        raise invalid_record(record, findings)
    with opened(options, write=True) as store:
        done = join_records(store, kind, options.kept, options.gone, values)
    told = f"已合为一条，编号 {done.uid}"
    lines = [f"{told}；跟着过去的：{done.told()}" if done.moved else told, *done.doubled]
    data = {"uid": done.uid, "moved": done.moved, "doubled": done.doubled}
    return Outcome(data, lines)


def _listed(options: Any, kind: str) -> Outcome:
    from partydesk.exchange.roster.suspected import suspected

    record = kind_of(kind)
    rows: list[dict[str, Any]] = []
    lines = []
    with opened(options) as store, store.read() as connection:
        for pair in suspected(connection, kind):
            stored = queries.window(connection, kind, pair.ids)
            texts = [
                " ".join(filter(None, (cell_text(kind, n, stored[i]) for n in _telling(kind))))
                for i in pair.ids
            ]
            rows.append({"uids": list(pair.uids), "texts": texts, "why": pair.why})
            lines.append(f"{texts[0]}（{pair.uids[0]}）\t{texts[1]}（{pair.uids[1]}）\t{pair.why}")
    return Outcome({"rows": rows}, lines or [f"没有疑似重复的{record.title}"])


def _telling(kind: str) -> tuple[str, ...]:
    record = kind_of(kind)
    return tuple(
        dict.fromkeys(n for n in (*record.described_by, *record.natural_key, *record.lasting))
    )


def _apart(options: Any, kind: str) -> Outcome:
    from partydesk.store import joins

    if not options.kept or not options.gone:
        raise UserError("usage", "要写两个编号，说明它们不是同一条")
    with opened(options, write=True) as store, store.transaction() as connection:
        joins.set_apart(connection, kind, options.kept, options.gone)
    return Outcome({"apart": [options.kept, options.gone]}, ["已记下：不是同一条，不再列出"])
