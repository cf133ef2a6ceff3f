"""The command on what happens to people and branches: affair, its list."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened, read_json
from partydesk.records.findings import UserError
from partydesk.records.values import to_stored


def affair(options: Any) -> Outcome:
    """Carry out an affair, or list them all."""
    if options.list:
        return _listed()
    from partydesk.operations.affairs.carrying import affair_of, carry_out, preview

    name, given = options.name, list(options.given)
    if not name or len(given) > 2:
        raise UserError("usage", "请写办什么事、对谁（编号）和内容（JSON），或用 --list 列出")
    affair_of(name)
    text = given.pop() if given and given[-1].lstrip()[:1] in ("{", "-", "[") else "{}"
    raw = read_json(text)
    with opened(options, write=True) as store:
        done = (preview if options.preview else carry_out)(store, name, given, raw)
    data = {
        "uid": done.uid or None,
        "set": [
            {
                "kind": line.kind.replace("_", "-"), "uid": line.uid, "field": line.field,
                "label": line.label, "before": line.before, "after": line.after,
            }
            for line in done.lines
        ],
        "papers": [
            {"what": offer.what, "label": offer.label, "uid": uid} for offer, uid in done.papers
        ],
        "reminders": [
            {"day": to_stored(each.day), "what": each.what, "note": each.note}
            for each in done.reminders
        ],
        "problems": [finding.as_dict() for finding in done.findings],
    }  # fmt: skip
    lines = [done.sentence, *(f"{line.label}：{line.before} → {line.after}" for line in done.lines)]
    lines += [f"要用的纸：{offer.label}（print {offer.what} {uid}）" for offer, uid in done.papers]
    lines += [f"{to_stored(r.day) or '现在'}　{r.what}　{r.note}" for r in done.reminders]
    lines += [str(finding) for finding in done.findings]
    return Outcome(data, lines, findings=bool(done.findings))


def _listed() -> Outcome:
    from partydesk.operations.affairs import AFFAIRS

    found = [
        {
            "name": each.name,
            "label": each.label,
            "about": each.about,
            "asks": [
                {
                    "name": ask.key,
                    "label": ask.field.label,
                    "kind": ask.field.kind.value,
                    "required": ask.required,
                    "choices": list(ask.field.choices.labels) if ask.field.choices else None,
                }
                for ask in each.asks
            ],
        }
        for each in AFFAIRS.values()
    ]
    lines = [
        f"{each.name}\t{each.label}\t"
        + "、".join(f"{ask.key}（{ask.field.label}）" for ask in each.asks)
        for each in AFFAIRS.values()
    ]
    return Outcome({"affairs": found}, lines)
