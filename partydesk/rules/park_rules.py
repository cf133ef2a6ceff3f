"""The park's rules as one whole: what a committee has set, told to its branches, taken by them.

They are settings of the file, each read and judged where it is declared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection

from partydesk.records.findings import UserError
from partydesk.rules import deadlines, park_settings
from partydesk.rules.awards import conditions
from partydesk.rules.norms import custom
from partydesk.rules.stars import scheme
from partydesk.store import schemes, settings

KEYS = (*deadlines.KEYS, *custom.KEYS, *park_settings.KEYS, *conditions.KEYS, schemes.KEY)
"""The settings that a park's rules are kept under: which sheets are asked for and until when, the
park's own requirements, what counts, holidays, the conditions of 评优, the star scheme."""


def told(connection: Connection) -> dict[str, str]:
    """What is set here; what was left as usual is not among it."""
    kept = {key: settings.get(connection, key) for key in KEYS}
    return {key: value for key, value in kept.items() if value}


def take(connection: Connection, rules: Mapping[str, str]) -> None:
    """Let these hold here, and what is not among them be as usual.

    Raises UserError "bad-rules" where one is none that this program knows: roll back then.
    """
    for key in KEYS:
        value = rules.get(key, "")
        if value or settings.get(connection, key):
            settings.put(connection, key, value or _USUAL.get(key, ""))
    try:
        _judge(connection)
    except UserError as error:
        raise UserError("bad-rules", f"园区的规矩读不懂：{error.message}") from error
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as error:
        raise UserError("bad-rules", "园区的规矩读不懂，可能由更新的程序写出") from error


_USUAL = {
    "hand_in_days": "{}",
    "custom_norms": "[]",
    "custom_norms_off": "[]",
    "review_cap": str(park_settings.USUAL_REVIEW_CAP),
    "life_meeting_until": park_settings.USUAL_LIFE_UNTIL,
    "holidays": "{}",
    **conditions.USUAL,
    schemes.KEY: "[]",
}
"""What a setting says where nothing was set; "" for the others."""


def _judge(connection: Connection) -> None:
    """Read each as the program will. Raises UserError and what a broken value makes of it."""
    deadlines.calendar_pair(deadlines.calendar(connection))
    deadlines.as_setting(deadlines.allowed(connection))
    custom.chosen(connection)
    park_settings.study_kinds_pair(park_settings.study_kinds(connection))
    park_settings.talk_kinds_pair(park_settings.talk_kinds(connection))
    park_settings.life_meeting_until_pair(park_settings.life_meeting_until(connection))
    park_settings.review_cap_pair(str(park_settings.review_cap(connection)))
    park_settings.holidays_pair(park_settings.holidays(connection))
    for what in conditions.WHAT:
        conditions.codes_pair(what, conditions.codes_of(connection, what))
    conditions.share_pair(str(conditions.award_rules(connection).share))
    for kept in json.loads(settings.get(connection, schemes.KEY, "[]")):
        scheme.parse(kept["text"])
        if not 1900 < int(kept["first"]) <= int(kept["last"]) < 2200:
            raise UserError("bad-scheme", "星级方案的年份不合情理")
