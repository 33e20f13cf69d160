"""Writing rows so that a second run changes nothing, and counting what a run did."""

from collections import Counter
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model

from hetang.ground.lib.yamlrows import Row

M = TypeVar("M", bound=Model)
CREATED, CHANGED, SAME = "created", "changed", "unchanged"


class Tally:
    """Per kind of row: how many were created, changed, left as they were."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}

    def count(self, kind: str, what: str) -> None:
        """Count one row."""
        self.counts.setdefault(kind, Counter())[what] += 1

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was created or changed."""
        return not any(done[CREATED] or done[CHANGED] for done in self.counts.values())

    def done(self) -> dict[str, dict[str, int]]:
        """What was created or changed, by kind of row."""
        counts = {kind: {what: n for what, n in done.items() if what != SAME} for kind, done in self.counts.items()}
        return {kind: done for kind, done in counts.items() if done}

    def keep(
        self, row: Row, model: type[M], key: dict[str, Any], values: dict[str, Any], once: dict[str, Any] | None = None
    ) -> M:
        """The row of `model` with this key and these values: created, changed or found so. Raises `LoadError`.

        `once` is set on creation and never looked at again.
        """
        kind = str(model._meta.model_name)
        found = model._default_manager.filter(**key).first()
        if found is None:
            made = model(**key, **values, **(once or {}))
            _check(row, made)
            made.save(force_insert=True)
            self.count(kind, CREATED)
            return made
        stale = [name for name, value in values.items() if getattr(found, name) != value]
        if not stale:
            self.count(kind, SAME)
            return found
        for name in stale:
            setattr(found, name, values[name])
        _check(row, found)
        found.save(update_fields=stale)
        self.count(kind, CHANGED)
        return found


def _check(row: Row, item: Model) -> None:
    """Lengths and choices, before the database says so in its own words."""
    links = [field.name for field in item._meta.concrete_fields if isinstance(field, ForeignKey)]
    try:
        item.clean_fields(exclude=[*links, "password"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        said = " ".join(messages)
        raise row.bad(f"“{name}”不合要求：{said}", f"“{name}” is not acceptable: {said}") from error
