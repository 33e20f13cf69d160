"""Where personal data stand: every text column of the database, and every reference to a person, with who empties it.

`tests/security/test_inventory.py` compares this with the database's own catalogue: a column that is not listed fails.
`Erased(by)` names the function of settings.ERASURE that empties it, `Sealed(by)` also means that the content is
readable under the person's key only, `Points(why)` is a reference to a row that is itself emptied, and a plain text
says why no personal data can stand there. A table with one text instead of columns holds no data about residents at
all. Columns whose values come from a fixed list (`choices`) need no line.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Erased:
    """Personal: emptied by this function of the erasure list."""

    by: str


@dataclass(frozen=True)
class Sealed(Erased):
    """Personal and sealed under the person's key: unreadable once the key is gone."""


@dataclass(frozen=True)
class Points:
    """A reference to a person or party: harmless once that row is emptied."""

    why: str


Said = Erased | Points | str
CODE = "a code from a rule pack"
PLACE = "a place's code"
NUMBER = "a number that the house gave"

_PEOPLE = "hetang.commons.people.personal.erase"
_CASES = "hetang.record.cases.personal.erase"
_FOLLOWUP = "hetang.record.followup.personal.erase"
_RIGHTS = "hetang.record.rights.personal.erase"
_FINDING = "hetang.record.finding.personal.erase"
_DESK = "hetang.faces.desk.exporting.files.withdraw_erased"
_NOTIFICATIONS = "hetang.commons.notifications.personal.erase"
_EVIDENCE = "hetang.record.evidence.personal.erase"
_INTAKE = "hetang.flow.intake.personal.erase"
_INQUIRY = "hetang.flow.inquiry.personal.end_visits"

