"""How the program looks on this computer: kept beside the data, so that it travels with no copy."""

from __future__ import annotations

from partydesk.store import atomic
from partydesk.store.home import Home

# Codes and what they are called: choices are made of them where they are chosen from, a start needs
# no more than this.
SCHEME = (("system", "跟随系统"), ("light", "浅色"), ("dark", "深色"))
TEXT_SIZE = (("small", "小"), ("standard", "标准"), ("large", "大"), ("huge", "特大"))

FACTORS = {"small": 0.9, "standard": 1.0, "large": 1.15, "huge": 1.3}
"""How many times as large everything is drawn, by TEXT_SIZE."""

_CHOICES = {"scheme": (SCHEME, "system"), "text_size": (TEXT_SIZE, "standard")}


def appearance(home: Home, name: str) -> str:
    """A code of SCHEME (`scheme`) or of TEXT_SIZE (`text_size`); the usual one where none is
    kept."""
    choices_, usual = _CHOICES[name]
    kept = str(_kept(home).get(name, usual))
    return kept if any(code == kept for code, _ in choices_) else usual


def keep_appearance(home: Home, name: str, code: str) -> None:
    """Keep a choice. Raises UserError where nothing can be written."""
    import json

    kept = {**_kept(home), name: code}
    with atomic.written(home.appearance) as temporary:
        temporary.write_text(json.dumps(kept), "utf-8")


def _kept(home: Home) -> dict[str, object]:
    if not home.appearance.is_file():
        return {}
    import json

    try:
        kept = json.loads(home.appearance.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
