"""The brands of invented branches: each declared once, with what it means and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleBrand:
    """One brand; `measures` and `results` a line each."""

    name: str
    meaning: str
    measures: str
    results: str


BRANDS = (
    SampleBrand(
        "红芯", "把党旗插在研发最前线", "每月一次党员攻关日\n技术难题张榜、党员揭榜",
        "解决工艺难题 6 个\n申请专利 3 件",
    ),
    SampleBrand(
        "先锋引擎", "党员带头攻关、带头安全", "每名党员包一台关键设备\n每周一次安全巡查",
        "停机时间减少两成\n全年没有安全事故",
    ),
    SampleBrand(
        "匠心", "师带徒、传帮带", "党员骨干结对带徒\n每季度一次技能比武",
        "带出高级工 4 名\n职工提合理化建议 20 条",
    ),
    SampleBrand(
        "红色动力", "支部建在生产线上，党员站在最前面", "党员责任区挂牌\n班组每天五分钟晨会",
        "订单按期交付\n职工诉求当月办结",
    ),
)  # fmt: skip


def brand_of(seed: int) -> SampleBrand:
    """The brand of the branch made from a seed."""
    return BRANDS[seed % len(BRANDS)]
