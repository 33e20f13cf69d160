"""A staff list: checked first, written as it was checked, the whole file or nothing of it."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hetang.commons.accounts.actions.accounts import create_account, disable_account
from hetang.commons.accounts.actions.signin import try_password
from hetang.commons.accounts.actions.stafflist import (
    check_staff_list,
    hand_out_passwords,
    planned,
    take_over_staff_list,
)
from hetang.commons.accounts.models import Account, Duty, StaffList
from hetang.commons.accounts.origins import Origin
from hetang.commons.accounts.stafflist.files import report
from hetang.commons.accounts.stafflist.plan import Plan
from hetang.commons.accounts.tests import factories
from hetang.commons.accounts.tests.factories import Office
from hetang.commons.accounts.tests.workbooks import LINA, table, workbook
from hetang.ground.journal.api import Event
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused

pytestmark = pytest.mark.django_db
ZHAO = ["zhao", "赵敏", "", "热线话务员", "st-1", "上塘街道", "2026/3/9", "2026-12-31"]
CHEN = ["chen", "陈调解", "Chen", "调解员", "蔡马驿站", "", "2020-01-01", ""]


def check(office: Office, *rows: list[Any]) -> tuple[StaffList, Plan]:
    return check_staff_list(workbook(*rows), "人员.xlsx", by=office.system)


def take_over(kept: StaffList, plan: Plan, by: Account) -> StaffList:
    return take_over_staff_list(kept, digest=kept.digest, plan_digest=plan.digest, by=by)


def faults(plan: Plan) -> list[tuple[str, str]]:
    return [(fault.at, fault.what) for row in plan.rows for fault in row.faults]


def test_the_check_tells_new_changed_and_unchanged_and_writes_no_account(office: Office) -> None:
    before = all_rows()
    renamed = ["gao", "高书记", "Gao", "街道领导", "蔡马驿站", "", "2020-01-01", ""]
    _, plan = check(office, LINA, ZHAO, CHEN, renamed)
    assert [row.status for row in plan.rows] == ["new", "new", "unchanged", "changed"]
    assert plan.is_clean
    assert changed(before) == {"accounts_stafflist": 1}


def test_taking_over_writes_what_was_checked_with_one_event_for_each_change(office: Office) -> None:
    kept, plan = check(office, LINA, [*LINA[:3], "街道领导", *LINA[4:]], ZHAO, CHEN)
    done = take_over(kept, plan, office.system)
    lina, zhao = (Account.objects.get(username=name) for name in ("lina", "zhao"))
    assert set(done.created_ids) == {lina.pk, zhao.pk}
    assert (lina.name_zh, lina.name_en) == ("李娜", "Li Na")
    assert set(lina.duties.values_list("role", flat=True)) == {"mediator", "leader"}
    duty = Duty.objects.get(account=zhao)
    assert (duty.unit, duty.place, duty.since, duty.until) == (
        office.station, office.street, date(2026, 3, 9), date(2026, 12, 31),
    )  # fmt: skip
    told = Event.objects.filter(stream_kind="account").order_by("stream_key", "seq").values_list("stream_key", "verb")
    assert sorted(told) == sorted(
        [
            (lina.pk, "create"),
            (lina.pk, "grant_duty"),
            (lina.pk, "request_duty"),
            (zhao.pk, "create"),
            (zhao.pk, "grant_duty"),
        ]
    )
    assert not lina.has_usable_password()
    assert done.rows == [], "names are not kept twice"


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    take_over(*check(office, LINA, ZHAO), office.system)
    kept, plan = check(office, LINA, ZHAO)
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": 2, "error": 0}
    events = Event.objects.count()
    take_over(kept, plan, office.system)
    assert Event.objects.count() == events


def test_a_changed_name_and_last_day_are_written(office: Office) -> None:
    ended = ["chen", "陈调解员", "Chen", "调解员", "蔡马驿站", "", "2020-01-01", "2026-06-30"]
    take_over(*check(office, ended), office.system)
    office.mediator.refresh_from_db()
    assert office.mediator.name_zh == "陈调解员"
    assert office.mediator.duties.get().until == date(2026, 6, 30)
    assert set(Event.objects.filter(stream_kind="account").values_list("verb", flat=True)) == {"rename", "change_duty"}


def test_every_fault_names_its_cell_and_what_to_write(office: Office) -> None:
    factories.account("off", "停用", is_active=False)
    _, plan = check(
        office,
        ["Li Na", "李娜", "", "调解员", "蔡马驿站", "", "2026-03-09", ""],
        ["a1", "", "", "皇帝", "紫禁城", "月球", "明天", ""],
        ["a2", "某甲", "", "系统管理员", "祥符驿站", "", "2026-03-09", "2026-03-08"],
        ["sys", "方系统", "", "调解员", "蔡马驿站", "", "2026-03-09", ""],
        ["wei", "魏站长", "", "调解员", "蔡马驿站", "", "2026-03-09", ""],
        ["off", "停用", "", "调解员", "蔡马驿站", "", "2026-03-09", ""],
        ["a3", "=1+1", "", "调解员", "蔡马驿站", "", "2026-03-09", ""],
    )
    assert faults(plan) == [
        ("A2", "用小写字母和数字，中间可用点、横线，最多 40 位"),
        ("B3", "这一格必须填写"),
        ("D3", "没有这个岗位；可写：热线话务员、驿站负责人、调解员、回访员、街道领导"),
        ("E3", "没有这个单位，或不在您管理的范围内；写单位代码或全称"),
        ("F3", "没有这个地点，或不在您管理的范围内；写地点代码或全称"),
        ("G3", "写成 2026-03-09 这样的日期"),
        ("D4", "管理员岗位不能批量导入，请在账号页单独办理并由安全管理员确认"),
        ("E4", "没有这个单位，或不在您管理的范围内；写单位代码或全称"),
        ("H4", "截止日期早于起始日期"),
        ("A5", "这个账号是管理员，不能兼办案岗位"),
        ("A6", "这个用户名在您管理的范围以外已经有人用了，请换一个"),
        ("A7", "这个账号已停用，请先在账号页启用或从表中删去"),
        ("B8", "不要写公式，请粘贴为值"),
    ]


def test_rows_of_one_file_that_contradict_each_other_are_faults(office: Office) -> None:
    _, plan = check(office, LINA, ZHAO, LINA, ["zhao", "赵薇", *ZHAO[2:4], "st-1", "", "2026-04-01", ""])
    assert [(f.at, f.what, f.params) for row in plan.rows for f in row.faults] == [
        ("A4", "与第 %(row)d 行重复，请删去一行", {"row": 2}),
        ("B5", "与第 %(row)d 行同一用户名，姓名却不同", {"row": 3}),
    ]


def test_one_bad_row_keeps_the_whole_file_out(office: Office) -> None:
    kept, plan = check(office, LINA, ["zhao", "赵敏", "", "皇帝", "st-1", "", "2026-03-09", ""])
    with refused(Invalid, "有 %(rows)d 行有错，整个文件都没有导入。"):
        take_over(kept, plan, office.system)


def test_what_would_be_written_must_be_what_was_shown(office: Office) -> None:
    kept, plan = check(office, LINA)
    stale = "检查之后账号或职责有了变化，结果会与您看到的不同。"
    with refused(WrongState, stale):
        take_over_staff_list(kept, digest="0" * 64, plan_digest=plan.digest, by=office.system)
    create_account("lina", name_zh="李娜", name_en="Li Na", by=office.system)
    with refused(WrongState, stale):
        take_over(kept, plan, office.system)
    take_over(kept, planned(kept, by=office.system), office.system)
    assert Account.objects.get(username="lina").duties.count() == 1


def test_a_list_is_taken_over_once_and_by_whoever_checked_it(office: Office) -> None:
    kept, plan = check(office, LINA)
    other = factories.staff("sys2", "又一个", "system_admin", office.station)
    with refused(NotAllowed, "这份名单是另一位管理员检查的。"):
        take_over(kept, plan, other)
    for who in (office.security, office.audit, office.leader):
        with refused(NotAllowed, "这一步不归您办。"):
            take_over(kept, plan, who)
        with refused(NotAllowed, "这一步不归您办。"):
            check_staff_list(workbook(LINA), "人员.xlsx", by=who)
    take_over(kept, plan, office.system)
    with refused(WrongState, "这份名单已经导入过了。"):
        take_over(kept, plan, office.system)


def test_a_disabled_account_between_check_and_yes_is_noticed(office: Office) -> None:
    kept, plan = check(office, [*CHEN[:6], "2026-03-10", ""])
    disable_account(office.mediator, reason="离职", by=office.system)
    with refused(Invalid, "有 %(rows)d 行有错，整个文件都没有导入。"):
        take_over(kept, plan, office.system)


def test_initial_passwords_are_handed_out_once_and_work_once_changed(office: Office) -> None:
    kept, plan = check(office, LINA, ZHAO, CHEN)
    with refused(WrongState, "这份名单没有新建账号，没有初始密码可发。"):
        hand_out_passwords(kept, by=office.system)
    take_over(kept, plan, office.system)
    people = hand_out_passwords(kept, by=office.system)
    assert [account.username for account, _ in people] == ["lina", "zhao"]
    for account, code in people:
        outcome = try_password(account.username, code, origin=Origin("10.0.0.8", ""))
        assert (outcome.result, outcome.due) == ("signed_in", ("password",))
    with refused(WrongState, "初始密码只能下载一次，已经下载过了。"):
        hand_out_passwords(kept, by=office.system)


def test_the_report_is_a_workbook_without_formulas(office: Office) -> None:
    kept, plan = check(office, ["=cmd|x", "+李娜", "", "调解员", "蔡马驿站", "", "2026-03-09", ""])
    rows = table(report(plan))
    assert rows[0] == ["行", "用户名", "姓名", "结果", "单元格", "怎样改"]
    assert rows[1][2:5] == ["'+李娜", "有错", "A2"]
    assert not any(str(cell).startswith(("=", "+")) for row in rows for cell in row)


def test_the_pages_from_upload_to_passwords(office: Office) -> None:
    client = Client()
    client.force_login(office.system)
    assert client.get("/accounts/import/").status_code == 200
    assert client.get("/accounts/import/template/").content[:2] == b"PK"
    bad = client.post("/accounts/import/", {"file": SimpleUploadedFile("x.xlsx", b"nonsense")})
    assert bad.status_code == 422
    assert "这不是 .xlsx 文件" in bad.content.decode()
    sent = client.post("/accounts/import/", {"file": SimpleUploadedFile("人员.xlsx", workbook(LINA, ZHAO))})
    page = client.get(sent.headers["Location"])
    assert "没有错误" in page.content.decode()
    kept = StaffList.objects.get()
    assert client.get(f"/accounts/import/{kept.pk}/report/").content[:2] == b"PK"
    yes = {"digest": kept.digest, "plan_digest": planned(kept, by=office.system).digest}
    assert yes["plan_digest"] in page.content.decode()
    assert client.post(f"/accounts/import/{kept.pk}/taking-over/", yes).status_code == 302
    assert "新建 2 个账号" in client.get(f"/accounts/import/{kept.pk}/").content.decode()
    codes = client.post(f"/accounts/import/{kept.pk}/passwords/")
    assert "no-store" in codes.headers["Cache-Control"]
    assert [row[0] for row in table(codes.content)[1:]] == ["lina", "zhao"]
    assert client.post(f"/accounts/import/{kept.pk}/passwords/").status_code == 409
    other = Client()
    other.force_login(factories.staff("sys2", "又一个", "system_admin", office.station))
    assert other.get(f"/accounts/import/{kept.pk}/").status_code == 404


def test_a_duty_dated_back_into_an_administrators_time_is_a_fault_in_its_cell(office: Office) -> None:
    was = factories.account("was", "曾管理")
    factories.duty(was, "audit_admin", office.station, until=date(2026, 1, 31))

    def row(since: str) -> list[str]:
        return ["was", "曾管理", "Was", "调解员", "蔡马驿站", "", since, ""]

    kept, plan = check(office, row("2026-01-31"))
    assert faults(plan) == [("G2", "这段时间里这个账号有过管理员职责，请把起始日期改到那之后")]
    with refused(Invalid, "有 %(rows)d 行有错，整个文件都没有导入。"):
        take_over(kept, plan, office.system)
    take_over(*check(office, row("2026-02-01")), office.system)
    assert Duty.objects.filter(account=was, role="mediator").exists()
