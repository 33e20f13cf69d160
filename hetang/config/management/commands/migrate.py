"""`hetang migrate`: Django's own, and then the rights of the other roles, which a new table does not have."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from hetang.config.environment import Environment
from hetang.config.roles.grants import apply_grants
from hetang.config.roles.names import names_of


class Command(migrate.Command):
    help = "更新数据库结构和各角色的权限 · bring tables and the roles' rights up to date"
    group = "care"
    role = "owner"

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            grant_all()


def grant_all() -> None:
    """`apply_grants` for the roles that the environment names, over Django's connection. Nothing for one role."""
    names = names_of(Environment.read())
    if names.others() and connection.settings_dict["USER"] == names.owner:
        connection.ensure_connection()
        apply_grants(connection.connection, names)
