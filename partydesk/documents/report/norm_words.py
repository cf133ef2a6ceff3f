"""How the report names what a norm found amiss, and the step that mends it: norm id → both.

The norms' own `remedy` tells the secretary which field to fill in; a report is for other readers.
A norm that is not here is told by its label and remedy.
"""

from __future__ import annotations

NORM_WORDS: dict[str, tuple[str, str]] = {
    "general_meeting": ("缺党员大会记录", "按季度召开党员大会，会后三天内登记"),
    "branch_committee": ("缺支委会记录", "按月召开支委会，会后及时登记"),
    "group_meeting": ("缺党小组会记录", "按月召开党小组会，由组长负责召集和登记"),
    "theme_day": ("缺主题党日记录", "每月固定一天开展主题党日，提前定好主题"),
    "life_meeting": ("缺组织生活会记录", "开好组织生活会，会上提出的问题逐条整改"),
    "review_meeting": ("缺民主评议党员记录", "开展民主评议党员，按步骤自评、互评、测评"),
    "lecture": ("党委书记没有讲党课的记录", "安排党委书记讲党课"),
    "lecture_quarterly": ("缺党课记录", "每季度安排一次党课"),
    "ideology_half_year": ("缺意识形态专题研究记录", "每半年专题研究一次意识形态工作"),
    "hours_32": ("党员集中学习没有满32学时", "对学时不够的党员逐人安排补学"),
    "hours_56": ("书记和班子成员学习没有满56学时", "安排书记和班子成员参加培训，补足学时"),
    "talk_committee": ("支委之间没有谈心谈话记录", "安排支委之间谈心谈话"),
    "talk_committee_member": ("支委与党员没有谈心谈话记录", "由支委分头与党员谈心谈话"),
    "talk_members": ("党员之间没有谈心谈话记录", "安排党员之间谈心谈话"),
    "review_grades": ("民主评议没有评定意见", "为每名参加评议的党员给出评定意见"),
    "pledge": ("班子成员没有签订当年责任书", "与班子成员补签当年责任书"),
    "integrity_yearly": ("班子成员没有廉政谈话记录", "与班子成员逐人谈话"),
    "election": ("任期届满没有换届", "报上级批准，定好日期按规定换届"),
    "branch_size": ("党员人数不合设立支部的要求", "报上级研究联合组建或者调整设置"),
    "committee_size": ("支部委员会设置不合要求", "按规定选举或者增补支部委员"),
    "submission": ("没有按期报送", "每季度结束后按期报送，报送前核对"),
    "ballot": ("表决的到会或赞成人数不够", "核对会议记录，表决无效的重新召开会议"),
    "quorum": ("支委会到会不到半数", "会前确认到会人数，议定的事重新讨论"),
    "political_birthday": ("党员政治生日没有活动或谈话记录", "提前排好政治生日，按时谈话并登记"),
    "lost_half_year": ("失联党员满6个月没有处理", "再查找一遍，仍无下落的报上级按规定处理"),
    "lost_two_years": ("停止党籍满2年没有处理", "逐人核实，按规定报上级处理"),
    "not_transferred": ("组织关系没有转入", "联系原支部，逐人转接组织关系"),
    "left": ("转出组织关系去向不清", "逐人问清接收的党组织，直到对方接收"),
    "apply_talk": ("没有按期与入党申请人谈话", "收到申请后按期派人谈话"),
    "mentors": ("没有指定培养联系人", "为入党积极分子指定培养联系人"),
    "inspection": ("没有按期考察入党积极分子", "每半年考察一次入党积极分子"),
    "candidate_year": ("确定发展对象时培养不满1年", "核对日期，不满1年的继续培养"),
    "publicity": ("发展对象公示不合要求", "按规定天数公示"),
    "sponsors": ("没有确定入党介绍人", "为发展对象确定两名入党介绍人"),
    "vetting": ("没有政治审查记录", "接收以前完成政治审查"),
    "training": ("发展对象集中培训不够", "安排发展对象参加集中培训"),
    "prescreen": ("预审合格后没有按期讨论接收", "预审合格后按期召开支部大会讨论"),
    "approval": ("接收预备党员没有按期审批", "按期报上级党委审批"),
    "oath": ("没有按期入党宣誓", "批准后按期组织宣誓"),
    "probation": ("没有按期讨论预备党员转正", "预备期满按期召开支部大会讨论转正"),
    "extension": ("延长的预备期满没有按期讨论", "延长期满按期召开支部大会讨论"),
    "confirm_approval": ("预备党员转正没有按期审批", "按期报上级党委审批"),
}
