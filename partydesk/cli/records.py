"""Commands on records: init, import, add, edit, remove, list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from partydesk.cli.asking import ASKS, asked
from partydesk.cli.outcome import Outcome, home_of, opened, read_json
from partydesk.operations.records import add_for_each, there_already, typed_values
from partydesk.records import clock
from partydesk.records.base import Record, kind_of, rosters, several_of
from partydesk.records.checking import read_values
from partydesk.records.fields import fields
from partydesk.records.findings import Finding, UserError
from partydesk.records.periods import parse_period, quarter_start
from partydesk.store import queries
from partydesk.store.organisation_code import code_as_kept
from partydesk.store.shown_rows import as_json, cell_text
from partydesk.store.store import create
from partydesk.store.writing import Writer, invalid_record


def init(options: Any) -> Outcome:
    """A new file."""
    start = options.used_from or quarter_start(clock.today()).isoformat()
    values = {
        "code": options.code,
        "name": options.name,
        "short_name": options.short_name,
        "used_from": start,
    }
    home = home_of(options)
    with create(home, options.role, values) as store:
        own = store.own
    return Outcome(
        {"home": str(home.folder), "organisation": own.code, "uid": own.uid},
        [f"已建立 {own.name}（{own.code}）的数据：{home.folder}"],
    )


def import_file(options: Any) -> Outcome:
    """Take in a roster or ledger."""
    from partydesk.exchange.roster.answers import Answers
    from partydesk.exchange.roster.intake import apply, forget, propose, propose_sheets
    from partydesk.exchange.roster.mappings import as_written

    kind = next(name for name in rosters() if several_of(name) == options.what)
    asked = {"category": options.category} if options.category else {}
    answers = Answers(same=options.same, fields=_codes(kind_of(kind), asked))
    # Several sheets are rehearsed one after the other, which only a file that is written to allows.
    writes = not options.preview or options.all_sheets
    with opened(options, write=writes) as store:
        mapped = as_written(kind, options.map) if options.map or options.forget_map else None
        file, sheet = options.file, options.sheet
        if options.all_sheets:
            proposal = propose_sheets(store, file, kind, answers=answers, mapped=mapped)
        else:
            proposal = propose(store, file, kind, sheet, answers=answers, mapped=mapped)
        if options.forget_map:
            forget(store, proposal)
        if not options.preview:
            apply(store, proposal)
    found = proposal.parts or [proposal]
    lines = [line for each in found for line in _told(each, preview=options.preview)]
    whole = found[0].as_json()
    if options.all_sheets:
        whole = _summed([each.as_json() for each in found])
    left = any(each.refused + each.asked for each in found)
    return Outcome(whole, lines, findings=left)


def _told(proposal: Any, *, preview: bool) -> list[str]:
    verb = "会" if preview else "已"
    return [
        f"工作表“{proposal.source.sheet}”，第 {proposal.source.header_row} 行是表头，"
        f"{proposal.rows} 行数据",
        f"{verb}新增 {proposal.added}，更新 {proposal.updated}，没有变化 {proposal.unchanged}，"
        f"要问 {proposal.asked}，没有收 {proposal.refused}",
        *(str(finding) for finding in proposal.findings),
        *_questions(proposal),
    ]


def _summed(sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """The JSON of several sheets: their own objects under `sheets`, counts and lists joined."""
    whole: dict[str, Any] = {"sheets": sheets}
    for name, first in sheets[0].items():
        values = [each[name] for each in sheets]
        if name == "asked":
            values = [[{"sheet": each["sheet"], **one} for one in each["asked"]] for each in sheets]
        if isinstance(first, list) and name != "columns":
            whole[name] = [one for value in values for one in value]
        elif isinstance(first, int) and name != "header_row":
            whole[name] = sum(values)
    return whole


def _questions(proposal: Any) -> Iterator[str]:
    """The questions of a proposal, that about a field of all its rows once."""
    told = set()
    for item in proposal.items:
        if item.action != "ask" or item.about in told:
            continue
        answers = "、".join(text for _, text in item.candidates)
        if item.about:
            told.add(item.about)
            yield f"{item.question}可选：{answers}（--{item.about.replace('_', '-')}）"
        else:
            how = "--same update 当作同一人，--same new 当作另一人"
            yield f"第 {item.row} 行：{item.question}登记的是：{answers}（{how}）"


def _codes(record: type[Record], given: dict[str, str]) -> dict[str, str]:
    """Stored values of choices written as their labels. Raises UserError."""
    known = {name: text for name, text in given.items() if name in fields(record)}
    values, findings = read_values(record, known)
    if findings or len(known) < len(given):
        message = findings[0].message if findings else f"导入{record.title}用不着“--category”"
        raise UserError("bad-value", message)
    return values


def add(options: Any) -> Outcome:
    """Add a record, or one for each of the people named in it. With the word `asks` in place of the
    values: which fields there are."""
    record = _record(options)
    if options.values == ASKS:
        return asked((name, each, each.required) for name, each in fields(record).items())
    raw = read_json(options.values)
    if options.each:
        return _add_each(options, record, raw)
    with opened(options, write=True) as store, store.write(f"添加{record.title}") as writer:
        values = typed_values(writer, record, raw)
        uid = writer.add(record.__tablename__, values)
    return Outcome({"uid": uid}, [f"已添加，编号 {uid}"])


def _add_each(options: Any, record: type[Record], raw: dict[str, Any]) -> Outcome:
    """One record for each person, all in one step of undo."""
    column, kind = record.each_of, record.__tablename__
    if not column:
        words = f"{record.title}不能对几个人各记一次，请去掉 --each"
        raise UserError("one-only", words)
    label = fields(record)[column].label
    written = raw.get(column) or ""
    told = "、".join(written) if isinstance(written, list) else str(written)
    names = list(dict.fromkeys(each.strip() for each in told.split("、") if each.strip()))
    if not names:
        raise UserError("nobody", f"--each 要在{label}（{column}）里写明对谁，用顿号隔开")
    with opened(options, write=True) as store:
        with store.read() as connection:
            writer = Writer(connection, store.own.id, "", "")
            values = typed_values(writer, record, {**raw, column: names[0]})
        if findings := there_already(store, kind, values, column, names):
            raise invalid_record(record, findings)
        step = f"对 {len(names)} 人各记一次{record.title}"
        uids = add_for_each(store, kind, values, column, names, step)
    return Outcome({"uids": uids}, [f"已给 {len(uids)} 人各记一条{record.title}"])


def attach(options: Any) -> Outcome:
    """Attach files to a record; what cannot be attached is told, the others are."""
    from partydesk.operations.records import attach_files
    from partydesk.store import attachments

    kind = _record(options).__tablename__
    done: list[dict[str, Any]] = []
    findings: list[Finding] = []
    lines: list[str] = []
    with opened(options, write=True) as store:
        for file in options.files:
            try:
                kept = attachments.keep(store.home, file)
                label = f"添加附件 {kept.name}"
                (uid,) = attach_files(store, kind, options.uid, [kept], label)
            except UserError as error:
                findings.append(Finding(error.code, error.message))
                lines.append(error.message)
                continue
            done.append({"uid": uid, "name": kept.name, "sha256": kept.sha256, "size": kept.size})
            lines.append(f"已添加 {kept.name}（{kept.size_text}）")
    told = [finding.as_dict() for finding in findings]
    return Outcome({"files": done, "problems": told}, lines, findings=bool(findings))


def edit(options: Any) -> Outcome:
    """Change fields of a record."""
    record = _record(options)
    raw = read_json(options.values)
    with opened(options, write=True) as store, store.write(f"修改{record.title}") as writer:
        changed = writer.edit(record.__tablename__, options.uid, typed_values(writer, record, raw))
    return Outcome({"uid": options.uid, "changed": changed}, ["已修改" if changed else "没有变化"])


def remove(options: Any) -> Outcome:
    """Put a record into the recycle bin."""
    from partydesk.operations.records import remove_records

    record = _record(options)
    with opened(options, write=True) as store:
        remove_records(store, record.__tablename__, [options.uid], f"删除{record.title}")
    return Outcome({"uid": options.uid}, ["已放进回收站"])


def list_rows(options: Any) -> Outcome:
    """List records."""
    record = _record(options)
    kind = record.__tablename__
    period = parse_period(options.period) if options.period else None
    with opened(options) as store, store.read() as connection:
        found: list[dict[str, Any]] = []
        for organisation in organisations(connection, options.org):
            query = queries.Query(kind, period=period, organisation=organisation)
            ids = queries.ids(connection, query)
            rows = queries.window(connection, kind, ids)
            found += [rows[each] for each in ids if each in rows]
        listed = [name for name, field in fields(record).items() if field.listed]
        lines = ["\t".join(cell_text(kind, name, row) for name in listed) for row in found]
        return Outcome({"rows": [as_json(kind, row) for row in found]}, lines)


def organisations(connection: Any, code: str | None) -> list[int | None]:
    """The organisations with a code; [None] stands for all. Raises UserError for an unknown one."""
    if code is None:
        return [None]
    code = code_as_kept(connection, code)
    found = connection.exec_driver_sql(
        "SELECT id FROM organisation WHERE code = ? AND deleted_at IS NULL", (code,)
    ).fetchall()
    if not found:
        raise UserError("not-found", f"没有编码为“{code}”的党组织，请核对编码")
    return [row[0] for row in found]


def _record(options: Any) -> type[Record]:
    return kind_of(options.kind.replace("-", "_"))
