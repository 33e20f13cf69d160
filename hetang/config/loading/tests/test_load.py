"""`hetang load`: what comes in, that a second run is quiet, that a bad file changes nothing and is named by line."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command

from hetang.commons.accounts.api import ROLES, Account, Duty, duties_of, duty_holders
from hetang.commons.alliance.api import Alliance, Clause, Hotline, Service, Shift, Station, Team, station_for
from hetang.commons.places.api import Place, Unit
from hetang.config.loading.accounts import main_logins
from hetang.config.loading.folder import load_folder
from hetang.config.loading.importing import import_pack, plan_import
from hetang.config.loading.packs import read_pack
from hetang.config.loading.tests.conftest import spoil
from hetang.flow.dispatch.api import RoutingRule
from hetang.ground.journal.api import Event
from hetang.ground.lib import clock
from hetang.ground.lib.yamlrows import LoadError
from hetang.ground.rulepacks.api import KINDS, RulePack, entries, pack

pytestmark = pytest.mark.django_db

STREET = "330105008"


def rows() -> dict[str, int]:
    """How many rows there are of everything that loading writes."""
    models = (
        RulePack,
        Place,
        Unit,
        Station,
        Team,
        Alliance,
        Hotline,
        Service,
        Clause,
        Account,
        Duty,
        RoutingRule,
        Shift,
    )
    return {model.__name__: model._default_manager.count() for model in models}


def test_the_demo_street_has_seven_stations_eight_teams_eight_services_and_two_hotlines(street: Path) -> None:
    load_folder(street)
    assert Station.objects.filter(unit__place__street=STREET).count() == 7
    assert Team.objects.filter(unit__place__street=STREET).count() == 8
    assert Service.objects.filter(alliance__street__code=STREET).count() == 8
    hotlines = Hotline.objects.filter(alliance__street__code=STREET)
    assert sorted(line.purpose for line in hotlines) == ["disputes", "needs"]
    assert all(line.number.endswith("1788") for line in hotlines)


def test_places_know_what_they_lie_in(street: Path) -> None:
    load_folder(street)
    estate = Place.objects.get(name_zh="善贤人家")
    assert (estate.kind, estate.district, estate.street) == ("estate", "330105", STREET)
    assert estate.community == Place.objects.get(name_zh="善贤社区").code
    assert estate.parent is not None
    assert estate.code.startswith(estate.parent.code)
    assert Place.objects.get(code=STREET).street == STREET
    assert Place.objects.get(code=STREET).community == ""


def test_every_community_has_its_station_and_the_rest_goes_to_the_default_one(street: Path) -> None:
    load_folder(street)
    for community in Place.objects.filter(kind="community", street=STREET):
        assert Station.objects.filter(communities=community).count() == 1, community.name_zh
    assert station_for(STREET, "") == Unit.objects.get(code="ST-Z7")


def test_every_role_is_held_and_the_other_street_is_apart(street: Path) -> None:
    load_folder(street)
    roles = set(Duty.objects.filter(place__street=STREET).values_list("role", flat=True))
    assert roles == set(ROLES)
    assert duties_of(Account.objects.get(username="daguan")).streets == {"330105007"}


def test_a_second_run_changes_nothing(street: Path) -> None:
    load_folder(street)
    before, told, out = rows(), Event.objects.count(), StringIO()
    call_command("load", str(street), stdout=out)
    assert rows() == before
    assert Event.objects.count() == told
    assert "没有改动" in out.getvalue()
    assert load_folder(street).is_quiet


def test_a_changed_name_is_changed_and_nothing_else(street: Path) -> None:
    load_folder(street)
    spoil(street, "units.yaml", "其杨工作室", "其杨调解工作室")
    tally = load_folder(street)
    assert tally.counts["unit"]["changed"] == 1
    assert tally.done() == {"unit": {"changed": 1}}
    assert Unit.objects.get(code="ST-QY").name_zh == "其杨调解工作室"


def test_the_journal_tells_what_a_load_changed(street: Path) -> None:
    load_folder(street)
    spoil(street, "units.yaml", "其杨工作室", "其杨调解工作室")
    load_folder(street)
    first, second = Event.objects.filter(stream_kind="loading").order_by("seq")
    assert first.body["account"] == {"created": 31}
    assert (second.verb, second.body) == ("load", {"unit": {"changed": 1}})


def test_each_account_that_is_loaded_or_changed_has_one_event(street: Path) -> None:
    load_folder(street)
    told = Event.objects.filter(stream_kind="account")
    assert told.count() == Account.objects.count()
    spoil(street, "accounts.yaml", "林晓岚", "林小岚")
    load_folder(street)
    assert told.order_by("id").last().stream_key == Account.objects.get(name_zh="林小岚").pk  # type: ignore[union-attr]
    assert told.count() == Account.objects.count() + 1


def test_an_account_keeps_the_password_its_owner_chose(street: Path) -> None:
    load_folder(street)
    account = Account.objects.get(username="mediator")
    assert check_password("hetang-demo-1788", account.password)
    account.set_password("a better one 2026")
    account.save()
    load_folder(street)
    account.refresh_from_db()
    assert check_password("a better one 2026", account.password)


def test_a_street_may_ship_its_own_version_of_a_pack(street: Path) -> None:
    own = street / "rulepacks"
    own.mkdir()
    (own / "return_reasons.yaml").write_text(
        "name: return_reasons\nversion: 2\neffective_on: 2025-06-01\nbasis: 本街道规定\n"
        "entries: [{key: busy, label: {zh: 太忙, en: Too busy}}]\n",
        encoding="utf-8",
    )
    load_folder(street)
    assert pack("return_reasons").version == 2
    assert len(entries("return_reasons")) == 1


def test_a_day_that_was_set_at_the_import_survives_the_loading_of_the_folder(street: Path) -> None:
    load_folder(street)
    own = street / "rulepacks"
    own.mkdir()
    file = own / "return_reasons.yaml"
    file.write_text(
        "name: return_reasons\nversion: 2\neffective_on: 2025-06-01\nbasis: 本街道规定\n"
        "entries: [{key: busy, label: {zh: 太忙, en: Too busy}}]\n",
        encoding="utf-8",
    )
    found, start = read_pack(file), clock.today() + timedelta(days=3)
    import_pack(found, plan_import(found, start))
    load_folder(street)
    assert pack("return_reasons", version=2).effective_on == start


def test_without_a_folder_only_the_national_packs_come_in(street: Path) -> None:
    load_folder(None)
    assert len(entries("categories")) == 18
    assert rows()["Place"] == 0


BAD = [
    ("places.yaml", 'code: "330105008901"', 'code: "330106008901"', "330105008"),
    ("places.yaml", "kind: estate", "kind: castle", "estate"),
    ("places.yaml", "abbr: ST", "abbr: st", "abbr"),
    ("places.yaml", "name: {zh: 蔡马社区, en: Caima Community}", "nome: {zh: 蔡马社区, en: Caima Community}", "nome"),
    ("units.yaml", "kind: centre", "kind: palace", "kind"),
    ("units.yaml", 'place: "330105008902"', 'place: "330105008999"', "330105008999"),
    ("units.yaml", 'communities: ["330105008902"]', 'communities: ["330105007901"]', "330105007901"),
    ("alliance.yaml", "number: 0571-0000-1788", "number: ring us", "ring us"),
    ("alliance.yaml", "adopted_on: 2025-03-15", "adopted_on: last spring", "adopted_on"),
    ("alliance.yaml", "fits: [neighbour, noise]", "fits: [neighbours]", "neighbours"),
    ("alliance.yaml", "unit: ST-QY", "unit: ST-XX", "ST-XX"),
    ("alliance.yaml", "- number: 1", "- number: 0", "number"),
    ("accounts.yaml", "role: operator", "role: emperor", "role"),
    (
        "accounts.yaml",
        "{role: system_admin, unit: ST-ZX",
        '{role: leader, unit: ST-ZX, place: "330105008"}, {role: system_admin, unit: ST-ZX',
        "leader",
    ),
    ("accounts.yaml", "username: station", "username: Station", "lower-case"),
    ("accounts.yaml", "name: {zh: 林晓岚, en: Lin Xiaolan}", "name: {zh: 林晓岚}", "en"),
    ("accounts.yaml", "since: 2025-01-01", "since: 2025-01-01\nsince: 2025-02-01", "since"),
    ("accounts.yaml", "accounts:", "accounts: [", ""),
    ("dispatch.yaml", "to: ST-QY", "to: ST-XX", "ST-XX"),
    ("dispatch.yaml", 'hours: "20:00-07:00"', "hours: at night", "hours"),
    ("dispatch.yaml", "weekdays: [1, 3, 5]", "weekdays: [0]", "weekdays"),
    ("dispatch.yaml", "kept_by: dispatcher", "kept_by: nobody", "nobody"),
]


@pytest.mark.parametrize(("name", "old", "new", "named"), BAD)
def test_bad_data_is_named_by_file_and_line_and_nothing_is_loaded(
    street: Path, name: str, old: str, new: str, named: str
) -> None:
    line = spoil(street, name, old, new)
    with pytest.raises(LoadError) as refused:
        load_folder(street)
    chinese, english = str(refused.value).split("\n")
    assert chinese.startswith(f"{name}:")
    assert english.startswith(f"{name}:")
    # A missing key is reported at its row, which may begin a line or two above; all else at its own line.
    assert abs(int(english.split(":")[1]) - line) <= 2
    assert named in english
    assert "没有改动任何数据" in chinese
    assert not any(rows().values())


def test_the_first_day_has_rules_and_people_on_duty_and_keeps_what_the_house_changes(street: Path) -> None:
    load_folder(street)
    rules, shifts = RoutingRule.objects.filter(street=STREET), Shift.objects.count()
    assert rules.count() == 6 and shifts > 15
    assert {rule.to_unit.code for rule in rules} == {"ST-D1", "ST-QY", "ST-Z3", "ST-Z7"}
    for rule in rules:
        assert duty_holders("mediator", {rule.to_unit_id}).exists(), rule.name
    rules.filter(name="跟团和网购归街道中心").update(words=["旅行社"])
    assert load_folder(street).is_quiet
    assert rules.get(name="跟团和网购归街道中心").words == ["旅行社"]


def test_what_the_room_refuses_is_named_by_its_line(street: Path) -> None:
    line = spoil(
        street, "dispatch.yaml", "role: mediator, accounts: [mediator7]", "role: mediator, accounts: [operator]"
    )
    with pytest.raises(LoadError) as refused:
        load_folder(street)
    chinese, english = str(refused.value).split("\n")
    assert f"dispatch.yaml:{line}" in chinese and "这位同事现在没有该单位的这项职责。" in chinese
    assert f"dispatch.yaml:{line}" in english
    assert not any(rows().values())


def test_a_missing_file_is_named(street: Path) -> None:
    (street / "alliance.yaml").unlink()
    with pytest.raises(LoadError, match=r"alliance\.yaml"):
        load_folder(street)
    assert not any(rows().values())


def test_a_missing_folder_is_a_failed_command(street: Path) -> None:
    with pytest.raises(CommandError, match="没有这个目录"):
        call_command("load", str(street / "nowhere"))


def test_the_shared_password_is_refused_outside_a_demonstration(street: Path, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(LoadError, match="共用口令只能用于演示"):
        load_folder(street)
    assert not Account.objects.exists()


def test_without_a_shared_password_nobody_can_log_in_yet(street: Path, settings: Any) -> None:
    settings.DEMO = False
    spoil(street, "accounts.yaml", "password: hetang-demo-1788\n", "")
    load_folder(street)
    assert not Account.objects.get(username="mediator").has_usable_password()


def test_a_loaded_pack_cannot_change_without_a_new_version(street: Path) -> None:
    own = street / "rulepacks"
    own.mkdir()
    text = "name: return_reasons\nversion: 2\neffective_on: 2025-06-01\nbasis: 本街道规定\nentries: []\n"
    (own / "return_reasons.yaml").write_text(text, encoding="utf-8")
    load_folder(street)
    other = text.replace("[]", "[{key: far, label: {zh: 路远, en: Too far}}]")
    (own / "return_reasons.yaml").write_text(other, encoding="utf-8")
    with pytest.raises(LoadError, match=r"return_reasons.*已经装入，内容却不同"):
        load_folder(street)
    assert pack("return_reasons").body["entries"] == []


def test_a_pack_that_does_not_fit_its_schema_is_named_by_line_and_place(street: Path) -> None:
    own = street / "rulepacks"
    own.mkdir()
    text = "name: return_reasons\nversion: 2\neffective_on: 2025-06-01\nbasis: 本街道规定\nentries:\n- {key: far}\n"
    (own / "return_reasons.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LoadError, match=r"return_reasons\.yaml:6 entries › 0 ：缺少“label”"):
        load_folder(street)
    (own / "return_reasons.yaml").write_text(text.replace("- {key: far}", "- {key: a, key: b}"), encoding="utf-8")
    with pytest.raises(LoadError, match=r"return_reasons\.yaml:6：“key”写了两次"):
        load_folder(street)
    assert not any(rows().values())


def test_every_new_version_of_a_pack_is_told_with_its_digest(street: Path) -> None:
    load_folder(None)
    told = Event.objects.filter(stream_kind="rule_pack")
    assert {event.body["name"] for event in told} == set(KINDS)
    assert all(event.verb == "load" and len(event.body["sha256"]) == 64 for event in told)
    load_folder(None)
    assert told.count() == len(KINDS)


def test_the_main_logins_are_listed_with_what_they_show(street: Path) -> None:
    logins, password = main_logins(street)
    assert [login.username for login in logins] == [
        "operator",
        "station",
        "mediator",
        "followup",
        "leader",
        "dispatcher",
    ]
    assert all(login.shows["zh"] and login.shows["en"] for login in logins)
    assert password == "hetang-demo-1788"
