"""The report's own sentences, as data: a committee's and a branch's.

Every figure of the report stands in one of them, worded so that it reads right for 0 too, and
none says more than its figure does.
"""

from __future__ import annotations

from partydesk.documents.report.content import Level, Sentence

_PART, _SECTION, _BODY = Level.PART, Level.SECTION, Level.BODY

TITLE_OF_YEAR = "{organisation}{period}度抓基层党建工作述职报告"
TITLE_OF_PART_YEAR = "{organisation}{period}抓基层党建工作报告"
BRANCH_TITLE_OF_YEAR = "{organisation}{period}度党建工作述职报告"
BRANCH_TITLE_OF_PART_YEAR = "{organisation}{period}党建工作报告"
ADDRESSEE = "{addressee}："

COMMITTEE: tuple[Sentence, ...] = (
    Sentence(
        "intro",
        _BODY,
        "现将{organisation}{period}抓基层党建工作的情况报告如下。截至{period_end}，"
        "共有下级党组织{branches}个、在册党员{members}名，其中预备党员"
        "{members_probationary}名。文中数字由党委和各支部的工作记录汇总得出，各项数字的含义和"
        "依据条数见附件。",
    ),
    Sentence("thought", _PART, "思想教育"),
    Sentence("thought.theory", _SECTION, "理论学习"),
    Sentence(
        "thought.meetings",
        _BODY,
        "{period}召开党委会议{committee_meetings}次，组织党委理论学习中心组学习会"
        "{centre_group_studies}次。党委和各支部召开的会议中，安排“第一议题”的有"
        "{first_agenda_meetings}次。",
    ),
    Sentence(
        "thought.research",
        _BODY,
        "党委和各支部开展专题研讨{thematic_discussions}次。党委开展专题调研，确定调研主题"
        "{research_topics}个。",
    ),
    Sentence("thought.lectures", _SECTION, "党课和宣讲"),
    Sentence(
        "thought.lecturing",
        _BODY,
        "党委和党支部的书记、委员讲授党课{leader_lectures}次，举办专题宣讲活动{outreach_talks}次。",
    ),
    Sentence("thought.members", _SECTION, "党员学习和活动"),
    Sentence(
        "thought.studies",
        _BODY,
        "组织党员集中学习{group_studies}次，党员撰写心得体会{reflections}篇。",
    ),
    Sentence(
        "thought.activities",
        _BODY,
        "各支部开展主题党日{theme_days}次。党委和各支部组织重温入党誓词{oath_renewals}次，"
        "参观爱国主义教育基地和展馆{base_visits}次。",
    ),
    Sentence("thought.ideology", _SECTION, "意识形态工作"),
    Sentence(
        "thought.ideology_reviews",
        _BODY,
        "党委专题研究、分析研判、部署意识形态工作{ideology_reviews}次。",
    ),
    Sentence("organisation", _PART, "组织建设"),
    Sentence("organisation.coverage", _SECTION, "企业党组织组建"),
    Sentence(
        "organisation.survey",
        _BODY,
        "截至{period_end}，摸排非公企业{firms_surveyed}家。企业组建党组织的形式中，"
        "单独组建{firms_own_branch}家，联合组建{firms_joint}家，挂靠组建{firms_attached}家。",
    ),
    Sentence(
        "organisation.founding",
        _BODY,
        "{period}新建企业党支部{branches_founded}家。在有党员的企业中，党组织组建率为"
        "{coverage_rate}%。",
    ),
    Sentence("organisation.workers", _SECTION, "党务队伍"),
    Sentence(
        "organisation.training",
        _BODY,
        "举办党组织书记、党务工作者培训班{training_courses}期。",
    ),
    Sentence("organisation.tickets", _SECTION, "解决实际困难"),
    Sentence(
        "organisation.resolved",
        _BODY,
        "{period}党委和各支部新登记问题{tickets_raised}个；连同以前登记的，期间解决实际困难问题"
        "{tickets_resolved}个。",
    ),
    Sentence("discipline", _PART, "从严治党"),
    Sentence("discipline.duty", _SECTION, "责任落实"),
    Sentence(
        "discipline.meetings",
        _BODY,
        "召开全面从严治党专题工作会议{governance_meetings}次，研究部署作风和党风廉政建设"
        "{conduct_meetings}次。",
    ),
    Sentence(
        "discipline.papers",
        _BODY,
        "签订廉政建设责任书{pledges_signed}份，归档廉政干部档案{dossiers_filed}份。",
    ),
    Sentence("discipline.reminding", _SECTION, "谈话和警示"),
    Sentence(
        "discipline.talks",
        _BODY,
        "开展廉政谈心谈话{integrity_talks}人次，警示教育{warning_sessions}次，其中安排通报典型案例的"
        "{warning_cases}次、安排观看警示教育片的{warning_film}次。",
    ),
    Sentence("discipline.firms", _SECTION, "廉政企业"),
    Sentence(
        "discipline.awards",
        _BODY,
        "截至{period_end}，授予“廉政企业”称号{integrity_firms}家。",
    ),
    Sentence("work", _PART, "中心工作"),
    Sentence("work.talent", _SECTION, "人才服务"),
    Sentence(
        "work.talent_meetings",
        _BODY,
        "协助职能部门召开培训会、座谈会、宣讲会{talent_meetings}次。据填报，引进高层次产业人才"
        "{talent_recruited}名。",
    ),
    Sentence("work.economy", _SECTION, "园区经济"),
    Sentence(
        "work.output",
        _BODY,
        "据填报，{period}规上工业总产值{industrial_output}亿元，税收{tax_revenue}亿元，"
        "进出口总额{trade_volume}亿元。",
    ),
    Sentence("work.investment", _SECTION, "招商引资"),
    Sentence(
        "work.projects",
        _BODY,
        "据填报，起点金额{projects_threshold}万元的协议落地项目{projects_signed}个，"
        "协议引资额{investment_agreed}亿元。",
    ),
)

