"""How the window greets: by the hour and the secretary's family name."""

from __future__ import annotations

# Family names of two characters, so that 欧阳书记 is not called 欧书记.
_DOUBLE = "欧阳司马上官诸葛夏侯东方皇甫尉迟公孙慕容令狐长孙宇文司徒司空端木独孤南宫"  # two and two


def greeting(name: str, hour: int) -> str:
    """How the page greets at an hour: 上午好，王书记."""
    times = ((5, "夜深了"), (11, "上午好"), (13, "中午好"), (18, "下午好"), (24, "晚上好"))
    said = next(words for end, words in times if hour < end)
    if not name:
        return said
    double = len(name) > 2 and _DOUBLE.find(name[:2]) % 2 == 0
    family = name[:2] if double else name[:1]
    return f"{said}，{family}书记"
