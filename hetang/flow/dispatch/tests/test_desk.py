"""The dispatch desk: one queue, a suggestion, one key; many at once are many single ones."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.flow.dispatch import limits
from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.actions.bounce import escalate_case, recuse, refer_case, return_case, rule_case
from hetang.flow.dispatch.actions.chase import chase_silent
from hetang.flow.dispatch.actions.many import MOST, Wish, accept_many, assign_many
from hetang.flow.dispatch.suggesting import candidates_for
from hetang.flow.dispatch.tests.factories import accepted, assigned
from hetang.flow.dispatch.waiting import desk_of
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, Refused
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases.api import Case, grant_access, last_seq, set_sensitivity, visible_to, void_case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast


def signed_in(who: Account) -> Client:
    client = Client()
    client.force_login(who)
    return client


def told(case: Case) -> list[tuple[str, int | None, dict[str, object]]]:
    return [(e.verb, e.actor, {k: v for k, v in e.body.items() if k != "note"}) for e in story("case", case.pk)]


def stands(case: Case) -> tuple[object, ...]:
    kept = Case.objects.get(pk=case.pk)
    return (kept.state, kept.assignee_id, kept.due_at, case.assignments.count(), case.clocks.count())


def test_giving_out_many_is_giving_out_each(cast: Cast) -> None:
    apart, together = [cases.case(cast) for _ in range(4)], [cases.case(cast) for _ in range(4)]
    for each in (apart, together):
        void_case(each[1], note="重复", by=cast.lead)
    wishes = [
        (cast.mediator, cast.station),
        (cast.mediator, cast.station),
        (cast.far_mediator, cast.far_station),
        (cast.colleague, cast.other_station),
    ]
    single: list[type[Refused] | None] = []
    for case, (to, unit) in zip(apart, wishes, strict=True):
        try:
            assign_case(case, to=to, unit=unit, by=cast.dispatcher)
            single.append(None)
        except Refused as refusal:
            single.append(type(refusal))
    report = assign_many(
        [Wish(c.number, to, unit) for c, (to, unit) in zip(together, wishes, strict=True)], by=cast.dispatcher
    )
    assert report.done == [c.number for c, no in zip(together, single, strict=True) if no is None]
    assert [type(no) for _, no in report.refused] == [no for no in single if no is not None]
    assert [stands(c) for c in together] == [stands(c) for c in apart]
    assert [told(c) for c in together] == [told(c) for c in apart]


def test_taking_many_is_taking_each(cast: Cast) -> None:
    mine, single, others = assigned(cast), assigned(cast), assigned(cast, cast.second_mediator)
    accept_case(single, by=cast.mediator)
    report = accept_many([mine.number, others.number, "ST2026-99999"], by=cast.mediator)
    assert report.done == [mine.number]
    assert [number for number, _ in report.refused] == [others.number, "ST2026-99999"]
    assert (stands(mine), told(mine)) == (stands(single), told(single))
    assert Case.objects.get(pk=others.pk).state == "assigned"


def test_none_and_too_many_are_refused(cast: Cast) -> None:
    with refused(Invalid, "还没有勾选案件。"):
        accept_many([], by=cast.mediator)
    with refused(Invalid, "一次最多办 %(most)s 件。"):
        accept_many([f"ST2026-{n}" for n in range(MOST + 1)], by=cast.mediator)


def test_what_goes_wrong_first_stands_first(cast: Cast) -> None:
    later = cases.case(cast)
    Case.objects.filter(pk=later.pk).update(due_at=MONDAY + timedelta(days=9))
    sooner = cases.case(cast)
    cases.case(cast, kind="consultation")
    cases.case(cast, kind="petition")
    found = desk_of(cast.dispatcher)
    assert [row.case for row in found.rows] == [sooner, later]
    assert [c.key for c in found.rows[0].candidates] == [c.key for c in candidates_for(sooner)]


def test_silence_rulings_and_what_is_above_stand_beside(cast: Cast) -> None:
    quiet, above, asked = assigned(cast), cases.case(cast), cases.case(cast)
    escalate_case(above, note="要区里协调", by=cast.lead)
    refer_case(asked, note="不归我们", by=cast.lead)
    with clock.fixed_at(limits.due("silence", MONDAY)):
        chase_silent()
        found = {each.key: each.rows for each in desk_of(cast.lead).watched}
        assert found == {"arbitration": [asked], "silent": [quiet], "escalated": [above]}
        assert {each.key for each in desk_of(cast.dispatcher).watched} == {"arbitration", "escalated"}, "not told yet"
    with clock.fixed_at(limits.due("silence_longer", MONDAY)):
        chase_silent()
        for who in (cast.dispatcher, cast.lead, cast.leader):
            found = {each.key: each.rows for each in desk_of(who).watched}
            assert found == {"arbitration": [asked], "silent": [quiet], "escalated": [above]}
        accept_case(quiet, by=cast.mediator)
        assert "silent" not in {each.key for each in desk_of(cast.dispatcher).watched}


def test_every_waiting_case_is_on_some_desk(cast: Cast) -> None:
    case = cases.case(cast)
    for state in ("registered", "returned", "in_arbitration", "escalated"):
        Case.objects.filter(pk=case.pk).update(state=state)
        found = desk_of(cast.dispatcher)
        shown = [row.case for row in found.rows] + [c for each in found.watched for c in each.rows]
        assert shown == [case], state


def test_a_lead_is_shown_only_what_they_may_give_out(cast: Cast) -> None:
    mine, helped = cases.case(cast), cases.case(cast)
    unknown = cases.case(cast, community=None)
    # As a unit asked to help, the other station sees the case; giving it out is not theirs.
    grant_access(helped, role="helping", unit=cast.other_station, by=cast.lead)
    grant_access(helped, role="named", account=cast.other_lead, by=cast.lead)
    assert helped in visible_to(cast.other_lead)
    assert desk_of(cast.other_lead).rows == []
    for who in (cast.lead, cast.dispatcher):
        assert {row.case for row in desk_of(who).rows} == {mine, helped, unknown}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_gives_the_first_case_out_with_one_key(cast: Cast, language: str) -> None:
    case, client = cases.case(cast), signed_in(cast.dispatcher)
    client.cookies["django_language"] = language
    page = client.get(reverse("dispatch-desk")).content.decode()
    best = candidates_for(case)[0]
    assert 'data-key="a"' in page and f'value="{best.key}"' in page
    answer = client.post(reverse("dispatch-assignments"), {"number": case.number, f"to-{case.number}": best.key})
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).assignee == best.account


def test_each_rows_button_gives_out_its_own_case(cast: Cast) -> None:
    nobody, somebody = cases.case(cast), cases.case(cast)
    Case.objects.filter(pk=nobody.pk).update(due_at=MONDAY + timedelta(hours=1))
    for who in (cast.mediator, cast.second_mediator, cast.studio_mediator, cast.colleague):
        assign_case(nobody, to=who, unit=who.duties.get().unit, by=cast.lead)
        recuse(nobody, note="是我邻居", by=who)
    page = signed_in(cast.dispatcher).get(reverse("dispatch-desk")).content.decode()
    assert [row.best is None for row in desk_of(cast.dispatcher).rows] == [True, False]
    (button,) = re.findall(r'<button[^>]* name="only"[^>]*>', page)
    assert f'value="{somebody.number}"' in button and 'data-key="a"' in button, (
        "the key is the first row's that can be given"
    )


def test_the_button_obeys_what_was_chosen_in_its_row_and_no_other(cast: Cast) -> None:
    first, second = cases.case(cast), cases.case(cast)
    best, other = candidates_for(first)[:2]
    # As a browser sends it: the whole form with the pressed button; a tick elsewhere does not count.
    sent = {
        "only": first.number,
        "number": [second.number],
        f"to-{second.number}": best.key,
        f"to-{first.number}": other.key,
    }
    assert signed_in(cast.dispatcher).post(reverse("dispatch-assignments"), sent).status_code == 302
    assert Case.objects.get(pk=first.pk).assignee == other.account
    assert Case.objects.get(pk=second.pk).state == "registered"


def test_a_sealed_case_that_came_back_waits_with_its_leader(cast: Cast) -> None:
    case = assigned(cast)
    set_sensitivity(case, to="sealed", reason="涉及同事", by=cast.leader)
    recuse(case, note="是我亲戚", by=cast.mediator)
    shown = {
        part
        for part, who in cast.everybody().items()
        if case in [row.case for row in desk_of(who).rows] + [c for each in desk_of(who).watched for c in each.rows]
    }
    assert shown == {"leader"}
    client = signed_in(cast.leader)
    assert case.number in client.get(reverse("desk")).content.decode()
    page = client.get(case.get_absolute_url()).content.decode()
    assert reverse("case-assignment", args=[case.number]) in page
    key = candidates_for(case, by=cast.leader)[0].key
    assert client.post(reverse("case-assignment", args=[case.number]), {"to": key}).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "assigned"


def test_a_leader_gives_out_nothing_else(cast: Cast) -> None:
    case = cases.case(cast)
    with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
        assign_case(case, to=cast.mediator, unit=cast.station, by=cast.leader)
    page = signed_in(cast.leader).get(case.get_absolute_url()).content.decode()
    assert reverse("case-assignment", args=[case.number]) not in page


def test_who_steps_aside_after_a_ruling_is_seen_by_who_ruled(cast: Cast) -> None:
    case, plain = cases.case(cast), assigned(cast)
    refer_case(case, note="不归我们", by=cast.lead)
    rule_case(case, to=cast.colleague, unit=cast.other_station, note="按清单", by=cast.dispatcher)
    recuse(case, note="是我亲戚", by=cast.colleague)
    recuse(plain, note="是我亲戚", by=cast.mediator)
    for who in (cast.dispatcher, cast.leader):
        assert {e.key: e.rows for e in desk_of(who).watched} == {"recused": [case]}
    assert desk_of(cast.lead).watched == []


def test_refused_rows_are_told_and_the_others_done(cast: Cast) -> None:
    first, second = cases.case(cast), cases.case(cast)
    void_case(second, note="重复", by=cast.lead)
    key, client = candidates_for(first)[0].key, signed_in(cast.dispatcher)
    sent = {"number": [first.number, second.number], f"to-{first.number}": key, f"to-{second.number}": key}
    answer = client.post(reverse("dispatch-assignments"), sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("dispatch-desk")), (
        "not sent again by reloading"
    )
    page = client.get(reverse("dispatch-desk")).content.decode()
    assert "这些没有办成，没有任何改动：" in page and second.number in page
    assert Case.objects.get(pk=first.pk).state == "assigned"
    assert "这些没有办成" not in client.get(reverse("dispatch-desk")).content.decode(), "told once"


@pytest.mark.parametrize("state", ["assigned", "in_progress"])
def test_an_old_desk_takes_no_case_from_who_has_it(cast: Cast, state: str) -> None:
    case = accepted(cast) if state == "in_progress" else assigned(cast)
    before = all_rows()
    report = assign_many([Wish(case.number, cast.second_mediator, cast.station)], by=cast.lead)
    assert [(n, no.what) for n, no in report.refused] == [(case.number, "现在是“%(state)s”，已不在等待分派。")]
    assert changed(before) == {}


def test_a_row_that_somebody_else_gave_out_meanwhile_stays(cast: Cast) -> None:
    case, client = cases.case(cast), signed_in(cast.dispatcher)
    page, best = client.get(reverse("dispatch-desk")).content.decode(), candidates_for(case)[0]
    field = re.search(rf'name="seen-{case.number}" value="(\d+)"', page)
    assert field is not None and int(field[1]) == last_seq(case)
    assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    return_case(case, reason="busy", note="手头太满", by=cast.mediator)
    before = stands(case)
    sent = {"number": case.number, f"to-{case.number}": best.key, f"seen-{case.number}": field[1]}
    assert client.post(reverse("dispatch-assignments"), sent).status_code == 302
    assert stands(case) == before
    assert "您看到的已不是最新" in client.get(reverse("dispatch-desk")).content.decode()


def test_a_mediator_takes_what_was_ticked(cast: Cast) -> None:
    case, client = assigned(cast), signed_in(cast.mediator)
    assert case.number in client.get(reverse("dispatch-desk")).content.decode()
    assert client.post(reverse("dispatch-acceptances"), {"number": [case.number]}).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "in_progress"


def test_who_has_nothing_to_do_with_it_is_told(cast: Cast) -> None:
    assert signed_in(cast.follow_up_operator).get(reverse("dispatch-desk")).status_code == 403
    case = cases.case(cast)
    with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
        assign_case(case, to=cast.mediator, unit=cast.station, by=cast.operator)
