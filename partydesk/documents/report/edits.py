"""Changing the report's words for good: kept by organisation, period and kind of report, apart
from the figures.

A next step of one's own is a block "next:own:…", a numbered item behind those of the problems, in
the order of the ids. Every function that changes words raises UserError("read-only") as
`Store.transaction` does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from partydesk.documents.report.content import OWN_STEP, SILENT, Report, Sentence
from partydesk.documents.report.templates import tokens
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store import settings
from partydesk.store.store import Store

OF_PROBLEMS = ("count:", "who:", *SILENT)
"""How the tokens begin that a sentence about a problem holds, though the problem may be gone."""


def texts(
    connection: Connection, organisation_code: str, period: Period, kind: str = "yearly"
) -> dict[str, str]:
    """Block id → the template somebody wrote instead of the program's; "" leaves the block out."""
    kept = settings.get(connection, _key(organisation_code, period, kind), "{}")
    return {str(id): str(template) for id, template in json.loads(kept).items()}


def edit(store: Store, report: Report, block_id: str, template: str | None) -> Report:
    """Put other words into one block, and give back the report as it then is.

    `template` holds figures as `{id}`; "" leaves the block out, None goes back to the program's
    own words. A next step of one's own is added under the id `new_step` gave (the report is then
    given back as it was) and goes with either.

    Raises UserError "unknown-block", "unknown-token" or "bad-template", naming what is wrong;
    nothing is then changed.
    """
    old = next((each for each in report.every if each.id == block_id), None)
    if old is None and not block_id.startswith(OWN_STEP):
        raise UserError("unknown-block", f"报告里没有“{block_id}”这一段，请重新打开报告")
    if template is not None:
        template = template.replace("\r\n", "\n").strip()
        _check(report, template)
    default = old.default if old is not None else ""
    _keep(store, report, {block_id: None if template == default else template})
    if old is None or (old.own_step and not template):
        return report
    words = default if template is None else template
    new = Sentence(old.id, old.level, default, old.paragraph).block(words, report.tokens)
    return replace(report, every=tuple(new if each is old else each for each in report.every))


def new_step(report: Report) -> str:
    """The id of a further next step, behind the others."""
    numbers = (each.id.removeprefix(OWN_STEP) for each in report.every if each.own_step)
    last = max((int(number) for number in numbers if number.isdigit()), default=0)
    return f"{OWN_STEP}{last + 1:06d}"


def move_step(store: Store, report: Report, block_id: str, by: int) -> dict[str, str]:
    """Put a next step of one's own one place up (-1) or down (1); the words now kept."""
    steps = report.own_steps
    here = [block.id for block in steps].index(block_id)
    order = [block.template for block in steps]
    order.insert(min(max(0, here + by), len(steps) - 1), order.pop(here))
    moved = {block.id: template for block, template in zip(steps, order, strict=True)}
    return _keep(store, report, moved)


def restore(store: Store, report: Report, words: Mapping[str, str]) -> dict[str, str]:
    """Make the words somebody wrote what `texts` once gave, {} for none; the words now kept."""
    with store.read() as connection:
        now = texts(connection, report.code, report.period, report.kind)
    return _keep(store, report, {**dict.fromkeys(now), **words})


def _check(report: Report, template: str) -> None:
    """Raises UserError("unknown-token") naming what this report has no figure for."""
    for token in tokens(template):
        if token not in report.tokens and not token.startswith(OF_PROBLEMS):
            raise UserError(
                "unknown-token",
                f"这份报告里没有名称是“{token}”的数字，文字没有改。请从左边的数字里选",
            )


def _key(organisation_code: str, period: Period, kind: str) -> str:
    # The yearly report was the only one once.
    further = "" if kind == "yearly" else f":{kind}"
    return f"report:{organisation_code}:{period.text}{further}"


def _keep(store: Store, report: Report, changed: Mapping[str, str | None]) -> dict[str, str]:
    """Keep these templates; None goes back to the program's own words. Gives all that are kept."""
    with store.transaction() as connection:
        merged = {**texts(connection, report.code, report.period, report.kind), **changed}
        kept = {id: template for id, template in merged.items() if template is not None}
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
        settings.put(connection, _key(report.code, report.period, report.kind), text)
    return kept
