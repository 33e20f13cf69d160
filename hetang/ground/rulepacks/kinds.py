"""Every kind of pack with its schema. A pack of another name is refused: nobody would read it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hetang.ground.lib.labels import Label
from hetang.ground.rulepacks.checks import (
    consistent_calendar,
    consistent_deadlines,
    consistent_messages,
    ends_with_any,
    fields_filled,
    free_or_charging,
    has_keys,
    only_keys,
    refers,
    says,
    unique_keys,
)
from hetang.ground.rulepacks.periods import UNITS
from hetang.ground.rulepacks.schema import (
    KEY,
    LABEL,
    ByKey,
    Check,
    Flag,
    Free,
    Kind,
    ListOf,
    OneOf,
    Table,
    Text,
    Whole,
)


def entry(must: Mapping[str, Any] | None = None, may: Mapping[str, Any] | None = None) -> Table:
    """One entry: key and label, and what this pack says of it."""
    return Table({"key": KEY, "label": LABEL, **(must or {})}, may or {})


def entries(
    must: Mapping[str, Any] | None = None, may: Mapping[str, Any] | None = None, *checks: Check, **parts: Any
) -> Kind:
    """The usual kind: a list of entries with key and label, and other `parts` beside it."""
    return Kind(Table({**parts, "entries": ListOf(entry(must, may))}), (unique_keys(), *checks))


# Every clock that the program starts (the tests of the rooms compare).
CLOCKS = (
    *(
        "dispatch",
        "acceptance",
        "arbitration",
        "escalation",
        "mediation",
        "follow_up",
        "archive",
        "answer",
        "consultation",
        "request",
    ),
    *("hazard", "recheck", "risk_progress", "risk_action", "risk_review", "rights_request"),
    *("petition_notice", "petition", "petition_review_request", "petition_review", "petition_recheck"),
    *("transfer", "call_back"),
)
# What dispatch asks the pack `dispatch` for.
DISPATCH = (
    *("return", "silence", "silence_longer", "transfer", "help", "delegate", "call_in", "supervise", "pause_review"),
    "late_longer",
)
# Six ways in which a contact ends without a case; the pages ask for each what it needs.
TRIAGE = ("emergency", "legal_route", "repeat", "secret", "out_of_remit", "unlawful")
LEVELS = ("yellow", "orange", "red")
LOGS = ("reads", "exports", "sign_ins", "contacts", "call_attempts", "call_backs", "caller_flags")
# Who can be told, and what a message can name: behind each word there is something in the program.
TELLS = (
    *("named", "called", "handler", "case_leads", "unit_leads", "asked", "asker", "dispatchers"),
    *("leaders", "street_leads", "applicant"),
)
MESSAGE_FIELDS = (
    *("case", "code", "by", "account", "unit", "due", "task", "clock", "period", "risk", "return_reason", "reason"),
    *("rung", "handler", "street", "why"),
)
CLOCK_TIME = Text(form=r"([01]\d|2[0-3]):[0-5]\d", example='"21:00"')
# Each is looked for in the file by a function of its own.
ARCHIVE_ITEMS = (
    *("registration", "rights_notice", "identity", "mandate", "inquiry", "evidence", "session_record", "settlement"),
    *("performance_proof", "follow_up", "judicial_confirmation", "file_notes", "back_cover"),
)
# Every file that is evidence is one of these.
FILE_KINDS = ("photo", "sound", "video", "pdf", "office")
# What residents' pages count (`commons.people.limits`).
PORTAL_LIMITS = (
    *("file_number", "file_network", "file_all", "code_number", "code_network", "code_all", "enter_network"),
    *("hand_in_party", "hand_in_network", "hand_in_all"),
)
SAYING = Table({"key": KEY}, {"applicant": LABEL, "respondent": LABEL, "both": LABEL, "own": LABEL})
WORDS = ListOf(Text())
KEYS = ListOf(KEY)
DAYS = ListOf(Text(form=r"\d{4}-\d{2}-\d{2}", example='"2026-10-01"'))
# A channel is known by its telephone number or by a word.
KEY_OR_NUMBER = Text(form="[a-z0-9][a-z0-9_]*", example='"110"')
TONES = OneOf(("neutral", "good", "warning", "bad"))
EXTENSION = Table({"amount": Whole(), "unit": OneOf(UNITS), "times": Whole(), "consent": OneOf(("none", "parties"))})
STARTS = Table({"event": KEY, "label": LABEL}, {"from": OneOf(("registration",))})
DEADLINE_MUST = {
    "amount": Whole(),
    "unit": OneOf(UNITS),
    "starts": STARTS,
    "basis": LABEL,
}
DEADLINE_MAY = {
    "clock": KEY,
    "fits": KEYS,
    "rolls": Flag(),
    "closes": Flag(),
    "pauses": KEYS,
    "extension": EXTENSION,
}
CATEGORY_MAY = {"group": KEY, "words": WORDS}
TOPIC = Table({"key": KEY, "label": LABEL, "fits": ListOf(KEY, some=True)}, {"words": WORDS})
LAW = Table({"name": LABEL, "short": LABEL, "version": Text()})
STATUTE = {
    "law": KEY,
    "article": Text(),
    "gloss": Text(),
    "fits": ListOf(KEY, some=True),
    "checked": Text(),
    "text": Text(),
}

TITLES: dict[str, Label] = {
    "access": {"zh": "访问范围", "en": "Access"},
    "attempt_ladder": {"zh": "逐级调解", "en": "Ladder of attempts"},
    "archive_items": {"zh": "卷宗材料", "en": "Case file"},
    "calendars": {"zh": "放假与调休", "en": "Holidays and make-up days"},
    "categories": {"zh": "纠纷类型", "en": "Kinds of dispute"},
    "deadlines": {"zh": "时限", "en": "Deadlines"},
    "dispatch": {"zh": "派单规则", "en": "Rules of dispatch"},
    "files": {"zh": "证据文件", "en": "Files"},
    "lexicon": {"zh": "说法与用语", "en": "Words people use"},
    "notices": {"zh": "个人信息告知", "en": "Notices on personal data"},
    "messages": {"zh": "消息", "en": "Messages"},
    "outcomes": {"zh": "联系结果", "en": "Outcomes of contact"},
    "petition_obstacles": {"zh": "不宜转入调解的情形", "en": "Obstacles to mediating a petition"},
    "petition_refusals": {"zh": "不予受理的原因", "en": "Reasons to refuse a petition"},
    "petition_types": {"zh": "信访事项类别", "en": "Kinds of petition"},
    "pause_reasons": {"zh": "暂停事由", "en": "Reasons to pause"},
    "portal": {"zh": "居民网页", "en": "Residents' pages"},
    "request_grounds": {"zh": "不予满足的理由", "en": "Grounds to decline a request"},
    "retention": {"zh": "保管期限", "en": "Retention"},
    "return_reasons": {"zh": "退回原因", "en": "Reasons to return"},
    "rights": {"zh": "权利义务告知", "en": "Rights and duties"},
    "regimes": {"zh": "调解制度", "en": "Regimes of mediation"},
    "risk_factors": {"zh": "风险因素", "en": "Risk factors"},
    "risk_levels": {"zh": "风险等级", "en": "Levels of risk"},
    "security": {"zh": "登录与口令", "en": "Signing in"},
    "statutes": {"zh": "法律条文", "en": "Statutes"},
    "intake": {"zh": "受理", "en": "Intake"},
    "triage": {"zh": "分流告知", "en": "Where to turn instead"},
    "terminations": {"zh": "终止原因", "en": "Reasons to end"},
}

OWN: dict[str, Kind] = {
    "access": entries(
        None,
        {"days": Whole(), "minutes": Whole(), "roles": ListOf(KEY, some=True)},
        has_keys("leave", "glass"),
        says("leave", "days"),
        says("glass", "minutes", "roles"),
    ),
    "archive_items": entries(
        {"order": Whole(), "need": OneOf(("must", "settled", "if_any"))}, None, only_keys(*ARCHIVE_ITEMS)
    ),
    "calendars": Kind(
        Table(
            {"years": ByKey(Text(form=r"\d{4}", example='"2026"'), Table({"holidays": DAYS, "workdays": DAYS}))},
            {"every_year": ListOf(Text(form=r"\d{2}-\d{2}", example='"10-01"'))},
        ),
        (consistent_calendar,),
    ),
    "categories": entries(
        None,
        CATEGORY_MAY,
        unique_keys("topics"),
        refers("entries", "group", "groups"),
        refers("topics", "fits", "entries"),
        groups=ListOf(Table({"key": KEY, "label": LABEL})),
        topics=ListOf(TOPIC),
    ),
    "deadlines": Kind(
        Table(
            {"entries": ListOf(entry(DEADLINE_MUST, DEADLINE_MAY), some=True)},
            {"office_hours": ListOf(Text(form=r"\d{2}:\d{2}-\d{2}:\d{2}", example='"08:30-12:00"'))},
        ),
        (unique_keys(), consistent_deadlines, has_keys(*CLOCKS)),
    ),
    "attempt_ladder": entries(
        {"level": OneOf(("community", "street", "district", "court")), "tries": Whole(zero=True), "basis": LABEL},
        {"advice": LABEL},
    ),
    "dispatch": entries(
        {"amount": Whole(), "unit": OneOf(UNITS), "starts": STARTS, "basis": LABEL},
        {"times": Whole(), "tells": OneOf(("lead", "dispatcher"))},
        has_keys(*DISPATCH),
        says("return", "times"),
    ),
    "lexicon": Kind(
        Table(
            {
                "categories": ListOf(Table({"key": KEY, "words": ListOf(Text(), some=True)})),
                "kinds": ListOf(Table({"key": KEY, "words": ListOf(Text(), some=True)})),
                "entries": ListOf(entry({"words": ListOf(Text(), some=True)})),
                "urgency": ListOf(entry({"words": ListOf(Text(), some=True)})),
                "surnames": ListOf(Text(), some=True),
                "titles": WORDS,
                "roles": WORDS,
            }
        ),
        (unique_keys(), unique_keys("categories"), unique_keys("kinds"), unique_keys("urgency")),
    ),
    "notices": entries(
        {
            "bases": ListOf(OneOf(("consent", "duty", "emergency")), some=True),
            "short": LABEL,
            "text": LABEL,
            "on_withdrawal": Table({"stops": LABEL, "stays": LABEL}),
        },
        {"needs_guardian": Flag()},
        has_keys("general"),
    ),
    "messages": entries(
        {"verbs": ListOf(KEY, some=True), "tells": ListOf(OneOf(TELLS), some=True), "text": LABEL},
        {"when": ByKey(KEY, ListOf(Text(), some=True))},
        fields_filled(*MESSAGE_FIELDS),
        consistent_messages,
        fresh_hours=Whole(),
        keep_days=Whole(),
        quiet=Table({"from": CLOCK_TIME, "to": CLOCK_TIME}),
        retry_minutes=ListOf(Whole(), some=True),
    ),
    "outcomes": entries(
        {"tone": TONES, "effect": OneOf(("", "consent", "refusal"))}, {"hint": LABEL, "reached": Flag()}
    ),
    "pause_reasons": entries({"basis": LABEL}),
    "petition_obstacles": entries({"refusal": LABEL}),
    "petition_refusals": entries(),
    "petition_types": entries({"mediable": Flag()}),
    "portal": Kind(
        Table(
            {
                "limits": ListOf(Table({"key": KEY, "most": Whole(), "minutes": Whole()})),
                "codes": Table({"minutes": Whole(), "tries": Whole()}),
                "visits": Table({"idle_minutes": Whole(), "longest_minutes": Whole()}),
                "handing_in": Table(
                    {
                        "files": Whole(),
                        "mb": Whole(),
                        "file_mb": Whole(),
                        "kinds": ListOf(OneOf(FILE_KINDS), some=True),
                        "receipt_hours": Whole(),
                    }
                ),
                "sayings": ListOf(SAYING, some=True),
            }
        ),
        (
            unique_keys("limits"),
            unique_keys("sayings"),
            has_keys(*PORTAL_LIMITS, part="limits"),
            only_keys(*PORTAL_LIMITS, part="limits"),
        ),
    ),
    "regimes": entries(
        {
            "may_charge": Flag(),
            "forms": ListOf(OneOf(("oral", "written")), some=True),
            "confirmable": Flag(),
            "returned_as": OneOf(("people", "other")),
        },
        {"free_by": LABEL},
        has_keys("people"),
        free_or_charging,
    ),
    "request_grounds": entries(
        {"law": LABEL, "kinds": ListOf(OneOf(("access", "correct", "erase")), some=True)},
        None,
        has_keys("ongoing", "archive_duty", "other_street"),
    ),
    "retention": entries(
        {"duty": Flag()},
        {"years": Whole()},
        refers("rules", "class", "entries"),
        ends_with_any,
        unique_keys("logs"),
        has_keys(*LOGS, part="logs"),
        only_keys(*LOGS, part="logs"),
        rules=ListOf(Table({"class": KEY}, {"kinds": KEYS, "categories": KEYS, "outcomes": KEYS}), some=True),
        logs=ListOf(Table({"key": KEY, "label": LABEL, "months": Whole()})),
    ),
    "return_reasons": entries(),
    "rights": entries({"article": Text(), "text": LABEL}, {"needs_tick": Flag()}, title=LABEL),
    "risk_factors": entries({"level": OneOf(LEVELS)}, {"words": WORDS}, has_keys("crowd", "crowd_large")),
    "risk_levels": entries({"order": Whole(), "meaning": LABEL}, None, has_keys(*LEVELS), only_keys(*LEVELS)),
    "security": Kind(
        Table(
            {
                "sign_in": Table(
                    {
                        "account_failures": Whole(),
                        "address_failures": Whole(),
                        "window_minutes": Whole(),
                        "lock_minutes": Whole(),
                        "known_address_days": Whole(),
                        "code_minutes": Whole(),
                    }
                ),
                "session": Table({"idle_minutes": Whole(), "longest_hours": Whole(), "seen_every_seconds": Whole()}),
                "password": Table(
                    {
                        "shorter_length": Whole(),
                        "shorter_classes": Whole(),
                        "longer_length": Whole(),
                        "least_different": Whole(),
                        "history": Whole(zero=True),
                        "longest_days": Whole(zero=True),
                        "initial_days": Whole(),
                    }
                ),
                "second_factor": Table({"roles": KEYS, "drift_steps": Whole(zero=True), "recovery_codes": Whole()}),
                "duties": Table({"confirmed": KEYS}),
                "staff_list": Table({"most_bytes": Whole(), "most_unpacked_bytes": Whole(), "most_rows": Whole()}),
                "tokens": Table({"longest_days": Whole(), "token_per_minute": Whole(), "address_per_minute": Whole()}),
            }
        )
    ),
    "statutes": entries(
        STATUTE,
        None,
        refers("entries", "law", "laws"),
        laws=ByKey(KEY, LAW),
        absent=ListOf(Table({"label": LABEL, "reason": LABEL})),
    ),
    "intake": Kind(
        Table(
            {
                "drafts": Table({"hours": Whole(), "most": Whole()}),
                "call_backs": Table({"tries": Whole()}),
                "flags": Table({"days": Whole(), "review_days": Whole()}),
                "duplicates": Table({"days": Whole(), "among": Whole(), "likeness_percent": Whole()}),
            }
        )
    ),
    "files": entries(
        {"most_mb": Whole()},
        None,
        has_keys(*FILE_KINDS),
        only_keys(*FILE_KINDS),
        case=Table({"files": Whole(), "mb": Whole()}),
        pictures=Table({"megapixels": Whole()}),
        packed=Table({"mb": Whole(), "parts": Whole()}),
        links=Table({"minutes": Whole()}),
        uploads=Table({"hours": Whole()}),
    ),
    "triage": entries(
        {"tell": LABEL, "basis": LABEL},
        {"channels": ListOf(Table({"key": KEY_OR_NUMBER, "label": LABEL, "tell": LABEL}), some=True)},
        has_keys(*TRIAGE),
        only_keys(*TRIAGE),
        says("emergency", "channels"),
    ),
    "terminations": entries(advice=LABEL),
}

# What is shipped without a schema of its own: labels whole, keys once. A name that is not shipped is refused: nobody
# would read such a pack.
DATA = Path(__file__).parent / "data"
KINDS: dict[str, Kind] = {path.stem: Kind(Free()) for path in sorted(DATA.glob("*.yaml"))} | OWN


def title(name: str) -> Label:
    """What a pack is called; its name where nobody gave it a title."""
    return TITLES.get(name, name)