BRANCH: tuple[Sentence, ...] = (
    Sentence(
        "intro",
        _BODY,
        "现将我支部{period}的党建工作报告如下。截至{period_end}，支部有在册党员{members}名，"
        "其中预备党员{members_probationary}名。文中数字来自支部的工作记录，各项数字的含义和"
        "依据条数见附件。",
    ),
    Sentence("thought", _PART, "思想教育"),
    Sentence(
        "thought.studies",
        _BODY,
        "我支部组织党员集中学习{group_studies}次，开展专题研讨{thematic_discussions}次，"
        "党员撰写心得体会{reflections}篇。",
    ),
    Sentence(
        "thought.lecturing",
        _BODY,
        "由书记、委员讲授的党课{leader_lectures}次，专题宣讲活动{outreach_talks}次。",
    ),
    Sentence(
        "thought.activities",
        _BODY,
        "重温入党誓词{oath_renewals}次，参观爱国主义教育基地和展馆{base_visits}次。",
    ),
    Sentence("organisation", _PART, "组织建设"),
    Sentence(
        "organisation.life",
        _BODY,
        "召开党员大会{general_meetings}次、支委会{branch_committees}次、党小组会"
        "{group_meetings}次，上党课{lectures}次；开展主题党日{theme_days}次。",
    ),
    Sentence(
        "organisation.review",
        _BODY,
        "召开组织生活会{life_meetings}次，开展民主评议党员{review_meetings}次。",
    ),
    Sentence("discipline", _PART, "从严治党"),
    Sentence(
        "discipline.talks",
        _BODY,
        "支部开展廉政谈心谈话{integrity_talks}人次，组织警示教育{warning_sessions}次。",
    ),
    Sentence(
        "discipline.papers",
        _BODY,
        "签订廉政建设责任书{pledges_signed}份，归档廉政干部档案{dossiers_filed}份。",
    ),
    Sentence("work", _PART, "服务中心工作"),
    Sentence(
        "work.resolved",
        _BODY,
        "{period}支部新登记问题{tickets_raised}个；连同以前登记的，期间解决实际困难问题"
        "{tickets_resolved}个。",
    ),
)
# Put after the branch's studies where its members' hours are known.
BRANCH_HOURS = Sentence(
    "thought.hours",
    _BODY,
    "应达到年度集中学习学时要求的党员{hours_asked}名，其中已经达到的{hours_done}名。",
)

PROBLEMS = Sentence("problems", _PART, "存在的问题")
PROBLEMS_LEAD = "对照有关规定逐项核对{period}的工作记录，以下事项没有做到、没有记录或还没有办完："
NO_PROBLEMS = "对照有关规定逐项核对{period}的工作记录，没有发现缺项和逾期。"
NEXT = Sentence("next", _PART, "下一步打算")
NEXT_LEAD = "针对以上问题，下一步做好以下工作："
NEXT_WITHOUT_PROBLEMS = "继续按时开展各项组织生活和学习，及时登记，到期前逐项核对。"

OPEN_TICKETS = (
    "截至{period_end}，登记的问题还有{tickets_open}个没有解决，其中超过整改时限的"
    "{count:tickets}{who:tickets}。"
)
OPEN_TICKETS_STEP = "对没有解决的问题逐个落实责任人和完成时间，办结一个、销号一个。"
MISSING_FIGURES = "有{count:figures}项数字没有记录，即{who:figures}。"
MISSING_FIGURES_STEP = "补齐缺少的数字，逐项写明来源和日期。"

SIGNATURE = "{organisation}"
DATE = "{today}"