INVENTORY: dict[str, str | dict[str, Said]] = {
    # Django's own.
    "django_content_type": "names of our models",
    "django_migrations": "names of our migrations",
    "django_session": "who is signed in; ends with the session, at most twelve hours after the last page",
    "auth_group": "not used",
    "auth_permission": "names of our models",
    # The queue of long jobs: keys of rows as arguments, and gone when they are done.
    "procrastinate_jobs": "names of jobs and keys of rows: no job takes anything else (ground/lib/jobs.py)",
    "procrastinate_events": "states of jobs",
    "procrastinate_periodic_defers": "not used",
    "procrastinate_workers": "not used",
    # Ground.
    "rulepacks_rulepack": "rules, no persons",
    "rulepacks_counter": "scopes of numbers",
    "journal_stream": "kinds of streams and hashes",
    "journal_root": "hashes",
    "journal_leaf": "kinds of streams and hashes",
    "journal_offset": "names of consumers",
    "journal_event": {
        "stream_kind": "the kind of stream",
        "algorithm": "the name of a digest",
        "verb": "a verb of a table",
        "district": PLACE,
        "street": PLACE,
        "community": PLACE,
        "body_text": "references and codes only: held by test_events_hold_no_names",
        "prev_hash": "a hash",
        "hash": "a hash",
    },
    # Commons.
    "places_place": "places, no persons",
    "places_unit": "units, no persons",
    "announcements_announcement": "what a street tells everybody, and which of its staff said it; no residents",
    "rulebook_proposal": "rules, and why staff would change them; no residents",
    "alliance_alliance": "the street's alliance, no residents",
    "alliance_hotline": "the street's numbers",
    "alliance_station": "the stations' addresses and numbers",
    "alliance_team": "teams, no residents",
    "alliance_service": "services, no residents",
    "alliance_brand": "brands, no residents",
    "alliance_covenant": "covenants, no residents",
    "alliance_clause": "covenants, no residents",
    "alliance_shift": "staff on duty, no residents",
    "alliance_shiftchange": "staff on duty, no residents",
    "knowledge_article": "questions and answers for everybody, no residents; numbers typed in are masked",
    "knowledge_edition": "questions and answers for everybody, no residents; numbers typed in are masked",
    "notifications_letter": {
        "person_id": Points("the emptied row"),
        "channel": "the name of a channel",
        "template": CODE,
        "subject_kind": "a kind of subject",
        "district": PLACE,
        "street": PLACE,
        "sealed": Sealed(_NOTIFICATIONS),
    },
    "progress_undelivered": {"party_id": Points("a party whose person is emptied"), "template": CODE},
    "notifications_message": "staff told of a step: a case's number, codes and names of staff, no residents",
    "documents_storedfile": {
        "token": "a random name",
        "subject_kind": "case",
        "key": Erased(_EVIDENCE),
        "name_sealed": Erased(_EVIDENCE),
        "digest": "a digest of a whole file",
        "scanned_by": "the name of a program",
    },
    "evidence_evidence": {"party_id": Points("a party whose person is emptied")},
    "documents_upload": {
        "token": "a random name",
        "subject_kind": "case",
        "key": Erased(_EVIDENCE),
        "name_sealed": Erased(_EVIDENCE),
        "given": "keys of rows",
        "refusal": "a message of the house, without the file's name",
    },
    "documents_gonefile": "random names",
    "accounts_account": "staff, not residents: kept as long as their acts are on record",
    "accounts_duty": "staff, not residents",
    "accounts_delegation": "staff standing in for staff, no residents",
    "accounts_passwordused": "hashes of passwords of staff",
    "accounts_session": "who is signed in; a form that was sent too late stays in it until it is sent; ended ones go daily",
    "accounts_signin": "staff who sign in, and from where",
    "accounts_throttle": "names and addresses that failed to sign in",
    "accounts_secondfactor": "sealed secrets of staff",
    "accounts_recoverycode": "digests",
    "accounts_intervention": "staff, and why an administrator stepped in",
    "api_sent": "digests of requests of programs, and answers with numbers and states of cases; gone after two days",
    "api_endpoint": "addresses of programs, and sealed secrets",
    "api_delivery": "codes of what happened and of what came of telling it",
    "api_rate": "addresses and keys of tokens, and how often they asked this minute",
    "accounts_token": "what a program is called that acts as a colleague, and a digest",
    "accounts_stafflist": "staff; the rows go when the list is taken over",
    "people_person": {
        "key": Erased(_PEOPLE),
        "name_sealed": Sealed(_PEOPLE),
        "name_index": Erased(_PEOPLE),
        "name_tokens": Erased(_PEOPLE),
        "phone_sealed": Sealed(_PEOPLE),
        "phone_index": Erased(_PEOPLE),
        "id_number_sealed": Sealed(_PEOPLE),
        "id_number_index": Erased(_PEOPLE),
        "address_sealed": Sealed(_PEOPLE),
        "born_sealed": Sealed(_PEOPLE),
    },
    "people_accesslog": {
        "subject_kind": "case or person",
        "subject": "a case's number",
        "field": "the name of a field",
        "reason": Erased(_PEOPLE),
        "address": "the reader's machine, not the resident's",
    },
    "people_tally": {
        "limit": "the name of a limit",
        "subject": "a keyed digest that leads to nobody; goes with its window",
    },
    "people_exportlog": {
        "operator": "a user of the machine",
        "what": "what kind of export",
        "filter": "what the exporting page was set to; pages keep no names and numbers in it",
        "digest": "a digest",
        "address": "the exporter's machine",
    },
    # Record.
    "cases_case": {
        "number": NUMBER,
        "code": NUMBER,
        "category": CODE,
        "rules": "names and versions of rule packs",
        "title": Erased(_CASES),
        "summary": Erased(_CASES),
        "place_text": Erased(_CASES),
        "district": PLACE,
        "street": PLACE,
        "community": PLACE,
    },
    "cases_caseaccess": {"role": "a role of the house"},
    "cases_caseclock": {"name": "the name of a deadline", "rule": CODE},
    "cases_clockpause": {"reason": CODE},
    "cases_clockextension": {"unit": "a unit of time"},
    "cases_glassalert": {"reason": Erased(_CASES)},
    "cases_note": {"text": Erased(_CASES)},
    "cases_answer": {"verb": "a verb of a table", "text": Erased(_CASES)},
    "cases_correction": {
        "party_id": Points("a party whose person is emptied"),
        "field": "the name of a field",
        "old": Erased(_CASES),
        "new": Erased(_CASES),
        "old_sealed": Sealed(_CASES),
        "new_sealed": Sealed(_CASES),
        "reason": Erased(_CASES),
    },
    "cases_override": {"field": "the name of a field", "reason": Erased(_CASES)},
    "cases_riskchange": {"factors": CODE, "reason": Erased(_CASES)},
    "cases_policereport": {"station": "a police station", "receipt": "a number that the police gave"},
    "cases_textreference": {
        "code": "a random mark",
        "key": Erased(_CASES),
        "sealed": Erased(_CASES),
        "index": Erased(_CASES),
    },
    "cases_party": {
        "person_id": Points("the emptied row"),
        "of_id": Points("a party whose person is emptied"),
        "relation": Erased(_CASES),
        "credit_code": Erased(_CASES),
        "born_sealed": Sealed(_CASES),
    },
    "finding_entry": {
        "words": Erased(_FINDING),
        "facets": "places, units, accounts of staff, days and codes",
    },
    "followup_obligation": {
        "debtor_id": Points("a party whose person is emptied"),
        "creditor_id": Points("a party whose person is emptied"),
        "act": Erased(_FOLLOWUP),
        "means": Erased(_FOLLOWUP),
    },
    "followup_followup": {"party_id": Points("a party whose person is emptied")},
    "rights_consent": {
        "person_id": Points("the emptied row"),
        "guardian_id": Points("another person's row"),
        "notice": CODE,
    },
    "rights_request": {
        "person_id": Points("the emptied row: it proves that the request was met"),
        "number": NUMBER,
        "words": Erased(_RIGHTS),
        "district": PLACE,
        "street": PLACE,
        "community": PLACE,
        "ground": CODE,
        "outcome": "names of columns and counts",
    },
    # Services and flow.
    "mediation_mediation": {"termination": CODE, "regime": CODE},
    "mediation_fee": {"regime": CODE},
    "mediation_attempt": {"party_id": Points("a party whose person is emptied"), "outcome": CODE, "effect": CODE},
    "mediation_settlement": {"grounds": "keys of statutes and clauses"},
    "archive_casefile": {"items": "keys of file items", "retention": CODE},
    "archive_appraisal": {
        "number": NUMBER,
        "street": PLACE,
        "reason": "written about a file, not a person; the form says so",
        "approval": "the archive authority's reference",
    },
    "archive_tombstone": {
        "number": NUMBER,
        "kind": "a kind of case",
        "category": CODE,
        "street": PLACE,
        "digest": "a digest of destroyed rows",
        "rows": "names of tables and counts",
    },
    "dispatch_assignment": {"return_reason": CODE},
    # Texts of tasks and transfers stand in cases_note.
    "dispatch_routingrule": "rules of the office in words of the trade, no residents",
    "inquiry_onetimecode": {
        "ticket": "a digest of random signs",
        "digest": "a keyed digest of a code that held ten minutes",
        "party_id": Erased(_INQUIRY),
    },
    "inquiry_visit": {
        "token": "a digest of random signs",
        "party_id": Erased(_INQUIRY),
    },
    "intake_contact": {
        "person_id": Points("the emptied row"),
        "text": Erased(_INTAKE),
        "key": Erased(_INTAKE),
        "sealed": Erased(_INTAKE),
        "alike": NUMBER,
        "triage": CODE,
        "told": Erased(_INTAKE),
        "handed_to": CODE,
        "reference": "a number that the sender gave",
        "sender": "an office, no resident",
        "district": PLACE,
        "street": PLACE,
        "community": PLACE,
        "submission": "a random mark of one form",
        "more": Erased(_INTAKE),
        "verb": CODE,
        "digest": Erased(_INTAKE),
    },
    "intake_importrun": {
        "token": "a random name of a file; the file goes with the words of a case that was made from it",
        "file_name": "what somebody called their file",
        "source": "the name of another system",
        "file_digest": "a digest of a whole file",
        "mapping_digest": "a digest of a mapping",
        "mapping": "names of columns and codes, no resident",
        "counts": "figures",
        "failure": "a message of the house, no resident",
    },
    "intake_importedrow": {
        "street": PLACE,
        "order_number": "a number that another system gave",
        "reason": "a message of the house, no resident",
    },
    "intake_draft": {
        "submission": "a random mark of one form",
        "tab": "a random mark of one tab of a browser",
        "key": Erased(_INTAKE),
        "sealed": Erased(_INTAKE),
    },
    "intake_callerflag": {
        "person_id": Points("the emptied row"),
        "street": PLACE,
        "reason": Erased(_INTAKE),
    },
    "intake_callback": {
        "person_id": Points("the emptied row"),
        "note": Erased(_INTAKE),
        "district": PLACE,
        "street": PLACE,
        "community": PLACE,
    },
    # The desk.
    "desk_savedview": "what staff call a filter (numbers masked), and the filter",
    "desk_columnset": "names of columns",
    "desk_export": {
        "query": "filters",
        "reason": "why staff took a list away: about the list, numbers masked",
        "scope": "a digest of duties",
        "cursor": "a place in a list",
        # The file goes with the words of a case that stands in it.
        "token": Erased(_DESK),
        "digest": "a digest of a whole file",
    },
    # Insight.
    "insight_figure": "counts per day and community",
}
