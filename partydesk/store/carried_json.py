"""Small JSON files that people carry: cards, the park's rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from partydesk.records.findings import UserError
from partydesk.store.atomic import reason


def read_json(file: Path, most: int) -> Any:
    """What a file holds; None for one that is no JSON, or longer than `most` bytes.

    Raises UserError 'file-missing' or 'unreadable'.
    """
    try:
        if file.stat().st_size > most:
            return None
        return json.loads(file.read_bytes())
    except FileNotFoundError:
        raise UserError("file-missing", f"找不到“{file.name}”。请看 U 盘是否插好，再试") from None
    except OSError as error:
        raise UserError("unreadable", f"读不到“{file.name}”（{reason(error)}），请再试") from None
    except (ValueError, RecursionError):
        return None


def newer(file: Path) -> UserError:
    """The refusal of a file by a later version of the program."""
    return UserError("newer", f"“{file.name}”由更新的支部工作台写出，请先升级本机的支部工作台")
