"""What somebody wrote into a report: kept by organisation and period, apart from the figures."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from partydesk.records.periods import Period
from partydesk.store import settings
from partydesk.store.store import Store


def _key(organisation_code: str, period: Period) -> str:
    return f"report:{organisation_code}:{period.text}"


def texts(connection: Connection, organisation_code: str, period: Period) -> dict[str, str]:
    """Block id → the template somebody wrote instead of the program's; "" leaves the block out."""
    kept = settings.get(connection, _key(organisation_code, period), "{}")
    return {str(id): str(template) for id, template in json.loads(kept).items()}


def keep(
    store: Store, organisation_code: str, period: Period, block_id: str, template: str | None
) -> None:
    """Keep the template of one block; None goes back to the program's own words.

    Raises UserError("read-only").
    """
    with store.transaction() as connection:
        kept = texts(connection, organisation_code, period)
        if template is None:
            kept.pop(block_id, None)
        else:
            kept[block_id] = template
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
        settings.put(connection, _key(organisation_code, period), text)
