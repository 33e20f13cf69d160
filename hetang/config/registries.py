"""Registries of the settings that seldom change: a lower room asks by name what the rooms above it offer."""

CASE_FACTS = {
    "mediation_ended": "hetang.services.mediation.api.is_ended",
    "obligations_settled": "hetang.record.followup.api.are_obligations_settled",
    "followed_up": "hetang.record.followup.api.is_followed_up",
    "not_contested": "hetang.record.followup.api.is_not_contested",
    "file_complete": "hetang.flow.archive.api.is_file_complete",
    "may_return": "hetang.flow.dispatch.api.may_return",
    "may_refer": "hetang.flow.dispatch.api.may_refer",
    "not_ruled": "hetang.flow.dispatch.api.is_not_ruled",
    "not_mediated": "hetang.services.mediation.api.is_untouched",
    "police_told": "hetang.record.cases.api.is_police_told",
    "risk_led": "hetang.record.cases.api.is_risk_led",
    "risk_reviewed": "hetang.record.cases.api.is_risk_reviewed",
    "lead_done": "hetang.record.cases.api.is_lead_done",
    "members_answered": "hetang.record.cases.api.has_no_waiting_members",
    "review_over": "hetang.record.cases.api.is_review_over",
    "review_in_time": "hetang.record.cases.api.is_review_in_time",
}

# The streams that are no case's, which auditors read, in the words of their rooms: kind -> how.
AUDITED = {
    "account": "hetang.commons.accounts.audited.AUDITED",
    "unit": "hetang.commons.alliance.audited.UNITS",
    "covenant": "hetang.commons.alliance.audited.COVENANTS",
    "brand": "hetang.commons.alliance.audited.BRANDS",
    "roster": "hetang.commons.alliance.audited.ROSTERS",
    "rule_pack": "hetang.commons.rulebook.audited.PACKS",
    "rule_proposal": "hetang.commons.rulebook.audited.PROPOSALS",
    "routing": "hetang.flow.dispatch.audited.AUDITED",
    "announcement": "hetang.commons.announcements.audited.AUDITED",
    "article": "hetang.commons.knowledge.audited.AUDITED",
    "loading": "hetang.config.loading.audited.AUDITED",
}

LIFECYCLES = [
    "hetang.record.cases.lifecycle.CASE",
    "hetang.record.cases.kinds.REQUEST",
    "hetang.record.cases.kinds.CONSULTATION",
    "hetang.record.cases.kinds.HAZARD",
    "hetang.record.cases.kinds.PETITION",
    "hetang.services.mediation.lifecycle.MEDIATION",
    "hetang.flow.dispatch.lifecycle.TASK",
    "hetang.flow.dispatch.lifecycle.TRANSFER",
    "hetang.record.rights.lifecycle.REQUEST",
    "hetang.commons.knowledge.lifecycle.ARTICLE",
]

# Logs with a term of their own (pack `retention`): (moment) -> the rows before it.
LOG_RETENTION = {
    "reads": "hetang.commons.people.personal.reads_before",
    "exports": "hetang.commons.people.personal.exports_before",
    "sign_ins": "hetang.commons.accounts.api.sign_ins_before",
    "contacts": "hetang.flow.intake.personal.contacts_before",
    "call_attempts": "hetang.flow.intake.personal.call_attempts_before",
    "call_backs": "hetang.flow.intake.personal.call_backs_before",
    "caller_flags": "hetang.flow.intake.personal.flags_before",
}
