"""Putting a mistake right, the old value kept; and the one way to do so after closing."""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import mask_numbers
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.references import unmarked
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.record.cases import access
from hetang.record.cases.actions.clocks import apply_category
from hetang.record.cases.actions.state import require_reason
from hetang.record.cases.asides import ASIDES
from hetang.record.cases.clocks import WORK, stop_clock
from hetang.record.cases.correcting import FIELDS, STANDING, Field, share_standing, stored
from hetang.record.cases.models import Case, Correction, Override, Party
from hetang.record.cases.protecting import protect
from hetang.record.cases.thawing import thaw
from hetang.record.cases.turning import turn_clocks
from hetang.record.cases.writing import lock, open_overrides, require_unchanged, tell

SEAL = "correction"


@transaction.atomic
def correct_case(
    case: Case, *, field: str, new: str, reason: str, party: Party | None = None, seen: int | None = None, by: Account
) -> Correction:
    """Put one value right (`FIELDS`), keeping the old one, who, when and why. `new` is the text as typed.

    A closed case is frozen: then somebody must have allowed this very field (`allow_correction`), once.
    """
    require_reason(reason)
    known = FIELDS.get(field)
    if known is None or known.of_party != (party is not None):
        raise Invalid(N_("这一项不能更正。"), then=N_("请从列表中选择要更正的项目。"))
    case = lock(case, correcting=field)
    override = _require_may(case, field, by=by)
    require_unchanged(case, seen, ("correct",), what=known.label)
    if party is not None:
        party = Party.objects.select_for_update(of=("self",)).select_related("person").get(pk=party.pk)
        if party.case_id != case.pk:
            raise Invalid(N_("所选的当事人不在这件案件里。"))
    target: Case | Party = party or case
    name = field.rpartition(".")[2]
    value = known.read(new, case, party)
    if known.is_text:
        value = _protected(case, name, value, target)
    old = getattr(target, name)
    if old == value:
        raise Invalid(N_("和原来的一样，没有什么可更正的。"))
    correction = _keep(case, known, field, stored(old), stored(value), reason, target, override, by)
    setattr(target, name, value)
    if not case.is_open:
        thaw(case)
    column = "born_sealed" if name == "born_on" else name
    target.save(update_fields=[column])
    _follow(case, field, column, party)
    body: dict[str, object] = {"correction": correction.pk, "field": field}
    if known.is_code:
        body |= {"from": stored(old), "to": stored(value)}
    tell(case, "correct", by=by, note=reason, body=body)
    if field == "category":
        apply_category(case, by=by)
    return correction


def _follow(case: Case, field: str, column: str, party: Party | None) -> None:
    """What hangs on the value: a person's other parts in the case, the clocks of the kind."""
    if column in STANDING and party is not None:
        share_standing(party)
    if field == "kind":
        stop_clock(case, *WORK)
        turn_clocks(case, "register")


@transaction.atomic
def allow_correction(case: Case, *, field: str, reason: str, by: Account) -> Override:
    """A lead or leader allows one correction of one field of a closed case, saying why (wishes: 冻结后须具名放行)."""
    require_reason(reason)
    if field not in FIELDS or field == "kind":
        raise Invalid(N_("这一项不能更正。"), then=N_("请从列表中选择要更正的项目。"))
    case = lock(case, moving=True)
    move = ASIDES["allow_correction"]
    access.require(by, move, case)
    if case.state not in move.from_states:
        raise WrongState(
            N_("现在是“%(state)s”，不能“%(verb)s”。"),
            then=N_("没有结案的案件可以直接更正；作废的不再更正。"),
            state=case.state_label,
            verb=move.label,
        )
    if open_overrides(case).filter(field=field).exists():
        raise WrongState(N_("这一项已经准许更正，还没有用。"), then=N_("请直接更正。"))
    override = Override.objects.create(
        case=case, field=field, reason=protect(case, reason.strip()), at=clock.now(), by=by
    )
    tell(case, "allow_correction", by=by, note=reason, body={"field": field, "override": override.pk})
    return override


def _protected(case: Case, name: str, text: str, target: Case | Party) -> str:
    """`text` as it is stored. A title and what is said of a person are read where nobody unfolds a mark: masks alone.

    Marks are longer than what was typed; `Invalid` where the text has no room any more.
    """
    text = mask_numbers(unmarked(text)) if target is not case or name == "title" else protect(case, text)
    most = getattr(target._meta.get_field(name), "max_length", None)
    if most is not None and len(text) > most:
        raise Invalid(N_("改成的内容为空或太长。"), then=N_("请核对后再提交。"))
    return text


def _require_may(case: Case, field: str, *, by: Account) -> Override | None:
    """An open case: whoever may add to it. A frozen one: its handler, lead or leader, with the override."""
    if case.is_open:
        access.require_edit(by, case)
        return None
    if case.assignee_id != by.pk:
        access.require(by, ASIDES["allow_correction"], case)
    return open_overrides(case).select_for_update().get(field=field)


def _keep(
    case: Case,
    known: Field,
    field: str,
    old: str,
    new: str,
    reason: str,
    target: Case | Party,
    override: Override | None,
    by: Account,
) -> Correction:
    party = target if isinstance(target, Party) else None
    values: dict[str, object] = {"old": old, "new": new}
    if known.is_sealed and party is not None:
        key = bytes(party.person.key)
        values = {"old_sealed": crypto.seal(key, old, SEAL), "new_sealed": crypto.seal(key, new, SEAL)}
    if override is not None:
        override.used_at = clock.now()
        override.save(update_fields=["used_at"])
    return Correction.objects.create(
        case=case,
        party=party,
        field=field,
        reason=protect(case, reason.strip()),
        override=override,
        at=clock.now(),
        by=by,
        **values,
    )
