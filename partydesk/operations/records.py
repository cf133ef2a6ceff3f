"""Changing records: each call is one operation with its history, undone in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from partydesk.records.base import Record, kind_of
from partydesk.records.checking import read_values
from partydesk.records.fields import Field, Kind, fields
from partydesk.records.figures import ANY_FIGURE
from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import Period
from partydesk.records.values import shown, to_stored
from partydesk.store import queries
from partydesk.store.attachments import Kept, attach
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store
from partydesk.store.writing import Writer, invalid_record

MOST_NAMED = 6  # people named in a sentence
MANY = 10  # records changed at once before a backup is made first

Change = Callable[[Writer, str], object]
"""Changes the record with this uid within an operation."""


def save_record(
    store: Store,
    kind: str,
    uid: str | None,
    values: Mapping[str, Any],
    label: str,
    also: Iterable[Change] = (),
) -> str:
    """Edit a record, or add one where `uid` is None, and do what is saved with it; the uid.

    `values` are typed values by column. Raises UserError; nothing is then changed.
    """
    with store.write(label) as writer:
        if uid:
            writer.edit(kind, uid, values)
        else:
            uid = writer.add(kind, values)
        for change in also:
            change(writer, uid)
    return uid


def add_for_each(
    store: Store,
    kind: str,
    values: Mapping[str, Any],
    column: str,
    names: Sequence[str],
    label: str,
    also: Iterable[Change] = (),
) -> list[str]:
    """Add one record for each of these names, which stands in `column`, in one step; the uids.

    Raises UserError, which names who it is about; nothing is then changed.
    """
    uids = []
    with store.write(label) as writer:
        for name in names:
            try:
                uids.append(writer.add(kind, {**values, column: name}))
                for change in also:
                    change(writer, uids[-1])
            except UserError as error:
                said = f"“{name}”的记不了，所以都没有记。{error.message}"
                raise UserError(error.code, said, error.findings) from error
    return uids


def there_already(
    store: Store, kind: str, values: Mapping[str, Any], column: str, names: Sequence[str]
) -> list[Finding]:
    """What is wrong where some of these people have such a record already."""
    record = kind_of(kind)
    declared = fields(record)
    where = {name: (to_stored(values.get(name)),) for name in record.natural_key if name != column}
    query = queries.Query(kind, where={**where, column: tuple(names)}, organisation=store.own.id)
    with store.read() as connection:
        found = queries.window(connection, kind, queries.ids(connection, query))
    twice = list(dict.fromkeys(str(row[column]) for row in found.values()))
    if not twice:
        return []
    what = " ".join(shown(declared[name], stored[0]) for name, stored in where.items())
    few = "、".join(twice[:MOST_NAMED]) + ("等" if len(twice) > MOST_NAMED else "")
    words = f"{few}（{len(twice)} 人）已经有“{what}”的{record.title}，去掉他们再保存"
    return [Finding("there-already", words, column=column)]


def change_records(
    store: Store,
    label: str,
    uids: Sequence[str],
    change: Change,
    progress: Progress = silent,
    backup: str = "",
) -> None:
    """Change several records; `backup` is what a backup made before is kept for, "" for none.

    Raises UserError; nothing is then changed.
    """
    if backup:
        from partydesk.store.opening import back_up

        try:
            back_up(store, backup, always=True)
        except UserError as error:
            words = f"事先的备份没有做成，所以什么也没有改：{error.message}"
            raise UserError(error.code, words) from error
    with store.write(label) as writer:
        for number, uid in enumerate(uids):
            if number % 50 == 0:
                progress(number, len(uids), label)
            change(writer, uid)


def remove_records(store: Store, kind: str, uids: Sequence[str], label: str) -> None:
    """Put records of a kind into the recycle bin. Raises UserError."""
    change_records(store, label, uids, lambda writer, uid: writer.remove(kind, uid))


def attach_files(store: Store, kind: str, uid: str, files: Sequence[Kept], label: str) -> list[str]:
    """Attach files kept in the attachments folder to a record; the uids. Raises UserError."""
    with store.write(label) as writer:
        return [attach(writer, kind, uid, each) for each in files]


def declare_none(store: Store, figure: str, period: Period) -> str:
    """Record that there truly was none of a report's figure in a period; the figure's label.

    Raises UserError, for one where it was recorded already.
    """
    label = ANY_FIGURE.label(figure)
    with store.write(f"本期没有：{label}") as writer:
        writer.add("none", {"figure": figure, "period": period.text})
    return label


def typed_values(writer: Writer, record: type[Record], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values of raw ones (as in a JSON object), references given by uid.

    Raises UserError with all faults.
    """
    declared = fields(record)
    odd = [
        Finding(
            "bad-value",
            f"{field.label}的值写得不对：应是文字、数字或是非，能填几项的才写成列表",
            column=name,
        )
        for name, field in declared.items()
        if not _fits(field, raw.get(name))
    ]
    if odd:
        raise invalid_record(record, odd)
    plain = dict(raw)
    for name, field in declared.items():
        if field.kind is Kind.REFERENCE and plain.get(name) is not None:
            if not isinstance(plain[name], str):
                raise invalid_record(
                    record, [Finding("not-a-reference", f"{field.label}要写编号", column=name)]
                )
            plain[name] = writer.reference(field.refers, plain[name])
    values, findings = read_values(record, plain)
    if findings:
        raise invalid_record(record, findings)
    return values


def _fits(field: Field, value: object) -> bool:
    """Whether a JSON value is of a form this field can have: never an object taken as a text."""
    if isinstance(value, list):
        several = field.kind in (Kind.CHOICES, Kind.PEOPLE)
        return several and all(isinstance(part, str) for part in value)
    if isinstance(value, bool):
        return field.kind is Kind.YESNO
    return value is None or isinstance(value, (str, int, float))
