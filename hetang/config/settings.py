"""Django settings. Values come from `environment.py`; a street's own options are rows in rule packs."""

from pathlib import Path

from hetang.config import plumbing, registries
from hetang.config.environment import Environment

ENV = Environment.read()
PACKAGE = Path(__file__).resolve().parents[1]

HETANG_HOME = ENV.home
DEMO = ENV.demo
DEBUG = ENV.debug
# In a practice place the file with its logins, else None; and where the practice place beside a real one is.
PRACTICE = ENV.home / "practice.json" if ENV.practice else None
PRACTICE_URL = ENV.practice_url
# An empty key makes Django refuse to start: `hetang up` writes one into the home folder, production sets its own.
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.hosts)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    # The house, from the ground up.
    "hetang.ground.lib",
    "hetang.ground.rulepacks",
    "hetang.ground.journal",
    "hetang.commons.places",
    "hetang.commons.accounts",
    "hetang.commons.rulebook",
    "hetang.commons.announcements",
    "hetang.commons.people",
    "hetang.commons.alliance",
    "hetang.commons.knowledge",
    "hetang.commons.notifications",
    "hetang.commons.documents",
    "hetang.record.cases",
    "hetang.record.rights",
    "hetang.record.followup",
    "hetang.record.finding",
    "hetang.record.remarks",
    "hetang.record.evidence",
    "hetang.services.mediation",
    "hetang.flow.archive",
    "hetang.flow.dispatch",
    "hetang.flow.intake",
    "hetang.flow.progress",
    "hetang.flow.inquiry",
    "hetang.insight",
    "hetang.faces.desk",
    "hetang.faces.cockpit",
    "hetang.faces.api",
    "hetang.faces.portal",
    "hetang.config",
]

