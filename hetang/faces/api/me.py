"""Who a token acts as, what for and until when: the first thing a program asks."""

from django.utils.translation import get_language, gettext

from hetang.commons.accounts.api import ROLES, duties_of
from hetang.faces.api import answers
from hetang.faces.api.operations import Answer, Call, Operation
from hetang.ground.lib.labels import N_, pick


def read_me(call: Call) -> Answer:
    """The token's account, scopes and duties."""
    held = duties_of(call.user).held
    return Answer(
        {
            "account": {"id": call.user.pk, "name": pick(call.user.name, get_language() or "zh")},
            "scopes": sorted(call.token.scopes),
            "duties": [{"role": d.role, "name": gettext(ROLES[d.role]), "place": d.code} for d in held],
            "expires_at": call.token.expires_at.isoformat(),
        }
    )


OPERATIONS = (
    Operation(
        name="readMe",
        method="GET",
        path="/me",
        title=N_("我是谁"),
        about=N_("令牌代表哪个账号、有哪些范围、什么时候到期。先问这一句，就知道接通了没有。"),
        scope="",
        run=read_me,
        gives=answers.ME,
        gives_name="Me",
        tag=N_("令牌"),
        sample={
            "account": {"id": 9, "name": "12345 平台"},
            "scopes": ["read", "register"],
            "duties": [{"role": "operator", "name": "热线话务员", "place": "330105008"}],
            "expires_at": "2026-12-31T16:00:00+00:00",
        },
    ),
)
