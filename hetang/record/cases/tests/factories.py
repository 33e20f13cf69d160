"""The fixed cast of the tests of cases, and cases in any state."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from django.db import transaction

from hetang.commons.accounts.api import Account, duties_of
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.people.tests import factories as people
from hetang.commons.places.api import Place, Unit
from hetang.commons.places.tests import factories as places
from hetang.ground.rulepacks.tests.factories import load_packs
from hetang.record.cases.actions.open import open_case
from hetang.record.cases.actions.parties import grant_access
from hetang.record.cases.actions.risk import rate_risk
from hetang.record.cases.clocks import start_clock, stop_clock
from hetang.record.cases.drafting import Opening
from hetang.record.cases.lifecycle import OPEN_STATES
from hetang.record.cases.models import Case

# A Monday without a holiday near it, ten in the morning in Hangzhou.
MONDAY = datetime(2026, 3, 9, 10, 0, tzinfo=timezone(timedelta(hours=8)))
REGISTER = {"register": "登记案件，由%(unit)s受理"}
FROZEN = "案件%(state)s，内容已经冻结。"
TEXT = "网上买演唱会门票，付了 500 元，票一直没有来，卖家不接电话。"


@dataclass(frozen=True)
class Cast:
    """Two streets; in the first two stations and a studio. `stranger` leads a station of the other street."""

    street: Place
    community: Place
    other_street: Place
    station: Unit
    other_station: Unit
    studio: Unit
    far_station: Unit
    operator: Account
    lead: Account
    mediator: Account
    second_mediator: Account
    studio_mediator: Account
    follow_up_operator: Account
    leader: Account
    colleague: Account
    other_lead: Account
    stranger: Account
    far_operator: Account
    far_mediator: Account
    dispatcher: Account

    def everybody(self) -> dict[str, Account]:
        """Every account by its part."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Account)}

    def fresh(self) -> None:
        """Forget duties kept on the objects, as every new request does."""
        for account in self.everybody().values():
            vars(account).pop("_duties_today", None)


def cast() -> Cast:
    """Rule packs, places, units and everybody who takes part."""
    load_packs()
    street = places.street()
    community = places.community(street, "001", "蔡马社区")
    other_street = places.street("330105009", "祥符街道", "XF")
    station = places.unit(street, "st-1", "蔡马驿站")
    other_station = places.unit(street, "st-2", "瓜山驿站")
    studio = places.unit(community, "studio", "其杨工作室", "studio")
    far_station = places.unit(other_street, "xf-1", "祥符驿站")
    return Cast(
        street=street,
        community=community,
        other_street=other_street,
        station=station,
        other_station=other_station,
        studio=studio,
        far_station=far_station,
        operator=accounts.staff("zhou", "周晴", "operator", station),
        lead=accounts.staff("shen", "沈站长", "station_lead", station),
        mediator=accounts.staff("chen", "陈调解", "mediator", station),
        second_mediator=accounts.staff("lin", "林调解", "mediator", station),
        studio_mediator=accounts.staff("qi", "其杨", "mediator", studio),
        follow_up_operator=accounts.staff("hu", "胡回访", "follow_up_operator", station),
        leader=accounts.staff("gao", "高主任", "leader", station),
        colleague=accounts.staff("xu", "徐调解", "mediator", other_station),
        other_lead=accounts.staff("ma", "马站长", "station_lead", other_station),
        stranger=accounts.staff("wei", "魏站长", "station_lead", far_station),
        far_operator=accounts.staff("jin", "金晴", "operator", far_station),
        far_mediator=accounts.staff("pan", "潘调解", "mediator", far_station),
        dispatcher=accounts.staff("tao", "陶调度", "dispatcher", station),
    )


def opening(cast: Cast, **other: object) -> Opening:
    """What is known of the concert ticket; `other` replaces fields."""
    known: dict[str, object] = {
        "summary": TEXT,
        "street": cast.street,
        "unit": cast.station,
        "category": "other_consumption",
        "community": cast.community,
        "amount_fen": 50_000,
    }
    return Opening(**{**known, **other})  # type: ignore[arg-type]


def case(cast: Cast, **other: object) -> Case:
    """A case just registered, with the student and the seller as its parties."""
    if "parties" not in other:
        student, seller = people.person(), people.person("卖家", "13900000002")
        other["parties"] = [("applicant", student), ("respondent", seller)]
    with transaction.atomic():
        return open_case(opening(cast, **other), by=cast.operator, body={"channel": "hotline"})


def put(case: Case, state: str, *, assignee: Account | None = None, clock_name: str = "") -> Case:
    """The case as if the rooms above had brought it to `state`, in the hands of `assignee`."""
    case.state, case.assignee = state, assignee
    case.save(update_fields=["state", "assignee"])
    if assignee is not None:
        grant_access(Case.objects.get(pk=case.pk), role="handler", account=assignee)
    case.grants.update(of_open=state in OPEN_STATES)
    stop_clock(case)
    if clock_name:
        start_clock(case, clock_name)
    return Case.objects.get(pk=case.pk)


def in_hand(cast: Cast, by: Account | None = None) -> Case:
    """A case that the mediator has accepted."""
    assert duties_of(by or cast.mediator).has("mediator")
    return put(case(cast), "in_progress", assignee=by or cast.mediator, clock_name="mediation")


def rate(case: Case, factor: str, cast: Cast) -> Case:
    """The case with one risk factor ticked by the operator."""
    return rate_risk(case, factors=[factor], by=cast.operator)


def met(case: Case) -> bool:
    """A fact that is there (for settings.CASE_FACTS)."""
    return True


def unmet(case: Case) -> bool:
    """A fact that is missing."""
    return False
