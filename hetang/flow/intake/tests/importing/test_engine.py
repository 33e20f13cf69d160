"""Every row of a file becomes a contact or a line with its reason, once, however often the import is cut short."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.errors import UniqueViolation

from hetang.flow.intake.importing import engine
from hetang.flow.intake.importing.engine import begin_import, run_import
from hetang.flow.intake.importing.rejects import write_rejects
from hetang.flow.intake.models import Contact, ImportedRow, ImportRun
from hetang.flow.intake.tests.importing.files import HEADINGS, MAPPING, row, rows, write_csv, write_xlsx
from hetang.ground.journal.api import Event
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import Cast

Fate = ImportedRow.Fate


def imported(path: Path, cast: Cast, mapping: str = MAPPING) -> ImportRun:
    return run_import(begin_import(path, mapping, cast.street, by=cast.lead), path)


def end_state() -> dict[str, Any]:
    """What an import leaves, without keys, codes and the moments of storing."""
    cases = Case.objects.order_by("id")
    return {
        "cases": sorted((c.summary, c.state, c.registered_at, c.community, c.category) for c in cases),
        "contacts": sorted(Contact.objects.values_list("case__summary", "text", "at", "submission")),
        "rows": sorted(ImportedRow.objects.values_list("number", "fate", "order_number", "case__summary")),
        "events": sorted(Event.objects.filter(stream_kind="case").values_list("verb", "day").order_by("verb", "id")),
        "counts": ImportRun.objects.get().counts,
    }


def straight_end(path: Path, cast: Cast) -> dict[str, Any]:
    """The end of an import that nothing cuts short, undone again."""
    with transaction.atomic():
        imported(path, cast)
        found = end_state()
        transaction.set_rollback(True)
    return found


def test_every_row_becomes_a_contact_or_a_line_with_its_reason(cast: Cast, tmp_path: Path) -> None:
    listed = rows(120)
    path = write_csv(tmp_path / "orders.csv", listed)
    run = imported(path, cast)
    assert (run.state, run.rows_done, sum(run.counts.values()) - run.counts["assumed"]) == ("done", 120, 120)
    assert run.counts["rejected"] == ImportedRow.objects.filter(fate=Fate.REJECTED).count() > 5
    assert Contact.objects.count() == 120 - run.counts["rejected"]
    into = io.StringIO()
    assert write_rejects(run, path, into) == run.counts["rejected"]
    lines = list(csv.reader(io.StringIO(into.getvalue())))
    assert all(line[1] for line in lines)
    assert {int(line[0]) for line in lines[1:]} == set(
        ImportedRow.objects.filter(fate=Fate.REJECTED).values_list("number", flat=True)
    )


def test_finished_orders_are_kept_as_they_were_and_ring_no_clock(cast: Cast, tmp_path: Path) -> None:
    imported(write_csv(tmp_path / "o.csv", [row(3)]), cast)
    case = Case.objects.get()
    at = timezone.localtime(case.registered_at)
    assert (case.state, case.due_at, at.isoformat()) == ("archived", None, "2018-01-04T10:03:00+08:00")
    assert case.unit == cast.other_station, "by its community"


def test_orders_that_are_still_open_are_registered_today(cast: Cast, tmp_path: Path) -> None:
    mapping = MAPPING.replace("finished: all", "finished: none")
    imported(write_csv(tmp_path / "o.csv", [row(3)]), cast, mapping)
    case = Case.objects.get()
    assert (case.state, str(case.event_on)) == ("registered", "2018-01-04")
    assert case.due_at is not None


def test_a_follow_up_is_told_of_the_case_that_number_or_words_prove(cast: Cast, tmp_path: Path) -> None:
    first, other = row(1), row(2)
    by_number = row(3, 内容=f"催办，工单编号：{first['工单号']}，电话13900000009")
    by_words = row(4, 内容=f"市民再次来电\n工单内容：{other['内容']}")
    run = imported(write_csv(tmp_path / "o.csv", [first, by_number, other, by_words]), cast)
    assert run.counts == {"case": 2, "linked": 2, "assumed": 0} | run.counts
    contacts = dict(Contact.objects.exclude(text="").values_list("text", "case__summary"))
    assert sorted(contacts.values()) == sorted([first["内容"], other["内容"]])
    assert not any("13900000009" in text for text in contacts), "numbers are sealed there too"


def test_several_that_follow_a_missing_order_stand_together_and_are_reported(cast: Cast, tmp_path: Path) -> None:
    listed = [row(at, 内容=f"催办工单号：2017010100000{at % 2}，第 {at} 次来电") for at in range(4)]
    run = imported(write_csv(tmp_path / "o.csv", listed), cast)
    assert (run.counts["loose"], run.counts["linked"], Case.objects.count()) == (2, 2, 2)


def test_two_that_follow_with_one_number_are_one_contact(cast: Cast, tmp_path: Path) -> None:
    follows = f"催办，工单编号：{row(1)['工单号']}，至今没有人联系"
    listed = [row(1), *(row(2, 工单号="20180103999999", 内容=follows) for _ in range(3))]
    run = imported(write_csv(tmp_path / "o.csv", listed), cast)
    assert {name: run.counts.get(name) for name in ("case", "linked", "known")} == {"case": 1, "linked": 1, "known": 2}
    assert list(ImportedRow.objects.order_by("number").values_list("fate", flat=True)) == [
        *("case", "linked", "known", "known")
    ]
    assert Contact.objects.count() == 2


def test_what_another_import_keeps_at_the_same_moment_is_known(cast: Cast, tmp_path: Path, monkeypatch: Any) -> None:
    imported(write_csv(tmp_path / "1.csv", [row(1)]), cast)
    link, calls = engine.link_many, iter([True])

    def outrun(pairs: Any, *, by: Any) -> Any:
        # What the other one had committed stands in the way as a duplicate of its key.
        if next(calls, False):
            link(pairs, by=by)
            error = IntegrityError()
            error.__cause__ = UniqueViolation()
            monkeypatch.setattr(engine, "_known", lambda readings: {reading.key for reading in readings})
            raise error
        return link(pairs, by=by)

    monkeypatch.setattr(engine, "link_many", outrun)
    run = imported(write_csv(tmp_path / "2.csv", [row(2, 内容=f"催办，工单号：{row(1)['工单号']}")]), cast)
    assert (run.state, run.counts.get("known"), run.counts.get("linked")) == ("done", 1, None)


def test_an_original_of_an_earlier_file_is_found(cast: Cast, tmp_path: Path) -> None:
    imported(write_csv(tmp_path / "1.csv", [row(1)]), cast)
    later = imported(write_csv(tmp_path / "2.csv", [row(2, 内容=f"催办，工单号：{row(1)['工单号']}")]), cast)
    assert later.counts["linked"] == 1


def test_the_same_file_again_changes_nothing_and_a_longer_one_adds_the_rest(cast: Cast, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "o.csv", rows(40))
    first = imported(path, cast)
    before = all_rows()
    assert imported(path, cast).counts == first.counts
    assert changed(before) == {}
    again = imported(write_csv(tmp_path / "longer.csv", rows(60)), cast)
    assert again.counts["known"] == 40 - first.counts["rejected"]
    assert Contact.objects.count() == 60 - again.counts["rejected"]


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_cut_short_in_any_batch_it_goes_on_to_the_same_end(
    cast: Cast, tmp_path: Path, monkeypatch: Any, cut: int
) -> None:
    monkeypatch.setattr(engine, "BATCH", 25)
    path = write_csv(tmp_path / "o.csv", rows(110))
    straight = straight_end(path, cast)
    calls = iter(range(1, 99))

    def breaks(*_: Any, **__: Any) -> None:
        if next(calls) == cut:
            raise KeyboardInterrupt

    run = begin_import(path, MAPPING, cast.street, by=cast.lead)
    with pytest.raises(KeyboardInterrupt):
        run_import(run, path, told=breaks)
    assert ImportRun.objects.get().rows_done == 25 * cut
    # And once in the middle of a batch: what that batch had stored is undone with its offset.
    keep = engine._keep
    monkeypatch.setattr(engine, "_keep", lambda stored: (_ for _ in ()).throw(KeyboardInterrupt) if stored else [])
    with pytest.raises(KeyboardInterrupt):
        imported(path, cast)
    assert ImportRun.objects.get().rows_done == 25 * cut
    assert ImportedRow.objects.count() == 25 * cut
    monkeypatch.setattr(engine, "_keep", keep)
    assert imported(path, cast).state == "done"
    cut_end = end_state()
    assert cut_end["counts"]["case"] > 60
    assert cut_end == straight
    assert sorted(ImportedRow.objects.values_list("number", flat=True)) == list(range(2, 112))


def test_the_size_of_batches_does_not_change_the_end(cast: Cast, tmp_path: Path, monkeypatch: Any) -> None:
    path, ends = write_csv(tmp_path / "o.csv", rows(90)), []
    for size in (7, 1000):
        monkeypatch.setattr(engine, "BATCH", size)
        ends.append(straight_end(path, cast))
    few, many = ends
    assert few["counts"] == many["counts"]
    assert [(n, f) for n, f, *_ in few["rows"]] == [(n, f) for n, f, *_ in many["rows"]]
    assert sorted(s for s, *_ in few["cases"]) == sorted(s for s, *_ in many["cases"])


def test_two_at_once_do_not_import_the_same_rows(cast: Cast, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "o.csv", rows(20))
    run = begin_import(path, MAPPING, cast.street, by=cast.lead)
    stale = ImportRun.objects.get(pk=run.pk)
    run_import(run, path)
    with pytest.raises(WrongState):
        run_import(stale, path)
    assert ImportedRow.objects.count() == 20


def test_only_a_station_lead_of_the_street_imports(cast: Cast, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "o.csv", rows(3))
    for part, who in cast.everybody().items():
        if part not in {"lead", "other_lead"}:
            with refused(NotAllowed, "您没有在这个街道存入历史工单的职责。"):
                begin_import(path, MAPPING, cast.street, by=who)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_common_encoding_is_read(cast: Cast, tmp_path: Path, encoding: str) -> None:
    listed = [row(1, 内容="阳台漏水到楼下，𠮷家的墙湿了")]
    imported(write_csv(tmp_path / "o.csv", listed, encoding), cast)
    assert Case.objects.get().summary == listed[0]["内容"]


@pytest.mark.parametrize("name", ["o.csv", "o.csv.gz", "o.xlsx"])
def test_every_kind_of_file_gives_the_same(cast: Cast, tmp_path: Path, name: str) -> None:
    listed = rows(60)
    path = tmp_path / name
    run = imported(write_xlsx(path, listed) if name.endswith("x") else write_csv(path, listed), cast)
    assert run.rows_done == 60
    assert run.counts["rejected"] == 5
    assert run.counts["linked"] > 3


def test_a_date_without_an_hour_is_counted_as_assumed(cast: Cast, tmp_path: Path) -> None:
    run = imported(write_csv(tmp_path / "o.csv", [row(1, 时间="2018年1月4日"), row(2)]), cast)
    assert run.counts["assumed"] == 1
    assert timezone.localtime(Case.objects.earliest("id").registered_at).hour == 12


def test_a_number_that_comes_again_with_another_text_is_rejected_not_known(cast: Cast, tmp_path: Path) -> None:
    other = row(1, 内容="另一件事：隔壁饭店的油烟排到楼道里，天天如此。")
    run = imported(write_csv(tmp_path / "1.csv", [row(1), row(2), other]), cast)
    assert (run.counts["case"], run.counts.get("rejected")) == (2, 1)
    later = imported(write_csv(tmp_path / "2.csv", [other, row(2)]), cast)
    assert (later.counts.get("rejected"), later.counts.get("known")) == (1, 1)
    assert ImportedRow.objects.filter(run=later, reason__what=engine.OTHER_TEXT).count() == 1


def test_what_a_colleague_imported_is_known_to_another_lead(cast: Cast, tmp_path: Path) -> None:
    imported(write_csv(tmp_path / "1.csv", [row(1), row(2)]), cast)
    path = write_csv(tmp_path / "2.csv", [row(1), row(2), row(3)])
    later = run_import(begin_import(path, MAPPING, cast.street, by=cast.other_lead), path)
    assert (later.counts.get("known"), later.counts.get("case"), later.counts.get("rejected")) == (2, 1, None)


def test_a_number_is_followed_within_its_source_and_only_to_a_plain_case(cast: Cast, tmp_path: Path) -> None:
    imported(write_csv(tmp_path / "1.csv", [row(1), row(2)]), cast)
    follow = row(3, 内容=f"催办，工单号：{row(1)['工单号']}")
    path = write_csv(tmp_path / "2.csv", [follow])
    other = run_import(begin_import(path, MAPPING.replace("old-system", "other"), cast.street, by=cast.lead), path)
    assert (other.counts.get("loose"), other.counts.get("linked")) == (1, None)
    Case.objects.filter(pk__in=ImportedRow.objects.filter(number=2).values("case")).update(sensitivity="sealed")
    sealed = imported(write_csv(tmp_path / "3.csv", [follow]), cast)
    assert (sealed.counts.get("loose"), sealed.counts.get("linked")) == (1, None)


@pytest.mark.parametrize("why", ["no station", "no duty"])
def test_what_stands_in_the_way_of_every_row_stops_the_import(
    cast: Cast, tmp_path: Path, monkeypatch: Any, why: str
) -> None:
    path = write_csv(tmp_path / "1.csv", [row(1), row(2)])
    run = begin_import(path, MAPPING, cast.street, by=cast.lead)
    if why == "no station":
        monkeypatch.setattr(engine, "station_for", lambda *_: None)
    else:
        cast.lead.duties.update(role="mediator")
        cast.fresh()
    with pytest.raises((NotAllowed, Invalid)):
        run_import(run, path)
    run.refresh_from_db()
    assert (run.state, run.rows_done, ImportedRow.objects.count()) == ("failed", 0, 0)
    if why == "no duty":
        again = begin_import(path, MAPPING, cast.street, by=cast.other_lead)
        assert again.pk == run.pk
        assert run_import(again, path).counts["case"] == 2
        assert set(Contact.objects.values_list("by", flat=True)) == {cast.other_lead.pk}


def test_who_comes_second_to_a_file_does_not_end_it(cast: Cast, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(engine, "BATCH", 2)
    path = write_csv(tmp_path / "1.csv", [row(at) for at in range(1, 8)])
    run = begin_import(path, MAPPING, cast.street, by=cast.lead)
    slower = begin_import(path, MAPPING, cast.street, by=cast.lead)

    def meanwhile(_run: ImportRun) -> None:
        if slower.pk:
            late, slower.pk = ImportRun.objects.get(pk=slower.pk), 0
            late.rows_done = 0
            with pytest.raises(WrongState):
                run_import(late, path)
            assert ImportRun.objects.get(pk=run.pk).state == "running"

    assert run_import(run, path, told=meanwhile).state == "done"


def test_a_sign_put_before_a_formula_is_taken_away_again(cast: Cast, tmp_path: Path) -> None:
    listed = [row(1, 内容="=1+1 楼上装修声音很大", 电话="12"), row(2, 内容="-- 楼下漏水，天花板湿了")]
    path = write_csv(tmp_path / "1.csv", listed)
    run = imported(path, cast)
    into = io.StringIO()
    assert write_rejects(run, path, into) == 1
    lines = list(csv.DictReader(io.StringIO(into.getvalue())))
    assert lines[0]["内容"] == "'=1+1 楼上装修声音很大"
    fixed = {name: value for name, value in lines[0].items() if name in HEADINGS} | {"电话": "13900000001"}
    assert imported(write_csv(tmp_path / "2.csv", [fixed]), cast).counts["case"] == 1
    assert set(Case.objects.values_list("summary", flat=True)) == {row["内容"] for row in listed}
