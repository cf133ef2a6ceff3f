"""Files of branches that the register does not have and that resemble nobody: one question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from partydesk.desk.handover.collect_rows import Standing
from partydesk.desk.kit.cards import Card, button, row, text

_NAMED = 4  # branches named in the question


class UnknownCard(Card):
    """Hidden unless there are such files. `register` takes them all as new branches, `look` shows
    them one by one."""

    def __init__(self, register: Callable[[], object], look: Callable[[], object]) -> None:
        super().__init__()
        self.rows.setContentsMargins(12, 8, 12, 8)
        self.said = text("", wrap=True)
        self.register_button = button("都登记，收下", register, "main")
        self.look_button = button("逐个看", look)
        line = row(self.said, self.register_button, self.look_button)
        line.setStretch(0, 1)
        self.rows.addLayout(line)
        self.hide()

    def show_lines(self, lines: Sequence[Standing]) -> None:
        """Ask about those of these lines that resemble nobody."""
        unknown = [line for line in lines if line.unknown]
        codes = list(dict.fromkeys(f"{line.code} {line.name}" for line in unknown))
        more = f"等 {len(codes)} 个" if len(codes) > _NAMED else ""
        self.said.setText(
            f"名册里没有、也不像谁的支部有 {len(codes)} 个（{'、'.join(codes[:_NAMED])}{more}），"
            f"共 {len(unknown)} 份表。没登记以前不算数。"
        )
        self.setVisible(bool(unknown))
