"""The command on the park's rules: park-rules."""

from __future__ import annotations

from typing import Any

from partydesk.cli.outcome import Outcome, opened
from partydesk.records.findings import UserError


def park_rules(options: Any) -> Outcome:
    """Write the committee's rules and what it gives, or take those of a file. Raises UserError."""
    from partydesk.operations import park_file

    if bool(options.out) == bool(options.file):
        raise UserError("bad-answer", "党委写出用 --out 文件，支部收下写文件名，两个写一个")
    if options.out:
        with opened(options) as store:
            made = park_file.write(store, options.out)
        return Outcome(
            {
                "file": str(options.out),
                "rules": made.rules,
                **{key: len(rows) for key, rows in made.given.items()},
                "courses": len(made.courses.courses) if made.courses else 0,
            },
            [f"园区的规矩{'和 ' + made.said if made.said else ''}写到 {options.out}"],
        )
    with opened(options, write=True) as store:
        told = park_file.read(store, options.file)
        if options.preview:
            lines = park_file.differences(store, told)
        else:
            lines = park_file.take(store, told)
    data = {"park": told.park, "made_at": told.made_at, "doubt": told.doubt, "changes": lines}
    return Outcome(data, lines or ["和现在的一样"], findings=bool(told.doubt))
