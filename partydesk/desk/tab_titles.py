"""What the window's tabs are called, in order: shown before what lies behind them is there."""

from __future__ import annotations

from typing import NamedTuple


class TabTitle(NamedTuple):
    """A tab's key and title; `of` is the role whose window has it, "" for both."""

    key: str
    title: str
    of: str = ""


_TITLES = (
    TabTitle("overview", "总览"),
    TabTitle("collect", "收表汇总", of="committee"),
    TabTitle("register", "党组织与企业", of="committee"),
    TabTitle("members", "党员"),
    TabTitle("sessions", "学习活动"),
    TabTitle("talks", "廉政谈话"),
    TabTitle("tickets", "问题台账"),
    TabTitle("submit", "报送", of="branch"),
    TabTitle("report", "年度述职"),
)


def titles_of(role: str) -> tuple[TabTitle, ...]:
    """The tabs of a window by the role of its file."""
    return tuple(each for each in _TITLES if each.of in ("", role))
