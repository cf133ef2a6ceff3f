"""What an invented session's summary says: how it was done, by its kind."""

from __future__ import annotations

_USUAL = "围绕“{topic}”开展学习讨论，与会人员结合岗位实际作了交流发言"
_TOLD = {
    "theme_day": "先集中学习，再围绕“{topic}”分组行动，会后每人领一件实事，月底在支部公示",
    "lecture": "结合企业里的三个实例讲“{topic}”，课后分组讨论，收集的改进建议由支委会逐条答复",
    "group_study": "逐段领学，结合岗位讨论，请班组长谈做法，会后张贴学习要点并抽查掌握情况",
    "discussion": "每人带一个本岗位的问题参加研讨，现场认领改进事项，定下一个月内完成",
    "outreach": "把要点印成一页纸送到车间，现场答疑，登记企业和职工提出的问题，三天内答复",
    "warning": "先{topic}，再对照岗位查风险点，逐人填写自查表，支部汇总后逐项整改",
    "volunteering": "按责任片区分组包干，党员带头、职工自愿参加，当天清点成果并公布工时",
    "three_services": "支委分片到车间、班组和宿舍当面听意见，能办的当场办，办不了的登记进问题台账",
    "pairing": "双方交换需求清单和资源清单，企业出技术、社区出场地，定下每季度一次联合活动",
    "joint_meeting": "企业、物业、社区同桌议事，逐件明确牵头单位和办结时间，下次会议先通报办理结果",
    "training": "分专题讲党务实操，现场演练会议记录和发展党员材料，结业前逐人过关",
    "mass_activity": "党支部牵头、群团承办，职工自己定项目、自己当裁判，活动后收集改进意见",
    "conduct": "逐项分析廉政风险点，明确责任人和完成时间，下次会议先听整改情况",
    "governance": "逐条对照责任清单汇报落实情况，没有做到的当场认领，列入督办",
    "talent_meeting": "请职能部门到园区讲政策，企业现场提需求，会后形成清单逐件对接",
    "centre_group": "会前个人自学并写提纲，会上围绕“{topic}”逐人发言，形成的意见转成工作安排",
    "research": "走进企业座谈和入户访谈，摸清“{topic}”的现状和难点，形成建议提交党委研究",
}


def summary_of(kind: str, topic: str) -> str:
    """A sentence or two on a session of this kind."""
    return f"{_TOLD.get(kind, _USUAL).format(topic=topic)}。"
