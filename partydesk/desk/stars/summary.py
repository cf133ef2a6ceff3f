"""Where one branch stands: stars, points, the goals and how far they are, vetoes in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partydesk.desk.kit.cards import Card, button, empty, pill, row, text
from partydesk.desk.kit.flow import FlowLayout
from partydesk.desk.kit.plain_text import tip_text
from partydesk.desk.stars import words
from partydesk.desk.stars.drawings import StarsRow
from partydesk.rules.stars.scores import score_text

if TYPE_CHECKING:
    from partydesk.rules.stars.scoring import Scored
    from partydesk.rules.stars.year import Year


class Summary(Card):
    """Two lines; a third where something has to be looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.rows.setContentsMargins(16, 10, 16, 10)
        self.rows.setSpacing(8)
        self.stars = StarsRow()
        self.standing = text("", "section")
        self.points = text()
        self.next = text("", "small")
        self.own = text("", "small")
        self.notice = button("评定通知", lambda: None)
        self.notice.setToolTip("逐项得分和理由，打印或者存成 Word 发给支部")
        self.rows.addLayout(row(self.stars, self.standing, self.points, self.next, None, self.own,
                                self.notice))  # fmt: skip
        self._goals = FlowLayout(spacing=6, least=300)
        self.rows.addLayout(self._goals)
        self.look = text("", "small", wrap=True)
        self.rows.addWidget(self.look)

    def show_standing(self, year: Year, scored: Scored) -> None:
        """Show how this branch stands."""
        scheme = year.scheme
        self.stars.show_stars(scored.stars or 0, len(scheme.thresholds))
        self.standing.setText(words.stars_of(scored))
        had = score_text(scored.total)
        most = score_text(scheme.points)
        self.points.setText(f"{had} / {most} 分" if had else f"满分 {most} 分")
        self.next.setText(words.next_star(scheme, scored))
        if scored.self_total is None:
            told = []
        else:
            told = [f"自评 {score_text(scored.self_total)} 分，{scored.self_stars} 星"]
        told.append(words.last_year(year, scored))
        self.own.setText("　".join(told))
        self.own.setToolTip(tip_text(words.told_on(year)))
        self.notice.setEnabled(scored.total is not None)
        empty(self._goals)
        goals = [words.goal_standing(scheme, goal, scored) for goal in scheme.goals]
        for veto in scored.vetoes:
            goals.append((f"一票否决：{veto.label}，最多 {veto.stars} 星", "bad"))
        for name, tone in goals:
            made = pill(name, tone)
            self._goals.addWidget(made)
            made.show()
        self.look.setText(self._look(scored))
        self.look.setToolTip(tip_text("\n".join(finding.message for finding in scored.findings)))
        self.look.setVisible(bool(self.look.text()))

    @staticmethod
    def _look(scored: Scored) -> str:
        if scored.total is None:
            return "还没有得分：选一项，按回车填自评分；有记录的项目会自己算出来。"
        parts = []
        if scored.missing:
            named = "、".join(item.label for item in scored.missing[:4])
            more = "等" if len(scored.missing) > 4 else ""
            parts.append(f"还有 {len(scored.missing)} 项没有得分：{named}{more}")
        if scored.findings:
            parts.append(f"要看一下：{scored.findings[0].message}")
            if len(scored.findings) > 1:
                parts.append(f"另有 {len(scored.findings) - 1} 处")
        return "；".join(parts)
