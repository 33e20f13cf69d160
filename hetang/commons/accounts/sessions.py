"""The session engine (settings.SESSION_ENGINE): Django's, over our own table, which says whose a session is."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from hetang.commons.accounts.models import Session
from hetang.commons.accounts.policy import wall

ADDRESS, DEVICE = "address", "device"


class SessionStore(DatabaseStore):
    """`row` is the session as it was read; its columns cost no further question."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for `data`. A new key for the same account (a changed password) keeps its beginning."""
        made: Session = super().create_model_instance(data)  # type: ignore[assignment]
        now, before = wall(), self.row
        made.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        made.address, made.device = data.get(ADDRESS, ""), data.get(DEVICE, "")
        goes_on = before is not None and before.account_id == made.account_id
        made.started_at = before.started_at if before is not None and goes_on else now
        made.seen_at = now
        return made
