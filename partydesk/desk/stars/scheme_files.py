"""A scheme as a file, by which the park hands it to its branches."""

from __future__ import annotations

from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.rules.stars.model import Scheme


def write_scheme(scheme: Scheme, out: Path) -> None:
    """Write the file whole or not at all. Raises UserError (store.atomic.written)."""
    from partydesk.rules.stars.scheme import to_json
    from partydesk.store.atomic import written

    with written(out) as temporary:
        temporary.write_bytes(to_json(scheme).encode())


def read_scheme(path: Path) -> Scheme:
    """Read the file. Raises UserError "bad-scheme", or "no-file" where it cannot be read."""
    from partydesk.rules.stars.scheme import parse

    try:
        data = path.read_bytes()
    except OSError:
        raise UserError("no-file", "读不了，请看 U 盘是否插好、文件是否还在") from None
    return parse(data)
