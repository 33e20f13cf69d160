"""Somebody who is party to a matter."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext

from hetang.commons.people.numbers import read_id_number
from hetang.commons.people.rules import (
    mask_address,
    mask_id_number,
    mask_name,
    mask_phone,
    name_words,
    spoken,
)
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import ERASED, N_

# The sealed fields; those of the second have a keyed index by which equal values are found.
FIELDS = ("name", "phone", "id_number", "address", "born")
INDEXED = frozenset({"name", "phone", "id_number"})
# How somebody is called who gave no name.
UNNAMED = N_("未留姓名")


class Person(models.Model):
    """A resident or other party. Everything about them is sealed under their own key; an empty key is a person erased.

    Persons are made by `record_persons`, changed by `put`; both keep the indexes true.
    """

    key = models.BinaryField()
    name_sealed = models.BinaryField(null=True)
    name_index = models.BinaryField(null=True)
    # Keyed digests of the name's beginning and of each two signs (bigint): an array and not a table, since a table
    # would have six rows for every person. Equal surnames have equal digests, which the decision record weighs.
    name_tokens = ArrayField(models.BigIntegerField(), default=list)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    id_number_sealed = models.BinaryField(null=True)
    id_number_index = models.BinaryField(null=True)
    address_sealed = models.BinaryField(null=True)
    born_sealed = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    # When the key was destroyed; the row stays as a tombstone that other rows point at.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Persons are known again by number and name together; by number alone it serves the look-up.
            models.Index(fields=["phone_index", "name_index"], name="people_person_phone"),
            models.Index(
                fields=["id_number_index"],
                condition=models.Q(id_number_index__isnull=False),
                name="people_person_id_number",
            ),
            GinIndex(fields=["name_tokens"], name="people_person_name"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    def put(self, field: str, value: str) -> None:
        """Seal `value` as `field` (one of FIELDS; "" empties it) with its index and tokens; not saved yet."""
        setattr(self, f"{field}_sealed", crypto.seal(bytes(self.key), value, field) if value else None)
        self._clear[field] = value
        if field in INDEXED:
            plain = spoken(value) if field == "name" else value
            setattr(self, f"{field}_index", crypto.blind_index(plain, field) if value else None)
        if field == "name":
            self.name_tokens = name_tokens(value)

    @property
    def is_erased(self) -> bool:
        """Whether this person's key is gone, and with it everything that was sealed under it."""
        return not self.key

    @property
    def name(self) -> str:
        """The name in clear, for those who work on the matter."""
        return gettext(ERASED) if self.is_erased else self._open("name") or gettext(UNNAMED)

    @property
    def is_named(self) -> bool:
        """Whether anybody told a name or a description; a caller need not."""
        return self.name_sealed is not None

    @property
    def phone(self) -> str:
        """The number in clear, or "". Show `masked_phone`; a plain view goes through `reveal`."""
        return self._open("phone")

    @property
    def id_number(self) -> str:
        """The identity number in clear, or ""."""
        return self._open("id_number")

    @property
    def address(self) -> str:
        """Where the person lives, in clear, or ""."""
        return self._open("address")

    @property
    def born_on(self) -> date | None:
        """The day of birth: from the identity number, else as it was told; None where nobody knows."""
        if self.id_number_sealed and not self.is_erased:
            return read_id_number(self.id_number).born_on
        told = self._open("born")
        return date.fromisoformat(told) if told else None

    @property
    def sex(self) -> str:
        """`male` or `female` by the identity number, else ""."""
        return read_id_number(self.id_number).sex if self.id_number_sealed and not self.is_erased else ""

    @property
    def masked_name(self) -> str:
        """张*, for those who need not know who it is."""
        return mask_name(self.name) if self.is_named and not self.is_erased else self.name

    @property
    def masked_phone(self) -> str:
        """The number for ordinary pages."""
        return mask_phone(self.phone) if self.phone else ""

    @property
    def masked_id_number(self) -> str:
        """Region and last four."""
        return mask_id_number(self.id_number) if self.id_number else ""

    @property
    def masked_address(self) -> str:
        """As far as the estate."""
        return mask_address(self.address) if self.address else ""

    def shown_name(self, *, full: bool) -> str:
        """The name as this reader sees it."""
        return self.name if full else self.masked_name

    def refresh_from_db(self, *args: object, **kwargs: object) -> None:
        """As Django's, forgetting what was opened before."""
        vars(self).pop("_opened", None)
        super().refresh_from_db(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def _clear(self) -> dict[str, str]:
        """What this object has opened already: a page names a person several times."""
        opened: dict[str, str] = vars(self).setdefault("_opened", {})
        return opened

    def _open(self, field: str) -> str:
        if self.is_erased:
            return ""
        if field not in self._clear:
            sealed = getattr(self, f"{field}_sealed")
            self._clear[field] = crypto.unseal(bytes(self.key), sealed, field) if sealed else ""
        return self._clear[field]


def name_tokens(name: str) -> list[int]:
    """The keyed digests that are stored for `name`."""
    return [crypto.as_number(crypto.blind_index(word, "name-word")) for word in name_words(name)]
