"""References that import-linter cannot see: foreign keys, migrations, templates. All against `.importlinter`."""

import ast
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model
from jinja2 import Environment, meta

from tooling import house, source

HOUSE = house.read()
Reference = tuple[str, str, str]  # room that refers, room referred to, where


def climbing(references: Iterable[Reference]) -> list[str]:
    """References that point up, or sideways to a stranger."""
    return [f"{where}: {user} -> {used}" for user, used, where in references if not HOUSE.may_use(user, used)]


def foreign_keys(models: Iterable[type[Model]]) -> list[Reference]:
    found = []
    for model in models:
        user = HOUSE.room_of(model.__module__)
        for field in model._meta.get_fields(include_hidden=False):
            if not isinstance(field, Field) or not isinstance(field.related_model, type):
                continue
            used = HOUSE.room_of(field.related_model.__module__)
            if user and used:
                found.append((user, used, f"{model.__name__}.{field.name}"))
    return found


def migration_dependencies(code: str, room: str, rooms: dict[str, str]) -> list[Reference]:
    """`rooms` maps app labels to rooms; Django's own apps are not in it."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assign) and any(
            getattr(t, "id", "") in {"dependencies", "run_before"} for t in node.targets
        ):
            labels = {str(c.value).split(".")[0] for c in ast.walk(node.value) if isinstance(c, ast.Constant)}
            if "AUTH_USER_MODEL" in ast.dump(node.value):
                labels.add(settings.AUTH_USER_MODEL.split(".")[0])
            found += [(room, rooms[label], f"migration of {room}") for label in labels if label in rooms]
    return found


def template_references(code: str) -> set[str]:
    """Names that a template includes, extends or imports; None stands for a name computed at run time."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 - parses, never renders
    return {name or "" for name in meta.find_referenced_templates(environment.parse(code))}


def templates() -> dict[str, str]:
    """Template name to the room that owns it."""
    owners = {}
    for path in source.tracked():
        if "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"} and path.parts[0] == "hetang":
            at = path.parts.index("templates")
            owners["/".join(path.parts[at + 1 :])] = ".".join(path.parts[:at])
    return owners


def test_every_room_is_in_the_table() -> None:
    missing = [config.name for config in apps.get_app_configs() if config.name.startswith("hetang.")]
    assert [name for name in missing if name not in HOUSE.height] == []


def test_foreign_keys_point_down() -> None:
    assert climbing(foreign_keys(apps.get_models())) == []


def test_a_foreign_key_that_points_up_is_found() -> None:
    account, case = "hetang.commons.people", "hetang.record.cases"
    lower = type("Lower", (), {"__module__": f"{account}.models", "_meta": _Meta(f"{case}.models")})
    assert climbing(foreign_keys([lower])) == ["Lower.owner: hetang.commons.people -> hetang.record.cases"]


class _Meta:
    """Just enough of Django's `_meta` to hold one relation."""

    def __init__(self, related_module: str) -> None:
        self.field: Field = Field(name="owner")
        self.field.related_model = type("Upper", (), {"__module__": related_module})

    def get_fields(self, *, include_hidden: bool) -> list[Field]:
        return [self.field]


def test_migrations_depend_on_rooms_below() -> None:
    rooms = {config.label: config.name for config in apps.get_app_configs() if config.name.startswith("hetang.")}
    references = []
    for path in source.tracked():
        if "migrations" in path.parts and path.suffix == ".py":
            references += migration_dependencies(
                source.text(path), HOUSE.room_of(source.module_name(path)) or "", rooms
            )
    assert climbing(references) == []


def test_a_migration_that_depends_on_a_room_above_is_found() -> None:
    rooms = {"cases": "hetang.record.cases", "accounts": "hetang.commons.accounts"}
    code = "class Migration:\n    dependencies = [('cases', '0001_initial'), ('auth', '0012')]"
    assert climbing(migration_dependencies(code, "hetang.commons.people", rooms)) != []
    swappable = "class Migration:\n    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]"
    assert climbing(migration_dependencies(swappable, "hetang.ground.journal", rooms)) != []


def _template_references() -> list[Reference]:
    owners = templates()
    found = []
    for path in source.tracked():
        if "templates" in path.parts and path.suffix == ".html" and path.parts[0] == "hetang":
            user = ".".join(path.parts[: path.parts.index("templates")])
            found += [(user, owners[n], str(path)) for n in template_references(source.text(path)) if n in owners]
    return found


def test_templates_refer_to_rooms_below() -> None:
    assert climbing(_template_references()) == []


def test_templates_exist_once_and_lie_in_a_room() -> None:
    names = [
        "/".join(path.parts[path.parts.index("templates") + 1 :])
        for path in source.tracked()
        if "templates" in path.parts and path.parts[0] == "hetang"
    ]
    assert len(names) == len(set(names)), "two rooms own a template of the same name"
    assert [owner for owner in templates().values() if owner not in HOUSE.height] == []


def test_a_template_that_includes_one_from_above_is_found() -> None:
    code = '{% extends "base.html" %}{% from "desk/parts.html" import row %}{% include "cases/panel.html" %}'
    assert template_references(code) == {"base.html", "desk/parts.html", "cases/panel.html"}
    owner = {"desk/parts.html": "hetang.faces.desk"}
    found = [("hetang.record.cases", owner[n], "x") for n in template_references(code) if n in owner]
    assert climbing(found) == ["x: hetang.record.cases -> hetang.faces.desk"]


def test_the_table_forbids_what_it_should() -> None:
    assert HOUSE.may_use("hetang.flow.intake", "hetang.flow.dispatch")
    assert not HOUSE.may_use("hetang.flow.dispatch", "hetang.flow.intake")
    assert not HOUSE.may_use("hetang.faces.desk", "hetang.faces.cockpit"), "strangers"
    assert not HOUSE.may_use("hetang.ground.journal", "hetang.record.cases")
    assert HOUSE.room_of("hetang.insight.projections") == "hetang.insight"
    assert Path(house.TABLE).exists()
