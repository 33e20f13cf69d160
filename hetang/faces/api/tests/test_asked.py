"""What is asked of others by programs: a task from asking to approval, an offer taken or declined."""

from typing import Any

from hetang.faces.api.tests.factories import Programs
from hetang.flow.dispatch.tests.factories import accepted
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import Cast

BESIDE = {"api_rate", "accounts_token"}


def done(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def test_a_task_is_asked_reported_supplemented_and_approved(cast: Cast, programs: Programs) -> None:
    case = accepted(cast)
    here = f"/cases/{case.number}/tasks"
    asker, other = programs.of(cast.mediator), programs.of(cast.other_lead)
    done(asker.post(here, {"kind": "help", "unit": cast.other_station.code, "text": "请上门看看楼道的灯"}))
    (task,) = done(asker.get(here))["items"]
    assert (task["kind"], task["state"], task["asked"], task["answer"]) == ("help", "open", "请上门看看楼道的灯", "")
    at = f"{here}/{task['id']}"
    before = all_rows()
    for step, answer in (("approval", {}), ("supplement", {"text": "请附照片"})):
        assert asker.post(f"{at}/{step}", answer).json()["type"].endswith("wrong-state")
    assert asker.post(f"{at}/report", {"text": "我替他们说"}).json()["type"].endswith("not-allowed")
    assert set(changed(before)) <= BESIDE
    done(other.post(f"{at}/report", {"text": "灯已修好"}))
    done(asker.post(f"{at}/supplement", {"text": "请附照片"}))
    done(other.post(f"{at}/report", {"text": "照片已附"}))
    done(asker.post(f"{at}/approval"))
    assert [each["state"] for each in done(asker.get(here))["items"]] == ["done"]


def test_a_task_is_taken_back_and_is_not_reached_through_another_case(cast: Cast, programs: Programs) -> None:
    case, elsewhere = accepted(cast), accepted(cast)
    asker = programs.of(cast.mediator)
    sent = {"kind": "help", "unit": cast.other_station.code, "text": "请上门看看"}
    done(asker.post(f"/cases/{case.number}/tasks", sent))
    key = done(asker.get(f"/cases/{case.number}/tasks"))["items"][0]["id"]
    assert asker.post(f"/cases/{elsewhere.number}/tasks/{key}/withdrawal").status_code == 404
    done(asker.post(f"/cases/{case.number}/tasks/{key}/withdrawal"))
    assert case.tasks.get().state == "withdrawn"


def test_a_matter_is_offered_declined_offered_again_taken_back_and_taken(cast: Cast, programs: Programs) -> None:
    case = accepted(cast)
    here = f"/cases/{case.number}/transfer-offer"
    asker, receiver = programs.of(cast.mediator), programs.of(cast.second_mediator)
    assert asker.post(f"{here}/withdrawal").status_code == 404
    sent = {"to": cast.second_mediator.pk, "unit": cast.station.code, "text": "对方在您的社区"}
    assert asker.post(here, {**sent, "text": ""}).status_code == 422
    for reply, program, text in (("refusal", receiver, {"text": "手头太满"}), ("withdrawal", asker, {})):
        done(asker.post(here, sent))
        assert done(asker.get(f"/cases/{case.number}/tasks"))["offer"]["state"] == "offered"
        done(program.post(f"{here}/{reply}", text))
    done(asker.post(here, sent))
    before = all_rows()
    assert asker.post(f"{here}/acceptance").json()["type"].endswith("not-allowed")
    assert set(changed(before)) <= BESIDE
    done(receiver.post(f"{here}/acceptance"))
    assert Case.objects.get(pk=case.pk).assignee == cast.second_mediator
