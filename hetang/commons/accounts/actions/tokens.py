"""Tokens: made and taken back by administrators, taken back by whose account they act for, and known again."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Model

from hetang.commons.accounts.access import SECURITY, SYSTEM, is_admin, require_admin
from hetang.commons.accounts.actions.telling import intervene, reason_of, tell
from hetang.commons.accounts.duties import duties_of
from hetang.commons.accounts.models import SCOPES, Account, Token
from hetang.commons.accounts.models.token import NAME_CHARS
from hetang.commons.accounts.policy import policy, wall
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing, WrongState

# Secret scanners find a token that was left lying about by this.
PREFIX = "hetang_"
USED_EVERY = timedelta(hours=1)
_LONGEST = 100
_MARK = "digest"


@dataclass(frozen=True)
class Made:
    """A new token and its text, which is shown this once."""

    token: Token
    text: str


@transaction.atomic
def make_token(account: Account, *, name: str, scopes: Collection[str], days: int, by: Account) -> Made:
    """A token for a program that acts as `account`, for at most as many `days` as the pack `security` says.

    The system administrator makes it, for somebody else's account. What an administrator may do no program may.
    """
    require_admin(by, SYSTEM, account)
    called = " ".join(name.split())
    if not called or not scopes:
        raise Missing(N_("令牌还不完整。"), needs=[N_("用途名称")] if not called else [N_("至少一个范围")])
    longest = policy().token_days
    if len(called) > NAME_CHARS or not set(scopes) <= set(SCOPES) or not 1 <= days <= longest:
        raise Invalid(N_("令牌的名称、范围或有效天数不对。"), then=N_("有效期最长 %(longest)s 天。"), longest=longest)
    if not account.is_active or is_admin(account):
        raise WrongState(N_("停用的账号和管理员账号不能有令牌。"), then=N_("请为这个程序建一个只有相应职责的账号。"))
    text, now = PREFIX + secrets.token_urlsafe(32), wall()
    token = Token.objects.create(
        account=account,
        name=called,
        digest=digest_of(text),
        scopes=sorted(scopes),
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=days),
    )
    tell(account, "make_token", by=by, body={"token": token.pk, "scopes": token.scopes, "days": days})
    return Made(token, text)


@transaction.atomic
def revoke_token(token: Token, *, reason: str, by: Account) -> Token:
    """An administrator of accounts or of security ends a token at once."""
    require_admin(by, SECURITY if duties_of(by).has(SECURITY) else SYSTEM, token.account)
    why = reason_of(reason)
    token = _end(token)
    intervene(token.account, "revoke_token", why, by=by)
    return token


@transaction.atomic
def end_own_token(token: Token, *, by: Account) -> Token:
    """Whose account it acts for ends a token at once."""
    if token.account_id != by.pk:
        raise WrongState(N_("这不是您的令牌。"))
    token = _end(token)
    tell(by, "end_token", by=by, body={"token": token.pk})
    return token


def _end(token: Token) -> Token:
    token = Token.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is not None:
        raise WrongState(N_("这个令牌已经作废。"), then=N_("请刷新页面查看。"))
    token.revoked_at = wall()
    token.save(update_fields=["revoked_at"])
    return token


def digest_of(text: str) -> str:
    """By which a token is known again."""
    return hashlib.sha256(text.encode()).hexdigest()


def token_behind(text: str) -> Token | None:
    """The token, with its account, where it may be used now; whatever else it is, None. One query."""
    if not text.startswith(PREFIX) or len(text) > _LONGEST or not text.isascii():
        return None
    found, now = _read(digest_of(text)), wall()
    if found is None or found.expires_at <= now or not found.account.is_active:
        return None
    if found.used_at is None or now - found.used_at >= USED_EVERY:
        Token.objects.filter(pk=found.pk, used_at=found.used_at).update(used_at=now)
    return found


@cache
def _statement() -> tuple[str, tuple[Any, ...], int]:
    """The query for a token and its account as SQL, its values (a mark for the digest among them), the token's columns.

    Every request of a program asks it, and the ORM takes longer to write it than the database to answer.
    """
    sql, values = Token.objects.select_related("account").filter(digest=_MARK, revoked_at=None).query.sql_with_params()
    return sql, values, len(Token._meta.concrete_fields)


def _read(digest: str) -> Token | None:
    sql, values, own = _statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [digest if value == _MARK else value for value in values])
        row = cursor.fetchone()
    if row is None:
        return None
    token = Token.from_db(DEFAULT_DB_ALIAS, _names(Token), row[:own])
    token.account = Account.from_db(DEFAULT_DB_ALIAS, _names(Account), row[own:])
    return token


def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
