"""A form that was sent after the login had expired: its words travel with the sign-in page and are shown again.

They are signed and handed to the browser that typed them; the server keeps nothing of people it has not let in.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from hetang.ground.lib.errors import HIDDEN_NAME, back_address, typed_values

SALT = "hetang.accounts.unsent"
KEPT_FOR = timedelta(hours=12)
MOST_LETTERS = 200_000
SESSION_NAME = "unsent"


@dataclass(frozen=True)
class Unsent:
    """What was sent, where to, from which page; `account` is whose login had expired, 0 where nobody can tell."""

    account: int
    target: str
    page: str
    fields: list[tuple[str, str]]
    texts: list[str]

    @property
    def can_be_sent(self) -> bool:
        """Whether the whole form is here: not too long, without files and without secrets."""
        return bool(self.fields)


def collect(request: HttpRequest, account: int) -> Unsent:
    """From the refused request. Its form mark was checked before: nobody else can have written it."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    secret = any(HIDDEN_NAME.search(name) and "csrf" not in name.lower() and name != "next" for name, _ in pairs)
    whole = not secret and not request.FILES and sum(len(value) for _, value in pairs) <= MOST_LETTERS
    fields = [(name, value) for name, value in pairs if name != "csrfmiddlewaretoken"]
    return Unsent(
        account, request.get_full_path(), back_address(request), fields if whole else [], typed_values(request)
    )


def pack(unsent: Unsent) -> str:
    """As a hidden field carries it; "" for what is too long to carry."""
    if sum(len(text) for text in unsent.texts) > MOST_LETTERS:
        return ""
    return signing.dumps(asdict(unsent), salt=SALT, compress=True)


def unpack(text: str) -> Unsent | None:
    """What `pack` made, if it is unchanged and not too old."""
    try:
        found = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return Unsent(**{**found, "fields": [(name, value) for name, value in found["fields"]]})


def keep(request: HttpRequest, unsent: Unsent | None, account: int) -> bool:
    """Put it into the session of `account`, who is signing in. False where it is none, or somebody else's."""
    if unsent is None or not (unsent.texts or unsent.fields) or unsent.account not in (0, account):
        return False
    # Whose login had expired is not known of a session that is gone altogether: shown, but not sent with one press.
    known = asdict(unsent) if unsent.account else {**asdict(unsent), "fields": []}
    request.session[SESSION_NAME] = known
    return True


def kept(request: HttpRequest) -> Unsent | None:
    """What waits in this session."""
    found = request.session.get(SESSION_NAME)
    return Unsent(**found) if found else None


def safe_target(request: HttpRequest, target: str) -> str:
    """`target` if it is an address of this site, else ""."""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and is_ours else ""
