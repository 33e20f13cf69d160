"""How closely a case is kept, and by whose word."""

import pytest

from hetang.ground.journal import api as journal
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.access import get_case_for, may, may_edit, visible_to
from hetang.record.cases.actions.sensitivity import admit_to_case, dismiss_from_case, set_sensitivity
from hetang.record.cases.lifecycle import CASE
from hetang.record.cases.models import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast
from hetang.record.cases.writing import STREAM

NOT_SO = "您不能这样改保密级别。"


@pytest.fixture
def case(cast: Cast) -> Case:
    """In the mediator's hand."""
    return factories.in_hand(cast)


def who_sees(cast: Cast, case: Case) -> set[str]:
    return {part for part, who in cast.everybody().items() if visible_to(who).filter(pk=case.pk).exists()}


def sensitive(cast: Cast, case: Case) -> Case:
    return set_sensitivity(case, to="sensitive", reason="涉及家暴", by=cast.mediator)


def sealed(cast: Cast, case: Case) -> Case:
    return set_sensitivity(case, to="sealed", reason="涉及同事", by=cast.leader)


def test_a_sensitive_case_is_seen_by_handler_lead_and_leader(cast: Cast, case: Case) -> None:
    kept = sensitive(cast, case)
    assert who_sees(cast, kept) == {"mediator", "lead", "leader"}
    event = journal.story(STREAM, case.pk).last()
    assert event is not None
    assert (event.verb, event.body["sensitivity"], event.body["was"]) == ("set_sensitivity", "sensitive", "normal")
    assert case.notes.get(pk=event.body["note"]).text == "涉及家暴"


def test_a_sealed_case_is_seen_by_its_handler_and_who_sealed_it(cast: Cast, case: Case) -> None:
    assert who_sees(cast, sealed(cast, case)) == {"mediator", "leader"}


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_access_is_decided_after_closing_too(cast: Cast, case: Case, state: str) -> None:
    case = factories.put(case, state, assignee=cast.mediator)
    sealed(cast, case)
    admit_to_case(case, to=cast.second_mediator, reason="要查旧案", by=cast.leader)
    assert who_sees(cast, case) == {"mediator", "leader", "second_mediator"}
    dismiss_from_case(case, account=cast.second_mediator, by=cast.leader)
    assert who_sees(cast, case) == {"mediator", "leader"}


def test_sealing_names_others_at_once(cast: Cast, case: Case) -> None:
    set_sensitivity(case, to="sealed", reason="涉及同事", named=[cast.follow_up_operator], by=cast.leader)
    assert who_sees(cast, case) == {"mediator", "leader", "follow_up_operator"}


@pytest.mark.parametrize(
    ("was", "to", "allowed"),
    [
        ("normal", "sensitive", {"mediator", "lead", "leader"}),
        ("sensitive", "normal", {"lead", "leader"}),
        ("normal", "sealed", {"leader"}),
        ("sensitive", "sealed", {"leader"}),
        ("sealed", "sensitive", {"leader"}),
        ("sealed", "normal", {"leader"}),
    ],
)
def test_who_may_raise_and_who_may_lower(cast: Cast, case: Case, was: str, to: str, allowed: set[str]) -> None:
    if was == "sealed":
        sealed(cast, case)
    Case.objects.filter(pk=case.pk).update(sensitivity=was)
    for part, who in cast.everybody().items():
        if part not in allowed:
            with refused(NotAllowed, NOT_SO):
                set_sensitivity(case, to=to, reason="试试", by=who)
    for part in sorted(allowed):
        Case.objects.filter(pk=case.pk).update(sensitivity=was)
        assert set_sensitivity(case, to=to, reason="确有必要", by=getattr(cast, part)).sensitivity == to


