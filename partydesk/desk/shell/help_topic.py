"""Which page of the window help is asked about."""

from __future__ import annotations

from partydesk.desk.shell.tab_space import TabSpace


def page_in_front(space: TabSpace) -> str:
    """The key of the page behind a tab; with the title of a part (report.星级评定) where that is
    in front."""
    key = space.tab.key
    if key == "report":
        from partydesk.desk.report.report_tab import STARS
        from partydesk.desk.stars.page import StarsPage

        if any(not page.isHidden() for page in space.findChildren(StarsPage)):
            return f"{key}.{STARS}"
    front = (title for title, board in space.boards.items() if not board.isHidden())
    return ".".join((key, *front))
