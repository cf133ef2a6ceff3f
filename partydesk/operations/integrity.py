"""`check`: is everything in a data folder as it was written?"""

from __future__ import annotations

from sqlalchemy.exc import DatabaseError

from partydesk.records.findings import Finding, UserError
from partydesk.store import integrity_check
from partydesk.store.home import Home


def look(home: Home) -> list[Finding]:
    """Everything that is wrong or worth knowing; fatal findings mean the data is not sound."""
    from partydesk.exchange.merge import reported_check

    findings = integrity_check.look(home)
    # Damage that SQLite or a single value tells has been told, and could not be read past.
    if any(
        each.fatal and not each.code.startswith(("archive-", "attachment-")) for each in findings
    ):
        return findings
    try:
        return [*findings, *reported_check.look(home)]
    except (UserError, DatabaseError) as error:
        from partydesk.store.sqlite_errors import damaged

        told = error if isinstance(error, UserError) else damaged(home.database)
        return [*findings, Finding(told.code, told.message)]
