"""Opening the database's own lock on frozen cases, for what the law itself asks: a correction allowed by name, erasure."""

from django.db import connection

from hetang.record.cases.models import Case


def thaw(case: Case | None = None) -> None:
    """Until the end of the transaction the content of `case` (of every case, where none is named) may be written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hetang.correcting', %s, true)", [str(case.pk) if case else "*"])
