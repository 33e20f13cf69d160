"""Giving and withdrawing consent. Both are one step; the second is never harder than the first."""

from django.db import transaction

from hetang.commons.accounts.api import Account, duties_of
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import Party
from hetang.record.rights.models import Consent
from hetang.record.rights.rules import BASES, MEANS


@transaction.atomic
def record_consent(
    party: Party, *, notice: str, means: str, basis: str = "consent", guardian: Party | None = None, by: Account
) -> Consent:
    """Record that a party was told the notice in force and agreed, or on which ground no agreement is needed.

    Raises `Invalid` where the notice or the age (under 14: 个人信息保护法 §31) needs a guardian and none is named who guards
    this party in the case, or where the notice needs a separate agreement and a duty is claimed instead.
    """
    case = cases.lock(party.case)
    cases.require_edit(by, case)
    # Read under the lock: a date of birth may have been told since.
    party = case.parties.select_related("person").get(pk=party.pk)
    entry = rulepacks.entry("notices", notice)
    if entry is None or means not in MEANS or basis not in BASES:
        raise Invalid(N_("请选择告知内容、方式和依据。"))
    if basis not in entry["bases"]:
        raise Invalid(N_("这一项须取得单独同意，不能以其他依据代替。"), then=N_("当事人不同意时，请不要收集或提供。"))
    _check_guardian(party, guardian, bool(entry.get("needs_guardian")) or is_child(party))
    version = rulepacks.pack("notices").version
    given = Consent.objects.filter(case=case, person_id=party.person_id, notice=notice, withdrawn_at=None)
    if given.filter(version=version).exists():
        raise WrongState(N_("现行版本的告知已经记过了。"), then=N_("请刷新页面查看。"))
    consent = Consent.objects.create(
        person_id=party.person_id,
        case=case,
        notice=notice,
        version=version,
        basis=basis,
        means=means,
        guardian=guardian.person if guardian else None,
        given_at=clock.now(),
        by=by,
    )
    verb = "record_consent" if basis == "consent" else "record_notice"
    body = {"party": party.pk, "notice": notice, "version": version, "consent": consent.pk, "basis": basis}
    cases.tell(case, verb, by=by, body=body)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, means: str, by: Account) -> Consent:
    """Record that the person takes a consent back. Open also after the case is closed; a duty is not withdrawn."""
    case = cases.lock(consent.case, moving=True)
    by_duty = duties_of(by).roles(case.street) & {"operator", "station_lead"} and cases.sees(by, case)
    if not cases.may_edit(by, case) and not by_duty:
        raise NotAllowed(N_("您不能登记撤回同意。"), then=N_("承办人、话务员和驿站负责人可以登记。"))
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if means not in MEANS:
        raise Invalid(N_("请选择撤回的方式。"))
    if consent.basis != "consent" or consent.withdrawn_at is not None:
        raise WrongState(N_("这一项没有可以撤回的同意。"), then=N_("请刷新页面查看。"))
    consent.withdrawn_at, consent.withdrawn_means, consent.withdrawn_by = clock.now(), means, by
    consent.save(update_fields=["withdrawn_at", "withdrawn_means", "withdrawn_by"])
    party = case.parties.filter(person_id=consent.person_id).order_by("id").first()
    body = {"notice": consent.notice, "version": consent.version, "consent": consent.pk}
    cases.tell(case, "withdraw_consent", by=by, body={"party": party.pk, **body} if party else body)
    return consent


def is_child(party: Party) -> bool:
    """Whether the party is known to be under 14 today, from this case or before; nobody without a birthday is."""
    return cases.is_sensitive(party.born_on, clock.today())


def _check_guardian(party: Party, guardian: Party | None, needed: bool) -> None:
    if needed and guardian is None:
        raise Invalid(
            N_("未满十四周岁的人须由监护人同意。"), then=N_("请先把监护人作为其法定代理人加入案件，再选择监护人。")
        )
    if guardian is None:
        return
    known = party.companions.filter(role=Party.Role.GUARDIAN).select_related("person").filter(pk=guardian.pk).first()
    if known is None:
        raise Invalid(
            N_("同意的须是在同一案件里登记的这个人的法定代理人。"),
            then=N_("请先把监护人作为其法定代理人加入案件，再选择监护人。"),
        )
    if known.capacity_on(clock.today()) != cases.FULL:
        raise Invalid(N_("法定代理人须是完全民事行为能力人。"), then=N_("请按法定顺序另选。"))
