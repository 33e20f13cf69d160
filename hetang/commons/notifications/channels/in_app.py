"""The inbox in the program: what is put there has arrived."""

from collections.abc import Sequence
from functools import cache

from django.db import connection

from hetang.commons.notifications.models import Message
from hetang.commons.notifications.notice import Notice
from hetang.ground.lib.inserting import Insert

AT_ONCE = 500


class InApp:
    """Messages in inboxes."""

    def put(self, notices: Sequence[Notice]) -> int:
        """A message each."""
        told = 0
        for begin in range(0, len(notices), AT_ONCE):
            rows = [_row(each) for each in notices[begin : begin + AT_ONCE]]
            insert = _insert()
            with connection.cursor() as cursor:
                cursor.execute(f"{insert.sql(len(rows))} ON CONFLICT DO NOTHING", insert.values(*rows))
                told += cursor.rowcount
        return told

    def carry(self, _most: int, /) -> int:
        """Nothing waits."""
        return 0


@cache
def _insert() -> Insert:
    return Insert(Message)


def _row(notice: Notice) -> Message:
    return Message(
        account_id=notice.account,
        event=notice.event,
        template=notice.template,
        version=notice.version,
        fields=dict(notice.fields),
        subject_kind=notice.about.kind,
        subject_key=notice.about.key,
        link=notice.about.link,
        at=notice.at,
    )