def test_it_needs_a_reason_a_known_level_and_a_change(cast: Cast, case: Case) -> None:
    with refused(Invalid, "还没有写原因。"):
        set_sensitivity(case, to="sensitive", reason=" ", by=cast.lead)
    with refused(Invalid, "不认识这个保密级别。"):
        set_sensitivity(case, to="secret", reason="试试", by=cast.lead)
    with refused(WrongState, "保密级别已经是这样。"):
        set_sensitivity(case, to="normal", reason="试试", by=cast.lead)
    with refused(Invalid, "被点名的人须在案件所在的街道任职。"):
        set_sensitivity(case, to="sealed", reason="试试", named=[cast.stranger], by=cast.leader)


def test_who_no_longer_sees_it_may_no_longer_act(cast: Cast, case: Case) -> None:
    assert may_edit(cast.operator, case)
    assert may_edit(cast.lead, case)
    kept = sensitive(cast, case)
    assert not may_edit(cast.operator, kept)
    assert may_edit(cast.lead, kept)
    kept = sealed(cast, case)
    assert not may_edit(cast.lead, kept)
    assert not may(cast.lead, CASE.move("void"), kept)
    assert may(cast.mediator, CASE.move("resolve"), kept)


def test_an_operator_is_told_state_and_handler_of_a_sensitive_case_and_nothing_of_a_sealed_one(
    cast: Cast, case: Case
) -> None:
    sensitive(cast, case)
    with refused(NotAllowed, "案件 %(number)s 是敏感案件，现在是“%(state)s”，由%(unit)s%(who)s承办。"):
        get_case_for(cast.operator, case.number)
    with refused(NotAllowed, "案件 %(number)s 不在您的办理范围内。"):  # neither operator nor follow-up
        get_case_for(cast.colleague, case.number)
    sealed(cast, case)
    for who in (cast.operator, cast.lead):
        with refused(NotAllowed, "案件 %(number)s 不在您的办理范围内。"):
            get_case_for(who, case.number)


def test_a_follow_up_operator_is_named_for_a_sensitive_case(cast: Cast, case: Case) -> None:
    sensitive(cast, case)
    admit_to_case(case, to=cast.follow_up_operator, reason="请她回访", by=cast.lead)
    assert who_sees(cast, case) == {"mediator", "lead", "leader", "follow_up_operator"}
    grant = case.grants.get(role="named")
    assert (grant.account, grant.by) == (cast.follow_up_operator, cast.lead)
    dismiss_from_case(case, account=cast.follow_up_operator, by=cast.lead)
    assert who_sees(cast, case) == {"mediator", "lead", "leader"}
    assert [e.verb for e in journal.story(STREAM, case.pk)][-2:] == ["admit_reader", "dismiss_reader"]


def test_naming_is_the_leads_and_has_its_limits(cast: Cast, case: Case) -> None:
    for who in (cast.mediator, cast.operator, cast.other_lead, cast.stranger):
        with refused(NotAllowed, "您不能决定谁来看这件案件。"):
            admit_to_case(case, to=cast.colleague, reason="帮忙", by=who)
    with refused(Invalid, "还没有写原因。"):
        admit_to_case(case, to=cast.colleague, reason="", by=cast.lead)
    with refused(Invalid, "被点名的人须在案件所在的街道任职。"):
        admit_to_case(case, to=cast.stranger, reason="帮忙", by=cast.lead)
    admit_to_case(case, to=cast.colleague, reason="帮忙", by=cast.lead)
    with refused(WrongState, "这位同事已经在名单里。"):
        admit_to_case(case, to=cast.colleague, reason="帮忙", by=cast.lead)
    with refused(WrongState, "这位同事已经不在名单里。"):
        dismiss_from_case(case, account=cast.operator, by=cast.lead)


def test_a_sealed_case_never_loses_its_last_reader(cast: Cast) -> None:
    case = factories.case(cast)
    sealed(cast, case)
    with refused(Invalid, "封存的案件至少要留一位能解封的街道领导。"):
        dismiss_from_case(case, account=cast.leader, by=cast.leader)