MIDDLEWARE = [
    # Counts what all others answer; a load balancer's questions come without a host name we know.
    "hetang.config.watching.meter.Meter",
    "hetang.config.watching.probes.Probes",
    # Asked once a second by every open desk: answered before anything else is done.
    "hetang.faces.desk.live.LiveNews",
    "django.middleware.security.SecurityMiddleware",
    # Programs are answered in JSON, whatever refused them on the way.
    "hetang.faces.api.middleware.ProblemAnswers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hetang.commons.accounts.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "hetang.ground.lib.middleware.CallerMiddleware",
    "hetang.ground.lib.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "hetang.config.urls"
WSGI_APPLICATION = "hetang.config.wsgi.application"
TEMPLATES = plumbing.TEMPLATES
FORM_RENDERER = "hetang.ground.lib.jinja.FormRenderer"

DATABASES = {"default": plumbing.database(ENV.address, ENV.pool_size)}
# As it was given, for those who must know whether it is the embedded one.
DATABASE_ADDRESS = ENV.database_url
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/login/"
# Where strangers are led who come to the bare address.
RESIDENTS_HOME = "/p/"
# What a password must be like is data: the rule pack `security`.
AUTH_PASSWORD_VALIDATORS = [{"NAME": "hetang.commons.accounts.validation.HouseRules"}]
PASSWORD_HASHERS = [
    # Not Argon2: it takes 100 MB of memory for each person who signs in; see docs/decisions/0011-signing-in.md.
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "hetang.commons.accounts.hashers.InitialCodeHasher",
]

# What seals personal data from now on: "aes" (AES-256-GCM, SHA-256) or "sm4" (SM4-GCM, SM3). Older values stay readable.
CRYPTO_PROVIDER = ENV.crypto

# Who took data away is noted there; `hetang backup` asks by name, since it saves any database.
EXPORT_LOG = {"table": "people_exportlog", "note": "hetang.commons.people.api.note_export"}
# What a restore asks of the rooms: who was erased (it erases them again), from the live database and from list files.
RESTORING = {
    "so_far": "hetang.record.rights.api.erased_so_far",
    "read": "hetang.record.rights.api.read_list",
    "repeat": "hetang.record.rights.api.erase_again",
    "keep": "hetang.record.rights.api.add_to_lists",
}
# Where the list of erased persons is kept outside the database: in the home folder, and once more on another disk.
ERASED_LISTS = [ENV.home / "erased.jsonl", *([Path(ENV.erased_list)] if ENV.erased_list else [])]
# Where dated backups and, apart from them, their keys are kept; `hetang up` makes one a night where both are named.
BACKUPS, BACKUP_KEYS = ENV.backups, ENV.backup_keys
# Every column that holds keys wrapped by the master: `hetang keys rotate` goes through them.
WRAPPED_KEYS = ["people.Person.key", "cases.TextReference.key", "accounts.SecondFactor.key"]
WRAPPED_KEYS += [
    "intake.Contact.key",
    "intake.Draft.key",
    "api.Endpoint.key",
    "documents.StoredFile.key",
    "documents.Upload.key",
]

# Forms whose files must not lie in clear in a temporary folder, even for a moment.
IN_MEMORY = {"case-evidence-form", "portal-file", "portal-photos", "portal-receipt-photos"}
FILE_UPLOAD_HANDLERS = [
    "hetang.ground.lib.inmemory.InMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Where ClamAV listens (`unix:/run/clamav/clamd.ctl`, `tcp:127.0.0.1:3310`); "" where files are not scanned.
CLAMD = ENV.clamd
# A bucket of an S3-compatible store, `https://host/bucket?region=…`, where files lie; "" for the disk.
BUCKET, BUCKET_KEY, BUCKET_SECRET = ENV.bucket, ENV.bucket_key, ENV.bucket_secret

# Where the `words` process answers, 127.0.0.1:8790; "" where there is none and each process looks for words itself.
WORDS_ADDRESS = ENV.words

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = ENV.home / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# TLS ends at the proxy, which must set this header itself and drop what a browser sends under its name.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = ENV.https
CSRF_COOKIE_SECURE = ENV.https
SESSION_ENGINE = "hetang.commons.accounts.sessions"
# How long a session really lasts is data. The cookie outlives it, so that a form which is sent too late is known as
# one whose login has expired, and its words are not lost.
SESSION_COOKIE_AGE = 7 * 86_400
# Only what these write into X-Forwarded-For is believed when a client's address is looked at.
TRUSTED_PROXIES = list(ENV.trusted_proxies)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hetang.ground.lib.errors.csrf_failure"
CONTENT_SECURITY_POLICY = plumbing.CONTENT_SECURITY_POLICY
LOGGING = plumbing.logging("all" if DEBUG else ENV.log)

# Whoever reads /metrics brings this; without one only this machine may.
METRICS_TOKEN = ENV.metrics_token

# Registries: a lower room asks by name what the rooms above it offer, so that no import has to point upwards.
CASE_FACTS = registries.CASE_FACTS
# Called after the category of a case was put right.
CATEGORY_CORRECTED = ["hetang.flow.archive.api.follow_category"]
# Called when a case leaves its handler's hands.
CASE_RELEASES = ["hetang.flow.dispatch.api.end_handling"]
# Called after every step of a case, with the state before and who took it; and when a case is sealed, with by whom.
CASE_STEPS = ["hetang.flow.dispatch.api.end_with_step"]
CASE_SEALED = [
    "hetang.flow.dispatch.api.end_all_asked",
    "hetang.flow.intake.personal.withdraw_sealed",
    "hetang.faces.desk.exporting.files.withdraw_sealed",
]
CASE_PANELS = [
    "hetang.flow.dispatch.panels.dispatch_panel",
    "hetang.flow.dispatch.panels.joint_panel",
    "hetang.services.mediation.panels.mediation_panel",
    "hetang.record.followup.panels.obligations_panel",
    "hetang.record.followup.panels.followup_panel",
    "hetang.record.cases.panels.risk_panel",
    "hetang.record.cases.panels.verbs_panel",
    "hetang.flow.archive.panels.archive_panel",
    "hetang.record.cases.panels.clocks_panel",
    "hetang.record.evidence.panels.evidence_panel",
    "hetang.record.cases.panels.parties_panel",
    "hetang.record.cases.panels.links_panel",
    "hetang.flow.intake.panels.contacts_panel",
    "hetang.record.remarks.panels.remarks_panel",
    "hetang.record.rights.panels.consents_panel",
    "hetang.services.mediation.panels.grounds_panel",
]
PARTY_COLUMNS = {"told": "hetang.record.rights.queries.consents_column"}
EVENT_TEXTS = [
    "hetang.record.cases.narrative.TEXTS",
    "hetang.record.rights.narrative.TEXTS",
    "hetang.record.followup.narrative.TEXTS",
    "hetang.record.remarks.narrative.TEXTS",
    "hetang.record.evidence.narrative.TEXTS",
    "hetang.services.mediation.narrative.TEXTS",
    "hetang.flow.dispatch.narrative.TEXTS",
    "hetang.flow.archive.narrative.TEXTS",
    "hetang.flow.intake.narrative.TEXTS",
    "hetang.flow.progress.narrative.TEXTS",
    "hetang.commons.knowledge.narrative.TEXTS",
]
AUDITED = registries.AUDITED
# Which digest new events and roots are made with; old ones keep the one they were made with.
JOURNAL_DIGEST = ENV.digest
# Closed networks to which deliveries may be sent all the same: a district's own, most often.
WEBHOOK_NETWORKS = list(ENV.webhook_networks)
JOURNAL_CONSUMERS = {
    "webhooks": "hetang.faces.api.webhooks.consumer.Deliveries",
    "figures": "hetang.insight.projections.Figures",
    "finding": "hetang.record.finding.projection.Entries",
    "telling": "hetang.flow.progress.consumer.Telling",
}
# How staff and how the people concerned are told; the log until there is a carrier for their telephones.
MESSAGE_CHANNELS = {
    "staff": "hetang.commons.notifications.channels.in_app.InApp",
    "people": "hetang.commons.notifications.channels.log.Log",
}
# What a message is about → which of these keys its reader may still see: (account, keys) -> keys.
MESSAGE_SIGHT = {
    "case": "hetang.record.cases.api.seen_cases",
    "call_back": "hetang.flow.intake.api.seen_call_backs",
}
# What rooms above the record find cases by: (cases) -> {case: marks}.
FINDING_MARKS = ["hetang.insight.api.measures_of"]
# Modules whose jobs `hetang jobs` does; no room is searched for them.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["hetang.faces.desk.exporting.work", "hetang.flow.intake.importing.work"]
PROCRASTINATE_IMPORT_PATHS += ["hetang.config.backups.schedule", "hetang.commons.documents.work"]
PROCRASTINATE_IMPORT_PATHS += ["hetang.record.cases.recomputing"]
# Called when somebody has taken a new calendar on a page: what runs by it is worked out again.
RULES_CHANGED = "hetang.record.cases.api.ask_recompute"
PROCRASTINATE_IMPORT_PATHS += ["hetang.faces.api.webhooks.sending"]
# What the worker does once a day.
DAILY = [
    "hetang.commons.accounts.api.delete_old_sessions",
    "hetang.flow.intake.api.delete_old_drafts",
    "hetang.flow.intake.api.delete_old_files",
    "hetang.flow.intake.api.end_due_flags",
    "hetang.faces.desk.exporting.files.expire_exports",
    "hetang.record.rights.api.keep_lists",
    "hetang.config.backups.schedule.plan",
    "hetang.commons.notifications.api.delete_old_messages",
    "hetang.commons.documents.api.expire_uploads",
    "hetang.faces.api.keys.delete_old_keys",
    "hetang.faces.api.limits.forget_old_counts",
    "hetang.faces.api.webhooks.wake.forget_old",
    "hetang.commons.people.api.delete_old_tallies",
    "hetang.flow.inquiry.api.delete_old_visits",
]
# What it does at least once a minute: short work that an index finds at once.
OFTEN = [
    "hetang.flow.dispatch.api.chase_silent",
    "hetang.flow.progress.api.note_late",
    "hetang.flow.progress.api.chase_late",
    "hetang.commons.notifications.api.carry_messages",
    "hetang.record.evidence.api.take_waiting",
    "hetang.commons.documents.api.clear_gone_files",
    "hetang.faces.api.webhooks.wake.wake_due",
]
NAVIGATION = [
    "hetang.record.cases.navigation.entries",
    "hetang.faces.desk.navigation.entries",
    "hetang.faces.cockpit.navigation.entries",
    "hetang.commons.accounts.navigation.entries",
    "hetang.commons.people.navigation.entries",
    "hetang.commons.rulebook.navigation.entries",
    "hetang.commons.announcements.navigation.entries",
    "hetang.record.rights.navigation.entries",
    "hetang.commons.knowledge.navigation.entries",
    "hetang.flow.intake.navigation.entries",
    "hetang.flow.archive.navigation.entries",
    "hetang.flow.dispatch.navigation.entries",
    "hetang.commons.alliance.navigation.entries",
    "hetang.faces.api.navigation.entries",
    "hetang.config.watching.navigation.entries",
    "hetang.commons.notifications.navigation.entries",
    "hetang.config.practice.navigation.entries",
]
# What stands for something else in a text of a rule pack, put into words: (text) -> text.
RULE_WORDS = ["hetang.flow.progress.api.without_fields"]
# What keeps a unit from being closed: (unit id) -> whether there is something.
UNIT_IN_USE = ["hetang.record.cases.api.has_open_cases"]
# Account → (how many things are still in hand, where to hand them over): asked before somebody leaves.
LEAVING_NOTICES = ["hetang.flow.dispatch.api.leaving_notice"]
LIFECYCLES = registries.LIFECYCLES

# A person's data, room by room (docs/decisions/0012-erasure-and-retention.md). What is where: `hetang/config/inventory.py`.
# Their copy: (person) -> (title, rows).
PERSON_COPY = [
    "hetang.commons.people.personal.copy_person",
    "hetang.record.cases.personal.copy_cases",
    "hetang.flow.intake.personal.copy_contacts",
    "hetang.flow.intake.personal.copy_call_backs",
    "hetang.services.mediation.personal.copy_attempts",
    "hetang.record.followup.personal.copy_obligations",
    "hetang.record.followup.personal.copy_follow_ups",
    "hetang.record.evidence.personal.copy_evidence",
    "hetang.record.rights.personal.copy_consents",
    "hetang.record.rights.personal.copy_requests",
    "hetang.commons.notifications.personal.copy_letters",
    "hetang.commons.people.personal.copy_reads",
]
# The erasure list: (person, cases) -> {"table.column": rows}. The key goes last.
ERASURE = [
    "hetang.faces.desk.exporting.files.withdraw_erased",
    "hetang.commons.notifications.personal.erase",
    "hetang.flow.inquiry.personal.end_visits",
    "hetang.flow.intake.personal.erase",
    "hetang.record.followup.personal.erase",
    "hetang.record.rights.personal.erase",
    "hetang.record.finding.personal.erase",
    "hetang.record.evidence.personal.erase",
    "hetang.record.cases.personal.erase",
    "hetang.commons.people.personal.erase",
]
# Where the law keeps the file: every use but keeping ends.
RESTRICTION = [
    "hetang.flow.inquiry.personal.end_visits",
    "hetang.record.rights.personal.restrict",
    "hetang.record.cases.personal.restrict",
    "hetang.flow.intake.personal.withdraw_erased",
    "hetang.faces.desk.exporting.files.withdraw_erased",
    "hetang.commons.notifications.personal.restrict",
]
# Copies that were taken out of the record with these cases, before their files are destroyed: (cases) -> None.
COPIES = ["hetang.flow.intake.importing.handing_in.withdraw", "hetang.faces.desk.exporting.files.withdraw"]
# The person's own row, where no other street has a case of theirs.
PERSON_RESTRICTION = ["hetang.commons.people.personal.restrict"]
# Which of these cases the law keeps, and until when: (cases) -> {case: day or None}.
FILES_KEPT = ["hetang.flow.archive.api.files_kept"]
# What goes with a case's file, in the order in which it can go: (cases) -> querysets.
RETENTION = [
    "hetang.flow.progress.personal.rows_of",
    "hetang.faces.api.webhooks.reading.rows_of",
    "hetang.flow.inquiry.personal.rows_of",
    "hetang.flow.intake.personal.rows_of",
    "hetang.flow.dispatch.personal.rows_of",
    "hetang.flow.archive.personal.rows_of",
    "hetang.services.mediation.personal.rows_of",
    "hetang.record.followup.personal.rows_of",
    "hetang.record.rights.personal.rows_of",
    "hetang.record.finding.personal.rows_of",
    "hetang.record.remarks.personal.rows_of",
    "hetang.record.evidence.personal.rows_of",
    "hetang.record.cases.personal.rows_of",
]
LOG_RETENTION = registries.LOG_RETENTION
